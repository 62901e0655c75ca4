"""Table des droits des enquêtes : une ligne par URL (voir tests/test_droits.py)."""

from tests import factories
from tests.acces import REFERENT, Acces, acte
from tests.enquetes import acces_controles, acces_enquetes, acces_public, acces_resultats

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


def retire(decor):
    return factories.QuestionnaireFactory(departement=decor.departement, retire=True)


ACCES: dict[str, Acces] = {
    **acces_controles.ACCES,
    **acces_enquetes.ACCES,
    **acces_public.ACCES,
    # --- Questionnaires ---
    "enquetes:questionnaire_list": Acces(LECTEURS),
    "enquetes:questionnaire_create": Acces(REFERENT),
    "enquetes:questionnaire_detail": Acces(LECTEURS, questionnaire),
    "enquetes:questionnaire_copier": Acces(REFERENT, questionnaire),
    "enquetes:questionnaire_delete": Acces(REFERENT, questionnaire),
    "enquetes:questionnaire_retirer": acte(REFERENT, questionnaire),
    "enquetes:questionnaire_remettre": acte(REFERENT, retire),
    # --- Résultats ---
    **acces_resultats.ACCES,
}
