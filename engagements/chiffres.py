"""Les chiffres du plan d'actions, tels que les compare la commande `chiffres`."""

from collections import Counter

from engagements.models import Action
from engagements.plan import est_en_retard, taux_realisation
from qualepref.socle.chiffres import Cadre, chiffres

SANS_SERVICE = "Sans service"


@chiffres("actions")
def plan_d_actions(cadre: Cadre) -> dict:
    """Toutes les années du plan ; un numéro en retard est celui de l'année de son plan."""
    actions = Action.objects.filter(departement=cadre.departement).order_by("annee", "numero")
    lues = list(actions.values_list("numero", "etat", "date_echeance", "service__nom"))
    retards = [n for n, etat, echeance, _ in lues if est_en_retard(etat, echeance, cadre.le)]
    taux = taux_realisation(etat for _, etat, _, _ in lues)
    return {
        "par_etat": dict(sorted(Counter(etat for _, etat, _, _ in lues).items())),
        "par_service": dict(sorted(Counter(nom or SANS_SERVICE for *_, nom in lues).items())),
        "en_retard": {"n": len(retards), "numeros": retards},
        "taux_realisation": taux._asdict() | {"pct": taux.pct and float(taux.pct)},
    }
