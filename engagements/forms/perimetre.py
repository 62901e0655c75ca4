from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from engagements.forms.commun import DansLeDepartement
from engagements.forms.label import plausible
from engagements.models import Labellisation, Module, Perimetre
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Service


class LabellisationForm(DansLeDepartement):
    class Meta:
        model = Labellisation
        fields = ["referentiel", "date_debut"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date_debut"].validators.append(plausible)


def avec_son_site(service):
    """« Accueil (Sous-préfecture de Vienne) » : deux sites ont souvent un service du même nom."""
    return service.nom if service.est_racine else f"{service.nom} ({service.site})"


def pas_avant_la_demarche(entree, labellisation):
    if entree < labellisation.date_debut:
        jour = labellisation.date_debut
        raise ValidationError(f"La démarche ne commence que le {jour:%d/%m/%Y}.")
    return entree


class PerimetreAjoutForm(ModelFormulaire):
    """Engage plusieurs services d'un coup sur un module de la labellisation."""

    module = forms.ModelChoiceField(label="Module", queryset=Module.objects.en_vigueur())
    services = forms.ModelMultipleChoiceField(
        label="Services", queryset=Service.objects.actifs(), widget=forms.CheckboxSelectMultiple
    )
    role = forms.ChoiceField(label="Rôle", choices=Perimetre.Role)
    restriction = forms.CharField(
        label="Restriction",
        required=False,
        max_length=200,
        help_text=Perimetre._meta.get_field("restriction").help_text,
    )
    date_entree = forms.DateField(
        label="Entrés le",
        required=False,
        validators=[plausible],
        help_text="Vide : au début de la démarche.",
    )
    lieux = {"services": "engagements.add_perimetre"}

    class Meta:
        model = Labellisation
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        module, services = self.fields["module"], self.fields["services"]
        module.queryset = module.queryset.filter(referentiel=self.instance.referentiel)
        services.queryset = services.queryset.filter(
            site__departement=self.instance.departement
        ).select_related("site")

        services.label_from_instance = avec_son_site

    def clean_date_entree(self):
        entree = self.cleaned_data["date_entree"] or self.instance.date_debut
        return pas_avant_la_demarche(entree, self.instance)

    def clean(self):
        donnees = super().clean()
        if self._tous_engages(donnees):
            self.add_error("services", "Ces services sont déjà engagés sur ce module.")
        sortis = self.instance.perimetres.filter(
            module=donnees.get("module"),
            service__in=donnees.get("services", []),
            date_sortie__gt=donnees.get("date_entree", date.max),
        )
        if tardive := sortis.select_related("service", "module").first():
            jour = tardive.date_sortie
            self.add_error(
                "date_entree",
                f"« {tardive} » n'en est sorti que le {jour:%d/%m/%Y} : son retour vient après.",
            )
        return donnees

    def _tous_engages(self, donnees):
        choisis = {service.pk for service in donnees.get("services", ())}
        engages = self.instance.perimetres.filter(module=donnees.get("module"), date_sortie=None)
        return bool(choisis) and choisis <= set(engages.values_list("service", flat=True))

    @transaction.atomic
    def save(self):
        """Un service déjà engagé sur ce module reste comme il est."""
        for service in self.cleaned_data["services"]:
            Perimetre.objects.get_or_create(
                labellisation=self.instance,
                module=self.cleaned_data["module"],
                service=service,
                date_sortie=None,
                defaults={
                    nom: self.cleaned_data[nom] for nom in ("date_entree", "role", "restriction")
                },
            )
        self.instance.aligner_les_campagnes()
        return self.instance


class PerimetreForm(ModelFormulaire):
    """Le rôle et la restriction d'un service, ses dates ; les campagnes ouvertes suivent."""

    class Meta:
        model = Perimetre
        fields = [
            "role",
            "restriction",
            "date_entree",
            "date_sortie",
            "motif_sortie",
            "suivi_maintenu",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nom in ("date_entree", "date_sortie"):
            self.fields[nom].validators.append(plausible)

    def clean_date_entree(self):
        entree = self.cleaned_data["date_entree"]
        if entree == self.instance.date_entree:  # déjà là, même antérieure : se garde
            return entree
        return pas_avant_la_demarche(entree, self.instance.labellisation)

    def clean(self):
        donnees = super().clean()
        if donnees.get("date_sortie") and not donnees.get("motif_sortie"):
            self.add_error("motif_sortie", "Dites pourquoi le service sort du périmètre.")
        if not donnees.get("date_sortie"):
            donnees["suivi_maintenu"], donnees["motif_sortie"] = False, ""
        return donnees

    @transaction.atomic
    def save(self, commit=True):
        perimetre = super().save(commit)
        perimetre.labellisation.aligner_les_campagnes()
        return perimetre
