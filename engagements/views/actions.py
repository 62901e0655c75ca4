"""Le plan d'actions : le tableau, la fiche d'une action et les actes qui la font avancer."""

from django.urls import reverse, reverse_lazy

from engagements.actes_groupes import ACTIONS as ACTIONS_EN_NOMBRE
from engagements.filters.actions import ActionFilter
from engagements.forms import actions as forms
from engagements.models import Action, AutoEvaluation, AvisEngagement
from engagements.plan import actes_possibles
from engagements.proposition import depuis_l_evaluation
from engagements.tables.actions import ActionTable, badge_etat
from engagements.titulaires import Titulaires
from qualepref.socle.pages import (
    ActionVerrouilleeView,
    CreateView,
    DetailView,
    ListView,
    UpdateSimultaneeView,
    UpdateVerrouilleeView,
)
from qualepref.socle.pages_actes import ActesGroupesView
from qualepref.socle.vues import Vue

PLAN = ("Plan d'actions", reverse_lazy("engagements:action_list"))
VOIR = "engagements.view_action"
AVANCER = "engagements.avancer_action"
DECIDER = "engagements.change_action"
# Verbe → (libellé du bouton, vrai si un clic suffit).
BOUTONS = {
    "accepter": ("Accepter", True),
    "refuser": ("Refuser", False),
    "solder": ("Solder", False),
    "commencer": ("Commencer", True),
    "realiser": ("Déclarer réalisée", False),
    "avancer": ("Dire où elle en est", False),
    "deplacer": ("Déplacer l'échéance", False),
    "reporter": ("Reporter", False),
    "abandonner": ("Abandonner", False),
    "rouvrir": ("Rouvrir", True),
}
VUES = [
    ("Tableau", "action_list", "fr-icon-table-line"),
    ("Par service", "action_services", "fr-icon-team-line"),
    ("Calendrier", "action_calendrier", "fr-icon-calendar-line"),
    ("Frise", "action_frise", "fr-icon-line-chart-line"),
]
ACTIONS = Action.objects.select_related("service__site", "departement", "lot")


def boutons(action, avancer, decider):
    """Les actes que l'état permet à l'agent : adresse, libellé, POST direct ou page de saisie."""
    return [
        {
            "adresse": reverse(f"engagements:action_{verbe}", args=[action.pk]),
            "libelle": BOUTONS[verbe][0],
            "direct": BOUTONS[verbe][1],
        }
        for verbe in actes_possibles(action.etat, avancer, decider)
    ]


class ActionListView(ListView):
    """Le plan en tableau, et ses chiffres pour ce qui est filtré."""

    queryset = Action.objects.select_related("service").prefetch_related("engagements")
    filterset_class = ActionFilter
    table_class = ActionTable
    permission_required = VOIR
    titre = "Plan d'actions"
    export_name = "plan-d-actions"
    ajouter = "engagements:action_create"
    vide = "Aucune action : ajoutez-en une, ou importez le classeur du plan d'actions."
    vues = (
        Vue("À mener", "etat=a_mener"),
        Vue("En retard", "retard=true"),
        Vue("À compléter", "etat=incompletes"),
        Vue("À vérifier", "etat=a_verifier"),
        Vue("Toutes"),
    )
    actes = ACTIONS_EN_NOMBRE
    actes_url = "engagements:actions_actes"
    template_name = "engagements/action_list.html"

    def get_queryset(self):
        """Le classeur montre plus que l'écran : ce qu'il lit en plus se charge d'un coup."""
        actions = super().get_queryset()
        if "export" not in self.request.GET:
            return actions
        exportees = actions.select_related("service__site", "lot", "efficacite_par")
        return exportees.prefetch_related("engagements")

    def get_context_data(self, **kwargs):
        parametres = self.request.GET.copy()
        parametres.pop("export", None)
        return super().get_context_data(**kwargs) | {
            "chiffres": self.object_list.chiffres(),
            "vues": [self.vue(*vue) for vue in VUES],
            "suite": parametres.urlencode(),
        }

    def vue(self, libelle, nom, icone):
        adresse = reverse(f"engagements:{nom}")
        active = adresse == self.request.path
        return {"libelle": libelle, "adresse": adresse, "icone": icone, "active": active}


class ActionsActesView(ActesGroupesView):
    """Commencer, réaliser, accepter les actions cochées ou filtrées."""

    groupe = ACTIONS_EN_NOMBRE
    queryset = Action.objects.all()
    filterset_class = ActionFilter
    permission_required = AVANCER
    liste = "engagements:action_list"
    titre = "Agir sur plusieurs actions"
    parents = (PLAN,)


