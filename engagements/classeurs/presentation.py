"""Le classeur qu'un service remplit hors ligne : une ligne par exigence, prête à revenir.

Trois colonnes cachées font le retour possible : le repère de la cellule, sa version et
l'empreinte de ce qui y était écrit. Un onglet très caché dit de quelle feuille il s'agit.
Aucun texte ne devient une formule.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

FORMAT = "qualepref-feuille-1"
ONGLET, NOTICE, REPERES = "Auto-évaluation", "Notice", "Repères"
TITRES_CACHES = ("Repère", "Version", "Empreinte")
LIGNE_ENTETE = 3
LONGUEUR_MAX = 32_000  # un tableur coupe un texte à 32 767 signes
AVIS = {
    "conforme": "Conforme",
    "partiel": "Partiellement conforme",
    "non_conforme": "Non conforme",
    "non_applicable": "Non applicable",
    "non_evalue": "Non évalué",
}
AVANCEMENTS = {"a_revoir": "À revoir", "en_cours": "En cours", "fait": "Fait"}
GRIS, BLEU, BLANC, ROUGE = "EEEEEE", "E3E3FD", "FFFFFF", "FFE9E9"
ENCRE, DISCRET = "000091", "666666"
FIN = Side(style="thin", color="CCCCCC")


class Reponse(NamedTuple):
    """Ce qu'une cellule répond, en codes et en textes."""

    avis: str
    avancement: str
    motif: str
    commentaire: str


@dataclass(frozen=True)
class Identite:
    """De quelle feuille est le classeur ; les codes valent d'une installation à l'autre."""

    departement: str
    campagne: str
    site: str
    service: str
    nom_campagne: str = ""
    nom_service: str = ""
    nom_departement: str = ""

    def meme_feuille(self, autre: "Identite") -> bool:
        return self._codes() == autre._codes()

    def _codes(self):
        return self.departement, self.campagne, self.site, self.service


@dataclass(frozen=True)
class Case:
    """Une ligne du classeur. `verrou` : pourquoi elle ne se remplit pas."""

    repere: str
    version: int
    code: str
    intitule: str
    reponse: Reponse
    est_engagement: bool = False
    aide: str = ""
    avant: str = ""
    preuves: str = ""
    verrou: str = ""


class Colonne(NamedTuple):
    titre: str
    largeur: int
    saisie: bool = False


COLONNES = (
    *(Colonne(titre, 2) for titre in TITRES_CACHES),
    Colonne("N°", 7),
    Colonne("Ce qui est demandé", 48),
    Colonne("Ce qui vaut preuve", 42),
    Colonne("Réponse précédente", 26),
    Colonne("Preuves jointes", 24),
    Colonne("Avis", 22, saisie=True),
    Colonne("Avancement", 13, saisie=True),
    Colonne("Motif, si non applicable", 28, saisie=True),
    Colonne("Commentaire", 50, saisie=True),
)
RANGS = {colonne.titre: rang for rang, colonne in enumerate(COLONNES, 1)}
SAISIES = [colonne.titre for colonne in COLONNES if colonne.saisie]


def texte_de_cellule(texte: str) -> str:
    """Le texte tel que tout tableur le garde : ni signes interdits, ni retours de chariot, ni
    tabulations."""
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    simple = ILLEGAL_CHARACTERS_RE.sub("", lignes)
    return re.sub("_x000[dD]_", "", simple).strip()[:LONGUEUR_MAX].strip()


def textes_de(reponse: Reponse) -> tuple[str, str, str, str]:
    """Ce que montrent les quatre colonnes à remplir."""
    return (
        AVIS[reponse.avis],
        AVANCEMENTS[reponse.avancement],
        texte_de_cellule(reponse.motif),
        texte_de_cellule(reponse.commentaire),
    )


def empreintes(textes: Iterable[str]) -> str:
    """Une empreinte par saisie : au retour, on sait lesquelles ont été touchées.

    Espaces et retours à la ligne n'y comptent pas : chaque tableur les récrit à sa façon.
    """
    mots = (" ".join(texte.split()) for texte in textes)
    return ".".join(hashlib.sha256(texte.encode()).hexdigest()[:8] for texte in mots)


def ecrire_classeur(identite: Identite, cases: Sequence[Case], notice: Sequence[str]) -> bytes:
    livre = Workbook()
    feuille = livre.active
    feuille.title = ONGLET
    _ecrire_les_titres(feuille, identite)
    for rang, case in enumerate(cases, LIGNE_ENTETE + 1):
        _ecrire_la_case(feuille, rang, case)
    _poser_les_listes(feuille, LIGNE_ENTETE + max(1, len(cases)))
    _presenter(feuille, LIGNE_ENTETE + len(cases))
    _ecrire_la_notice(livre.create_sheet(NOTICE), identite, notice)
    _ecrire_les_reperes(livre.create_sheet(REPERES), identite)
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def _ecrire(feuille, rang, titre, valeur):
    """Une cellule de texte ou de nombre ; « =1+1 » y reste un texte."""
    case = feuille.cell(rang, titre if isinstance(titre, int) else RANGS[titre])
    case.value = valeur
    if isinstance(valeur, str):
        case.data_type = "s"
        case.quotePrefix = valeur[:1] in ("=", "+", "-", "@")
    return case


