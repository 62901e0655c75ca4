"""L'histoire d'un objet lue un jour donné : sa dernière ligne d'alors, à défaut la première."""

from datetime import date, datetime

from django.db.models import Case, F, Model, Q, When
from django.db.models.expressions import OrderBy


def ecrite_au(le: date) -> Q:
    """Les lignes déjà écrites ce jour-là."""
    return Q(history_date__date__lte=le)


def ordre_au(le: date) -> list[OrderBy]:
    """La dernière écrite ce jour-là au plus tard ; s'il n'y en a pas, la première d'après."""
    deja = Case(When(ecrite_au(le), then=F("history_id")))
    return [deja.desc(nulls_last=True), F("history_id").asc()]


def inscrire(objet: Model, moment: datetime) -> None:
    """Sa première ligne, liens compris, telle qu'on l'aurait écrite ; personne ne l'a écrite.

    `objet` : lu de la base à l'instant, et verrouillé.
    """
    objet._history_user = None
    [ligne] = type(objet).history.bulk_history_create([objet], default_date=moment)
    for lien in ligne._history_m2m_fields:
        table = lien.remote_field.through
        trace = getattr(type(ligne), lien.name).model
        champs = [champ.attname for champ in table._meta.fields]
        liens = table._base_manager.filter(**{lien.m2m_field_name(): objet.pk}).values(*champs)
        trace.objects.bulk_create(trace(history=ligne, **un) for un in liens)
