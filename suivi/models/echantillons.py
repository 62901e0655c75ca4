"""L'échantillon de demandes qui prouve : une liste figée de numéros, sans rien des usagers."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from engagements.models import Preuve
from enquetes.echantillons.tirage import tirer
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui
from suivi.models.demandes import Demande

DEMANDES = "demandes"
FIGES = ("numero", "canal", "date_arrivee", "date_echeance", "date_reponse")


class EchantillonDemandesQuerySet(PerimetreQuerySet):
    chemin_perimetre = "preuve__service"
    chemin_departement = "preuve__departement"

    @transaction.atomic
    def prelever(self, service, periode, recues, taille, graine, par) -> Preuve:
        """Tire et fige parmi les demandes reçues ; `periode` : premier et dernier jour, compris.

        Le même tirage demandé deux fois rend la même preuve.
        """
        debut, fin = periode
        cles = list(recues.order_by().values_list("pk", flat=True))
        meme = {"debut": debut, "fin": fin, "graine": graine, "population": len(cles)}
        if deja := self.filter(preuve__service=service, taille=taille, **meme).first():
            return deja.preuve
        tirees = tirer_des_demandes(cles, taille, graine)
        preuve = Preuve.objects.create(
            departement=service.site.departement,
            service=service,
            genre=DEMANDES,
            intitule=_intituler(len(tirees), len(cles), debut, fin),
            type_preuve="registre_demandes",
            emplacement=f"Registre des demandes, graine {graine}",
            date_effet=min(fin, aujourdhui()),
        )
        self.create(preuve=preuve, taille=taille, lignes=_figer(tirees), tire_par=par, **meme)
        return preuve


def tirer_des_demandes(cles, taille, graine) -> list[int]:
    """La règle de tous les contrôles ; rendues dans l'ordre croissant."""
    return sorted(map(int, tirer(map(str, cles), taille, graine)))


def _intituler(nombre, population, debut, fin) -> str:
    tirees = f"{nombre} demande{'s' if nombre > 1 else ''} tirée{'s' if nombre > 1 else ''}"
    return f"{tirees} sur {population}, du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}"


def _figer(cles) -> list[dict]:
    """Ce que chaque demande tirée montre ce jour-là : son numéro, son canal et ses dates."""
    demandes = Demande.objects.filter(pk__in=cles).order_by("pk")
    return [
        {
            "demande": cle,
            **{nom: str(valeur or "") for nom, valeur in zip(FIGES, dits, strict=True)},
        }
        for cle, *dits in demandes.values_list("pk", *FIGES)
    ]


class EchantillonDemandes(models.Model):
    """Des demandes d'un service tirées au hasard sur une période, figées le jour du tirage."""

    class Regle(models.TextChoices):
        """Comment la graine refait le tirage ; la première n'a servi qu'aux plus anciens."""

        SUITE = "suite", "suite aléatoire"
        EMPREINTE = "empreinte", "empreinte"

    preuve = models.OneToOneField(
        Preuve, models.CASCADE, related_name="echantillondemandes", verbose_name="preuve"
    )
    debut = models.DateField("arrivées du")
    fin = models.DateField("au")
    taille = models.PositiveSmallIntegerField("nombre demandé")
    population = models.PositiveIntegerField("demandes reçues")
    graine = models.CharField(
        "graine", max_length=20, help_text="La même refait le même tirage : il se vérifie."
    )
    regle = models.CharField(
        "règle du tirage", max_length=10, choices=Regle, default=Regle.EMPREINTE, editable=False
    )
    lignes = models.JSONField("demandes tirées", default=list)
    tire_le = models.DateField("tiré le", default=aujourdhui)
    tire_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tiré par",
    )

    objects = EchantillonDemandesQuerySet.as_manager()

    class Meta:
        verbose_name = "échantillon de demandes"
        verbose_name_plural = "échantillons de demandes"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="echantillon_demandes_ordre",
                violation_error_message="La fin de la période précède son début.",
            ),
        ]

    def __str__(self):
        return self.preuve.intitule

    def get_absolute_url(self):
        return reverse("suivi:echantillon_detail", args=[self.pk])
