"""Le contenu saisi par la préfecture : engagements, exigences, fichier déposé ou téléchargé."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import generic

from engagements.forms.contenu import (
    DepotConfirmeForm,
    DepotForm,
    EngagementSaisiForm,
    ExigenceSaisieForm,
)
from engagements.models import Engagement, Exigence, Module, Referentiel
from engagements.versions.contenu_saisi import SUITE, exporter
from engagements.views.referentiel import REFERENTIELS
from qualepref.socle.models import Journal
from qualepref.socle.pages import ActionView, Droits, UpdateView
from qualepref.socle.sorties.exports import reponse_fichier

ENGAGEMENTS = Engagement.objects.saisis().select_related("module__referentiel", "departement")
EXIGENCES = Exigence.objects.saisis().select_related(
    "engagement__module__referentiel", "referentiel", "departement"
)
TYPE_YAML = "application/yaml; charset=utf-8"


class EngagementCreateView(UpdateView):
    """Ajoute un engagement à un module, pour le département de l'agent."""

    queryset = Module.objects.select_related("referentiel")
    form_class = EngagementSaisiForm
    permission_required = "engagements.add_engagement"
    titre = "Ajouter un engagement"
    template_name = "engagements/engagement_form.html"

    def get_parents(self):
        return [REFERENTIELS, self.object.referentiel, self.object]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": None, "module": self.object}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"module": self.object}

    def get_success_url(self):
        return self.object.get_absolute_url()


class EngagementUpdateView(UpdateView):
    queryset = ENGAGEMENTS
    form_class = EngagementSaisiForm
    permission_required = "engagements.change_engagement"

    def get_parents(self):
        return [REFERENTIELS, self.object.module.referentiel, self.object.module, self.object]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"module": self.object.module}


class EngagementRetirerView(ActionView):
    queryset = ENGAGEMENTS
    permission_required = "engagements.change_engagement"
    acte = "retirer"
    message = "L'engagement est retiré ; ce qu'on y a répondu reste."


class EngagementRemettreView(ActionView):
    queryset = ENGAGEMENTS
    permission_required = "engagements.change_engagement"
    acte = "remettre"
    message = "L'engagement est de nouveau en vigueur."


class ExigenceCreateView(UpdateView):
    """Ajoute une exigence à un engagement, du référentiel ou saisi."""

    queryset = Engagement.objects.select_related("module__referentiel")
    form_class = ExigenceSaisieForm
    permission_required = "engagements.add_exigence"
    titre = "Ajouter une exigence"
    template_name = "engagements/exigence_form.html"

    def get_parents(self):
        module = self.object.module
        return [REFERENTIELS, module.referentiel, module, self.object]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": None, "engagement": self.object}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"engagement": self.object}

    def get_success_url(self):
        return self.object.get_absolute_url()


class ExigenceUpdateView(UpdateView):
    queryset = EXIGENCES
    form_class = ExigenceSaisieForm
    permission_required = "engagements.change_exigence"

    def get_parents(self):
        engagement = self.object.engagement
        return [REFERENTIELS, engagement.module.referentiel, engagement.module, engagement]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"engagement": self.object.engagement}


class ExigenceRetirerView(ActionView):
    queryset = EXIGENCES
    permission_required = "engagements.change_exigence"
    acte = "retirer"
    message = "L'exigence est retirée ; ce qu'on y a répondu reste."


class ExigenceRemettreView(ActionView):
    queryset = EXIGENCES
    permission_required = "engagements.change_exigence"
    acte = "remettre"
    message = "L'exigence est de nouveau en vigueur."


class ContenuDeposerView(UpdateView):
    """Ce que la préfecture a saisi, et le dépôt d'un fichier : l'aperçu, puis l'accord."""

    queryset = Referentiel.objects.all()
    permission_required = "engagements.add_engagement"
    titre = "Contenu saisi par la préfecture"
    parents = (REFERENTIELS,)
    template_name = "engagements/contenu_form.html"

    def get_context_data(self, **kwargs):
        departement = self.request.user.departement_id
        engagements = Engagement.objects.completes_par(departement)
        siens = engagements.filter(module__referentiel=self.object).select_related("module")
        return super().get_context_data(**kwargs) | {"engagements": siens}

    def get_form_class(self):
        return DepotConfirmeForm if "confirmer" in self.request.POST else DepotForm

    def form_invalid(self, form):
        """Un accord qui ne se lit plus renvoie au dépôt, ses fautes dites."""
        if isinstance(form, DepotForm):
            return super().form_invalid(form)
        messages.error(self.request, " ".join(map(str, fautes_de(form))))
        return HttpResponseRedirect(self.request.path)

    @method_decorator(transaction.atomic)
    def form_valid(self, form):
        if not form.est_confirme:
            return self.montrer(form)
        form.save()
        messages.success(self.request, f"{form.instance.intitule} : {form.bilan}.")
        return HttpResponseRedirect(reverse("engagements:contenu_deposer", args=[form.instance.pk]))

    def montrer(self, form):
        if "confirmer" in self.request.POST:
            messages.warning(self.request, "Le contenu a changé depuis l'aperçu : relisez-le.")
        self.template_name = "engagements/contenu_apercu.html"
        return self.render_to_response(self.get_context_data(form=form))


def fautes_de(form):
    return [faute for fautes in form.errors.values() for faute in fautes]


class ContenuTelechargerView(Droits, generic.detail.SingleObjectMixin, generic.View):
    """Le YAML de ce que la préfecture a saisi."""

    queryset = Referentiel.objects.all()
    permission_required = "engagements.add_engagement"

    def get(self, request, *args, **kwargs):
        referentiel, departement = self.get_object(), request.user.departement
        if departement is None:
            messages.error(request, "Votre compte n'est rattaché à aucun département.")
            return HttpResponseRedirect(referentiel.get_absolute_url())
        nom = f"{referentiel.code}{SUITE}{departement.code.lower()}.yaml"
        Journal.objects.consigner(request.user, Journal.Genre.EXPORT, {"fichier": nom})
        return reponse_fichier(exporter(referentiel, departement), nom, TYPE_YAML)
