"""Les cellules d'une campagne : un service devant une exigence, ou devant un engagement entier."""

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from engagements import cotation
from engagements.models.contenu import Engagement, Exigence
from engagements.models.evaluation import Evaluation, EvaluationQuerySet


class AutoEvaluationQuerySet(EvaluationQuerySet):
    chemin_engagement = "exigence__engagement"
    champs_lies = ("exigence__code", "exigence__engagement_id")

    def vierges(self):
        return super().vierges().filter(version_cotation=0)

    def en_vigueur(self):
        return self.filter(exigence__retire=False)

    def par_service(self):
        """Service → (exigences évaluées, exigences), en une requête."""
        evaluees = Count("pk", filter=~Q(avis=Evaluation.Avis.NON_EVALUE))
        par_service = self.en_vigueur().order_by("service").values_list("service")
        comptes = par_service.annotate(evaluees=evaluees, exigences=Count("pk"))
        return {service: (n, total) for service, n, total in comptes}

    def cotations(self, le=None):
        """Engagement, service, avis, facultative, périmée ce jour-là de chaque exigence."""
        sans_ordre = self.en_vigueur().order_by()  # trier des milliers de lignes coûte
        return sans_ordre.avec_peremption(le).values_list(
            "exigence__engagement", "service", "avis", "exigence__facultative", "perimee"
        )


class AutoEvaluation(Evaluation):
    """L'avis d'un service sur une exigence ; la cotation de l'auditeur se tient à part."""

    class Cotation(models.TextChoices):
        CONFORME = "conforme", "conforme"
        PARTIEL = "partiel", "partiellement conforme"
        NON_CONFORME = "non_conforme", "non conforme"
        NON_APPLICABLE = "non_applicable", "non applicable"

        __empty__ = "non coté"

    exigence = models.ForeignKey(
        Exigence, models.PROTECT, related_name="autoevaluations", verbose_name="exigence"
    )
    cotation = models.CharField(
        "cotation de l'auditeur", max_length=20, choices=Cotation, blank=True
    )
    version_cotation = models.PositiveIntegerField("version", default=0, editable=False)

    objects = AutoEvaluationQuerySet.as_manager()

    class Meta(Evaluation.Meta):
        verbose_name = "auto-évaluation"
        ordering = ["exigence__ordre", "service_id", "pk"]
        permissions = [("coter_autoevaluation", "Peut coter au titre de l'audit")]
        constraints = [
            *Evaluation.Meta.constraints,
            models.UniqueConstraint(
                fields=["campagne", "exigence", "service"], name="autoevaluation_unique"
            ),
        ]

    def __str__(self):
        return f"Exigence {self.exigence.code}, {self.service}"

    def get_absolute_url(self):
        return reverse("engagements:autoevaluation_detail", args=[self.pk])

    def ecarterait_un_engagement_du(self):
        """Vrai si c'est la dernière exigence qui retient un engagement d'un module obligatoire."""
        if self.exigence.facultative or self.exigence.retire:
            return False
        soeurs = AutoEvaluation.objects.en_vigueur().filter(
            campagne=self.campagne_id,
            service=self.service_id,
            exigence__engagement=self.exigence.engagement_id,
            exigence__facultative=False,
        )
        retiennent = soeurs.exclude(pk=self.pk).exclude(avis=self.Avis.NON_APPLICABLE)
        return not retiennent.exists() and self.campagne.oblige(self.exigence.engagement.module)

    def synthese_et_origine(self):
        """L'avis de son engagement, et d'où vient celui qui est saisi : en une requête."""
        entier = "campagne__avisengagements"
        meme_engagement = {"service": self.service_id, "engagement": self.exigence.engagement_id}
        soeurs = AutoEvaluation.objects.filter(
            campagne=self.campagne_id,
            service=self.service_id,
            exigence__engagement=self.exigence.engagement_id,
            exigence__retire=False,
            **{f"{entier}__{champ}": cle for champ, cle in meme_engagement.items()},
        )
        lignes = soeurs.order_by().values_list(
            "avis", "exigence__facultative", f"{entier}__avis", f"{entier}__origine"
        )
        lues = list(lignes)
        if not lues:  # toutes ses exigences sont retirées du référentiel
            return self.de_l_engagement().synthese_et_origine()
        calcule = cotation.avis_engagement(
            ((avis, facultative) for avis, facultative, _, _ in lues),
            self.campagne.referentiel.pire,
        )
        return cotation.Synthese(calcule, lues[0][2]), lues[0][3]

    def de_l_engagement(self):
        """La réponse du même service sur l'engagement entier, qui a son écran."""
        cles = ("campagne", "service", "engagement", "avis", "origine")
        avis = AvisEngagement.objects.only(*cles).get(
            campagne=self.campagne_id,
            service=self.service_id,
            engagement=self.exigence.engagement_id,
        )
        avis.campagne = self.campagne  # déjà lue
        return avis


