"""Les adresses des règles de délai."""

from django.urls import path

from suivi.views import regles

urlpatterns = [
    path("regles-de-delai/", regles.RegleDelaiListView.as_view(), name="regledelai_list"),
    path(
        "regles-de-delai/ajouter/", regles.RegleDelaiCreateView.as_view(), name="regledelai_create"
    ),
    path(
        "regles-de-delai/<int:pk>/modifier/",
        regles.RegleDelaiUpdateView.as_view(),
        name="regledelai_update",
    ),
    path(
        "regles-de-delai/<int:pk>/arreter/",
        regles.RegleDelaiArreterView.as_view(),
        name="regledelai_arreter",
    ),
]
