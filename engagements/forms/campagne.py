from engagements.forms.commun import DansLeDepartement
from engagements.models import Campagne, Referentiel


class CampagneForm(DansLeDepartement):
    class Meta:
        model = Campagne
        fields = ["intitule", "code", "genre", "referentiel", "date_debut", "date_fin"]
        help_texts = {"code": "Court, sans espace ni accent : auto-2022."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["referentiel"]
            return
        self.fields["referentiel"].queryset = Referentiel.objects.filter(
            labellisations__departement=self.agent.departement
        )
        self.fields["referentiel"].help_text = "Un référentiel dont le périmètre est saisi."

    def save(self, commit=True):
        campagne = super().save(commit)
        if campagne.est_ouverte:
            campagne.aligner()
        return campagne
