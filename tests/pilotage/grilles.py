"""Des contrôles remplis, pour les indicateurs qui en viennent."""

from datetime import date

from enquetes.models import ValeurReleve
from tests import factories


def grille(departement, code, **champs):
    livree = factories.QuestionnaireFactory(
        departement=departement, code=code, nature="grille", **champs
    )
    echelle = factories.EchelleFactory(questionnaire=livree, cle="oui_non")
    for ordre, (cle, favorable) in enumerate([("oui", True), ("non", False), ("so", None)]):
        factories.ChoixFactory(echelle=echelle, ordre=ordre, cle=cle, favorable=favorable)
    for ordre in range(4):
        factories.QuestionFactory(
            questionnaire=livree, code=f"P{ordre}", ordre=ordre, type="echelle", echelle=echelle
        )
    return livree


def relever(controle, *dits, jour=date(2022, 12, 1), objet=""):
    """Un relevé clos : « oui », « non » ou « so », point après point."""
    releve = factories.ReleveFactory(
        controle=controle, jour=jour, objet=objet, etat="clos", clos_le=jour
    )
    questions = controle.questionnaire.questions.order_by("ordre")
    for question, dit in zip(questions, dits, strict=False):
        choix = question.echelle.choix.get(cle=dit)
        ValeurReleve.objects.create(releve=releve, question=question, choix=choix)
    return releve
