from dsfr.forms import DsfrBaseForm

from documents.models import TypeDocument
from qualepref.socle.filters import FilterSet


class TypeDocumentFilter(FilterSet):
    class Meta:
        model = TypeDocument
        fields = ["famille"]
        form = DsfrBaseForm
