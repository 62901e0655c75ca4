"""Rédiger un questionnaire : réglages, langues, thèmes, questions, échelles et choix."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property

from enquetes.forms import questions, redaction
from enquetes.forms.scenarios import ConsignesForm
from enquetes.forms.traduire import TraductionForm
from enquetes.formulaire.mots import reserve
from enquetes.langues import FRANCAIS, LANGUES, NOMS_EN_FRANCAIS, sens
from enquetes.models import (
    Choix,
    Echelle,
    Question,
    Questionnaire,
    Scenario,
    ThemeQuestionnaire,
)
from enquetes.redaction.echelles import MODELES
from enquetes.views.questionnaires import CHANGER, QUESTIONNAIRES
from qualepref.socle.pages import (
    ActionView,
    DeleteView,
    UpdateSimultaneeView,
    UpdateVerrouilleeView,
)

SUITES = ("questionnaire__departement", "questionnaire__referentiel")
TOUS = Questionnaire.objects.select_related("departement", "referentiel")
THEMES = ThemeQuestionnaire.objects.select_related(*SUITES)
QUESTIONS = Question.objects.select_related(*SUITES, "condition", "theme")
ECHELLES = Echelle.objects.select_related(*SUITES)
SCENARIOS = Scenario.objects.select_related(*SUITES)
CHOIX = Choix.objects.select_related(*(f"echelle__{suite}" for suite in SUITES))


class DansUnQuestionnaire:
    """Rien ne s'ouvre d'un questionnaire gelé ou livré : on y revient, et il dit de le copier."""

    permission_required = CHANGER

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
            return HttpResponseRedirect(self.questionnaire.get_absolute_url())

    @method_decorator(transaction.atomic)
    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs)

    def get_object(self, queryset=None):
        """Relu une fois le questionnaire réservé : l'ordre des verrous est partout le même."""
        objet = super().get_object(queryset)
        est_entier = isinstance(objet, Questionnaire)
        self.questionnaire = objet if est_entier else objet.questionnaire
        if self.request.method != "POST":
            self.questionnaire.exiger_modifiable()
            return objet
        self.questionnaire.reserver()
        return super().get_object(queryset)

    def get_parents(self):
        return [QUESTIONNAIRES, self.questionnaire]


class RedigerView(DansUnQuestionnaire, UpdateVerrouilleeView):
    queryset = TOUS
    template_name = "enquetes/redaction_form.html"

    def get_queryset(self):
        return super(UpdateVerrouilleeView, self).get_queryset()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"questionnaire": self.questionnaire}

    @property
    def retour(self):
        """Où mène « Annuler »."""
        return self.object.get_absolute_url()


class RedigerADeuxView(RedigerView, UpdateSimultaneeView):
    """Deux personnes peuvent l'ouvrir en même temps : la seconde tranche."""


class AjouterView(RedigerView):
    """Ajoute une ligne à un questionnaire."""

    message = "Ajouté."
    bouton = "Ajouter"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": None}


class OterView(DansUnQuestionnaire, DeleteView):
    """Supprime une ligne dont aucune question ne dépend."""

    raison = ""

    def form_valid(self, form):
        if codes := [question.code for question in self.object.en_dependent()]:
            raise ValidationError(f"{self.raison} : {', '.join(codes)}. Changez-les d'abord.")
        return super().form_valid(form)

    def get_success_url(self):
        return self.questionnaire.get_absolute_url()


class DeplacerView(ActionView):
    """`acte` : monter ou descendre une ligne parmi ses sœurs."""

    permission_required = CHANGER
    message = "Déplacé."


# --- Le questionnaire -----------------------------------------------------------------------------


class QuestionnaireUpdateView(RedigerADeuxView):
    form_class = redaction.QuestionnaireForm


class QuestionnaireConsignesView(RedigerView):
    form_class = ConsignesForm
    titre = "Consignes"


class QuestionnaireLanguesView(RedigerView):
    form_class = redaction.LanguesForm
    titre = "Langues du questionnaire"

    def get_success_url(self):
        return f"{self.object.get_absolute_url()}#langues"


class QuestionnaireTraduireView(RedigerADeuxView):
    """Tous les textes dans une langue (`?langue=`), en face du français."""

    form_class = TraductionForm
    template_name = "enquetes/questionnaire_traduire.html"

    def get_titre(self):
        return f"Traduire en {NOMS_EN_FRANCAIS[self.langue]} : {self.questionnaire.intitule}"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"langue": self.langue}
        del kwargs["questionnaire"]
        return kwargs

    @property
    def langues(self):
        """Celles où l'on traduit, et comment elles se nomment."""
        proposees = [code for code in self.questionnaire.langues if code != FRANCAIS]
        return [(code, LANGUES[code], NOMS_EN_FRANCAIS[code]) for code in proposees]

    @cached_property
    def langue(self):
        codes = [code for code, *_ in self.langues]
        voulue = self.request.GET.get("langue", codes[0] if codes else "")
        if voulue not in codes:
            raise Http404
        return voulue

    @property
    def sens(self):
        return sens(self.langue)

    @property
    def reserve(self):
        return reserve(self.langue)

    def get_success_url(self):
        return f"{self.object.get_absolute_url()}#langues"


# --- Ce qui s'écarte de la forme commune ----------------------------------------------------------


class QuestionConditionView(RedigerView):
    """D'abord la question dont celle-ci dépend (`?selon=`), puis les réponses qui la montrent."""

    queryset = QUESTIONS
    form_class = questions.ConditionForm
    template_name = "enquetes/question_condition.html"

    def get_titre(self):
        return f"Quand s'affiche {self.object.code} ?"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"selon": self.selon}
        del kwargs["questionnaire"]
        return kwargs

    def get_context_data(self, **kwargs):
        contexte = {"precedentes": self.object.precedentes(), "selon": self.selon}
        return super().get_context_data(**kwargs) | contexte

    @property
    def selon(self):
        dites = self.request.POST if self.request.method == "POST" else self.request.GET
        cle = dites.get("selon", "" if dites else str(self.object.condition_id or ""))
        if not cle:
            return None
        choisies = [une for une in self.object.precedentes() if str(une.pk) == cle]
        if not choisies:
            raise Http404
        return choisies[0]


class EchelleCreateView(AjouterView):
    """`?modele=` : une échelle toute faite, à changer ou à prendre telle quelle."""

    form_class = redaction.EchelleAjoutForm
    template_name = "enquetes/echelle_ajouter.html"
    titre = "Ajouter une échelle de choix"
    modeles = MODELES

    def get_initial(self):
        nom = self.request.GET.get("modele", "")
        return {"cle": nom, "choix": MODELES[nom][1]} if nom in MODELES else {}


class EchelleUpdateView(RedigerView):
    queryset = ECHELLES
    form_class = redaction.EchelleForm


class ChoixCreateView(AjouterView):
    queryset = ECHELLES
    form_class = redaction.ChoixForm
    titre = "Ajouter un choix"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"echelle": self.object}
        del kwargs["questionnaire"]
        return kwargs


class ChoixUpdateView(RedigerADeuxView):
    queryset = CHOIX
    form_class = redaction.ChoixForm

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"echelle": self.object.echelle}
        del kwargs["questionnaire"]
        return kwargs
