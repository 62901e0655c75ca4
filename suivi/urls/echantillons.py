"""L'adresse d'un échantillon de demandes."""

from django.urls import path

from suivi.views import echantillons

urlpatterns = [
    path(
        "echantillons/<int:pk>/",
        echantillons.EchantillonDetailView.as_view(),
        name="echantillon_detail",
    ),
]
