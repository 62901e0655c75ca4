"""Les photos d'un relevé : leur fichier part avec elles."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver

from enquetes.models.controles import A_L_AGENT, AU_DESTINATAIRE, recus_par
from enquetes.models.questions import Question
from enquetes.models.releves import Releve, chemin_de_la_photo
from qualepref.socle.fichiers.depot import depose
from qualepref.socle.models import PerimetreQuerySet

PHOTOS_MAX = 40


class PhotoReleveQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "releve__controle__departement"

    def confies(self, agent, permission):
        confies = [Q(releve__controle__responsable=agent.pk)] if permission in A_L_AGENT else []
        recus = Q(releve__controle__in=recus_par(agent), releve__etat=Releve.Etat.CLOS)
        return [*confies, recus] if permission in AU_DESTINATAIRE else confies

    @transaction.atomic
    def joindre(self, releve, *, fichier, question=None, legende=""):
        releve.verrouiller()
        if releve.photos.count() >= PHOTOS_MAX:
            raise ValidationError({"fichier": f"Un relevé garde {PHOTOS_MAX} photos au plus."})
        photo = self.model(releve=releve, question=question, legende=legende)
        champ = self.model._meta.get_field("fichier")
        chemin = champ.generate_filename(photo, fichier.name)
        with depose(champ.storage, chemin, fichier, "fichier") as nom:
            photo.fichier = nom
            photo.save()
        return photo


class PhotoReleve(models.Model):
    """Une photo prise pendant un contrôle, sans lieu ni date d'appareil."""

    releve = models.ForeignKey(Releve, models.CASCADE, related_name="photos", verbose_name="relevé")
    question = models.ForeignKey(
        Question,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="photos",
        verbose_name="point",
    )
    fichier = models.FileField("photographie", upload_to=chemin_de_la_photo, max_length=250)
    legende = models.CharField("ce qu'on y voit", max_length=200, blank=True)

    objects = PhotoReleveQuerySet.as_manager()

    class Meta:
        verbose_name = "photo d'un relevé"
        verbose_name_plural = "photos de relevés"
        ordering = ["releve", "pk"]

    def __str__(self):
        return self.legende or f"photo {self.pk}"


@receiver(post_delete, sender=PhotoReleve, dispatch_uid="enquetes.photo_sans_reste")
def retirer_le_fichier(sender, instance, **reste):
    """Retirée seule ou avec son relevé ; une fois l'effacement acquis, pour n'en perdre aucune."""
    fichier = instance.fichier
    transaction.on_commit(partial(fichier.storage.delete, fichier.name), robust=True)
