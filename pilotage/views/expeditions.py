"""Envoyer un tableau de bord aux directions : à qui, ce qui est parti, ce qui a échoué."""

from django.urls import reverse_lazy

from pilotage import expeditions
from pilotage.forms.expeditions import DestinataireForm
from pilotage.models import Destinataire, Expedition, TableauDeBord
from pilotage.models.expeditions import a_servir, empechement_d_envoyer
from pilotage.tables.expeditions import DestinataireTable
from pilotage.tasks import expedier
from pilotage.views.tableaux import TABLEAUX
from qualepref.socle.pages import (
    ActionView,
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    UpdateView,
)

DESTINATAIRES = ("Destinataires des tableaux", reverse_lazy("pilotage:destinataire_list"))


class EnvoisView(DetailView):
    """Qui a reçu cette édition, qui la recevra, ce qui a échoué et pourquoi."""

    queryset = TableauDeBord.objects.publies().select_related("departement")
    permission_required = "pilotage.view_expedition"
    template_name = "pilotage/tableaudebord_envois.html"

    def get_titre(self):
        return f"Envois aux directions : {self.object}"

    def get_parents(self):
        return (TABLEAUX, self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "expeditions": self.object.expeditions.select_related("demandee_par"),
            "a_servir": a_servir(self.object).select_related("service"),
            "empechement": empechement_d_envoyer(self.object),
        }


class TableauEnvoyerView(ActionView):
    """Envoie cette édition à qui ne l'a pas encore."""

    queryset = TableauDeBord.objects.publies()
    permission_required = "pilotage.add_expedition"
    message = "L'envoi est demandé : cette page en dit l'avancement."

    def agir(self, objet):
        nouvelles = Expedition.objects.inscrire(objet, self.request.user)
        expeditions.confier(nouvelles, expedier)

    def get_success_url(self, objet):
        return reverse_lazy("pilotage:tableaudebord_envois", args=[objet.pk])


class ExpeditionRelancerView(ActionView):
    queryset = Expedition.objects.all()
    permission_required = "pilotage.add_expedition"
    message = "L'envoi est relancé."

    def agir(self, objet):
        objet.relancer()
        expeditions.confier([objet], expedier)


class DestinataireListView(ListView):
    queryset = Destinataire.objects.select_related("service")
    table_class = DestinataireTable
    permission_required = "pilotage.view_destinataire"
    titre = "Destinataires des tableaux"
    export_name = "destinataires"
    ajouter = "pilotage:destinataire_create"
    vide = "Aucune adresse : les tableaux de bord ne partent à personne."


class DestinataireCreateView(CreateView):
    queryset = Destinataire.objects.all()
    form_class = DestinataireForm
    permission_required = "pilotage.add_destinataire"
    parents = (DESTINATAIRES,)


class DestinataireUpdateView(UpdateView):
    queryset = Destinataire.objects.select_related("service")
    form_class = DestinataireForm
    permission_required = "pilotage.change_destinataire"
    template_name = "pilotage/destinataire_form.html"

    def get_parents(self):
        return (DESTINATAIRES,)


class DestinataireDeleteView(DeleteView):
    queryset = Destinataire.objects.all()
    permission_required = "pilotage.delete_destinataire"
    success_url = reverse_lazy("pilotage:destinataire_list")

    def get_parents(self):
        return (DESTINATAIRES,)
