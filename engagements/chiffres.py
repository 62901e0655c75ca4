"""Les chiffres du plan d'actions et des auto-évaluations, pour la commande `chiffres`."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from engagements.cotation import taux_module
from engagements.grille import Cotation, Grille, Ligne, Reponse, dresser
from engagements.models import Action, AutoEvaluation, AvisEngagement, Campagne
from engagements.plan import est_en_retard, taux_realisation
from qualepref.socle.chiffres import Cadre, ChiffresRefuses, chiffres

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


@chiffres("autoevaluations")
def autoevaluations(cadre: Cadre) -> dict:
    """L'avis de chaque engagement et le taux de chaque module, « en cours » non évalué."""
    blocs = _grille(_campagne(cadre)).blocs
    lignes = [ligne for bloc in blocs for ligne in bloc.lignes]
    par_module = {str(bloc.module.numero): _module(bloc.lignes) for bloc in blocs if bloc.lignes}
    return {
        "par_engagement": {str(ligne.engagement.numero): ligne.ensemble for ligne in lignes},
        "par_module": par_module | {"TOUS": _module(lignes)},
    }


def _campagne(cadre: Cadre) -> Campagne:
    """Celle du code demandé ; à défaut la dernière commencée où l'on a répondu."""
    campagnes = Campagne.objects.filter(departement=cadre.departement)
    campagnes = campagnes.select_related("referentiel")
    if cadre.campagne:
        trouvee = campagnes.filter(code=cadre.campagne).first()
    else:
        commencees = campagnes.filter(date_debut__lte=cadre.le)
        repondues = AvisEngagement.objects.exclude(version=0).values("campagne")
        trouvee = commencees.filter(pk__in=repondues).first() or campagnes.first()
    if trouvee is None:
        codes = ", ".join(campagnes.values_list("code", flat=True))
        raise ChiffresRefuses(
            f"Pas de campagne « {cadre.campagne} » (il y a : {codes})."
            if codes
            else "Aucune campagne d'auto-évaluation dans ce département."
        )
    return trouvee


def _grille(campagne: Campagne) -> Grille:
    avis = AvisEngagement.objects.filter(campagne=campagne).reponses()
    exigences = AutoEvaluation.objects.filter(campagne=campagne).cotations()
    return dresser(
        campagne.modules(),
        [Reponse(*ligne) for ligne in avis],
        [Cotation(*ligne) for ligne in exigences],
        campagne.referentiel.pire,
        campagne.couples_engages(),
    )


def _module(lignes: list[Ligne]) -> dict:
    taux = taux_module(ligne.ensemble for ligne in lignes)
    return {
        "engagements": len(lignes),
        "applicables": taux.applicables,
        "conformes": taux.conformes,
        "partiels": taux.partiels,
        "non_conformes": taux.non_conformes,
        "non_evalues": taux.non_evalues,
        "taux_conformite_pct": _pourcent(taux.conformes, taux.applicables),
    }


def _pourcent(partie: int, tout: int) -> float | None:
    """À deux décimales, demi vers le haut ; None sans base."""
    if not tout:
        return None
    return float((Decimal(100 * partie) / tout).quantize(Decimal("0.01"), ROUND_HALF_UP))
