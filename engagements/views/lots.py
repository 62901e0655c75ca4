"""Les lots présentés au comité de pilotage, et la modification en masse."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from engagements.filters.actions import ActionFilter
from engagements.forms.lots import ACTIONS_MAX, LotActionsForm, MasseForm
from engagements.masse import appliquer, empreinte, prevoir
from engagements.models import Action, LotActions
from engagements.tables.actions import LotActionsTable
from engagements.views.actions import DECIDER, PLAN
from qualepref.socle.pages import (
    ActionView,
    CreateView,
    DetailView,
    ListView,
    Page,
    UpdateView,
)

LOTS = ("Lots du COPIL", reverse_lazy("engagements:lotactions_list"))


class LotActionsListView(ListView):
    queryset = LotActions.objects.avec_nombre().select_related("valide_par")
    table_class = LotActionsTable
    permission_required = "engagements.view_lotactions"
    titre = "Lots du COPIL"
    parents = (PLAN,)
    export_name = "lots"
    ajouter = "engagements:lotactions_create"
    vide = "Aucun lot : constituez-en un avec les actions à présenter au prochain COPIL."


class LotActionsDetailView(DetailView):
    queryset = LotActions.objects.select_related("valide_par", "departement")
    permission_required = "engagements.view_lotactions"
    parents = (PLAN, LOTS)

    def get_context_data(self, **kwargs):
        siennes = self.object.actions.visibles_par(self.request.user, "engagements.view_action")
        actions = siennes.select_related("service").prefetch_related("engagements")
        return super().get_context_data(**kwargs) | {"actions": actions.par_echeance()}


class LotActionsCreateView(CreateView):
    queryset = LotActions.objects.all()
    form_class = LotActionsForm
    permission_required = "engagements.add_lotactions"
    titre = "Constituer un lot"
    parents = (PLAN, LOTS)
    message = "Le lot est constitué : le COPIL le trouve dans ce qu'il a à faire."


class LotActionsUpdateView(UpdateView):
    queryset = LotActions.objects.select_related("departement")
    form_class = LotActionsForm
    permission_required = "engagements.change_lotactions"
    parents = (PLAN, LOTS)


class LotActionsValiderView(ActionView):
    """Le comité valide : la date et la personne se gardent."""

    queryset = LotActions.objects.all()
    permission_required = "engagements.valider_lotactions"
    acte = "valider"
    message = "Le lot est validé."

    def get_arguments(self):
        return {"par": self.request.user}


class ActionMasseView(Page):
    """Choisir des actions et ce qui change, voir l'aperçu, puis confirmer."""

    permission_required = DECIDER
    titre = "Modifier en masse"
    parents = (PLAN,)
    template_name = "engagements/action_masse.html"

    @method_decorator(transaction.atomic)
    def post(self, request):
        """Les actions restent verrouillées de l'aperçu que l'on confirme à son application."""
        form = MasseForm(request.POST, agent=request.user)
        if not form.is_valid() or "revoir" in request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        saisie = form.saisie
        actions = list(form.cleaned_data["actions"].select_for_update(of=("self",)))
        prevus = prevoir(actions, saisie, request.user)
        if "confirmer" not in request.POST:
            return self.montrer(form, prevus)
        if request.POST["confirmer"] != empreinte(prevus):
            messages.warning(request, "Le plan a changé depuis l'aperçu : relisez-le.")
            return self.montrer(form, prevus)
        self.appliquer(form.cleaned_data["actions"], saisie)
        return HttpResponseRedirect(PLAN[1])

    def montrer(self, form, prevus):
        faisables = [prevu for prevu in prevus if prevu.changes]
        apercu = {"prevus": prevus, "faisables": faisables, "empreinte": empreinte(prevus)}
        self.template_name = "engagements/action_masse_apercu.html"
        return self.render_to_response(self.get_context_data(form=form, **apercu))

    def appliquer(self, actions, saisie):
        faits = appliquer(actions.all(), saisie, self.request.user)
        modifiees = sum(bool(fait.changes) for fait in faits)
        refusees = sum(bool(fait.refus) for fait in faits)
        suite = f", {refusees} laissée{'s' * (refusees > 1)} comme avant" if refusees else ""
        pluriel = "s" * (modifiees > 1)
        messages.success(self.request, f"{modifiees} action{pluriel} modifiée{pluriel}{suite}.")

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        contexte.setdefault("form", MasseForm(agent=self.request.user))
        if "prevus" in contexte:
            return contexte
        actions = list(self.actions_filtrees()[: ACTIONS_MAX + 1])
        choisies = set(self.request.POST.getlist("actions"))
        return contexte | {
            "actions": actions[:ACTIONS_MAX],
            "tronquee": len(actions) > ACTIONS_MAX,
            "choisies": choisies or self.cochees_d_avance(actions),
        }

    def cochees_d_avance(self, actions):
        """Tout ce qui est filtré ; rien si l'on arrive sans filtre (un tri n'en est pas un)."""
        filtree = any(self.request.GET.get(nom) for nom in ActionFilter.base_filters)
        return {str(action.pk) for action in actions} if filtree else set()

    def actions_filtrees(self):
        visibles = Action.objects.select_related("service").visibles_par(self.request.user, DECIDER)
        filtre = ActionFilter(self.request.GET, visibles, request=self.request)
        return filtre.qs if filtre.is_valid() else visibles
