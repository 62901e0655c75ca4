"""Saisie d'un lot présenté au comité de pilotage, et modification de plusieurs actions."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from engagements.masse import ACTES, Saisie
from engagements.models import Action, LotActions
from qualepref.socle.forms import Formulaire, ModelFormulaire
from qualepref.socle.models import Designation, Service

DECIDER = "engagements.change_action"
ACTIONS_MAX = 200


def en_une_ligne(action):
    ou_en_est = f"{action.service or 'sans service'}, {action.get_etat_display()}"
    return f"{action.annee}-{action.numero}. {action.intitule} ({ou_en_est})"


class LotActionsForm(ModelFormulaire):
    """Un lot et ses actions : celles qui restent à mener et ne sont dans aucun autre lot."""

    lieux = {"actions": DECIDER}
    actions = forms.ModelMultipleChoiceField(
        label="Actions présentées",
        queryset=Action.objects.select_related("service"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = LotActions
        fields = ["intitule", "date_copil"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        actions = self.fields["actions"]
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement
            actions.queryset = actions.queryset.presentables()
        else:
            siennes = Q(pk__in=self.instance.actions.values("pk"))
            libres = Q(pk__in=Action.objects.presentables().values("pk"))
            actions.queryset = actions.queryset.filter(siennes | libres)
            self.initial["actions"] = list(self.instance.actions.values_list("pk", flat=True))
        actions.queryset = actions.queryset.filter(departement=self.instance.departement)
        actions.label_from_instance = en_une_ligne

    def clean(self):
        donnees = super().clean()
        if self.instance.departement is None:
            raise ValidationError("Votre compte n'est d'aucun département : il n'a pas de plan.")
        if self.instance.est_valide:
            le = f"{self.instance.date_validation:%d/%m/%Y}"
            raise ValidationError(f"Ce lot est validé depuis le {le} : il ne se modifie plus.")
        return donnees

    def save(self, commit=True):
        lot = super().save()
        choisies = self.cleaned_data["actions"]
        for action in lot.actions.exclude(pk__in=choisies):
            action.lot = None
            action.save(update_fields=["lot", "date_modification"])
        for action in choisies.filter(lot=None):
            action.lot = lot
            action.save(update_fields=["lot", "date_modification"])
        return lot


class MasseForm(Formulaire):
    """Ce qu'on change d'un coup à plusieurs actions ; un champ vide ne change rien."""

    lieux = {"actions": DECIDER, "service": DECIDER, "lot": "engagements.change_lotactions"}
    actions = forms.ModelMultipleChoiceField(
        queryset=Action.objects.select_related("service", "lot"),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": "Choisissez au moins une action."},
    )
    acte = forms.ChoiceField(
        label="État",
        choices=[("", "Ne pas changer"), *((nom, libelle) for nom, (libelle, _) in ACTES.items())],
        required=False,
    )
    date_echeance = forms.DateField(label="Échéance", required=False)
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        required=False,
        help_text="Pour refuser, reporter, abandonner, ou déplacer une échéance passée.",
    )
    service = forms.ModelChoiceField(
        Service.objects.select_related("site").filter(date_fin=None),
        label="Service pilote",
        required=False,
        empty_label="Ne pas changer",
    )
    fonction = forms.ChoiceField(
        label="Responsable",
        choices=[("", "Ne pas changer"), *Designation.Fonction.choices],
        required=False,
    )
    priorite = forms.TypedChoiceField(
        label="Priorité",
        choices=[("", "Ne pas changer"), *Action.Priorite.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    lot = forms.ModelChoiceField(
        LotActions.objects.filter(date_validation=None),
        label="Lot du COPIL",
        required=False,
        empty_label="Ne pas changer",
    )

    def clean_actions(self):
        choisies = self.cleaned_data["actions"]
        if len(choisies) > ACTIONS_MAX:
            raise ValidationError(
                f"{len(choisies)} actions d'un coup, {ACTIONS_MAX} au plus : filtrez la liste."
            )
        return choisies

    def clean(self):
        donnees = super().clean()
        acte = donnees.get("acte")
        if acte and ACTES[acte][1] and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi.")
        if not self.errors and not self.saisie.dit_quelque_chose:
            raise ValidationError("Dites ce qui change : tous les champs sont vides.")
        return donnees

    @property
    def saisie(self) -> Saisie:
        champs = ("acte", "date_echeance", "motif", "service", "fonction", "priorite", "lot")
        return Saisie(**{nom: self.cleaned_data.get(nom) or None for nom in champs})
