"""La saisie d'un agent à former et de ce que ses fonctions lui demandent."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from formations.models import AgentAFormer, JourneeImmersion, ObligationFormation, ThemeFormation
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Agent, Service
from qualepref.socle.simultane import FormulaireSimultane
from qualepref.socle.temps import aujourdhui


def pas_dans_le_futur(jour):
    if jour and jour > aujourdhui():
        raise ValidationError("Cette date est dans le futur.")
    return jour


class AgentForm(FormulaireSimultane):
    """Un dernier jour saisi arrête aussi ce que l'agent devait."""

    lieux = {"service": "formations.add_agentaformer"}

    class Meta:
        model = AgentAFormer
        fields = ["nom", "service", "fonctions", "contrat", "date_depart", "compte"]
        fields += ["observations"]
        widgets = {"observations": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        services = self.fields["service"].queryset
        self.fields["service"].queryset = services.employables(garder=self.instance.service_id)
        comptes = Agent.objects.visibles_par(self.agent, "socle.view_agent").actifs()
        self.fields["compte"].queryset = comptes
        if not self.agent.has_perm("socle.view_agent"):
            del self.fields["compte"]

    @transaction.atomic
    def save(self, commit=True):
        agent = super().save()
        if agent.date_depart and "date_depart" in self.changed_data:
            agent.partir(agent.date_depart)
        return agent


class NouvelAgentForm(AgentForm):
    """L'agent et ce que sa fonction demande ; un second thème s'ajoute depuis sa fiche."""

    field_order = ["nom", "service", "fonctions", "contrat", "theme", "date_prise_de_poste"]
    field_order += ["formee_avant", "compte", "observations"]
    theme = forms.ModelChoiceField(
        label="Thème", queryset=ThemeFormation.objects.filter(retire=False)
    )
    date_prise_de_poste = forms.DateField(
        label="Prise de poste", help_text="Dans la fonction visée, et non dans l'administration."
    )
    formee_avant = forms.DateField(
        label="Dernière formation sur ce thème", required=False, help_text="Vide : jamais formé."
    )

    class Meta(AgentForm.Meta):
        fields = [nom for nom in AgentForm.Meta.fields if nom != "date_depart"]

    def clean_formee_avant(self):
        return pas_dans_le_futur(self.cleaned_data["formee_avant"])

    @transaction.atomic
    def save(self, commit=True):
        agent = super().save()
        ObligationFormation.objects.ouvrir(
            agent,
            self.cleaned_data["theme"],
            self.cleaned_data["date_prise_de_poste"],
            formee_avant=self.cleaned_data["formee_avant"],
        )
        return agent


class ObligationForm(FormulaireSimultane):
    """Une obligation d'un agent ; les durées restent celles du jour où elle est née."""

    class Meta:
        model = ObligationFormation
        fields = ["theme", "date_prise_de_poste", "formee_avant", "date_depart"]
        fields += ["date_dispense", "motif_dispense", "observations"]
        widgets = {"observations": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, pour=None, **kwargs):
        super().__init__(*args, **kwargs)
        if pour is not None:
            self.instance.agent = pour
        self.fields["theme"].queryset = ThemeFormation.objects.filter(retire=False)
        if self.instance.pk:
            del self.fields["theme"]

    def clean_formee_avant(self):
        return pas_dans_le_futur(self.cleaned_data["formee_avant"])

    def clean(self):
        donnees = super().clean()
        theme = donnees.get("theme")
        if theme and not self.instance.pk:
            self.instance.delai_initial_mois = theme.delai_initial_mois
            self.instance.renouvellement_mois = theme.renouvellement_mois
        return donnees

    def _get_validation_exclusions(self):
        """L'agent n'est pas un champ, mais il est dans les contraintes."""
        return super()._get_validation_exclusions() - {"agent", "theme"}

    @transaction.atomic
    def save(self, commit=True):
        obligation = super().save()
        ObligationFormation.objects.filter(pk=obligation.pk).recalculer()
        return obligation


class ImmersionForm(ModelFormulaire):
    class Meta:
        model = JourneeImmersion
        fields = ["accueil", "jour", "observations"]
        widgets = {"observations": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, pour, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.agent = pour
        departement = pour.service.site.departement_id
        ouverts = Service.objects.filter(site__departement=departement).employables()
        self.fields["accueil"].queryset = ouverts

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"agent"}
