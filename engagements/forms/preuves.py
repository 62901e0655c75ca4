"""Les preuves : décrites une fois, jointes à autant de réponses qu'il le faut."""

from django import forms
from django.core.exceptions import ValidationError

from engagements import genres
from engagements.models import AutoEvaluation, AvisEngagement, Exigence, Preuve
from qualepref.socle.forms import ModelFormulaire

VALIDITE = ["date_effet", "valable_jusqu_au"]
CHAMPS = ["intitule", "type_preuve", "emplacement", *VALIDITE]
HORS_LISTE = "Choisissez un type de la liste."


class PreuveForm(ModelFormulaire):
    """Un correspondant décrit les preuves de ses services ; le référent, aussi les communes."""

    lieux = {"service": "engagements.add_preuve"}

    class Meta:
        model = Preuve
        fields = ["intitule", "type_preuve", "service", "emplacement", *VALIDITE]
        error_messages = {"type_preuve": {"invalid": HORS_LISTE}}
        help_texts = {"date_effet": "Depuis quand elle vaut ; la date de dépôt se note seule."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement
        portee = self.agent.portee("engagements.add_preuve")
        partout = self.agent.is_superuser or portee.departements
        self.fields["service"].required = not partout
        for nom in genres.champs_suivis(self.instance):
            self.fields[nom].disabled = True
            self.fields[nom].help_text = "Suit ce que la preuve désigne : corrigez-le là-bas."

    @property
    def attendus(self):
        """Les types qu'attendent les exigences déjà prouvées par elle."""
        servies = Exigence.objects.filter(autoevaluations__preuves=self.instance.pk)
        return reunir(servies.order_by("ordre", "pk")) if self.instance.pk else []


def reunir(exigences):
    """Les codes de preuve attendus, sans répétition, dans l'ordre."""
    return list(dict.fromkeys(code for exigence in exigences for code in exigence.preuves))


class JoindreForm(ModelFormulaire):
    """Joint à une réponse une preuve déjà décrite, ou une nouvelle."""

    note = ""
    preuve = forms.ModelChoiceField(
        label="Une preuve déjà décrite",
        queryset=Preuve.objects.none(),
        required=False,
        empty_label="Aucune : j'en décris une nouvelle",
    )
    intitule = forms.CharField(label="Intitulé", required=False, max_length=300)
    type_preuve = forms.SlugField(
        label="Type de preuve",
        required=False,
        max_length=60,
        error_messages={"invalid": HORS_LISTE},
    )
    emplacement = forms.CharField(
        label="Où elle se trouve",
        required=False,
        max_length=500,
        help_text="Adresse, référence ou dossier partagé.",
    )
    date_effet = forms.DateField(
        label="Date d'effet",
        required=False,
        help_text="Depuis quand elle vaut. Vide : aujourd'hui, jour du dépôt.",
    )
    valable_jusqu_au = forms.DateField(label="Valable jusqu'au", required=False)

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, auto_id=f"{instance.ancre}-preuve-%s", **kwargs)
        citables = Preuve.objects.pour_le_service(instance.service)
        deja = instance.preuves.values("pk")
        self.fields["preuve"].queryset = citables.exclude(pk__in=deja).order_by("intitule")
        self.fields["preuve"].widget.attrs["autofocus"] = True  # le clavier entre par là

    def clean(self):
        donnees = super().clean()
        if self.instance.verrou:
            raise ValidationError(f"{self.instance.verrou} : la preuve n'est pas jointe.")
        if donnees.get("preuve"):
            return donnees
        if not donnees.get("intitule"):
            self.add_error("intitule", "Choisissez une preuve, ou dites l'intitulé d'une nouvelle.")
        elif not self.errors:
            donnees["preuve"] = self._nouvelle(donnees)
        return donnees

    def _nouvelle(self, donnees):
        """La preuve décrite, valable mais pas encore enregistrée."""
        service = self.instance.service
        dits = {nom: donnees[nom] for nom in CHAMPS if donnees.get(nom)}
        preuve = Preuve(departement=service.site.departement, service=service, **dits)
        try:
            preuve.full_clean()
        except ValidationError as refus:
            self.add_error("valable_jusqu_au", refus.messages)
        return preuve

    def save(self):
        preuve = self.cleaned_data["preuve"]
        if preuve.pk is None:
            preuve.save()
        self.instance.preuves.add(preuve)
        return self.instance


class AutoEvaluationJoindreForm(JoindreForm):
    class Meta:
        model = AutoEvaluation
        fields = []

    @property
    def attendus(self):
        return self.instance.exigence.preuves


class AvisEngagementJoindreForm(JoindreForm):
    class Meta:
        model = AvisEngagement
        fields = []

    @property
    def attendus(self):
        """Ce qu'attend l'une ou l'autre de ses exigences."""
        departement = self.instance.campagne.departement_id
        exigences = Exigence.objects.pour(departement).filter(retire=False)
        return reunir(exigences.filter(engagement=self.instance.engagement_id))
