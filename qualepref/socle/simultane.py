"""Une fiche que deux personnes ouvrent en même temps : rien ne s'écrase, la seconde tranche."""

from copy import copy
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize

from qualepref.socle.entretemps import (
    dechiffrer,
    dernier_changement,
    empreintes,
    mot,
    rapprocher,
)
from qualepref.socle.forms import ModelFormulaire

ILLISIBLE = "Cette page est trop ancienne : rouvrez la fiche, puis recommencez."
CHANGE = "Changé pendant que vous écriviez : dites en haut de la page lequel garder."
MIEN, SIEN = "mien", "sien"


class ChampEmpreinte(forms.CharField):
    """Le champ caché qui rend à l'envoi ce que la page montrait."""

    widget = forms.HiddenInput
    default_error_messages = {"required": ILLISIBLE}

    def to_python(self, value):
        texte = super().to_python(value)
        try:
            if texte:
                dechiffrer(texte)
        except ValueError:
            raise ValidationError(ILLISIBLE) from None
        return texte


class Conflit(NamedTuple):
    """Un champ changé des deux côtés ; `version` dit qui a écrit l'autre valeur, et quand."""

    nom: str
    libelle: str
    mien: str
    sien: str
    version: object
    choix: str


class FormulaireSimultane(ModelFormulaire):
    """Ce que l'autre seul a changé se garde ; ce que les deux ont changé se tranche.

    Tant qu'un champ n'est pas tranché, rien n'est écrit et la saisie reste dans la page.
    `hors_modele` : champ du seul formulaire → attribut de l'objet qui le dit en texte.
    `non_suivis` : champs à plusieurs valeurs, où le dernier envoi l'emporte.
    """

    hors_modele: dict[str, str] = {}
    non_suivis: frozenset[str] = frozenset()
    empreinte = ChampEmpreinte()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.en_base = copy(self.instance)
        self.reprises, self.en_conflit, self.conflits = set(), set(), []
        if self.instance.pk is None:
            del self.fields["empreinte"]
        else:
            self.fields["empreinte"].initial = lambda: empreintes(self.valeurs_en_base())

    def valeur_en_base(self, nom):
        """La valeur qu'un autre a pu changer, comme le formulaire l'enverrait."""
        if nom in self.hors_modele:
            return getattr(self.en_base, self.hors_modele[nom])
        return self._meta.model._meta.get_field(nom).value_from_object(self.en_base)

    def valeurs_en_base(self):
        suivis = [nom for nom in self.fields if nom not in {"empreinte", *self.non_suivis}]
        return {nom: mot(self.valeur_en_base(nom)) for nom in suivis}

    def mien(self, nom, donnees):
        """Ce que l'on envoie, en mots ; tel quel si ce n'est pas une valeur du modèle."""
        if nom in self.hors_modele or nom not in donnees:
            return self.data.get(nom, "")
        objet = copy(self.en_base)
        setattr(objet, nom, donnees[nom])
        return dire(objet, nom)

    def sien(self, nom):
        return dire(self.en_base, self.hors_modele.get(nom, nom))

    def full_clean(self):
        if self.is_bound and "empreinte" in self.fields:
            self._rapprocher()
        super().full_clean()

    def _rapprocher(self):
        try:
            lues = dechiffrer(self.data.get("empreinte", ""))
        except ValueError:
            return  # le champ `empreinte` le dira
        en_base, self.data = self.valeurs_en_base(), self.data.copy()
        self.reprises, self.en_conflit = rapprocher(lues, self.data, en_base)
        self._trancher(en_base)
        for nom in self.reprises:
            self.data[nom] = en_base[nom]
        self.data["empreinte"] = empreintes(en_base)

    def _trancher(self, en_base):
        """Ce qu'on a choisi pour chaque conflit déjà montré."""
        montres = self.data.getlist("conflit") if hasattr(self.data, "getlist") else ()
        for nom in en_base.keys() & set(montres):
            choix = self.data.get(f"garder-{nom}")
            if choix == SIEN:
                self.data[nom] = en_base[nom]
                self.en_conflit.discard(nom)
            elif choix != MIEN and mot(self.data.get(nom)) != en_base[nom]:
                self.en_conflit.add(nom)

    def clean(self):
        donnees = super().clean()
        for nom in [nom for nom in self.fields if nom in self.en_conflit]:
            self.conflits.append(self._conflit(nom, donnees))
            self.add_error(nom, ValidationError(CHANGE, code="conflit"))
        return donnees

    def _conflit(self, nom, donnees):
        return Conflit(
            nom=nom,
            libelle=self.fields[nom].label or nom,
            mien=self.mien(nom, donnees),
            sien=self.sien(nom),
            version=dernier_changement(self.en_base, [nom]),
            choix=self.data.get(f"garder-{nom}", ""),
        )

    def libelles_repris(self):
        return [str(self.fields[nom].label).lower() for nom in self.fields if nom in self.reprises]


def dire(objet, nom) -> str:
    """La valeur d'un champ en mots ; vide si elle l'est."""
    affiche = getattr(objet, f"get_{nom}_display", None)
    valeur = affiche() if affiche else getattr(objet, nom)
    return "" if valeur in (None, "") else str(localize(valeur))
