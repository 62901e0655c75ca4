"""Sur quoi porte un contrôle : l'échantillon tiré, et l'inventaire des pages du site internet."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from simple_history.models import HistoricalRecords

from enquetes.echantillons import tirage
from enquetes.models.controles import Controle
from qualepref.socle.models import Departement, PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui

DERNIERS = 2  # contrôles dont on ne reprend pas les éléments tant qu'il en reste d'autres


class EchantillonQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "controle__departement"

    @transaction.atomic
    def tirer(self, *, controle, population, taille, graine):
        """Tire dans chaque strate et fige ; `population` : strate → {clé: ce qu'on en dit}.

        Un échantillon dont un relevé existe déjà ne se refait pas.
        """
        controle = Controle.objects.select_for_update(of=("self",)).get(pk=controle.pk)
        controle.exiger_ouvert()
        if not any(population.values()):
            raise ValidationError("Il n'y a rien à tirer : aucun élément ne convient.")
        if controle.releves.exists() and self.filter(controle=controle).exists():
            raise ValidationError(
                "Un relevé porte déjà sur cet échantillon : il ne se retire plus."
            )
        recents = self.recents(controle)
        tires = tirage.tirer_par_strate(population, taille, graine, recents)
        lignes = [
            {"cle": cle, "dit": population[strate][cle], "strate": strate}
            for strate, cles in tires.items()
            for cle in cles
        ]
        nombre = sum(map(len, population.values()))
        valeurs = {"graine": graine, "taille": taille, "population": nombre, "lignes": lignes}
        valeurs["tire_le"] = aujourdhui()
        return self.update_or_create(controle=controle, defaults=valeurs)[0]

    def recents(self, controle):
        """Les clés des derniers contrôles de la même grille, au même endroit."""
        memes = self.filter(
            controle__departement=controle.departement_id,
            controle__questionnaire__code=controle.questionnaire.code,
            controle__site=controle.site_id,
            controle__service=controle.service_id,
            controle__date_debut__lt=controle.date_debut,
        )
        derniers = memes.order_by("-controle__date_debut")[:DERNIERS]
        return {cle for un in derniers for cle in un.references}


class Echantillon(models.Model):
    """Ce qu'un contrôle examine, tiré au hasard : la graine et la taille refont la même liste."""

    controle = models.OneToOneField(
        Controle, models.CASCADE, related_name="echantillon", verbose_name="contrôle"
    )
    graine = models.CharField(
        "graine", max_length=20, help_text="La même refait le même tirage : il se vérifie."
    )
    taille = models.PositiveSmallIntegerField("taille demandée")
    population = models.PositiveIntegerField("tirés parmi")
    lignes = models.JSONField("liste tirée", default=list)
    tire_le = models.DateField("tiré le", default=aujourdhui)

    history = HistoricalRecords()
    objects = EchantillonQuerySet.as_manager()

    class Meta:
        verbose_name = "échantillon"
        ordering = ["pk"]

    def __str__(self):
        return f"échantillon de {self.controle}"

    @property
    def references(self):
        return [ligne["cle"] for ligne in self.lignes]

    def exiger(self, objet):
        if objet not in self.references:
            raise ValidationError("Choisissez dans la liste tirée ce que vous relevez.")


class PageInternetQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def en_ligne(self):
        return self.filter(retiree=False)


class PageInternet(models.Model):
    """Une page du site internet dont la préfecture répond, à contrôler à son tour."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="pages_internet", verbose_name="département"
    )
    adresse = models.URLField("adresse", max_length=500)
    intitule = models.CharField("intitulé", max_length=200)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pages_internet",
        verbose_name="service qui la tient",
    )
    retiree = models.BooleanField("retirée du site", default=False)

    history = HistoricalRecords()
    objects = PageInternetQuerySet.as_manager()

    class Meta:
        verbose_name = "page internet"
        verbose_name_plural = "pages internet"
        ordering = ["intitule", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "adresse"],
                name="page_internet_unique",
                violation_error_message="Cette adresse est déjà dans l'inventaire.",
            )
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("enquetes:pageinternet_list")
