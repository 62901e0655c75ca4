"""Le label : périmètres, étapes, décisions, applicabilité, contenu saisi."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from engagements.views import applicabilite, contenu, label, perimetre


class AnneeConverter(IntConverter):
    regex = r"20\d\d"


register_converter(AnneeConverter, "annee")
urlpatterns = [
    path(
        "labellisations/",
        perimetre.LabellisationListView.as_view(),
        name="labellisation_list",
    ),
    path(
        "labellisations/ajouter/",
        perimetre.LabellisationCreateView.as_view(),
        name="labellisation_create",
    ),
    path(
        "labellisations/<int:pk>/",
        perimetre.LabellisationDetailView.as_view(),
        name="labellisation_detail",
    ),
    path(
        "labellisations/<int:pk>/engager/",
        perimetre.PerimetreAjoutView.as_view(),
        name="perimetre_create",
    ),
    path(
        "perimetres/<int:pk>/modifier/",
        perimetre.PerimetreUpdateView.as_view(),
        name="perimetre_update",
    ),
    path(
        "perimetres/<int:pk>/supprimer/",
        perimetre.PerimetreDeleteView.as_view(),
        name="perimetre_delete",
    ),
    path(
        "labellisations/<int:pk>/etapes/ajouter/",
        label.EtapeCreateView.as_view(),
        name="etape_create",
    ),
    path("etapes/<int:pk>/modifier/", label.EtapeUpdateView.as_view(), name="etape_update"),
    path("etapes/<int:pk>/supprimer/", label.EtapeDeleteView.as_view(), name="etape_delete"),
    path(
        "labellisations/<int:pk>/quitter-un-module/",
        label.QuitterModuleView.as_view(),
        name="perimetre_quitter",
    ),
    path(
        "labellisations/<int:pk>/retirer-un-site/",
        label.RetirerSiteView.as_view(),
        name="perimetre_retirer",
    ),
    path(
        "perimetres/<int:pk>/dispenser/",
        applicabilite.DispenseAjoutView.as_view(),
        name="dispense_create",
    ),
    path(
        "dispenses/<int:pk>/supprimer/",
        applicabilite.DispenseDeleteView.as_view(),
        name="dispense_delete",
    ),
    path(
        "labellisations/<int:pk>/decisions/<annee:annee>/",
        applicabilite.DecisionsView.as_view(),
        name="decision_list",
    ),
    path(
        "labellisations/<int:pk>/decisions/<annee:annee>/ajouter/",
        applicabilite.DecisionAjoutView.as_view(),
        name="decision_create",
    ),
    path(
        "decisions/<int:pk>/modifier/",
        applicabilite.DecisionUpdateView.as_view(),
        name="decision_update",
    ),
    path(
        "decisions/<int:pk>/supprimer/",
        applicabilite.DecisionDeleteView.as_view(),
        name="decision_delete",
    ),
    path(
        "campagnes/<int:pk>/applicabilite/",
        applicabilite.ApplicabiliteView.as_view(),
        name="campagne_applicabilite",
    ),
    path(
        "campagnes/<int:pk>/repondre/",
        applicabilite.ApplicabiliteUpdateView.as_view(),
        name="campagne_repondre",
    ),
    path(
        "modules/<int:pk>/engagements/ajouter/",
        contenu.EngagementCreateView.as_view(),
        name="engagement_create",
    ),
    path(
        "engagements/<int:pk>/modifier/",
        contenu.EngagementUpdateView.as_view(),
        name="engagement_update",
    ),
    path(
        "engagements/<int:pk>/retirer/",
        contenu.EngagementRetirerView.as_view(),
        name="engagement_retirer",
    ),
    path(
        "engagements/<int:pk>/remettre/",
        contenu.EngagementRemettreView.as_view(),
        name="engagement_remettre",
    ),
    path(
        "engagements/<int:pk>/exigences/ajouter/",
        contenu.ExigenceCreateView.as_view(),
        name="exigence_create",
    ),
    path(
        "exigences/<int:pk>/modifier/",
        contenu.ExigenceUpdateView.as_view(),
        name="exigence_update",
    ),
    path(
        "exigences/<int:pk>/retirer/",
        contenu.ExigenceRetirerView.as_view(),
        name="exigence_retirer",
    ),
    path(
        "exigences/<int:pk>/remettre/",
        contenu.ExigenceRemettreView.as_view(),
        name="exigence_remettre",
    ),
    path(
        "referentiels/<int:pk>/contenu/",
        contenu.ContenuDeposerView.as_view(),
        name="contenu_deposer",
    ),
    path(
        "referentiels/<int:pk>/contenu/telecharger/",
        contenu.ContenuTelechargerView.as_view(),
        name="contenu_telecharger",
    ),
]
