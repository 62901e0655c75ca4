"""Choisir le texte d'où partir : les modèles qui conviennent à la demande, usage par usage."""

from itertools import groupby

from django import forms

from qualepref.socle.forms import Formulaire
from suivi.models import Demande, Support, Usage
from suivi.reponses.redaction import ebauche, proposes

SANS_MODELE = "sans"


class ChoixForm(Formulaire):
    """Lu dans l'adresse ; ce qui n'y est pas valable laisse le modèle le plus attendu."""

    modele = forms.ChoiceField(label="Partir du modèle")

    def __init__(self, *, demande: Demande, lu, **kwargs):
        super().__init__(**kwargs)
        self.demande, self.lu = demande, lu
        self.support = ebauche(demande=demande, agent=None)["support"]
        self.modeles = [modele for usage in Usage.values for modele in self._proposes(usage)]
        self.fields["modele"].choices = self._choix()
        self.initial["modele"] = self.choisi

    def _proposes(self, usage):
        return proposes(demande=self.demande, usage=usage, support=self.support)

    def _choix(self):
        par_usage = groupby(self.modeles, key=lambda modele: modele.usage)
        return [
            (SANS_MODELE, "Aucun : page blanche"),
            *(
                (
                    Usage(usage).label.capitalize(),
                    [(str(m.pk), f"{m} ({Support(m.support).label})") for m in siens],
                )
                for usage, siens in par_usage
            ),
        ]

    @property
    def usage(self):
        """Celui que l'adresse demande, sinon la réponse sur le fond."""
        voulu = self.lu.get("usage")
        return voulu if voulu in Usage.values else Usage.REPONSE

    @property
    def attendu(self):
        """La clé du modèle le plus précis de cet usage."""
        siens = (str(m.pk) for m in self.modeles if m.usage == self.usage)
        return next(siens, SANS_MODELE)

    @property
    def choisi(self):
        voulu = self.lu.get("modele")
        connus = {str(modele.pk) for modele in self.modeles} | {SANS_MODELE}
        return voulu if voulu in connus else self.attendu

    @property
    def version(self):
        modele = next((m for m in self.modeles if str(m.pk) == self.choisi), None)
        return modele and modele.courante
