"""Les indicateurs tirés des registres de demandes : les comptages de `suivi` mis en valeurs."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from pilotage.grandeurs import Etat, Lieu, Valeur
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Genre, Periode
from suivi.comptes.comptages import Comptage, comptages
from suivi.models import Canal

CODES_DES_DEMANDES = (
    *("COUR-EL-DELAI", "COUR-EL-MOYEN", "COUR-PA-DELAI", "COUR-PA-MOYEN"),
    *("RECL-DELAI", "RECL-FOND", "RECL-ACCUEIL"),
)


def valeurs_des_demandes(
    departement: Departement, debut: date, fin: date, arrete: date
) -> dict[str, list[Valeur]]:
    """Une valeur par mois d'arrivée, site, service et canal ; une base vide n'en donne pas."""
    valeurs: dict[str, list[Valeur]] = defaultdict(list)
    for comptage in comptages(departement, debut, fin, arrete):
        if comptage.denominateur or comptage.suspendues:
            valeurs[comptage.code].append(_valeur(comptage))
    return valeurs


def _valeur(comptage: Comptage) -> Valeur:
    canal = Canal(comptage.canal).label if comptage.canal else ""
    place = {
        "periode": Periode.contenant(comptage.mois, Genre.MOIS),
        "lieu": Lieu(comptage.site, comptage.service, canal),
    }
    if not comptage.denominateur:
        return Valeur(etat=Etat.SUSPENDU, **place)
    return Valeur(
        numerateur=Fraction(comptage.numerateur),
        denominateur=Fraction(comptage.denominateur),
        **place,
    )
