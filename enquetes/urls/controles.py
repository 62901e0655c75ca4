"""Les adresses des contrôles d'évaluateur."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from enquetes.views import controles, echange, echantillons, releves

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
    path("controles/<int:pk>/ecarts/", controles.DeciderView.as_view(), name="controle_decider"),
    path("controles/<int:pk>/relever/", releves.ReleveCreateView.as_view(), name="releve_create"),
    path("controles/<int:pk>/tirer/", echantillons.TirerView.as_view(), name="echantillon_create"),
    path("releves/<int:pk>/", releves.ReleveDetailView.as_view(), name="releve_detail"),
    path("releves/<int:pk>/remplir/", releves.ReleveUpdateView.as_view(), name="releve_update"),
    path("releves/<int:pk>/supprimer/", releves.ReleveDeleteView.as_view(), name="releve_delete"),
    path("releves/<int:pk>/photos/", releves.PhotoCreateView.as_view(), name="photoreleve_create"),
    path("releves/photos/<int:pk>/", releves.PhotoView.as_view(), name="photoreleve_fichier"),
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
    path("prets/", echange.PretListView.as_view(), name="pret_list"),
    path("prets/ajouter/", echange.PretCreateView.as_view(), name="pret_create"),
    path("prets/<int:pk>/", echange.PretDetailView.as_view(), name="pret_detail"),
    path("prets/<int:pk>/modifier/", echange.PretUpdateView.as_view(), name="pret_update"),
    path("prets/<int:pk>/revoquer/", echange.PretRevoquerView.as_view(), name="pret_revoquer"),
    path("prets/<int:pk>/clore/", echange.PretCloreView.as_view(), name="pret_clore"),
    path("echange/<slug:code>/", login_not_required(echange.EchangeView.as_view()), name="echange"),
    path(
        "echange/<slug:code>/appels/<int:pk>/",
        login_not_required(echange.AppelView.as_view()),
        name="appel",
    ),
]
