from datetime import timedelta

from django.db import models
from django.utils import timezone

from qualepref.socle.depot_public import MEMOIRE, PLAFONDS, UN_JOUR, Plafond, empreinte_du_reseau
from qualepref.socle.models.perimetre import CommunQuerySet


class PassageQuerySet(CommunQuerySet):
    def noter(self, formulaire, adresse, le=None):
        """Compte un envoi de cette adresse et oublie ceux qui ne servent plus."""
        le = le or timezone.now()
        self.oublier(le)
        empreinte = empreinte_du_reseau(adresse, formulaire, le.date())
        return self.create(formulaire=formulaire, empreinte=empreinte, moment=le)

    def attente(self, formulaire, adresse, le=None) -> timedelta | None:
        """Le temps à attendre avant un nouvel envoi de cette adresse ; None si rien ne l'arrête."""
        le = le or timezone.now()
        jours = (le.date(), (le - UN_JOUR).date())
        empreintes = [empreinte_du_reseau(adresse, formulaire, jour) for jour in jours]
        attentes = [self._attente(plafond, formulaire, empreintes, le) for plafond in PLAFONDS]
        return max(filter(None, attentes), default=None)

    def _attente(self, plafond: Plafond, formulaire, empreintes, le):
        recents = self.filter(formulaire=formulaire, moment__gt=le - plafond.duree)
        if not plafond.en_tout:
            recents = recents.filter(empreinte__in=empreintes)
        moments = recents.order_by("-moment").values_list("moment", flat=True)
        rang = plafond.nombre - 1
        retenu = next(iter(moments[rang : rang + 1]), None)
        return retenu and retenu + plafond.duree - le

    def oublier(self, le=None):
        self.filter(moment__lt=(le or timezone.now()) - MEMOIRE).delete()


class Passage(models.Model):
    """Un envoi d'une page publique, compté le temps d'un jour ; son réseau n'y est pas lisible."""

    formulaire = models.CharField("formulaire", max_length=60)
    empreinte = models.CharField("empreinte du réseau", max_length=64)
    moment = models.DateTimeField("moment", default=timezone.now, db_index=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = "passage"
        ordering = ["pk"]
        indexes = [models.Index(fields=["formulaire", "moment"], name="passage_formulaire")]

    def __str__(self):
        return f"{self.formulaire}, {self.moment:%d/%m/%Y %H:%M}"
