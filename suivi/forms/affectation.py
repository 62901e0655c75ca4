"""Affecter une demande arrivée au service racine : un seul choix."""

from django import forms

from qualepref.socle.forms.actes import FormulaireDActe
from qualepref.socle.models import Service
from suivi.affectation import affecter
from suivi.forms.lieux import ranger_par_site
from suivi.models import Demande


class AffecterForm(FormulaireDActe):
    """Les services ouverts du département ; aucun service racine."""

    vers = forms.ModelChoiceField(Service.objects.all(), label="Affecter au service")

    class Meta:
        model = Demande
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        services = Service.objects.filter(site__departement=self.instance.departement_id)
        self.fields["vers"].queryset = services.exclude(parent=None)
        ranger_par_site(self.fields["vers"], vide="Choisir un service")

    def relire(self, saisie):
        """Le verbe verrouille et juge lui-même : l'état dit seul si elle s'affecte encore."""

    def acte(self, vers):
        affecter(demande=self.instance, vers=vers)
