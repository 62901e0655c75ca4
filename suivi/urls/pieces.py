"""Les adresses des pièces jointes d'une demande."""

from django.urls import path

from suivi.views import pieces

urlpatterns = [
    path("demandes/<int:pk>/joindre/", pieces.JoindreView.as_view(), name="piece_joindre"),
    path("pieces/<int:pk>/", pieces.PieceView.as_view(), name="piece"),
    path("pieces/<int:pk>/retirer/", pieces.RetirerView.as_view(), name="piece_retirer"),
]
