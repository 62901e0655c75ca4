"""Les réponses des usagers : rien n'y dit de qui elles viennent, ni dans quel ordre.

Clés tirées au hasard, pas d'historique, pas d'heure ; le jeton d'un envoi, qui empêche de
l'enregistrer deux fois, vit à part et se détruit à la clôture.
"""

from uuid import uuid4

from django.db import IntegrityError, models
from django.db.models import Q

from enquetes.models.campagnes import Enquete
from enquetes.models.points import Mode, PointDeCollecte
from enquetes.models.questions import Choix, Question
from qualepref.socle.models import PerimetreQuerySet, Site
from qualepref.socle.temps import aujourdhui


class ReponseQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "enquete__departement"


class Reponse(models.Model):
    """Ce qu'une personne a répondu, sans rien qui la désigne."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enquete = models.ForeignKey(
        Enquete, models.PROTECT, related_name="reponses", verbose_name="enquête"
    )
    point = models.ForeignKey(
        PointDeCollecte,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # celui du plafond commence par lui
        related_name="reponses",
        verbose_name="point de collecte",
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reponses",
        verbose_name="site",
    )
    mode = models.CharField("moyen", max_length=10, choices=Mode)
    langue = models.CharField("langue", max_length=5, default="fr")
    jour = models.DateField("jour", default=aujourdhui)

    objects = ReponseQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["enquete", "site", "mode"], name="reponse_enquete"),
            models.Index(fields=["point", "jour"], name="reponse_plafond"),
        ]

    def __str__(self):
        return f"réponse du {self.jour:%d/%m/%Y}"


class Valeur(models.Model):
    """La réponse à une question : un choix coché, un texte ou un nombre."""

    pk = models.CompositePrimaryKey("reponse", "question", "rang")
    reponse = models.ForeignKey(
        Reponse, models.CASCADE, related_name="valeurs", verbose_name="réponse"
    )
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="valeurs", verbose_name="question"
    )
    rang = models.PositiveSmallIntegerField(
        "rang", default=0, help_text="De 0 à n pour plusieurs choix d'une même question."
    )
    enquete = models.ForeignKey(
        Enquete, models.PROTECT, related_name="valeurs", verbose_name="enquête"
    )
    choix = models.ForeignKey(
        Choix,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="valeurs",
        verbose_name="choix",
    )
    texte = models.TextField("texte", blank=True)
    nombre = models.DecimalField("nombre", max_digits=13, decimal_places=3, null=True, blank=True)

    class Meta:
        verbose_name = "valeur"
        indexes = [models.Index(fields=["enquete", "question", "choix"], name="valeur_decompte")]
        constraints = [
            models.CheckConstraint(
                condition=Q(choix__isnull=False, texte="", nombre=None)
                | (Q(choix=None) & ~Q(texte=""))
                | Q(choix=None, texte="", nombre__isnull=False),
                name="valeur_une_seule",
                violation_error_message="Une valeur est un choix, un texte ou un nombre.",
            )
        ]

    def __str__(self):
        return str(self.choix or self.texte or self.nombre)


class JetonDejaRecu(ValueError):
    """Cet envoi est déjà entré : la transaction qui le recevait n'a plus rien à écrire."""


class JetonRecuQuerySet(models.QuerySet):
    def recevoir(self, jeton, enquete):
        """Le premier geste d'une transaction. Lève JetonDejaRecu, qui doit l'annuler."""
        try:
            self.create(jeton=jeton, enquete=enquete)
        except IntegrityError as double:
            raise JetonDejaRecu(jeton) from double


class JetonRecu(models.Model):
    """Le jeton d'un formulaire déjà reçu : rien ne le relie à sa réponse."""

    jeton = models.UUIDField(primary_key=True)
    enquete = models.ForeignKey(
        Enquete, models.CASCADE, related_name="jetons", verbose_name="enquête"
    )

    objects = JetonRecuQuerySet.as_manager()

    class Meta:
        verbose_name = "jeton reçu"
        verbose_name_plural = "jetons reçus"
        ordering = ["pk"]

    def __str__(self):
        return f"jeton reçu de {self.enquete}"