def _ecrire_les_titres(feuille, identite):
    titre = f"{identite.nom_campagne} – {identite.nom_service}"
    _ecrire(feuille, 1, "N°", titre).font = Font(bold=True, size=14, color=ENCRE)
    consigne = (
        "Remplissez les cases blanches, puis redéposez ce classeur dans l'application. "
        "Mode d'emploi : onglet Notice."
    )
    _ecrire(feuille, 2, "N°", consigne).font = Font(italic=True, color=DISCRET)
    for colonne in COLONNES:
        case = _ecrire(feuille, LIGNE_ENTETE, colonne.titre, colonne.titre)
        case.font = Font(bold=True, color=BLANC)
        case.fill = PatternFill("solid", fgColor=ENCRE)
        case.alignment = Alignment(wrap_text=True, vertical="center")


def _ecrire_la_case(feuille, rang, case: Case):
    textes = textes_de(case.reponse)
    visibles = (case.code, case.intitule, case.aide, case.avant, case.preuves, *textes)
    valeurs = (case.repere, case.version, empreintes(textes), *visibles)
    for colonne, valeur in zip(COLONNES, valeurs, strict=True):
        valeur = texte_de_cellule(valeur) if isinstance(valeur, str) else valeur
        _habiller(_ecrire(feuille, rang, colonne.titre, valeur), colonne, case)
    if case.verrou:
        _ecrire(feuille, rang, "Ce qui vaut preuve", texte_de_cellule(case.verrou))


def _habiller(cellule, colonne: Colonne, case: Case):
    libre = colonne.saisie and not case.verrou
    fond = BLANC if libre else BLEU if case.est_engagement else GRIS
    cellule.fill = PatternFill("solid", fgColor=fond)
    cellule.alignment = Alignment(wrap_text=True, vertical="top")
    cellule.protection = Protection(locked=not libre)
    cellule.border = Border(top=FIN, bottom=FIN, left=FIN, right=FIN)
    titre = case.est_engagement and colonne.titre in ("N°", "Ce qui est demandé")
    cellule.font = Font(bold=titre, size=10)


def _poser_les_listes(feuille, derniere):
    for titre, valeurs, aide in (
        ("Avis", AVIS, "Choisissez dans la liste. « Non applicable » demande un motif."),
        ("Avancement", AVANCEMENTS, "Où en est la vérification de ce point."),
    ):
        liste = DataValidation("list", formula1=f'"{",".join(valeurs.values())}"', allow_blank=True)
        liste.errorTitle, liste.error = titre, "Choisissez une valeur de la liste."
        liste.promptTitle, liste.prompt = titre, aide
        liste.showErrorMessage = liste.showInputMessage = True
        feuille.add_data_validation(liste)
        liste.add(_plage(titre, derniere))
    avis, motif = (get_column_letter(RANGS[t]) for t in ("Avis", "Motif, si non applicable"))
    premiere = LIGNE_ENTETE + 1
    manque = f'AND(${avis}{premiere}="{AVIS["non_applicable"]}",${motif}{premiere}="")'
    rouge = FormulaRule(formula=[manque], fill=PatternFill("solid", bgColor=ROUGE))
    feuille.conditional_formatting.add(_plage("Motif, si non applicable", derniere), rouge)


def _plage(titre, derniere):
    lettre = get_column_letter(RANGS[titre])
    return f"{lettre}{LIGNE_ENTETE + 1}:{lettre}{derniere}"


def _presenter(feuille, derniere):
    """En-têtes figés et protégés ; on peut encore élargir une colonne et filtrer."""
    for rang, colonne in enumerate(COLONNES, 1):
        dimension = feuille.column_dimensions[get_column_letter(rang)]
        dimension.width = colonne.largeur
        dimension.hidden = colonne.titre in TITRES_CACHES
    feuille.row_dimensions[LIGNE_ENTETE].height = 32
    feuille.freeze_panes = feuille.cell(LIGNE_ENTETE + 1, RANGS["Ce qui vaut preuve"])
    largeur = get_column_letter(len(COLONNES))
    debut = get_column_letter(RANGS["N°"])
    feuille.auto_filter.ref = f"{debut}{LIGNE_ENTETE}:{largeur}{max(derniere, LIGNE_ENTETE)}"
    protection = feuille.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.autoFilter = False
    feuille.page_setup.orientation, feuille.page_setup.paperSize = "landscape", 8  # A3
    feuille.page_setup.fitToWidth, feuille.page_setup.fitToHeight = 1, 0
    feuille.sheet_properties.pageSetUpPr.fitToPage = True
    feuille.print_title_rows = f"{LIGNE_ENTETE}:{LIGNE_ENTETE}"


def _ecrire_la_notice(feuille, identite, notice):
    feuille.column_dimensions["A"].width = 100
    feuille.sheet_view.showGridLines = False
    titre = f"Remplir le classeur : {identite.nom_service}"
    _ecrire(feuille, 1, 1, titre).font = Font(bold=True, size=14, color=ENCRE)
    for rang, phrase in enumerate(notice, 3):
        case = _ecrire(feuille, rang, 1, texte_de_cellule(phrase))
        case.alignment = Alignment(wrap_text=True, vertical="top")
    feuille.protection.sheet = True


def _ecrire_les_reperes(feuille, identite: Identite):
    valeurs = {"format": FORMAT} | identite.__dict__
    for rang, (cle, valeur) in enumerate(valeurs.items(), 1):
        _ecrire(feuille, rang, 1, cle)
        _ecrire(feuille, rang, 2, str(valeur))
    feuille.protection.sheet = True
    feuille.sheet_state = "veryHidden"
