"""L'histoire d'un objet lue un jour donné : sa dernière ligne d'alors, à défaut la première."""

from datetime import date

from django.db.models import Case, F, Q, When
from django.db.models.expressions import OrderBy


def ecrite_au(le: date) -> Q:
    """Les lignes déjà écrites ce jour-là."""
    return Q(history_date__date__lte=le)


def ordre_au(le: date) -> list[OrderBy]:
    """La dernière écrite ce jour-là au plus tard ; s'il n'y en a pas, la première d'après."""
    deja = Case(When(ecrite_au(le), then=F("history_id")))
    return [deja.desc(nulls_last=True), F("history_id").asc()]
