from datetime import timedelta

from django.urls import reverse

from engagements.models import AutoEvaluation, Campagne, Labellisation
from qualepref.socle.taches import Ligne, a_faire
from qualepref.socle.temps import aujourdhui

JOURS_AVANT_LA_FIN = 15


@a_faire("correspondant")
def cellules_a_remplir(agent):
    cellules = AutoEvaluation.objects.visibles_par(agent, "engagements.change_autoevaluation")
    for campagne in Campagne.objects.visibles_par(agent).ouvertes():
        nombre = cellules.a_remplir().filter(campagne=campagne).count()
        libelle = f"exigences à évaluer par vos services dans « {campagne} »"
        yield Ligne(nombre, libelle, campagne.get_absolute_url(), urgence(campagne))


@a_faire("referent_qualite")
def avancement_des_campagnes(agent):
    for campagne in Campagne.objects.visibles_par(agent).ouvertes().avec_avancement():
        nombre = campagne.nombre_cellules - campagne.nombre_evaluees
        libelle = (
            f"exigences encore non évaluées sur {campagne.nombre_cellules} dans « {campagne} »"
        )
        yield Ligne(nombre, libelle, campagne.get_absolute_url(), urgence(campagne))


@a_faire("referent_qualite")
def perimetre_a_saisir(agent):
    if not Labellisation.objects.visibles_par(agent).exists():
        adresse = reverse("engagements:labellisation_list")
        yield Ligne(1, "périmètre à saisir avant d'ouvrir une campagne", adresse)


def urgence(campagne):
    proche = aujourdhui() + timedelta(days=JOURS_AVANT_LA_FIN)
    return "warning" if campagne.date_fin <= proche else "info"
