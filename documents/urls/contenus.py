"""Les adresses de la recherche, de l'aperçu et de la comparaison."""

from django.urls import path

from documents.views import contenus

urlpatterns = [
    path("documents/recherche/", contenus.RechercheView.as_view(), name="recherche"),
    path("documents/versions/<int:pk>/apercu/", contenus.ApercuView.as_view(), name="apercu"),
    path("documents/versions/<int:pk>/cadre/", contenus.CadreView.as_view(), name="cadre"),
    path("documents/<int:pk>/comparer/", contenus.ComparerView.as_view(), name="comparer"),
]
