"""Les boîtes fonctionnelles : les déclarer, les essayer, les mettre en marche."""

import os

from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from qualepref.socle.pages import ActionView, CreateView, DetailView, ListView, UpdateView
from suivi.forms.boites import BoiteForm
from suivi.messagerie.serveur import BoiteInaccessible, essayer
from suivi.messagerie.tasks import relever_la_boite
from suivi.models import BoiteFonctionnelle
from suivi.tables.boites import BoiteTable, badge_de_la_boite

BOITES = ("Boîtes fonctionnelles", reverse_lazy("suivi:boite_list"))
VOIR, TENIR = "suivi.view_boitefonctionnelle", "suivi.change_boitefonctionnelle"
DECLAREES = BoiteFonctionnelle.objects.select_related("service__site__departement")


class BoiteListView(ListView):
    queryset = DECLAREES
    table_class = BoiteTable
    permission_required = VOIR
    export_name = "boites"
    ajouter = "suivi:boite_create"
    vide = "Aucune boîte : l'administrateur déclare ici les adresses que l'application relève."


class BoiteDetailView(DetailView):
    """Ses réglages, sa dernière relève ; jamais le mot de passe, seulement s'il est là."""

    queryset = DECLAREES.avec_comptes()
    permission_required = VOIR
    parents = (BOITES,)
    template_name = "suivi/boite_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "badge": badge_de_la_boite(self.object),
            "a_son_mot_de_passe": bool(os.environ.get(self.object.cle_du_mot_de_passe)),
        }


class BoiteCreateView(CreateView):
    queryset = BoiteFonctionnelle.objects.all()
    form_class = BoiteForm
    permission_required = "suivi.add_boitefonctionnelle"
    titre = "Déclarer une boîte fonctionnelle"
    parents = (BOITES,)
    message = "La boîte est déclarée. Essayez la connexion, puis mettez-la en marche."
    template_name = "suivi/boite_form.html"


class BoiteUpdateView(UpdateView):
    queryset = DECLAREES
    form_class = BoiteForm
    permission_required = TENIR
    parents = (BOITES,)
    template_name = "suivi/boite_form.html"


class BoiteActionView(ActionView):
    queryset = DECLAREES
    permission_required = TENIR


class BoiteEssayerView(BoiteActionView):
    """Ouvre le dossier et compte les messages ; n'en lit ni n'en marque aucun."""

    message = ""

    def agir(self, objet):
        try:
            self.message = essayer(objet)
        except BoiteInaccessible as panne:
            raise ValidationError(str(panne)) from None


class BoiteReleverView(BoiteActionView):
    """Confie la relève à la file, sans attendre les cinq minutes."""

    message = "La relève est demandée : rechargez la page dans un instant."

    def agir(self, objet):
        objet.exiger_en_marche()
        relever_la_boite.delay_on_commit(objet.pk)


class BoiteMettreEnMarcheView(BoiteActionView):
    acte = "mettre_en_marche"
    message = "La boîte est en marche : elle sera relevée dans les cinq minutes."


class BoiteArreterView(BoiteActionView):
    acte = "arreter"
    message = "La boîte est arrêtée : rien n'y est plus relevé."
