"""Les adresses de l'aller-retour Excel d'un service et de la succession des référentiels."""

from django.urls import path

from engagements.views import classeurs, essai, projection

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
    path("referentiels/essai/", essai.ReferentielEssaiView.as_view(), name="referentiel_essai"),
    path(
        "campagnes/<int:pk>/projeter/",
        projection.CampagneProjeterView.as_view(),
        name="campagne_projeter",
    ),
]
