"""Saisie du plan d'actions : une action, et chacun des actes qui la font avancer."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from engagements import plan
from engagements.forms.commun import ServantDesEngagements
from engagements.models import Action
from qualepref.socle.forms.actes import FormulaireDActe
from qualepref.socle.simultane import ChampEmpreinte, FormulaireSimultane
from qualepref.socle.temps import aujourdhui

DECIDER = "engagements.change_action"
SANS_RESPONSABLE = "Dites qui en répond : une fonction ou, s'il n'y en a pas, « tel qu'écrit »."


class ActionForm(ServantDesEngagements):
    """Une action du plan ; proposée par un correspondant, elle attend l'accord du référent.

    Échéance et responsable ne manquent qu'à une proposition ou à une action importée.
    """

    lieux = {"service": "engagements.add_action"}
    SECTIONS = {
        "L'action": ("intitule", "description", "annee", "origine", "numeros"),
        "Qui et quand": (
            *("service", "fonction", "responsable_lu", "priorite", "date_echeance", "avancement"),
        ),
        "Moyens et résultat": ("moyens", "indicateur_resultat", "commentaire"),
    }

    class Meta:
        model = Action
        fields = [
            *("intitule", "description", "annee", "origine", "service", "fonction"),
            *("responsable_lu", "priorite", "date_echeance", "avancement", "moyens"),
            *("indicateur_resultat", "commentaire"),
        ]
        widgets = {
            nom: forms.Textarea(attrs={"rows": 2})
            for nom in ("description", "moyens", "commentaire")
        }
        help_texts = {"responsable_lu": "Si aucune fonction ne convient."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.nouvelle = self.instance.pk is None
        services = self.fields["service"].queryset.select_related("site")
        self.fields["service"].queryset = services.employables(garder=self.instance.service_id)
        self.decide = self.agent.has_perm(DECIDER)
        fonction = self.fields["fonction"]
        fonction.required = self._responsable_du() and not self.data.get("responsable_lu")
        fonction.error_messages["required"] = SANS_RESPONSABLE
        self.fields["service"].required = not self.decide
        if self.nouvelle:
            self.fields["date_echeance"].required = self.decide
            self.instance.departement = self.agent.departement
            self.initial.setdefault("annee", aujourdhui().year)
        else:
            self.initial["numeros"] = self.instance.numeros_engagements
            for nom in ("annee", "date_echeance"):  # l'échéance se déplace par un acte
                del self.fields[nom]

    def _responsable_du(self):
        return self.decide and bool(self.nouvelle or self.instance.responsable_en_mots)

    def clean(self):
        donnees = super().clean()
        if self.instance.departement is None:
            raise ValidationError("Votre compte n'est d'aucun département : il n'a pas de plan.")
        return donnees

    @transaction.atomic
    def save(self, commit=True):
        if self.nouvelle:
            self.instance.etat = plan.A_FAIRE if self.decide else plan.PROPOSEE
            Action.objects.inscrire(self.instance)
        else:
            super().save()
        if self.nouvelle or "numeros" in self.changed_data:
            self.instance.engagements.set(self.cleaned_data["numeros"])
        return self.instance


class ActeForm(FormulaireDActe):
    """Un acte sur une action.

    `engages` : les champs qui, changés par un autre depuis la lecture, font relire avant d'agir.
    """

    engages = ("etat",)
    empreinte = ChampEmpreinte()

    class Meta:
        model = Action
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["empreinte"].initial = self.instance.empreinte

    def relire(self, saisie):
        self.instance.exiger_lue(saisie.pop("empreinte"), self.engages)

    def refuser(self, refus):
        """Le refus dit ce qui a changé : c'est lu."""
        super().refuser(refus)
        self.data = self.data.copy()
        self.data["empreinte"] = self.instance.empreinte()


def champ(nom, **attributs):
    return Action._meta.get_field(nom).formfield(**attributs)


class MotifForm(ActeForm):
    motif = forms.CharField(label="Motif", max_length=300)


class RefuserForm(MotifForm):
    def acte(self, motif):
        self.instance.refuser(motif)


class AbandonnerForm(MotifForm):
    def acte(self, motif):
        self.instance.abandonner(motif)


class RealiserForm(ActeForm):
    date_realisation = champ("date_realisation", label="Réalisée le", required=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date_realisation", aujourdhui())

    def acte(self, date_realisation):
        self.instance.realiser(date_realisation)


class ReporterForm(ActeForm):
    engages = ("etat", "date_echeance")
    motif = forms.CharField(label="Motif du report", max_length=300)
    date_echeance = champ(
        "date_echeance", label="Nouvelle échéance", help_text="Vide si elle n'est pas encore fixée."
    )

    def acte(self, motif, date_echeance):
        self.instance.reporter(motif, date_echeance, par=self.agent)


class DeplacerForm(ActeForm):
    engages = ("etat", "date_echeance")
    date_echeance = champ("date_echeance", label="Nouvelle échéance", required=True)
    motif = forms.CharField(label="Motif", max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.est_echue():
            motif = self.fields["motif"]
            motif.required, dit = True, "L'échéance est passée : dites pourquoi vous la déplacez."
            motif.help_text = motif.error_messages["required"] = dit

    def acte(self, date_echeance, motif):
        self.instance.deplacer(date_echeance, motif, par=self.agent)


class SolderForm(ActeForm):
    bilan = forms.CharField(
        label="Bilan",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce que l'action a changé, et comment on le voit.",
    )
    efficacite = champ("efficacite", required=False)
    date_efficacite = champ("date_efficacite", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("bilan", self.instance.bilan)
        if self.instance.nee_d_un_audit:
            self.initial.setdefault("date_efficacite", aujourdhui())
            for nom in ("efficacite", "date_efficacite"):
                self.fields[nom].required = True

    def clean_date_efficacite(self):
        le = self.cleaned_data["date_efficacite"]
        if le and le > aujourdhui():
            raise ValidationError("Cette date est dans le futur.")
        return le

    def acte(self, bilan, efficacite, date_efficacite):
        le = date_efficacite or aujourdhui()
        self.instance.solder(bilan, efficacite=efficacite, par=self.agent, le=le)


class AvancerForm(FormulaireSimultane):
    """Où en est l'action, en cours de route : la part faite et un mot."""

    class Meta:
        model = Action
        fields = ["avancement", "commentaire"]
        widgets = {"commentaire": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        if self.instance.etat not in plan.OUVERTES | {plan.REPORTEE}:
            etat = self.instance.get_etat_display()
            raise ValidationError(f"L'action est {etat} : son avancement ne change pas.")
        return super().clean()

    def save(self, commit=True):
        if self.instance.etat == plan.A_FAIRE and self.cleaned_data["avancement"]:
            self.instance.etat = plan.EN_COURS
        return super().save(commit)
