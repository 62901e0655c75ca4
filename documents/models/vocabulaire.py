"""Le vocabulaire de la base documentaire : des données, que seul le fichier chargé change."""

from django.core.cache import cache
from django.db import models
from simple_history.models import HistoricalRecords

from qualepref.socle.models import CommunQuerySet


class Vocable(models.Model):
    """Un mot du vocabulaire documentaire ; retiré du fichier, il reste lisible."""

    cle = models.SlugField("clé", max_length=60, unique=True)
    libelle = models.CharField("libellé", max_length=150)
    ordre = models.PositiveSmallIntegerField("rang", default=0)
    retire = models.BooleanField("retiré du vocabulaire", default=False)

    history = HistoricalRecords(inherit=True)
    objects = CommunQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["ordre", "pk"]

    def __str__(self):
        return self.libelle


class FamilleDocument(Vocable):
    """Regroupement de types : pilotage, procédures, modèles…"""

    class Meta(Vocable.Meta):
        verbose_name = "famille de documents"
        verbose_name_plural = "familles de documents"


class Etiquette(Vocable):
    """Précision facultative, qui distingue dans un type le document qu'une exigence attend."""

    class Meta(Vocable.Meta):
        verbose_name = "étiquette"


CACHE_CANAUX = "canaux-de-diffusion"


class CanalDiffusionQuerySet(CommunQuerySet):
    def en_choix(self) -> list[tuple[str, str]]:
        """(clé, libellé) des canaux en vigueur, dans leur ordre ; gardés une minute."""
        return cache.get_or_set(CACHE_CANAUX, self._lire_les_choix, 60)

    def _lire_les_choix(self):
        return list(self.filter(retire=False).values_list("cle", "libelle"))


class CanalDiffusion(Vocable):
    """Un endroit où un document est accessible, et pour qui."""

    class Public(models.TextChoices):
        AGENTS = "agents", "agents"
        USAGERS = "usagers", "usagers"
        MEMBRES = "membres", "membres d'une instance"

    public = models.CharField("public", max_length=20, choices=Public)
    statut = models.CharField("statut", max_length=20)

    objects = CanalDiffusionQuerySet.as_manager()

    class Meta(Vocable.Meta):
        verbose_name = "canal de diffusion"
        verbose_name_plural = "canaux de diffusion"


CACHE_LIBELLES = "libelles-des-types-de-documents"
CACHE_FAMILLES = "types-de-documents-par-famille"
CACHES = (CACHE_CANAUX, CACHE_FAMILLES, CACHE_LIBELLES)


class TypeDocumentQuerySet(CommunQuerySet):
    def libelles(self) -> dict[str, str]:
        """Code → libellé des types, « etiquette:clé » → celui des étiquettes ; gardé une minute."""
        return cache.get_or_set(CACHE_LIBELLES, self._lire_les_libelles, 60)

    def par_famille(self) -> dict[str, list]:
        """Famille → [(code, libellé)] des types en vigueur, dans leur ordre ; gardé une minute."""
        return cache.get_or_set(CACHE_FAMILLES, self._lire_les_familles, 60)

    def _lire_les_familles(self):
        lus = self.filter(retire=False).order_by("famille__ordre", "ordre", "pk")
        familles: dict[str, list] = {}
        for famille, cle, libelle in lus.values_list("famille__libelle", "cle", "libelle"):
            familles.setdefault(famille, []).append((cle, libelle))
        return familles

    def _lire_les_libelles(self):
        etiquettes = Etiquette.objects.values_list("cle", "libelle")
        types = dict(self.values_list("cle", "libelle"))
        return types | {f"etiquette:{cle}": libelle for cle, libelle in etiquettes}


class TypeDocument(Vocable):
    """Un genre de document de la base : durée de validité, relecture, diffusion attendue."""

    famille = models.ForeignKey(
        FamilleDocument, models.PROTECT, related_name="types", verbose_name="famille"
    )
    prefixe = models.CharField("préfixe", max_length=5)
    validite_mois = models.PositiveSmallIntegerField("validité (mois)", null=True, blank=True)
    revue_mois = models.PositiveSmallIntegerField("relecture (mois)", null=True, blank=True)
    preavis_jours = models.PositiveSmallIntegerField("préavis (jours)", default=0)
    canaux = models.ManyToManyField(
        CanalDiffusion, related_name="types", verbose_name="canaux de diffusion"
    )
    donnees_personnelles = models.BooleanField("données personnelles", default=False)
    statut_durees = models.CharField("statut des durées", max_length=20)

    objects = TypeDocumentQuerySet.as_manager()

    class Meta(Vocable.Meta):
        verbose_name = "type de document"
        verbose_name_plural = "types de documents"
        constraints = [
            models.UniqueConstraint(
                fields=["prefixe"],
                condition=models.Q(retire=False),
                name="type_document_prefixe_unique",
            ),
        ]
