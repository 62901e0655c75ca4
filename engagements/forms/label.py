"""La vie du label : ses étapes, les sorties du périmètre."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from engagements.models import Etape, Labellisation, Module, Perimetre
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Site
from qualepref.socle.temps import aujourdhui

PREMIER_JOUR, DERNIER_JOUR = date(1990, 1, 1), date(2100, 12, 31)
SUIVI = Perimetre._meta.get_field("suivi_maintenu")
MOTIF_SORTIE = Perimetre._meta.get_field("motif_sortie")


def plausible(jour):
    """Une date que le calendrier du label peut porter, ou ValidationError."""
    if not PREMIER_JOUR <= jour <= DERNIER_JOUR:
        raise ValidationError("L'année n'est pas plausible.")


class EtapeForm(ModelFormulaire):
    """Une étape faite ou prévue ; corriger une date que le cycle calcule demande un motif."""

    class Meta:
        model = Etape
        fields = ["genre", "site", "date", "realisee", "motif", "note"]

    def __init__(self, *args, labellisation=None, **kwargs):
        super().__init__(*args, **kwargs)
        if labellisation:
            self.instance.labellisation = labellisation
        self.fields["site"].queryset = Site.objects.filter(
            departement=self.instance.labellisation.departement_id
        )
        self.fields["site"].empty_label = "Tous les sites"
        self.fields["date"].validators.append(plausible)

    def clean(self):
        donnees = super().clean()
        if donnees.get("realisee") and donnees.get("date") and donnees["date"] > aujourdhui():
            self.add_error("date", "Une étape faite ne peut pas être à venir : notez-la prévue.")
        if not donnees.get("motif"):
            self._exiger_un_motif(donnees)
        return donnees

    def _exiger_un_motif(self, donnees):
        genre = donnees.get("genre")
        if genre in Etape.INTERRUPTIONS:
            self.add_error("motif", "Dites pourquoi le label s'interrompt.")
        elif genre in Etape.CALCULEES and not donnees.get("realisee"):
            self.add_error("motif", "Cette date se calcule : dites pourquoi la vôtre diffère.")

    def save(self, commit=True):
        """Un label obtenu garde les chiffres du jour : les changer ne réécrit pas le passé."""
        etape = self.instance
        if etape.genre == Etape.Genre.OBTENTION and not etape.chiffres:
            etape.chiffres = etape.labellisation.referentiel.cycle
        return super().save(commit)


class SortieForm(ModelFormulaire):
    """Ce que partagent les actes de sortie : quand, pourquoi, et si l'on continue à recueillir."""

    date_sortie = forms.DateField(
        label="À compter du",
        help_text="Le premier jour hors du périmètre.",
        validators=[plausible],
    )
    motif = forms.CharField(label="Motif", max_length=MOTIF_SORTIE.max_length)
    suivi_maintenu = forms.BooleanField(
        label="Continuer à recueillir les preuves", required=False, help_text=SUIVI.help_text
    )

    class Meta:
        model = Labellisation
        fields = []

    @property
    def engages(self):
        return self.instance.perimetres.filter(date_sortie=None)

    def clean(self):
        donnees = super().clean()
        entrees = self.visees(donnees).filter(date_entree__gt=donnees.get("date_sortie", date.max))
        if tardive := entrees.select_related("service", "module").first():
            jour = tardive.date_entree
            self.add_error(
                "date_sortie", f"« {tardive} » n'est entré que le {jour:%d/%m/%Y} : c'est trop tôt."
            )
        return donnees

    def visees(self, donnees):
        raise NotImplementedError


class QuitterModuleForm(SortieForm):
    module = forms.ModelChoiceField(label="Module", queryset=Module.objects.none())
    site = forms.ModelChoiceField(
        label="Site", queryset=Site.objects.none(), required=False, empty_label="Tous les sites"
    )
    field_order = ["module", "site"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = Module.objects.filter(pk__in=self.engages.values("module"))
        self.fields["site"].queryset = Site.objects.filter(
            pk__in=self.engages.values("service__site")
        )

    def visees(self, donnees):
        choix = {"module": donnees.get("module"), "service__site": donnees.get("site")}
        return self.engages.filter(**{nom: objet for nom, objet in choix.items() if objet})

    def clean(self):
        donnees = super().clean()
        if donnees.get("module") and not self.visees(donnees).exists():
            self.add_error("site", "Aucun service de ce site n'est engagé sur ce module.")
        return donnees

    def save(self):
        champs = ("module", "site", "date_sortie", "suivi_maintenu", "motif")
        self.instance.quitter(**{nom: self.cleaned_data[nom] for nom in champs})
        return self.instance


class RetirerSiteForm(SortieForm):
    site = forms.ModelChoiceField(label="Site", queryset=Site.objects.none())
    field_order = ["site"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(
            pk__in=self.engages.values("service__site")
        )

    def visees(self, donnees):
        site = donnees.get("site")
        return self.engages.filter(service__site=site) if site else self.engages.none()

    def save(self):
        champs = ("site", "date_sortie", "suivi_maintenu", "motif")
        self.instance.retirer_le_site(**{nom: self.cleaned_data[nom] for nom in champs})
        return self.instance
