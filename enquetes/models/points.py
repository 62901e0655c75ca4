"""Où l'on répond, par quel moyen, et combien de réponses on y attend."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from qualepref.socle.depot_public import code_au_hasard
from qualepref.socle.models import Lieu, PerimetreQuerySet, Site

DEJA = "Ce point de collecte existe déjà."
LONGUEUR_DU_CODE = 8  # 27 ** 8 : 280 milliards d'adresses courtes


class Mode(models.TextChoices):
    """Par quoi une réponse est venue."""

    LIEN = "lien", "lien internet"
    CODE_QR = "code_qr", "code QR"
    TABLETTE = "tablette", "tablette"
    PAPIER = "papier", "papier saisi"
    TELEPHONE = "telephone", "téléphone"
    FICHIER = "fichier", "fichier importé"


PUBLICS = frozenset({Mode.LIEN, Mode.CODE_QR, Mode.TABLETTE})
SAISIS = frozenset({Mode.PAPIER, Mode.TELEPHONE})


class PointDeCollecteQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "enquete__departement"

    def ouverts(self):
        return self.filter(ferme=False)

    def publics(self):
        return self.filter(mode__in=PUBLICS)

    def a_saisir(self, enquetes):
        """Papier et téléphone de ces enquêtes."""
        return self.ouverts().filter(mode__in=SAISIS, enquete__in=enquetes)

    def avec_comptes(self):
        return self.annotate(nombre_reponses=Count("reponses")).order_by(*self.model._meta.ordering)


class PointDeCollecte(models.Model):
    """Un endroit où l'on répond, par un moyen, sous une adresse courte ; et ce qu'on y attend."""

    enquete = models.ForeignKey(
        "enquetes.Enquete", models.CASCADE, related_name="points", verbose_name="enquête"
    )
    mode = models.CharField("moyen", max_length=10, choices=Mode)
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points_de_collecte",
        verbose_name="site",
    )
    lieu = models.ForeignKey(
        Lieu,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points_de_collecte",
        verbose_name="lieu",
    )
    code = models.SlugField("adresse courte", max_length=20, unique=True, editable=False)
    cible = models.PositiveIntegerField(
        "réponses attendues", null=True, blank=True, help_text="Taille visée de l'échantillon."
    )
    plafond_du_jour = models.PositiveIntegerField(
        "réponses par jour au plus", default=500, help_text="Au-delà, le formulaire se ferme."
    )
    ferme = models.BooleanField("fermé", default=False)

    history = HistoricalRecords()
    objects = PointDeCollecteQuerySet.as_manager()

    class Meta:
        verbose_name = "point de collecte"
        verbose_name_plural = "points de collecte"
        ordering = ["enquete", "site", "mode", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquete", "mode", "lieu"],
                name="point_de_collecte_du_lieu",
                violation_error_message=DEJA,
            ),
            models.UniqueConstraint(
                fields=["enquete", "mode", "site"],
                condition=Q(lieu=None),
                name="point_de_collecte_du_site",
                violation_error_message=DEJA,
            ),
            models.UniqueConstraint(
                fields=["enquete", "mode"],
                condition=Q(site=None),
                name="point_de_collecte_partout",
                violation_error_message=DEJA,
            ),
            models.CheckConstraint(
                condition=Q(lieu=None) | Q(site__isnull=False),
                name="point_de_collecte_lieu",
                violation_error_message="Dites le site de ce lieu.",
            ),
        ]

    def __str__(self):
        endroit = self.lieu or self.site
        return f"{self.get_mode_display()}, {endroit}" if endroit else self.get_mode_display()

    def save(self, *args, **kwargs):
        self.code = self.code or code_au_hasard(LONGUEUR_DU_CODE)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return f"{self.enquete.get_absolute_url()}#points"

    def clean(self):
        if self.lieu_id and self.lieu.site_id != self.site_id:
            raise ValidationError({"lieu": "Ce lieu est sur un autre site."})
        if self.site_id and self.site.departement_id != self.enquete.departement_id:
            raise ValidationError({"site": "Ce site est dans un autre département."})

    @property
    def chemin_public(self):
        """Une tablette s'ouvre d'elle-même en plein écran."""
        page = "tablette" if self.mode == Mode.TABLETTE else "formulaire"
        return reverse(f"recueil:{page}", args=[self.code])

    def fermer(self):
        self._ouvrir_ou_fermer(ferme=True)

    def rouvrir(self):
        self._ouvrir_ou_fermer(ferme=False)

    def _ouvrir_ou_fermer(self, ferme):
        if self.enquete.etat == self.enquete.Etat.CLOSE:
            raise ValidationError("Cette enquête est close : ses points ne changent plus.")
        self.ferme = ferme
        self.save(update_fields=["ferme"])

    @property
    def est_public(self):
        return self.mode in PUBLICS

    @property
    def endroit(self):
        return self.lieu or self.site or "Partout"

    @property
    def est_saisi(self):
        """Ses réponses se tapent ici, une fiche ou un appel après l'autre."""
        return self.mode in SAISIS
