"""Tirer au hasard ce qu'un contrôle examine."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils.text import capfirst

from enquetes.echantillons.populations import pour
from enquetes.forms.echantillons import TirerForm
from enquetes.views.controles import CALENDRIER, CONDUIRE, CONTROLES
from qualepref.socle.pages import UpdateView


class TirerView(UpdateView):
    """La taille et la graine ; la liste tirée se garde avec le contrôle."""

    queryset = CONTROLES.a_faire()
    form_class = TirerForm
    permission_required = CONDUIRE
    parents = (CALENDRIER,)
    bouton = "Tirer"
    template_name = "enquetes/echantillon_form.html"

    def get_object(self, queryset=None):
        controle = super().get_object(queryset)
        population = pour(controle)
        if population is None or not self.request.user.has_perm(population.permission):
            raise Http404
        return controle

    def get_titre(self):
        return f"Tirer un échantillon : {pour(self.object).quoi}"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance")
        return kwargs | {"controle": self.object}

    def form_valid(self, form):
        messages.success(self.request, f"{capfirst(form.population.quoi)} : échantillon tiré.")
        return HttpResponseRedirect(self.object.get_absolute_url())
