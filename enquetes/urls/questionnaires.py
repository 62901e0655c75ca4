"""Les adresses des questionnaires."""

from django.urls import path

from enquetes.views import apercu, fichiers, redaction
from enquetes.views import questionnaires as vues

ACTES = {
    "apercu": apercu.QuestionnaireApercuView,
    "fichier": fichiers.QuestionnaireExporterView,
    "langues": redaction.QuestionnaireLanguesView,
    "copier": vues.QuestionnaireCopierView,
    "retirer": vues.QuestionnaireRetirerView,
    "remettre": vues.QuestionnaireRemettreView,
}
# Ce qui compose un questionnaire : adresse, nom d'URL, où l'ajouter, et ce qu'on en fait.
AJOUTS = {
    "questionnaires/<int:pk>/themes": ("themequestionnaire", redaction.ThemeCreateView),
    "questionnaires/<int:pk>/questions": ("question", redaction.QuestionCreateView),
    "questionnaires/<int:pk>/echelles": ("echelle", redaction.EchelleCreateView),
    "echelles/<int:pk>/choix": ("choix", redaction.ChoixCreateView),
}
LIGNES = {
    "themes-de-questionnaire/<int:pk>": {
        "themequestionnaire_update": ("modifier", redaction.ThemeUpdateView),
        "themequestionnaire_delete": ("supprimer", redaction.ThemeDeleteView),
        "themequestionnaire_monter": ("monter", redaction.ThemeMonterView),
        "themequestionnaire_descendre": ("descendre", redaction.ThemeDescendreView),
    },
    "questions/<int:pk>": {
        "question_update": ("modifier", redaction.QuestionUpdateView),
        "question_condition": ("condition", redaction.QuestionConditionView),
        "question_delete": ("supprimer", redaction.QuestionDeleteView),
        "question_monter": ("monter", redaction.QuestionMonterView),
        "question_descendre": ("descendre", redaction.QuestionDescendreView),
    },
    "echelles/<int:pk>": {
        "echelle_update": ("modifier", redaction.EchelleUpdateView),
        "echelle_delete": ("supprimer", redaction.EchelleDeleteView),
    },
    "choix/<int:pk>": {
        "choix_update": ("modifier", redaction.ChoixUpdateView),
        "choix_delete": ("supprimer", redaction.ChoixDeleteView),
        "choix_monter": ("monter", redaction.ChoixMonterView),
        "choix_descendre": ("descendre", redaction.ChoixDescendreView),
    },
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
        path(f"{adresse}/ajouter/", vue.as_view(), name=f"{nom}_create")
        for adresse, (nom, vue) in AJOUTS.items()
    ),
    *(
        path(f"{adresse}/{verbe}/", vue.as_view(), name=nom)
        for adresse, vues_d_une_ligne in LIGNES.items()
        for nom, (verbe, vue) in vues_d_une_ligne.items()
    ),
]
