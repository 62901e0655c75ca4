"""Une réponse de papier ou de téléphone, tapée par un agent dont rien ne se garde."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from enquetes.forms.questionnaire import PREFIXE, FormulaireQuestionnaire
from enquetes.formulaire.recueil import QuestionsInconnues, Recueil, ReponsesFautives, ReponseVide
from enquetes.langues import FRANCAIS, LANGUES
from qualepref.socle.forms import Formulaire
from qualepref.socle.temps import aujourdhui

CHANGE = "Le questionnaire a changé pendant que vous saisissiez : reprenez cette fiche."


class SaisieForm(Formulaire):
    """Le jour et la langue restent d'une fiche à l'autre ; le jeton empêche de doubler l'envoi."""

    jour = forms.DateField(label="Jour de la réponse")
    langue = forms.ChoiceField(label="Langue de la fiche")
    jeton = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, point, **kwargs):
        super().__init__(*args, **kwargs)
        self.point, self.recueil = point, Recueil(point.enquete, point)
        self.envoye = self._envoye()
        codes = point.enquete.questionnaire.langues
        self.fields["langue"].choices = [(code, LANGUES.get(code, code)) for code in codes]
        self.initial = {"jour": aujourdhui(), "langue": FRANCAIS, "jeton": uuid4()} | self.initial
        self.questions = FormulaireQuestionnaire(
            self.recueil.questions,
            self.data if self.is_bound else None,
            prefix=PREFIXE,
            choix=self.recueil.choix_des_sites(),
        )

    def _envoye(self):
        """Code → ce qui est tapé ; une question absente de l'envoi est un blanc."""
        lire = getattr(self.data, "getlist", None) or (lambda nom: self.data.get(nom, []))
        tapes = {code: lire(f"{PREFIXE}-{code}") for code in self.recueil.par_code}
        return {code: recus for code, dits in tapes.items() if (recus := [un for un in dits if un])}

    def clean_jour(self):
        jour = self.cleaned_data["jour"]
        if jour > aujourdhui():
            raise ValidationError("Cette date est dans le futur.")
        if jour < self.point.enquete.date_ouverture:
            debut = self.point.enquete.date_ouverture
            raise ValidationError(f"L'enquête n'a commencé que le {debut:%d/%m/%Y}.")
        return jour

    def clean(self):
        donnees = super().clean()
        try:
            self.recueil.lire(self.envoye)
        except ReponsesFautives as refus:
            self._dire(refus.fautes)
            raise ValidationError(
                "Une réponse au moins est à reprendre : voyez plus bas."
            ) from None
        except ReponseVide:
            raise ValidationError(
                "Cette fiche n'a aucune réponse : elle ne compterait pas."
            ) from None
        except QuestionsInconnues:
            raise ValidationError(CHANGE) from None
        return donnees

    def _dire(self, fautes):
        """Seules les questions qui se posent vraiment ont une faute."""
        for code in set(self.questions.errors) - set(fautes):
            del self.questions.errors[code]

    def save(self):
        """La réponse, ou None si ce jeton est déjà entré."""
        donnees = self.cleaned_data
        return self.recueil.enregistrer(
            self.envoye,
            jeton=donnees["jeton"],
            mode=self.point.mode,
            langue=donnees["langue"],
            jour=donnees["jour"],
        )

    def suite(self):
        """Ce qui reste de cette fiche pour la suivante."""
        return {
            "jour": f"{self.cleaned_data['jour']:%Y-%m-%d}",
            "langue": self.cleaned_data["langue"],
        }
