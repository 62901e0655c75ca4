"""Les vues que les agents gardent de leurs listes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from qualepref.socle.models.organisation import Departement
from qualepref.socle.models.perimetre import PerimetreQuerySet

VOIR = "socle.view_vueenregistree"
PARTAGER = "socle.partager_vueenregistree"


class VueEnregistreeQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def visibles_par(self, agent, permission=None):
        """Les siennes et celles qu'on partage chez lui ; qui peut partager change aussi celles-ci.

        Partager un nom et des filtres ne montre rien de plus : la liste ne montre que ce que
        chacun peut y voir.
        """
        if not agent.is_active:
            return self.none()
        if agent.is_superuser:
            return self
        siennes = Q(agent=agent)
        if (permission or VOIR) == VOIR or agent.has_perm(PARTAGER):
            siennes |= Q(partagee=True, departement=agent.departement_id)
        return self.filter(siennes)

    def de_la_liste(self, liste):
        return self.filter(liste=liste)


class VueEnregistree(models.Model):
    """Des filtres qu'un agent garde d'une liste sous un nom, pour lui ou pour le département."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="vues", verbose_name="agent"
    )
    departement = models.ForeignKey(
        Departement, models.CASCADE, null=True, related_name="+", verbose_name="département"
    )
    liste = models.CharField("liste", max_length=80)
    intitule = models.CharField("nom de la vue", max_length=60)
    parametres = models.CharField("filtres", max_length=1000)
    partagee = models.BooleanField(
        "partagée avec le département",
        default=False,
        help_text="Chacun la voit sur cette liste, et n'y lit que ce qu'il peut lire.",
    )
    ordre = models.PositiveSmallIntegerField(
        "ordre", default=0, help_text="Les plus petits d'abord, puis par nom."
    )

    objects = VueEnregistreeQuerySet.as_manager()

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["liste", "ordre", "intitule", "pk"]
        permissions = [("partager_vueenregistree", "Peut partager une vue avec le département")]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "liste", "intitule"],
                name="vueenregistree_unique",
                violation_error_message="Vous avez déjà une vue de ce nom sur cette liste.",
            )
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("socle:vue_ouvrir", args=[self.pk])
