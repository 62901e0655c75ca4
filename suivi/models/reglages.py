"""Ce qu'un département règle pour ses réponses, et l'en-tête de chacun de ses sites."""

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from qualepref.socle.models import Departement, PerimetreQuerySet, Site


class ReglageReponsesQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"


class ReglageReponses(models.Model):
    """Comment un département fait partir ses réponses : relues par un autre ou non."""

    departement = models.OneToOneField(
        Departement,
        models.CASCADE,
        related_name="reglage_reponses",
        verbose_name="département",
    )
    relecture = models.BooleanField(
        "une autre personne relit chaque réponse avant l'envoi", default=False
    )

    history = HistoricalRecords()
    objects = ReglageReponsesQuerySet.as_manager()

    class Meta:
        verbose_name = "réglage des réponses"
        verbose_name_plural = "réglages des réponses"

    def __str__(self):
        return f"Réponses : {self.departement}"

    def get_absolute_url(self):
        return reverse("suivi:reglagereponses_update")


class EnTeteQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_site = "site"
    chemin_departement = "site__departement"


class EnTete(models.Model):
    """Ce qui s'écrit en tête des courriers d'un site, et où l'usager peut le joindre."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="en_tete", verbose_name="site")
    intitule = models.CharField(
        "intitulé", max_length=150, blank=True, help_text="« Préfecture de l'Isère »."
    )
    ville = models.CharField(
        "ville", max_length=80, blank=True, help_text="S'écrit devant la date du courrier."
    )
    adresse = models.TextField("adresse postale", blank=True)
    courriel = models.EmailField(
        "adresse électronique", blank=True, help_text="L'usager y répond : une boîte du service."
    )
    telephone = models.CharField("téléphone", max_length=40, blank=True)

    history = HistoricalRecords()
    objects = EnTeteQuerySet.as_manager()

    class Meta:
        verbose_name = "en-tête d'un site"
        verbose_name_plural = "en-têtes des sites"

    def __str__(self):
        return f"En-tête : {self.site}"

    def get_absolute_url(self):
        return reverse("suivi:reglagereponses_update")
