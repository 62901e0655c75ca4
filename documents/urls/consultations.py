"""L'adresse des consultations."""

from django.urls import path

from documents.views import consultations

urlpatterns = [
    path(
        "documents/consultations/",
        consultations.ConsultationsView.as_view(),
        name="consultations",
    ),
]
