"""Ce qu'un relevé dit de chaque point : un choix ou une mesure, et le mot de l'évaluateur."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from enquetes.models.questions import Choix, Question
from enquetes.models.releves import Releve
from enquetes.models.suites_de_controles import SuiteDeControle


class ValeurReleveQuerySet(models.QuerySet):
    def closes(self):
        """Les points jugés des relevés clos."""
        return self.filter(releve__etat=Releve.Etat.CLOS, choix__isnull=False)

    def en_defaut(self):
        return self.closes().filter(Q(choix__favorable=False) | Q(choix__propose_action=True))

    def sans_suite(self):
        """En défaut, sans action proposée ni refus."""
        suites = SuiteDeControle.objects.filter(
            controle=OuterRef("releve__controle"), question=OuterRef("question")
        )
        return self.en_defaut().exclude(Exists(suites))

    def noter(self, releve, lues):
        """Remplace ce qui était dit de ces points : {question: (valeur, commentaire)}."""
        self.filter(releve=releve, question__in=lues).delete()
        lignes = [ligne for q, dite in lues.items() for ligne in self._lignes(releve, q, *dite)]
        self.bulk_create(lignes)

    def _lignes(self, releve, question, valeur, commentaire):
        base = {"releve": releve, "question": question, "commentaire": commentaire}
        if valeur.choix:
            choix = {un.cle: un for un in question.echelle.choix.all()}
            return [
                self.model(**base, rang=rang, choix=choix[cle])
                for rang, cle in enumerate(valeur.choix)
            ]
        if not valeur and not commentaire:
            return []
        return [self.model(**base, texte=valeur.texte, nombre=valeur.nombre)]


class ValeurReleve(models.Model):
    """Ce qu'un relevé dit d'un point : un choix, un texte ou un nombre, et un commentaire."""

    releve = models.ForeignKey(
        Releve, models.CASCADE, related_name="valeurs", verbose_name="relevé"
    )
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="valeurs_de_releves", verbose_name="question"
    )
    rang = models.PositiveSmallIntegerField("rang", default=0)
    choix = models.ForeignKey(
        Choix,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="valeurs_de_releves",
        verbose_name="choix",
    )
    texte = models.TextField("texte", blank=True)
    nombre = models.DecimalField("nombre", max_digits=13, decimal_places=3, null=True, blank=True)
    commentaire = models.TextField("commentaire", blank=True)

    objects = ValeurReleveQuerySet.as_manager()

    class Meta:
        verbose_name = "valeur d'un relevé"
        verbose_name_plural = "valeurs de relevés"
        ordering = ["releve", "question", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["releve", "question", "rang"], name="valeur_releve_unique"
            )
        ]

    def __str__(self):
        return str(self.choix or self.dite())

    def dite(self):
        """La clé du choix, le texte, ou le nombre écrit comme on le saisit."""
        if self.choix_id:
            return self.choix.cle
        if self.nombre is None:
            return self.texte
        return f"{self.nombre.normalize():f}".replace(".", ",")
