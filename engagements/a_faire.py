from datetime import timedelta

from django.urls import reverse
from django.utils.formats import localize

from engagements.models import AutoEvaluation, Campagne, Labellisation
from qualepref.socle.taches import Ligne, a_faire
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import insecables

JOURS_AVANT_LA_FIN = 15


@a_faire("correspondant")
def cellules_a_remplir(agent):
    cellules = AutoEvaluation.objects.visibles_par(agent, "engagements.change_autoevaluation")
    for campagne in Campagne.objects.visibles_par(agent).ouvertes():
        nombre = cellules.a_remplir().filter(campagne=campagne).count()
        libelle = f"exigences à évaluer par vos services dans « {campagne} »"
        yield ligne(nombre, libelle, campagne)


@a_faire("referent_qualite")
def avancement_des_campagnes(agent):
    for campagne in Campagne.objects.visibles_par(agent).ouvertes().avec_avancement():
        nombre = campagne.nombre_cellules - campagne.nombre_evaluees
        total = localize(campagne.nombre_cellules)
        libelle = f"exigences encore non évaluées sur {total} dans « {campagne} »"
        yield ligne(nombre, libelle, campagne)


@a_faire("referent_qualite")
def perimetre_a_saisir(agent):
    if not Labellisation.objects.visibles_par(agent).exists():
        adresse = reverse("engagements:labellisation_list")
        yield Ligne(1, "périmètre à saisir avant d'ouvrir une campagne", adresse)


def ligne(nombre, libelle, campagne):
    proche = aujourdhui() + timedelta(days=JOURS_AVANT_LA_FIN)
    urgence = "warning" if campagne.date_fin <= proche else "info"
    return Ligne(nombre, insecables(libelle), campagne.get_absolute_url(), urgence)


@a_faire("auditeur")
def perimetres_a_lire(agent):
    nombre = Labellisation.objects.visibles_par(agent).count()
    adresse = reverse("engagements:labellisation_list")
    libelle = "périmètre du label à lire" if nombre == 1 else "périmètres du label à lire"
    yield Ligne(nombre, libelle, adresse)
