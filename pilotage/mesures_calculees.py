"""Les mesures que l'application calcule, gardées mois par mois avec le tableau qu'elles font."""

from decimal import Decimal

from django.db import transaction

from pilotage.grandeurs import Valeur
from pilotage.lecture.mesures_lues import ranger
from pilotage.lignes import periode_de
from pilotage.models import Indicateur, Mesure
from pilotage.series import Series
from qualepref.socle.importation import Rapport
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Periode


@transaction.atomic
def relever(series: Series, periode: Periode) -> Rapport:
    """Range ce qui est calculé pour la période, et retire ce que les registres ne disent plus.

    Un indicateur de pas plus long se range pour la période de son pas : c'est elle qu'on montre.
    Deux calculs d'un département se suivent : ensemble, ils créeraient deux fois la même mesure.
    """
    Departement.objects.select_for_update(no_key=True).get(pk=series.departement.pk)
    periodes = {i.pk: periode_de(i, periode) for i in series.indicateurs}
    mesures = [
        _mesure(series, indicateur, valeur)
        for indicateur in series.indicateurs
        for valeur in series.calculees(indicateur)
        if _est_dans(valeur.periode, periodes[indicateur.pk])
    ]
    gardees = {mesure.identite for mesure in mesures}
    debut = min((p.debut for p in periodes.values()), default=periode.debut)
    fin = max((p.fin for p in periodes.values()), default=periode.fin)
    calculees = Mesure.objects.filter(
        departement=series.departement, source=Indicateur.Source.CALCULE
    )
    passees = [
        mesure.pk
        for mesure in calculees.entre(debut, fin)
        if mesure.identite not in gardees
        and _est_dans(mesure.periode, periodes.get(mesure.indicateur_id, periode))
    ]
    Mesure.objects.filter(pk__in=passees).delete()
    rapport = Rapport()
    ranger(mesures, series.departement, rapport)
    return rapport


def _est_dans(courte: Periode, longue: Periode) -> bool:
    return longue.debut <= courte.debut and courte.fin <= longue.fin


def _mesure(series: Series, indicateur: Indicateur, valeur: Valeur) -> Mesure:
    mesure = Mesure(
        indicateur=indicateur,
        departement=series.departement,
        site_id=valeur.lieu.site,
        service_id=valeur.lieu.service,
        modalite=valeur.lieu.modalite,
        pas=valeur.periode.genre,
        date_debut=valeur.periode.debut,
        date_fin=valeur.periode.fin,
        etat=valeur.etat,
        numerateur=_decimal(valeur.numerateur),
        denominateur=_decimal(valeur.denominateur),
        motif="Période suspendue" if valeur.etat == Mesure.Etat.SUSPENDU else "",
        source=Indicateur.Source.CALCULE,
    )
    mesure.completer()
    return mesure


def _decimal(nombre) -> Decimal | None:
    return None if nombre is None else Decimal(int(nombre))
