"""Les formations du département de démonstration : le tableau de 2022 d'un service."""

from datetime import date

from qualepref.socle.demonstration import Demonstration, morceau

IMPORTE_LE = date(2022, 12, 31)


@morceau("Formations", est_la=lambda d: d.sessions_formation.exists())
def tenir_le_suivi(demonstration: Demonstration) -> None:
    with demonstration.le(IMPORTE_LE):
        demonstration.importer("formations", "tableau-formations-2022.xlsx")
