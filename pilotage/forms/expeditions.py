from pilotage.models import Destinataire
from qualepref.socle.forms import ModelFormulaire


class DestinataireForm(ModelFormulaire):
    """Une adresse du département ; sa direction est l'un de ses services encore ouverts."""

    lieux = {"service": "pilotage.change_destinataire"}

    class Meta:
        model = Destinataire
        fields = ["service", "intitule", "courriel", "tableaux", "fiches", "demi_pages"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement
        services = self.fields["service"].queryset.employables(garder=self.instance.service_id)
        departement = self.instance.departement_id
        self.fields["service"].queryset = services.filter(site__departement=departement)

    def _get_validation_exclusions(self):
        """Le département, caché, entre dans l'unicité de l'adresse."""
        return super()._get_validation_exclusions() - {"departement"}
