"""Ce qu'une préfecture ajoute elle-même à un référentiel, et qui n'est qu'à elle."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from engagements.models.referentiel import ElementQuerySet
from qualepref.socle.models import Departement


class SaisiQuerySet(ElementQuerySet):
    """Ce que le fichier apporte est à tous ; ce qu'une préfecture a saisi n'est qu'à elle."""

    def visibles_par(self, agent, permission=None):
        visibles = super().visibles_par(agent, permission)
        return visibles if agent.is_superuser else visibles.pour(agent.departement_id)

    def pour(self, departement):
        """Le contenu du fichier et celui que ce département a saisi."""
        return self.filter(Q(departement=None) | Q(departement=departement))

    def du_fichier(self):
        return self.filter(departement=None)

    def saisis(self):
        return self.exclude(departement=None)


class Saisi(models.Model):
    """Ce qu'une préfecture peut saisir elle-même quand le texte officiel n'a pas été retrouvé."""

    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss_saisis",
        verbose_name="saisi par le département",
        help_text="Vide : apporté par le fichier du référentiel.",
    )

    class Meta:
        abstract = True

    @property
    def est_saisi(self):
        return self.departement_id is not None

    @transaction.atomic
    def retirer(self):
        """Hors de ce qui s'évalue ; ses réponses restent, et il peut être remis."""
        self._retirer(True, "Déjà retiré.")

    @transaction.atomic
    def remettre(self):
        self._retirer(False, "Déjà en vigueur.")

    def _retirer(self, retire, refus):
        if self.retire == retire:
            raise ValidationError(refus)
        self.retire = retire
        self.save(update_fields=["retire"])
        self.aligner_les_campagnes()

    def aligner_les_campagnes(self):
        """Les campagnes ouvertes de la préfecture prennent ce qu'elle vient de saisir."""
        aligner_les_campagnes(self.du_referentiel, self.departement)


def aligner_les_campagnes(referentiel, departement):
    for campagne in referentiel.campagnes.ouvertes().filter(departement=departement):
        campagne.aligner()
