"""Le nom que porte chaque ligne d'un tableau de chiffres."""

from collections.abc import Iterable

from qualepref.socle.models import Service, Site
from suivi.forms.demandes import nom_et_site
from suivi.models import Canal, Nature


def nommer(par: str, places: Iterable) -> dict:
    """Identifiant ou valeur → nom montré (une requête pour un lieu)."""
    if par == "service":
        services = Service.objects.filter(pk__in=places).select_related("site")
        return {service.pk: nom_et_site(service) for service in services}
    if par == "site":
        return {site.pk: str(site) for site in Site.objects.filter(pk__in=places)}
    libelles = dict((Canal if par == "canal" else Nature).choices)
    return {place: libelles.get(place, place).capitalize() for place in places}
