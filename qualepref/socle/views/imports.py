from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse_lazy
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import FormMixin

from qualepref.socle import forms, importation
from qualepref.socle.fichiers.depot import tout_ou_rien
from qualepref.socle.models import Production
from qualepref.socle.pages import Droits, Page
from qualepref.socle.tasks import produire

IMPORTS = ("Imports", reverse_lazy("socle:import_list"))


class ImportListView(Page):
    """Ce qu'on peut importer."""

    permission_required = "socle.importer_production"
    template_name = "socle/import_list.html"
    titre = "Importer un classeur"

    def get_context_data(self, **kwargs):
        importeurs = [
            importeur
            for importeur in importation.disponibles()
            if self.request.user.has_perm(importeur.permission_required)
        ]
        return super().get_context_data(**kwargs) | {"importeurs": importeurs}


class ImportCreateView(FormMixin, Page):
    """Recevoir un classeur, puis le vérifier sans rien enregistrer."""

    permission_required = "socle.importer_production"
    template_name = "socle/import_form.html"
    form_class = forms.ImportForm
    parents = (IMPORTS,)

    def has_permission(self):
        try:
            self.importeur = importation.trouver(self.kwargs["type"])
        except importation.ImportRefuse:
            raise Http404 from None
        droits = (self.permission_required, self.importeur.permission_required)
        return self.request.user.has_perms(droits)

    def get_titre(self):
        return f"Importer : {self.importeur.libelle}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "agent": self.request.user,
            "importeur": self.importeur,
        }

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid():
            production = tout_ou_rien(form, lambda depose: depose.save())
            if production:
                return lancer(production)
        return self.render_to_response(self.get_context_data(form=form))


class ImportSuiteView(Droits, SingleObjectMixin, View):
    """Depuis une vérification : corriger les colonnes et vérifier encore, ou importer."""

    queryset = Production.objects.filter(genre="import", parametres__essai=True)
    permission_required = "socle.importer_production"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        verification = self.get_object()
        importeur = importation.trouver(verification.objet)
        if not request.user.has_perm(importeur.permission_required):
            return self.handle_no_permission()
        form_class = importeur.suite or forms.ImportSuiteForm
        form = form_class(request.POST, verification=verification, agent=request.user)
        if not form.is_valid():
            for faute in form.non_field_errors():
                messages.error(request, faute)
            return HttpResponseRedirect(verification.get_absolute_url())
        return lancer(form.save())


def lancer(production):
    produire.delay_on_commit(production.pk)
    return HttpResponseRedirect(production.get_absolute_url())
