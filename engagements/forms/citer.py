"""Citer devant une réponse ce qu'une app tient ; ici, une adresse."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from engagements.models import Preuve
from qualepref.socle.forms import Formulaire
from qualepref.socle.models import Service
from qualepref.socle.temps import aujourdhui

LIEN = "lien"


class CiterForm(Formulaire):
    """Chaque genre dit ses champs et rend dans `preuve()` la preuve, enregistrée.

    `note` : ce qu'il y a à dire de la preuve citée.
    """

    note = ""

    def __init__(self, *args, cellule, **kwargs):
        super().__init__(*args, auto_id=f"{cellule.ancre}-citer-%s", **kwargs)
        self.cellule = cellule
        premier = next(iter(self.fields.values()))
        premier.widget.attrs["autofocus"] = True  # le clavier entre par là

    def clean(self):
        donnees = super().clean()
        if self.cellule.verrou:
            raise ValidationError(f"{self.cellule.verrou} : la preuve n'est pas jointe.")
        return donnees

    def preuve(self) -> Preuve:
        raise NotImplementedError

    @transaction.atomic
    def save(self):
        self.cellule.preuves.add(self.preuve())
        return self.cellule


class CiterLienForm(CiterForm):
    """Une page de l'intranet ou de l'internet ; citée deux fois, elle n'est décrite qu'une.

    Celle qui est déjà connue ne change pas : d'autres réponses la citent telle quelle.
    """

    adresse = forms.URLField(
        label="Adresse",
        max_length=500,
        assume_scheme="https",
        help_text="https://…",
        error_messages={"invalid": "Écrivez une adresse complète, qui commence par https://."},
    )
    intitule = forms.CharField(label="Ce qu'on y voit", max_length=300)
    date_effet = forms.DateField(label="Vue le", initial=aujourdhui)
    valable_jusqu_au = forms.DateField(label="Valable jusqu'au", required=False)

    def clean(self):
        donnees = super().clean()
        debut, fin = donnees.get("date_effet"), donnees.get("valable_jusqu_au")
        if debut and fin and fin < debut:
            self.add_error("valable_jusqu_au", "La preuve cesserait de valoir avant ce jour-là.")
        return donnees

    def preuve(self):
        donnees = dict(self.cleaned_data)
        # Verrouillé : deux envois simultanés ne décrivent pas deux fois la même adresse.
        service = Service.objects.select_for_update(of=("self",)).get(pk=self.cellule.service_id)
        lieu = {"departement_id": service.site.departement_id, "service": service, "genre": LIEN}
        lieu["emplacement"] = donnees.pop("adresse")
        deja = Preuve.objects.filter(**lieu).order_by("pk").first()
        if deja:
            self.note = f"Adresse déjà connue, {deja.validite()} ; modifiez-la sur sa fiche."
        return deja or Preuve.objects.create(**lieu, **donnees)
