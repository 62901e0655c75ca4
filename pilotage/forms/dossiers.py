from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from documents.models.phrases import VOIR as LIRE
from pilotage.dossier.lecture import campagne_d_office
from pilotage.models import DossierDePreuves
from pilotage.models.dossiers import ADRESSER
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Agent, Designation, Service
from qualepref.socle.temps import aujourdhui

DEBUT = date(1990, 1, 1)


class DossierForm(ModelFormulaire):
    """La date, la campagne et les services ; le référent l'adresse à un auditeur s'il le veut."""

    lieux = {"services": LIRE, "campagne": "engagements.view_campagne"}
    services = forms.ModelMultipleChoiceField(
        Service.objects.select_related("site"),
        label="Services",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun : tous ceux que vous suivez.",
    )

    class Meta:
        model = DossierDePreuves
        fields = ["le", "campagne", "destinataire", "services"]
        help_texts = {"le": "Chaque document y est dans la version qui valait ce jour-là."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.departement, self.instance.demandeur = self.agent.departement, self.agent
        self.fields["le"].initial = aujourdhui()
        self.fields["campagne"].empty_label = "La dernière commencée à cette date"
        departement = self.agent.departement_id
        for nom, chemin in (("services", "site__departement"), ("campagne", "departement")):
            choix = self.fields[nom].queryset
            self.fields[nom].queryset = choix.filter(**{chemin: departement})
        self._borner_le_destinataire(departement)

    def _borner_le_destinataire(self, departement):
        if not self.agent.is_superuser and not self.agent.portee(ADRESSER).departements:
            del self.fields["destinataire"]
            return
        auditeurs = Q(
            designations__fonction__in=Designation.FONCTIONS_DATEES,
            designations__departement=departement,
            designations__date_fin__gte=aujourdhui(),
        )
        champ = self.fields["destinataire"]
        champ.queryset = Agent.objects.actifs().filter(auditeurs).distinct()
        champ.empty_label = "Personne : le dossier est pour vous"

    def clean_le(self):
        le = self.cleaned_data["le"]
        if le > aujourdhui():
            raise ValidationError("Cette date est à venir : rien n'y est encore en vigueur.")
        if le < DEBUT:
            raise ValidationError(f"Choisissez une date depuis le {DEBUT:%d/%m/%Y}.")
        return le

    def clean(self):
        donnees = super().clean()
        if self.agent.departement is None:
            raise ValidationError("Votre compte n'est d'aucun département.")
        le, campagne = donnees.get("le"), donnees.get("campagne")
        if le and campagne and campagne.date_debut > le:
            commence = f"{campagne.date_debut:%d/%m/%Y}"
            self.add_error("campagne", f"Cette campagne ne commence que le {commence}.")
        return donnees

    def save(self):
        """La campagne choisie d'office se garde : une autre peut commencer entre-temps."""
        dossier = self.instance
        dossier.campagne = dossier.campagne or campagne_d_office(dossier.departement, dossier.le)
        return DossierDePreuves.objects.inscrire(self.instance, self.cleaned_data["services"])
