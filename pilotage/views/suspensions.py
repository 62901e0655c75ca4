from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from pilotage.forms.suspensions import SuspensionIndicateurForm
from pilotage.models import Indicateur, SuspensionIndicateur
from pilotage.views.indicateurs import INDICATEURS
from qualepref.socle.pages import CreateView, DeleteView, UpdateView

SUSPENSIONS = SuspensionIndicateur.objects.select_related("indicateur")


class SuspensionCreateView(CreateView):
    queryset = SuspensionIndicateur.objects.all()
    form_class = SuspensionIndicateurForm
    permission_required = "pilotage.add_suspensionindicateur"
    titre = "Suspendre cet indicateur"
    message = "La période est suspendue : elle ne compte ni comme un manque, ni comme un écart."

    @cached_property
    def indicateur(self):
        return get_object_or_404(Indicateur, pk=self.kwargs["pk"])

    def get_parents(self):
        return (INDICATEURS, self.indicateur)

    def get_form_kwargs(self):
        lieu = {"indicateur": self.indicateur, "departement": self.request.user.departement}
        return super().get_form_kwargs() | {"instance": SuspensionIndicateur(**lieu)}


class SuspensionUpdateView(UpdateView):
    queryset = SUSPENSIONS
    form_class = SuspensionIndicateurForm
    permission_required = "pilotage.change_suspensionindicateur"
    titre = "Corriger la suspension"

    def get_parents(self):
        return (INDICATEURS, self.object.indicateur)


class SuspensionDeleteView(DeleteView):
    queryset = SUSPENSIONS
    permission_required = "pilotage.delete_suspensionindicateur"

    def get_parents(self):
        return (INDICATEURS, self.object.indicateur)

    def get_success_url(self):
        return self.object.get_absolute_url()
