from dsfr.forms import DsfrBaseForm

from engagements.models import Campagne
from qualepref.socle.filters import FilterSet


class CampagneFilter(FilterSet):
    class Meta:
        model = Campagne
        fields = ["etat", "genre"]
        form = DsfrBaseForm
