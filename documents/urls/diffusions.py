"""Les adresses des endroits où les documents sont accessibles."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from documents.views import affiches, diffusions, tournees

# Verbe → (fin de l'adresse, page).
ACTES = {
    "update": ("modifier", diffusions.DiffusionUpdateView),
    "constater": ("constater", diffusions.ConstaterView),
    "remplacer": ("remplacer", diffusions.RemplacerView),
    "retirer": ("retirer", diffusions.RetirerView),
    "fichier": ("photo", diffusions.PhotoView),
}
urlpatterns = [
    path("documents/diffusions/", diffusions.DiffusionListView.as_view(), name="diffusion_list"),
    path(
        "documents/<int:pk>/diffusions/ajouter/",
        diffusions.DiffusionCreateView.as_view(),
        name="diffusion_create",
    ),
    path("documents/<int:pk>/affiche/", affiches.AfficheView.as_view(), name="affiche_pdf"),
    path("d/<slug:code>/", login_not_required(affiches.RenvoiView.as_view()), name="renvoi"),
    path("documents/tournees/", tournees.TourneesView.as_view(), name="tournees"),
    path("documents/tournees/<int:pk>/", tournees.TourneeView.as_view(), name="tournee"),
    path(
        "documents/tournees/<int:pk>/feuille/",
        tournees.FeuilleView.as_view(),
        name="tournee_pdf",
    ),
    *[
        path(f"documents/diffusions/<int:pk>/{fin}/", vue.as_view(), name=f"diffusion_{verbe}")
        for verbe, (fin, vue) in ACTES.items()
    ],
]
