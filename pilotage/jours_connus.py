"""Depuis quand, et jusqu'à quand, un département sait quelque chose d'un indicateur."""

from datetime import date

from django.db.models import Max, Min

from pilotage.calculs import calculer
from pilotage.calculs.demandes import CODES_DES_DEMANDES
from pilotage.models import Indicateur, Mesure
from qualepref.socle.models import Departement
from suivi.models import Demande

ANNEES = 4


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
    else:
        bornes.append(_calcules(indicateur, departement, jusqu_au))
    connues = [borne for borne in bornes if borne[0]]
    return (min(b[0] for b in connues), max(b[1] for b in connues)) if connues else None


def _calcules(indicateur, departement, jusqu_au) -> tuple[date | None, date | None]:
    """Ce que les autres registres en disent depuis quatre ans, l'année entamée comprise."""
    debut = date(jusqu_au.year - ANNEES, 1, 1)
    calculees = calculer(departement, [indicateur.code], debut, jusqu_au, jusqu_au)
    periodes = [valeur.periode for valeur in calculees.get(indicateur.code, ())]
    if not periodes:
        return None, None
    return min(p.debut for p in periodes), max(min(p.fin, jusqu_au) for p in periodes)


def _bornes(lignes, champ: str, jusqu_au: date) -> tuple[date | None, date | None]:
    connues = lignes.filter(**{f"{champ}__lte": jusqu_au})
    return tuple(connues.aggregate(premier=Min(champ), dernier=Max(champ)).values())
