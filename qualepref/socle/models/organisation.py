from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models.perimetre import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui


def encore_ouvert(le=None):
    """Ouvert ce jour-là, malgré une fermeture à venir ; « fermé le » est le premier jour fermé."""
    return Q(date_fin=None) | Q(date_fin__gt=le or aujourdhui())


PROFONDEUR_MAX = 5  # service racine du site, direction, bureau, pôle, section


class DepartementQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "pk"


class Departement(models.Model):
    """Un département, avec son calendrier de jours fériés et son profil de délais."""

    class Calendriers(models.TextChoices):
        METROPOLE = "metropole", "métropole"
        ALSACE_MOSELLE = "alsace-moselle", "Alsace-Moselle"
        GUADELOUPE = "guadeloupe", "Guadeloupe"
        MARTINIQUE = "martinique", "Martinique"
        GUYANE = "guyane", "Guyane"
        LA_REUNION = "la-reunion", "La Réunion"
        MAYOTTE = "mayotte", "Mayotte"
        SAINT_BARTHELEMY = "saint-barthelemy", "Saint-Barthélemy"
        SAINT_MARTIN = "saint-martin", "Saint-Martin"

    code = models.CharField("code", max_length=3, unique=True)
    nom = models.CharField("nom", max_length=100)
    calendrier = models.CharField(
        "calendrier des jours fériés",
        max_length=20,
        choices=Calendriers,
        default=Calendriers.METROPOLE,
    )
    profil_delais = models.SlugField("profil de délais", max_length=50, default="defaut")

    history = HistoricalRecords()
    objects = DepartementQuerySet.as_manager()

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self):
        return f"{self.nom} ({self.code})"

    def get_absolute_url(self):
        return reverse("socle:organisation")


class SiteQuerySet(PerimetreQuerySet):
    chemin_perimetre = "services"
    chemin_site = "pk"
    chemin_departement = "departement"

    def visibles_par(self, agent, permission=None):
        return super().visibles_par(agent, permission).distinct()


class Site(models.Model):
    """Un lieu qui reçoit des usagers : préfecture, sous-préfecture ou annexe."""

    class Type(models.TextChoices):
        PREFECTURE = "prefecture", "préfecture"
        SOUS_PREFECTURE = "sous_prefecture", "sous-préfecture"
        ANNEXE = "annexe", "annexe"

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="sites", verbose_name="département"
    )
    code = models.CharField("code", max_length=20)
    nom = models.CharField("nom", max_length=120)
    type = models.CharField("type", max_length=20, choices=Type)
    alias = models.JSONField("autres noms", default=list, blank=True)

    history = HistoricalRecords()
    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = "site"
        ordering = ["departement", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "code"],
                name="site_unique",
                violation_error_message="Ce code de site est déjà pris dans le département.",
            )
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return f"{reverse('socle:organisation')}#site-{self.pk}"

    def nommer_sa_racine(self):
        """Ouvre le service racine du site ou le renomme : ses bureaux s'y rattachent."""
        noms = {"nom": self.nom, "code": self.code}
        Service.objects.update_or_create(site=self, parent=None, defaults=noms)


class ServiceQuerySet(PerimetreQuerySet):
    chemin_perimetre = "pk"
    chemin_site = "site"
    chemin_departement = "site__departement"

    def sous(self, identifiants):
        """Les services donnés et tous ceux qu'ils contiennent."""
        condition = Q(pk__in=identifiants)
        chemin = "parent"
        for _ in range(PROFONDEUR_MAX - 1):
            condition |= Q(**{f"{chemin}__in": identifiants})
            chemin += "__parent"
        return self.filter(condition)

    def actifs(self):
        """Ceux dont aucune fermeture n'est dite."""
        return self.filter(date_fin=None)

    def ouverts(self, le=None):
        return self.filter(encore_ouvert(le))

    def employables(self, *, le=None, garder=None):
        """Ce qu'un formulaire propose : les services ouverts ce jour-là, et celui de la fiche."""
        return self.filter(encore_ouvert(le) | Q(pk=garder))

    def sans_correspondant(self, le):
        """Services actifs, hors racines de site, que personne ne suit à la date donnée."""
        suivis = Q(
            designations__fonction="correspondant_qualite", designations__date_debut__lte=le
        ) & (Q(designations__date_fin=None) | Q(designations__date_fin__gte=le))
        return self.actifs().exclude(parent=None).exclude(pk__in=self.filter(suivis).values("pk"))


class Service(models.Model):
    """Une direction, un bureau ou un pôle ; chaque site a un service racine à son nom."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="services", verbose_name="site")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enfants",
        verbose_name="service de rattachement",
    )
    code = models.CharField("code", max_length=20)
    nom = models.CharField("nom", max_length=120)
    alias = models.JSONField(
        "autres noms",
        default=list,
        blank=True,
        help_text="Autres écritures rencontrées dans les classeurs des services.",
    )
    date_fin = models.DateField("fermé le", null=True, blank=True)

    history = HistoricalRecords()
    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "service"
        ordering = ["site", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "code"],
                name="service_unique",
                violation_error_message="Ce code de service est déjà pris sur ce site.",
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(parent=None),
                name="service_racine_unique",
                violation_error_message="Ce site a déjà son service racine.",
            ),
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("socle:service_detail", args=[self.pk])

    def clean(self):
        if self.parent_id is None:
            return
        if self.site_id and self.parent.site_id != self.site_id:
            raise ValidationError({"parent": "Le service de rattachement est sur un autre site."})
        if self.pk and self in self.parent.lignee():
            raise ValidationError(
                {"parent": "Un service ne peut pas être rattaché à lui-même ou à l'un des siens."}
            )
        if len(self.parent.lignee()) >= PROFONDEUR_MAX:
            raise ValidationError(
                {"parent": f"L'arbre des services s'arrête à {PROFONDEUR_MAX} niveaux."}
            )

    def est_ouvert(self, le=None):
        return Service.objects.ouverts(le).contains(self)

    @property
    def est_racine(self):
        return self.parent_id is None

    def porte_le_nom(self, nom):
        """Son nom, son code ou l'un de ses autres noms, à la casse et aux accents près."""
        return normaliser(nom) in map(normaliser, (self.nom, self.code, *self.alias))

    def lignee(self):
        """Le service puis ceux qui le contiennent, jusqu'à la racine du site."""
        lignee, courant = [], self
        while courant is not None and courant not in lignee:
            lignee.append(courant)
            courant = courant.parent
        return lignee
