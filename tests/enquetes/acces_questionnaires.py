"""Droits des questionnaires : leurs lignes de la table des enquêtes."""

from tests import factories
from tests.acces import REFERENT, Acces, acte

LECTEURS = frozenset({"referent_qualite", "correspondant", "copil", "auditeur"})


def questionnaire(decor):
    """Un thème, une échelle de deux choix, deux questions dont l'une dépend de l'autre."""
    questionnaire = factories.QuestionnaireFactory(
        departement=decor.departement, langues=["fr", "en"]
    )
    theme = factories.ThemeQuestionnaireFactory(questionnaire=questionnaire)
    echelle = factories.EchelleFactory(questionnaire=questionnaire)
    for cle in ("oui", "non"):
        factories.ChoixFactory(
            echelle=echelle, cle=cle, favorable=cle == "oui", libelles={"fr": cle.capitalize()}
        )
    premiere = factories.QuestionFactory(
        questionnaire=questionnaire, theme=theme, type="oui_non", echelle=echelle
    )
    factories.QuestionFactory(
        questionnaire=questionnaire, theme=theme, condition=premiere, condition_choix=["non"]
    )
    return questionnaire


def theme(decor):
    """Le second thème : il peut monter et s'ôter."""
    complet = questionnaire(decor)
    return factories.ThemeQuestionnaireFactory(questionnaire=complet, ordre=9)


def theme_du_haut(decor):
    return theme(decor).questionnaire.themes.first()


def question(decor):
    """La seconde, qui dépend de la première."""
    return questionnaire(decor).questions.last()


def echelle(decor):
    return questionnaire(decor).echelles.get()


def scenario(decor):
    """Le second : il peut monter."""
    scenarios = questionnaire(decor).scenarios
    return [scenarios.create(ordre=n, cle=f"s{n}", libelle=f"Scénario {n}") for n in (1, 2)][1]


def scenario_du_haut(decor):
    return scenario(decor).questionnaire.scenarios.first()


def choix(decor):
    return echelle(decor).choix.last()


def retire(decor):
    return factories.QuestionnaireFactory(departement=decor.departement, retire=True)


ACCES: dict[str, Acces] = {
    "enquetes:questionnaire_list": Acces(LECTEURS),
    "enquetes:questionnaire_create": Acces(REFERENT),
    "enquetes:questionnaire_detail": Acces(LECTEURS, questionnaire),
    "enquetes:questionnaire_charger": Acces(REFERENT),
    "enquetes:questionnaire_apercu": Acces(LECTEURS, questionnaire),
    "enquetes:questionnaire_fichier": Acces(LECTEURS, questionnaire),
    "enquetes:questionnaire_copier": Acces(REFERENT, questionnaire),
    "enquetes:questionnaire_delete": Acces(REFERENT, questionnaire),
    "enquetes:questionnaire_retirer": acte(REFERENT, questionnaire),
    "enquetes:questionnaire_remettre": acte(REFERENT, retire),
    "enquetes:questionnaire_update": Acces(REFERENT, questionnaire),
    "enquetes:questionnaire_langues": Acces(REFERENT, questionnaire),
    "enquetes:questionnaire_traduire": Acces(REFERENT, questionnaire),
    "enquetes:themequestionnaire_create": Acces(REFERENT, questionnaire),
    "enquetes:themequestionnaire_update": Acces(REFERENT, theme),
    "enquetes:themequestionnaire_delete": Acces(REFERENT, theme),
    "enquetes:themequestionnaire_monter": acte(REFERENT, theme),
    "enquetes:themequestionnaire_descendre": acte(REFERENT, theme_du_haut),
    "enquetes:question_create": Acces(REFERENT, questionnaire),
    "enquetes:question_update": Acces(REFERENT, question),
    "enquetes:question_condition": Acces(REFERENT, question),
    "enquetes:question_delete": Acces(REFERENT, question),
    "enquetes:question_monter": acte(REFERENT, question),
    "enquetes:question_descendre": acte(REFERENT, question),
    "enquetes:echelle_create": Acces(REFERENT, questionnaire),
    "enquetes:echelle_update": Acces(REFERENT, echelle),
    "enquetes:echelle_delete": Acces(REFERENT, echelle),
    "enquetes:questionnaire_consignes": Acces(REFERENT, questionnaire),
    "enquetes:scenario_create": Acces(REFERENT, questionnaire),
    "enquetes:scenario_update": Acces(REFERENT, scenario),
    "enquetes:scenario_delete": Acces(REFERENT, scenario),
    "enquetes:scenario_monter": acte(REFERENT, scenario),
    "enquetes:scenario_descendre": acte(REFERENT, scenario_du_haut),
    "enquetes:choix_create": Acces(REFERENT, echelle),
    "enquetes:choix_update": Acces(REFERENT, choix),
    "enquetes:choix_delete": Acces(REFERENT, choix),
    "enquetes:choix_monter": acte(REFERENT, choix),
    "enquetes:choix_descendre": acte(REFERENT, choix),
}
