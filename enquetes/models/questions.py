"""Les questions d'un questionnaire et les échelles de choix qu'elles partagent."""

from django.db import models
from django.db.models import Prefetch, Q
from simple_history.models import HistoricalRecords

from engagements.models import Exigence
from enquetes.affichage import Condition, Posee
from enquetes.langues import FRANCAIS, en_langue
from enquetes.models.phrases import DuQuestionnaireQuerySet
from enquetes.models.questionnaires import Questionnaire, ThemeQuestionnaire
from enquetes.models.rangs import Rangee
from enquetes.saisies import A_CHOIX, Attente, TypeQuestion

TYPES = [
    (TypeQuestion.ECHELLE, "échelle de satisfaction"),
    (TypeQuestion.SMILEY, "trois visages"),
    (TypeQuestion.OUI_NON, "oui, non, en partie"),
    (TypeQuestion.CHOIX_UNIQUE, "un choix"),
    (TypeQuestion.CHOIX_MULTIPLE, "plusieurs choix"),
    (TypeQuestion.NOTE, "note de 0 à 10"),
    (TypeQuestion.TEXTE_COURT, "texte court"),
    (TypeQuestion.TEXTE_LONG, "texte long"),
    (TypeQuestion.DATE, "date"),
    (TypeQuestion.NOMBRE, "nombre"),
    (TypeQuestion.TEMPS, "temps mesuré"),
]


class Echelle(models.Model):
    """Une liste de choix, propre à une question ou partagée par plusieurs."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="echelles", verbose_name="questionnaire"
    )
    cle = models.SlugField("clé", max_length=60)

    history = HistoricalRecords()
    objects = DuQuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "échelle"
        ordering = ["questionnaire", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "cle"], name="echelle_unique")
        ]

    def __str__(self):
        return self.cle

    def get_absolute_url(self):
        return f"{self.questionnaire.get_absolute_url()}#echelle-{self.pk}"

    def en_dependent(self):
        """Les questions qui empêchent de la supprimer."""
        return self.questions.order_by("ordre", "pk")


class ChoixQuerySet(DuQuestionnaireQuerySet):
    chemin_departement = "echelle__questionnaire__departement"


class Choix(Rangee):
    """Un choix d'une échelle ; favorable, défavorable, ou hors du calcul (« sans objet »)."""

    echelle = models.ForeignKey(
        Echelle, models.CASCADE, related_name="choix", verbose_name="échelle"
    )
    ordre = models.PositiveSmallIntegerField("rang", default=0)
    cle = models.SlugField("clé", max_length=60)
    libelles = models.JSONField("libellés", default=dict)
    favorable = models.BooleanField(
        "favorable", null=True, blank=True, help_text="Vide : hors des réponses exprimées."
    )
    note = models.SmallIntegerField("note", null=True, blank=True)
    commentaire_obligatoire = models.BooleanField("commentaire obligatoire", default=False)
    propose_action = models.BooleanField("propose une action", default=False)

    history = HistoricalRecords()
    objects = ChoixQuerySet.as_manager()

    class Meta:
        verbose_name = "choix"
        verbose_name_plural = "choix"
        ordering = ["echelle", "ordre", "pk"]
        constraints = [models.UniqueConstraint(fields=["echelle", "cle"], name="choix_unique")]

    def __str__(self):
        return en_langue(self.libelles, FRANCAIS)

    def get_absolute_url(self):
        return self.echelle.get_absolute_url()

    @property
    def questionnaire(self):
        return self.echelle.questionnaire

    def en_dependent(self):
        """Les questions qui ne s'affichent que pour ce choix, ou pour lui et d'autres."""
        selon_elle = self.questionnaire.questions.filter(condition__echelle=self.echelle)
        return [question for question in selon_elle if self.cle in question.condition_choix]

    def rangees(self):
        return self.echelle.choix.order_by("ordre", "pk")

    @property
    def sens(self):
        """Ce qu'il compte dans un taux, en mots."""
        return {True: "favorable", False: "défavorable", None: "hors du calcul"}[self.favorable]


class QuestionQuerySet(DuQuestionnaireQuerySet):
    def avec_choix(self):
        """Tout ce qu'il faut pour poser les questions, en deux requêtes."""
        choix = Prefetch("echelle__choix", Choix.objects.order_by("ordre", "pk"))
        return self.select_related("echelle", "theme", "condition").prefetch_related(choix)

    def mesurees(self):
        """Celles dont le taux se calcule : un choix au moins y est favorable ou défavorable."""
        return self.filter(echelle__choix__favorable__isnull=False).distinct()


