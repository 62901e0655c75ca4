"""Les adresses des boîtes fonctionnelles et des messages qu'elles ont reçus."""

from django.urls import path

from suivi.views import boites, messages

ACTES = {
    "essayer": boites.BoiteEssayerView,
    "relever": boites.BoiteReleverView,
    "mettre-en-marche": boites.BoiteMettreEnMarcheView,
    "arreter": boites.BoiteArreterView,
}

urlpatterns = [
    path("boites/", boites.BoiteListView.as_view(), name="boite_list"),
    path("boites/ajouter/", boites.BoiteCreateView.as_view(), name="boite_create"),
    path("boites/<int:pk>/", boites.BoiteDetailView.as_view(), name="boite_detail"),
    path("boites/<int:pk>/modifier/", boites.BoiteUpdateView.as_view(), name="boite_update"),
    *(
        path(f"boites/<int:pk>/{verbe}/", vue.as_view(), name=f"boite_{verbe.replace('-', '_')}")
        for verbe, vue in ACTES.items()
    ),
    path("courriels/", messages.MessageListView.as_view(), name="message_list"),
    path("courriels/<int:pk>/", messages.MessageDetailView.as_view(), name="message_detail"),
    path("courriels/<int:pk>/brut/", messages.BrutView.as_view(), name="message_brut"),
    path("courriels/<int:pk>/rejouer/", messages.RejouerView.as_view(), name="message_rejouer"),
    path("courriels/<int:pk>/lu/", messages.MarquerLuView.as_view(), name="message_lu"),
]
