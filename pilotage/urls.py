from django.contrib.auth.decorators import login_not_required
from django.urls import path

from pilotage.views import (
    bilans,
    cibles,
    dossiers,
    expeditions,
    fiches,
    indicateurs,
    mesures,
    meteos,
    pieces,
    propositions,
    suspensions,
    tableaux,
    transparence,
)

app_name = "pilotage"
urlpatterns = [
    path("indicateurs/", indicateurs.IndicateurListView.as_view(), name="indicateur_list"),
    path(
        "indicateurs/<int:pk>/",
        indicateurs.IndicateurDetailView.as_view(),
        name="indicateur_detail",
    ),
    path(
        "indicateurs/<int:pk>/comparer/",
        indicateurs.IndicateurComparerView.as_view(),
        name="indicateur_comparer",
    ),
    path(
        "indicateurs/<int:pk>/regler/",
        indicateurs.ReglageIndicateurUpdateView.as_view(),
        name="reglageindicateur_update",
    ),
    path(
        "indicateurs/<int:pk>/cibles/ajouter/",
        cibles.CibleIndicateurCreateView.as_view(),
        name="cibleindicateur_create",
    ),
    path(
        "cibles/<int:pk>/modifier/",
        cibles.CibleIndicateurUpdateView.as_view(),
        name="cibleindicateur_update",
    ),
    path(
        "cibles/<int:pk>/supprimer/",
        cibles.CibleIndicateurDeleteView.as_view(),
        name="cibleindicateur_delete",
    ),
    path(
        "indicateurs/<int:pk>/suspensions/ajouter/",
        suspensions.SuspensionCreateView.as_view(),
        name="suspensionindicateur_create",
    ),
    path(
        "suspensions/<int:pk>/modifier/",
        suspensions.SuspensionUpdateView.as_view(),
        name="suspensionindicateur_update",
    ),
    path(
        "suspensions/<int:pk>/supprimer/",
        suspensions.SuspensionDeleteView.as_view(),
        name="suspensionindicateur_delete",
    ),
    path(
        "indicateurs/<int:pk>/meteo/<str:trimestre>/",
        meteos.MeteoUpdateView.as_view(),
        name="meteo_update",
    ),
    path("meteo/", meteos.MeteoListView.as_view(), name="meteo_list"),
    path("meteo/actes/", meteos.MeteosActesView.as_view(), name="meteos_actes"),
    path("meteo/<int:pk>/", meteos.MeteoDetailView.as_view(), name="meteo_detail"),
    path("meteo/<int:pk>/publier/", meteos.MeteoPublierView.as_view(), name="meteo_publier"),
    path("mesures/", mesures.MesureListView.as_view(), name="mesure_list"),
    path("mesures/ajouter/", mesures.MesureCreateView.as_view(), name="mesure_create"),
    path("mesures/<int:pk>/", mesures.MesureDetailView.as_view(), name="mesure_detail"),
    path("mesures/<int:pk>/piece/", mesures.MesurePieceView.as_view(), name="mesure_fichier"),
    path("mesures/<int:pk>/modifier/", mesures.MesureUpdateView.as_view(), name="mesure_update"),
    path("mesures/<int:pk>/supprimer/", mesures.MesureDeleteView.as_view(), name="mesure_delete"),
    path("tableaux-de-bord/", tableaux.TableauDeBordListView.as_view(), name="tableaudebord_list"),
    path(
        "valeurs-proposees/",
        propositions.PropositionListView.as_view(),
        name="propositiondemesure_list",
    ),
    path(
        "valeurs-proposees/actes/",
        propositions.PropositionsActesView.as_view(),
        name="propositions_actes",
    ),
    path(
        "valeurs-proposees/ajouter/",
        propositions.PropositionCreateView.as_view(),
        name="propositiondemesure_create",
    ),
    path(
        "valeurs-proposees/<int:pk>/",
        propositions.PropositionDetailView.as_view(),
        name="propositiondemesure_detail",
    ),
    path(
        "valeurs-proposees/<int:pk>/piece/",
        propositions.PropositionPieceView.as_view(),
        name="propositiondemesure_fichier",
    ),
    path(
        "valeurs-proposees/<int:pk>/reprendre/",
        propositions.PropositionReprendreView.as_view(),
        name="propositiondemesure_reprendre",
    ),
    path(
        "valeurs-proposees/<int:pk>/retirer/",
        propositions.PropositionRetirerView.as_view(),
        name="propositiondemesure_retirer",
    ),
    path(
        "valeurs-proposees/<int:pk>/valider/",
        propositions.PropositionValiderView.as_view(),
        name="propositiondemesure_valider",
    ),
    path(
        "valeurs-proposees/<int:pk>/refuser/",
        propositions.PropositionRefuserView.as_view(),
        name="propositiondemesure_refuser",
    ),
    path(
        "tableaux-de-bord/ajouter/",
        tableaux.TableauDeBordCreateView.as_view(),
        name="tableaudebord_create",
    ),
    path(
        "tableaux-de-bord/<int:pk>/",
        tableaux.TableauDeBordDetailView.as_view(),
        name="tableaudebord_detail",
    ),
    path(
        "tableaux-de-bord/<int:pk>/commenter/",
        tableaux.TableauDeBordUpdateView.as_view(),
        name="tableaudebord_update",
    ),
    path(
        "tableaux-de-bord/<int:pk>/calculer/",
        tableaux.TableauDeBordCalculerView.as_view(),
        name="tableaudebord_calculer",
    ),
    path(
        "tableaux-de-bord/<int:pk>/publier/",
        tableaux.TableauDeBordPublierView.as_view(),
        name="tableaudebord_publier",
    ),
    path(
        "tableaux-de-bord/<int:pk>/corriger/",
        tableaux.TableauDeBordReediterView.as_view(),
        name="tableaudebord_reediter",
    ),
    path(
        "tableaux-de-bord/<int:pk>/envois/",
        expeditions.EnvoisView.as_view(),
        name="tableaudebord_envois",
    ),
    path(
        "tableaux-de-bord/<int:pk>/envoyer/",
        expeditions.TableauEnvoyerView.as_view(),
        name="tableaudebord_envoyer",
    ),
    path(
        "envois/<int:pk>/relancer/",
        expeditions.ExpeditionRelancerView.as_view(),
        name="expedition_relancer",
    ),
    path("fiches/", fiches.FicheListView.as_view(), name="fiche_list"),
    path("fiches/<int:pk>/", fiches.FicheDetailView.as_view(), name="fiche_detail"),
    path("fiches/<int:pk>/pdf/", fiches.FichePdfView.as_view(), name="fiche_pdf"),
    path("destinataires/", expeditions.DestinataireListView.as_view(), name="destinataire_list"),
    path(
        "destinataires/ajouter/",
        expeditions.DestinataireCreateView.as_view(),
        name="destinataire_create",
    ),
    path(
        "destinataires/<int:pk>/modifier/",
        expeditions.DestinataireUpdateView.as_view(),
        name="destinataire_update",
    ),
    path(
        "destinataires/<int:pk>/supprimer/",
        expeditions.DestinataireDeleteView.as_view(),
        name="destinataire_delete",
    ),
    path(
        "tableaux-de-bord/<int:pk>/projeter/",
        tableaux.TableauDeBordProjeterView.as_view(),
        name="tableaudebord_projeter",
    ),
    path(
        "tableaux-de-bord/<int:pk>/transparence/",
        transparence.TransparenceView.as_view(),
        name="tableaudebord_transparence",
    ),
    path(
        "tableaux-de-bord/<int:pk>/transparence/publier/",
        transparence.TransparencePublierView.as_view(),
        name="transparence_publier",
    ),
    path(
        "tableaux-de-bord/<int:pk>/affiche/",
        transparence.AfficheView.as_view(),
        name="affiche_pdf",
    ),
    path(
        "transparence/<slug:code>/",
        login_not_required(transparence.TransparencePubliqueView.as_view()),
        name="transparence",
    ),
    path(
        "transparence/<slug:code>/<slug:trimestre>/",
        login_not_required(transparence.TransparencePubliqueView.as_view()),
        name="transparence_trimestre",
    ),
    path(
        "tableaux-de-bord/<int:pk>/pdf/",
        tableaux.TableauDeBordPdfView.as_view(),
        name="tableaudebord_pdf",
    ),
    path("bilans/", bilans.BilanAnnuelListView.as_view(), name="bilanannuel_list"),
    path("bilans/ajouter/", bilans.BilanAnnuelCreateView.as_view(), name="bilanannuel_create"),
    path("bilans/<int:pk>/", bilans.BilanAnnuelDetailView.as_view(), name="bilanannuel_detail"),
    path(
        "bilans/<int:pk>/sections/<str:section>/",
        bilans.BilanAnnuelSectionView.as_view(),
        name="bilanannuel_section",
    ),
    path(
        "bilans/<int:pk>/textes/",
        bilans.BilanAnnuelTextesView.as_view(),
        name="bilanannuel_textes",
    ),
    path(
        "bilans/<int:pk>/calculer/",
        bilans.BilanAnnuelCalculerView.as_view(),
        name="bilanannuel_calculer",
    ),
    path(
        "bilans/<int:pk>/publier/",
        bilans.BilanAnnuelPublierView.as_view(),
        name="bilanannuel_publier",
    ),
    path("pieces-a-fournir/", pieces.PiecesView.as_view(), name="pieces"),
    path("bilans/<int:pk>/pdf/", bilans.BilanAnnuelPdfView.as_view(), name="bilanannuel_pdf"),
    path("dossiers/", dossiers.DossierListView.as_view(), name="dossierdepreuves_list"),
    path("dossiers/ajouter/", dossiers.DossierCreateView.as_view(), name="dossierdepreuves_create"),
    path(
        "dossiers/<int:pk>/", dossiers.DossierDetailView.as_view(), name="dossierdepreuves_detail"
    ),
    path(
        "dossiers/<int:pk>/fichier/",
        dossiers.DossierFichierView.as_view(),
        name="dossierdepreuves_fichier",
    ),
    path(
        "dossiers/<int:pk>/relancer/",
        dossiers.DossierRelancerView.as_view(),
        name="dossierdepreuves_relancer",
    ),
]
