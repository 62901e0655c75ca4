"""Les adresses du registre : la liste, la fiche, la saisie."""

from django.urls import path

from documents.views import documents

urlpatterns = [
    path("documents/", documents.DocumentListView.as_view(), name="document_list"),
    path("documents/ajouter/", documents.DocumentCreateView.as_view(), name="document_create"),
    path("documents/<int:pk>/", documents.DocumentDetailView.as_view(), name="document_detail"),
    path(
        "documents/<int:pk>/modifier/",
        documents.DocumentUpdateView.as_view(),
        name="document_update",
    ),
    path(
        "documents/<int:pk>/supprimer/",
        documents.DocumentDeleteView.as_view(),
        name="document_delete",
    ),
]
