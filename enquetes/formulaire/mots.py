"""Ce que dit l'application autour d'un questionnaire, dans chaque langue où elle parle.

Un fichier par langue, livré ; un questionnaire peut exister dans d'autres langues : autour de ses
questions, on lit alors du français. `relue` : une personne qui parle la langue l'a relue.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from enquetes.langues import FRANCAIS, sens
from enquetes.saisies import COURT_MAX, LONG_MAX, Faute

DOSSIER = Path(__file__).parent / "langues"
PARLEES = frozenset(fichier.stem for fichier in DOSSIER.glob("*.yaml"))
EN_FRANCAIS = "Autour des questions (boutons, fautes, notice), on lit du français."
A_VERIFIER = (
    "Autour des questions (boutons, fautes, notice), la traduction est à vérifier : faites-la "
    "relire par une personne qui parle cette langue."
)


@dataclass(frozen=True)
class Mots:
    """Les textes d'une langue : avancer, revenir, se tromper, finir."""

    langue: str
    relue: bool
    commencer: str
    suivant: str
    precedent: str
    envoyer: str
    progression: str  # {rang}, {nombre}
    obligatoire: str
    plusieurs: str
    temps: str
    nombre: str
    erreur: str
    fautes_titre: str
    changer_de_langue: str
    contenu: str
    notice_titre: str
    notice: list[str]
    duree: str  # {minutes}
    merci: str
    merci_suite: str
    deja: str
    vide: str
    introuvable: str
    introuvable_suite: str
    pas_encore: str
    pas_encore_suite: str  # {date}
    close: str
    close_suite: str
    plafond: str
    plafond_suite: str
    piege: str
    non_envoye: str
    tablette: dict[str, str]
    refus: dict[str, str]
    fautes: dict[str, str]  # {maximum}

    @property
    def sens(self):
        return sens(self.langue)


def mots_de(langue: str) -> Mots:
    """Ceux de la langue, ou le français si l'application ne la parle pas."""
    return _lire(langue if langue in PARLEES else FRANCAIS)


@cache
def _lire(langue: str) -> Mots:
    return Mots(langue=langue, **yaml.safe_load((DOSSIER / f"{langue}.yaml").read_text("utf-8")))


def reserve(langue: str) -> str:
    """Ce qu'il faut savoir avant de proposer cette langue aux usagers ; vide s'il n'y a rien."""
    if langue not in PARLEES:
        return EN_FRANCAIS
    return "" if mots_de(langue).relue else A_VERIFIER


def faute_dite(faute: Faute, langue: str, maximum: int | None = None) -> str:
    """La phrase d'une faute ; `maximum` : signes permis par la question."""
    return mots_de(langue).fautes[faute].format(maximum=maximum or LONG_MAX)


def maximum_de(attente) -> int:
    """Signes permis à cette question."""
    return attente.longueur_max or (LONG_MAX if attente.type == "texte_long" else COURT_MAX)
