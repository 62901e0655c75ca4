import hmac
import secrets

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from qualepref.socle.depot_public import reseau
from qualepref.socle.models.perimetre import CommunQuerySet

# Compter et dire le compte d'un seul geste : deux envois au même instant comptent pour deux.
AJOUTER = """
INSERT INTO socle_affluence (empreinte, nombre) VALUES (%s, 1)
ON CONFLICT (empreinte) DO UPDATE SET nombre = socle_affluence.nombre + 1 RETURNING nombre"""


class SelHoraireQuerySet(CommunQuerySet):
    def de_l_heure(self, le=None):
        """Le sel de cette heure ; celui d'avant est détruit, et avec lui tous les comptes."""
        heure = (le or timezone.now()).replace(minute=0, second=0, microsecond=0)
        courant = self.filter(heure=heure).values_list("sel", flat=True).first()
        return courant or self._tourner(heure)

    def _tourner(self, heure):
        with transaction.atomic():
            self.exclude(heure=heure).delete()
            Affluence.objects.all().delete()
            try:
                with transaction.atomic():
                    return self.create(heure=heure, sel=secrets.token_hex(32)).sel
            except IntegrityError:  # un autre vient de le faire
                return self.get(heure=heure).sel


class SelHoraire(models.Model):
    """Le secret d'une heure, tiré au hasard : sans lui, une empreinte ne se refait pas."""

    heure = models.DateTimeField("heure", primary_key=True)
    sel = models.CharField("sel", max_length=64)

    objects = SelHoraireQuerySet.as_manager()

    class Meta:
        verbose_name = "sel de l'heure"
        verbose_name_plural = "sels de l'heure"
        ordering = ["heure"]

    def __str__(self):
        return f"sel de {self.heure:%H} h"


class AffluenceQuerySet(CommunQuerySet):
    def compter(self, formulaire, adresse, le=None):
        """Le nombre d'envois de ce réseau à ce formulaire depuis le début de l'heure, avec lui."""
        empreinte = salee(SelHoraire.objects.de_l_heure(le), formulaire, adresse)
        with connection.cursor() as curseur:
            curseur.execute(AJOUTER, [empreinte])
            return curseur.fetchone()[0]

    def oublier(self, le=None):
        """L'heure passée, même si plus personne ne vient."""
        heure = (le or timezone.now()).replace(minute=0, second=0, microsecond=0)
        if SelHoraire.objects.exclude(heure=heure).exists():
            SelHoraire.objects.de_l_heure(le)


class Affluence(models.Model):
    """Combien d'envois d'un même réseau dans l'heure, sans adresse ni instant."""

    empreinte = models.CharField("empreinte du réseau", max_length=64, primary_key=True)
    nombre = models.PositiveIntegerField("envois")

    objects = AffluenceQuerySet.as_manager()

    class Meta:
        verbose_name = "affluence"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.nombre} envois"


def salee(sel, formulaire, adresse):
    """Une empreinte qui ne vaut qu'une heure, pour un formulaire."""
    contenu = f"{formulaire}\x1f{reseau(adresse)}".encode()
    return hmac.new(bytes.fromhex(sel), contenu, "sha256").hexdigest()
