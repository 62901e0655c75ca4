from django.urls import path

from suivi import views

app_name = "suivi"
urlpatterns = [
    path("demandes/", views.DemandeListView.as_view(), name="demande_list"),
    path("demandes/ajouter/", views.DemandeCreateView.as_view(), name="demande_create"),
    path("demandes/<int:pk>/", views.DemandeDetailView.as_view(), name="demande_detail"),
    path("demandes/<int:pk>/modifier/", views.DemandeUpdateView.as_view(), name="demande_update"),
    path("demandes/<int:pk>/supprimer/", views.DemandeDeleteView.as_view(), name="demande_delete"),
    path("demandes/<int:pk>/accuser/", views.DemandeAccuserView.as_view(), name="demande_accuser"),
    path(
        "demandes/<int:pk>/repondre/", views.DemandeRepondreView.as_view(), name="demande_repondre"
    ),
    path("demandes/<int:pk>/retirer/", views.DemandeRetirerView.as_view(), name="demande_retirer"),
    path("demandes/<int:pk>/auteur/", views.IdentiteView.as_view(), name="identite_detail"),
    path("regles-de-delai/", views.RegleDelaiListView.as_view(), name="regledelai_list"),
]
