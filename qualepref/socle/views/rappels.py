from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse_lazy
from django.views import generic
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import FormMixin

from qualepref.socle.forms.rappels import PreferencesRappelsForm
from qualepref.socle.models import Rappel
from qualepref.socle.pages import ActionView, Droits, Page

RAPPELS = ("Mes rappels", reverse_lazy("socle:rappel_list"))
PAR_PAGE = 50


class RappelListView(Page):
    """Les rappels de l'agent : à lire, genre par genre, puis déjà lus."""

    permission_required = "socle.view_rappel"
    template_name = "socle/rappel_list.html"
    titre = "Mes rappels"

    def get_context_data(self, **kwargs):
        siens = Rappel.objects.de(self.request.user).par_genre()
        page = Paginator(siens, PAR_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rappels_non_lus": siens.non_lus().count(),  # l'en-tête dit ce que dit la page
        }


class RappelOuvrirView(Droits, SingleObjectMixin, generic.View):
    """Mène à l'objet et marque le rappel lu : le lien d'un courriel s'ouvre en GET."""

    queryset = Rappel.objects.all()
    permission_required = "socle.view_rappel"

    def get(self, request, *args, **kwargs):
        rappel = self.get_object()
        rappel.lire()
        if Rappel.objects.de(rappel.agent).filter(pk=rappel.pk).exists():
            return HttpResponseRedirect(rappel.url)
        messages.info(request, f"« {rappel} » : ce rappel n'a plus lieu d'être.")
        return HttpResponseRedirect(reverse_lazy("socle:rappel_list"))


class RappelLireView(ActionView):
    queryset = Rappel.objects.all()
    permission_required = "socle.change_rappel"
    acte = "lire"
    message = "Rappel marqué comme lu."

    def get_success_url(self, objet):
        return reverse_lazy("socle:rappel_list")


class RappelToutLireView(Droits, generic.View):
    permission_required = "socle.change_rappel"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        Rappel.objects.de(request.user).lire()
        messages.success(request, "Tous vos rappels sont marqués comme lus.")
        return HttpResponseRedirect(reverse_lazy("socle:rappel_list"))


class PreferencesRappelsView(FormMixin, Page):
    """Ce que chacun veut se voir rappeler, comment, et combien de jours avant."""

    permission_required = "socle.change_preferencerappel"
    template_name = "socle/rappel_preferences.html"
    form_class = PreferencesRappelsForm
    success_url = RAPPELS[1]
    titre = "Mes préférences de rappel"
    parents = (RAPPELS,)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"agent": self.request.user}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        form.save()
        messages.success(request, "Vos préférences sont enregistrées .")
        return HttpResponseRedirect(self.get_success_url())
