"""Les adresses de l'aller-retour Excel d'un service."""

from django.urls import path

from engagements.views import classeurs

urlpatterns = [
    path(
        "feuilles/<int:pk>/classeur/",
        classeurs.FeuilleClasseurView.as_view(),
        name="feuille_classeur",
    ),
    path("feuilles/<int:pk>/retour/", classeurs.RetourCreateView.as_view(), name="retour_create"),
    path("retours/<int:pk>/", classeurs.RetourDetailView.as_view(), name="retour_detail"),
    path(
        "retours/<int:pk>/appliquer/",
        classeurs.RetourAppliquerView.as_view(),
        name="retour_appliquer",
    ),
]
