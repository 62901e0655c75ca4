"""Le non-applicable imposé dans une campagne : les faits lus, les cellules accordées, en masse."""

from collections import defaultdict

from django.db.models import F, Q
from simple_history.utils import bulk_update_with_history

from engagements import imposees
from engagements.models.contenu import Engagement
from engagements.models.label import Decision
from engagements.models.perimetre import Dispense
from engagements.models.referentiel import Condition

CHAMPS_IMPOSES = ["avis", "motif", "imposee", "avancement", "version"]


def imposer(cellules, champ, raisons):
    """Accorde des cellules aux raisons données, par (engagement, service), en une écriture.

    `champ` mène de la cellule à son engagement.
    """
    visees = Q(**{f"{champ}__in": {engagement for engagement, _ in raisons}})
    changees = [
        cellule
        for cellule in cellules.filter(visees | Q(imposee=True)).annotate(vise=F(champ))
        if accorder(cellule, raisons.get((cellule.vise, cellule.service_id), ""))
    ]
    if changees:
        bulk_update_with_history(changees, cellules.model, CHAMPS_IMPOSES)


def accorder(cellule, raison):
    """Impose le non-applicable pour cette raison, ou le lève si elle est vide.

    Vrai si la cellule change ; une cellule que personne n'a remplie reste vierge.
    """
    if not raison and not cellule.imposee:
        return False
    choix = cellule.Avis
    voulu = (choix.NON_APPLICABLE, raison) if raison else (choix.NON_EVALUE, "")
    if cellule.imposee == bool(raison) and (cellule.avis, cellule.motif) == voulu:
        return False
    cellule.avis, cellule.motif = voulu
    cellule.imposee = bool(raison)
    cellule.avancement = cellule.avancement if raison else cellule.Avancement.A_REVOIR
    cellule.version += bool(cellule.version)
    return True


def raisons_imposees(campagne) -> dict[tuple[int, int], str]:
    """(engagement, service) → raison, pour les seules cellules que quelque chose impose."""
    faits = faits_de(campagne)
    vises = {
        ligne[0]: imposees.Vise(*ligne)
        for ligne in Engagement.objects.filter(
            module__referentiel=campagne.referentiel_id
        ).values_list("pk", "condition", "module__condition")
    }
    couples = campagne.avisengagements.values_list("engagement", "service", "service__site")
    raisons = {
        (engagement, service): imposees.pourquoi(vises[engagement], service, site, faits)
        for engagement, service, site in couples
    }
    return {couple: raison for couple, raison in raisons.items() if raison}


def faits_de(campagne) -> imposees.Faits:
    conditions = Condition.objects.filter(referentiel=campagne.referentiel_id)
    reponses = campagne.reponses_conditions.values_list("condition", "site", "reponse", "motif")
    dispenses = Dispense.objects.filter(perimetre__in=campagne.perimetres())
    return imposees.Faits(
        questions={
            pk: imposees.Question(
                texte,
                par_site=portee == Condition.Portee.SITE,
                ecarte=si_non == Condition.SiNon.NON_APPLICABLE,
            )
            for pk, texte, portee, si_non in conditions.values_list(
                "pk", "question", "portee", "si_non"
            )
        },
        reponses={
            (condition, site): imposees.Reponse(oui, precision)
            for condition, site, oui, precision in reponses
        },
        decisions=_decisions(campagne),
        dispenses={
            (engagement, service): motif
            for engagement, service, motif in dispenses.values_list(
                "engagement", "perimetre__service", "motif"
            )
        },
    )


def _decisions(campagne):
    """La décision qui vaut pour la campagne, par engagement."""
    prises = decisions_prises(campagne.departement_id, campagne.referentiel_id)
    return qui_ecartent(prises, campagne.date_debut, campagne.date_fin)


def decisions_prises(departement, referentiel) -> dict[int, list[imposees.Choix]]:
    """Toutes les décisions d'un label, par engagement."""
    siennes = Decision.objects.filter(
        labellisation__departement=departement, labellisation__referentiel=referentiel
    )
    champs = ("engagement", "annee", "choix", "differe_jusqu_au", "date_copil", "motif")
    par_engagement = defaultdict(list)
    for engagement, *decision in siennes.values_list(*champs):
        par_engagement[engagement].append(imposees.Choix(*decision))
    return par_engagement


def qui_ecartent(prises, debut, fin) -> dict[int, imposees.Choix]:
    """Celle qui écarte chaque engagement entre ces deux jours, s'il y en a une."""
    retenues = {
        engagement: imposees.decision_qui_vaut(siennes, debut, fin)
        for engagement, siennes in prises.items()
    }
    return {engagement: decision for engagement, decision in retenues.items() if decision}
