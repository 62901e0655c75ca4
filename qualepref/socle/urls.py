from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from qualepref.socle.views import (
    agenda,
    calendrier,
    imports,
    lieux,
    organisation,
    productions,
    rappels,
    rapports,
    vues,
)

app_name = "socle"
urlpatterns = [
    path("connexion/", login_not_required(organisation.ConnexionView.as_view()), name="connexion"),
    path("deconnexion/", LogoutView.as_view(), name="deconnexion"),
    path("mot-de-passe/", organisation.MotDePasseView.as_view(), name="mot_de_passe"),
    path("organisation/", organisation.OrganisationView.as_view(), name="organisation"),
    path("sites/ajouter/", organisation.SiteCreateView.as_view(), name="site_create"),
    path("sites/<int:pk>/modifier/", organisation.SiteUpdateView.as_view(), name="site_update"),
    path("services/ajouter/", organisation.ServiceCreateView.as_view(), name="service_create"),
    path("services/<int:pk>/", organisation.ServiceDetailView.as_view(), name="service_detail"),
    path(
        "services/<int:pk>/modifier/",
        organisation.ServiceUpdateView.as_view(),
        name="service_update",
    ),
    path(
        "services/<int:pk>/supprimer/",
        organisation.ServiceDeleteView.as_view(),
        name="service_delete",
    ),
    path("agents/", organisation.AgentListView.as_view(), name="agent_list"),
    path("agents/ajouter/", organisation.AgentCreateView.as_view(), name="agent_create"),
    path("agents/<int:pk>/", organisation.AgentDetailView.as_view(), name="agent_detail"),
    path("agents/<int:pk>/modifier/", organisation.AgentUpdateView.as_view(), name="agent_update"),
    path("designations/", organisation.DesignationListView.as_view(), name="designation_list"),
    path(
        "designations/ajouter/",
        organisation.DesignationCreateView.as_view(),
        name="designation_create",
    ),
    path(
        "designations/<int:pk>/",
        organisation.DesignationDetailView.as_view(),
        name="designation_detail",
    ),
    path(
        "designations/<int:pk>/lettre/",
        organisation.DesignationLettreView.as_view(),
        name="designation_lettre",
    ),
    path(
        "designations/<int:pk>/modifier/",
        organisation.DesignationUpdateView.as_view(),
        name="designation_update",
    ),
    path(
        "designations/<int:pk>/supprimer/",
        organisation.DesignationDeleteView.as_view(),
        name="designation_delete",
    ),
    path("lieux/", lieux.LieuListView.as_view(), name="lieu_list"),
    path("lieux/ajouter/", lieux.LieuCreateView.as_view(), name="lieu_create"),
    path("lieux/<int:pk>/modifier/", lieux.LieuUpdateView.as_view(), name="lieu_update"),
    path("fermetures/", calendrier.FermetureListView.as_view(), name="fermeture_list"),
    path("fermetures/ajouter/", calendrier.FermetureCreateView.as_view(), name="fermeture_create"),
    path(
        "fermetures/<int:pk>/modifier/",
        calendrier.FermetureUpdateView.as_view(),
        name="fermeture_update",
    ),
    path(
        "fermetures/<int:pk>/supprimer/",
        calendrier.FermetureDeleteView.as_view(),
        name="fermeture_delete",
    ),
    path(
        "periodes-suspendues/",
        calendrier.PeriodeSuspendueListView.as_view(),
        name="periodesuspendue_list",
    ),
    path(
        "periodes-suspendues/ajouter/",
        calendrier.PeriodeSuspendueCreateView.as_view(),
        name="periodesuspendue_create",
    ),
    path(
        "periodes-suspendues/<int:pk>/modifier/",
        calendrier.PeriodeSuspendueUpdateView.as_view(),
        name="periodesuspendue_update",
    ),
    path(
        "periodes-suspendues/<int:pk>/supprimer/",
        calendrier.PeriodeSuspendueDeleteView.as_view(),
        name="periodesuspendue_delete",
    ),
    path("productions/", productions.ProductionListView.as_view(), name="production_list"),
    path(
        "productions/<int:pk>/",
        productions.ProductionDetailView.as_view(),
        name="production_detail",
    ),
    path(
        "productions/<int:pk>/fichier/",
        productions.ProductionFichierView.as_view(),
        name="production_fichier",
    ),
    path(
        "productions/<int:pk>/relancer/",
        productions.ProductionRelancerView.as_view(),
        name="production_relancer",
    ),
    path("imports/", imports.ImportListView.as_view(), name="import_list"),
    path("imports/<slug:type>/", imports.ImportCreateView.as_view(), name="import_create"),
    path("imports/<int:pk>/suite/", imports.ImportSuiteView.as_view(), name="import_suite"),
    path("rapports/", rapports.RapportListView.as_view(), name="rapport_list"),
    path(
        "rapports/<slug:slug>/",
        rapports.RapportDetailView.as_view(),
        name="rapport_detail",
    ),
    path(
        "rapports/<slug:slug>/fabriquer/",
        rapports.RapportFabriquerView.as_view(),
        name="rapport_fabriquer",
    ),
    path("rappels/", rappels.RappelListView.as_view(), name="rappel_list"),
    path("rappels/lire/", rappels.RappelToutLireView.as_view(), name="rappel_tout_lire"),
    path(
        "rappels/preferences/",
        rappels.PreferencesRappelsView.as_view(),
        name="rappel_preferences",
    ),
    path("rappels/<int:pk>/", rappels.RappelOuvrirView.as_view(), name="rappel_ouvrir"),
    path("rappels/<int:pk>/lire/", rappels.RappelLireView.as_view(), name="rappel_lire"),
    path("agenda/", agenda.AgendaView.as_view(), name="agenda"),
    path("agenda/echeances.ics", agenda.AgendaIcsView.as_view(), name="agenda_ics"),
    path("vues/", vues.VueListView.as_view(), name="vue_list"),
    path("vues/ajouter/", vues.VueCreateView.as_view(), name="vue_create"),
    path("vues/<int:pk>/", vues.VueOuvrirView.as_view(), name="vue_ouvrir"),
    path("vues/<int:pk>/modifier/", vues.VueUpdateView.as_view(), name="vue_update"),
    path("vues/<int:pk>/supprimer/", vues.VueDeleteView.as_view(), name="vue_delete"),
    path("journal/", productions.JournalListView.as_view(), name="journal_list"),
]
