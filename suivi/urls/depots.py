"""Les adresses des points de dépôt ; les deux dernières s'ouvrent sans compte."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from suivi.views import depots

urlpatterns = [
    path("points-de-depot/", depots.PointDeDepotListView.as_view(), name="pointdedepot_list"),
    path(
        "points-de-depot/ajouter/",
        depots.PointDeDepotCreateView.as_view(),
        name="pointdedepot_create",
    ),
    path(
        "points-de-depot/<int:pk>/",
        depots.PointDeDepotDetailView.as_view(),
        name="pointdedepot_detail",
    ),
    path(
        "points-de-depot/<int:pk>/modifier/",
        depots.PointDeDepotUpdateView.as_view(),
        name="pointdedepot_update",
    ),
    path(
        "points-de-depot/<int:pk>/affiche/", depots.AfficheView.as_view(), name="pointdedepot_pdf"
    ),
    path("deposer/<slug:code>/", login_not_required(depots.DeposerView.as_view()), name="deposer"),
    path(
        "deposer/<slug:code>/recu/<uuid:jeton>/",
        login_not_required(depots.DepotRecuView.as_view()),
        name="depot_recu",
    ),
]
