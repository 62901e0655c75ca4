"""Le tableau du bilan tiré du plan d'actions."""

from engagements.models import Action
from pilotage.annees import Annee, Contenu


def actions_de_l_annee(annee: Annee) -> Contenu:
    """Les actions faites dans l'année, puis celles en cours ; l'échéance est celle du jour."""
    debut, fin = annee.periode.debut, annee.periode.fin
    plan = Action.objects.filter(departement=annee.departement).prefetch_related("engagements")
    lignes = [
        [
            action.intitule,
            action.numeros_engagements,
            action.responsable_en_mots,
            f"{action.date_echeance:%d/%m/%Y}" if action.date_echeance else "",
            action.get_etat_display(),
        ]
        for action in (*plan.faites_entre(debut, fin), *plan.en_cours_en(fin.year))
    ]
    return Contenu(["texte"] * 5, lignes, note="" if lignes else "aucune action faite ou en cours")
