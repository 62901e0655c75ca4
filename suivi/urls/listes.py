"""Les adresses de ce qui se fait depuis la liste des demandes."""

from django.urls import path

from suivi.views import actes, charge

urlpatterns = [
    path("demandes/actes/", actes.DemandesActesView.as_view(), name="demandes_actes"),
    path(
        "demandes/par-service/",
        charge.DemandesParServiceView.as_view(),
        name="demandes_par_service",
    ),
]
