"""Les signalements vus par qui les tient ou les lit ; l'auteur a ses propres pages."""

from django.http import FileResponse, Http404
from django.urls import reverse, reverse_lazy

from engagements.models import Action
from qualepref.socle.models import Journal
from qualepref.socle.pages import ActionView, CreateView, DetailView, ListView, UpdateView
from qualepref.socle.vues import Vue
from suivi.circuit import actes_possibles
from suivi.filters.signalements import SignalementFilter
from suivi.forms import signalements as forms
from suivi.models import Signalement
from suivi.tables.signalements import SignalementTable, badge_etat

SIGNALEMENTS = ("Signalements", reverse_lazy("suivi:signalement_list"))
VOIR = "suivi.view_signalement"
TENIR = "suivi.change_signalement"
NOMMER = "suivi.nommer_signalement"
# Verbe → (libellé du bouton, adresse, vrai si un clic suffit).
BOUTONS = {
    "trier": ("Trier", "trier", False),
    "repondre": ("Répondre", "repondre", False),
    "clore": ("Clore", "clore", True),
    "completer": ("Compléter la réponse", "repondre", False),
    "proposer": ("Proposer une action", "proposer", False),
    "retrier": ("Revoir le tri", "trier", False),
    "classer": ("Classer sans suite", "classer", False),
    "rouvrir": ("Rouvrir", "rouvrir", True),
}
TENUS = Signalement.objects.select_related("service__site", "departement", "engagement", "action")


def boutons(signalement):
    offerts = actes_possibles(signalement.etat, signalement.action_id is not None)
    return [
        {
            "adresse": reverse(f"suivi:signalement_{BOUTONS[verbe][1]}", args=[signalement.pk]),
            "libelle": BOUTONS[verbe][0],
            "direct": BOUTONS[verbe][2],
        }
        for verbe in offerts
    ]


class SignalementListView(ListView):
    queryset = Signalement.objects.select_related("service", "engagement", "action").defer("auteur")
    filterset_class = SignalementFilter
    table_class = SignalementTable
    permission_required = VOIR
    export_name = "signalements"
    ajouter = "suivi:signaler"
    vues = (
        Vue("À trier", "etat=recu"),
        Vue("Sans réponse", "etat=sans_reponse"),
        Vue("Pas encore terminés", "etat=ouverts"),
        Vue("Tous"),
    )
    vide = "Aucun signalement : les agents les déposent par « Mes signalements »."


class SignalementDetailView(DetailView):
    """La fiche, sans le nom de l'auteur, sauf s'il a permis qu'on le dise au service."""

    queryset = TENUS
    permission_required = VOIR
    parents = (SIGNALEMENTS,)

    def get_context_data(self, **kwargs):
        signalement = self.object
        nomme = self.peut(NOMMER)
        return super().get_context_data(**kwargs) | {
            "badge": badge_etat(signalement.etat),
            "actes": boutons(signalement) if self.peut(TENIR) else [],
            "auteur_dit": signalement.auteur if nomme and signalement.nom_dicible else None,
            "piece": nomme and signalement.piece,
            "action_visible": self.action_visible(),
        }

    def action_visible(self):
        actions = Action.objects.visibles_par(self.request.user)
        return actions.filter(pk=self.object.action_id).exists()


class AuteurView(DetailView):
    """Qui a déposé ; chaque consultation s'écrit au journal."""

    queryset = Signalement.objects.select_related("auteur__service", "departement").filter(
        auteur__isnull=False
    )
    permission_required = "suivi.identifier_signalement"
    template_name = "suivi/signalement_auteur.html"

    def get_titre(self):
        return f"Auteur du {str(self.object).lower()}"

    def get_parents(self):
        return (SIGNALEMENTS, self.object)

    def get_template_names(self):
        return ["suivi/_auteur.html"] if self.request.htmx else [self.template_name]

    def get(self, request, *args, **kwargs):
        reponse = super().get(request, *args, **kwargs)
        consigner(request.user, Journal.Genre.CONSULTATION, self.object)
        return reponse


def consigner(agent, genre, signalement):
    details = {"signalement": signalement.pk}
    Journal.objects.consigner(agent, genre, details, signalement.departement)


class PieceView(DetailView):
    """La pièce jointe : une photo s'ouvre dans la page, un PDF se télécharge."""

    queryset = Signalement.objects.exclude(piece="").select_related("departement")
    permission_required = NOMMER

    def render_to_response(self, context, **kwargs):
        consigner(self.request.user, Journal.Genre.TELECHARGEMENT, self.object)
        return servir(self.object)


def servir(signalement):
    try:
        contenu = signalement.piece.open()
    except FileNotFoundError as absent:
        raise Http404 from absent
    return FileResponse(
        contenu,
        as_attachment=not signalement.piece_est_une_image,
        filename=signalement.nom_de_la_piece,
    )


class SignalementCreateView(CreateView):
    queryset = Signalement.objects.all()
    form_class = forms.InscrireForm
    permission_required = TENIR
    titre = "Inscrire un signalement reçu autrement"
    parents = (SIGNALEMENTS,)
    message = "Le signalement est inscrit."
    template_name = "socle/form.html"


class ActeView(UpdateView):
    """Un acte qui demande une saisie ; ce que le modèle refuse se dit, sans rien perdre."""

    queryset = TENUS
    permission_required = TENIR
    parents = (SIGNALEMENTS,)
    template_name = "suivi/signalement_acte.html"

    def form_valid(self, form):
        return super().form_valid(form) if form.executer() else self.form_invalid(form)


class SignalementTrierView(ActeView):
    form_class = forms.TrierForm
    titre = "Trier le signalement"
    message = "Le signalement est trié."


class SignalementRepondreView(ActeView):
    form_class = forms.RepondreForm
    titre = "Répondre à l'auteur"
    message = "La réponse est enregistrée ; son auteur en est averti."
    bouton = "Envoyer la réponse"


class SignalementProposerView(ActeView):
    form_class = forms.ProposerForm
    titre = "Proposer une action"
    message = "L'action est proposée au plan ; l'auteur du signalement en est averti."
    bouton = "Proposer l'action"


class SignalementClasserView(ActeView):
    form_class = forms.ClasserForm
    titre = "Classer sans suite"
    message = "Le signalement est classé ; son auteur en lira le motif."
    bouton = "Classer sans suite"


class SignalementCloreView(ActionView):
    queryset = TENUS
    permission_required = TENIR
    acte = "clore"
    message = "Le signalement est clos."


class SignalementRouvrirView(ActionView):
    queryset = TENUS
    permission_required = TENIR
    acte = "rouvrir"
    message = "Le signalement est de nouveau en cours."
