from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import cached_property

from pilotage.models.tableaux import TableauDeBord
from qualepref.socle.models import Departement, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

DEJA = "Les chiffres de cette édition sont déjà publics."
RIEN = "Aucun des chiffres de l'affiche n'est mesuré ce trimestre : il n'y a rien à rendre public."


class AfficheQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    @transaction.atomic
    def publier(self, tableau, chiffres, par):
        """Fige et rend publics ces chiffres ; de deux publications ensemble, une seule compte."""
        tableau = TableauDeBord.objects.select_for_update(of=("self",)).get(pk=tableau.pk)
        if empechement := self.empechement(tableau, chiffres):
            raise ValidationError(empechement)
        return self.create(
            departement_id=tableau.departement_id,
            tableau=tableau,
            trimestre=tableau.trimestre,
            edition=tableau.edition,
            chiffres=chiffres,
            publiee_par=par,
        )

    def empechement(self, tableau, chiffres):
        """Ce qui empêche de rendre publics ces chiffres, en une phrase ; vide si rien."""
        if not tableau.est_publie:
            return "Ce tableau de bord n'est pas publié : ses chiffres ne se montrent pas dehors."
        if tableau.suivante:
            return "Cette édition est remplacée : c'est la dernière qui devient publique."
        if self.filter(tableau=tableau).exists():
            return DEJA
        return "" if any(bloc["valeurs"] for bloc in chiffres["blocs"]) else RIEN

    def du_departement(self, code):
        """La plus récente d'abord : celle que montre l'adresse publique."""
        return self.filter(departement__code=code).select_related("departement")


class AfficheTransparence(models.Model):
    """Les trois chiffres d'un trimestre tels qu'ils ont été rendus publics : figés, affichables."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="affiches", verbose_name="département"
    )
    tableau = models.OneToOneField(
        TableauDeBord, models.PROTECT, related_name="affiche", verbose_name="tableau de bord"
    )
    trimestre = models.CharField("trimestre", max_length=7)
    edition = models.PositiveSmallIntegerField("édition")
    chiffres = models.JSONField("chiffres")
    date_publication = models.DateField("publiée le", default=aujourdhui)
    publiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="publiée par",
    )

    objects = AfficheQuerySet.as_manager()

    class Meta:
        verbose_name = "affiche du programme Transparence"
        verbose_name_plural = "affiches du programme Transparence"
        ordering = ["-trimestre", "-edition", "pk"]

    def __str__(self):
        return f"Affiche Transparence {self.trimestre}"

    def get_absolute_url(self):
        return reverse("pilotage:tableaudebord_transparence", args=[self.tableau_id])

    @cached_property
    def remplacante(self):
        """Celle que l'adresse publique montre à sa place ; None si c'est encore elle."""
        derniere = AfficheTransparence.objects.filter(departement=self.departement_id).first()
        return None if derniere == self else derniere
