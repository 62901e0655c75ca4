"""Les campagnes d'auto-évaluation, ouvertes sur un périmètre."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements import cotation
from engagements.models.contenu import Engagement, Exigence, Module
from engagements.models.imposition import imposer, raisons_imposees
from engagements.models.perimetre import Perimetre
from engagements.models.referentiel import Referentiel
from qualepref.socle.models import Departement, PerimetreQuerySet, Site
from qualepref.socle.temps import aujourdhui


class CampagneQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def ouvertes(self):
        return self.filter(etat=Campagne.Etat.OUVERTE)

    def sans_reponse(self):
        """Celles dont le référentiel pose des questions, et à qui personne n'a répondu."""
        posees = Q(referentiel__conditions__retire=False)
        return self.filter(reponses_conditions=None).annotate(
            nombre_questions=Count("referentiel__conditions", filter=posees, distinct=True)
        )

    def avec_reprises(self):
        """Combien de leurs réponses d'applicabilité viennent d'une autre, encore à revoir."""
        reprises = Q(reponses_conditions__reprise_de__isnull=False)
        nombre = Count("reponses_conditions", filter=reprises)
        return self.annotate(nombre_reprises=nombre).order_by(*self.model._meta.ordering)

    def avec_avancement(self):
        """Exigences évaluées et à évaluer, tous services ensemble."""
        evaluees = ~Q(autoevaluations__avis=cotation.NON_EVALUE)
        return self.annotate(
            nombre_cellules=Count("autoevaluations"),
            nombre_evaluees=Count("autoevaluations", filter=evaluees),
        ).order_by(*self.model._meta.ordering)


