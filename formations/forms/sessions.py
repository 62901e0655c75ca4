"""La saisie d'une session : la programmer, y inscrire, dire qui était là."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from formations.forms.actes import ActeForm
from formations.models import (
    AgentAFormer,
    Formation,
    ObligationFormation,
    Participation,
    SessionFormation,
    ThemeFormation,
)
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Departement
from qualepref.socle.simultane import FormulaireSimultane

SAISIR = "formations.add_participation"


class FormationForm(ModelFormulaire):
    """Une formation que la préfecture ajoute au catalogue livré."""

    class Meta:
        model = Formation
        fields = ["intitule", "themes"]
        widgets = {"themes": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.departement_id = self.instance.departement_id or self.agent.departement_id
        self.fields["themes"].queryset = ThemeFormation.objects.filter(retire=False)

    def clean(self):
        if self.instance.departement_id is None:
            raise ValidationError("Votre compte n'est rattaché à aucun département.")
        return super().clean()

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"departement"}


class SessionForm(FormulaireSimultane):
    """Sans thème coché, ceux du catalogue valent."""

    non_suivis = frozenset({"themes"})

    class Meta:
        model = SessionFormation
        fields = ["formation", "date_debut", "date_fin", "lieu", "organisme", "places"]
        fields += ["themes", "observations"]
        widgets = {
            "themes": forms.CheckboxSelectMultiple,
            "observations": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sienne = self.instance.departement_id or self.agent.departement_id
        self.instance.departement_id = sienne
        departement = Departement.objects.filter(pk=sienne).first()
        self.fields["formation"].queryset = Formation.objects.proposees(departement)
        self.fields["themes"].queryset = ThemeFormation.objects.filter(retire=False)
        self.fields["themes"].help_text = "Aucun de coché : ceux du catalogue."

    def clean(self):
        if self.instance.departement_id is None:
            raise ValidationError("Votre compte n'est rattaché à aucun département.")
        return super().clean()

    def clean_places(self):
        places = self.cleaned_data["places"]
        prises = self.instance.participations.count() if self.instance.pk else 0
        if places is not None and places < prises:
            raise ValidationError(f"{prises} agents sont déjà inscrits.")
        return places

    @transaction.atomic
    def save(self, commit=True):
        session = super().save()
        if not self.cleaned_data["themes"]:
            session.themes.set(session.formation.themes.all())
        session.recalculer()
        return session


class InscrireForm(ActeForm):
    """Des agents à inscrire : d'abord ceux que la session mettrait à jour."""

    agents = forms.ModelMultipleChoiceField(
        label="Agents à inscrire",
        queryset=AgentAFormer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        session = self.sur
        deja = session.participations.values("agent")
        siens = AgentAFormer.objects.visibles_par(self.agent, SAISIR).en_fonction()
        siens = siens.filter(service__site__departement=session.departement_id)
        self.fields["agents"].queryset = siens.exclude(pk__in=deja).select_related("service")
        self.fields["agents"].choices = self._choix(siens.exclude(pk__in=deja))

    def _choix(self, agents):
        """Du plus pressé au moins pressé ; qui ne doit rien sur ces thèmes vient ensuite."""
        dues = ObligationFormation.objects.dus().filter(
            agent__in=agents, theme__in=self.sur.themes.all()
        )
        dus = {}
        for une in dues.order_by("date_echeance", "pk").select_related("agent__service"):
            dus.setdefault(une.agent_id, (une.agent, une.date_echeance))
        autres = agents.exclude(pk__in=dus).select_related("service")
        return [
            *(
                (agent.pk, f"{agent} ({agent.service}), dû le {due:%d/%m/%Y}")
                for agent, due in dus.values()
            ),
            *((agent.pk, f"{agent} ({agent.service})") for agent in autres),
        ]

    def acte(self, agents):
        self.inscrits = self.sur.inscrire(list(agents))


class PresencesForm(ActeForm):
    """Une ligne par inscrit : présent, absent ou excusé, et une observation."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.participations = list(self.sur.participations.select_related("agent__service"))
        choix = [(cle, nom) for cle, nom in Participation.Etat.choices if cle != "inscrit"]
        for participation in self.participations:
            dit = participation.etat if participation.etat != "inscrit" else None
            self.fields[f"etat-{participation.pk}"] = forms.ChoiceField(
                label=f"Présence : {participation.agent}",
                choices=choix,
                initial=dit,
                widget=forms.RadioSelect,
            )
            self.fields[f"note-{participation.pk}"] = forms.CharField(
                label=f"Observations : {participation.agent}",
                initial=participation.observations,
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"class": "fr-input", "placeholder": "Remarque"}),
            )

    def lignes(self):
        return [(p, self[f"etat-{p.pk}"], self[f"note-{p.pk}"]) for p in self.participations]

    def acte(self, **saisie):
        self.sur.valider(
            {p.pk: (saisie[f"etat-{p.pk}"], saisie[f"note-{p.pk}"]) for p in self.participations}
        )


class AnnulerForm(ActeForm):
    motif = forms.CharField(label="Pourquoi", max_length=300)

    def acte(self, motif):
        self.sur.annuler(motif)
