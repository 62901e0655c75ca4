"""Ce que le lecteur perd d'un classeur .ods : erreurs, fusions, étendue réelle des feuilles."""

import re
from html import unescape

from qualepref.socle.lecture.cellules import (
    ErreurExcel,
    Fusion,
    Inspection,
    Particularites,
    Position,
)
from qualepref.socle.lecture.formats.conteneurs import CORROMPU, ClasseurIllisible

_FEUILLE = re.compile(rb"<table:table(?=[\s/>])([^>]*?)(?:/>|>(.*?)</table:table>)", re.DOTALL)
_NOM = re.compile(rb'table:name="([^"]*)"')
_LIGNE = re.compile(
    rb"<table:table-row(?=[\s/>])([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL
)
_CELLULE = re.compile(
    rb"<table:(?:covered-)?table-cell(?=[\s/>])([^>]*?)"
    rb"(?:/>|>(.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_BASE_1904 = re.compile(rb'<table:null-date\s[^>]*date-value="1904-01-01"')
_TEXTE = re.compile(rb"<text:p[^>]*>([^<]*)<")


def inspecter(parties: dict[str, bytes]) -> Inspection:
    xml = parties.get("content.xml")
    if not xml:
        raise ClasseurIllisible(CORROMPU)
    return Inspection(
        date1904=_BASE_1904.search(xml) is not None,
        feuilles=tuple(
            _Releve().feuille(_nom(attributs), lignes)
            for attributs, lignes in _FEUILLE.findall(xml)
        ),
    )


def _nom(attributs: bytes) -> str:
    trouve = _NOM.search(attributs)
    return unescape(trouve[1].decode("utf-8", "replace")) if trouve else ""


class _Releve:
    """Parcourt une feuille en suivant les répétitions de lignes et de cellules."""

    def __init__(self) -> None:
        self.erreurs: dict[Position, ErreurExcel] = {}
        self.fusions: list[Fusion] = []
        self.hauteur = self.largeur = 0

    def feuille(self, nom: str, xml: bytes) -> Particularites:
        rang = 0
        for ligne in _LIGNE.finditer(xml):
            largeur = self._ligne(rang, ligne[2] or b"")
            rang += _nombre(ligne[1], b"number-rows-repeated")
            if largeur:
                self.hauteur, self.largeur = rang, max(self.largeur, largeur)
        return Particularites(nom, self.erreurs, self.hauteur, self.largeur, tuple(self.fusions))

    def _ligne(self, rang: int, xml: bytes) -> int:
        """Nombre de colonnes jusqu'à la dernière cellule remplie."""
        colonne = largeur = 0
        for cellule in _CELLULE.finditer(xml):
            attributs, contenu = cellule[1], cellule[2] or b""
            self._noter(rang, colonne, attributs, contenu)
            colonne += _nombre(attributs, b"number-columns-repeated")
            if b"office:value-type=" in attributs or b"<text:p" in contenu:
                largeur = colonne
        return largeur

    def _noter(self, rang: int, colonne: int, attributs: bytes, contenu: bytes) -> None:
        if b'value-type="error"' in attributs and (texte := _TEXTE.search(contenu)):
            self.erreurs[rang, colonne] = ErreurExcel(texte[1].decode("utf-8", "replace"))
        large = _nombre(attributs, b"number-columns-spanned")
        haut = _nombre(attributs, b"number-rows-spanned")
        if large * haut > 1:
            self.fusions.append(Fusion(rang, colonne, rang + haut - 1, colonne + large - 1))


def _nombre(attributs: bytes, nom: bytes) -> int:
    trouve = re.search(rb"table:" + nom + rb'="(\d+)"', attributs)
    return int(trouve[1]) if trouve else 1
