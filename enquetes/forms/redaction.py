"""Rédiger un questionnaire : ses réglages, ses langues, ses thèmes, ses échelles et ses choix."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from enquetes.forms.en_langues import FormulaireEnLangues
from enquetes.formulaire.mots import PARLEES
from enquetes.langues import FRANCAIS, LANGUES, NOMS_EN_FRANCAIS
from enquetes.models import Choix, Echelle, Questionnaire, ThemeQuestionnaire
from enquetes.redaction.contenu import TEXTES
from enquetes.redaction.echelles import D_ORIGINE, EchelleRefusee, cle_libre, lire_choix
from qualepref.socle.forms import ModelFormulaire

SENS = [("", "hors du calcul"), ("True", "favorable"), ("False", "défavorable")]


class QuestionnaireForm(FormulaireEnLangues):
    """Les réglages d'un questionnaire, et les textes qui entourent ses questions."""

    EN_LANGUES = {cle: (dit.capitalize(), False, 3) for cle, dit in TEXTES.items()}
    hors_modele = {"pourcent": "pourcentage"}
    pourcent = forms.IntegerField(
        label="Seuil de satisfaction (en %)",
        min_value=0,
        max_value=100,
        help_text="Sous ce seuil, un thème propose une action.",
    )

    class Meta:
        model = Questionnaire
        fields = [
            *("intitule", "nature", "statut", "referentiel", "portee", "unite"),
            *("periodicite_mois", "duree_minutes", "realise_par"),
            *("montrer_a_partir_de", "juger_a_partir_de"),
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pourcent"].initial = self.instance.pourcentage

    def textes_de(self, objet, texte):
        return objet.textes.get(texte, {})

    def ecrire(self, texte, mots):
        textes = self.instance.textes | {texte: mots}
        self.instance.textes = {cle: mots for cle, mots in textes.items() if mots}

    def save(self, commit=True):
        if self.cleaned_data["pourcent"] != self.instance.pourcentage:
            self.instance.seuil_satisfaction = self.cleaned_data["pourcent"] / 100
        return super().save(commit)


def nommer_la_langue(code):
    """« العربية – arabe », et si les boutons s'y liront en français."""
    if code == FRANCAIS:
        return LANGUES[code]
    parlee = "" if code in PARLEES else ", les boutons en français"
    return f"{LANGUES[code]} – {NOMS_EN_FRANCAIS[code]}{parlee}"


class LanguesForm(ModelFormulaire):
    langues = forms.MultipleChoiceField(
        label="Langues proposées",
        choices=[(code, nommer_la_langue(code)) for code in LANGUES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Le français y est toujours. Les textes d'une langue ôtée sont gardés : ils "
        "reviennent avec elle.",
    )

    class Meta:
        model = Questionnaire
        fields = ["langues"]

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)

    def clean_langues(self):
        voulues = {FRANCAIS, *self.cleaned_data["langues"]}
        return [code for code in LANGUES if code in voulues]


class ThemeForm(FormulaireEnLangues):
    EN_LANGUES = {"libelles": ("Libellé", True, 1)}

    class Meta:
        model = ThemeQuestionnaire
        fields = ["du_referentiel"]

    def save(self, commit=True):
        if self.instance.pk is None:
            themes = self.questionnaire.themes
            prises = set(themes.values_list("cle", flat=True))
            self.instance.cle = cle_libre(slugify(self.cleaned_data["libelles_fr"]), prises)
            self.instance.ordre = themes.count() + 1
        return super().save(commit)


class EchelleAjoutForm(ModelFormulaire):
    """Une échelle et ses choix, écrits d'un trait."""

    choix = forms.CharField(
        label="Choix, un par ligne",
        widget=forms.Textarea(attrs={"rows": 7}),
        initial=D_ORIGINE,
        help_text="Commencez par « + » un choix favorable, par « - » un choix défavorable ; les "
        "autres restent hors du calcul. Les traductions et les notes s'ajoutent ensuite.",
    )

    class Meta:
        model = Echelle
        fields = ["cle"]
        labels = {"cle": "Nom court"}
        help_texts = {"cle": "Sans accent ni espace : « satisfaction », « oui-non »."}

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.questionnaire = questionnaire

    def clean_cle(self):
        cle = self.cleaned_data["cle"]
        autres = self.instance.questionnaire.echelles.exclude(pk=self.instance.pk)
        if autres.filter(cle=cle).exists():
            raise ValidationError("Une autre échelle de ce questionnaire porte ce nom.")
        return cle

    def clean_choix(self):
        try:
            return lire_choix(self.cleaned_data["choix"])
        except EchelleRefusee as refus:
            raise ValidationError(str(refus)) from None

    def save(self, commit=True):
        echelle, prises = super().save(commit), set()
        for ordre, un in enumerate(self.cleaned_data["choix"], 1):
            cle = cle_libre(slugify(un.libelle), prises)
            prises.add(cle)
            textes = {FRANCAIS: un.libelle}
            echelle.choix.create(ordre=ordre, cle=cle, libelles=textes, favorable=un.favorable)
        return echelle


class EchelleForm(EchelleAjoutForm):
    """Renommer une échelle : ses choix se changent un à un."""

    choix = None

    def save(self, commit=True):
        return ModelFormulaire.save(self, commit)


class ChoixForm(FormulaireEnLangues):
    EN_LANGUES = {"libelles": ("Libellé", True, 1)}
    favorable = forms.NullBooleanField(
        label="Dans le calcul d'un taux", widget=forms.Select(choices=SENS), required=False
    )

    class Meta:
        model = Choix
        fields = ["favorable", "note", "commentaire_obligatoire", "propose_action"]

    def __init__(self, *args, echelle, **kwargs):
        self.echelle = echelle
        super().__init__(*args, questionnaire=echelle.questionnaire, **kwargs)

    def rattacher(self):
        self.instance.echelle = self.echelle

    def save(self, commit=True):
        if self.instance.pk is None:
            prises = set(self.echelle.choix.values_list("cle", flat=True))
            self.instance.cle = cle_libre(slugify(self.cleaned_data["libelles_fr"]), prises)
            self.instance.ordre = len(prises) + 1
        return super().save(commit)
