"""Lecture d'un classeur de tableur (.xlsx, .xlsm, .xls, .ods) ou d'un fichier .csv.

Tout est lu : lignes et colonnes masquées comprises. Les numéros de ligne et de colonne sont
ceux du tableur, même si le tableau ne commence pas en A1.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from qualepref.socle.lecture.cellules import (
    ERREURS,
    ErreurExcel,
    Fusion,
    Inspection,
    Particularites,
    Valeur,
    lettre,
)
from qualepref.socle.lecture.formats import biff, ooxml, opendocument
from qualepref.socle.lecture.formats.conteneurs import (
    CORROMPU,
    PROTEGE,
    ClasseurIllisible,
    extraire,
    reconnaitre_format,
)

LIGNES_MAXIMALES = 200_000
CELLULES_MAXIMALES = 10_000_000
_SEPARATEURS = ";,\t|"
_ENTIERS_EXACTS = 1e15
_ERREURS_DE_LECTURE = (CalamineError, OSError, OverflowError, ValueError)


@dataclass(frozen=True)
class Feuille:
    """Une feuille : `lignes[i][j]` est la cellule de la ligne i + 1 et de la colonne j + 1.

    Les lignes n'ont pas toutes la même longueur dans un .csv. `fusions` est None quand le
    format ne les dit pas.
    """

    nom: str
    lignes: list[list[Valeur]]
    fusions: tuple[Fusion, ...] | None = None
    masquee: bool = False

    def valeur(self, ligne: int, colonne: int) -> Valeur:
        """None hors du tableau ; indices à partir de 0."""
        if ligne >= len(self.lignes) or colonne >= len(self.lignes[ligne]):
            return None
        return self.lignes[ligne][colonne]


@dataclass(frozen=True)
class Classeur:
    """Un fichier lu. `date1904` : les numéros de série y comptent depuis le 1er janvier 1904."""

    nom: str
    feuilles: list[Feuille]
    date1904: bool = False


def lire(source: str | Path | bytes, nom: str = "") -> Classeur:
    """Lit un chemin ou des octets ; lève ClasseurIllisible et aucune autre exception."""
    octets = source if isinstance(source, bytes) else _octets(Path(source))
    nom = nom or ("" if isinstance(source, bytes) else Path(source).name)
    classeur = _LECTEURS[reconnaitre_format(octets, nom)](octets, nom)
    if not any(feuille.lignes for feuille in classeur.feuilles):
        raise ClasseurIllisible("Ce classeur ne contient aucune donnée : ses feuilles sont vides.")
    return classeur


def _octets(chemin: Path) -> bytes:
    try:
        return chemin.read_bytes()
    except OSError as erreur:
        raise ClasseurIllisible(
            f"Le fichier « {chemin.name} » est introuvable ou ne peut pas être ouvert."
        ) from erreur


def _lire_xlsx(octets: bytes, nom: str) -> Classeur:
    return _lire_calamine(octets, nom, ooxml.inspecter(extraire(octets)))


def _lire_ods(octets: bytes, nom: str) -> Classeur:
    return _lire_calamine(octets, nom, opendocument.inspecter(extraire(octets)))


def _lire_xls(octets: bytes, nom: str) -> Classeur:
    return _lire_calamine(octets, nom, biff.inspecter(octets))


def _lire_calamine(octets: bytes, nom: str, inspection: Inspection) -> Classeur:
    for feuille in inspection.feuilles:
        _verifier_etendue(feuille.nom, feuille.hauteur, feuille.largeur)
    try:
        classeur = CalamineWorkbook.from_filelike(BytesIO(octets))
        return Classeur(nom, list(_feuilles(classeur, inspection)), inspection.date1904)
    except PasswordError as erreur:
        raise ClasseurIllisible(PROTEGE) from erreur
    except BaseException as erreur:
        # Une panique de la bibliothèque Rust ne dérive pas d'Exception.
        if isinstance(erreur, _ERREURS_DE_LECTURE) or type(erreur).__name__ == "PanicException":
            raise ClasseurIllisible(CORROMPU) from erreur
        raise


def _feuilles(classeur: CalamineWorkbook, inspection: Inspection) -> Iterable[Feuille]:
    for rang, description in enumerate(classeur.sheets_metadata):
        if description.typ != SheetTypeEnum.WorkSheet:
            continue
        particularites = inspection.de(rang)
        feuille = classeur.get_sheet_by_index(rang)
        _verifier_etendue(description.name, feuille.total_height, feuille.total_width)
        yield Feuille(
            nom=description.name,
            lignes=_lignes(feuille, particularites),
            fusions=_fusions(feuille, particularites),
            masquee=description.visible != SheetVisibleEnum.Visible,
        )


def _verifier_etendue(nom: str, hauteur: int, largeur: int) -> None:
    """Avant la lecture : une cellule isolée tout en bas à droite épuiserait la mémoire."""
    if hauteur > LIGNES_MAXIMALES:
        raise ClasseurIllisible(
            f"La feuille « {nom} » va jusqu'à la ligne {hauteur} ; {LIGNES_MAXIMALES} lignes au"
            " plus sont lues. Supprimez les lignes inutiles sous le tableau, ou partagez le"
            " classeur."
        )
    if hauteur * largeur > CELLULES_MAXIMALES:
        raise ClasseurIllisible(
            f"La feuille « {nom} » s'étend jusqu'à la cellule {lettre(largeur - 1)}{hauteur} :"
            " supprimez les colonnes et les lignes inutiles autour du tableau."
        )


def _lignes(feuille: CalamineSheet, particularites: Particularites) -> list[list[Valeur]]:
    lignes = [
        [_CONVERSIONS[type(brute)](brute) for brute in ligne]
        for ligne in feuille.to_python(skip_empty_area=False)
    ]
    for (ligne, colonne), erreur in particularites.erreurs.items():
        _poser(lignes, ligne, colonne, erreur)
    return lignes


def _poser(lignes: list[list[Valeur]], ligne: int, colonne: int, erreur: ErreurExcel) -> None:
    """Au-delà de la zone lue, la ligne n'a que des erreurs : elle est vide."""
    if ligne < len(lignes) and colonne < len(lignes[ligne]):
        lignes[ligne][colonne] = erreur


