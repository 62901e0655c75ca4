"""Les adresses d'une enquête ouvertes à tous, courtes : elles s'affichent et se recopient."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from enquetes.views import formulaire, tablette

app_name = "recueil"
urlpatterns = [
    path(
        "e/<slug:code>/", login_not_required(formulaire.FormulaireView.as_view()), name="formulaire"
    ),
    path("e/<slug:code>/merci/", login_not_required(formulaire.MerciView.as_view()), name="merci"),
    path(
        "e/<slug:code>/tablette/",
        login_not_required(tablette.TabletteView.as_view()),
        name="tablette",
    ),
    path(
        "e/<slug:code>/tablette/veille.js",
        login_not_required(tablette.VeilleView.as_view()),
        name="veille_fichier",
    ),
]
