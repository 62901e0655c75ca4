"""Reconnaître, d'une colonne d'export, le genre de sa question et ce que dit chaque cellule."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

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
COCHES = frozenset({"y", "oui", "yes", "x", "1", "o", "✓"})
NON_COCHES = frozenset({"n", "non", "no", "0"})
SEPARATEURS = (";", " / ", "|")
CODE_DE_CHOIX = re.compile(r"[A-Z]{1,3}[0-9]{1,3}")  # « A1 », « AO02 » : LimeSurvey en codes


@dataclass(frozen=True)
class Colonne:
    """Ce qu'on a compris d'une question : son genre, et chaque écriture → clé du choix.

    `separateur` : ce qui sépare plusieurs choix dans une même cellule.
    """

    type: TypeQuestion
    choix: tuple[ChoixLu, ...] = ()
    ecritures: Mapping[str, str] = field(default_factory=dict)
    separateur: str = ""

    @property
    def echelle(self) -> str:
        """La clé de son échelle, si elle la partage."""
        return SATISFACTION if self.choix == NIVEAUX else ""

    def parts(self, ecrit: str) -> list[str]:
        """Les choix que dit une cellule."""
        parts = ecrit.split(self.separateur) if self.separateur else [ecrit]
        return [part.strip() for part in parts if part.strip()]


LIBRE = Colonne(TypeQuestion.TEXTE_LONG)


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
    if any(mot in normaliser(titre) for mot in LIBRES):
        return LIBRE
    if separateur := _separateur(comptes):
        return _choix(comptes, separateur)
    return LIBRE if _est_libre(comptes, normalisees) else _choix(comptes)


def _est_une_note(ecrits: Counter) -> bool:
    notes = [int(ecrit) for ecrit in ecrits if ecrit.isascii() and ecrit.isdigit()]
    return len(notes) == len(ecrits) > 2 and max(notes) <= NOTE_MAX


def _est_libre(comptes: Counter, normalisees: Counter) -> bool:
    if est_en_codes(comptes):
        return not comptes
    longues = any(len(ecrit) > LONGUEUR_MAX or "\n" in ecrit for ecrit in comptes)
    variees = len(normalisees) > MODALITES_MAX or 2 * len(normalisees) > normalisees.total()
    return longues or variees


def _separateur(comptes: Counter) -> str:
    """Celui qui sépare plusieurs choix cochés : l'un d'eux se lit aussi autrement accompagné.

    « Carte / Passeport » et « Carte » sont deux choix ; « Titre / visa » partout, un seul.
    """
    for separateur in SEPARATEURS:
        cellules = [
            frozenset(normaliser(part) for part in ecrit.split(separateur) if part.strip())
            for ecrit in comptes
        ]
        vues = Counter(part for cellule in set(cellules) for part in cellule)
        plusieurs = any(len(cellule) > 1 for cellule in cellules)
        courtes = all(len(part) <= LONGUEUR_MAX for part in vues)
        partagees = max(vues.values(), default=0) > 1
        if plusieurs and courtes and partagees and len(vues) <= MODALITES_MAX:
            return separateur
    return ""


def _choix(comptes: Counter, separateur: str = "") -> Colonne:
    """Les plus dits d'abord, chacun sous son écriture la plus fréquente.

    L'ordre d'apparition dirait ce qu'a répondu la première personne.
    """
    genre = TypeQuestion.CHOIX_MULTIPLE if separateur else TypeQuestion.CHOIX_UNIQUE
    decoupe, dits = Colonne(genre, separateur=separateur), Counter()
    for ecrit, nombre in comptes.items():
        for part in decoupe.parts(ecrit):
            dits[" ".join(part.split())] += nombre
    ecritures: dict[str, str] = {}
    effectifs: Counter = Counter()
    for ecrit, nombre in sorted(dits.items(), key=lambda paire: (-paire[1], paire[0])):
        ecritures.setdefault(normaliser(ecrit), ecrit)
        effectifs[normaliser(ecrit)] += nombre
    ranges = sorted(ecritures, key=lambda plat: (-effectifs[plat], plat))
    cles = {plat: f"c{rang}" for rang, plat in enumerate(ranges, 1)}
    choix = tuple(ChoixLu(cle, {FRANCAIS: ecritures[plat]}) for plat, cle in cles.items())
    return replace(decoupe, choix=choix, ecritures=cles)


def est_en_codes(ecrits: Iterable[str]) -> bool:
    return all(CODE_DE_CHOIX.fullmatch(ecrit.strip()) for ecrit in ecrits)


def est_coche(ecrit: str) -> bool:
    """La case d'une question à plusieurs choix, une colonne par choix."""
    return normaliser(ecrit) in COCHES


def sont_des_cases(valeurs: Iterable[str]) -> bool:
    """Rien que des cases, cochées ou non : des colonnes qui font une question à plusieurs choix."""
    return all(normaliser(valeur) in COCHES | NON_COCHES for valeur in valeurs)
