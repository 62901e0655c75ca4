"""Ce qu'un évaluateur relève outre les points : l'heure, la durée, les dates d'un retour.

Un questionnaire dit lesquels dans ses `champs_releves` ; ceux qu'un relevé porte déjà lui-même
(date, site, service, scénario) n'y reviennent pas, et un nom inconnu se note en texte.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

DU_RELEVE = frozenset({"date", "date_envoi", "envoye_le", "site", "service", "scenario"})


class Sorte(StrEnum):
    TEXTE = "texte"
    LONG = "long"
    DATE = "date"
    HEURE = "heure"
    SECONDES = "secondes"


class Champ(NamedTuple):
    cle: str
    libelle: str
    sorte: Sorte


CONNUS = {
    "heure": Champ("heure", "Heure", Sorte.HEURE),
    "numero_appele": Champ("numero_appele", "Numéro appelé", Sorte.TEXTE),
    "duree_secondes": Champ("duree_secondes", "Durée de l'appel", Sorte.SECONDES),
    "adresse": Champ("adresse", "Adresse", Sorte.TEXTE),
    "date_accuse": Champ("date_accuse", "Accusé reçu le", Sorte.DATE),
    "date_reponse": Champ("date_reponse", "Réponse reçue le", Sorte.DATE),
    "accuse_recu_le": Champ("accuse_recu_le", "Accusé reçu le", Sorte.DATE),
    "texte_accuse": Champ("texte_accuse", "Texte de l'accusé", Sorte.LONG),
    "reponse_agent_le": Champ("reponse_agent_le", "Réponse d'un agent le", Sorte.DATE),
}


def champs(noms: object) -> list[Champ]:
    """Les champs à montrer, une fois chacun ; ce qui n'est pas une liste de mots est ignoré."""
    dits: Iterable = noms if isinstance(noms, list) else ()
    lus = dict.fromkeys(nom for nom in dits if isinstance(nom, str) and nom.isidentifier())
    return [CONNUS.get(nom) or _inconnu(nom) for nom in lus if nom not in DU_RELEVE]


def _inconnu(nom: str) -> Champ:
    libelle = nom.replace("_", " ")
    return Champ(nom, libelle[:1].upper() + libelle[1:], Sorte.TEXTE)
