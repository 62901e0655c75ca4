"""Saisie d'un modèle de réponse : quand il sert, ce qu'il dit, l'avis du comité des usagers."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.temps import aujourdhui
from suivi.models import (
    EnTete,
    ModeleReponse,
    Nature,
    ObjetReclamation,
    Registre,
    ReglageReponses,
    VersionModele,
)
from suivi.reponses import fusion

CASES = forms.CheckboxSelectMultiple
CHANGE = (
    "Quelqu'un a enregistré ce modèle pendant que vous écriviez : votre texte est gardé "
    "ci-dessous, le sien est dans la fiche du modèle. Envoyez de nouveau pour mettre le vôtre."
)


def choix(libelle, valeurs):
    return forms.MultipleChoiceField(
        label=libelle,
        choices=[(cle, nom[0].upper() + nom[1:]) for cle, nom in valeurs],
        required=False,
        widget=CASES,
    )


class ModeleReponseForm(ModelFormulaire):
    """Le modèle et son texte ; un champ de fusion inconnu se dit avec sa ligne."""

    SECTIONS = {
        "Le modèle": ("intitule", "usage", "support", "actif"),
        "Le texte": ("objet", "corps", "politesse", "signature"),
        "Quand le proposer": ("registres", "natures", "objets"),
    }
    NOTES = {"Quand le proposer": "Rien de coché : il convient à tout."}
    objet = forms.CharField(label="Objet du message", max_length=200)
    corps = forms.CharField(label="Corps", widget=forms.Textarea(attrs={"rows": 14}))
    politesse = forms.CharField(
        label="Formule de politesse", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    signature = forms.CharField(
        label="Signature", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    registres = choix("Registres", Registre.choices)
    natures = choix("Natures", Nature.choices)
    objets = choix("Objets de réclamation", [])
    lue = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ModeleReponse
        fields = ["intitule", "usage", "support", "actif", "registres", "natures", "objets"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        objets = ObjetReclamation.objects.recevables().proposes_a(self.agent.departement)
        self.fields["objets"].choices = [(objet.cle, objet.libelle) for objet in objets]
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement
            return
        self.initial |= self.instance.courante.contenu if self.instance.courante else {}
        self.initial["lue"] = self.instance.lue

    def sections(self):
        return [(titre, champs, self.NOTES.get(titre, "")) for titre, champs in super().sections()]

    def clean(self):
        donnees = super().clean()
        if self.instance.departement is None:
            raise ValidationError("Votre compte n'est d'aucun département : il n'a pas de modèles.")
        for nom in VersionModele.CONTENU:
            for faute in fusion.fautes(donnees.get(nom, "")):
                self.add_error(nom, faute)
        self._refuser_si_change(donnees)
        return donnees

    def _refuser_si_change(self, donnees):
        if self.instance.pk is None or donnees.get("lue") == self.instance.lue:
            return
        self.data = self.data.copy()
        self.data["lue"] = self.instance.lue
        raise ValidationError(CHANGE)

    @transaction.atomic
    def save(self, commit=True):
        modele = super().save(commit)
        modele.ecrire(self.agent, **{nom: self.cleaned_data[nom] for nom in VersionModele.CONTENU})
        return modele


class AvisForm(ModelFormulaire):
    """L'avis du comité local des usagers sur la version courante."""

    class Meta:
        model = VersionModele
        fields = ["avis_clu", "date_avis_clu"]
        widgets = {"avis_clu": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["avis_clu"].required = self.fields["date_avis_clu"].required = True

    def clean_date_avis_clu(self):
        le = self.cleaned_data["date_avis_clu"]
        if le > aujourdhui():
            raise ValidationError("Cette date est dans le futur : vérifiez-la.")
        return le


class ReglageReponsesForm(ModelFormulaire):
    class Meta:
        model = ReglageReponses
        fields = ["relecture"]
        labels = {"relecture": "Une autre personne relit chaque réponse avant l'envoi"}
        help_texts = {
            "relecture": "Celle qui a écrit le texte ne peut pas le relire. Les accusés de "
            "réception automatiques partent sans relecture."
        }


class EnTeteForm(ModelFormulaire):
    class Meta:
        model = EnTete
        fields = ["intitule", "ville", "adresse", "courriel", "telephone"]
        widgets = {"adresse": forms.Textarea(attrs={"rows": 3})}
