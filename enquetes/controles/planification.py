"""Mettre au calendrier d'une année les contrôles que les questionnaires en service attendent."""

from datetime import date

from engagements.models import Perimetre
from enquetes.controles.calendrier import attendus
from enquetes.models import Controle, Questionnaire
from enquetes.models.controles import NATURES
from qualepref.socle.models import Departement, Service, Site
from qualepref.socle.temps import aujourdhui

SITE, SERVICE = Questionnaire.Portee.SITE, Questionnaire.Portee.SERVICE


def planifier_l_annee(*, departement: Departement, annee: int, depuis: date = date.min) -> int:
    """Ajoute ce qui manque au calendrier ; rend combien. Deux fois n'ajoute rien.

    `depuis` : une période finie avant ce jour ne s'ajoute pas, elle serait manquée d'avance.
    """
    cibles = cibles_par_portee(departement)
    return sum(
        Controle.objects.planifier(
            departement=departement,
            questionnaire=grille,
            periodes=[p for p in attendus(annee, grille.periodicite_mois) if p.fin >= depuis],
            cibles=cibles[grille.portee],
        )
        for grille in grilles(departement)
    )


def planifier_d_office(*, departement: Departement, le: date) -> int:
    """L'année en cours, de ce jour à sa fin, pour un département dont la démarche est engagée."""
    engages = Perimetre.objects.filter(labellisation__departement=departement, date_sortie=None)
    if not engages.exists():
        return 0
    return planifier_l_annee(departement=departement, annee=le.year, depuis=le)


def grilles(departement: Departement) -> list[Questionnaire]:
    """La dernière version de chaque grille ou enquête mystère ; celle du département d'abord."""
    siennes = Questionnaire.objects.en_service().filter(nature__in=NATURES)
    siennes = siennes.exclude(questions=None)  # en cours de rédaction
    siennes = siennes.filter(departement__in=[departement]) | siennes.filter(departement=None)
    par_code: dict[str, Questionnaire] = {}
    for une in siennes.order_by("intitule", "pk"):
        deja = par_code.get(une.code)
        if deja is None or (not une.est_livre, une.pk) > (not deja.est_livre, deja.pk):
            par_code[une.code] = une
    return list(par_code.values())


def cibles_par_portee(departement: Departement) -> dict:
    """Les (site, service) que vise chaque portée : le périmètre engagé, à défaut tous les sites."""
    engages = Perimetre.objects.filter(labellisation__departement=departement, date_sortie=None)
    services = Service.objects.filter(perimetres__in=engages).ouverts(aujourdhui()).distinct()
    sites = Site.objects.filter(departement=departement)
    vises = sites.filter(services__in=services).distinct() if services else sites
    return {
        Questionnaire.Portee.PREFECTURE: [(None, None)],
        SITE: [(site, None) for site in vises.order_by("pk")],
        SERVICE: [(un.site, un) for un in services.select_related("site").order_by("pk")],
    }
