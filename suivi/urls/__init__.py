from django.urls import path

from suivi.urls import boites as urls_boites
from suivi.urls import conduite as urls_conduite
from suivi.urls import conservation as urls_conservation
from suivi.urls import delais as urls_delais
from suivi.urls import depots as urls_depots
from suivi.urls import echantillons as urls_echantillons
from suivi.urls import listes as urls_listes
from suivi.urls import pieces as urls_pieces
from suivi.urls import qualification as urls_qualification
from suivi.urls import regles as urls_regles
from suivi.urls import reponses as urls_reponses
from suivi.urls import saisie as urls_saisie
from suivi.urls import signalements as urls_signalements
from suivi.views import demandes

app_name = "suivi"
urlpatterns = [
    path("demandes/", demandes.DemandeListView.as_view(), name="demande_list"),
    path("demandes/ajouter/", demandes.DemandeCreateView.as_view(), name="demande_create"),
    path("demandes/<int:pk>/", demandes.DemandeDetailView.as_view(), name="demande_detail"),
    path(
        "demandes/<int:pk>/modifier/", demandes.DemandeUpdateView.as_view(), name="demande_update"
    ),
    path(
        "demandes/<int:pk>/supprimer/", demandes.DemandeDeleteView.as_view(), name="demande_delete"
    ),
    path("demandes/<int:pk>/auteur/", demandes.IdentiteView.as_view(), name="identite_detail"),
    *urls_conduite.urlpatterns,
    *urls_conservation.urlpatterns,
    *urls_boites.urlpatterns,
    *urls_delais.urlpatterns,
    *urls_depots.urlpatterns,
    *urls_echantillons.urlpatterns,
    *urls_pieces.urlpatterns,
    *urls_listes.urlpatterns,
    *urls_qualification.urlpatterns,
    *urls_regles.urlpatterns,
    *urls_reponses.urlpatterns,
    *urls_saisie.urlpatterns,
    *urls_signalements.urlpatterns,
]
