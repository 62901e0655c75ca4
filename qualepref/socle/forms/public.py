"""Le formulaire d'une page sans compte : qui en dérive n'a que ses propres questions à dire."""

from django import forms
from django.core.exceptions import ValidationError
from dsfr.forms import DsfrBaseForm

from qualepref.socle import depot_public
from qualepref.socle.models import Passage

REFUS_FR = {
    "piege": "Laissez vide le champ réservé aux automates, puis envoyez de nouveau.",
    "perime": "Cette page est restée ouverte longtemps. Vos réponses sont là : relisez-les, puis "
    "envoyez de nouveau.",
    "trop_frais": "L'envoi a été trop rapide pour être celui d'une personne. Vos réponses sont "
    "là : attendez quelques secondes, puis envoyez de nouveau.",
    "debit": "Trop d'envois viennent de votre connexion. Vos réponses sont là : envoyez de nouveau "
    "dans {minutes} min.",
}


class FormulairePublic(DsfrBaseForm):
    """Jeton, pot de miel et débit ; `jeton_lu` est l'identifiant, à rendre unique en base.

    `formulaire` nomme la page ; `refus` peut dire les phrases dans une autre langue.
    """

    jeton = forms.CharField(widget=forms.HiddenInput, required=False)
    telecopie = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    jeton_lu = None

    def __init__(self, *args, formulaire, adresse, refus=REFUS_FR, **kwargs):
        super().__init__(*args, **kwargs)
        self.formulaire, self.adresse, self.refus = formulaire, adresse, refus
        self.initial["jeton"] = depot_public.emettre(formulaire)

    def questions(self):
        """Les champs à montrer, sans ceux de la protection."""
        propres = ("jeton", "telecopie")
        return [self[nom] for nom in self.fields if nom not in propres]

    def clean(self):
        donnees = super().clean()
        if donnees.get("telecopie"):
            raise ValidationError(self.refus["piege"])
        self.jeton_lu = self._lire_le_jeton(donnees.get("jeton", ""))
        if not self.errors and (attente := self._attente()):
            minutes = int(attente.total_seconds() // 60) + 1
            raise ValidationError(self.refus["debit"].format(minutes=minutes))
        return donnees

    def _lire_le_jeton(self, jeton):
        try:
            return depot_public.lire(jeton, self.formulaire)
        except depot_public.JetonTropFrais:
            raise ValidationError(self.refus["trop_frais"]) from None
        except depot_public.JetonRefuse:
            self._renouveler()
            raise ValidationError(self.refus["perime"]) from None

    def _renouveler(self):
        """La page rendue portera un jeton neuf : renvoyer suffit."""
        self.data = self.data.copy()
        self.data[self.add_prefix("jeton")] = self.initial["jeton"]

    def _attente(self):
        return Passage.objects.attente(self.formulaire, self.adresse)

    def noter_le_passage(self):
        Passage.objects.noter(self.formulaire, self.adresse)
