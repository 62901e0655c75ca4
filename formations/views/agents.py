"""Les agents à former : la liste de ce qu'ils doivent, leur fiche, la saisie."""

from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from formations.filters.obligations import ObligationFilter
from formations.forms import agents as forms
from formations.models import AgentAFormer, JourneeImmersion, ObligationFormation
from formations.tables.obligations import ObligationTable, badge_situation
from formations.views.tableaux import FORMATIONS
from qualepref.socle.pages import CreateView, DeleteView, DetailView, ListView, UpdateSimultaneeView
from qualepref.socle.vues import Vue

NOMMER, TENIR = "formations.view_agentaformer", "formations.change_agentaformer"
LISTE = reverse_lazy("formations:obligationformation_list")
OBLIGATIONS = ("Agents à former", LISTE)


class ObligationListView(ListView):
    """Qui doit quoi : elle nomme les agents, donc ne s'ouvre qu'à qui tient le suivi."""

    queryset = ObligationFormation.objects.select_related("agent__service__site", "theme")
    filterset_class = ObligationFilter
    table_class = ObligationTable
    permission_required = NOMMER
    export_name = "formations"
    titre = "Agents à former"
    parents = (FORMATIONS,)
    vide = "Personne à former pour le moment."
    vide_a_remplir = "Personne à former : ajoutez un agent, ou importez le tableau de suivi."
    vues = (
        Vue("En poste", "en_poste=true"),
        Vue("En retard", "etat=en_retard"),
        Vue("À former", "etat=a_former"),
        Vue("À renouveler", "etat=a_renouveler"),
        Vue("Inscrits", "inscrit=true"),
        Vue("Couverts par un tutorat", "couvert=true"),
        Vue("Tous"),
    )
    liens = (("Prévision", "formations:prevision"),)

    def get_queryset(self):
        return super().get_queryset().avec_situation()

    def get_ajouter(self):
        peut = self.request.user.has_perm("formations.add_agentaformer")
        return reverse("formations:agentaformer_create") if peut else ""


class AgentDetailView(DetailView):
    """Ce qu'on lui demande, les sessions où il a été, ses tutorats et ses journées d'immersion."""

    queryset = AgentAFormer.objects.select_related("service__site", "compte")
    permission_required = NOMMER
    parents = (FORMATIONS, OBLIGATIONS)

    def get_context_data(self, **kwargs):
        agent = self.object
        obligations = agent.obligations.avec_situation().select_related("theme")
        return super().get_context_data(**kwargs) | {
            "obligations": [(une, badge_situation(une.situation())) for une in obligations],
            "participations": agent.participations.select_related("session__formation").order_by(
                "-session__date_debut", "-pk"
            ),
            "tutorats": agent.tutorats.avec_fin(),
            "immersions": agent.immersions.select_related("accueil"),
            "changer": self.peut(TENIR),
        }


class AgentCreateView(CreateView):
    queryset = AgentAFormer.objects.all()
    form_class = forms.NouvelAgentForm
    permission_required = "formations.add_agentaformer"
    titre = "Ajouter un agent à former"
    parents = (FORMATIONS, OBLIGATIONS)
    message = "L'agent est ajouté."


class AgentUpdateView(UpdateSimultaneeView):
    queryset = AgentAFormer.objects.select_related("service")
    form_class = forms.AgentForm
    permission_required = TENIR
    parents = (FORMATIONS, OBLIGATIONS)


class AgentDeleteView(DeleteView):
    """Une fiche ouverte par erreur ; qui part garde la sienne, avec son dernier jour."""

    queryset = AgentAFormer.objects.all()
    permission_required = "formations.delete_agentaformer"
    parents = (FORMATIONS, OBLIGATIONS)
    success_url = LISTE
    message = "La fiche est supprimée."


class PourUnAgent(CreateView):
    """Une saisie qui s'ajoute à la fiche d'un agent que l'on tient."""

    parents = (FORMATIONS, OBLIGATIONS)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"pour": self.pour}

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.permission_required):
            tenus = AgentAFormer.objects.visibles_par(request.user, TENIR)
            self.pour = get_object_or_404(tenus.select_related("service__site"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_parents(self):
        return [*self.parents, self.pour]


class ObligationCreateView(PourUnAgent):
    queryset = ObligationFormation.objects.all()
    form_class = forms.ObligationForm
    permission_required = "formations.add_obligationformation"
    titre = "Ajouter une obligation"
    message = "L'obligation est ajoutée."


class ImmersionCreateView(PourUnAgent):
    queryset = JourneeImmersion.objects.all()
    form_class = forms.ImmersionForm
    permission_required = "formations.add_journeeimmersion"
    titre = "Noter une journée d'immersion"
    message = "La journée est notée."


class ObligationUpdateView(UpdateSimultaneeView):
    queryset = ObligationFormation.objects.select_related("agent", "theme")
    form_class = forms.ObligationForm
    permission_required = "formations.change_obligationformation"
    parents = (FORMATIONS, OBLIGATIONS)

    def get_parents(self):
        return [*self.parents, self.object.agent]


class ObligationDeleteView(DeleteView):
    queryset = ObligationFormation.objects.select_related("agent", "theme")
    permission_required = "formations.delete_obligationformation"
    parents = (FORMATIONS, OBLIGATIONS)
    message = "L'obligation est supprimée."

    def get_parents(self):
        return [*self.parents, self.object.agent]

    def get_success_url(self):
        return self.object.agent.get_absolute_url()


class ImmersionDeleteView(ObligationDeleteView):
    queryset = JourneeImmersion.objects.select_related("agent", "accueil")
    permission_required = "formations.delete_journeeimmersion"
    message = "La journée est supprimée."
