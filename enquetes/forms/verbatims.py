"""Relire un texte libre : l'étiqueter, en masquer ce qui désigne quelqu'un, le publier ou non."""

from django import forms
from django.db import transaction

from enquetes.anonymat import masquer, proposer
from enquetes.models import EtiquetteVerbatim, Verbatim
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Agent

ETIQUETTE_MAX = EtiquetteVerbatim._meta.get_field("nom").max_length
DECISIONS = [choix for choix in Verbatim.Etat.choices if choix[0] != Verbatim.Etat.A_LIRE]


class VerbatimForm(ModelFormulaire):
    mots = forms.CharField(
        label="Étiquettes",
        required=False,
        max_length=400,
        help_text="Séparées par des virgules : « horaires, attente ».",
    )
    etat = forms.ChoiceField(label="Ce qu'on en fait", choices=DECISIONS, widget=forms.RadioSelect)
    confirme = forms.BooleanField(
        label="J'ai relu : ce qui reste ne désigne personne",
        required=False,
        help_text="À cocher seulement si le contrôle s'arrête à tort sur un mot.",
    )

    class Meta:
        model = Verbatim
        fields = ["texte_publie", "etat"]
        widgets = {"texte_publie": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"texte_publie": "Seul ce texte peut sortir de la préfecture."}

    field_order = ["mots", "texte_publie", "etat", "confirme"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departement = self.instance.enquete.departement_id
        agents = Agent.objects.filter(departement=departement).exclude(last_name="")
        self.noms = list(agents.values_list("last_name", flat=True))
        self.propositions = proposer(self.instance.texte, self.noms)
        if not self.instance.texte_publie:
            self.initial["texte_publie"] = masquer(self.instance.texte, self.propositions)
        if self.instance.etat == Verbatim.Etat.A_LIRE:
            self.initial["etat"] = Verbatim.Etat.LU
        self.initial["mots"] = ", ".join(map(str, self.instance.etiquettes.all()))

    def clean_mots(self):
        mots = {mot.lower(): mot for brut in self.cleaned_data["mots"].split(",")
                if (mot := " ".join(brut.split()))}  # fmt: skip
        if trop := next((mot for mot in mots.values() if len(mot) > ETIQUETTE_MAX), None):
            raise forms.ValidationError(
                f"« {trop[:20]}… » : une étiquette a {ETIQUETTE_MAX} signes au plus."
            )
        return list(mots.values())

    def clean(self):
        lus = super().clean()
        publie = lus.get("etat") == Verbatim.Etat.PUBLIE
        texte = lus.get("texte_publie", "")
        if publie and not texte:
            self.add_error("texte_publie", "Dites le texte à publier.")
        elif publie and not lus.get("confirme") and (restent := proposer(texte, self.noms)):
            dits = ", ".join(f"« {p.texte} » ({p.raison})" for p in restent)
            self.add_error("texte_publie", f"À masquer, ou à confirmer plus bas : {dits}.")
        return lus

    @transaction.atomic
    def save(self, commit=True):
        verbatim = super().save()
        departement = verbatim.enquete.departement
        deja = {e.nom.lower(): e for e in EtiquetteVerbatim.objects.filter(departement=departement)}
        verbatim.etiquettes.set(
            deja.get(mot.lower())
            or EtiquetteVerbatim.objects.create(departement=departement, nom=mot)
            for mot in self.cleaned_data["mots"]
        )
        return verbatim
