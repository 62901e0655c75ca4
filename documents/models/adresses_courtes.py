"""L'adresse qu'une affiche porte : elle mène toujours à ce qui vaut aujourd'hui."""

from django.db import models
from django.urls import reverse

from documents.models.documents import Document
from qualepref.socle.depot_public import code_au_hasard
from qualepref.socle.models import PerimetreQuerySet

INTERNET = "internet"


def code_neuf():
    return code_au_hasard(10)


class AdresseCourteQuerySet(PerimetreQuerySet):
    chemin_perimetre = "document__service"
    chemin_departement = "document__departement"

    def du_document(self, document):
        """La sienne ; tirée à la première affiche, elle ne change plus : elle est imprimée."""
        return self.get_or_create(document=document)[0]


class AdresseCourte(models.Model):
    """L'adresse d'un document sur ses affiches : un code tiré au hasard, qui ne dit rien de lui."""

    document = models.OneToOneField(
        Document, models.CASCADE, related_name="adresse_courte", verbose_name="document"
    )
    code = models.CharField("code", max_length=20, unique=True, default=code_neuf, editable=False)

    objects = AdresseCourteQuerySet.as_manager()

    class Meta:
        verbose_name = "adresse courte"
        verbose_name_plural = "adresses courtes"
        ordering = ["pk"]

    def __str__(self):
        return self.chemin

    @property
    def chemin(self):
        return reverse("documents:renvoi", args=[self.code])

    def adresse_publique(self, le=None):
        """La page internet où chacun le lit, ou lit celui qui l'a remplacé.

        Vide s'il n'en a pas, ou s'il ne vaut plus.
        """
        document = Document.objects.filter(remplace_par=None).suivre(self.document_id)
        if document is None or not document.est_valable(le):
            return ""
        en_ligne = document.diffusions.en_cours(le).filter(canal__cle=INTERNET)
        return en_ligne.exclude(adresse="").values_list("adresse", flat=True).first() or ""
