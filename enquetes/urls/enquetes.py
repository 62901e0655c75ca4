"""Les adresses des enquêtes et de leurs points de collecte."""

from django.urls import path

from enquetes.views import enquetes, points, saisie

urlpatterns = [
    path("enquetes/", enquetes.EnqueteListView.as_view(), name="enquete_list"),
    path("enquetes/ajouter/", enquetes.EnqueteCreateView.as_view(), name="enquete_create"),
    path("enquetes/<int:pk>/", enquetes.EnqueteDetailView.as_view(), name="enquete_detail"),
    path(
        "enquetes/<int:pk>/modifier/", enquetes.EnqueteUpdateView.as_view(), name="enquete_update"
    ),
    path(
        "enquetes/<int:pk>/supprimer/", enquetes.EnqueteDeleteView.as_view(), name="enquete_delete"
    ),
    path("enquetes/<int:pk>/ouvrir/", enquetes.EnqueteOuvrirView.as_view(), name="enquete_ouvrir"),
    path("enquetes/<int:pk>/clore/", enquetes.EnqueteCloreView.as_view(), name="enquete_clore"),
    path(
        "enquetes/<int:pk>/points/ajouter/",
        points.PointsCreateView.as_view(),
        name="pointdecollecte_create",
    ),
    path("enquetes/<int:pk>/affiches/", points.AffichesView.as_view(), name="enquete_affiches"),
    path(
        "points-de-collecte/<int:pk>/modifier/",
        points.PointUpdateView.as_view(),
        name="pointdecollecte_update",
    ),
    path(
        "points-de-collecte/<int:pk>/fermer/",
        points.PointFermerView.as_view(),
        name="pointdecollecte_fermer",
    ),
    path(
        "points-de-collecte/<int:pk>/rouvrir/",
        points.PointRouvrirView.as_view(),
        name="pointdecollecte_rouvrir",
    ),
    path(
        "points-de-collecte/<int:pk>/affiche/",
        points.AfficheView.as_view(),
        name="pointdecollecte_pdf",
    ),
    path("enquetes/saisir/", saisie.SaisieListView.as_view(), name="saisie_list"),
    path("points-de-collecte/<int:pk>/saisir/", saisie.SaisieView.as_view(), name="saisie"),
]
