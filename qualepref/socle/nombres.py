"""Écriture française des nombres : virgule décimale, espaces insécables, unité."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from qualepref.socle.typographie import INSECABLE

ABSENT = "non mesuré"
FRANCAIS = str.maketrans({",": INSECABLE, ".": ","})
# Du plus grand au plus petit ; sous le million, tout s'écrit en entier.
ECHELLES = ((Decimal("1e9"), f"{INSECABLE}Md"), (Decimal("1e6"), f"{INSECABLE}M"))


@dataclass(frozen=True)
class Unite:
    """Façon d'écrire une unité ; `plancher` est le plus petit haut d'axe qui ait un sens."""

    facteur: int = 1
    decimales: int = 1
    suffixe: str = ""
    plancher: float = 0


# Les clés sont celles du champ « unite » des indicateurs ; un taux est gardé en proportion (0,94).
UNITES = {
    "%": Unite(facteur=100, suffixe=f"{INSECABLE}%", plancher=1),
    "jours": Unite(suffixe=f"{INSECABLE}j"),
    "nombre": Unite(decimales=0),
    "sur 5": Unite(plancher=5),
}


def ecrire(valeur: float | None, unite: str) -> str:
    """« 94,0 % », « 1 234 », « 3,5 j » ; « non mesuré » pour None, jamais zéro."""
    if valeur is None:
        return ABSENT
    nombre = _nombre(valeur, unite)
    decimales = UNITES[unite].decimales or int(nombre % 1 != 0)
    return _en_francais(nombre, decimales) + UNITES[unite].suffixe


def abreger(valeur: float, unite: str) -> str:
    """Écriture d'étiquette : celle d'`ecrire`, mais « 1,2 M », « 3,4 Md » à partir du million."""
    nombre = _nombre(valeur, unite)
    for echelle, suffixe in ECHELLES:
        if nombre >= echelle:
            return _en_francais(nombre / echelle, 1) + suffixe + UNITES[unite].suffixe
    return ecrire(valeur, unite)


def graduer(valeur: float, unite: str) -> str:
    """Écriture d'axe, sans décimale inutile : « 95 % », « 20 000 », « 1,5 M »."""
    nombre = _nombre(valeur, unite)
    echelle, suffixe = next(((e, s) for e, s in ECHELLES if nombre >= e), (1, ""))
    texte = f"{(nombre / echelle).normalize():,f}".translate(FRANCAIS)
    return texte + suffixe + UNITES[unite].suffixe


def _nombre(valeur: float, unite: str) -> Decimal:
    """La valeur dans son unité, sans le bruit du binaire : 0,9445 donne 94,45 et non 94,4499…"""
    return Decimal(repr(float(valeur))) * UNITES[unite].facteur


def _en_francais(nombre: Decimal, decimales: int) -> str:
    """Arrondi au plus proche, le demi vers le haut, comme dans les classeurs."""
    arrondi = nombre.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)
    return f"{arrondi:,f}".translate(FRANCAIS)
