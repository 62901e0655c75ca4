"""Des enquêtes remplies à la main, dont chaque effectif se lit dans l'essai."""

from enquetes.models import Choix, Reponse, Valeur
from enquetes.saisies import TypeQuestion
from tests import factories

ECHELLE = [
    ("tres_satisfait", True),
    ("satisfait", True),
    ("peu_satisfait", False),
    ("pas_du_tout_satisfait", False),
    ("sans_objet", None),
]


def questionnaire_d_essai(departement, **champs):
    """Deux thèmes (accueil : A1 et A2 ; attente : W1), une question de profil, un texte."""
    questionnaire = factories.QuestionnaireFactory(departement=departement, **champs)
    echelle = factories.EchelleFactory(questionnaire=questionnaire, cle="satisfaction_4")
    for ordre, (cle, favorable) in enumerate(ECHELLE):
        factories.ChoixFactory(
            echelle=echelle,
            ordre=ordre,
            cle=cle,
            favorable=favorable,
            libelles={"fr": cle.replace("_", " ").capitalize()},
        )
    for rang, (theme, codes) in enumerate({"accueil": ["A1", "A2"], "attente": ["W1"]}.items()):
        du_theme = factories.ThemeQuestionnaireFactory(
            questionnaire=questionnaire, ordre=rang, cle=theme, libelles={"fr": theme.capitalize()}
        )
        for ordre, code in enumerate(codes):
            factories.QuestionFactory(
                questionnaire=questionnaire,
                theme=du_theme,
                ordre=ordre,
                code=code,
                repere=code,
                type=TypeQuestion.ECHELLE,
                echelle=echelle,
                libelles={"fr": f"Question {code}"},
            )
    profil = factories.EchelleFactory(questionnaire=questionnaire, cle="profil")
    for ordre, cle in enumerate(["particulier", "association"]):
        factories.ChoixFactory(
            echelle=profil, ordre=ordre, cle=cle, libelles={"fr": cle.capitalize()}
        )
    factories.QuestionFactory(
        questionnaire=questionnaire,
        code="P1",
        ordre=8,
        type=TypeQuestion.CHOIX_UNIQUE,
        echelle=profil,
        profil=True,
        libelles={"fr": "Vous êtes"},
    )
    factories.QuestionFactory(questionnaire=questionnaire, code="T1", ordre=9)
    return questionnaire


def questions(enquete, *codes):
    par_code = {q.code: q for q in enquete.questionnaire.questions.avec_choix()}
    return [par_code[code] for code in codes]


def question_multiple(enquete, code="M1", theme=None, favorable=None):
    """Trois choix à cocher ; `favorable` : ce que vaut chacun."""
    echelle = factories.EchelleFactory(questionnaire=enquete.questionnaire, cle=code.lower())
    for ordre in range(3):
        factories.ChoixFactory(
            echelle=echelle,
            ordre=ordre,
            cle=f"c{ordre}",
            favorable=favorable,
            libelles={"fr": f"C{ordre}"},
        )
    return factories.QuestionFactory(
        questionnaire=enquete.questionnaire,
        theme=theme,
        code=code,
        ordre=20,
        type=TypeQuestion.CHOIX_MULTIPLE,
        echelle=echelle,
        libelles={"fr": f"Question {code}"},
    )


def cocher(reponse, question):
    """Cette personne coche tous les choix."""
    Valeur.objects.bulk_create(
        Valeur(reponse=reponse, question=question, enquete=reponse.enquete, choix=choix, rang=rang)
        for rang, choix in enumerate(question.echelle.choix.all())
    )


def repondre(enquete, nombre=1, site=None, mode="lien", langue="fr", **dites):
    """`nombre` personnes répondent la même chose : `A1="satisfait"`, `T1="Un texte"`."""
    questions = {q.code: q for q in enquete.questionnaire.questions.all()}
    choix = {
        (c.echelle_id, c.cle): c
        for c in Choix.objects.filter(echelle__questionnaire=enquete.questionnaire)
    }
    reponses = [
        Reponse(enquete=enquete, site=site, mode=mode, langue=langue, jour=enquete.date_ouverture)
        for _ in range(nombre)
    ]
    valeurs = []
    for code, dit in dites.items():
        question = questions[code]
        coche = choix.get((question.echelle_id, dit))
        valeurs += [
            Valeur(
                reponse=reponse,
                question=question,
                enquete=enquete,
                choix=coche,
                texte="" if coche else dit,
            )
            for reponse in reponses
        ]
    Reponse.objects.bulk_create(reponses)
    Valeur.objects.bulk_create(valeurs)
    return reponses


def enquete_remplie(departement, site=None, **champs):
    """60 personnes : accueil à 45 sur 60 pour A1 et 60 sur 60 pour A2, attente à 20 sur 60."""
    enquete = factories.EnqueteFactory(
        departement=departement,
        questionnaire=champs.pop("questionnaire", None) or questionnaire_d_essai(departement),
        close=True,
        **champs,
    )
    bien, mal = "satisfait", "peu_satisfait"
    repondre(enquete, 20, site, P1="particulier", A1=bien, A2=bien, W1=bien)
    repondre(enquete, 25, site, P1="particulier", A1=bien, A2=bien, W1=mal)
    repondre(enquete, 15, site, P1="association", A1=mal, A2="tres_satisfait", W1=mal)
    return enquete
