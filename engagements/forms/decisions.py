"""Les décisions annuelles du comité de pilotage, et les dispenses du référent."""

from django import forms
from django.db import transaction

from engagements.models import Decision, Dispense, Engagement, Labellisation, Perimetre
from qualepref.socle.forms import ModelFormulaire


class ChoixDecision(ModelFormulaire):
    """Ce que partagent une décision et plusieurs prises ensemble."""

    def clean(self):
        donnees = super().clean()
        choix, jour = donnees.get("choix"), donnees.get("differe_jusqu_au")
        if choix == Decision.Choix.DIFFERE and not jour:
            self.add_error("differe_jusqu_au", "Dites jusqu'à quand l'engagement est différé.")
        if choix != Decision.Choix.DIFFERE:
            donnees["differe_jusqu_au"] = None
        if choix and choix != Decision.Choix.RETENU and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi : le dossier de candidature le reprend.")
        return donnees


class DecisionForm(ChoixDecision):
    class Meta:
        model = Decision
        fields = ["choix", "differe_jusqu_au", "date_copil", "motif"]

    def save(self, commit=True):
        decision = super().save(commit)
        decision.labellisation.aligner_les_campagnes()
        return decision


class DecisionAjoutForm(ChoixDecision):
    """Une même décision sur plusieurs engagements, pour une année."""

    engagements = forms.ModelMultipleChoiceField(
        label="Engagements",
        queryset=Engagement.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Une décision déjà prise pour l'année est remplacée ; l'historique la garde.",
    )
    choix = forms.ChoiceField(
        label="Décision", choices=Decision.Choix.choices, widget=forms.RadioSelect
    )
    differe_jusqu_au = forms.DateField(label="Différé jusqu'au", required=False)
    date_copil = forms.DateField(label="Comité de pilotage du")
    motif = forms.CharField(label="Motif", required=False, max_length=300)

    class Meta:
        model = Labellisation
        fields = []

    def __init__(self, *args, annee, **kwargs):
        super().__init__(*args, **kwargs)
        self.annee = annee
        self.fields["engagements"].queryset = self.instance.engagements_a_decider()

    @transaction.atomic
    def save(self):
        valeurs = ("choix", "differe_jusqu_au", "date_copil", "motif")
        for engagement in self.cleaned_data["engagements"]:
            Decision.objects.update_or_create(
                labellisation=self.instance,
                annee=self.annee,
                engagement=engagement,
                defaults={nom: self.cleaned_data[nom] for nom in valeurs},
            )
        self.instance.aligner_les_campagnes()
        return self.instance


class DispenseAjoutForm(ModelFormulaire):
    """Dispense un service d'un ou de plusieurs engagements du module."""

    engagements = forms.ModelMultipleChoiceField(
        label="Engagements", queryset=Engagement.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Il se lit dans chaque cellule écartée et dans le dossier de candidature.",
    )

    class Meta:
        model = Perimetre
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        siens = self.instance.module.engagements.en_vigueur()
        departement = self.instance.labellisation.departement_id
        self.fields["engagements"].queryset = siens.pour(departement).order_by("ordre", "pk")

    @transaction.atomic
    def save(self):
        for engagement in self.cleaned_data["engagements"]:
            Dispense.objects.update_or_create(
                perimetre=self.instance,
                engagement=engagement,
                defaults={"motif": self.cleaned_data["motif"]},
            )
        self.instance.labellisation.aligner_les_campagnes()
        return self.instance
