from django.urls import reverse_lazy

from documents.filters.types import TypeDocumentFilter
from documents.models import TypeDocument
from documents.tables.types import TypeDocumentTable
from qualepref.socle.pages import ListView


class TypeDocumentListView(ListView):
    """Toutes les durées y sont proposées par le projet : la page le dit."""

    queryset = (
        TypeDocument.objects.filter(retire=False)
        .select_related("famille")
        .prefetch_related("canaux")
    )
    filterset_class = TypeDocumentFilter
    table_class = TypeDocumentTable
    permission_required = "documents.view_typedocument"
    parents = (("Documents", reverse_lazy("documents:document_list")),)
    export_name = "types-de-documents"
    vide = "Aucun type de document n'est chargé : lancez la commande charger_referentiel."
