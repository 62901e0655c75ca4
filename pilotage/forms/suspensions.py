from pilotage.models import SuspensionIndicateur
from qualepref.socle.forms import ModelFormulaire


class SuspensionIndicateurForm(ModelFormulaire):
    lieux = {"site": "pilotage.change_suspensionindicateur"}

    class Meta:
        model = SuspensionIndicateur
        fields = ["site", "date_debut", "date_fin", "motif"]
