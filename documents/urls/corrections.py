"""Les adresses des corrections proposées."""

from django.urls import path

from documents.views import corrections

urlpatterns = [
    path(
        "documents/corrections/",
        corrections.CorrectionListView.as_view(),
        name="correction_list",
    ),
    path(
        "documents/mes-corrections/",
        corrections.MesCorrectionsView.as_view(),
        name="mes_corrections",
    ),
    path(
        "documents/<int:pk>/corriger/",
        corrections.ProposerView.as_view(),
        name="correction_proposer",
    ),
    path(
        "documents/corrections/<int:pk>/",
        corrections.RepondreView.as_view(),
        name="correction_repondre",
    ),
]
