"""Une enquête mystère prêtée à une autre préfecture, qui la remplit sans compte."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from enquetes.controles.appels import Avancee, scenario_suivant
from enquetes.models.controles import Controle
from enquetes.models.questionnaires import Questionnaire
from qualepref.socle.depot_public import code_au_hasard
from qualepref.socle.models import Departement, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

EN_COURS_MAX = 5  # appels commencés à la fois, par lieu
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

    def situation(self, le=None):
        if self.revoque_le:
            return f"révoquée le {self.revoque_le:%d/%m/%Y}"
        if self.clos_le:
            return f"close le {self.clos_le:%d/%m/%Y}"
        passe = self.date_echeance < (le or aujourdhui())
        return "échue" if passe else "en cours"

    def avancees(self):
        """[(contrôle, où en sont ses appels)] dans l'ordre du prêt, en une requête."""
        par_etat = {
            nom: Count("releves", filter=Q(releves__pret=self, releves__etat=etat))
            for nom, etat in (("nombre_clos", "clos"), ("nombre_en_cours", "brouillon"))
        }
        par_etat["nombre_non_aboutis"] = Count(
            "releves", filter=Q(releves__pret=self) & ~Q(releves__non_abouti="")
        )
        lieux = self.controles.select_related("questionnaire", "site", "service")
        return [(un, self._avancee(un)) for un in lieux.annotate(**par_etat).order_by("pk")]

    def _avancee(self, lieu):
        comptes = (lieu.nombre_clos, lieu.nombre_en_cours, self.appels_par_lieu)
        return Avancee(*comptes, lieu.nombre_non_aboutis)

    @transaction.atomic
    def appeler(self, lieu):
        """Un appel à ce lieu, le scénario tiré ; `lieu` : la clé du contrôle, telle qu'envoyée."""
        self._verrouiller()
        cle = int(lieu) if lieu.isascii() and lieu.isdecimal() and len(lieu) < 19 else 0
        controle = self.controles.filter(pk=cle).first()
        if controle is None:
            raise ValidationError("Choisissez le lieu à appeler.")
        controle.exiger_ouvert()
        siens = controle.releves.filter(pret=self)
        if siens.en_cours().count() >= EN_COURS_MAX:
            raise ValidationError("Trop d'appels sont en cours à ce lieu : terminez-en un d'abord.")
        joues = Counter(siens.values_list("scenario__cle", flat=True))
        scenarios = {un.cle: un for un in self.questionnaire.scenarios.all()}
        tire = scenario_suivant(scenarios, joues, f"{self.pk}:{controle.pk}")
        return siens.create(controle=controle, pret=self, scenario=scenarios.get(tire))

    def revoquer(self):
        self._finir("revoque_le", "reprise")

    @transaction.atomic
    def clore(self):
        """L'enquête est finie : les appels vides s'effacent, ses contrôles menés se closent."""
        self._verrouiller()
        en_cours = self.releves.en_cours()
        if en_cours.exclude(valeurs=None).exists():
            raise ValidationError("Un appel est encore en cours : terminez-le, ou supprimez-le.")
        en_cours.delete()
        self._finir("clos_le", "close")
        for controle, avancee in self.avancees():
            if avancee.clos and not controle.est_fait and not controle.releves.en_cours().exists():
                controle.clore()

    def _verrouiller(self):
        ici = Pret.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if empechement := ici.empechement():
            raise ValidationError(empechement)

    def _finir(self, champ, dit):
        if self.revoque_le or self.clos_le:
            raise ValidationError(
                f"Cette grille ne peut plus être {dit} : le prêt a déjà pris fin."
            )
        setattr(self, champ, aujourdhui())
        self.save(update_fields=[champ])
