"""Ce qu'on joue et ce qu'on relève : les scénarios et les consignes d'une grille."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from enquetes.controles.champs_releves import CONNUS
from enquetes.controles.destinataires import FONCTIONS
from enquetes.forms.echantillons import TAILLE_MAX
from enquetes.models import Questionnaire, Scenario
from enquetes.redaction.echelles import cle_libre
from qualepref.socle.forms import ModelFormulaire

REGLES_MAX, REGLE_MAX = 20, 300


class ScenarioForm(ModelFormulaire):
    class Meta:
        model = Scenario
        fields = ["libelle", "reponse_attendue"]
        labels = {"libelle": "Ce qu'on joue"}

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.questionnaire = questionnaire

    def save(self, commit=True):
        if self.instance.pk is None:
            scenarios = self.instance.questionnaire.scenarios
            prises = set(scenarios.values_list("cle", flat=True))
            self.instance.cle = cle_libre(slugify(self.cleaned_data["libelle"]), prises)
            self.instance.ordre = scenarios.count() + 1
        return super().save(commit)


class ConsignesForm(ModelFormulaire):
    """Les règles à suivre, ce qu'on note outre les points, la taille tirée, à qui cela va."""

    regles = forms.CharField(
        label="Règles, une par ligne",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Qui mène l'enquête les lit avant de commencer.",
    )
    champs_releves = forms.MultipleChoiceField(
        label="Ce qu'on note outre les points",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    taille = forms.IntegerField(
        label="Combien en tirer au hasard",
        required=False,
        min_value=1,
        max_value=TAILLE_MAX,
        help_text="Proposé à qui tire l'échantillon ; il peut le changer.",
    )
    destinataires = forms.MultipleChoiceField(
        label="À qui va le contrôle clos",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Questionnaire
        fields = []

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)
        champs, envoyes = self._liste("champs_releves"), self._liste("destinataires")
        connus = {cle: champ.libelle for cle, champ in CONNUS.items()}
        self._proposer("champs_releves", champs, connus)
        self._proposer("destinataires", envoyes, {mot: mot for mot in FONCTIONS})
        self.initial["regles"] = "\n".join(map(str, self._dans("plan_de_test").get("regles") or []))
        self.initial["taille"] = self._dans("echantillon").get("taille")

    def _proposer(self, nom, coches, connus):
        """Ce que le fichier d'origine disait d'autre reste à l'écran, et se garde."""
        autres = {mot: mot.replace("_", " ") for mot in coches if mot not in connus}
        self.fields[nom].choices = list((connus | autres).items())
        self.initial[nom] = coches

    def _liste(self, nom):
        dits = self.instance.consignes.get(nom)
        return [mot for mot in dits if isinstance(mot, str)] if isinstance(dits, list) else []

    def _dans(self, nom):
        dit = self.instance.consignes.get(nom)
        return dit if isinstance(dit, dict) else {}

    def clean_regles(self):
        regles = [
            net for ligne in self.cleaned_data["regles"].splitlines() if (net := ligne.strip())
        ]
        if len(regles) > REGLES_MAX or any(len(regle) > REGLE_MAX for regle in regles):
            raise ValidationError(
                f"{REGLES_MAX} règles au plus, de {REGLE_MAX} signes au plus chacune."
            )
        return regles

    def save(self, commit=True):
        lus = self.cleaned_data
        self.instance.consignes = {
            cle: dit
            for cle, dit in {
                **self.instance.consignes,
                "plan_de_test": _pleins(self._dans("plan_de_test") | {"regles": lus["regles"]}),
                "echantillon": _pleins(self._dans("echantillon") | {"taille": lus["taille"]}),
                "champs_releves": lus["champs_releves"],
                "destinataires": lus["destinataires"],
            }.items()
            if dit
        }
        return super().save(commit)


def _pleins(dits):
    return {cle: dit for cle, dit in dits.items() if dit}
