"""Ce que les registres donnent à compter, une ligne par demande, par trois requêtes."""

from collections import Counter
from datetime import date

from qualepref.socle.models import Departement, Fermeture, Service
from suivi.comptes.decompte import Ligne
from suivi.models import Demande, Situation

CHAMPS_DU_DECOMPTE = (
    "registre",
    "nature",
    "canal",
    "date_arrivee",
    "date_accuse",
    "date_reponse",
    "date_echeance",
    "service_id",
    "site_id",
)


def lignes(
    departement: Departement, registre: str, debut: date, fin: date, arrete: date
) -> list[Ligne]:
    """Les demandes arrivées dans la période, comme le décompte les lit (trois requêtes)."""
    demandes = Demande.objects.filter(departement=departement).du_registre(registre)
    demandes = demandes.recues_entre(debut, fin).avec_situation(arrete).order_by("service", "pk")
    calendriers = Fermeture.objects.calendriers(departement)
    services, sites = _noms(departement)
    return [
        Ligne(
            arrivee=demande.date_arrivee,
            canal=demande.canal,
            nature=demande.nature_comptee,
            reponse=demande.date_reponse,
            accuse=demande.date_accuse,
            service=services[demande.service_id],
            site=sites[demande.site_id],
            registre=demande.registre,
            anonyme=demande.situation == Situation.NON_DUE,
            suspendu=demande.situation == Situation.SUSPENDUE,
            calendrier=calendriers[demande.site_id],
            echeance=demande.date_echeance,
        )
        for demande in demandes.only(*CHAMPS_DU_DECOMPTE)
    ]


def _noms(departement) -> tuple[dict[int, str], dict[int, str]]:
    """Noms des services et des sites ; deux services du même nom portent celui de leur site."""
    services = list(Service.objects.filter(site__departement=departement).select_related("site"))
    homonymes = Counter(service.nom for service in services)
    noms = {
        service.pk: service.nom if homonymes[service.nom] == 1 else f"{service} ({service.site})"
        for service in services
    }
    return noms, {service.site_id: service.site.nom for service in services}
