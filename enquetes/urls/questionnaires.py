"""Les adresses des questionnaires."""

from django.urls import path

from enquetes.forms.questions import QuestionForm
from enquetes.forms.redaction import ThemeForm
from enquetes.forms.scenarios import ScenarioForm
from enquetes.views import apercu, fichiers, redaction
from enquetes.views import questionnaires as vues

ACTES = {
    "apercu": apercu.QuestionnaireApercuView,
    "fichier": fichiers.QuestionnaireExporterView,
    "consignes": redaction.QuestionnaireConsignesView,
    "langues": redaction.QuestionnaireLanguesView,
    "traduire": redaction.QuestionnaireTraduireView,
    "copier": vues.QuestionnaireCopierView,
    "retirer": vues.QuestionnaireRetirerView,
    "remettre": vues.QuestionnaireRemettreView,
}
# Ce qui compose un questionnaire : où l'ajouter, et ce qu'on fait d'une ligne.
AJOUTS = {
    "questionnaires/<int:pk>/themes": (
        "themequestionnaire",
        redaction.AjouterView.as_view(form_class=ThemeForm, titre="Ajouter un thème"),
    ),
    "questionnaires/<int:pk>/questions": (
        "question",
        redaction.AjouterView.as_view(form_class=QuestionForm, titre="Ajouter une question"),
    ),
    "questionnaires/<int:pk>/echelles": (
        "echelle",
        redaction.EchelleCreateView.as_view(),
    ),
    "questionnaires/<int:pk>/scenarios": (
        "scenario",
        redaction.AjouterView.as_view(form_class=ScenarioForm, titre="Ajouter un scénario"),
    ),
    "echelles/<int:pk>/choix": ("choix", redaction.ChoixCreateView.as_view()),
}


def actes_de(lignes, modifier, raison, rangees=True):
    """Verbe de l'adresse → (fin du nom d'URL, vue) ; `raison` : ce qui empêche de supprimer."""
    deplacer = {
        acte: (acte, redaction.DeplacerView.as_view(queryset=lignes, acte=acte))
        for acte in ("monter", "descendre")
    }
    return {
        "modifier": ("update", modifier),
        "supprimer": ("delete", redaction.OterView.as_view(queryset=lignes, raison=raison)),
    } | (deplacer if rangees else {})


LIGNES = {
    ("themes-de-questionnaire", "themequestionnaire"): actes_de(
        redaction.THEMES,
        redaction.RedigerADeuxView.as_view(queryset=redaction.THEMES, form_class=ThemeForm),
        "Ce thème a des questions",
    ),
    ("questions", "question"): actes_de(
        redaction.QUESTIONS,
        redaction.RedigerADeuxView.as_view(queryset=redaction.QUESTIONS, form_class=QuestionForm),
        "Des questions s'affichent selon celle-ci",
    )
    | {"condition": ("condition", redaction.QuestionConditionView.as_view())},
    ("scenarios", "scenario"): actes_de(
        redaction.SCENARIOS,
        redaction.RedigerView.as_view(queryset=redaction.SCENARIOS, form_class=ScenarioForm),
        "Des questions dépendent de ce scénario",
    ),
    ("echelles", "echelle"): actes_de(
        redaction.ECHELLES,
        redaction.EchelleUpdateView.as_view(),
        "Des questions se servent de cette échelle",
        rangees=False,
    ),
    ("choix", "choix"): actes_de(
        redaction.CHOIX,
        redaction.ChoixUpdateView.as_view(),
        "Des questions s'affichent selon ce choix",
    ),
}

urlpatterns = [
    path("questionnaires/", vues.QuestionnaireListView.as_view(), name="questionnaire_list"),
    path(
        "questionnaires/ajouter/",
        vues.QuestionnaireCreateView.as_view(),
        name="questionnaire_create",
    ),
    path(
        "questionnaires/charger/",
        fichiers.QuestionnaireChargerView.as_view(),
        name="questionnaire_charger",
    ),
    path(
        "questionnaires/<int:pk>/",
        vues.QuestionnaireDetailView.as_view(),
        name="questionnaire_detail",
    ),
    path(
        "questionnaires/<int:pk>/modifier/",
        redaction.QuestionnaireUpdateView.as_view(),
        name="questionnaire_update",
    ),
    path(
        "questionnaires/<int:pk>/supprimer/",
        vues.QuestionnaireDeleteView.as_view(),
        name="questionnaire_delete",
    ),
    *(
        path(f"questionnaires/<int:pk>/{acte}/", vue.as_view(), name=f"questionnaire_{acte}")
        for acte, vue in ACTES.items()
    ),
    *(
        path(f"{adresse}/ajouter/", vue, name=f"{nom}_create")
        for adresse, (nom, vue) in AJOUTS.items()
    ),
    *(
        path(f"{adresse}/<int:pk>/{verbe}/", vue, name=f"{nom}_{fin}")
        for (adresse, nom), actes in LIGNES.items()
        for verbe, (fin, vue) in actes.items()
    ),
]
