"""Les adresses des actes sur une demande."""

from django.urls import path

from suivi.views import conduite

ACTES = {
    "accuser": conduite.DemandeAccuserView,
    "attendre": conduite.DemandeAttendreView,
    "transferer": conduite.DemandeTransfererView,
    "suspendre": conduite.DemandeSuspendreView,
    "reprendre": conduite.DemandeReprendreView,
    "prolonger": conduite.DemandeProlongerView,
    "repondre": conduite.DemandeRepondreView,
    "retirer": conduite.DemandeRetirerView,
    "rouvrir": conduite.DemandeRouvrirView,
}

urlpatterns = [
    path(f"demandes/<int:pk>/{verbe}/", vue.as_view(), name=f"demande_{verbe}")
    for verbe, vue in ACTES.items()
]
