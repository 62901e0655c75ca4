"""Les adresses des résultats d'une enquête."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from enquetes.views import publication, resultats, verbatims

urlpatterns = [
    path("enquetes/<int:pk>/resultats/", resultats.ResultatsView.as_view(), name="resultats"),
    path("enquetes/<int:pk>/croisement/", resultats.CroisementView.as_view(), name="croisement"),
    path(
        "enquetes/<int:pk>/themes/<int:theme>/proposer/",
        publication.SuiteProposerView.as_view(),
        name="suite_proposer",
    ),
    path("enquetes/<int:pk>/publier/", publication.PublierView.as_view(), name="publier"),
    path(
        "publications/<int:pk>/",
        publication.PublicationDetailView.as_view(),
        name="publication_detail",
    ),
    path(
        "publications/<int:pk>/retirer/",
        publication.PublicationRetirerView.as_view(),
        name="publication_retirer",
    ),
    path(
        "publications/<int:pk>/<slug:forme>/",
        publication.PublicationSortieView.as_view(),
        name="publication_fichier",
    ),
    path("textes-libres/", verbatims.VerbatimListView.as_view(), name="verbatim_list"),
    path(
        "textes-libres/<uuid:pk>/", verbatims.VerbatimUpdateView.as_view(), name="verbatim_update"
    ),
    path(
        "resultats/<slug:code>/",
        login_not_required(publication.ResultatsPublicsView.as_view()),
        name="resultats_publics",
    ),
    path(
        "resultats/<slug:code>/donnees.csv",
        login_not_required(publication.ResultatsOuvertsView.as_view()),
        name="resultats_fichier",
    ),
]
