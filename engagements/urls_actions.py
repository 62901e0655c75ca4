"""Les adresses du plan d'actions et de ses lots."""

from django.urls import path

from engagements.views import actions

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
    path("actions/ajouter/", actions.ActionCreateView.as_view(), name="action_create"),
    path("actions/<int:pk>/", actions.ActionDetailView.as_view(), name="action_detail"),
    *(
        path(f"actions/<int:pk>/{verbe}/", vue.as_view(), name=f"action_{nom}")
        for verbe, (nom, vue) in ACTES.items()
    ),
]