class Campagne(models.Model):
    """Une campagne datée d'auto-évaluation d'un référentiel, dans un département."""

    class Genre(models.TextChoices):
        ETAT_DES_LIEUX = "etat_des_lieux", "état des lieux"
        SEMI_ETAT_DES_LIEUX = "semi_etat_des_lieux", "semi-état des lieux"
        AUTOEVALUATION = "autoevaluation", "auto-évaluation"
        AUDIT_BLANC = "audit_blanc", "audit blanc"

    class Etat(models.TextChoices):
        OUVERTE = "ouverte", "ouverte"
        CLOSE = "close", "close"

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="campagnes", verbose_name="département"
    )
    referentiel = models.ForeignKey(
        Referentiel, models.PROTECT, related_name="campagnes", verbose_name="référentiel"
    )
    code = models.SlugField("code", max_length=50)
    intitule = models.CharField("intitulé", max_length=120)
    genre = models.CharField("genre", max_length=30, choices=Genre, default=Genre.AUTOEVALUATION)
    date_debut = models.DateField("du")
    date_fin = models.DateField("au")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.OUVERTE)
    precedente = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="suivantes",
        verbose_name="ouverte d'après",
        help_text="Ses textes, ses preuves et ses réponses d'applicabilité sont repris ; tout y "
        "redevient à revoir.",
    )
    sites_vises = models.ManyToManyField(
        Site,
        blank=True,
        related_name="campagnes",
        verbose_name="sites",
        help_text="Aucun : tous les sites du périmètre.",
    )
    modules_vises = models.ManyToManyField(
        Module,
        blank=True,
        related_name="campagnes",
        verbose_name="modules",
        help_text="Aucun : tous les modules du périmètre.",
    )

    history = HistoricalRecords()
    objects = CampagneQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        ordering = ["-date_debut", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "code"],
                name="campagne_unique",
                violation_error_message="Ce code de campagne est déjà pris.",
            ),
            models.CheckConstraint(
                condition=Q(date_fin__gte=F("date_debut")),
                name="campagne_ordre",
                violation_error_message="La fin de la campagne précède son début.",
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("engagements:campagne_detail", args=[self.pk])

    @property
    def adresse_des_feuilles(self):
        return reverse("engagements:campagne_feuilles", args=[self.pk])

    @property
    def est_ouverte(self):
        return self.etat == self.Etat.OUVERTE

    def clore(self):
        self._passer(self.Etat.CLOSE, "Cette campagne est déjà close.")

    def rouvrir(self):
        self._passer(self.Etat.OUVERTE, "Cette campagne est déjà ouverte.")

    def _passer(self, etat, refus):
        if self.etat == etat:
            raise ValidationError(refus)
        self.etat = etat
        self.save(update_fields=["etat"])

    def jour(self, le=None):
        """Le jour auquel se lit le périmètre : aujourd'hui, ramené aux dates de la campagne."""
        return min(max(le or aujourdhui(), self.date_debut), self.date_fin)

    @property
    def jour_des_preuves(self):
        """Le jour auquel se jugent ses preuves : close, elle ne vieillit plus."""
        return aujourdhui() if self.est_ouverte else self.jour()

    def _du_label(self):
        """Le périmètre du label, borné à la portée de la campagne."""
        return Perimetre.objects.filter(
            _vise("service__site", self.sites_vises),
            _vise("module", self.modules_vises),
            labellisation__departement=self.departement_id,
            labellisation__referentiel=self.referentiel_id,
        )

    def engages(self, le=None):
        """Qui est engagé à ce jour, ou le sera avant la fin."""
        return self._du_label().au_cours(self.jour(le), self.date_fin)

    def perimetres(self, le=None):
        """Qui est engagé, et qui est sorti mais dont les preuves se recueillent encore."""
        return self.engages(le) | self._du_label().suivis_hors_label(self.jour(le))

    def couples_engages(self):
        """Les couples (module, service) qui entrent dans les taux : qui n'est pas sorti.

        Un état des lieux dressé avant l'entrée dans le périmètre garde donc ses taux.
        """
        restes = self._du_label().pas_sortis(self.jour())
        return set(restes.values_list("module", "service"))

    def modules(self):
        """Les modules engagés, et ceux qu'on a quittés mais où des réponses demeurent."""
        engages = Q(pk__in=self.perimetres().values("module"))
        repondus = Q(pk__in=self.avisengagements.values("engagement__module"))
        return Module.objects.filter(engages | repondus).avec_engagements(self.departement_id)

    def oblige(self, module):
        """Vrai d'un module obligatoire, ou conditionnel dont on a dit la condition remplie."""
        if module.caractere == Module.Caractere.CONDITIONNEL:
            remplies = self.reponses_conditions.filter(reponse=True)
            return remplies.filter(condition=module.condition_id).exists()
        return module.caractere == Module.Caractere.OBLIGATOIRE

    @transaction.atomic
    def aligner(self):
        """Ouvre les cellules que le périmètre demande ; retire les vierges qu'il ne demande plus.

        Une cellule déjà remplie reste, même si le service ou l'exigence sort du périmètre.
        """
        engages = list(self.perimetres().values_list("module", "service"))
        exigences = _couples(engages, self._exigences_par_module())
        self.autoevaluations.aligner(self, "exigence", exigences)
        repondus = self.autoevaluations.values_list("exigence__engagement", "service")
        engagements = _couples(engages, self._engagements_par_module())
        self.avisengagements.aligner(self, "engagement", engagements | set(repondus))
        self.imposer()
        self.feuilles.aligner(self)

    def imposer(self):
        """Rend non applicables les cellules qu'une condition, une décision ou une dispense écarte.

        Celles que plus rien n'écarte redeviennent à évaluer ; l'historique garde tout.
        """
        raisons = raisons_imposees(self)
        imposer(self.autoevaluations, "exigence__engagement", raisons)
        imposer(self.avisengagements, "engagement", raisons)

    def _exigences_par_module(self):
        exigences = (
            Exigence.objects.en_vigueur()
            .pour(self.departement_id)
            .filter(engagement__retire=False, engagement__module__referentiel=self.referentiel)
        )
        return _par_module(exigences.values_list("engagement__module", "pk"))

    def _engagements_par_module(self):
        engagements = Engagement.objects.en_vigueur().pour(self.departement_id)
        siens = engagements.filter(module__referentiel=self.referentiel)
        return _par_module(siens.values_list("module", "pk"))


def _vise(champ, vises):
    """La condition d'une portée : l'un de ceux-là, ou n'importe lequel si aucun n'est dit."""
    return Q(**{f"{champ}__in": vises.all()}) | ~Exists(vises.all())


def _par_module(lignes):
    par_module = {}
    for module, element in lignes:
        par_module.setdefault(module, []).append(element)
    return par_module


def _couples(engages, elements):
    """Les couples (élément, service) que donnent des couples (module, service)."""
    return {
        (element, service) for module, service in engages for element in elements.get(module, ())
    }
