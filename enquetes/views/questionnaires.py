"""Les questionnaires : ceux qui sont livrés, lus et copiés ; ceux du département, ses versions."""

from django.urls import reverse_lazy

from enquetes.filters.questionnaires import QuestionnaireFilter
from enquetes.forms import questionnaires as forms
from enquetes.models import Enquete, Questionnaire
from enquetes.redaction.contenu import Contenu
from enquetes.tables.questionnaires import QuestionnaireTable
from qualepref.socle.pages import (
    ActionView,
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    UpdateView,
)

QUESTIONNAIRES = ("Questionnaires", reverse_lazy("enquetes:questionnaire_list"))
TOUS = Questionnaire.objects.select_related("departement", "referentiel")
CHANGER = "enquetes.change_questionnaire"


class QuestionnaireListView(ListView):
    queryset = Questionnaire.objects.avec_comptes().select_related("departement")
    filterset_class = QuestionnaireFilter
    table_class = QuestionnaireTable
    permission_required = "enquetes.view_questionnaire"
    export_name = "questionnaires"
    ajouter = "enquetes:questionnaire_create"
    vide = "Aucun questionnaire : la commande charger_referentiel charge ceux qui sont livrés."

    @property
    def liens(self):
        peut = self.request.user.has_perm("enquetes.add_questionnaire")
        return [("Charger un fichier YAML", "enquetes:questionnaire_charger")] if peut else []


class QuestionnaireDetailView(DetailView):
    """Thèmes, questions, échelles et langues ; qui peut le changer le change d'ici."""

    queryset = TOUS
    permission_required = "enquetes.view_questionnaire"
    parents = (QUESTIONNAIRES,)

    def get_context_data(self, **kwargs):
        agent, questionnaire = self.request.user, self.object
        visibles = Questionnaire.objects.visibles_par(agent)
        enquetes = Enquete.objects.visibles_par(agent).filter(questionnaire=questionnaire)
        return super().get_context_data(**kwargs) | {
            "contenu": Contenu(questionnaire),
            "lies": visibles.parents_de(questionnaire).select_related("departement"),
            "enquetes": enquetes,
        }

    @property
    def modifiable(self):
        return self.object.est_modifiable and self.peut(CHANGER)


class QuestionnaireCreateView(CreateView):
    queryset = Questionnaire.objects.all()
    form_class = forms.QuestionnaireAjoutForm
    permission_required = "enquetes.add_questionnaire"
    titre = "Ajouter un questionnaire"
    parents = (QUESTIONNAIRES,)
    message = "Le questionnaire est ajouté : écrivez ses questions."


class QuestionnaireCopierView(UpdateView):
    """Une version suivante, ou un nouveau questionnaire du département, à partir de celui-ci."""

    queryset = Questionnaire.objects.all()
    form_class = forms.CopieForm
    permission_required = "enquetes.copier_questionnaire"
    parents = (QUESTIONNAIRES,)
    template_name = "enquetes/questionnaire_copier.html"
    bouton = "Copier"
    message = "Le questionnaire est copié : changez-y ce que vous voulez."

    def get_titre(self):
        return f"Copier : {self.object}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": None, "source": self.source}

    def get_object(self, queryset=None):
        self.source = super().get_object(queryset)
        return self.source

    def form_invalid(self, form):
        self.object = self.source
        return super().form_invalid(form)


class QuestionnaireRetirerView(ActionView):
    queryset = Questionnaire.objects.all()
    permission_required = CHANGER
    acte = "retirer"
    message = "Le questionnaire est retiré : il ne se propose plus pour une enquête."


class QuestionnaireRemettreView(ActionView):
    queryset = Questionnaire.objects.all()
    permission_required = CHANGER
    acte = "remettre"
    message = "Le questionnaire est remis en service."


class QuestionnaireDeleteView(DeleteView):
    queryset = Questionnaire.objects.all()
    permission_required = "enquetes.delete_questionnaire"
    parents = (QUESTIONNAIRES,)
    success_url = reverse_lazy("enquetes:questionnaire_list")
    message = "Le questionnaire est supprimé."
