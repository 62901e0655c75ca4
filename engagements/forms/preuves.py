"""Les preuves : décrites une fois, jointes à autant de réponses qu'il le faut."""

from django import forms
from django.core.exceptions import ValidationError

from engagements.models import AutoEvaluation, AvisEngagement, Preuve
from qualepref.socle.forms import ModelFormulaire

CHAMPS = ["intitule", "emplacement", "date_effet", "valable_jusqu_au"]


class PreuveForm(ModelFormulaire):
    """Un correspondant décrit les preuves de ses services ; le référent, aussi les communes."""

    lieux = {"service": "engagements.add_preuve"}

    class Meta:
        model = Preuve
        fields = ["intitule", "service", "emplacement", "date_effet", "valable_jusqu_au"]
        help_texts = {"date_effet": "Depuis quand elle vaut ; la date de dépôt se note seule."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement
        portee = self.agent.portee("engagements.add_preuve")
        partout = self.agent.is_superuser or portee.departements
        self.fields["service"].required = not partout


class JoindreForm(ModelFormulaire):
    """Joint à une réponse une preuve déjà décrite, ou une nouvelle."""

    preuve = forms.ModelChoiceField(
        label="Une preuve déjà décrite",
        queryset=Preuve.objects.none(),
        required=False,
        empty_label="Aucune : j'en décris une nouvelle",
    )
    intitule = forms.CharField(label="Intitulé", required=False, max_length=300)
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


class AvisEngagementJoindreForm(JoindreForm):
    class Meta:
        model = AvisEngagement
        fields = []
