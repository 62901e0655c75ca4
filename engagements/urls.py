from django.urls import path

from engagements.views import referentiel

app_name = "engagements"
urlpatterns = [
    path("referentiels/", referentiel.ReferentielListView.as_view(), name="referentiel_list"),
    path(
        "referentiels/<int:pk>/",
        referentiel.ReferentielDetailView.as_view(),
        name="referentiel_detail",
    ),
    path(
        "referentiels/<int:pk>/pilotage/",
        referentiel.PilotageView.as_view(),
        name="referentiel_pilotage",
    ),
    path("modules/<int:pk>/", referentiel.ModuleDetailView.as_view(), name="module_detail"),
    path(
        "engagements/<int:pk>/",
        referentiel.EngagementDetailView.as_view(),
        name="engagement_detail",
    ),
]
