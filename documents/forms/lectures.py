"""Demander à des services de lire un document."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from documents.forms.actes import ActeForm
from documents.models import DemandeDeLecture
from documents.models.lectures import DELAI, DELAI_MAX
from qualepref.socle.models import Service

PERSONNEL = "Ce type de document porte des données personnelles : tous les agents ne le lisent pas."
SANS_VERSION = (
    "Déposez d'abord une version : la lecture se prouve sur une version, et se redemande à la "
    "suivante."
)


class DemanderLectureForm(ActeForm):
    """Chaque agent de ces services, et de ceux qu'ils contiennent, devra dire qu'il a lu."""

    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label="Services",
        widget=forms.CheckboxSelectMultiple,
        help_text="Un service emporte ceux qu'il contient.",
    )
    delai_jours = forms.IntegerField(
        label="Délai, en jours",
        initial=DELAI,
        validators=[MinValueValidator(1), MaxValueValidator(DELAI_MAX)],
        help_text="Compté de ce jour ; de son entrée en vigueur pour une version à venir.",
    )
    motif = forms.CharField(label="Motif", max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ouverts = Service.objects.filter(site__departement=self.instance.departement_id).ouverts()
        deja = self.instance.demandes_de_lecture.values("service")
        self.fields["services"].queryset = ouverts.exclude(pk__in=deja).select_related("site")

    def clean(self):
        donnees = super().clean()
        type_ = self.instance.type
        if type_ and type_.donnees_personnelles:
            raise ValidationError(PERSONNEL)
        if not self.instance.versions.exists():
            raise ValidationError(SANS_VERSION)
        return donnees

    def acte(self, services, delai_jours, motif):
        for service in services:
            une = DemandeDeLecture(
                document=self.instance,
                service=service,
                delai_jours=delai_jours,
                motif=motif,
                demandee_par=self.agent,
            )
            une.validate_constraints()
            une.save()
