"""La météo d'un indicateur : ce que sa valeur et sa cible en font dire, qu'un humain confirme.

Les seuils sont proposés par le projet : aucun document publié n'en donne.
"""

from enum import StrEnum
from fractions import Fraction

from pilotage.grandeurs import Chiffre, Definition
from pilotage.indicateurs import valeur_a_juger


class Temps(StrEnum):
    SOLEIL = "soleil"
    NUAGE = "nuage"
    PLUIE = "pluie"
    ORAGE = "orage"


CIELS = {
    Temps.SOLEIL.value: "soleil",
    Temps.NUAGE.value: "nuages",
    Temps.PLUIE.value: "pluie",
    Temps.ORAGE.value: "orage",
}
# Part de la cible atteinte à partir de laquelle il fait ce temps.
SEUILS = (
    (Fraction(1), Temps.SOLEIL),
    (Fraction(95, 100), Temps.NUAGE),
    (Fraction(85, 100), Temps.PLUIE),
)


def proposer(chiffre: Chiffre, definition: Definition) -> Temps | None:
    """Le temps qu'il fait ; None sans chiffre, suspendu ou sans cible : cela se dit en mots."""
    if chiffre.valeur is None or definition.cible is None or definition.sens == "neutre":
        return None
    atteinte = part_atteinte(valeur_a_juger(chiffre, definition), definition)
    return next((temps for seuil, temps in SEUILS if atteinte >= seuil), Temps.ORAGE)


def part_atteinte(valeur: Fraction, definition: Definition) -> Fraction:
    """Un ou plus si la cible est tenue ; sinon la plus petite grandeur rapportée à l'autre."""
    cible = definition.cible
    haut, bas = (valeur, cible) if definition.sens == "hausse" else (cible, valeur)
    if haut >= bas:
        return Fraction(1)
    return Fraction(haut) / Fraction(bas)
