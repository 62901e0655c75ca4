"""Le label : périmètres, étapes, décisions, applicabilité, contenu saisi."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from engagements.views import applicabilite, label, perimetre


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
]
