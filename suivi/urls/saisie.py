"""Les adresses de la saisie rapide."""

from django.urls import path

from suivi.views import saisie

RACINE = "demandes/saisie-rapide/"
urlpatterns = [
    path(RACINE, saisie.LotSaisieCreateView.as_view(), name="lotsaisie_create"),
    path(f"{RACINE}<int:pk>/", saisie.SaisieView.as_view(), name="saisie"),
    path(
        f"{RACINE}<int:pk>/semblables/", saisie.SemblablesView.as_view(), name="saisie_semblables"
    ),
    path(
        f"{RACINE}<int:pk>/fiches/<int:rang>/annuler/",
        saisie.FicheAnnulerView.as_view(),
        name="saisie_annuler",
    ),
    path(
        f"{RACINE}<int:lot>/corriger/<int:pk>/",
        saisie.FicheCorrigerView.as_view(),
        name="saisie_corriger",
    ),
]
