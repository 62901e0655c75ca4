from datetime import date

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from pilotage.forms.indicateurs import CibleIndicateurForm
from pilotage.models import CibleIndicateur, Indicateur
from pilotage.views.indicateurs import INDICATEURS
from qualepref.socle.pages import CreateView, DeleteView, UpdateView
from qualepref.socle.temps import aujourdhui


class CibleIndicateurCreateView(CreateView):
    """Une cible de plus, à partir d'un jour : celles d'avant restent aux périodes d'avant."""

    queryset = CibleIndicateur.objects.all()
    form_class = CibleIndicateurForm
    permission_required = "pilotage.add_cibleindicateur"
    titre = "Fixer une cible"
    message = "La cible est fixée."

    @cached_property
    def indicateur(self):
        return get_object_or_404(Indicateur, pk=self.kwargs["pk"])

    def get_parents(self):
        return (INDICATEURS, self.indicateur)

    def get_form_kwargs(self):
        le, indicateur = aujourdhui(), self.indicateur
        cible = CibleIndicateur(
            indicateur=indicateur,
            departement=self.request.user.departement,
            date_effet=date(le.year, 1, 1),
            sens="" if indicateur.sens == Indicateur.Sens.NEUTRE else indicateur.sens,
        )
        return super().get_form_kwargs() | {"instance": cible}


class CibleIndicateurUpdateView(UpdateView):
    queryset = CibleIndicateur.objects.select_related("indicateur")
    form_class = CibleIndicateurForm
    permission_required = "pilotage.change_cibleindicateur"
    titre = "Corriger la cible"

    def get_parents(self):
        return (INDICATEURS, self.object.indicateur)


class CibleIndicateurDeleteView(DeleteView):
    queryset = CibleIndicateur.objects.select_related("indicateur")
    permission_required = "pilotage.delete_cibleindicateur"

    def get_parents(self):
        return (INDICATEURS, self.object.indicateur)

    def get_success_url(self):
        return self.object.get_absolute_url()
