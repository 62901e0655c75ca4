"""Les adresses des questionnaires."""

from django.urls import path

from enquetes.views import questionnaires as vues

ACTES = {
    "copier": vues.QuestionnaireCopierView,
    "retirer": vues.QuestionnaireRetirerView,
    "remettre": vues.QuestionnaireRemettreView,
}

urlpatterns = [
    path("questionnaires/", vues.QuestionnaireListView.as_view(), name="questionnaire_list"),
    path(
        "questionnaires/ajouter/",
        vues.QuestionnaireCreateView.as_view(),
        name="questionnaire_create",
    ),
    path(
        "questionnaires/<int:pk>/",
        vues.QuestionnaireDetailView.as_view(),
        name="questionnaire_detail",
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
]
