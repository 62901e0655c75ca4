"""Les mesures de 2022, un tableau de bord publié, puis les rappels de tout ce qui précède."""

from datetime import date

from pilotage.models import Mesure, TableauDeBord
from pilotage.rapports import RapportTableauDeBord
from pilotage.tableaux import preparer_tableau
from qualepref.socle.demonstration import Demonstration, morceau
from qualepref.socle.models import Rappel
from qualepref.socle.rapport import inscrire
from qualepref.socle.synthese import inscrire_les_rappels

TRIMESTRE, PUBLIE_LE = "2022-T3", date(2022, 10, 14)
DERNIER_JOUR_OUVRE = date(2022, 12, 30)
COMMENTAIRE = (
    "Les réponses hors délai restent le point à suivre, aux courriels surtout. "
    "Le taux d'appels décrochés tient sa cible."
)


def a_des_mesures(departement) -> bool:
    return Mesure.objects.filter(departement=departement).exists()


@morceau("Mesures", est_la=a_des_mesures)
def importer_les_mesures(demonstration: Demonstration) -> None:
    demonstration.importer("indicateurs", "indicateurs-mensuels-2022.xlsx")


@morceau("Tableau de bord", est_la=lambda d: d.tableaux_de_bord.exists())
def publier_un_tableau(demonstration: Demonstration) -> None:
    """Son PDF est inscrit : un worker le fabrique dès qu'il y en a un."""
    with demonstration.le(PUBLIE_LE) as referente:
        tableau = TableauDeBord.objects.create(
            departement=demonstration.departement, trimestre=TRIMESTRE, commentaire=COMMENTAIRE
        )
        preparer_tableau(tableau=tableau)
        tableau.publier(referente)
        inscrire(
            RapportTableauDeBord(),
            "pdf",
            {"tableau": tableau.pk},
            agent=referente,
            departement=tableau.departement,
            objet=f"{tableau}, {tableau.departement.nom}",
        )


def a_des_rappels(departement) -> bool:
    return Rappel.objects.filter(departement=departement).exists()


@morceau("Rappels", est_la=a_des_rappels)
def inscrire_les_derniers_rappels(demonstration: Demonstration) -> None:
    """Le registre seulement : les comptes montrés n'ont pas d'adresse électronique."""
    with demonstration.le(DERNIER_JOUR_OUVRE):
        inscrire_les_rappels(departement=demonstration.departement, le=DERNIER_JOUR_OUVRE)
