"""L'affectation, d'un geste depuis la fiche."""

from django.urls import reverse

from suivi.forms.affectation import AffecterForm
from suivi.models import Demande
from suivi.views.conduite import ActeView


class DemandeAffecterView(ActeView):
    form_class = AffecterForm
    titre = "Affecter à un service"
    message = "La demande est affectée ; son échéance suit la règle de ce service."

    def get_success_url(self):
        """Le service choisi n'est pas forcément le sien : la fiche n'est alors plus à lui."""
        siennes = Demande.objects.visibles_par(self.request.user)
        visible = siennes.filter(pk=self.object.pk).exists()
        return self.object.get_absolute_url() if visible else reverse("suivi:demande_list")
