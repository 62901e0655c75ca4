"""Les adresses des modèles de réponse, des réglages et des réponses."""

from django.urls import path

from suivi.views import modeles_reponse as modeles

urlpatterns = [
    path("modeles-de-reponse/", modeles.ModeleReponseListView.as_view(), name="modelereponse_list"),
    path(
        "modeles-de-reponse/ajouter/",
        modeles.ModeleReponseCreateView.as_view(),
        name="modelereponse_create",
    ),
    path(
        "modeles-de-reponse/reglages/",
        modeles.ReglageReponsesView.as_view(),
        name="reglagereponses_update",
    ),
    path(
        "modeles-de-reponse/reglages/<int:pk>/",
        modeles.EnTeteView.as_view(),
        name="entete_update",
    ),
    path(
        "modeles-de-reponse/<int:pk>/",
        modeles.ModeleReponseDetailView.as_view(),
        name="modelereponse_detail",
    ),
    path(
        "modeles-de-reponse/<int:pk>/modifier/",
        modeles.ModeleReponseUpdateView.as_view(),
        name="modelereponse_update",
    ),
    path(
        "modeles-de-reponse/<int:pk>/avis/",
        modeles.AvisView.as_view(),
        name="modelereponse_avis",
    ),
]
