"""Les exports d'enquête qu'on sait déjà lire : livrés, ou gardés d'un import pour l'an prochain."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Departement, PerimetreQuerySet

PRESQUE_TOUS = 0.8  # part des titres connus qu'un export doit avoir pour être reconnu


class ExportConnuQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def pour(self, departement):
        """Ceux du département d'abord, puis ceux qui sont livrés."""
        siens = self.filter(Q(departement=departement) | Q(departement=None), retire=False)
        return siens.order_by(models.F("departement").asc(nulls_last=True), "-pk")

    def reconnaitre(self, departement, titres):
        """Celui dont presque tous les titres y sont, codes ôtés ; None sinon."""
        plats = {normaliser(titre) for titre in titres}
        return next((un for un in self.pour(departement) if un.convient(plats)), None)


class ExportConnu(models.Model):
    """Comment lire un export : les thèmes de ses questions, et à quoi elles se comparent."""

    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="exports_connus",
        verbose_name="département",
        help_text="Vide : livré avec l'application.",
    )
    cle = models.SlugField("clé", max_length=60)
    intitule = models.CharField("intitulé", max_length=200)
    questions = models.JSONField("questions", default=dict)
    themes = models.JSONField("thèmes", default=list)
    modalites = models.JSONField(
        "modalités", default=dict, help_text="Ce que veut dire chaque réponse, par question."
    )
    retire = models.BooleanField("retiré", default=False)

    history = HistoricalRecords()
    objects = ExportConnuQuerySet.as_manager()

    class Meta:
        verbose_name = "export connu"
        verbose_name_plural = "exports connus"
        ordering = ["intitule", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["departement", "cle"], name="export_connu_unique"),
            models.UniqueConstraint(
                fields=["cle"], condition=Q(departement=None), name="export_livre_unique"
            ),
        ]

    def __str__(self):
        return self.intitule

    def convient(self, titres):
        """`titres` : ceux de l'export, normalisés."""
        siens = {normaliser(dite["titre"]) for dite in self.questions.values()}
        return bool(siens) and len(siens & titres) >= PRESQUE_TOUS * len(siens)

    @property
    def dites(self):
        """« Q5 Courtoisie », normalisé → question comparable, vide pour ne pas lire la colonne."""
        return {
            normaliser(f"{nom} {une['titre']}"): une.get("repere") if une.get("lue", True) else ""
            for nom, une in self.questions.items()
            if "repere" in une
        }
