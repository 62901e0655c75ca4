"""Les adresses des signalements : ceux qu'on tient, puis les siens."""

from django.urls import path

from suivi.views import mes_signalements as siens
from suivi.views import signalements as tenus

ACTES = {
    "trier": tenus.SignalementTrierView,
    "repondre": tenus.SignalementRepondreView,
    "proposer": tenus.SignalementProposerView,
    "classer": tenus.SignalementClasserView,
    "clore": tenus.SignalementCloreView,
    "rouvrir": tenus.SignalementRouvrirView,
    "auteur": tenus.AuteurView,
    "piece": tenus.PieceView,
}

urlpatterns = [
    path("signalements/", tenus.SignalementListView.as_view(), name="signalement_list"),
    path("signalements/ajouter/", tenus.SignalementCreateView.as_view(), name="signalement_create"),
    path(
        "signalements/<int:pk>/", tenus.SignalementDetailView.as_view(), name="signalement_detail"
    ),
    *(
        path(f"signalements/<int:pk>/{verbe}/", vue.as_view(), name=f"signalement_{verbe}")
        for verbe, vue in ACTES.items()
    ),
    path("mes-signalements/", siens.MesSignalementsView.as_view(), name="mes_signalements"),
    path("mes-signalements/ajouter/", siens.SignalerView.as_view(), name="signaler"),
    path("mes-signalements/<int:pk>/", siens.MonSignalementView.as_view(), name="mon_signalement"),
    path("mes-signalements/<int:pk>/nommer/", siens.NommerView.as_view(), name="mon_nom_nommer"),
    path("mes-signalements/<int:pk>/taire/", siens.TaireView.as_view(), name="mon_nom_taire"),
    path("mes-signalements/<int:pk>/piece/", siens.MaPieceView.as_view(), name="ma_piece"),
]
