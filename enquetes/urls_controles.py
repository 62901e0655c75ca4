"""Les adresses des contrôles d'évaluateur."""

from django.urls import path

from enquetes.views import controles, releves

urlpatterns = [
    path("controles/", controles.CalendrierView.as_view(), name="calendrier_controles"),
    path("controles/planifier/", controles.PlanifierView.as_view(), name="controle_planifier"),
    path("controles/liste/", controles.ControleListView.as_view(), name="controle_list"),
    path("controles/ajouter/", controles.ControleCreateView.as_view(), name="controle_create"),
    path("controles/<int:pk>/", controles.ControleDetailView.as_view(), name="controle_detail"),
    path(
        "controles/<int:pk>/confier/",
        controles.ControleUpdateView.as_view(),
        name="controle_update",
    ),
    path("controles/<int:pk>/clore/", controles.ControleCloreView.as_view(), name="controle_clore"),
    path(
        "controles/<int:pk>/proposer/", controles.ProposerView.as_view(), name="controle_proposer"
    ),
    path("controles/<int:pk>/relever/", releves.ReleveCreateView.as_view(), name="releve_create"),
    path("releves/<int:pk>/", releves.ReleveDetailView.as_view(), name="releve_detail"),
    path("releves/<int:pk>/remplir/", releves.ReleveUpdateView.as_view(), name="releve_update"),
    path("releves/<int:pk>/supprimer/", releves.ReleveDeleteView.as_view(), name="releve_delete"),
    path("releves/<int:pk>/photos/", releves.PhotoCreateView.as_view(), name="photoreleve_create"),
    path("releves/photos/<int:pk>/", releves.PhotoView.as_view(), name="photoreleve_detail"),
    path(
        "releves/photos/<int:pk>/retirer/",
        releves.PhotoDeleteView.as_view(),
        name="photoreleve_delete",
    ),
    path("pages-internet/", controles.PageInternetListView.as_view(), name="pageinternet_list"),
    path(
        "pages-internet/ajouter/",
        controles.PageInternetCreateView.as_view(),
        name="pageinternet_create",
    ),
    path(
        "pages-internet/<int:pk>/",
        controles.PageInternetUpdateView.as_view(),
        name="pageinternet_update",
    ),
]
