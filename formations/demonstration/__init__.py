"""Les formations du département de démonstration : le tableau de 2022, puis ce qui l'entoure.

Rien ne s'ajoute aux chiffres du classeur : ni présence validée, ni convention signée de plus.
"""

from datetime import date

from formations.demonstration import accompagnement, sessions
from qualepref.socle.demonstration import Demonstration, morceau

IMPORTE_LE = date(2022, 12, 31)


@morceau("Formations", est_la=lambda d: d.sessions_formation.exists())
def tenir_le_suivi(demonstration: Demonstration) -> None:
    with demonstration.le(IMPORTE_LE):
        demonstration.importer("formations", "tableau-formations-2022.xlsx")


@morceau("Sessions et accompagnement", est_la=lambda d: d.sensibilisations.exists())
def tenir_les_sessions(demonstration: Demonstration) -> None:
    sessions.relier_les_comptes(demonstration)
    sessions.programmer(demonstration)
    sessions.annuler_faute_d_inscrits(demonstration)
    accompagnement.tenir_les_points(demonstration)
    accompagnement.clore_et_renouveler(demonstration)
    accompagnement.preparer_une_convention(demonstration)
    accompagnement.noter_des_immersions(demonstration)
    accompagnement.sensibiliser(demonstration)
