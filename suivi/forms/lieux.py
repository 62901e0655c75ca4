"""Choisir un lieu d'un seul geste : les services ouverts, site par site."""

from datetime import date
from itertools import groupby

from django.core.exceptions import ValidationError

from qualepref.socle.models import Service
from qualepref.socle.temps import aujourdhui


def ranger_par_site(champ, *, vide: str, garder: int | None = None, le: date | None = None) -> None:
    """Range par site les services ouverts ce jour-là, et celui qui est à `garder`."""
    ouverts = champ.queryset.employables(le=le, garder=garder)
    champ.queryset = ouverts.select_related("site").order_by("site", "parent_id", "nom")
    par_site = groupby(champ.queryset, lambda service: service.site)
    champ.choices = [
        ("", vide),
        *((site.nom, [(s.pk, nom_sur_le_site(s)) for s in siens]) for site, siens in par_site),
    ]


def jour_dit(formulaire) -> date:
    """Le jour de l'acte tel que saisi ; aujourd'hui tant qu'il ne se lit pas."""
    if not formulaire.is_bound:
        return aujourdhui()
    try:
        return formulaire.fields["le"].clean(formulaire["le"].value())
    except ValidationError:
        return aujourdhui()


def nom_sur_le_site(service: Service) -> str:
    return "Tout le site" if service.est_racine else service.nom
