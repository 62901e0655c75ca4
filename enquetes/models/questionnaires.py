"""Les questionnaires : ce qu'on demande, dans une version qui ne change plus dès qu'on y répond."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements.models import Referentiel
from engagements.models.referentiel import Statut
from enquetes import affichage
from enquetes.depouillement import Seuils
from enquetes.langues import FRANCAIS, en_langue
from enquetes.models.phrases import DuQuestionnaireQuerySet, QuestionnaireQuerySet
from enquetes.models.rangs import Rangee, numeroter
from qualepref.socle.models import Departement
from qualepref.socle.temps import maintenant

D_ORIGINE = Seuils()
PROPORTION = [MinValueValidator(0), MaxValueValidator(1)]
SANS_RETOUR = "On a déjà répondu à ce questionnaire : copiez-le pour le changer."
LIVRE = "Ce questionnaire est livré avec l'application : copiez-le pour le changer."


class Questionnaire(models.Model):
    """Ce qu'on demande aux usagers, ou ce que relève un contrôle, dans une version numérotée."""

    class Nature(models.TextChoices):
        SATISFACTION = "satisfaction", "enquête de satisfaction"
        MYSTERE = "mystere", "enquête mystère"
        GRILLE = "grille", "grille de contrôle"

    class Portee(models.TextChoices):
        PREFECTURE = "prefecture", "toute la préfecture"
        SITE = "site", "un site"
        SERVICE = "service", "un service"

    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questionnaires",
        verbose_name="département",
        help_text="Vide : livré avec l'application.",
    )
    code = models.SlugField("code", max_length=60)
    version = models.CharField("version", max_length=20)
    intitule = models.CharField("intitulé", max_length=200)
    nature = models.CharField("nature", max_length=20, choices=Nature)
    type_enquete = models.SlugField("type d'enquête", max_length=60, blank=True)
    statut = models.CharField("statut", max_length=20, choices=Statut, default=Statut.PROPOSE)
    referentiel = models.ForeignKey(
        Referentiel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questionnaires",
        verbose_name="référentiel",
    )
    langues = models.JSONField("langues", default=list)
    textes = models.JSONField(
        "textes", default=dict, help_text="Introduction, conclusion et consignes, par langue."
    )
    portee = models.CharField("portée", max_length=20, choices=Portee, default=Portee.PREFECTURE)
    unite = models.CharField("ce qu'on relève", max_length=100, blank=True)
    periodicite_mois = models.PositiveSmallIntegerField("tous les … mois", null=True, blank=True)
    duree_minutes = models.PositiveSmallIntegerField("durée en minutes", null=True, blank=True)
    realise_par = models.CharField("réalisé par", max_length=200, blank=True)
    consignes = models.JSONField(
        "consignes", default=dict, help_text="Mode opératoire, règles, champs relevés, échantillon."
    )
    seuil_satisfaction = models.FloatField(
        "seuil de satisfaction",
        default=D_ORIGINE.satisfaction,
        validators=PROPORTION,
        help_text="En proportion ; sous ce seuil, un thème propose une action.",
    )
    montrer_a_partir_de = models.PositiveSmallIntegerField(
        "montrer à partir de",
        default=D_ORIGINE.montrer,
        help_text="Réponses exprimées ; en dessous, le chiffre est masqué.",
    )
    juger_a_partir_de = models.PositiveSmallIntegerField(
        "juger à partir de",
        default=D_ORIGINE.juger,
        help_text="Réponses exprimées ; en dessous, ni verdict ni action.",
    )
    retire = models.BooleanField("retiré", default=False)
    gele_le = models.DateTimeField("gelé le", null=True, editable=False)
    copie_de = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="copies",
        verbose_name="copie de",
    )

    history = HistoricalRecords()
    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "questionnaire"
        ordering = ["intitule", "-version", "pk"]
        permissions = [("copier_questionnaire", "Peut copier un questionnaire")]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "code", "version"],
                name="questionnaire_version_unique",
                violation_error_message="Cette version de ce questionnaire existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["code", "version"],
                condition=Q(departement=None),
                name="questionnaire_livre_unique",
                violation_error_message="Cette version de ce questionnaire est déjà livrée.",
            ),
            models.CheckConstraint(
                condition=Q(juger_a_partir_de__gte=F("montrer_a_partir_de")),
                name="questionnaire_seuils",
                violation_error_message="On ne juge pas un chiffre qu'on ne montre pas.",
            ),
        ]

    def __str__(self):
        return f"{self.intitule} ({self.version})"

    def get_absolute_url(self):
        return reverse("enquetes:questionnaire_detail", args=[self.pk])

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Les questions d'abord : elles tiennent leurs thèmes, leurs échelles, leurs conditions."""
        self.questions.update(condition=None, condition_choix=[])
        self.questions.all().delete()
        return super().delete(*args, **kwargs)

    @property
    def est_gele(self):
        return self.gele_le is not None

    @property
    def est_livre(self):
        return self.departement_id is None

    @property
    def est_modifiable(self):
        return not (self.est_gele or self.est_livre)

    @property
    def referentiel_suivi(self):
        """Le sien ; à défaut, pour un questionnaire du département, celui que suit sa démarche."""
        if self.referentiel or self.est_livre:
            return self.referentiel
        return Referentiel.objects.suivi_par(self.departement)

    @property
    def etat_en_mots(self):
        """Ce qu'il faut savoir avant de l'employer : à vérifier, gelé, retiré."""
        dits = {
            "à vérifier": self.statut == Statut.A_VERIFIER,
            "gelé": self.est_gele,
            "retiré": self.retire,
        }
        return [dit for dit, vrai in dits.items() if vrai]

    @property
    def seuils(self):
        return Seuils(self.montrer_a_partir_de, self.juger_a_partir_de, self.seuil_satisfaction)

    @property
    def pourcentage(self):
        """Le seuil de satisfaction, en pour cent."""
        return round(100 * self.seuil_satisfaction)

    def texte(self, cle, langue=FRANCAIS):
        """Introduction, conclusion, consigne… dans cette langue, ou vide."""
        return en_langue(self.textes.get(cle, {}), langue)

    def geler(self):
        """À la première réponse : les questions ne changent plus. Deux fois ne change rien.

        Au jour près : l'heure serait celle de cette réponse.
        """
        jour = maintenant().replace(hour=0, minute=0, second=0, microsecond=0)
        geles = Questionnaire.objects.filter(pk=self.pk, gele_le=None).update(gele_le=jour)
        if geles:
            self.refresh_from_db(fields=["gele_le"])

    def retirer(self):
        """Ne se propose plus ; les enquêtes qui l'emploient continuent."""
        self._ranger_a(True)

    def remettre(self):
        self._ranger_a(False)

    def _ranger_a(self, retire):
        if self.est_livre:
            raise ValidationError(LIVRE)
        self.retire = retire
        self.save(update_fields=["retire"])

    def fautes_d_affichage(self, avec=None):
        """Ce qui ne va pas dans ses conditions ; `avec` : une question pas encore enregistrée."""
        questions = list(self.questions.avec_choix())
        if avec:
            questions = [avec if une.pk == avec.pk else une for une in questions]
            for question in questions:
                if question.condition_id == avec.pk:
                    question.condition = avec
        return affichage.fautes([question.posee() for question in questions])

    def ranger_les_questions(self):
        """Celles d'un thème se suivent, dans l'ordre des thèmes ; les autres gardent leur place."""
        toutes = list(self.questions.select_related("theme").order_by("ordre", "pk"))
        a_theme = [une for une in toutes if une.theme_id]
        suite = iter(sorted(a_theme, key=lambda une: (une.theme.ordre, une.theme_id)))
        numeroter([next(suite) if une.theme_id else une for une in toutes])

    def reserver(self):
        """Verrouille sa ligne jusqu'au bout de la transaction : deux changements se suivent."""
        Questionnaire.objects.select_for_update().get(pk=self.pk).exiger_modifiable()

    def exiger_modifiable(self):
        if self.est_livre:
            raise ValidationError(LIVRE)
        if self.est_gele:
            raise ValidationError(SANS_RETOUR)


class ThemeQuestionnaire(Rangee):
    """Un regroupement de questions, dont le taux se calcule d'un bloc."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="themes", verbose_name="questionnaire"
    )
    ordre = models.PositiveSmallIntegerField("rang", default=0)
    cle = models.SlugField("clé", max_length=60)
    libelles = models.JSONField("libellés", default=dict)
    du_referentiel = models.BooleanField("thème du référentiel", default=False)

    history = HistoricalRecords()
    objects = DuQuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "thème de questionnaire"
        verbose_name_plural = "thèmes de questionnaire"
        ordering = ["questionnaire", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "cle"], name="theme_questionnaire_unique"
            )
        ]

    def __str__(self):
        return en_langue(self.libelles, FRANCAIS)

    def get_absolute_url(self):
        return f"{self.questionnaire.get_absolute_url()}#theme-{self.pk}"

    def en_dependent(self):
        """Les questions qui empêchent de le supprimer."""
        return self.questions.order_by("ordre", "pk")

    def rangees(self):
        return self.questionnaire.themes.order_by("ordre", "pk")

    def apres_deplacement(self):
        """Ses questions suivent : les autres gardent leur place."""
        self.questionnaire.ranger_les_questions()
