"""Une question : son texte, son type, ce qu'elle éclaire, et quand elle s'affiche."""

from itertools import count

from django import forms
from django.core.exceptions import ValidationError

from engagements.models import Exigence
from enquetes.forms.en_langues import FormulaireEnLangues
from enquetes.models import Question
from enquetes.models.rangs import numeroter
from enquetes.saisies import A_CHOIX, LONG_MAX, VISAGES, TypeQuestion
from qualepref.socle.forms import ModelFormulaire


class QuestionForm(FormulaireEnLangues):
    EN_LANGUES = {"libelles": ("Question", True, 2), "aides": ("Aide", False, 2)}
    hors_modele = {"codes": "codes_des_exigences"}
    codes = forms.CharField(
        label="Exigences éclairées",
        required=False,
        max_length=300,
        help_text="Leurs codes dans le référentiel : « 5.1, 7.3 ».",
    )

    class Meta:
        model = Question
        fields = [
            *("code", "type", "echelle", "source_des_choix", "theme", "profil", "obligatoire"),
            *("longueur_max", "repere"),
        ]
        help_texts = {
            "echelle": "Pour une question à choix ; une échelle s'ajoute depuis le questionnaire.",
            "longueur_max": "Pour un texte : en signes.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nom in ("theme", "echelle"):
            self.fields[nom].queryset = getattr(self.questionnaire, f"{nom}s").all()
        self.fields["echelle"].queryset = self.fields["echelle"].queryset.prefetch_related("choix")
        self.fields["echelle"].label_from_instance = nommer_l_echelle
        self.fields["codes"].initial = self.instance.pk and self.instance.codes_des_exigences
        if self.instance.pk is None:
            self.initial.setdefault("code", self._code_libre())

    def _code_libre(self):
        pris = set(self.questionnaire.questions.values_list("code", flat=True))
        return next(code for n in count(1) if (code := f"Q{n}") not in pris)

    def clean_code(self):
        code = self.cleaned_data["code"]
        autres = self.questionnaire.questions.exclude(pk=self.instance.pk)
        if autres.filter(code=code).exists():
            raise ValidationError("Une autre question porte ce code.")
        return code

    def clean_longueur_max(self):
        longueur = self.cleaned_data["longueur_max"]
        if longueur is not None and not 1 <= longueur <= LONG_MAX:
            raise ValidationError(f"De 1 à {LONG_MAX} signes.")
        return longueur

    def clean_codes(self):
        """Les exigences du référentiel du questionnaire, sinon de celui que suit le département."""
        voulus = list(dict.fromkeys(self.cleaned_data["codes"].replace(";", ",").split(",")))
        voulus = [code for ecrit in voulus if (code := ecrit.strip())]
        if not voulus:
            return []
        referentiel = self.questionnaire.referentiel_suivi
        siennes = Exigence.objects.pour(self.questionnaire.departement).en_vigueur()
        siennes = siennes.filter(referentiel=referentiel, code__in=voulus)
        connues = {une.code: une for une in siennes}
        if inconnus := [code for code in voulus if code not in connues]:
            raise ValidationError(f"Exigences inconnues du référentiel : {', '.join(inconnus)}.")
        return [connues[code] for code in voulus]

    def clean(self):
        donnees = super().clean()
        a_choix = donnees.get("type") in A_CHOIX
        choisis = donnees.get("echelle") or donnees.get("source_des_choix")
        if donnees.get("echelle") and donnees.get("source_des_choix"):
            self.add_error("echelle", "Une échelle, ou les sites de l'enquête : pas les deux.")
        if a_choix and not choisis and "echelle" not in self.errors:
            self.add_error("echelle", "Dites les choix de cette question : prenez une échelle.")
        if donnees.get("type") == TypeQuestion.SMILEY and donnees.get("echelle"):
            if len(donnees["echelle"].choix.all()) != VISAGES:
                self.add_error("echelle", "Trois visages : prenez une échelle de trois choix.")
        if "type" in donnees and choisis and not a_choix:
            self.add_error("echelle", "Une question de ce type n'a pas de choix : laissez vide.")
        return donnees

    def _post_clean(self):
        """Ce que d'autres questions attendent de celle-ci ne doit pas disparaître."""
        super()._post_clean()
        if self.instance.pk is None or self.errors:
            return
        avant = self.questionnaire.fautes_d_affichage()
        for faute in self.questionnaire.fautes_d_affichage(avec=self.instance):
            if faute not in avant:
                self.add_error(None, faute)

    def save(self, commit=True):
        ailleurs = self.instance.pk is None or {"theme", "profil"} & set(self.changed_data)
        question = super().save(commit)
        question.exigences.set(self.cleaned_data["codes"])
        if ailleurs:
            placer(question)
        return question


def nommer_l_echelle(echelle):
    return f"{echelle} ({', '.join(str(choix) for choix in echelle.choix.all())})"


def placer(question):
    """Après la dernière de son thème ; à défaut, le profil en tête et le reste à la fin."""
    autres = list(question.rangees().exclude(pk=question.pk))
    soeurs = [rang for rang, autre in enumerate(autres) if question.est_soeur(autre)]
    seule = 0 if question.profil else len(autres)
    autres.insert(soeurs[-1] + 1 if soeurs else seule, question)
    numeroter(autres)


class ConditionForm(ModelFormulaire):
    """Les réponses qui font paraître la question ; aucune cochée : une réponse quelconque."""

    parmi = forms.MultipleChoiceField(
        label="Pour ces réponses",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune cochée : une réponse quelconque suffit.",
    )

    class Meta:
        model = Question
        fields = []

    def __init__(self, *args, selon, **kwargs):
        super().__init__(*args, **kwargs)
        self.selon = selon
        choix = selon.echelle.choix.all() if selon and selon.echelle else ()
        self.fields["parmi"].choices = [(un.cle, str(un)) for un in choix]
        self.fields["parmi"].initial = self.instance.condition_choix
        if not choix:
            del self.fields["parmi"]

    def save(self, commit=True):
        self.instance.condition = self.selon
        self.instance.condition_choix = self.cleaned_data.get("parmi", []) if self.selon else []
        return super().save(commit)
