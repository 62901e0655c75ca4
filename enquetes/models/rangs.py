"""La place d'une ligne parmi les autres d'un questionnaire."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

EN_HAUT = "C'est déjà la première : elle ne peut pas monter."
EN_BAS = "C'est déjà la dernière : elle ne peut pas descendre."


class Rangee(models.Model):
    """Une ligne qui monte et descend dans son questionnaire, tant qu'il peut changer."""

    class Meta:
        abstract = True

    def rangees(self):
        """Toutes les lignes entre lesquelles elle se range, dans l'ordre."""
        raise NotImplementedError

    def est_soeur(self, autre):
        """Vrai si elle peut prendre la place de cette autre."""
        return True

    def apres_deplacement(self):
        """Ce que le déplacement entraîne."""

    @transaction.atomic
    def monter(self):
        self._deplacer(-1)

    @transaction.atomic
    def descendre(self):
        self._deplacer(1)

    def _deplacer(self, pas):
        self.questionnaire.reserver()
        avant = self.questionnaire.fautes_d_affichage()
        toutes = list(self.rangees())
        soeurs = [une for une in toutes if self.est_soeur(une)]
        arrivee = soeurs.index(self) + pas
        if not 0 <= arrivee < len(soeurs):
            raise ValidationError(EN_HAUT if pas < 0 else EN_BAS)
        ici, la = toutes.index(self), toutes.index(soeurs[arrivee])
        toutes[ici], toutes[la] = toutes[la], toutes[ici]
        numeroter(toutes)
        self.apres_deplacement()
        apres = self.questionnaire.fautes_d_affichage()
        if nouvelles := [faute for faute in apres if faute not in avant]:
            raise ValidationError(nouvelles)


def numeroter(rangees):
    """Donne à chacune son rang, de 1 à n ; n'écrit que ceux qui changent."""
    for ordre, une in enumerate(rangees, 1):
        if une.ordre != ordre:
            une.ordre = ordre
            une.save(update_fields=["ordre"])
