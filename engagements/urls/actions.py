"""Les adresses du plan d'actions et de ses lots."""

from django.urls import path

from engagements.views import actions, lots, plan

ACTES = {
    "modifier": ("update", actions.ActionUpdateView),
    "avancer": ("avancer", actions.ActionAvancerView),
    "accepter": ("accepter", actions.ActionAccepterView),
    "refuser": ("refuser", actions.ActionRefuserView),
    "commencer": ("commencer", actions.ActionCommencerView),
    "realiser": ("realiser", actions.ActionRealiserView),
    "reporter": ("reporter", actions.ActionReporterView),
    "deplacer": ("deplacer", actions.ActionDeplacerView),
    "solder": ("solder", actions.ActionSolderView),
    "abandonner": ("abandonner", actions.ActionAbandonnerView),
    "rouvrir": ("rouvrir", actions.ActionRouvrirView),
}

urlpatterns = [
    path("actions/", actions.ActionListView.as_view(), name="action_list"),
    path("actions/services/", plan.PlanParServiceView.as_view(), name="action_services"),
    path("actions/calendrier/", plan.PlanCalendrierView.as_view(), name="action_calendrier"),
    path("actions/frise/", plan.PlanFriseView.as_view(), name="action_frise"),
    path("actions/en-masse/", lots.ActionMasseView.as_view(), name="action_masse"),
    path("actions/actes/", actions.ActionsActesView.as_view(), name="actions_actes"),
    path("actions/ajouter/", actions.ActionCreateView.as_view(), name="action_create"),
    path("actions/<int:pk>/", actions.ActionDetailView.as_view(), name="action_detail"),
    *(
        path(f"actions/<int:pk>/{verbe}/", vue.as_view(), name=f"action_{nom}")
        for verbe, (nom, vue) in ACTES.items()
    ),
    path("lots/", lots.LotActionsListView.as_view(), name="lotactions_list"),
    path("lots/ajouter/", lots.LotActionsCreateView.as_view(), name="lotactions_create"),
    path("lots/<int:pk>/", lots.LotActionsDetailView.as_view(), name="lotactions_detail"),
    path("lots/<int:pk>/modifier/", lots.LotActionsUpdateView.as_view(), name="lotactions_update"),
    path("lots/<int:pk>/valider/", lots.LotActionsValiderView.as_view(), name="lotactions_valider"),
]