class ActionDetailView(DetailView):
    """La fiche : où en est l'action, qui en répond aujourd'hui, ce qui fut déplacé."""

    queryset = ACTIONS.prefetch_related("engagements__module", "reports__agent")
    permission_required = VOIR
    parents = (PLAN,)

    def get_context_data(self, **kwargs):
        action, agent = self.object, self.request.user
        permis = [self.peut(agent, permission) for permission in (AVANCER, DECIDER)]
        return super().get_context_data(**kwargs) | {
            "badge": badge_etat(action.etat),
            "responsable": Titulaires(action.departement).en_mots(action),
            "actes": boutons(action, *permis),
        }

    def peut(self, agent, permission):
        return Action.objects.filter(pk=self.object.pk).visibles_par(agent, permission).exists()


class ActionCreateView(CreateView):
    """Une action nouvelle ; l'écran d'auto-évaluation la prépare par `?avis=` ou `?cellule=`."""

    queryset = Action.objects.all()
    form_class = forms.ActionForm
    permission_required = "engagements.add_action"
    titre = "Ajouter une action"
    parents = (PLAN,)
    message = "L'action est enregistrée."

    def get_initial(self):
        return super().get_initial() | self.depuis_l_autoevaluation()

    def depuis_l_autoevaluation(self):
        for parametre, modele in (("cellule", AutoEvaluation), ("avis", AvisEngagement)):
            cle = self.request.GET.get(parametre, "")
            if cle.isdecimal() and len(cle) < 10:
                visibles = modele.objects.visibles_par(self.request.user)
                if cellule := visibles.filter(pk=cle).first():
                    return depuis_l_evaluation(cellule)
        return {}


class ActionUpdateView(UpdateSimultaneeView):
    queryset = ACTIONS
    form_class = forms.ActionForm
    permission_required = DECIDER
    parents = (PLAN,)


class ActeView(UpdateVerrouilleeView):
    """Un acte qui demande une saisie ; ce que le modèle refuse se dit, sans rien perdre."""

    queryset = ACTIONS
    permission_required = DECIDER
    parents = (PLAN,)
    message = "C'est enregistré."
    template_name = "engagements/action_acte.html"

    def form_valid(self, form):
        return super().form_valid(form) if form.executer() else self.form_invalid(form)


class ActionAvancerView(UpdateSimultaneeView):
    queryset = ACTIONS
    form_class = forms.AvancerForm
    permission_required = AVANCER
    titre = "Dire où en est l'action"
    parents = (PLAN,)
    template_name = "engagements/action_acte.html"


class ActeDirectView(ActionVerrouilleeView):
    """Un acte d'un clic, sur l'action telle qu'on l'a lue."""

    queryset = ACTIONS

    def agir(self, objet):
        objet.exiger_lue(self.request.POST.get("empreinte", ""))
        super().agir(objet)


class ActionAccepterView(ActeDirectView):
    permission_required = DECIDER
    acte = "accepter"
    message = "L'action est acceptée : elle entre au plan."


class ActionCommencerView(ActeDirectView):
    permission_required = AVANCER
    acte = "commencer"
    message = "L'action est en cours."


class ActionRouvrirView(ActeDirectView):
    permission_required = DECIDER
    acte = "rouvrir"
    message = "L'action revient d'un pas."


class ActionRefuserView(ActeView):
    form_class = forms.RefuserForm
    titre = "Refuser l'action"
    message = "L'action est refusée ; le motif se lit sur sa fiche."


class ActionRealiserView(ActeView):
    form_class = forms.RealiserForm
    permission_required = AVANCER
    titre = "Déclarer l'action réalisée"
    message = "L'action est réalisée ; elle se soldera avec son bilan."


class ActionReporterView(ActeView):
    form_class = forms.ReporterForm
    titre = "Reporter l'action"
    message = "L'action est reportée ; l'ancienne échéance reste sur sa fiche."


class ActionDeplacerView(ActeView):
    form_class = forms.DeplacerForm
    titre = "Déplacer l'échéance"
    message = "L'échéance est déplacée ; l'ancienne reste sur la fiche."


class ActionSolderView(ActeView):
    form_class = forms.SolderForm
    titre = "Solder l'action"
    message = "L'action est soldée."


class ActionAbandonnerView(ActeView):
    form_class = forms.AbandonnerForm
    titre = "Abandonner l'action"
    message = "L'action est abandonnée : elle sort du taux de réalisation."
