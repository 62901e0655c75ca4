from django.urls import path

from engagements.urls import actions as urls_actions
from engagements.urls import classeurs as urls_classeurs
from engagements.urls import label as urls_label
from engagements.views import (
    campagne,
    comparaison,
    evaluation,
    feuilles,
    groupes,
    preuves,
    referentiel,
)

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
        "autoevaluations/<int:pk>/citer/<slug:genre>/",
        preuves.AutoEvaluationCiterView.as_view(),
        name="autoevaluation_citer",
    ),
    path(
        "avis/<int:pk>/citer/<slug:genre>/",
        preuves.AvisEngagementCiterView.as_view(),
        name="avisengagement_citer",
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
    path("groupes/", groupes.GroupeTravailListView.as_view(), name="groupetravail_list"),
    path(
        "groupes/ajouter/", groupes.GroupeTravailCreateView.as_view(), name="groupetravail_create"
    ),
    path(
        "groupes/<int:pk>/", groupes.GroupeTravailDetailView.as_view(), name="groupetravail_detail"
    ),
    path(
        "groupes/<int:pk>/modifier/",
        groupes.GroupeTravailUpdateView.as_view(),
        name="groupetravail_update",
    ),
    path(
        "groupes/<int:pk>/membres/ajouter/",
        groupes.MembreAjoutView.as_view(),
        name="membregroupe_create",
    ),
    path(
        "membres/<int:pk>/modifier/",
        groupes.MembreUpdateView.as_view(),
        name="membregroupe_update",
    ),
    path(
        "groupes/<int:pk>/livrables/ajouter/",
        groupes.LivrableAjoutView.as_view(),
        name="livrable_create",
    ),
    path(
        "livrables/<int:pk>/modifier/",
        groupes.LivrableUpdateView.as_view(),
        name="livrable_update",
    ),
    path("preuves/", preuves.PreuveListView.as_view(), name="preuve_list"),
    path("preuves/ajouter/", preuves.PreuveCreateView.as_view(), name="preuve_create"),
    path("preuves/<int:pk>/", preuves.PreuveDetailView.as_view(), name="preuve_detail"),
    path("preuves/<int:pk>/modifier/", preuves.PreuveUpdateView.as_view(), name="preuve_update"),
    path("preuves/<int:pk>/supprimer/", preuves.PreuveDeleteView.as_view(), name="preuve_delete"),
    path(
        "campagnes/<int:pk>/comparer/",
        comparaison.CampagneComparerView.as_view(),
        name="campagne_comparer",
    ),
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
    *urls_label.urlpatterns,
    *urls_classeurs.urlpatterns,
]
