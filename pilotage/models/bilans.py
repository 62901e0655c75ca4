from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from pilotage.models.tableaux import EditionQuerySet
from qualepref.socle.models import Departement, PerimetreQuerySet
from qualepref.socle.temps import maintenant


class PlanBilan(models.Model):
    """Le plan du bilan annuel dans une version : chapitres, sections, tableaux, textes attendus."""

    code = models.CharField("code", max_length=50)
    version = models.CharField("version", max_length=20)
    intitule = models.CharField("intitulé", max_length=150)
    chapitres = models.JSONField("chapitres", default=list)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "plan de bilan"
        verbose_name_plural = "plans de bilan"
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="plan_bilan_unique")
        ]

    def __str__(self):
        return f"{self.intitule} ({self.version})"

    @property
    def sections(self):
        return [section for chapitre in self.chapitres for section in chapitre["sections"]]

    @property
    def rubriques(self):
        """Les textes attendus : (numéro de section, rubrique), dans l'ordre du plan."""
        return [(s["numero"], rubrique) for s in self.sections for rubrique in s["recit"]]


class BilanAnnuelQuerySet(EditionQuerySet):
    permission_brouillon = "pilotage.change_bilanannuel"


class BilanAnnuel(models.Model):
    """Le bilan d'une année de démarche : chapitres calculés et textes écrits une fois."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        PUBLIE = "publie", "publié"

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="bilans", verbose_name="département"
    )
    annee = models.PositiveSmallIntegerField(
        "année", validators=[MinValueValidator(2000), MaxValueValidator(2099)]
    )
    plan = models.ForeignKey(PlanBilan, models.PROTECT, related_name="+", verbose_name="plan")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.BROUILLON)
    donnees = models.JSONField("données", default=dict, editable=False)
    calcule_le = models.DateTimeField("calculé le", null=True, editable=False)
    publie_le = models.DateTimeField("publié le", null=True, editable=False)
    publie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="publié par",
    )
    pdf = models.FileField("PDF publié", upload_to="bilans/", blank=True, editable=False)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["donnees"])
    objects = BilanAnnuelQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan annuel"
        verbose_name_plural = "bilans annuels"
        ordering = ["-annee", "departement"]
        permissions = [("publier_bilanannuel", "Peut publier un bilan annuel")]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "annee"],
                name="bilan_annuel_unique",
                violation_error_message="Cette année a déjà son bilan.",
            )
        ]

    def __str__(self):
        return f"Bilan qualité {self.annee}"

    def get_absolute_url(self):
        return reverse("pilotage:bilanannuel_detail", args=[self.pk])

    @property
    def est_publie(self):
        return self.etat == self.Etat.PUBLIE

    @property
    def est_calcule(self):
        return bool(self.donnees)

    def textes(self):
        """Les textes écrits : {(section, rubrique): Recit} (une requête)."""
        return {(recit.section, recit.rubrique): recit for recit in self.recits.all()}

    def manquants(self):
        """Les (section, rubrique) du plan qui n'ont ni texte ni « sans objet »."""
        ecrits = {cle for cle, recit in self.textes().items() if recit.est_ecrit}
        return [cle for cle in self.plan.rubriques if cle not in ecrits]

    def ecrire(self, section, rubrique, texte, sans_objet=False):
        """Garde un texte du référent ; refusé une fois le bilan publié."""
        if self.est_publie:
            raise ValidationError("Ce bilan est publié : ses textes ne changent plus.")
        cle = {"section": section, "rubrique": rubrique}
        recit = self.recits.filter(**cle).first() or Recit(bilan=self, **cle)
        recit.texte, recit.sans_objet = texte.strip(), sans_objet
        recit.version += 1
        recit.save()

    def garder(self, donnees):
        """Range les chiffres calculés, sauf si le bilan est publié : il est alors figé."""
        if self.est_publie:
            raise ValidationError("Ce bilan est publié : ses chiffres ne changent plus.")
        self.donnees = donnees
        self.calcule_le = maintenant()
        self.save(update_fields=["donnees", "calcule_le"])

    def empechement(self):
        """Ce qui empêche de publier, en une phrase ; vide si rien ne l'empêche."""
        if self.est_publie:
            return "Ce bilan est déjà publié."
        if not self.est_calcule:
            return "Calculez d'abord les chiffres de ce bilan."
        if not (manquants := self.manquants()):
            return ""
        sections = ", ".join(sorted({section for section, _ in manquants}))
        pluriel = "s" if len(manquants) > 1 else ""
        return (
            f"Il manque {len(manquants)} texte{pluriel} (section{pluriel} {sections}) : "
            "à écrire, ou à dire sans objet cette année."
        )

    def publier(self, par):
        """Fige les chiffres et les textes ; refusé tant qu'un texte manque."""
        if empechement := self.empechement():
            raise ValidationError(empechement)
        self.etat = self.Etat.PUBLIE
        self.publie_le = maintenant()
        self.publie_par = par
        self.donnees = self.donnees | {"recits": self.recits_en_clair()}
        self.save(update_fields=["etat", "publie_le", "publie_par", "donnees"])

    def recits_en_clair(self):
        """{section: {rubrique: texte}} ; « » quand c'est sans objet."""
        clairs: dict[str, dict[str, str]] = {}
        for (section, rubrique), recit in self.textes().items():
            if recit.est_ecrit:
                clairs.setdefault(section, {})[rubrique] = "" if recit.sans_objet else recit.texte
        return clairs


class RecitQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "bilan__departement"


class Recit(models.Model):
    """Un texte du bilan, écrit par le référent qualité pour une rubrique d'une section."""

    bilan = models.ForeignKey(
        BilanAnnuel, models.CASCADE, related_name="recits", verbose_name="bilan"
    )
    section = models.CharField("section", max_length=10)
    rubrique = models.CharField("rubrique", max_length=60)
    texte = models.TextField("texte", blank=True)
    sans_objet = models.BooleanField("sans objet cette année", default=False)
    version = models.PositiveIntegerField("version", default=0, editable=False)

    history = HistoricalRecords()
    objects = RecitQuerySet.as_manager()

    class Meta:
        verbose_name = "récit"
        ordering = ["section", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bilan", "section", "rubrique"], name="recit_unique")
        ]

    def __str__(self):
        return f"{self.section} {self.rubrique}"

    @property
    def est_ecrit(self):
        return self.sans_objet or bool(self.texte.strip())

    @property
    def contenu(self):
        """Ce que le référent écrit, pour comparer deux versions."""
        return self.texte, self.sans_objet
