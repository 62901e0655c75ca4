import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from pilotage.mouvements import mouvements
from qualepref.socle.models import Departement, PerimetreQuerySet
from qualepref.socle.periodes import Genre, Periode, PeriodeIllisible
from qualepref.socle.temps import maintenant


class EditionQuerySet(PerimetreQuerySet):
    """Ce que tableaux de bord et bilans partagent : un brouillon ne se montre qu'à son auteur."""

    chemin_perimetre = None
    chemin_departement = "departement"
    permission_brouillon = ""

    def visibles_par(self, agent, permission=None):
        visibles = super().visibles_par(agent, permission)
        if agent.is_superuser:
            return visibles
        a_moi = super().visibles_par(agent, self.permission_brouillon)
        return visibles.filter(Q(etat="publie") | Q(pk__in=a_moi.values("pk")))

    def publies(self):
        return self.filter(etat="publie")

    def publies_au(self, le):
        """Publiés ce jour-là au plus tard."""
        return self.publies().filter(publie_le__date__lte=le)

    def joignables_au(self, le):
        """Publiés, et dont le PDF est fait."""
        return self.publies_au(le).exclude(pdf="")

    def brouillons(self):
        return self.filter(etat="brouillon")


def attacher_pdf(edition, fichier):
    """Garde le PDF d'une édition publiée ; rejoué, remplace le même fichier."""
    if not edition.est_publie or edition.pdf:
        return
    nom = edition.pdf.field.generate_filename(edition, fichier.nom)
    edition.pdf.storage.delete(nom)
    edition.pdf.save(nom.rpartition("/")[2], ContentFile(fichier.octets), save=False)
    edition.empreinte = hashlib.sha256(fichier.octets).hexdigest()
    edition.save(update_fields=["pdf", "empreinte"])


class TableauDeBordQuerySet(EditionQuerySet):
    permission_brouillon = "pilotage.change_tableaudebord"

    def derniere_edition(self, departement, trimestre):
        """La plus récente du trimestre, publiée ou non ; None s'il n'en a pas."""
        return self.filter(departement=departement, trimestre=trimestre).first()


def valider_trimestre(cle):
    try:
        periode = Periode.lire(cle)
    except PeriodeIllisible as faute:
        raise ValidationError(str(faute)) from None
    if periode.genre is not Genre.TRIMESTRE:
        raise ValidationError(f"« {cle} » n'est pas un trimestre : écrire 2022-T4.")


