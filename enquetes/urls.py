"""Les adresses des enquêtes : un module par sujet, que cette table réunit."""

from enquetes import urls_controles, urls_enquetes, urls_questionnaires, urls_resultats

app_name = "enquetes"
urlpatterns = [
    *urls_controles.urlpatterns,
    *urls_enquetes.urlpatterns,
    *urls_questionnaires.urlpatterns,
    *urls_resultats.urlpatterns,
]
