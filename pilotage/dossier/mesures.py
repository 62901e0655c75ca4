"""Les indicateurs du dossier : l'année de la date demandée, dans les services demandés."""

from datetime import date

from pilotage.dossier.lecture import Etendue
from pilotage.indicateurs import borner
from pilotage.models import Indicateur, Mesure
from pilotage.series import Series
from qualepref.socle.models import Service
from qualepref.socle.periodes import Genre

AU_DEPARTEMENT = "Indicateurs qui n'existent qu'au département"
CHIFFRES = {
    "code": "Code",
    "site": "Site",
    "service": "Service",
    "modalite": "Détail",
    "periode": "Période",
    "numerateur": "Numérateur",
    "denominateur": "Dénominateur",
    "valeur": "Valeur",
    "unite": "Unité",
    "cible": "Cible",
}


def indicateurs(etendue: Etendue) -> tuple[list[list], list[str]]:
    """L'année arrêtée ce jour-là, et les indicateurs donnés pour tout le département faute de
    mesure plus fine ; aucun si le dossier porte sur tous les services.
    """
    debut, fin = date(etendue.le.year, 1, 1), date(etendue.le.year, 12, 31)
    voulus = list(Indicateur.objects.non_ecartes_par(etendue.departement))
    series = Series(etendue.departement, debut, fin, etendue.le, voulus)
    libelles = {indicateur.code: indicateur.libelle for indicateur in voulus}
    lignes = series.lignes(Genre.TRIMESTRE, garder=_bornes(etendue)) if voulus else []
    au_departement = {
        ligne["code"]
        for ligne in lignes
        if not ligne["site"] and ligne["etat"] == Mesure.Etat.MESURE
    }
    return [
        ["Indicateur", *CHIFFRES.values(), "Cible atteinte", "État"],
        *([libelles[ligne["code"]], *_chiffres(ligne)] for ligne in lignes),
    ], [libelles[code] for code in libelles if etendue.perimetre and code in au_departement]


def _bornes(etendue: Etendue):
    """De tous les lieux d'un indicateur, ceux que le dossier demande."""
    if not etendue.perimetre:
        return None
    services = etendue.perimetre
    sites = set(Service.objects.filter(pk__in=services).order_by().values_list("site", flat=True))
    return lambda lieux: borner(lieux, services, sites)


def _chiffres(ligne: dict) -> list:
    atteint = {True: "oui", False: "non", None: ""}[ligne["atteint"]]
    etat = dict(Mesure.Etat.choices).get(ligne["etat"], ligne["etat"])
    return [*(ligne[cle] for cle in CHIFFRES), atteint, etat]
