from django.urls import path

from documents.urls import actes as urls_actes
from documents.urls import consultations as urls_consultations
from documents.urls import contenus as urls_contenus
from documents.urls import corrections as urls_corrections
from documents.urls import diffusions as urls_diffusions
from documents.urls import formalisation as urls_formalisation
from documents.urls import lectures as urls_lectures
from documents.urls import preuves as urls_preuves
from documents.urls import registre as urls_registre
from documents.views import types

app_name = "documents"
urlpatterns = [
    path("documents/types/", types.TypeDocumentListView.as_view(), name="typedocument_list"),
    *urls_registre.urlpatterns,
    *urls_actes.urlpatterns,
    *urls_formalisation.urlpatterns,
    *urls_contenus.urlpatterns,
    *urls_lectures.urlpatterns,
    *urls_consultations.urlpatterns,
    *urls_corrections.urlpatterns,
    *urls_diffusions.urlpatterns,
    *urls_preuves.urlpatterns,
]
