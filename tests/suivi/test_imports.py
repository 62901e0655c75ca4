"""L'import des demandes : le jeu d'essai entier, puis chaque convention à part."""

import json
from collections import Counter
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from qualepref.socle import chargement
from qualepref.socle.chargeurs import charger_organisation
from qualepref.socle.importation import Cadre, importer, lire_classeur
from qualepref.socle.models import Departement
from suivi.comptes.comptages import comptages
from suivi.imports import ImporteurDeDemandes
from suivi.models import Demande, Identite
from tests.attendus import ARRETE, CLASSEURS, COURRIERS, RECLAMATIONS, attendus_de
from tests.suivi.lignes import cle_d_entree
from tests.suivi.test_mesures import ANNEE, sommes

ENTETE = ["N°", "Date d'arrivée", "Canal", "Nature", "Objet", "Usager", "Date de réponse"]
LIGNE = [1, "07/03/2022", "mail", "Réclamation", "Attente trop longue", "Usager 0001", "09/03/2022"]


@pytest.fixture
def demonstration(delais):
    """Le département de démonstration, avant tout import."""
    organisation = chargement.lire(CLASSEURS / "organisation.yaml")
    chargement.ranger(organisation, charger_organisation)
    return Departement.objects.get()


@pytest.fixture
def importees(demonstration, tmp_path):
    """Les deux classeurs du jeu d'essai, importés par la commande ; rend leurs rapports."""
    return {nom: importer_fichier(nom, tmp_path) for nom in (COURRIERS, RECLAMATIONS)}


def importer_fichier(nom, dossier):
    rapport = dossier / f"{nom}.json"
    call_command(
        *("importer", "demandes", CLASSEURS / f"{nom}.xlsx"),
        partiel=True,
        rapport=rapport,
        stdout=StringIO(),
        stderr=StringIO(),
    )
    return json.loads(rapport.read_text())


def importer_lignes(departement, *feuilles, nom="suivi.xlsx", **cadre):
    """Importe des feuilles (nom, lignes) par la machine et rend le rapport."""
    livre = Workbook()
    livre.remove(livre.active)
    for titre, lignes in feuilles:
        feuille = livre.create_sheet(titre)
        for ligne in lignes:
            feuille.append(ligne)
    sortie = BytesIO()
    livre.save(sortie)
    classeur = lire_classeur(sortie.getvalue(), nom)
    return importer(ImporteurDeDemandes(Cadre(departement, **cadre)), classeur, partiel=True)


def accueil(*lignes, entete=ENTETE):
    return "Accueil général", [entete, *lignes]


# --- Le jeu d'essai ---------------------------------------------------------------------------


def test_les_rapports_du_jeu_d_essai(importees):
    for nom, rapport in importees.items():
        attendu = attendus_de(nom)
        par_feuille = attendu["import_attendu"]["par_feuille"].values()
        for compte in ("lues", "creees", "refusees"):
            assert rapport[compte] == sum(feuille[compte] for feuille in par_feuille)
        rejets = [
            (r["feuille"], r["ligne"], r["champ"], r["colonne"], r["code"], r["valeur"])
            for r in attendu["rejets"]
        ]
        champs = ("feuille", "ligne", "champ", "colonne", "code", "valeur")
        assert [tuple(e[champ] for champ in champs) for e in rapport["erreurs"]] == rejets


def test_les_avertissements_du_jeu_d_essai(importees):
    attendus = [
        (a["feuille"], a["ligne"], a["champ"], a["code"])
        for a in attendus_de(COURRIERS)["avertissements"]
    ]
    champs = ("feuille", "ligne", "champ", "code")
    avertissements = importees[COURRIERS]["avertissements"]
    autres = [a for a in avertissements if a["code"] != "service_rapproche"]
    assert [tuple(a[champ] for champ in champs) for a in autres] == attendus


def test_les_comptes_du_jeu_d_essai(importees):
    comptes = attendus_de(COURRIERS)["comptes"]
    courriers = Demande.objects.du_registre("courriers_courriels")
    assert Counter(courriers.values_list("canal", flat=True)) == comptes["par_canal"]
    assert Counter(courriers.values_list("nature", flat=True)) == comptes["par_nature"]
    assert Counter(courriers.values_list("service__nom", flat=True)) == comptes["par_service"]
    assert courriers.filter(reponse_non_due="anonyme").count() == comptes["anonymes_sans_adresse"]
    assert not Identite.objects.filter(demande__reponse_non_due="anonyme").exists()


def test_le_registre_des_suggestions_se_reconnait(importees):
    comptes = attendus_de(RECLAMATIONS)["comptes"]
    reclamations = Demande.objects.du_registre("suggestions_reclamations")
    assert Counter(reclamations.values_list("service__nom", flat=True)) == comptes["par_service"]
    assert reclamations.filter(qualite_accueil="oui").count() == comptes["qualite_accueil"]
    assert reclamations.filter(qualite_accueil="non").count() == comptes["hors_accueil"]


