"""Une enquête mystère prêtée à une autre préfecture, qui la remplit sans compte."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from enquetes.models.controles import Controle
from enquetes.models.questionnaires import Questionnaire
from qualepref.socle.depot_public import code_au_hasard
from qualepref.socle.models import Departement, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

LONGUEUR_DU_CODE = 28  # 27 ** 28 : ne se devine pas


class PretQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def ouverts(self, le=None):
        le = le or aujourdhui()
        return self.filter(revoque_le=None, clos_le=None, date_echeance__gte=le)


class Pret(models.Model):
    """Une grille prêtée à une autre préfecture jusqu'à un jour dit, par une adresse secrète."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="prets", verbose_name="département"
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="prets", verbose_name="questionnaire"
    )
    controles = models.ManyToManyField(
        Controle, related_name="prets", verbose_name="contrôles", help_text="Les lieux à appeler."
    )
    prefecture = models.CharField("prêtée à", max_length=120, help_text="Le nom de la préfecture.")
    code = models.SlugField("adresse secrète", max_length=40, unique=True, editable=False)
    appels_par_lieu = models.PositiveSmallIntegerField("appels par lieu", default=9)
    date_echeance = models.DateField("jusqu'au")
    revoque_le = models.DateField("révoquée le", null=True, editable=False)
    clos_le = models.DateField("close le", null=True, editable=False)

    history = HistoricalRecords(excluded_fields=["code"])
    objects = PretQuerySet.as_manager()

    class Meta:
        verbose_name = "prêt"
        ordering = ["-date_echeance", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(appels_par_lieu__gte=1, appels_par_lieu__lte=200),
                name="pret_appels",
                violation_error_message="Dites de 1 à 200 appels par lieu.",
            )
        ]

    def __str__(self):
        return f"{self.questionnaire.intitule}, prêtée à {self.prefecture}"

    def save(self, *args, **kwargs):
        self.code = self.code or code_au_hasard(LONGUEUR_DU_CODE)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("enquetes:pret_detail", args=[self.pk])

    @property
    def chemin_public(self):
        return reverse("enquetes:echange", args=[self.code])

    def empechement(self, le=None):
        """Pourquoi l'adresse ne sert pas ce jour-là ; vide si elle sert."""
        if self.revoque_le:
            return "La préfecture qui vous l'avait prêtée a repris cette grille."
        if self.clos_le:
            return "Cette enquête est close : merci de l'avoir menée."
        if self.date_echeance < (le or aujourdhui()):
            return f"Cette grille était prêtée jusqu'au {self.date_echeance:%d/%m/%Y}."
        return ""

    def revoquer(self):
        self._finir("revoque_le", "reprise")

    def clore(self):
        """L'autre préfecture a fini, ou celle qui prêtait : plus un appel ne s'ajoute."""
        self._finir("clos_le", "close")

    def _finir(self, champ, dit):
        if self.revoque_le or self.clos_le:
            raise ValidationError(
                f"Cette grille ne peut plus être {dit} : le prêt a déjà pris fin."
            )
        setattr(self, champ, aujourdhui())
        self.save(update_fields=[champ])
