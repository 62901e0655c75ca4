"""L'adresse d'où un document devient une preuve."""

from django.urls import path

from documents.views import preuves

urlpatterns = [
    path("documents/<int:pk>/servir/", preuves.ServirView.as_view(), name="document_servir"),
]
