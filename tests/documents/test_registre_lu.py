"""Lire un tableau des enregistrements : accès, types, dates, versions, tels qu'on les écrit."""

from datetime import date, datetime

import pytest

from documents.lecture.canaux_lus import lire_canaux
from documents.lecture.dates_lues import lire_caducite
from documents.lecture.types_lus import compter_par_type, est_un_type, lire_type
from documents.lecture.versions_lues import lire_version
from qualepref.socle.lecture.valeurs import ValeurRefusee

LIBELLES = {
    "fiche de procedure": "fiche_procedure",
    "mode operatoire": "mode_operatoire",
    "courrier type": "courrier_type",
    "courriel type": "courriel_type",
    "guide d'accueil": "guide_accueil",
    "grille de controle remplie": "releve_grille",
    "compte rendu du comite de pilotage": "compte_rendu_copil",
    "compte rendu du comite local des usagers": "compte_rendu_clu",
    "affiche du programme transparence": "affiche_transparence",
    "politique qualite": "politique_qualite",
}


@pytest.mark.parametrize(
    ("ecrit", "cles"),
    [
        ("Intranet", ["intranet"]),
        ("INTRANET ; RESANA", ["intranet", "resana"]),
        ("Internet et intranet", ["internet", "intranet"]),
        ("Site internet", ["internet"]),
        ("Site intranet", ["intranet"]),
        ("Affichage sur site", ["affichage"]),
        ("Internet / affichage / présentoir", ["internet", "affichage", "presentoir"]),
        ("Affichage guichets + présentoir", ["affichage", "presentoir"]),
        ("Affichage hall", ["affichage"]),
        ("Présentoir hall", ["presentoir"]),
        ("Mis à disposition dans le service", ["service"]),
        ("Dossier commun T:\\Qualité", ["dossier_partage"]),
        ("serveur commun intrapref", ["dossier_partage"]),
        ("Intranet, serveur commun", ["intranet", "dossier_partage"]),
        ("Lecteur réseau partagé", ["dossier_partage"]),
        ("\\\\srv38\\qualite", ["dossier_partage"]),
        ("https://www.isere.gouv.fr/demarches/titres", ["internet"]),
        ("http://intranet.interieur.example/qualite", ["intranet"]),
        ("Écran du hall", ["ecran"]),
        ("Panneau d'affichage", ["affichage"]),
        ("Envoi aux membres", ["envoi_membres"]),
        ("Exemplaire papier", ["service"]),
        ("Remis à l'accueil", ["presentoir"]),
        (None, []),
        ("-", []),
        ("néant", []),
    ],
)
def test_l_accessibilite_en_mots_libres(ecrit, cles):
    lus = lire_canaux(ecrit)
    assert (lus.cles, lus.avertissement) == (cles, "")


def test_un_acces_qui_ne_se_comprend_pas_se_signale():
    lus = lire_canaux("Intranet, armoire B")
    assert lus.cles == ["intranet"] and "« armoire B »" in lus.avertissement.replace("\xa0", " ")


def test_la_correspondance_dit_ce_qui_ne_se_devine_pas():
    assert lire_canaux("Armoire B", {"armoire b": "service"}).cles == ["service"]


def test_ce_qui_precise_un_acces_se_garde_tel_qu_il_est_ecrit():
    lus = lire_canaux("Intranet / Affichage hall ; T:\\Qualité et https://www.isere.gouv.fr/a/b")
    assert lus.endroits == {
        "affichage": "Affichage hall",
        "dossier_partage": "T:\\Qualité",
        "internet": "https://www.isere.gouv.fr/a/b",
    }


@pytest.mark.parametrize(
    ("ecrit", "cle"),
    [
        ("FICHE DE PROCÉDURE", "fiche_procedure"),
        ("fiche de procédure ", "fiche_procedure"),
        ("Fiches procédures", "fiche_procedure"),
        ("Mode opératoire", "mode_operatoire"),
        ("modop", "mode_operatoire"),
        ("Lettre type", "courrier_type"),
        ("Mail type", "courriel_type"),
        ("Guide d’accueil", "guide_accueil"),
        ("Grille de vérification", "releve_grille"),
    ],
)
def test_un_type_se_reconnait_comme_on_l_ecrit(ecrit, cle):
    assert lire_type(ecrit, "Titre", LIBELLES) == (cle, "")


