from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from pilotage.models.indicateurs import Indicateur
from pilotage.models.mesures import Mesure
from pilotage.models.valeurs import CHIFFRES, ValeurDUnePeriode, donne, unicites
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.motifs import exiger
from qualepref.socle.temps import maintenant

VALIDER = "pilotage.valider_propositiondemesure"


class PropositionQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_site = "site"
    chemin_departement = "departement"

    def confies(self, agent, permission):
        """Ce qu'on a proposé soi-même se relit, même quand sa désignation a changé de lieu."""
        return [Q(auteur=agent)] if permission != VALIDER else []

    def a_valider(self):
        return self.filter(etat=PropositionDeMesure.Etat.PROPOSEE)

    def rendues_a(self, agent):
        """Refusées avec un motif, à reprendre par qui les a proposées."""
        return self.filter(etat=PropositionDeMesure.Etat.REFUSEE, auteur=agent)


class PropositionDeMesure(ValeurDUnePeriode):
    """La valeur d'un indicateur qu'un site propose ; elle ne compte qu'une fois validée."""

    class Etat(models.TextChoices):
        PROPOSEE = "proposee", "à valider"
        VALIDEE = "validee", "validée"
        REFUSEE = "refusee", "refusée"
        RETIREE = "retiree", "retirée"

    TRANSITIONS = {
        Etat.PROPOSEE: {Etat.PROPOSEE, Etat.VALIDEE, Etat.REFUSEE, Etat.RETIREE},
        Etat.REFUSEE: {Etat.PROPOSEE, Etat.RETIREE},
        Etat.VALIDEE: set(),
        Etat.RETIREE: set(),
    }

    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PROPOSEE)
    commentaire = models.TextField(
        "commentaire", blank=True, help_text="Ce qui explique la valeur, pour qui la validera."
    )
    motif = models.CharField("motif du refus", max_length=300, blank=True, editable=False)
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="décidée par",
    )
    decidee_le = models.DateTimeField("décidée le", null=True, editable=False)
    mesure = models.ForeignKey(
        Mesure,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="propositions",
        verbose_name="mesure",
    )

    history = HistoricalRecords()
    objects = PropositionQuerySet.as_manager()

    class Meta:
        verbose_name = "valeur proposée"
        verbose_name_plural = "valeurs proposées"
        ordering = ["-date_debut", "indicateur", "site", "service", "modalite", "pk"]
        permissions = [("valider_propositiondemesure", "Peut valider une valeur proposée")]
        constraints = [
            *ValeurDUnePeriode.Meta.constraints,
            *unicites("Cette valeur est déjà proposée{} : modifiez-la.", Q(etat="proposee")),
            models.CheckConstraint(
                condition=donne("numerateur") | donne("valeur"),
                name="proposition_chiffree",
                violation_error_message="Une valeur proposée porte un chiffre positif ou nul.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="refusee") | ~Q(motif=""),
                name="proposition_refusee_motivee",
                violation_error_message="Dites pourquoi la valeur est refusée.",
            ),
        ]

    def __str__(self):
        return f"{self.indicateur.code} {self.periode.cle} {self.lieu_dit}"

    def get_absolute_url(self):
        return reverse("pilotage:propositiondemesure_detail", args=[self.pk])

    def clean(self):
        super().clean()
        if self.indicateur_id and self.indicateur.est_calcule:
            raise ValidationError({"indicateur": "L'application calcule elle-même cet indicateur."})

    def peut_passer_a(self, etat):
        return etat in self.TRANSITIONS[self.etat]

    @property
    def est_a_valider(self):
        return self.etat == self.Etat.PROPOSEE

    @property
    def se_reprend(self):
        """Encore à qui l'a proposée : il peut la corriger ou la retirer."""
        return self.peut_passer_a(self.Etat.RETIREE)

    @property
    def mesure_connue(self):
        """La mesure déjà au registre pour cette période et ce lieu ; None s'il n'y en a pas."""
        return Mesure.objects.filter(**self.place).first()

    @property
    def place(self):
        """Ce qui désigne la mesure que la proposition donne ou change."""
        return {
            "indicateur": self.indicateur,
            "departement": self.departement,
            "site": self.site,
            "service": self.service,
            "modalite": self.modalite,
            "pas": self.pas,
            "date_debut": self.date_debut,
        }

    def proposer(self):
        """Propose, ou propose de nouveau après un refus."""
        self._passer(self.Etat.PROPOSEE, None, motif="")

    def refuser(self, par, motif):
        self._passer(self.Etat.REFUSEE, par, motif=exiger(motif, "Dites pourquoi."))

    def retirer(self):
        self._passer(self.Etat.RETIREE, None)

    @transaction.atomic
    def valider(self, par, **corriges):
        """Écrit la mesure, avec les chiffres corrigés s'il y en a ; elle garde qui l'a proposée."""
        for champ, nombre in corriges.items():
            setattr(self, champ, nombre)
        self.clean()
        self._passer(self.Etat.VALIDEE, par, mesure=self._ecrire(), motif="")

    def _ecrire(self):
        chiffres = {champ: getattr(self, champ) for champ in CHIFFRES}
        dite = {
            **chiffres,
            "date_fin": self.date_fin,
            "etat": Mesure.Etat.MESURE,
            "motif": "",
            "source": Indicateur.Source.SAISI,
            "auteur": self.auteur,
            "piece": self.piece,
        }
        verrouillees = Mesure.objects.select_for_update(of=("self",))
        mesure, creee = verrouillees.get_or_create(**self.place, defaults=dite)
        if not creee:
            self._remplacer(mesure, dite)
        return mesure

    def _remplacer(self, mesure, dite):
        if mesure.etat == Mesure.Etat.SUSPENDU:
            raise ValidationError(f"Cette période est suspendue : {mesure.motif}.")
        for champ, valeur in dite.items():
            setattr(mesure, champ, valeur)
        mesure.save()

    def _passer(self, etat, par, **champs):
        if not self.peut_passer_a(etat):
            raise ValidationError(f"Cette valeur est déjà {self.get_etat_display()}.")
        self.etat, self.decidee_par = etat, par
        self.decidee_le = maintenant() if par else None
        for champ, valeur in champs.items():
            setattr(self, champ, valeur)
        self.save()
