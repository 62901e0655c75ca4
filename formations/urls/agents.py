"""Les adresses du suivi : le tableau, la prévision, les agents et ce qu'ils doivent."""

from django.urls import path

from formations.views import agents, siennes, tableaux

urlpatterns = [
    path("formations/", tableaux.TableauView.as_view(), name="tableau"),
    path("formations/prevision/", tableaux.PrevisionView.as_view(), name="prevision"),
    path("formations/prevision/pdf/", tableaux.PrevisionPdfView.as_view(), name="prevision_pdf"),
    path("formations/referente/", tableaux.ReferentsView.as_view(), name="referents"),
    path("formations/miennes/", siennes.MesFormationsView.as_view(), name="mes_formations"),
    path(
        "formations/obligations/",
        agents.ObligationListView.as_view(),
        name="obligationformation_list",
    ),
    path(
        "formations/obligations/<int:pk>/modifier/",
        agents.ObligationUpdateView.as_view(),
        name="obligationformation_update",
    ),
    path(
        "formations/obligations/<int:pk>/supprimer/",
        agents.ObligationDeleteView.as_view(),
        name="obligationformation_delete",
    ),
    path(
        "formations/agents/ajouter/", agents.AgentCreateView.as_view(), name="agentaformer_create"
    ),
    path(
        "formations/agents/<int:pk>/", agents.AgentDetailView.as_view(), name="agentaformer_detail"
    ),
    path(
        "formations/agents/<int:pk>/modifier/",
        agents.AgentUpdateView.as_view(),
        name="agentaformer_update",
    ),
    path(
        "formations/agents/<int:pk>/supprimer/",
        agents.AgentDeleteView.as_view(),
        name="agentaformer_delete",
    ),
    path(
        "formations/agents/<int:pk>/obligation/",
        agents.ObligationCreateView.as_view(),
        name="obligationformation_create",
    ),
    path(
        "formations/agents/<int:pk>/immersion/",
        agents.ImmersionCreateView.as_view(),
        name="journeeimmersion_create",
    ),
    path(
        "formations/immersions/<int:pk>/supprimer/",
        agents.ImmersionDeleteView.as_view(),
        name="journeeimmersion_delete",
    ),
]