@pytest.mark.parametrize(
    ("ecrit", "intitule", "cle"),
    [
        ("Compte-rendu", "COPIL du 18/01/2022", "compte_rendu_copil"),
        ("compte-rendu", "CLU du 18/05/2022", "compte_rendu_clu"),
        ("Affiche", "Programme transparence", "affiche_transparence"),
        ("Autre", "Politique qualité 2022", "politique_qualite"),
        ("", "Politique de qualité", "politique_qualite"),
    ],
)
def test_un_type_general_se_precise_par_l_intitule_et_se_signale(ecrit, intitule, cle):
    lu = lire_type(ecrit, intitule, LIBELLES)
    assert lu.cle == cle and "à vérifier" in lu.avertissement


@pytest.mark.parametrize("ecrit", ["Affiche", "Autre", "Compte-rendu", "Convention", ""])
def test_un_type_sans_equivalent_ne_se_devine_pas(ecrit):
    lu = lire_type(ecrit, "Interdiction de fumer", LIBELLES)
    assert lu.cle is None and lu.avertissement


def test_un_type_absent_du_vocabulaire_n_est_pas_donne():
    assert lire_type("Mémo", "Quali-réflexes", LIBELLES).cle is None


def test_un_intertitre_peut_nommer_un_type():
    assert est_un_type("Modes opératoires :", LIBELLES) and est_un_type("Affiches", LIBELLES)
    assert not est_un_type("Enregistrements 2022", LIBELLES)


def test_les_types_se_comptent_sans_casse_ni_espaces():
    ecritures = ["FICHE DE PROCÉDURE", "Fiche de procédure ", "fiche de procédure", "AUTRE", "x y"]
    assert compter_par_type(ecritures) == {"Autre": 1, "Fiche de procédure": 3, "X y": 1}


EFFET = date(2021, 3, 31)


@pytest.mark.parametrize(
    ("ecrite", "lue"),
    [
        (datetime(2024, 7, 28), date(2024, 7, 28)),
        (" 11/08/2024  ", date(2024, 8, 11)),
        ("juin 2022", date(2022, 6, 30)),
        ("T2 2022", date(2022, 6, 30)),
        ("fin 2022", date(2022, 12, 31)),
        ("jusqu'au 31/12/2023", date(2023, 12, 31)),
        ("2024", date(2024, 12, 31)),
        ("3 ans", date(2024, 3, 31)),
        ("18 mois", date(2022, 9, 30)),
        ("Permanent", None),
        ("illimitée", None),
        ("sans objet", None),
        ("Durée indéterminée", None),
        ("jusqu'à nouvel ordre", None),
        ("à définir", None),
        (None, None),
    ],
)
def test_la_caducite_telle_qu_on_l_ecrit(ecrite, lue):
    assert lire_caducite(ecrite, EFFET) == lue


@pytest.mark.parametrize(
    ("ecrite", "code"),
    [("31/06/2021", "date_impossible"), ("bientôt", "date_illisible")],
)
def test_une_caducite_fausse_se_refuse(ecrite, code):
    with pytest.raises(ValeurRefusee) as refus:
        lire_caducite(ecrite, EFFET)
    assert refus.value.code == code


def test_une_duree_sans_date_d_effet_se_refuse():
    with pytest.raises(ValeurRefusee, match="pas de date d'effet"):
        lire_caducite("3 ans")


@pytest.mark.parametrize(
    ("ecrite", "numero"),
    [
        ("V4", 4),
        ("v2.1", 2),
        ("version 3", 3),
        (2, 2),
        (2.0, 2),
        ("Indice B", 2),
        ("V0", None),
        ("brouillon", None),
        (None, None),
    ],
)
def test_le_numero_de_version(ecrite, numero):
    assert lire_version(ecrite) == numero
