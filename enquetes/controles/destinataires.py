"""À qui va une grille close : les fonctions que disent les `destinataires` du questionnaire.

Source : politique qualité 2021 des Bouches-du-Rhône (grille sur site envoyée aux chefs de bureau,
directeurs et secrétaires généraux des sous-préfectures).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

FONCTIONS = {
    "chef de bureau": "chef_service",
    "chefs de bureau": "chef_service",
    "directeur": "chef_service",
    "directeurs": "chef_service",
    "secrétaire général de sous-préfecture": "chef_service",
    "correspondant qualité": "correspondant_qualite",
    "contributeurs": "contributeur_internet",
    "service de communication": "contributeur_internet",
    "référent qualité": "referent_qualite",
}


class Tenue(NamedTuple):
    """Une fonction tenue par un agent, là où elle vaut ; `site` est aussi celui du service."""

    agent: int
    fonction: str
    site: int | None
    service: int | None


def fonctions(dits: object) -> frozenset[str]:
    """Celles que nomme le questionnaire ; ce qu'on ne sait pas lire ne désigne personne."""
    mots: Iterable = dits if isinstance(dits, list) else ()
    return frozenset(
        FONCTIONS[mot.lower()] for mot in mots if isinstance(mot, str) and mot.lower() in FONCTIONS
    )


def destinataires(
    dits: object, tenues: Iterable[Tenue], site: int | None = None, service: int | None = None
) -> list[int]:
    """Les agents à prévenir, une fois chacun : du service visé, du site visé, ou de partout.

    Qui tient sa fonction pour tout le département reçoit tout.
    """
    voulues = fonctions(dits)
    vus = (une.agent for une in tenues if une.fonction in voulues and _vise(une, site, service))
    return list(dict.fromkeys(vus))


def _vise(tenue: Tenue, site: int | None, service: int | None) -> bool:
    if tenue.service is not None and service is not None:
        return tenue.service == service
    return tenue.site is None or site is None or tenue.site == site


def champs_lus(dits: object) -> Iterator[str]:
    """Les destinataires tels que le questionnaire les nomme, pour les dire à l'écran."""
    return (mot for mot in dits if isinstance(mot, str)) if isinstance(dits, list) else iter(())
