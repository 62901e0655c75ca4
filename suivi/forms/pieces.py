"""Joindre des fichiers à une demande."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.pieces import RELEVES, sans_metadonnees, verifier_piece
from suivi.models import Demande, PieceJointe
from suivi.models.pieces import retirer_les_fichiers, tracer

A_LA_FOIS = 20


class Fichiers(forms.FileInput):
    allow_multiple_selected = True


class FichiersField(forms.FileField):
    """Plusieurs fichiers d'un coup ; ce qui manque à l'un se dit en le nommant."""

    widget = Fichiers(attrs={"accept": ",".join(f".{extension}" for extension in RELEVES)})

    def clean(self, data, initial=None):
        recus = data if isinstance(data, list | tuple) else [data] if data else []
        if not recus:
            raise ValidationError("Choisissez au moins un fichier.")
        if len(recus) > A_LA_FOIS:
            raise ValidationError(f"Pas plus de {A_LA_FOIS} fichiers à la fois.")
        return [self._verifier(super(FichiersField, self).clean(recu, initial)) for recu in recus]

    def _verifier(self, fichier):
        return sans_metadonnees(verifier_piece(fichier, RELEVES))


class JoindreForm(ModelFormulaire):
    fichiers = FichiersField(
        label="Fichiers",
        help_text="PDF, images, documents de bureautique, courriels ; 30 Mo chacun au plus. Une "
        "photo perd le lieu et la date de sa prise.",
    )

    class Meta:
        model = Demande
        fields = []

    def clean_fichiers(self):
        for fichier in self.cleaned_data["fichiers"]:
            if PieceJointe.objects.contient(self.instance, fichier):
                raise ValidationError(f"« {fichier.name} » est déjà jointe à cette demande.")
        return self.cleaned_data["fichiers"]

    def save(self, commit=True):
        """Toutes, ou aucune : si l'une ne tient pas au disque, celles d'avant n'y restent pas."""
        neuves = []
        try:
            with transaction.atomic():
                for fichier in self.cleaned_data["fichiers"]:
                    joindre = PieceJointe.objects.joindre_ou_retrouver
                    piece, neuve = joindre(self.instance, fichier, self.agent)
                    if neuve:
                        neuves.append(piece.fichier.name)
                tracer(self.instance, "pièce jointe ajoutée")
        except OSError:
            retirer_les_fichiers(neuves)
            raise
        return self.instance
