"""Les actes sur un document : chacun dit ce qui l'empêche, et relit si quelqu'un l'a changé."""

from django import forms
from django.core.exceptions import ValidationError

from documents import validite
from documents.forms.documents import (
    AIDE_FICHIER,
    SELECTEUR,
    fichier_verifie,
    redemander_le_fichier,
)
from documents.models import Document, VersionDocument
from qualepref.socle.forms.actes import FormulaireVersionne
from qualepref.socle.temps import aujourdhui


class ActeForm(FormulaireVersionne):
    class Meta:
        model = Document
        fields = []

    def dire_le_changement(self):
        return (
            "Quelqu'un a changé ce document pendant que vous le lisiez : il est maintenant "
            f"{self.instance.situation_en_mots}"
        )


class MotifForm(ActeForm):
    motif = forms.CharField(label="Motif", max_length=300)


class RenvoyerForm(MotifForm):
    motif = forms.CharField(label="Ce qu'il faut reprendre", max_length=300)

    def acte(self, motif):
        self.instance.renvoyer(motif)


class ReprendreForm(MotifForm):
    def acte(self, motif):
        self.instance.reprendre(motif)


class ArchiverForm(MotifForm):
    def acte(self, motif):
        self.instance.archiver(motif)


class ApprouverForm(ActeForm):
    """On approuve la version qu'on a lue : une autre arrivée depuis se lit d'abord."""

    numero = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        attente = self.instance.version_en_attente
        self.initial["numero"] = attente and attente.numero

    def relire(self, saisie):
        super().relire(saisie)
        attente, lu = self.instance.version_en_attente, saisie.pop("numero")
        if attente and attente.numero != lu:
            self.data = self.data.copy()
            self.data["numero"] = attente.numero
            raise ValidationError(attente.dire_qu_elle_precede("lisiez la précédente"))

    def acte(self):
        self.instance.approuver(self.agent)


class MettreEnVigueurForm(ActeForm):
    date_effet = forms.DateField(label="Date d'effet")
    date_caducite = forms.DateField(label="Date de caducité", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        type_ = self.instance.type
        self.initial.setdefault("date_effet", aujourdhui())
        validite_mois = type_ and type_.validite_mois
        proposee = validite.proposer_caducite(aujourdhui(), validite_mois)
        self.initial.setdefault("date_caducite", proposee)
        aide = "Le dernier jour où il vaut. Vide : sans limite."
        if proposee:
            aide += f" Proposée d'après la validité du type, {validite_mois} mois."
        self["date_caducite"].help_text = aide

    def acte(self, date_effet, date_caducite):
        self.instance.mettre_en_vigueur(date_effet, date_caducite)


class RelireForm(ActeForm):
    date_relecture = forms.DateField(label="Relu le")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date_relecture", aujourdhui())

    def acte(self, date_relecture):
        self.instance.relire(date_relecture)


class ProlongerForm(MotifForm):
    date_caducite = forms.DateField(label="Nouvelle date de caducité")
    field_order = ["date_caducite", "motif"]

    def acte(self, date_caducite, motif):
        self.instance.prolonger(date_caducite, motif, par=self.agent)


class DeposerForm(ActeForm):
    """La version suivante ; une autre déposée entre-temps se dit, et la nôtre attend."""

    fichier = forms.FileField(label="Fichier", widget=SELECTEUR, help_text=AIDE_FICHIER)
    note = forms.CharField(
        label="Ce qui change",
        max_length=500,
        required=False,
        help_text="En une phrase, pour qui relira.",
    )
    apres = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.initial["apres"] = self._derniere()
        self.fields["note"].required = bool(self._derniere())

    def _derniere(self):
        derniere = self.instance.derniere_version
        return derniere.numero if derniere else 0

    def clean_fichier(self):
        return fichier_verifie(self.cleaned_data["fichier"])

    def relire(self, saisie):
        """Le dépôt verrouille lui-même le document et compare la dernière version."""

    def acte(self, fichier, note, apres):
        VersionDocument.objects.deposer(
            self.instance, fichier, agent=self.agent, note=note, apres=apres or 0
        )

    def full_clean(self):
        super().full_clean()
        redemander_le_fichier(self)

    def refuser(self, refus):
        super().refuser(refus)
        redemander_le_fichier(self)
        self.data = self.data.copy()
        self.data["apres"] = self._derniere()
