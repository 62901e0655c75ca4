"""La grille qui prouve : un contrôle clos, cité devant les exigences que ses points éclairent."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from engagements.models import Preuve
from enquetes.models.controles import Controle
from qualepref.socle.models import PerimetreQuerySet

GRILLE = "grille"


class PreuveControleQuerySet(PerimetreQuerySet):
    chemin_perimetre = "preuve__service"
    chemin_departement = "preuve__departement"

    @transaction.atomic
    def citer(self, controle, service) -> Preuve:
        """La preuve qu'un service tire de ce contrôle ; cité deux fois, c'est la même."""
        controle = Controle.objects.select_for_update(of=("self",)).get(pk=controle.pk)
        if not controle.est_fait:
            raise ValidationError("Ce contrôle n'est pas clos : il ne prouve encore rien.")
        deja = self.filter(controle=controle, preuve__service=service).first()
        if deja:
            return deja.preuve
        preuve = Preuve.objects.create(
            departement=controle.departement,
            service=service,
            genre=GRILLE,
            intitule=str(controle)[:300],
            type_preuve="releve_grille",
            emplacement="Contrôles, relevés clos",
            date_effet=controle.fait_le,
        )
        self.create(preuve=preuve, controle=controle)
        return preuve


class PreuveControle(models.Model):
    """Une preuve qui est un contrôle clos : ses relevés ne changent plus."""

    preuve = models.OneToOneField(
        Preuve, models.CASCADE, related_name="preuvecontrole", verbose_name="preuve"
    )
    controle = models.ForeignKey(
        Controle, models.PROTECT, related_name="citations", verbose_name="contrôle"
    )

    objects = PreuveControleQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve par contrôle"
        verbose_name_plural = "preuves par contrôle"
        ordering = ["pk"]

    def __str__(self):
        return str(self.controle)
