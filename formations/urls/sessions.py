"""Les adresses des sessions et du catalogue."""

from django.urls import path

from formations.views import sessions

urlpatterns = [
    path("formations/sessions/", sessions.SessionListView.as_view(), name="sessionformation_list"),
    path(
        "formations/sessions/ajouter/",
        sessions.SessionCreateView.as_view(),
        name="sessionformation_create",
    ),
    path(
        "formations/sessions/<int:pk>/",
        sessions.SessionDetailView.as_view(),
        name="sessionformation_detail",
    ),
    path(
        "formations/sessions/<int:pk>/modifier/",
        sessions.SessionUpdateView.as_view(),
        name="sessionformation_update",
    ),
    path(
        "formations/sessions/<int:pk>/inscrire/",
        sessions.InscrireView.as_view(),
        name="sessionformation_inscrire",
    ),
    path(
        "formations/sessions/<int:pk>/presences/",
        sessions.PresencesView.as_view(),
        name="sessionformation_presences",
    ),
    path(
        "formations/sessions/<int:pk>/annuler/",
        sessions.AnnulerView.as_view(),
        name="sessionformation_annuler",
    ),
    path(
        "formations/sessions/<int:pk>/emargement/",
        sessions.EmargementView.as_view(),
        name="emargement_pdf",
    ),
    path(
        "formations/sessions/<int:pk>/convocations/",
        sessions.ConvocationsView.as_view(),
        name="convocations_xlsx",
    ),
    path("formations/catalogue/", sessions.FormationListView.as_view(), name="formation_list"),
    path(
        "formations/catalogue/ajouter/",
        sessions.FormationCreateView.as_view(),
        name="formation_create",
    ),
    path(
        "formations/catalogue/<int:pk>/modifier/",
        sessions.FormationUpdateView.as_view(),
        name="formation_update",
    ),
]
