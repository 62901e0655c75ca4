"""Reconnaître, d'une colonne d'export, le genre de sa question et ce que dit chaque cellule."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from enquetes.langues import FRANCAIS
from enquetes.lecture.questionnaires_lus import ChoixLu
from enquetes.saisies import NOTE_MAX, TypeQuestion
from qualepref.socle.lecture.valeurs import normaliser

SATISFACTION = "satisfaction_4"
NIVEAUX = (
    ChoixLu("tres_satisfait", {"fr": "Très satisfait", "en": "Very satisfied"}, True, 4),
    ChoixLu("satisfait", {"fr": "Satisfait", "en": "Satisfied"}, True, 3),
    ChoixLu("peu_satisfait", {"fr": "Peu satisfait", "en": "Not very satisfied"}, False, 2),
    ChoixLu(
        "pas_du_tout_satisfait",
        {"fr": "Pas du tout satisfait", "en": "Not at all satisfied"},
        False,
        1,
    ),
    ChoixLu("sans_objet", {"fr": "Sans objet", "en": "Not applicable"}),
)
ECRITURES = {
    **dict.fromkeys(("tres satisfait", "tres satisfaite", "very satisfied"), "tres_satisfait"),
    **dict.fromkeys(
        ("satisfait", "satisfaite", "plutot satisfait", "assez satisfait", "satisfied"), "satisfait"
    ),
    **dict.fromkeys(
        ("peu satisfait", "peu satisfaite", "plutot pas satisfait", "not very satisfied"),
        "peu_satisfait",
    ),
    **dict.fromkeys(
        ("pas du tout satisfait", "pas satisfait du tout", "not at all satisfied"),
        "pas_du_tout_satisfait",
    ),
    **dict.fromkeys(
        ("sans objet", "non concerne", "sans objet / non concerne", "non concernee", "n/a")
        + ("ne se prononce pas", "sans avis", "not applicable"),
        "sans_objet",
    ),
}
MODALITES_MAX = 15  # au-delà, une colonne est un texte libre
LONGUEUR_MAX = 80  # signes d'un choix
LIBRES = ("remarque", "suggestion", "commentaire", "precise", "pourquoi", "apprecie", "ameliorer")
COCHES = {"y", "oui", "yes", "x", "1", "o", "✓"}


@dataclass(frozen=True)
class Colonne:
    """Ce qu'on a compris d'une question : son genre, et chaque écriture → clé du choix."""

    type: TypeQuestion
    choix: tuple[ChoixLu, ...] = ()
    ecritures: Mapping[str, str] = field(default_factory=dict)

    @property
    def echelle(self) -> str:
        """La clé de son échelle, si elle la partage."""
        return SATISFACTION if self.choix == NIVEAUX else ""


def comprendre(titre: str, valeurs: Iterable[str], echelle: Mapping[str, str]) -> Colonne:
    """`valeurs` : les cellules remplies, en texte ; `echelle` : écritures dites → niveau.

    Une colonne dont la moitié des réponses est sur l'échelle de satisfaction en est : le reste
    sont des modalités inconnues, à signaler. Peu de réponses différentes et courtes : un choix.
    """
    comptes = Counter(valeurs)
    normalisees = Counter({})
    for ecrit, nombre in comptes.items():
        normalisees[normaliser(ecrit)] += nombre
    satisfaction = {**ECRITURES, **echelle}
    connues = sum(nombre for ecrit, nombre in normalisees.items() if ecrit in satisfaction)
    if connues and 2 * connues >= normalisees.total():
        return Colonne(TypeQuestion.ECHELLE, NIVEAUX, satisfaction)
    if _est_une_note(normalisees):
        return Colonne(TypeQuestion.NOTE)
    if _est_libre(titre, comptes, normalisees):
        return Colonne(TypeQuestion.TEXTE_LONG)
    return _choix(comptes)


def _est_une_note(ecrits: Counter) -> bool:
    notes = [int(ecrit) for ecrit in ecrits if ecrit.isascii() and ecrit.isdigit()]
    return len(notes) == len(ecrits) > 2 and max(notes) <= NOTE_MAX


def _est_libre(titre: str, comptes: Counter, normalisees: Counter) -> bool:
    if any(mot in normaliser(titre) for mot in LIBRES) or not comptes:
        return True
    longues = any(len(ecrit) > LONGUEUR_MAX or "\n" in ecrit for ecrit in comptes)
    variees = len(normalisees) > MODALITES_MAX or 2 * len(normalisees) > normalisees.total()
    return longues or variees


def _choix(comptes: Counter) -> Colonne:
    """Les choix dans l'ordre alphabétique, chacun sous son écriture la plus fréquente."""
    ecritures: dict[str, str] = {}
    for ecrit, _ in sorted(comptes.items(), key=lambda paire: (-paire[1], paire[0])):
        ecritures.setdefault(normaliser(ecrit), ecrit)
    libelles = sorted(ecritures.values(), key=normaliser)
    choix = tuple(ChoixLu(f"c{rang}", {FRANCAIS: dit}) for rang, dit in enumerate(libelles, 1))
    cles = {normaliser(un.libelles[FRANCAIS]): un.cle for un in choix}
    return Colonne(TypeQuestion.CHOIX_UNIQUE, choix, cles)


def est_coche(ecrit: str) -> bool:
    """La case d'une question à plusieurs choix, une colonne par choix."""
    return normaliser(ecrit) in COCHES
