"""Export d'une liste : le tableau affiché, filtré et trié, en classeur Excel."""

import re
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from qualepref.socle.sorties.rangees import rangees

TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INTERDITS_D_ONGLET = re.compile(r"[:\\/?*\[\]]")
TEXTE_MAX = 32_767  # signes d'une cellule d'Excel
serie = lru_cache(maxsize=10_000)(to_excel)  # d'un jour à l'autre d'une liste, les mêmes dates


class Case(Cell):
    """Une case dont le style est cherché une fois pour toutes, et non à chaque ligne."""

    __slots__ = ("has_style", "style_id")

    def __init__(self, feuille, genre, **style):
        modele = WriteOnlyCell(feuille)
        for nom, valeur in style.items():
            setattr(modele, nom, valeur)
        super().__init__(feuille)
        self.data_type = genre
        self.has_style, self.style_id = modele.has_style, modele.style_id


class Feuille(WriteOnlyWorksheet):
    """Une feuille écrite ligne à ligne : les dates restent des dates, « =1+1 » reste un texte.

    openpyxl devine le genre de chaque valeur, style à style. Ici il se sait : une seule case par
    genre ressert à toutes les lignes, ce qu'openpyxl permet puisqu'il écrit case après case.
    """

    def __init__(self, livre, titre):
        super().__init__(livre, titre)
        livre._add_sheet(self)
        self.titre, self.texte = Case(self, "s", font=Font(bold=True)), Case(self, "s")
        self.nombre, self.booleen = Case(self, "n"), Case(self, "b")
        self.jour = Case(self, "n", number_format="DD/MM/YYYY")
        self.moment = Case(self, "n", number_format="yyyy-mm-dd h:mm:ss")

    def _values_to_row(self, values, row_idx):
        for colonne, valeur in enumerate(values, 1):
            if valeur is not None:
                case = self.case(valeur)
                if case is self.texte and row_idx == 1:
                    case = self.titre
                case.row, case.column = row_idx, colonne
                case._value = ecrite(valeur)
                yield case

    def case(self, valeur):
        if isinstance(valeur, str):
            return self.texte
        if isinstance(valeur, date):
            return self.moment if isinstance(valeur, datetime) else self.jour
        if isinstance(valeur, bool):
            return self.booleen
        return self.nombre if isinstance(valeur, (int, float)) else self.texte


def ecrite(valeur):
    """La valeur telle que le fichier l'écrit : le numéro de série d'une date, un texte permis."""
    if isinstance(valeur, datetime):
        locale = timezone.localtime(valeur) if valeur.tzinfo else valeur
        return to_excel(locale.replace(tzinfo=None))
    if isinstance(valeur, date):
        return serie(valeur)
    if isinstance(valeur, (int, float)):
        return valeur
    return ILLEGAL_CHARACTERS_RE.sub("", str(valeur))[:TEXTE_MAX]


def classeur(lignes, titre="Feuille", largeurs=None) -> bytes:
    """Écrit des lignes (la première est l'en-tête) dans un classeur d'une feuille."""
    livre = Workbook(write_only=True)
    _ecrire_feuille(livre, titre, lignes, largeurs or [])
    return _octets(livre)


def classeur_de_feuilles(feuilles) -> bytes:
    """Un classeur de plusieurs feuilles (titre, lignes), aux onglets courts et distincts."""
    livre = Workbook(write_only=True)
    pris: set[str] = set()
    for titre, lignes in feuilles:
        nom = _nom_d_onglet(titre, pris)
        lignes = [list(ligne) for ligne in lignes]
        _ecrire_feuille(livre, nom, lignes, _largeurs(lignes))
    return _octets(livre)


def _nom_d_onglet(titre, pris):
    """Excel refuse plus de 31 signes, les doublons et : \\ / ? * [ ]."""
    base = INTERDITS_D_ONGLET.sub(" ", titre).strip(" '") or "Feuille"
    nom, rang = base[:31], 2
    while nom.lower() in pris:
        nom, rang = f"{base[:27]} ({rang})", rang + 1
    pris.add(nom.lower())
    return nom


def _largeurs(lignes):
    """Assez large pour le plus long texte, dans la limite du lisible."""
    colonnes = zip(*lignes, strict=True)
    return [min(60, 2 + max(len(str(v)) for v in colonne)) for colonne in colonnes]


def _ecrire_feuille(livre, titre, lignes, largeurs):
    feuille = Feuille(livre, titre[:31])
    feuille.freeze_panes = "A2"
    for indice, largeur in enumerate(largeurs, 1):
        feuille.column_dimensions[get_column_letter(indice)].width = largeur
    for ligne in lignes:
        feuille.append(list(ligne))


def _octets(livre):
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def reponse_xlsx(table, nom: str) -> HttpResponse:
    octets = classeur(rangees(table), nom)
    return reponse_fichier(octets, f"{nom}.xlsx", TYPE_XLSX)


def reponse_fichier(octets, nom, type_mime) -> HttpResponse:
    reponse = HttpResponse(octets, content_type=type_mime)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
