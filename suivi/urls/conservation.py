"""Les adresses des données personnelles : durées, purge, blocages."""

from django.urls import path

from suivi.views import acces, conservation, personne

urlpatterns = [
    path("donnees-personnelles/", conservation.PurgeView.as_view(), name="purge"),
    path("donnees-personnelles/personne/", personne.PersonneView.as_view(), name="personne"),
    path("donnees-personnelles/acces/", acces.AccesListView.as_view(), name="acces"),
    path("donnees-personnelles/durees/", conservation.DureesView.as_view(), name="durees"),
    path("demandes/<int:pk>/bloquer/", conservation.BloquerView.as_view(), name="demande_bloquer"),
    path(
        "demandes/<int:pk>/debloquer/",
        conservation.DebloquerView.as_view(),
        name="demande_debloquer",
    ),
]
