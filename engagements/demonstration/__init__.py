"""Le label et le plan d'actions du département de démonstration, de juin 2021 à décembre 2022."""

from engagements.demonstration import campagne_2021, campagne_2022, groupes, label, plan
from qualepref.socle.demonstration import Demonstration, morceau


@morceau("Label et auto-évaluations", est_la=lambda d: d.labellisations.exists())
def conduire_la_demarche(demonstration: Demonstration) -> None:
    """L'ordre est celui des dates : chaque acte trouve ce que les précédents ont laissé."""
    labellisation = label.engager_la_demarche(demonstration)
    groupes.reunir(demonstration)
    campagne = campagne_2021.ouvrir(demonstration, labellisation)
    campagne_2021.evaluer(demonstration, campagne)
    campagne_2021.clore(demonstration, campagne)
    label.obtenir_le_label(demonstration, labellisation)
    groupes.rendre_les_livrables(demonstration)
    suivante = campagne_2022.ouvrir(demonstration, campagne)
    campagne_2022.evaluer(demonstration, suivante)
    campagne_2022.relire(demonstration, suivante)


@morceau("Plan d'actions", est_la=lambda d: d.actions.exists())
def suivre_le_plan(demonstration: Demonstration) -> None:
    plan.importer(demonstration)
    plan.presenter_au_copil(demonstration)
    plan.deplacer_des_echeances(demonstration)
