"""Ce qu'une enquête devient : des actions proposées, des résultats publiés."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from engagements import plan
from engagements.models import Action
from enquetes.models.campagnes import Enquete
from enquetes.models.questionnaires import ThemeQuestionnaire
from qualepref.socle.depot_public import code_au_hasard
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

LONGUEUR_DU_CODE = 8


class SuiteQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "enquete__departement"

    def decidees(self):
        """Celles dont l'action est au plan : ni proposée, ni refusée, ni abandonnée."""
        return self.exclude(action__etat__in=plan.HORS_TAUX)


class SuiteDEnquete(models.Model):
    """L'action proposée au plan parce qu'un thème d'une enquête n'atteint pas le seuil."""

    enquete = models.ForeignKey(
        Enquete, models.CASCADE, related_name="suites", verbose_name="enquête"
    )
    theme = models.ForeignKey(
        ThemeQuestionnaire, models.PROTECT, related_name="suites", verbose_name="thème"
    )
    action = models.ForeignKey(
        Action, models.CASCADE, related_name="suites_d_enquete", verbose_name="action"
    )

    objects = SuiteQuerySet.as_manager()

    class Meta:
        verbose_name = "suite d'une enquête"
        verbose_name_plural = "suites d'une enquête"
        ordering = ["enquete", "theme__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enquete", "theme"], name="suite_d_enquete_unique")
        ]

    def __str__(self):
        return f"{self.theme} : {self.action}"


class PublicationQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "enquete__departement"

    def en_vigueur(self):
        return self.filter(remplacee_par=None)

    def remplacables_par(self, enquete):
        """Celles de cette enquête, et celles des enquêtes d'avant du même genre."""
        memes = self.en_vigueur().filter(
            enquete__departement=enquete.departement_id,
            enquete__questionnaire__nature=enquete.questionnaire.nature,
            enquete__questionnaire__type_enquete=enquete.questionnaire.type_enquete,
        )
        return memes.filter(enquete__date_ouverture__lte=enquete.date_ouverture)

    @transaction.atomic
    def publier(self, enquete, chiffres, presentation, par):
        """Fige les chiffres ; la publication d'avant dit désormais qu'elle est remplacée."""
        Enquete.objects.select_for_update(of=("self",)).get(pk=enquete.pk).exiger_close()
        publication = self.create(
            enquete=enquete, chiffres=chiffres, presentation=presentation, publiee_par=par
        )
        anciennes = self.remplacables_par(enquete).exclude(pk=publication.pk)
        anciennes.update(remplacee_par=publication)
        return publication


class PublicationEnquete(models.Model):
    """Les résultats d'une enquête tels qu'ils ont été rendus publics un jour : figés."""

    enquete = models.ForeignKey(
        Enquete, models.PROTECT, related_name="publications", verbose_name="enquête"
    )
    code = models.SlugField("adresse courte", max_length=20, unique=True, editable=False)
    presentation = models.TextField(
        "présentation",
        blank=True,
        help_text="Ce que lit l'usager avant les chiffres : pourquoi l'enquête, ce qu'on en fait.",
    )
    chiffres = models.JSONField("chiffres", default=dict, editable=False)
    date_publication = models.DateField("publiée le", default=aujourdhui, editable=False)
    publiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="publiée par",
    )
    remplacee_par = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="remplacees",
        verbose_name="remplacée par",
    )

    retiree_le = models.DateField("retirée le", null=True, editable=False)
    motif_du_retrait = models.CharField(
        "motif du retrait",
        max_length=300,
        blank=True,
        help_text="Se lit sur la page publique, à la place des chiffres.",
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication d'une enquête"
        verbose_name_plural = "publications d'une enquête"
        ordering = ["-date_publication", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retiree_le=None, motif_du_retrait="")
                | (models.Q(retiree_le__isnull=False) & ~models.Q(motif_du_retrait="")),
                name="publication_retiree",
                violation_error_message="Dites pourquoi ces résultats se retirent.",
            )
        ]

    def __str__(self):
        return f"{self.enquete}, résultats publiés le {self.date_publication:%d/%m/%Y}"

    def save(self, *args, **kwargs):
        self.code = self.code or code_au_hasard(LONGUEUR_DU_CODE)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("enquetes:publication_detail", args=[self.pk])

    @property
    def chemin_public(self):
        return reverse("enquetes:resultats_publics", args=[self.code])

    @property
    def adresse_publique(self):
        return f"{settings.ADRESSE}{self.chemin_public}"

    @property
    def est_retiree(self):
        return self.retiree_le is not None

    @property
    def suivante(self):
        """Celle qui a pris sa place et se lit encore."""
        suite = self.remplacee_par
        while suite and suite.est_retiree:
            suite = suite.remplacee_par
        return suite

    def retirer(self, motif):
        """Ses chiffres ne se lisent plus nulle part ; l'adresse dit pourquoi, et vers où aller."""
        if self.est_retiree:
            raise ValidationError("Ces résultats sont déjà retirés.")
        self.retiree_le, self.motif_du_retrait = aujourdhui(), motif
        self.save(update_fields=["retiree_le", "motif_du_retrait"])