class AvisEngagementQuerySet(EvaluationQuerySet):
    def reponses(self, le=None):
        """Clé, engagement, service, avis, code, nom et site du service, périmée ; par site.

        `le` : le jour où se jugent les preuves.
        """
        return (
            self.avec_peremption(le)
            .order_by("service__site_id", "service_id", "engagement__ordre", "pk")
            .values_list(
                "pk",
                "engagement",
                "service",
                "avis",
                "service__code",
                "service__nom",
                "service__site__nom",
                "perimee",
            )
        )


class AvisEngagement(Evaluation):
    """L'avis saisi ou importé sur un engagement entier, quand ses exigences ne sont pas cotées."""

    class Origine(models.TextChoices):
        SAISI = "saisi", "saisi à l'écran"
        IMPORTE = "importe", "importé d'un classeur"

    engagement = models.ForeignKey(
        Engagement, models.PROTECT, related_name="avis", verbose_name="engagement"
    )
    origine = models.CharField(
        "origine", max_length=10, choices=Origine, default=Origine.SAISI, editable=False
    )

    objects = AvisEngagementQuerySet.as_manager()

    class Meta(Evaluation.Meta):
        verbose_name = "avis sur un engagement"
        verbose_name_plural = "avis sur les engagements"
        ordering = ["engagement__ordre", "service_id", "pk"]
        constraints = [
            *Evaluation.Meta.constraints,
            models.UniqueConstraint(
                fields=["campagne", "engagement", "service"], name="avisengagement_unique"
            ),
        ]

    def __str__(self):
        return f"Engagement {self.engagement.numero}, {self.service}"

    def get_absolute_url(self):
        return reverse("engagements:avisengagement_detail", args=[self.pk])

    def ecarterait_un_engagement_du(self):
        """Vrai si son non-applicable écarterait un engagement d'un module obligatoire."""
        return self.campagne.oblige(self.engagement.module)

    def exigences_evaluees(self):
        """Les réponses du service sur les exigences de cet engagement."""
        return AutoEvaluation.objects.filter(
            campagne=self.campagne_id,
            service=self.service_id,
            exigence__engagement=self.engagement_id,
        )

    def synthese(self):
        """L'avis que forment les exigences, à côté de celui qui est saisi."""
        cotations = self.exigences_evaluees().en_vigueur().order_by()
        calcule = cotation.avis_engagement(
            cotations.values_list("avis", "exigence__facultative"), self.campagne.referentiel.pire
        )
        return cotation.Synthese(calcule, self.avis)

    def synthese_et_origine(self):
        return self.synthese(), self.origine

    def ancienne(self):
        """La réponse du même service à la campagne d'avant, si celle-ci en reprend une."""
        if self.campagne.precedente_id is None:
            return None
        return self._d_avant(AvisEngagement).filter(engagement=self.engagement_id).first()

    def exigences_d_avant(self):
        """Exigence → réponse du même service à la campagne d'avant."""
        if self.campagne.precedente_id is None:
            return {}
        siennes = self._d_avant(AutoEvaluation).filter(exigence__engagement=self.engagement_id)
        return {cellule.exigence_id: cellule for cellule in siennes}

    def _d_avant(self, modele):
        return modele.objects.filter(
            campagne=self.campagne.precedente_id, service=self.service_id
        ).select_related("campagne")

    def voisins(self, agent):
        """Rang parmi les engagements que l'agent voit du service, précédent et suivant."""
        freres = AvisEngagement.objects.filter(campagne=self.campagne_id, service=self.service_id)
        visibles = freres.visibles_par(agent, "engagements.view_autoevaluation")
        cles = list(visibles.values_list("pk", flat=True))
        rang = cles.index(self.pk)
        return {
            "rang": rang + 1,
            "nombre": len(cles),
            "precedent": cles[rang - 1] if rang else None,
            "suivant": cles[rang + 1] if rang + 1 < len(cles) else None,
        }
