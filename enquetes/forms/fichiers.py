"""Un questionnaire du département déposé en YAML : ce qu'il changerait d'abord, puis l'accord."""

from functools import partial
from hashlib import sha256

from django import forms
from django.core.exceptions import ValidationError

from enquetes.chargeurs import est_un_questionnaire, ranger_un_questionnaire
from enquetes.forms.questionnaires import SANS_DEPARTEMENT
from enquetes.lecture.schemas import SCHEMA
from qualepref.socle import chargement
from qualepref.socle.forms import Formulaire

TAILLE_MAX = 2**20
TROP_GROS = "Ce fichier dépasse 1 Mo : ce n'est pas un questionnaire."


class Depose(Formulaire):
    """Un texte YAML au schéma d'un questionnaire, rangé tout entier ou pas du tout."""

    est_confirme = False

    def clean(self):
        if self.agent.departement_id is None:
            raise ValidationError(SANS_DEPARTEMENT)
        return super().clean()

    def lire(self, octets, nom):
        """Le charge à l'essai. Lève ValidationError, une phrase par faute."""
        if len(octets) > 2 * TAILLE_MAX:  # un navigateur double les fins de ligne
            raise ValidationError(TROP_GROS)
        self.nom = nom
        try:
            self.donnees = lire_un_questionnaire(octets, nom)
            self.bilan = self.ranger(essai=True)
        except chargement.ChargementRefuse as refus:
            raise ValidationError(refus.messages) from None
        self.texte = octets.decode("utf-8-sig")

    def ranger(self, essai=False):
        return chargement.ranger(self.donnees, self._ranger, essai)

    def _ranger(self, donnees, bilan):
        a_lui = partial(ranger_un_questionnaire, departement=self.agent.departement)
        self.questionnaire = a_lui(donnees, bilan)

    @property
    def empreinte(self):
        """La même tant que le fichier changerait les mêmes choses."""
        dit = [(verbe, list(map(str, e))) for verbe, e in self.bilan.ecarts.par_verbe().items()]
        return sha256(repr((dit, str(self.bilan))).encode()).hexdigest()


class DepotForm(Depose):
    fichier = forms.FileField(
        label="Fichier YAML d'un questionnaire",
        help_text="Celui qui s'exporte d'une page de questionnaire, retouché, ou un autre au même "
        "schéma. Vous voyez d'abord ce qui changerait.",
    )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise ValidationError(TROP_GROS)
        if self.agent.departement_id is not None:
            self.lire(fichier.read(), fichier.name)
        return fichier


class DepotConfirmeForm(Depose):
    """Le texte dont on a lu l'aperçu ; `confirmer` : l'empreinte de cet aperçu."""

    nom = forms.CharField(max_length=255)
    texte = forms.CharField(strip=False)
    confirmer = forms.CharField(max_length=64)

    def clean_texte(self):
        texte = self.cleaned_data["texte"]
        if self.agent.departement_id is not None:
            self.lire(texte.encode(), self.cleaned_data.get("nom", "questionnaire.yaml"))
        return texte

    @property
    def est_confirme(self):
        """Faux si le questionnaire a changé depuis l'aperçu."""
        return self.cleaned_data["confirmer"] == self.empreinte


def lire_un_questionnaire(octets: bytes, nom: str) -> dict:
    """Ce que dit le fichier, conforme au schéma. Lève ChargementRefuse."""
    donnees = chargement.analyser(octets, nom)
    meta = donnees.get("meta")
    if not isinstance(meta, dict) or not est_un_questionnaire(meta):
        raise chargement.ChargementRefuse(f"{nom} : ce n'est pas un questionnaire.")
    chargement.verifier(donnees, SCHEMA, nom)
    return donnees
