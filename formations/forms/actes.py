from django.core.exceptions import ValidationError

from qualepref.socle.forms import Formulaire


class ActeForm(Formulaire):
    """Une saisie qui accomplit un acte sur l'objet `sur` ; ce que le modèle refuse se dit."""

    def __init__(self, *args, sur, **kwargs):
        super().__init__(*args, **kwargs)
        self.sur = sur

    def acte(self, **saisie):
        raise NotImplementedError

    def clean(self):
        donnees = super().clean()
        if not self.errors:
            try:
                self.acte(**donnees)
            except ValidationError as refus:
                self.add_error(None, refus.messages)
        return donnees
