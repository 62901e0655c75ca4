"""Un acte qu'une personne accomplit sur un objet qu'une autre a pu changer entre-temps."""

from django.core.exceptions import ValidationError
from django.db import transaction

from qualepref.socle.forms.commun import ModelFormulaire


class FormulaireDActe(ModelFormulaire):
    """Le modèle dit ce qui empêche l'acte, la saisie se garde."""

    def relire(self, saisie):
        """Verrouille l'objet, ôte de la saisie ce qui dit la version lue ; refuse s'il a changé."""
        raise NotImplementedError

    def acte(self, **saisie):
        raise NotImplementedError

    def executer(self) -> bool:
        """Vrai si l'acte est fait ; sinon le formulaire dit pourquoi, et rien n'a changé."""
        saisie = dict(self.cleaned_data)
        try:
            with transaction.atomic():
                self.relire(saisie)
                self.acte(**saisie)
        except ValidationError as refus:
            self.refuser(refus)
            return False
        return True

    def refuser(self, refus):
        self.instance.refresh_from_db()
        fautes = refus.error_dict if hasattr(refus, "error_dict") else {None: refus}
        for champ, faute in fautes.items():
            self.add_error(champ if champ in self.fields else None, faute)

    def save(self, commit=True):
        return self.instance
