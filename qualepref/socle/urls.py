from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from qualepref.socle import views

app_name = "socle"
urlpatterns = [
    path("connexion/", login_not_required(views.ConnexionView.as_view()), name="connexion"),
    path("deconnexion/", LogoutView.as_view(), name="deconnexion"),
    path("mot-de-passe/", views.MotDePasseView.as_view(), name="mot_de_passe"),
    path("organisation/", views.OrganisationView.as_view(), name="organisation"),
    path("services/ajouter/", views.ServiceCreateView.as_view(), name="service_create"),
    path("services/<int:pk>/", views.ServiceDetailView.as_view(), name="service_detail"),
    path("services/<int:pk>/modifier/", views.ServiceUpdateView.as_view(), name="service_update"),
    path("services/<int:pk>/supprimer/", views.ServiceDeleteView.as_view(), name="service_delete"),
    path("agents/", views.AgentListView.as_view(), name="agent_list"),
    path("agents/ajouter/", views.AgentCreateView.as_view(), name="agent_create"),
    path("agents/<int:pk>/", views.AgentDetailView.as_view(), name="agent_detail"),
    path("agents/<int:pk>/modifier/", views.AgentUpdateView.as_view(), name="agent_update"),
    path("designations/", views.DesignationListView.as_view(), name="designation_list"),
    path("designations/ajouter/", views.DesignationCreateView.as_view(), name="designation_create"),
    path(
        "designations/<int:pk>/", views.DesignationDetailView.as_view(), name="designation_detail"
    ),
    path(
        "designations/<int:pk>/lettre/",
        views.DesignationLettreView.as_view(),
        name="designation_lettre",
    ),
    path(
        "designations/<int:pk>/modifier/",
        views.DesignationUpdateView.as_view(),
        name="designation_update",
    ),
    path(
        "designations/<int:pk>/supprimer/",
        views.DesignationDeleteView.as_view(),
        name="designation_delete",
    ),
    path("fermetures/", views.FermetureListView.as_view(), name="fermeture_list"),
    path("fermetures/ajouter/", views.FermetureCreateView.as_view(), name="fermeture_create"),
    path(
        "fermetures/<int:pk>/modifier/",
        views.FermetureUpdateView.as_view(),
        name="fermeture_update",
    ),
    path(
        "fermetures/<int:pk>/supprimer/",
        views.FermetureDeleteView.as_view(),
        name="fermeture_delete",
    ),
    path(
        "periodes-suspendues/",
        views.PeriodeSuspendueListView.as_view(),
        name="periodesuspendue_list",
    ),
    path(
        "periodes-suspendues/ajouter/",
        views.PeriodeSuspendueCreateView.as_view(),
        name="periodesuspendue_create",
    ),
    path(
        "periodes-suspendues/<int:pk>/modifier/",
        views.PeriodeSuspendueUpdateView.as_view(),
        name="periodesuspendue_update",
    ),
    path(
        "periodes-suspendues/<int:pk>/supprimer/",
        views.PeriodeSuspendueDeleteView.as_view(),
        name="periodesuspendue_delete",
    ),
    path("productions/", views.ProductionListView.as_view(), name="production_list"),
    path("productions/<int:pk>/", views.ProductionDetailView.as_view(), name="production_detail"),
    path(
        "productions/<int:pk>/fichier/",
        views.ProductionFichierView.as_view(),
        name="production_fichier",
    ),
    path(
        "productions/<int:pk>/relancer/",
        views.ProductionRelancerView.as_view(),
        name="production_relancer",
    ),
    path("journal/", views.JournalListView.as_view(), name="journal_list"),
]
