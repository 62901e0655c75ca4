"""Les demandes de 2022, de deux classeurs."""

from qualepref.socle.demonstration import Demonstration, morceau
from suivi.models import Demande


def a_des_demandes(departement) -> bool:
    return Demande.objects.filter(departement=departement).exists()


@morceau("Demandes", est_la=a_des_demandes)
def importer_les_demandes(demonstration: Demonstration) -> None:
    demonstration.importer("demandes", "suivi-courriers-courriels-2022.xlsx")
    demonstration.importer("demandes", "suggestions-reclamations-2022.xlsx")
