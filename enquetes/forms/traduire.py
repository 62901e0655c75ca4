"""Toutes les chaînes d'un questionnaire dans une langue, en face du français, d'un seul envoi."""

from itertools import groupby

from django import forms

from enquetes.forms.en_langues import LONGUEUR_MAX
from enquetes.langues import FRANCAIS, en_langue, sens
from enquetes.models import Questionnaire
from enquetes.redaction.contenu import Contenu
from enquetes.redaction.traductions import traduire
from qualepref.socle.simultane import FormulaireSimultane

PARTIES = {
    "texte": "Autour des questions",
    "theme": "Thèmes",
    "question": "Questions",
    "aide": "Questions",
    "choix": "Choix des échelles",
}


class TraductionForm(FormulaireSimultane):
    """Un champ par texte écrit ; laissé vide, c'est le français qui se lit."""

    class Meta:
        model = Questionnaire
        fields = []

    def __init__(self, *args, instance, langue, **kwargs):
        self.langue = langue
        self.ecrits = {un.cle: un for un in Contenu(instance).ecrits() if any(un.textes.values())}
        self.hors_modele = {cle: cle for cle in self.ecrits}
        champs = {cle: self._champ(ecrit) for cle, ecrit in self.ecrits.items()}
        self.base_fields = type(self).base_fields | champs
        super().__init__(*args, instance=instance, **kwargs)
        for cle, ecrit in self.ecrits.items():
            setattr(self.en_base, cle, ecrit.textes.get(langue, ""))

    def _champ(self, ecrit):
        attributs = {"lang": self.langue, "dir": sens(self.langue), "rows": 3 if ecrit.long else 1}
        return forms.CharField(
            label=f"{ecrit.ou[0].upper()}{ecrit.ou[1:]}",
            required=False,
            max_length=LONGUEUR_MAX,
            initial=ecrit.textes.get(self.langue, ""),
            widget=forms.Textarea(attrs=attributs | {"aria-describedby": f"fr-{ecrit.cle}"}),
        )

    @property
    def manquants(self):
        return [ecrit for ecrit in self.ecrits.values() if ecrit.manque(self.langue)]

    def parties(self):
        """(titre, [(champ, texte français, s'il manque)]) dans l'ordre où on les lit."""
        lignes = groupby(self.ecrits.values(), lambda un: PARTIES[un.cle.partition(".")[0]])
        return [(titre, [self._ligne(ecrit) for ecrit in siens]) for titre, siens in lignes]

    def _ligne(self, ecrit):
        return self[ecrit.cle], en_langue(ecrit.textes, FRANCAIS), ecrit.manque(self.langue)

    def save(self, commit=True):
        traduire(self.ecrits.values(), self.langue, self.cleaned_data)
        return self.instance
