"""Un questionnaire en fichier : exporté en YAML, déposé après avoir vu ce qu'il changerait."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.views import generic
from django.views.generic.edit import FormMixin

from enquetes.forms.fichiers import DepotConfirmeForm, DepotForm
from enquetes.models import Questionnaire
from enquetes.redaction.ecriture import ecrire, nom_du_fichier
from enquetes.views.questionnaires import QUESTIONNAIRES
from qualepref.socle.models import Journal
from qualepref.socle.pages import Droits, Page
from qualepref.socle.sorties.exports import reponse_fichier

TYPE_YAML = "application/yaml; charset=utf-8"


class QuestionnaireExporterView(Droits, generic.detail.SingleObjectMixin, generic.View):
    queryset = Questionnaire.objects.select_related("referentiel")
    permission_required = "enquetes.view_questionnaire"

    def get(self, request, *args, **kwargs):
        questionnaire = self.get_object()
        nom = nom_du_fichier(questionnaire)
        Journal.objects.consigner(request.user, Journal.Genre.EXPORT, {"fichier": nom})
        return reponse_fichier(ecrire(questionnaire), nom, TYPE_YAML)


class QuestionnaireChargerView(FormMixin, Page):
    """Dépose un fichier : ce qui apparaîtrait, changerait, disparaîtrait ; puis on l'enregistre."""

    permission_required = "enquetes.add_questionnaire"
    template_name = "enquetes/questionnaire_charger.html"
    titre = "Charger un questionnaire"
    parents = (QUESTIONNAIRES,)

    def get_form_class(self):
        return DepotConfirmeForm if "confirmer" in self.request.POST else DepotForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"agent": self.request.user}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        if not form.est_confirme:
            return self.montrer(form)
        form.ranger()
        messages.success(self.request, f"{form.questionnaire} : {form.bilan}.")
        return HttpResponseRedirect(form.questionnaire.get_absolute_url())

    def montrer(self, form):
        if "confirmer" in self.request.POST:
            messages.warning(self.request, "Le contenu a changé depuis l'aperçu : relisez-le.")
        self.template_name = "enquetes/questionnaire_charger_apercu.html"
        return self.render_to_response(self.get_context_data(form=form))

    def form_invalid(self, form):
        """Un accord qui ne se lit plus renvoie au dépôt, ses fautes dites."""
        if isinstance(form, DepotForm):
            return self.render_to_response(self.get_context_data(form=form))
        messages.error(self.request, " ".join(f for fautes in form.errors.values() for f in fautes))
        return HttpResponseRedirect(self.request.path)
