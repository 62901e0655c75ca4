"""Les adresses des modèles de réponse, des réglages et des réponses."""

from django.urls import path

from suivi.views import modeles_reponse as modeles
from suivi.views import reponses

ACTES = {
    "soumettre": reponses.ReponseSoumettreView,
    "approuver": reponses.ReponseApprouverView,
    "refuser": reponses.ReponseRefuserView,
    "envoyer": reponses.ReponseEnvoyerView,
    "remettre": reponses.ReponseRemettreView,
    "jeter": reponses.ReponseJeterView,
    "pdf": reponses.ReponsePdfView,
}

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
    path("reponses/", reponses.ReponseListView.as_view(), name="reponse_list"),
    path(
        "demandes/<int:pk>/reponses/rediger/",
        reponses.ReponseCreateView.as_view(),
        name="reponse_create",
    ),
    path("reponses/<int:pk>/", reponses.ReponseDetailView.as_view(), name="reponse_detail"),
    path(
        "reponses/<int:pk>/modifier/", reponses.ReponseUpdateView.as_view(), name="reponse_update"
    ),
    *(
        path(f"reponses/<int:pk>/{verbe}/", vue.as_view(), name=f"reponse_{verbe}")
        for verbe, vue in ACTES.items()
    ),
]
