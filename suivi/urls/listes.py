"""Les adresses de ce qui se fait depuis la liste des demandes."""

from django.urls import path

from suivi.views import charge

urlpatterns = [
    path(
        "demandes/par-service/",
        charge.DemandesParServiceView.as_view(),
        name="demandes_par_service",
    ),
]
