"""Les adresses des conventions de tutorat et des séances de sensibilisation."""

from django.urls import path

from formations.views import tutorats

urlpatterns = [
    path("formations/tutorats/", tutorats.TutoratListView.as_view(), name="tutorat_list"),
    path(
        "formations/tutorats/ajouter/", tutorats.TutoratCreateView.as_view(), name="tutorat_create"
    ),
    path(
        "formations/tutorats/<int:pk>/", tutorats.TutoratDetailView.as_view(), name="tutorat_detail"
    ),
    path(
        "formations/tutorats/<int:pk>/modifier/",
        tutorats.TutoratUpdateView.as_view(),
        name="tutorat_update",
    ),
    path(
        "formations/tutorats/<int:pk>/renouveler/",
        tutorats.RenouvelerView.as_view(),
        name="tutorat_renouveler",
    ),
    path(
        "formations/tutorats/<int:pk>/signer/",
        tutorats.SignerView.as_view(),
        name="tutorat_signer",
    ),
    path("formations/tutorats/<int:pk>/clore/", tutorats.CloreView.as_view(), name="tutorat_clore"),
    path(
        "formations/tutorats/<int:pk>/convention/",
        tutorats.ConventionView.as_view(),
        name="convention_pdf",
    ),
    path(
        "formations/points-etape/<int:pk>/modifier/",
        tutorats.PointUpdateView.as_view(),
        name="pointetape_update",
    ),
    path(
        "formations/sensibilisations/",
        tutorats.SensibilisationListView.as_view(),
        name="sensibilisation_list",
    ),
    path(
        "formations/sensibilisations/ajouter/",
        tutorats.SensibilisationCreateView.as_view(),
        name="sensibilisation_create",
    ),
    path(
        "formations/sensibilisations/<int:pk>/",
        tutorats.SensibilisationDetailView.as_view(),
        name="sensibilisation_detail",
    ),
    path(
        "formations/sensibilisations/<int:pk>/modifier/",
        tutorats.SensibilisationUpdateView.as_view(),
        name="sensibilisation_update",
    ),
    path(
        "formations/sensibilisations/<int:pk>/emargement/",
        tutorats.SensibilisationPdfView.as_view(),
        name="sensibilisation_pdf",
    ),
]