def test_la_commande_delais_rend_les_chiffres_attendus(importees):
    sortie = StringIO()
    periode = ["--debut", "2022-01-01", "--fin", "2022-12-31", "--arrete", str(ARRETE)]
    call_command("delais", *periode, "--format", "json", stdout=sortie)
    obtenues = {cle_d_entree(entree): entree for entree in json.loads(sortie.getvalue())}
    attendues = attendus_de(COURRIERS)["indicateurs"]
    assert [obtenues[cle_d_entree(entree)] for entree in attendues] == attendues


def test_les_indicateurs_de_reclamation_sont_ceux_attendus(importees):
    totaux = sommes(comptages(Departement.objects.get(), *ANNEE))
    assert totaux["RECL-FOND"] == (45, 81)
    assert totaux["RECL-ACCUEIL"] == (11, 82)


def test_un_second_import_ne_change_rien(importees, tmp_path):
    avant = list(Demande.objects.order_by("pk").values())
    for nom in (COURRIERS, RECLAMATIONS):
        refait = importer_fichier(nom, tmp_path)
        assert (refait["creees"], refait["mises_a_jour"]) == (0, 0)
        assert refait["inchangees"] == importees[nom]["creees"]
    assert list(Demande.objects.order_by("pk").values()) == avant


def test_sans_partiel_une_faute_et_rien_n_est_importe(demonstration):
    with pytest.raises(
        CommandError, match="Accueil général, ligne 65, colonne « Date de réponse »"
    ):
        call_command("importer", "demandes", CLASSEURS / f"{COURRIERS}.xlsx", stdout=StringIO())
    assert not Demande.objects.exists()


# --- Identité d'une ligne ---------------------------------------------------------------------


def test_la_meme_ligne_deux_fois_dans_un_fichier_ne_cree_qu_une_demande(demonstration):
    pareille = [1, "07/03/2022", "courrier", "", " attente  TROP longue", "usager 0001", ""]
    rapport = importer_lignes(demonstration, accueil(LIGNE, pareille))
    assert (rapport.lues, rapport.creees, rapport.inchangees) == (2, 1, 1)
    assert [faute.code for faute in rapport.avertissements][-1] == "doublon"
    assert Demande.objects.get().canal == "courriel"


def test_le_meme_numero_pour_une_autre_demande_se_signale(demonstration):
    autre = [1, "08/03/2022", "mail", "Autre", "Horaires", "Usager 0002", ""]
    rapport = importer_lignes(demonstration, accueil(LIGNE, autre))
    assert rapport.creees == 2
    assert [faute.code for faute in rapport.avertissements] == ["numero_repete"]


def test_une_reponse_ajoutee_au_classeur_met_la_demande_a_jour(demonstration):
    sans_reponse = [*LIGNE[:6], "en cours"]
    importer_lignes(demonstration, accueil(sans_reponse))
    rapport = importer_lignes(demonstration, accueil(LIGNE))
    assert (rapport.creees, rapport.mises_a_jour) == (0, 1)
    assert str(Demande.objects.get().date_reponse) == "2022-03-09"


def test_une_cellule_vide_n_efface_pas_ce_que_la_base_sait(demonstration):
    importer_lignes(demonstration, accueil(LIGNE))
    rapport = importer_lignes(demonstration, accueil([*LIGNE[:6], None]))
    assert rapport.inchangees == 1
    assert Demande.objects.get().etat == "repondue"


def test_changer_de_nature_recalcule_l_echeance(demonstration):
    importer_lignes(demonstration, accueil(LIGNE))
    assert Demande.objects.get().regle == "def-suggestion-reclamation"
    importer_lignes(demonstration, accueil([*LIGNE[:3], "Autre", *LIGNE[4:]]))
    assert Demande.objects.get().regle == "def-courriel-repli"
    assert str(Demande.objects.get().date_echeance) == "2022-03-14"


def test_des_coordonnees_ajoutees_rendent_la_reponse_due(demonstration):
    entete = [*ENTETE, "Coordonnées"]
    anonyme = [*LIGNE[:5], "Anonyme", "", ""]
    importer_lignes(demonstration, accueil(anonyme, entete=entete))
    assert Demande.objects.get().reponse_non_due == "anonyme"
    joignable = [*anonyme[:7], "usager0001@example.org"]
    rapport = importer_lignes(demonstration, accueil(joignable, entete=entete))
    assert rapport.mises_a_jour == 1
    assert Demande.objects.get().reponse_non_due == ""
    assert Identite.objects.get().coordonnees == "usager0001@example.org"


def test_sans_auteur_ni_numero_deux_lignes_du_meme_jour_restent_deux_demandes(demonstration):
    entete = ["Date d'arrivée", "Canal", "Objet"]
    lignes = [["07/03/2022", "mail", "Prise de rendez-vous"]] * 3
    rapport = importer_lignes(demonstration, accueil(*lignes, entete=entete))
    assert rapport.creees == 3
    assert not Demande.objects.exclude(reponse_non_due="").exists()
    assert importer_lignes(demonstration, accueil(*lignes, entete=entete)).inchangees == 3


