"""Les faits locaux dont dépend ce qui s'applique, répondus pour une campagne."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from engagements.models.campagne import Campagne
from engagements.models.referentiel import Condition
from qualepref.socle.models import PerimetreQuerySet, Site


class ReponseConditionQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "campagne__departement"

    def d_avant(self, campagne):
        """Celles des campagnes antérieures du même référentiel, la plus récente en dernier."""
        return self.filter(
            campagne__departement=campagne.departement_id,
            campagne__referentiel=campagne.referentiel_id,
            campagne__date_debut__lt=campagne.date_debut,
        ).order_by("campagne__date_debut", "campagne_id")

    def des_sites_de(self, campagne):
        """Celles qui parlent d'un site de la campagne, ou de toute la préfecture."""
        sites = campagne.perimetres().values("service__site")
        return self.filter(Q(site=None) | Q(site__in=sites), condition__retire=False)


class ReponseCondition(models.Model):
    """La réponse d'un site, ou de toute la préfecture, à une question d'applicabilité."""

    campagne = models.ForeignKey(
        Campagne, models.CASCADE, related_name="reponses_conditions", verbose_name="campagne"
    )
    condition = models.ForeignKey(
        Condition, models.PROTECT, related_name="reponses", verbose_name="question"
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reponses_conditions",
        verbose_name="site",
        help_text="Vide : pour toute la préfecture.",
    )
    reponse = models.BooleanField("réponse")
    motif = models.CharField("précision", max_length=300, blank=True)
    reprise_de = models.ForeignKey(
        Campagne,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="reponses_prises_ailleurs",
        verbose_name="reprise de",
        help_text="La campagne d'où elle vient, tant que personne ne l'a confirmée.",
    )

    history = HistoricalRecords()
    objects = ReponseConditionQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse à une question d'applicabilité"
        verbose_name_plural = "réponses aux questions d'applicabilité"
        ordering = ["condition__ordre", "site_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "condition", "site"], name="reponsecondition_unique"
            ),
            models.UniqueConstraint(
                fields=["campagne", "condition"],
                condition=Q(site=None),
                name="reponsecondition_prefecture_unique",
            ),
        ]

    def __str__(self):
        return f"{self.condition} {'oui' if self.reponse else 'non'}"

    def get_absolute_url(self):
        return self.campagne.get_absolute_url()
