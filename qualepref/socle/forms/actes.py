"""Un acte qu'une personne accomplit sur un objet qu'une autre a pu changer entre-temps."""

from django import forms
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


class FormulaireVersionne(FormulaireDActe):
    """Un acte refusé une fois si l'objet a changé depuis qu'on l'a lu : on relit, puis on renvoie.

    `version` : la dernière ligne de l'historique, vide si l'objet n'en a pas encore.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.version_en_base()

    def objet_relu(self):
        """Celui dont l'histoire fait foi."""
        return self.instance

    def version_en_base(self) -> int | None:
        objet = self.objet_relu()
        return objet.history.values_list("pk", flat=True).first() if objet.pk else None

    def dire_le_changement(self) -> str:
        """« Quelqu'un a traité … pendant que vous écriviez ; il est maintenant … »."""
        raise NotImplementedError

    def relire(self, saisie):
        lue = saisie.pop("version")
        type(self.instance).objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
        self.instance.refresh_from_db()
        actuelle = self.version_en_base()
        if lue == actuelle or self.add_prefix("version") not in self.data:
            return
        self.data = self.data.copy()
        self.data["version"] = actuelle or ""
        raise ValidationError(
            f"{self.dire_le_changement()}. Envoyez de nouveau si votre saisie vaut toujours."
        )
