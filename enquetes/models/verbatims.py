"""Les textes libres d'une enquête : lus, étiquetés, anonymisés, publiés ou non.

Un verbatim est une copie du texte, sans lien avec la réponse d'où il vient : le lire n'apprend pas
ce que la personne a répondu d'autre. Ni auteur, ni date, ni historique.
"""

from collections import Counter
from uuid import uuid4

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from enquetes.models.campagnes import Enquete
from enquetes.models.questions import Question
from enquetes.models.reponses import Valeur
from enquetes.saisies import TypeQuestion
from qualepref.socle.models import Departement, PerimetreQuerySet

TEXTES = (TypeQuestion.TEXTE_COURT, TypeQuestion.TEXTE_LONG)
TRANCHE = 500


class EtiquetteVerbatim(models.Model):
    """Un mot du département pour ranger ses textes libres : horaires, attente, félicitations."""

    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        related_name="etiquettes_de_verbatim",
        verbose_name="département",
    )
    nom = models.CharField("nom", max_length=40)

    class Meta:
        verbose_name = "étiquette de texte libre"
        verbose_name_plural = "étiquettes de texte libre"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["departement", "nom"], name="etiquette_verbatim_unique")
        ]

    def __str__(self):
        return self.nom


class VerbatimQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "enquete__departement"

    def a_lire(self):
        return self.filter(etat=Verbatim.Etat.A_LIRE)

    def lisibles(self):
        """Ceux des enquêtes closes : les autres diraient qui vient d'écrire."""
        return self.filter(enquete__etat=Enquete.Etat.CLOSE)

    def publies(self):
        return self.filter(etat=Verbatim.Etat.PUBLIE)

    def recherches(self, texte):
        return self.filter(Q(texte__icontains=texte) | Q(texte_publie__icontains=texte))

    def relever(self, enquetes):
        """Copie les textes qui ne le sont pas encore ; refait deux fois, n'ajoute rien."""
        textes = Valeur.objects.filter(
            enquete__in=enquetes, question__type__in=TEXTES, choix=None, nombre=None
        ).order_by()
        copies = Verbatim.objects.filter(enquete__in=enquetes).order_by()
        attendus, tenus = _nombres(textes), _nombres(copies)
        for enquete in (pk for pk, nombre in attendus.items() if nombre > tenus.get(pk, 0)):
            self._copier(textes.filter(enquete=enquete), copies.filter(enquete=enquete))

    def _copier(self, textes, copies):
        """Deux personnes qui écrivent la même chose font deux verbatims."""
        champs = ("enquete_id", "question_id", "texte")
        manquent = Counter(textes.values_list(*champs)) - Counter(copies.values_list(*champs))
        lignes = [
            Verbatim(**dict(zip(champs, dit, strict=True))) for dit in sorted(manquent.elements())
        ]
        self.bulk_create(lignes, batch_size=TRANCHE)


def _nombres(lignes):
    return dict(lignes.values_list("enquete").annotate(n=Count("question")))


class Verbatim(models.Model):
    """Un texte libre, ce qu'on en a fait, et ce qui peut s'en publier."""

    class Etat(models.TextChoices):
        A_LIRE = "a_lire", "à lire"
        LU = "lu", "lu"
        PUBLIE = "publie", "publié avec les résultats"
        ECARTE = "ecarte", "écarté"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enquete = models.ForeignKey(
        Enquete, models.CASCADE, related_name="verbatims", verbose_name="enquête"
    )
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="verbatims", verbose_name="question"
    )
    texte = models.TextField("texte", editable=False)
    texte_publie = models.TextField("texte à publier", blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_LIRE)
    etiquettes = models.ManyToManyField(
        EtiquetteVerbatim, blank=True, related_name="verbatims", verbose_name="étiquettes"
    )

    objects = VerbatimQuerySet.as_manager()

    class Meta:
        verbose_name = "texte libre"
        verbose_name_plural = "textes libres"
        ordering = ["enquete", "question", "pk"]
        indexes = [models.Index(fields=["enquete", "etat"], name="verbatim_etat")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat="publie") | ~Q(texte_publie=""),
                name="verbatim_publie",
                violation_error_message="Dites le texte à publier.",
            )
        ]

    def __str__(self):
        return self.texte[:80]

    def get_absolute_url(self):
        return reverse("enquetes:verbatim_update", args=[self.pk])