def test_une_reponse_d_avant_l_arrivee_corrigee_n_arrete_pas_l_import(demonstration):
    importer_lignes(demonstration, accueil([*LIGNE[:6], ""]))
    Demande.objects.update(date_arrivee="2022-03-10")
    rapport = importer_lignes(demonstration, accueil(LIGNE))
    assert [faute.code for faute in rapport.avertissements] == ["reponse_avant_reception"]
    assert Demande.objects.get().date_reponse is None


# --- Ce que disent la feuille, ses titres et le fichier ---------------------------------------


@pytest.mark.parametrize(
    ("feuille", "titre", "fichier", "registre"),
    [
        ("Accueil général", "", "suivi.xlsx", "courriers_courriels"),
        ("Réclamations", "", "suivi.xlsx", "suggestions_reclamations"),
        (
            "Accueil général",
            "Suggestions et réclamations 2022",
            "x.xlsx",
            "suggestions_reclamations",
        ),
        ("Accueil général", "", "reclamations-2022.xlsx", "suggestions_reclamations"),
        ("Accueil général", "Courriers et réclamations", "x.xlsx", "courriers_courriels"),
        ("Courriers", "", "reclamations-2022.xlsx", "courriers_courriels"),
    ],
)
def test_le_registre_d_apres_les_noms(demonstration, feuille, titre, fichier, registre):
    entete = [*ENTETE, "Service"]
    lignes = [[titre], entete, [*LIGNE, "Accueil général"]]
    importer_lignes(demonstration, (feuille, lignes), nom=fichier)
    assert Demande.objects.get().registre == registre


@pytest.mark.parametrize(
    ("rang", "titre", "registre"),
    [
        (3, "Réclamation / Suggestion", "suggestions_reclamations"),
        (5, "Réclamant", "suggestions_reclamations"),
        (3, "Nature (information, réclamation…)", "courriers_courriels"),
    ],
)
def test_le_registre_d_apres_les_titres_des_colonnes(demonstration, rang, titre, registre):
    entete = [*ENTETE[:rang], titre, *ENTETE[rang + 1 :]]
    importer_lignes(demonstration, accueil(LIGNE, LIGNE, entete=entete))
    assert Demande.objects.get().registre == registre


def test_le_registre_demande_l_emporte(demonstration):
    importer_lignes(demonstration, accueil(LIGNE), registre="suggestions_reclamations")
    assert Demande.objects.get().registre == "suggestions_reclamations"


@pytest.mark.parametrize(
    ("titre", "ecrit", "canal"),
    [
        ("Suivi des courriels", "", "courriel"),
        ("Suivi des courriers", "", "courrier"),
        ("Suivi des courriers", "BAL", "courriel"),
        ("Suivi", "", "non_renseigne"),
        ("Suivi", "pigeon", "non_renseigne"),
    ],
)
def test_le_canal_d_une_ligne(demonstration, titre, ecrit, canal):
    ligne = [*LIGNE[:2], ecrit, *LIGNE[3:]]
    rapport = importer_lignes(demonstration, ("Accueil général", [[titre], ENTETE, ligne]))
    assert Demande.objects.get().canal == canal
    signale = [faute.code for faute in rapport.avertissements] == ["canal_a_verifier"]
    assert signale == (canal == "non_renseigne")


def test_les_mots_d_un_service_se_traduisent(demonstration):
    valeurs = {"canal": {"Pli": "courrier"}, "nature": {"DIG": "information_generale"}}
    ligne = [1, "07/03/2022", "Pli", "DIG", *LIGNE[4:]]
    importer_lignes(demonstration, accueil(ligne), correspondance={"valeurs": valeurs})
    demande = Demande.objects.get()
    assert (demande.canal, demande.nature) == ("courrier", "information_generale")


@pytest.mark.parametrize(
    ("arrivee", "reponse", "code"),
    [
        ("31/02/2022", "", "date_impossible"),
        ("", "09/03/2022", "date_absente"),
        ("bientôt", "", "date_illisible"),
        ("07/03/2099", "", "date_future"),
        ("07/03/1972", "", "date_illisible"),
        ("07/03/2022", "06/03/2022", "reponse_avant_reception"),
    ],
)
def test_une_mauvaise_date_refuse_la_ligne_seule(demonstration, arrivee, reponse, code):
    mauvaise = [2, arrivee, *LIGNE[2:6], reponse]
    rapport = importer_lignes(demonstration, accueil(LIGNE, mauvaise))
    assert (rapport.creees, [faute.code for faute in rapport.erreurs]) == (1, [code])


def test_un_accuse_d_avant_l_arrivee_est_repris_et_signale(demonstration):
    entete = [*ENTETE, "Date AR"]
    rapport = importer_lignes(demonstration, accueil([*LIGNE, "01/03/2022"], entete=entete))
    assert [faute.code for faute in rapport.avertissements] == ["accuse_avant_reception"]
    assert str(Demande.objects.get().date_accuse) == "2022-03-01"


def test_un_service_inconnu_refuse_la_ligne_et_propose(demonstration):
    rapport = importer_lignes(demonstration, ("Acueil generale", [ENTETE, LIGNE]))
    assert "Accueil général" in rapport.erreurs[0].message
