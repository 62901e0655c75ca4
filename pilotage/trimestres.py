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
    inscrites = (_inscrire(departement, achevee) for departement in restants)
    return [production for production in inscrites if production]


@transaction.atomic
def _inscrire(departement: Departement, periode: Periode) -> Production | None:
    """None si un autre vient de l'inscrire : la tâche a pu être rendue deux fois par la file."""
    tableau, neuf = TableauDeBord.objects.get_or_create(
        departement=departement, trimestre=periode.cle, edition=1
    )
    return _production(tableau) if neuf else None


def _production(tableau: TableauDeBord) -> Production:
    return inscrire(
        RapportTableauDeBord(),
        "pdf",
        {"tableau": tableau.pk},
        departement=tableau.departement,
        objet=f"{tableau}, {tableau.departement.nom}",
    )
