"""Depuis quand, et jusqu'à quand, un département sait quelque chose d'un indicateur."""

from datetime import date

from django.db.models import Max, Min

from pilotage.demandes import CODES_DES_DEMANDES
from pilotage.models import Indicateur, Mesure
from qualepref.socle.models import Departement
from suivi.models import Demande


def jours_connus(
    indicateur: Indicateur, departement: Departement, jusqu_au: date
) -> tuple[date, date] | None:
    """Le premier et le dernier jour mesurés, au plus tard à la date donnée ; None s'il n'y en a
    pas. Une demande inscrite au registre est une mesure des indicateurs qu'il donne."""
    mesures = Mesure.objects.filter(
        departement=departement, indicateur=indicateur, etat=Mesure.Etat.MESURE
    )
    bornes = [_bornes(mesures, "date_debut", jusqu_au)]
    if indicateur.code in CODES_DES_DEMANDES:
        demandes = Demande.objects.filter(departement=departement)
        bornes.append(_bornes(demandes, "date_arrivee", jusqu_au))
    connues = [borne for borne in bornes if borne[0]]
    return (min(b[0] for b in connues), max(b[1] for b in connues)) if connues else None


def _bornes(lignes, champ: str, jusqu_au: date) -> tuple[date | None, date | None]:
    connues = lignes.filter(**{f"{champ}__lte": jusqu_au})
    return tuple(connues.aggregate(premier=Min(champ), dernier=Max(champ)).values())
