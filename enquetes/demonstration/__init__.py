"""Les enquêtes de satisfaction et les contrôles de 2022."""

from enquetes.demonstration import controles, satisfaction
from qualepref.socle.demonstration import Demonstration, morceau


@morceau("Enquête de 2022", est_la=lambda d: d.enquetes.exists())
def importer_l_enquete_de_2022(demonstration: Demonstration) -> None:
    satisfaction.importer_l_enquete_de_2022(demonstration)


@morceau("Enquête en cours", est_la=lambda d: satisfaction.en_cours(d).exists())
def conduire_une_enquete(demonstration: Demonstration) -> None:
    satisfaction.conduire_une_enquete(demonstration)


@morceau("Contrôles", est_la=lambda d: d.controles.exists())
def mener_des_controles(demonstration: Demonstration) -> None:
    controles.planifier(demonstration)
    controles.verifier_sur_place(demonstration)
    controles.verifier_le_site_internet(demonstration)
    controles.tester_des_boites(demonstration)
    controles.preter_l_enquete_mystere(demonstration)
