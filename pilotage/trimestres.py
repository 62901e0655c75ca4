"""Le tableau de bord de chaque département, préparé tout seul quand le trimestre est achevé."""

from datetime import date, timedelta

from django.db import transaction

from pilotage.models import TableauDeBord
from pilotage.rapports import RapportTableauDeBord
from qualepref.socle.models import Departement, Production
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.rapport import inscrire

DELAI = timedelta(days=10)  # le temps que la plupart des relevés mensuels soient connus


def inscrire_les_trimestres(jour: date) -> list[Production]:
    """Une production par département sans tableau du dernier trimestre ; rejouable sans double.

    On ne compare pas à un jour précis : une nuit manquée se rattrape la suivante.
    """
    achevee = Periode.contenant(jour - DELAI, Genre.TRIMESTRE).precedente
    deja = TableauDeBord.objects.filter(trimestre=achevee.cle).values("departement")
    restants = Departement.objects.exclude(pk__in=deja)
    return [_inscrire(departement, achevee) for departement in restants]


@transaction.atomic
def _inscrire(departement: Departement, periode: Periode) -> Production:
    tableau = TableauDeBord.objects.create(departement=departement, trimestre=periode.cle)
    return inscrire(
        RapportTableauDeBord(),
        "pdf",
        {"tableau": tableau.pk},
        departement=departement,
        objet=f"{tableau}, {departement.nom}",
    )
