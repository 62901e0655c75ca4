"""L'aperçu d'un questionnaire, tel que le lira un usager, dans chacune de ses langues."""

from enquetes.forms.questionnaire import FormulaireQuestionnaire
from enquetes.langues import FRANCAIS, LANGUES, sens
from enquetes.models import Questionnaire
from enquetes.redaction.contenu import Contenu
from enquetes.views.questionnaires import QUESTIONNAIRES
from qualepref.socle.models import Site
from qualepref.socle.pages import DetailView


class QuestionnaireApercuView(DetailView):
    queryset = Questionnaire.objects.all()
    permission_required = "enquetes.view_questionnaire"
    template_name = "enquetes/questionnaire_apercu.html"

    def get_titre(self):
        return f"Aperçu : {self.object}"

    def get_parents(self):
        return [QUESTIONNAIRES, self.object]

    @property
    def langue(self):
        """Celle qu'on demande si le questionnaire l'a, sinon le français."""
        demandee = self.request.GET.get("langue", FRANCAIS)
        return demandee if demandee in self.object.langues else FRANCAIS

    @property
    def sens(self):
        return sens(self.langue)

    @property
    def langues(self):
        return [(code, nom) for code, nom in LANGUES.items() if code in self.object.langues]

    @property
    def textes(self):
        return {cle: self.object.texte(cle, self.langue) for cle in self.object.textes}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"champs": self.champs()}

    def champs(self):
        """Chaque champ, et la condition de sa question."""
        questions = Contenu(self.object).questions
        sites = Site.objects.visibles_par(self.request.user).order_by("nom")
        des_sites = [(str(site.pk), str(site)) for site in sites]
        ailleurs = {question.code: des_sites for question in questions if question.source_des_choix}
        formulaire = FormulaireQuestionnaire(questions, langue=self.langue, choix=ailleurs)
        return [(formulaire[question.code], question.affichee_si) for question in questions]