def _fusions(feuille: CalamineSheet, particularites: Particularites) -> tuple[Fusion, ...] | None:
    plages = feuille.merged_cell_ranges
    if plages is None:
        return particularites.fusions
    return tuple(Fusion(*debut, *fin) for debut, fin in plages)


def _identique(brute: Any) -> Valeur:
    return brute


def _texte(brute: str) -> Valeur:
    if not brute:
        return None
    return ErreurExcel(brute) if brute in ERREURS else brute


def _nombre(brute: float) -> int | float:
    entier = brute.is_integer() and abs(brute) < _ENTIERS_EXACTS
    return int(brute) if entier else brute


_CONVERSIONS: dict[type, Callable[[Any], Valeur]] = {
    **dict.fromkeys((bool, int, date, datetime, time, timedelta), _identique),
    str: _texte,
    float: _nombre,
}


def _lire_csv(octets: bytes, nom: str) -> Classeur:
    texte = _decoder(octets)
    separateur = _separateur(texte)
    if texte[:4].lower() == "sep=":  # consigne pour Excel, qui ne l'affiche pas
        texte = texte.partition("\n")[2]
    lecteur = csv.reader(StringIO(texte, newline=""), delimiter=separateur)
    titre = PurePath(nom).stem or "Feuille 1"
    try:
        lignes = [[_texte(v) for v in ligne] for ligne in islice(lecteur, LIGNES_MAXIMALES + 1)]
    except csv.Error as erreur:
        raise ClasseurIllisible(
            f"Le fichier ne se lit plus à partir de la ligne {lecteur.line_num} : un guillemet"
            " n'y est sans doute pas refermé."
        ) from erreur
    _verifier_etendue(titre, len(lignes), 1)
    return Classeur(nom, [Feuille(titre, lignes)])


def _decoder(octets: bytes) -> str:
    """UTF-16 ou UTF-8 si le fichier le dit ou s'y conforme, sinon l'encodage de Windows."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _separateur(texte: str) -> str:
    if texte[:4].lower() == "sep=":
        return texte[4:5]
    debut = texte[:100_000].splitlines(keepends=True)[:60]
    return max(_SEPARATEURS, key=lambda separateur: _regularite(debut, separateur))


def _regularite(lignes: list[str], separateur: str) -> int:
    """Nombre de cellules des lignes qui ont la largeur la plus fréquente (au moins deux)."""
    largeurs = Counter(len(ligne) for ligne in csv.reader(lignes, delimiter=separateur))
    return max((n * (largeur - 1) for largeur, n in largeurs.items()), default=0)


_LECTEURS: dict[str, Callable[[bytes, str], Classeur]] = {
    "xlsx": _lire_xlsx,
    "ods": _lire_ods,
    "xls": _lire_xls,
    "csv": _lire_csv,
}
