"""Choisir un lieu d'un seul geste : les services ouverts, site par site."""

from itertools import groupby

from qualepref.socle.models import Service


def ranger_par_site(champ, *, vide: str, garder: int | None = None) -> None:
    """Range les choix du champ par site ; un service fermé n'y paraît que s'il est à `garder`."""
    ouverts = champ.queryset.actifs()
    if garder:
        ouverts |= champ.queryset.filter(pk=garder)
    champ.queryset = ouverts.select_related("site").order_by("site", "parent_id", "nom")
    par_site = groupby(champ.queryset, lambda service: service.site)
    champ.choices = [
        ("", vide),
        *((site.nom, [(s.pk, nom_sur_le_site(s)) for s in siens]) for site, siens in par_site),
    ]


def nom_sur_le_site(service: Service) -> str:
    return "Tout le site" if service.est_racine else service.nom