class TableauDeBord(models.Model):
    """Les indicateurs d'un département pour un trimestre, figés à chaque édition publiée."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        PUBLIE = "publie", "publié"

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="tableaux_de_bord", verbose_name="département"
    )
    trimestre = models.CharField("trimestre", max_length=7, validators=[valider_trimestre])
    edition = models.PositiveSmallIntegerField("édition", default=1, editable=False)
    motif = models.CharField(
        "motif de la nouvelle édition",
        max_length=300,
        blank=True,
        help_text="Ce qui a fait corriger des chiffres publiés ; il se lit en tête de l'édition.",
    )
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.BROUILLON)
    commentaire = models.TextField(
        "commentaire",
        blank=True,
        help_text="Ce que le comité de pilotage doit retenir du trimestre.",
    )
    donnees = models.JSONField("données", default=dict, editable=False)
    calcule_le = models.DateTimeField("calculé le", null=True, editable=False)
    publie_le = models.DateTimeField("publié le", null=True, editable=False)
    publie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="publié par",
    )
    pdf = models.FileField("PDF publié", upload_to="tableaux-de-bord/", blank=True, editable=False)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["donnees"])
    objects = TableauDeBordQuerySet.as_manager()

    class Meta:
        verbose_name = "tableau de bord"
        verbose_name_plural = "tableaux de bord"
        ordering = ["-trimestre", "departement", "-edition"]
        permissions = [("publier_tableaudebord", "Peut publier un tableau de bord")]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "trimestre", "edition"],
                name="tableau_de_bord_unique",
                violation_error_message="Ce trimestre a déjà son tableau de bord.",
            ),
            models.CheckConstraint(
                condition=Q(edition=1, motif="") | (Q(edition__gt=1) & ~Q(motif="")),
                name="tableau_de_bord_motif",
                violation_error_message="Dites pourquoi ce tableau de bord a une autre édition.",
            ),
        ]

    def __str__(self):
        suite = f", édition {self.edition}" if self.edition > 1 else ""
        return f"Tableau de bord {self.trimestre}{suite}"

    def get_absolute_url(self):
        return reverse("pilotage:tableaudebord_detail", args=[self.pk])

    @property
    def periode(self):
        return Periode.lire(self.trimestre)

    @property
    def est_publie(self):
        return self.etat == self.Etat.PUBLIE

    @property
    def est_calcule(self):
        return bool(self.donnees)

    @cached_property
    def autres_editions(self):
        """Celles du même trimestre, la plus récente d'abord, sans leurs chiffres."""
        autres = TableauDeBord.objects.exclude(pk=self.pk).defer("donnees")
        return list(autres.filter(departement=self.departement_id, trimestre=self.trimestre))

    @property
    def suivante(self):
        """L'édition publiée qui l'a remplacée ; None si elle vaut encore."""
        return next((une for une in self.autres_editions if self._est_corrigee_par(une)), None)

    def _est_corrigee_par(self, autre):
        return autre.est_publie and autre.edition > self.edition

    @property
    def mouvements(self):
        """Ce qui a bougé depuis l'édition d'avant : figé si elle est publiée, sinon du jour."""
        if self.edition == 1 or not self.est_calcule:
            return []
        if self.est_publie:
            return self.donnees["mouvements"]
        avant = TableauDeBord.objects.get(
            departement=self.departement_id, trimestre=self.trimestre, edition=self.edition - 1
        )
        return mouvements(avant.donnees, self.donnees | {"commentaire": self.commentaire})

    @property
    def donnees_montrees(self):
        """Les chiffres, le commentaire, et ce qui a bougé depuis l'édition d'avant."""
        if self.est_publie:
            return self.donnees
        return self.donnees | {
            "commentaire": self.commentaire,
            "edition": self.edition,
            "motif": self.motif,
            "mouvements": self.mouvements,
        }

    def garder(self, donnees):
        """Range les chiffres calculés, sauf si le tableau est publié : il est alors figé."""
        if self.est_publie:
            raise ValidationError("Ce tableau de bord est publié : ses chiffres ne changent plus.")
        self.donnees = donnees | self._nommer(donnees)
        self.calcule_le = maintenant()
        self.save(update_fields=["donnees", "calcule_le"])

    def _nommer(self, donnees):
        """Deux éditions n'ont ni le même titre ni le même nom de fichier."""
        if self.edition == 1:
            return {}
        return {
            "titre": f"{donnees['titre']}, édition {self.edition}",
            "nom_de_fichier": f"{donnees['nom_de_fichier']}-edition-{self.edition}",
        }

    def empechement(self):
        """Ce qui empêche de publier, en une phrase ; vide si rien ne l'empêche."""
        if self.est_publie:
            return "Ce tableau de bord est déjà publié."
        if not self.est_calcule:
            return "Calculez d'abord les chiffres de ce tableau de bord."
        if self.edition > 1 and not self.mouvements:
            return f"Rien n'a bougé depuis l'édition {self.edition - 1} : elle vaut encore."
        return ""

    def empechement_de_reediter(self):
        """Ce qui empêche d'ouvrir une édition de plus, en une phrase ; vide si rien."""
        if not self.est_publie:
            return "Ce tableau de bord n'est pas publié : il se corrige tel quel."
        if any(une.edition > self.edition for une in self.autres_editions):
            return f"L'édition {self.edition + 1} existe déjà : c'est elle qui se corrige."
        return ""

    def reediter(self, motif):
        """Ouvre l'édition suivante, en brouillon ; celle-ci ne change pas et reste lisible."""
        if empechement := self.empechement_de_reediter():
            raise ValidationError(empechement)
        return TableauDeBord.objects.create(
            departement_id=self.departement_id,
            trimestre=self.trimestre,
            edition=self.edition + 1,
            motif=motif,
            commentaire=self.commentaire,
        )

    def publier(self, par):
        """Fige les chiffres affichés et les montre au comité de pilotage."""
        if empechement := self.empechement():
            raise ValidationError(empechement)
        self.donnees = self.donnees_montrees
        self.etat = self.Etat.PUBLIE
        self.publie_le = maintenant()
        self.publie_par = par
        self.save(update_fields=["etat", "publie_le", "publie_par", "donnees"])
