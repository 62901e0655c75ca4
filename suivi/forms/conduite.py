"""Les actes sur une demande : une date, parfois un motif ; le modèle dit ce qui les empêche."""

from django import forms

from qualepref.socle.forms.actes import FormulaireVersionne
from qualepref.socle.models import Service
from qualepref.socle.temps import aujourdhui
from suivi.forms.lieux import jour_dit, ranger_par_site
from suivi.models import Demande

MOTIF = forms.Textarea(attrs={"rows": 3})


class ActeForm(FormulaireVersionne):
    """La date d'un acte : aujourd'hui, sauf correction."""

    le = forms.DateField(label="Le", initial=aujourdhui)

    class Meta:
        model = Demande
        fields = []

    def dire_le_changement(self):
        return (
            "Quelqu'un a touché à cette demande pendant que vous écriviez ; elle est maintenant "
            f"{self.instance.get_etat_display()}, au service {self.instance.service}"
        )

    def acte(self, **saisie):
        getattr(self.instance, self.verbe)(**saisie, agent=self.agent)


class AccuserForm(ActeForm):
    verbe = "accuser"
    le = forms.DateField(label="Accusé de réception envoyé le", initial=aujourdhui)


class AttendreForm(ActeForm):
    verbe = "faire_attendre"
    le = forms.DateField(label="Réponse d'attente envoyée le", initial=aujourdhui)


class RepondreForm(ActeForm):
    verbe = "repondre"
    le = forms.DateField(label="Réponse sur le fond envoyée le", initial=aujourdhui)


class RetirerForm(ActeForm):
    verbe = "retirer"
    le = forms.DateField(label="Retirée par son auteur le", initial=aujourdhui)


class MotiveForm(ActeForm):
    motif = forms.CharField(label="Motif", widget=MOTIF)


class SuspendreForm(MotiveForm):
    verbe = "suspendre"
    le = forms.DateField(label="Délai suspendu le", initial=aujourdhui)
    motif = forms.CharField(
        label="Motif",
        widget=MOTIF,
        help_text="Ce que l'on attend, et de qui : il se lit dans l'explication de l'échéance.",
    )


class ReprendreForm(ActeForm):
    verbe = "reprendre"
    le = forms.DateField(label="Délai repris le", initial=aujourdhui)
    motif = forms.CharField(label="Ce qui est arrivé", widget=MOTIF, required=False)


class ProlongerForm(MotiveForm):
    verbe = "prolonger"
    jours = forms.IntegerField(
        label="Jours de plus",
        min_value=1,
        max_value=365,
        help_text="Dans l'unité de la règle : jours ouvrés ou calendaires.",
    )
    le = forms.DateField(label="Décidé le", initial=aujourdhui)


class RouvrirForm(MotiveForm):
    verbe = "rouvrir"
    le = forms.DateField(label="Rouverte le", initial=aujourdhui)
    motif = forms.CharField(
        label="Motif",
        widget=MOTIF,
        help_text="La réponse ou le retrait annulé reste dans l'histoire de la demande.",
    )


class TransfererForm(ActeForm):
    """À un autre service du département, ouvert ce jour-là ; le délai continue de courir."""

    verbe = "transferer"
    lieux = {"vers": "socle.view_service"}
    vers = forms.ModelChoiceField(Service.objects.all(), label="Au service")
    le = forms.DateField(label="Transmise le", initial=aujourdhui)
    motif = forms.CharField(label="Pourquoi", widget=MOTIF, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        vers = self.fields["vers"]
        du_departement = vers.queryset.filter(site__departement=self.instance.departement)
        vers.queryset = du_departement.exclude(pk=self.instance.service_id)
        ranger_par_site(vers, vide="Choisir un service", le=jour_dit(self))
