"""Les phrases de la recherche : trouver par les mots, et savoir dont l'index a vieilli."""

from django.db.models import F, Q

from documents.contenus.mots import Requete, analyser
from qualepref.socle.models import PerimetreQuerySet


class RechercheQuerySet(PerimetreQuerySet):
    def contenant(self, mots: str | Requete):
        """Ceux dont le titre ou le texte contient tous ces mots ; sans mot cherchable, aucun.

        Les guillemets demandent une suite de mots, l'astérisque un début de mot.
        """
        requete = mots if isinstance(mots, Requete) else analyser(mots)
        if not requete:
            return self.none()
        contenus = self.model._meta.get_field("contenu").related_model.objects
        return self.filter(contenu__in=contenus.contenant(requete).order_by().values("pk"))

    def a_indexer(self):
        """Jamais indexés, ou changés depuis."""
        jamais = Q(contenu=None)
        change = Q(date_modification__gt=F("contenu__indexe_le"))
        verse = Q(versions__deposee_le__gt=F("contenu__indexe_le"))
        return self.filter(jamais | change | verse).order_by("pk").distinct()
