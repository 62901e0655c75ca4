"""Les adresses des enquêtes : un module par sujet, que cette table réunit."""

from enquetes.urls import controles as urls_controles
from enquetes.urls import enquetes as urls_enquetes
from enquetes.urls import questionnaires as urls_questionnaires
from enquetes.urls import resultats as urls_resultats

app_name = "enquetes"
urlpatterns = [
    *urls_controles.urlpatterns,
    *urls_enquetes.urlpatterns,
    *urls_questionnaires.urlpatterns,
    *urls_resultats.urlpatterns,
]
