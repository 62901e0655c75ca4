"""Les sessions : le calendrier, la fiche, les inscriptions, les présences, les feuilles."""

from django.urls import reverse_lazy

from formations.feuilles import emargement_de_session
from formations.filters.sessions import SessionFilter
from formations.forms import sessions as forms
from formations.models import Formation, SessionFormation
from formations.tables.sessions import FormationTable, SessionTable
from formations.views.actes import ActePage
from formations.views.tableaux import FORMATIONS
from qualepref.socle.models import Journal
from qualepref.socle.pages import CreateView, DetailView, ListView, UpdateSimultaneeView, UpdateView
from qualepref.socle.sorties.exports import classeur, reponse_fichier
from qualepref.socle.vues import Vue

VOIR, CHANGER = "formations.view_sessionformation", "formations.change_sessionformation"
INSCRIRE, PRESENCES = "formations.add_participation", "formations.change_participation"
NOMMER = "formations.view_participation"
SESSIONS = ("Sessions", reverse_lazy("formations:sessionformation_list"))
CATALOGUE = ("Catalogue", reverse_lazy("formations:formation_list"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOUTES = SessionFormation.objects.select_related("formation", "departement")


class SessionListView(ListView):
    queryset = TOUTES.avec_effectifs()
    filterset_class = SessionFilter
    table_class = SessionTable
    permission_required = VOIR
    export_name = "sessions-de-formation"
    titre = "Sessions de formation"
    parents = (FORMATIONS,)
    ajouter = "formations:sessionformation_create"
    vide = "Aucune session de formation."
    vues = (
        Vue("Toutes"),
        Vue("Prévues", "etat=prevue"),
        Vue("Présences à saisir", "a_valider=true"),
        Vue("Validées", "etat=validee"),
    )
    liens = (("Catalogue", "formations:formation_list"),)


class SessionDetailView(DetailView):
    """La session et ses thèmes ; les noms, pour qui tient le suivi."""

    queryset = TOUTES.avec_effectifs().prefetch_related("themes")
    permission_required = VOIR
    parents = (FORMATIONS, SESSIONS)

    def get_context_data(self, **kwargs):
        session, agent = self.object, self.request.user
        siennes = session.participations.visibles_par(agent, NOMMER).select_related(
            "agent__service"
        )
        return super().get_context_data(**kwargs) | {
            "participations": siennes if agent.has_perm(NOMMER) else None,
            "changer": self.peut(CHANGER),
        }


class SessionCreateView(CreateView):
    queryset = SessionFormation.objects.all()
    form_class = forms.SessionForm
    permission_required = "formations.add_sessionformation"
    titre = "Programmer une session"
    parents = (FORMATIONS, SESSIONS)
    message = "La session est programmée."


class SessionUpdateView(UpdateSimultaneeView):
    queryset = TOUTES
    form_class = forms.SessionForm
    permission_required = CHANGER
    parents = (FORMATIONS, SESSIONS)


class SurUneSession(ActePage):
    queryset = TOUTES.prefetch_related("themes")
    parents = (FORMATIONS, SESSIONS)


class InscrireView(SurUneSession):
    form_class = forms.InscrireForm
    permission_required = INSCRIRE
    titre = "Inscrire des agents"
    bouton = "Inscrire"

    def get_queryset(self):
        """La session est du département ; les agents, de ceux que l'on tient."""
        return self.queryset.visibles_par(self.request.user, VOIR)

    def dire(self, form):
        return f"Inscriptions : {form.inscrits}."


class PresencesView(SurUneSession):
    """Qui était là, en une fois et au clavier ; se corrige après coup."""

    form_class = forms.PresencesForm
    permission_required = PRESENCES
    titre = "Présences"
    template_name = "formations/presences.html"
    bouton = "Valider la session"
    message = "La session est validée : les échéances sont à jour."


class AnnulerView(SurUneSession):
    form_class = forms.AnnulerForm
    permission_required = CHANGER
    titre = "Annuler la session"
    bouton = "Annuler la session"
    message = "La session est annulée."


class EmargementView(DetailView):
    """La feuille à faire signer ; elle nomme les inscrits."""

    queryset = TOUTES
    permission_required = VOIR

    def has_permission(self):
        return super().has_permission() and self.request.user.has_perm(NOMMER)

    def render_to_response(self, context, **kwargs):
        siennes = self.object.participations.visibles_par(self.request.user, NOMMER)
        octets = emargement_de_session(self.object, siennes)
        nom = f"emargement-{self.object.date_debut:%Y-%m-%d}.pdf"
        return reponse_fichier(octets, nom, "application/pdf")


class ConvocationsView(EmargementView):
    """La liste de ceux à convoquer, pour le publipostage de la préfecture."""

    def render_to_response(self, context, **kwargs):
        session = self.object
        siennes = session.participations.visibles_par(self.request.user, NOMMER)
        lignes = [["Agent", "Service", "Fonctions", "Formation", "Du", "Au", "Lieu"]]
        for une in siennes.select_related("agent__service"):
            agent = une.agent
            lignes.append(
                [agent.nom, str(agent.service), agent.fonctions, str(session.formation)]
                + [session.date_debut, session.date_fin, session.lieu]
            )
        Journal.objects.consigner(
            self.request.user,
            Journal.Genre.EXPORT,
            {"liste": "convocations", "lignes": len(lignes) - 1},
        )
        nom = f"convocations-{session.date_debut:%Y-%m-%d}.xlsx"
        return reponse_fichier(classeur(lignes, "Convocations"), nom, XLSX)


class FormationListView(ListView):
    queryset = Formation.objects.filter(retire=False).prefetch_related("themes")
    table_class = FormationTable
    permission_required = "formations.view_formation"
    export_name = "catalogue-des-formations"
    titre = "Catalogue des formations"
    parents = (FORMATIONS, SESSIONS)
    ajouter = "formations:formation_create"
    vide = "Le catalogue est vide."


class FormationCreateView(CreateView):
    queryset = Formation.objects.all()
    form_class = forms.FormationForm
    permission_required = "formations.add_formation"
    titre = "Ajouter une formation au catalogue"
    parents = (FORMATIONS, SESSIONS, CATALOGUE)
    message = "La formation est au catalogue."


class FormationUpdateView(UpdateView):
    """Une formation que la préfecture a ajoutée : le catalogue livré ne se change pas."""

    queryset = Formation.objects.exclude(departement=None)
    form_class = forms.FormationForm
    permission_required = "formations.change_formation"
    parents = (FORMATIONS, SESSIONS)

    def get_parents(self):
        return [*self.parents, CATALOGUE]
