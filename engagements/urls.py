from django.urls import path, register_converter
from django.urls.converters import IntConverter

from engagements import urls_actions
from engagements.views import (
    applicabilite,
    campagne,
    evaluation,
    feuilles,
    perimetre,
    preuves,
    referentiel,
)


class AnneeConverter(IntConverter):
    regex = r"20\d\d"


register_converter(AnneeConverter, "annee")
app_name = "engagements"
urlpatterns = [
    path("referentiels/", referentiel.ReferentielListView.as_view(), name="referentiel_list"),
    path(
        "referentiels/<int:pk>/",
        referentiel.ReferentielDetailView.as_view(),
        name="referentiel_detail",
    ),
    path(
        "referentiels/<int:pk>/pilotage/",
        referentiel.PilotageView.as_view(),
        name="referentiel_pilotage",
    ),
    path("modules/<int:pk>/", referentiel.ModuleDetailView.as_view(), name="module_detail"),
    path(
        "engagements/<int:pk>/",
        referentiel.EngagementDetailView.as_view(),
        name="engagement_detail",
    ),
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
    path("campagnes/", campagne.CampagneListView.as_view(), name="campagne_list"),
    path("campagnes/ajouter/", campagne.CampagneCreateView.as_view(), name="campagne_create"),
    path("campagnes/<int:pk>/", campagne.CampagneDetailView.as_view(), name="campagne_detail"),
    path(
        "campagnes/<int:pk>/modifier/",
        campagne.CampagneUpdateView.as_view(),
        name="campagne_update",
    ),
    path("campagnes/<int:pk>/clore/", campagne.CampagneCloreView.as_view(), name="campagne_clore"),
    path(
        "campagnes/<int:pk>/rouvrir/",
        campagne.CampagneRouvrirView.as_view(),
        name="campagne_rouvrir",
    ),
    path(
        "avis/<int:pk>/",
        evaluation.AvisEngagementDetailView.as_view(),
        name="avisengagement_detail",
    ),
    path(
        "avis/<int:pk>/modifier/",
        evaluation.AvisEngagementUpdateView.as_view(),
        name="avisengagement_update",
    ),
    path(
        "autoevaluations/<int:pk>/",
        evaluation.AutoEvaluationDetailView.as_view(),
        name="autoevaluation_detail",
    ),
    path(
        "autoevaluations/<int:pk>/modifier/",
        evaluation.AutoEvaluationUpdateView.as_view(),
        name="autoevaluation_update",
    ),
    path(
        "autoevaluations/<int:pk>/coter/",
        evaluation.AutoEvaluationCoterView.as_view(),
        name="autoevaluation_coter",
    ),
    path(
        "autoevaluations/<int:pk>/joindre/",
        preuves.AutoEvaluationJoindreView.as_view(),
        name="autoevaluation_joindre",
    ),
    path(
        "autoevaluations/<int:pk>/detacher/<int:preuve>/",
        preuves.AutoEvaluationDetacherView.as_view(),
        name="autoevaluation_detacher",
    ),
    path(
        "avis/<int:pk>/joindre/",
        preuves.AvisEngagementJoindreView.as_view(),
        name="avisengagement_joindre",
    ),
    path(
        "avis/<int:pk>/detacher/<int:preuve>/",
        preuves.AvisEngagementDetacherView.as_view(),
        name="avisengagement_detacher",
    ),
    path("preuves/", preuves.PreuveListView.as_view(), name="preuve_list"),
    path("preuves/ajouter/", preuves.PreuveCreateView.as_view(), name="preuve_create"),
    path("preuves/<int:pk>/", preuves.PreuveDetailView.as_view(), name="preuve_detail"),
    path("preuves/<int:pk>/modifier/", preuves.PreuveUpdateView.as_view(), name="preuve_update"),
    path("preuves/<int:pk>/supprimer/", preuves.PreuveDeleteView.as_view(), name="preuve_delete"),
    path(
        "campagnes/<int:pk>/feuilles/",
        feuilles.CampagneFeuillesView.as_view(),
        name="campagne_feuilles",
    ),
    path(
        "campagnes/<int:pk>/affecter/",
        feuilles.CampagneAffecterView.as_view(),
        name="campagne_affecter",
    ),
    path("feuilles/<int:pk>/", feuilles.FeuilleDetailView.as_view(), name="feuille_detail"),
    path(
        "feuilles/<int:pk>/soumettre/",
        feuilles.FeuilleSoumettreView.as_view(),
        name="feuille_soumettre",
    ),
    path(
        "feuilles/<int:pk>/retourner/",
        feuilles.FeuilleRetournerView.as_view(),
        name="feuille_retourner",
    ),
    path("feuilles/<int:pk>/clore/", feuilles.FeuilleCloreView.as_view(), name="feuille_clore"),
    *urls_actions.urlpatterns,
]
