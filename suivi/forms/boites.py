"""Déclarer une boîte : où elle est, qui reçoit ce qu'elle apporte."""

from django import forms
from django.conf import settings

from qualepref.socle.forms import ModelFormulaire
from suivi.forms.lieux import ranger_par_site
from suivi.models import BoiteFonctionnelle, Canal, ModeleReponse, Support, Usage

AUCUN_SERVEUR = (
    "Aucun serveur n'est permis : l'exploitant doit d'abord en écrire dans IMAP_SERVEURS "
    "(docs/exploitation.md)."
)


class BoiteForm(ModelFormulaire):
    lieux = {"service": "suivi.change_boitefonctionnelle"}
    SECTIONS = {
        "La boîte": (
            *("adresse", "identifiant", "serveur", "securite", "port", "dossier"),
            *("dossier_rangement", "depuis", "cle_du_mot_de_passe"),
        ),
        "Ses messages": ("cible", "service", "registre", "nature", "canal"),
        "L'accusé de réception": ("accuse", "modele_accuse"),
    }

    serveur = forms.ChoiceField(label="Serveur IMAP")

    class Meta:
        model = BoiteFonctionnelle
        fields = [
            *("adresse", "serveur", "securite", "port", "identifiant", "cle_du_mot_de_passe"),
            *("dossier", "dossier_rangement", "depuis"),
            *("cible", "service", "registre", "nature", "canal", "accuse", "modele_accuse"),
        ]
        labels = {"cible": "Ils deviennent"}
        help_texts = {"service": "", "modele_accuse": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ranger_par_site(
            self.fields["service"], vide="Choisir un service", garder=self.instance.service_id
        )
        permis = dict.fromkeys([*settings.IMAP_SERVEURS, *filter(None, [self.instance.serveur])])
        self.fields["serveur"].choices = [(nom, nom) for nom in permis]
        self.avis = "" if permis else AUCUN_SERVEUR
        accuses = ModeleReponse.objects.employables_par(self.agent.departement_id)
        self.fields["modele_accuse"].queryset = accuses.filter(
            usage=Usage.ACCUSE, support=Support.COURRIEL
        )
        self.fields["modele_accuse"].empty_label = "Celui qui convient le mieux à la demande"
        canal = self.fields["canal"]
        canal.choices = [c for c in canal.choices if c[0] != Canal.NON_RENSEIGNE]
