"""Les adresses du moteur des délais."""

from django.urls import path

from suivi.views import delais

urlpatterns = [
    path("delais/calcul/", delais.CalculView.as_view(), name="calcul"),
    path("delais/a-recalculer/", delais.DeplacementsView.as_view(), name="deplacements"),
]
