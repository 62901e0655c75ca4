"""Les adresses des résultats d'une enquête."""

from django.urls import path

from enquetes.views import resultats

urlpatterns = [
    path("enquetes/<int:pk>/resultats/", resultats.ResultatsView.as_view(), name="resultats"),
    path("enquetes/<int:pk>/croisement/", resultats.CroisementView.as_view(), name="croisement"),
]
