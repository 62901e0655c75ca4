"""Les textes d'une section du bilan, que deux personnes peuvent écrire en même temps."""

from django import forms

from pilotage.libelles import rubrique_dite
from pilotage.models import BilanAnnuel, Recit
from qualepref.socle.forms import ModelFormulaire

CHANGE = "Ce texte a changé pendant que vous écriviez : le vôtre n'est pas encore enregistré."


class SectionForm(ModelFormulaire):
    """Un texte par rubrique, ou « sans objet cette année », avec la version qu'on en a lue.

    Un texte changé entre-temps n'est pas écrasé : rien n'est écrit, et `rubriques` le montre à
    côté de celui qu'on vient de saisir.
    """

    class Meta:
        model = BilanAnnuel
        fields = []

    def __init__(self, *args, section, **kwargs):
        super().__init__(*args, **kwargs)
        self.section, ecrits = section, self.instance.textes()
        self.en_base = {
            rubrique: ecrits.get((section["numero"], rubrique), Recit())
            for rubrique in section["recit"]
        }
        self.en_conflit = set()
        for rubrique, recit in self.en_base.items():
            self._ajouter(rubrique, recit)
        if self.is_bound and self.data.get("garder") in self.en_base:
            self._reprendre(self.data["garder"])

    def _ajouter(self, rubrique, recit):
        titre = rubrique_dite(rubrique)
        self.fields[rubrique] = forms.CharField(
            label=titre,
            required=False,
            initial=recit.texte,
            widget=forms.Textarea(attrs={"rows": 7}),
        )
        self.fields[f"{rubrique}-sans_objet"] = forms.BooleanField(
            label=f"{titre} : sans objet cette année", required=False, initial=recit.sans_objet
        )
        self.fields[f"{rubrique}-version"] = forms.IntegerField(
            required=False, initial=recit.version, widget=forms.HiddenInput
        )

    def _reprendre(self, rubrique):
        """On garde le texte de l'autre : il prend la place de celui qu'on avait saisi."""
        recit, self.data = self.en_base[rubrique], self.data.copy()
        self.data[rubrique], self.data[f"{rubrique}-version"] = recit.texte, recit.version
        self.data.pop(f"{rubrique}-sans_objet", None)
        if recit.sans_objet:
            self.data[f"{rubrique}-sans_objet"] = "on"

    def rubriques(self):
        """Les champs de chaque rubrique ; en conflit, avec la dernière version enregistrée."""
        for rubrique, recit in self.en_base.items():
            conflit = rubrique in self.en_conflit
            yield {
                "nom": rubrique,
                "texte": self[rubrique],
                "sans_objet": self[f"{rubrique}-sans_objet"],
                "version": self[f"{rubrique}-version"],
                "recit": recit,
                "derniere": conflit and recit.history.select_related("history_user").first(),
            }

    def clean(self):
        donnees = super().clean()
        for rubrique, recit in self.en_base.items():
            texte = (donnees.get(rubrique) or "").replace("\r\n", "\n").strip()
            donnees[rubrique], saisi = texte, self._saisi(donnees, rubrique, texte)
            if all(saisi):
                self.add_error(rubrique, "Un texte est écrit : décochez « sans objet ».")
            elif self._ecrase(recit, saisi, donnees.get(f"{rubrique}-version") or 0):
                self.en_conflit.add(rubrique)
                self.add_error(rubrique, CHANGE)
        return donnees

    def _saisi(self, donnees, rubrique, texte):
        return texte, bool(donnees.get(f"{rubrique}-sans_objet"))

    def _ecrase(self, recit, saisi, lue):
        """Vrai si la saisie remplacerait un texte que l'on n'a pas lu."""
        if lue == recit.version or saisi == recit.contenu:
            return False
        return saisi != self._contenu_lu(recit, lue)

    def _contenu_lu(self, recit, lue):
        version = recit.history.filter(version=lue).first() if recit.pk else None
        return (version.texte, version.sans_objet) if version else ("", False)

    def save(self, commit=True):
        """Écrit ce que l'on a changé, et rien d'autre : l'historique reste lisible."""
        for rubrique, recit in self.en_base.items():
            saisi = self._saisi(self.cleaned_data, rubrique, self.cleaned_data[rubrique])
            lue = self.cleaned_data[f"{rubrique}-version"] or 0
            if saisi != recit.contenu and lue == recit.version:
                self.instance.ecrire(self.section["numero"], rubrique, *saisi)
        return self.instance