class Question(Rangee):
    """Une question, son type, ce qu'elle éclaire du référentiel, et quand elle se pose."""

    class Source(models.TextChoices):
        ECHELLE = "", "son échelle"
        SITES = "sites", "les sites de l'enquête"

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="questions", verbose_name="questionnaire"
    )
    theme = models.ForeignKey(
        ThemeQuestionnaire,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="thème",
    )
    ordre = models.PositiveSmallIntegerField("rang", default=0)
    code = models.CharField("code", max_length=20)
    repere = models.CharField(
        "question comparable",
        max_length=20,
        blank=True,
        help_text="Le code commun qui la rapproche de la même question, ailleurs ou l'an dernier.",
    )
    type = models.CharField("type", max_length=20, choices=TYPES)
    profil = models.BooleanField(
        "question de profil", default=False, help_text="Sert à comparer, pas à juger."
    )
    echelle = models.ForeignKey(
        Echelle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="échelle",
    )
    source_des_choix = models.CharField(
        "choix tirés de", max_length=10, choices=Source, default=Source.ECHELLE, blank=True
    )
    libelles = models.JSONField("libellés", default=dict)
    aides = models.JSONField("aides", default=dict)
    obligatoire = models.BooleanField("réponse obligatoire", default=False)
    longueur_max = models.PositiveSmallIntegerField(
        "longueur la plus grande", null=True, blank=True
    )
    exigences = models.ManyToManyField(
        Exigence, blank=True, related_name="questions", verbose_name="exigences"
    )
    condition = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dependantes",
        verbose_name="affichée selon",
    )
    condition_choix = models.JSONField(
        "pour ces réponses", default=list, blank=True, help_text="Vide : une réponse quelconque."
    )

    history = HistoricalRecords(m2m_fields=[exigences])
    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question"
        ordering = ["questionnaire", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "code"],
                name="question_code_unique",
                violation_error_message="Une autre question porte ce code.",
            ),
            models.CheckConstraint(
                condition=~Q(type__in=sorted(A_CHOIX))
                | Q(echelle__isnull=False)
                | ~Q(source_des_choix=""),
                name="question_a_choix",
                violation_error_message="Dites les choix de cette question.",
            ),
            models.CheckConstraint(
                condition=Q(condition_choix=[]) | Q(condition__isnull=False),
                name="question_condition",
                violation_error_message="Dites de quelle question dépendent ces réponses.",
            ),
        ]

    def __str__(self):
        return f"{self.code} {en_langue(self.libelles, FRANCAIS)}"

    def get_absolute_url(self):
        return f"{self.questionnaire.get_absolute_url()}#question-{self.pk}"

    def en_dependent(self):
        """Les questions qui s'affichent selon celle-ci."""
        return self.dependantes.order_by("ordre", "pk")

    def precedentes(self):
        """Celles qui sont posées avant elle : ses conditions ne regardent qu'elles."""
        toutes = list(self.questionnaire.questions.avec_choix())
        return toutes[: toutes.index(self)]

    def rangees(self):
        return self.questionnaire.questions.order_by("ordre", "pk")

    def est_soeur(self, autre):
        """Une question se déplace dans son thème ; un thème, avec ses questions."""
        return (autre.theme_id, autre.profil) == (self.theme_id, self.profil)

    def texte(self, langue=FRANCAIS):
        return en_langue(self.libelles, langue)

    def aide(self, langue=FRANCAIS):
        return en_langue(self.aides, langue)

    @property
    def codes_des_exigences(self):
        """« 5.1, 7.3 », comme on les écrit."""
        return ", ".join(exigence.code for exigence in self.exigences.order_by("ordre", "pk"))

    @property
    def cles(self):
        """Les clés de ses choix, dans l'ordre de l'échelle."""
        return tuple(choix.cle for choix in self.echelle.choix.all()) if self.echelle else ()

    def attente(self, cles=None):
        """Ce qu'elle accepte ; `cles` : les choix quand ils ne viennent pas de son échelle."""
        return Attente(
            TypeQuestion(self.type),
            self.cles if cles is None else tuple(cles),
            self.obligatoire,
            self.longueur_max,
        )

    def posee(self):
        """Ce qu'il faut savoir d'elle pour décider ce qui s'affiche."""
        condition = self.condition and Condition(
            self.condition.code, frozenset(self.condition_choix)
        )
        return Posee(self.code, frozenset(self.cles), condition)
