"""Les adresses du suivi de la formalisation."""

from django.urls import path

from documents.views import formalisation

urlpatterns = [
    path(
        "documents/formalisation/",
        formalisation.FormalisationView.as_view(),
        name="formalisation",
    ),
    path(
        "documents/formalisation/proposer/",
        formalisation.FormalisationProposerView.as_view(),
        name="formalisation_proposer",
    ),
]
