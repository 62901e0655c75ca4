from django.contrib import admin
from django.urls import include, path

from qualepref.accueil import AccueilView

urlpatterns = [
    path("", AccueilView.as_view(), name="accueil"),
    path("", include("qualepref.socle.urls")),
    path("", include("engagements.urls")),
    path("", include("documents.urls")),
    path("", include("enquetes.urls")),
    path("", include("enquetes.urls.publiques")),
    path("", include("formations.urls")),
    path("", include("suivi.urls")),
    path("", include("pilotage.urls")),
    path("administration/", admin.site.urls),
]

handler400 = "qualepref.accueil.requete_refusee"
handler403 = "qualepref.accueil.acces_refuse"
handler404 = "qualepref.accueil.page_absente"
handler500 = "qualepref.accueil.panne"
