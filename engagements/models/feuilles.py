"""La feuille d'un service dans une campagne : remplie, soumise, retournée avec un mot, ou close."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from engagements.models.campagne import Campagne
from engagements.models.groupes import GroupeTravail, MembreGroupe
from qualepref.socle.models import Agent, PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui, maintenant

# Ce que le membre d'un groupe peut sur les feuilles confiées à son groupe.
CONFIEES = frozenset(
    {
        "engagements.view_autoevaluation",
        "engagements.change_autoevaluation",
        "engagements.view_feuille",
    }
)


class FeuilleQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"

    def modifiables(self):
        """Celles où l'on écrit encore : campagne ouverte, service ouvert."""
        ouvertes = self.filter(campagne__etat=Campagne.Etat.OUVERTE)
        return ouvertes.filter(etat__in=Feuille.ETATS_MODIFIABLES).exclude(
            service__date_fin__lte=aujourdhui()
        )

    def soumises(self):
        """Celles qui attendent le référent, campagne ouverte."""
        return self.filter(campagne__etat=Campagne.Etat.OUVERTE, etat=Feuille.Etat.SOUMISE)

    def confiees_a(self, agent):
        """Celles que remplit un groupe dont l'agent est membre."""
        siens = MembreGroupe.objects.redacteurs(agent).values("groupe")
        return self.filter(remplie_par=Feuille.RempliePar.GROUPE, groupe__in=siens)

    def confies(self, agent, permission):
        if permission not in CONFIEES:
            return []
        return [Q(pk__in=Feuille.objects.confiees_a(agent).values("pk"))]

    def aligner(self, campagne):
        """Une feuille par service qui a des cellules ; celle qui n'en a plus s'en va, intacte."""
        attendus = set(campagne.avisengagements.values_list("service", flat=True))
        presents = set(self.values_list("service", flat=True))
        nouvelles = [
            self.model(campagne=campagne, service_id=service)
            for service in sorted(attendus - presents)
        ]
        bulk_create_with_history(nouvelles, self.model)
        if presents - attendus:
            self.filter(etat=Feuille.Etat.A_REMPLIR).exclude(service__in=attendus).delete()


class Feuille(models.Model):
    """Ce qu'un service remplit dans une campagne, et où en est l'échange avec le référent."""

    class Etat(models.TextChoices):
        A_REMPLIR = "a_remplir", "à remplir"
        SOUMISE = "soumise", "soumise"
        RETOURNEE = "retournee", "retournée"
        CLOSE = "close", "close"

    class RempliePar(models.TextChoices):
        CORRESPONDANT = "correspondant", "le correspondant du service"
        GROUPE = "groupe", "un groupe de travail"
        REFERENT = "referent", "le référent qualité"

    ETATS_MODIFIABLES = (Etat.A_REMPLIR, Etat.RETOURNEE)
    TRANSITIONS = {
        Etat.A_REMPLIR: {Etat.SOUMISE},
        Etat.SOUMISE: {Etat.RETOURNEE, Etat.CLOSE},
        Etat.RETOURNEE: {Etat.SOUMISE},
        Etat.CLOSE: {Etat.RETOURNEE},
    }

    campagne = models.ForeignKey(
        Campagne, models.CASCADE, related_name="feuilles", verbose_name="campagne"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="feuilles", verbose_name="service"
    )
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_REMPLIR)
    remplie_par = models.CharField(
        "remplie par", max_length=15, choices=RempliePar, default=RempliePar.CORRESPONDANT
    )
    groupe = models.ForeignKey(
        GroupeTravail,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feuilles",
        verbose_name="groupe de travail",
    )
    date_soumission = models.DateTimeField("soumise le", null=True, blank=True, editable=False)
    soumise_par = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="feuilles_soumises",
        verbose_name="soumise par",
    )
    note = models.TextField("mot du référent", blank=True)

    history = HistoricalRecords()
    objects = FeuilleQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille d'auto-évaluation"
        verbose_name_plural = "feuilles d'auto-évaluation"
        ordering = ["service__site_id", "service_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campagne", "service"], name="feuille_unique"),
            models.CheckConstraint(
                condition=~Q(etat="retournee") | ~Q(note=""),
                name="feuille_retour_note",
                violation_error_message="Dites ce qui est à revoir.",
            ),
            models.CheckConstraint(
                condition=(Q(remplie_par="groupe") & Q(groupe__isnull=False))
                | (~Q(remplie_par="groupe") & Q(groupe=None)),
                name="feuille_groupe",
                violation_error_message="Choisissez le groupe qui remplit, et lui seul.",
            ),
        ]

    def __str__(self):
        return f"{self.service}, {self.campagne}"

    def get_absolute_url(self):
        return reverse("engagements:feuille_detail", args=[self.pk])

    @property
    def est_modifiable(self):
        return not self.verrou

    @property
    def verrou(self):
        """Pourquoi le service n'écrit plus ici, en une phrase ; vide s'il le peut."""
        return verrou(self.campagne, self.service.date_fin, self.etat)

    @property
    def qui_remplit(self):
        """En mots : le groupe par son nom, sinon la fonction."""
        return str(self.groupe) if self.groupe_id else self.get_remplie_par_display()

    def peut_passer_a(self, etat):
        return self.campagne.est_ouverte and etat in self.TRANSITIONS[self.etat]

    @property
    def peut_etre_retournee(self):
        return self.peut_passer_a(self.Etat.RETOURNEE)

    @property
    def peut_etre_close(self):
        return self.peut_passer_a(self.Etat.CLOSE)

    def soumettre(self, agent):
        self._passer(self.Etat.SOUMISE, date_soumission=maintenant(), soumise_par=agent)

    def retourner(self, note):
        """Rend la feuille au service, soumise ou close, en disant ce qui est à revoir."""
        if not note.strip():
            raise ValidationError({"note": "Dites ce qui est à revoir."})
        self._passer(self.Etat.RETOURNEE, note=note)

    def clore(self):
        self._passer(self.Etat.CLOSE)

    def _passer(self, etat, **champs):
        if not self.campagne.est_ouverte:
            raise ValidationError("La campagne est close : cette feuille ne change plus.")
        if etat not in self.TRANSITIONS[self.etat]:
            raise ValidationError(
                f"Cette feuille est {self.get_etat_display()} : elle ne peut pas être "
                f"{self.Etat(etat).label}."
            )
        for nom, valeur in {"etat": etat, **champs}.items():
            setattr(self, nom, valeur)
        self.save(update_fields=["etat", *champs])


CAMPAGNE_CLOSE = "La campagne est close"
VERROUS = {
    Feuille.Etat.SOUMISE: "La feuille du service est soumise au référent",
    Feuille.Etat.CLOSE: "La feuille du service est close",
}


def verrou(campagne, ferme_le, etat):
    """Pourquoi un service n'écrit plus dans une campagne ; vide s'il le peut."""
    if not campagne.est_ouverte:
        return CAMPAGNE_CLOSE
    if ferme_le and ferme_le <= aujourdhui():
        return f"Le service est fermé depuis le {ferme_le:%d/%m/%Y}"
    return VERROUS.get(etat, "")
