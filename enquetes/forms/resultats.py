"""Choisir deux questions à croiser."""

from django import forms

from qualepref.socle.forms import Formulaire

MEME = "Choisissez deux questions différentes."


class CroisementForm(Formulaire):
    ligne = forms.ChoiceField(label="Question en lignes")
    colonne = forms.ChoiceField(label="Question en colonnes")

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {question.code: question for question in questions}
        choix = [("", "Choisir une question"), *((q.code, str(q)) for q in questions)]
        for nom in ("ligne", "colonne"):
            self.fields[nom].choices = choix

    def clean_ligne(self):
        return self.questions[self.cleaned_data["ligne"]]

    def clean_colonne(self):
        return self.questions[self.cleaned_data["colonne"]]

    def clean(self):
        lus = super().clean()
        if lus.get("ligne") and lus.get("ligne") == lus.get("colonne"):
            self.add_error("colonne", MEME)
        return lus
