"""Une échelle écrite d'un trait : un choix par ligne, « + » favorable, « - » défavorable."""

from typing import NamedTuple

D_ORIGINE = """\
+ Très satisfait
+ Satisfait
- Peu satisfait
- Pas du tout satisfait
Sans objet"""
TROIS_VISAGES = """\
+ Content
Ni content ni mécontent
- Mécontent"""
OUI_NON = """\
+ Oui
- Non
En partie"""
# Nom court → ce que c'est, et ses choix.
MODELES = {
    "satisfaction": ("Satisfaction : quatre niveaux et « sans objet »", D_ORIGINE),
    "visages": ("Trois visages", TROIS_VISAGES),
    "oui-non": ("Oui, non, en partie", OUI_NON),
}
SENS = {"+": True, "-": False, "–": False}
CHOIX_MAX = 50
LIBELLE_MAX = 200


class EchelleRefusee(ValueError):
    """La phrase dit ce qui ne va pas."""


class ChoixEcrit(NamedTuple):
    """Un choix : son libellé en français, et ce qu'il vaut dans un taux."""

    libelle: str
    favorable: bool | None


def lire_choix(texte: str) -> list[ChoixEcrit]:
    """Les choix, dans l'ordre des lignes. Lève EchelleRefusee."""
    choix = [_lire_un(ligne.strip()) for ligne in texte.splitlines() if ligne.strip()]
    if not 2 <= len(choix) <= CHOIX_MAX:
        raise EchelleRefusee(f"Une échelle a de deux à {CHOIX_MAX} choix : un par ligne.")
    dits = [un.libelle.casefold() for un in choix]
    if doubles := sorted({un.libelle for un in choix if dits.count(un.libelle.casefold()) > 1}):
        raise EchelleRefusee(f"Le choix « {doubles[0]} » est écrit plusieurs fois.")
    return choix


def _lire_un(ligne: str) -> ChoixEcrit:
    favorable = SENS.get(ligne[0])
    libelle = ligne[1:].strip() if ligne[0] in SENS else ligne
    if not libelle:
        raise EchelleRefusee(f"La ligne « {ligne} » n'a pas de libellé.")
    if len(libelle) > LIBELLE_MAX:
        raise EchelleRefusee(f"Un choix tient en {LIBELLE_MAX} signes : « {libelle[:40]}… ».")
    return ChoixEcrit(libelle, favorable)


def cle_libre(cle: str, prises: set[str]) -> str:
    """`cle` si elle est libre, sinon suivie d'un numéro ; « choix » pour qui n'a pas de lettre."""
    debut = cle[:50] or "choix"
    rang, libre = 1, debut
    while libre in prises:
        rang += 1
        libre = f"{debut}-{rang}"
    return libre
