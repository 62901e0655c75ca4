"""Les éditions d'un tableau de bord : ce qui est publié ne bouge plus, la suivante dit tout."""

import copy
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from pilotage.models import Mesure, TableauDeBord
from pilotage.mouvements import ABSENTE, mouvements
from pilotage.tableaux import preparer_tableau

MOTIF = "Le relevé de novembre du standard a été corrigé."


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def publie(tableau, referent):
    tableau.publier(referent)
    return tableau


@pytest.fixture
def corrige(publie):
    """Novembre valait 80 sur 100 ; il en vaut 60."""
    novembre = Mesure.objects.filter(date_debut=date(2022, 11, 1))
    novembre.update(numerateur=60, valeur=Decimal("0.6"))
    return publie


def test_une_correction_fait_une_edition_qui_dit_ce_qui_a_bouge(
    corrige, envoyer, client_de, copil, referent
):
    premiere = corrige
    envoyer("pilotage:tableaudebord_publier", premiere.pk)  # déjà publié : rien ne change
    envoyer("pilotage:tableaudebord_reediter", premiere.pk, motif=MOTIF)
    seconde = TableauDeBord.objects.get(edition=2)
    assert client_de(copil).get(seconde.get_absolute_url()).status_code == 404
    envoyer("pilotage:tableaudebord_publier", seconde.pk)
    page = client_de(copil).get(seconde.get_absolute_url()).content.decode()
    for dit in (MOTIF, "85,0\u00a0% (170 sur 200)", "75,0\u00a0% (150 sur 200)", "Cible non att"):
        assert dit in page
    ancienne = client_de(copil).get(premiere.get_absolute_url()).content.decode()
    assert "85,0\u00a0%" in ancienne and "Cette édition est remplacée" in ancienne
    seconde.refresh_from_db()
    assert seconde.pdf and seconde.donnees["nom_de_fichier"].endswith("2022-T4-edition-2")
    livre = client_de(copil).get(seconde.get_absolute_url(), {"forme": "xlsx"}).content
    rangees = list(load_workbook(BytesIO(livre))["Ce qui a bougé"].values)[1:]
    assert len(rangees) == len(seconde.donnees["mouvements"]) > 3


def test_un_tableau_publie_pendant_son_calcul_reste_tel_que_publie(tableau, referent):
    """Le calcul dure ; la publication n'attend pas, et ce qu'elle a figé ne bouge plus."""
    fige = {}

    def publier(pourcentage, etape):
        if not fige:
            affiche = TableauDeBord.objects.get(pk=tableau.pk)
            affiche.publier(referent)
            fige.update(affiche.donnees)

    Mesure.objects.filter(date_debut=date(2022, 11, 1)).update(numerateur=60, valeur=Decimal("0.6"))
    preparer_tableau(tableau=tableau, avancer=publier)
    relu = TableauDeBord.objects.get(pk=tableau.pk)
    assert relu.est_publie and relu.donnees == fige == tableau.donnees


def test_les_deux_pdf_restent(publie, corrige, envoyer, django_capture_on_commit_callbacks):
    """Le PDF de la seconde ne prend pas la place de celui de la première."""
    publie.etat = "brouillon"
    publie.save()
    envoyer("pilotage:tableaudebord_publier", publie.pk)
    publie.refresh_from_db()
    octets, empreinte = publie.pdf.read(), publie.empreinte
    envoyer("pilotage:tableaudebord_reediter", publie.pk, motif=MOTIF)
    Mesure.objects.filter(date_debut=date(2022, 10, 1)).update(numerateur=1)
    suivante = TableauDeBord.objects.get(edition=2)
    preparer_tableau(tableau=suivante)
    envoyer("pilotage:tableaudebord_publier", suivante.pk)
    publie.refresh_from_db()
    suivante.refresh_from_db()
    assert suivante.pdf.name != publie.pdf.name
    assert (publie.pdf.open().read(), publie.empreinte) == (octets, empreinte)


def test_ce_qui_empeche_une_edition_de_plus(publie, envoyer):
    page = envoyer("pilotage:tableaudebord_reediter", publie.pk, motif="  ").content.decode()
    assert "obligatoire" in page and TableauDeBord.objects.count() == 1
    envoyer("pilotage:tableaudebord_reediter", publie.pk, motif=MOTIF)
    page = envoyer("pilotage:tableaudebord_reediter", publie.pk, motif=MOTIF).content.decode()
    assert "L&#x27;édition 2 existe déjà" in page and TableauDeBord.objects.count() == 2
    page = envoyer("pilotage:tableaudebord_publier", TableauDeBord.objects.first().pk)
    assert "Rien n&#x27;a bougé depuis l&#x27;édition 1" in page.content.decode()
    seconde = TableauDeBord.objects.get(edition=2)
    assert not seconde.est_publie and seconde.empechement_de_reediter()
    page = envoyer("pilotage:tableaudebord_update", seconde.pk, motif="", commentaire="Vu.")
    assert "obligatoire" in page.content.decode()
    assert (
        "Autres éditions du trimestre"
        in page.client.get(publie.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("champs", [{"edition": 2}, {"edition": 1, "motif": MOTIF}, {"edition": 1}])
def test_la_base_refuse_une_edition_sans_motif_ou_en_double(publie, champs):
    champs = {"departement": publie.departement, "trimestre": publie.trimestre} | champs
    with pytest.raises(IntegrityError), transaction.atomic():
        TableauDeBord.objects.create(**champs)


def test_la_liste_dit_l_edition_et_le_trimestre_ne_se_prepare_qu_une_fois(corrige, envoyer):
    envoyer("pilotage:tableaudebord_reediter", corrige.pk, motif=MOTIF)
    page = envoyer("pilotage:tableaudebord_create", trimestre="2022-T4").content.decode()
    assert "a déjà son tableau de bord" in page
    liste = envoyer("pilotage:tableaudebord_create").client.get(
        reverse("pilotage:tableaudebord_list")
    )
    assert [ligne.record.edition for ligne in liste.context["table"].rows] == [2, 1]


# --- La comparaison, sans base --------------------------------------------------------------------


def ligne(valeur, sur=100, **champs):
    chiffre = {"numerateur": valeur, "denominateur": sur, "etat": "mesure"}
    chiffre["valeur"] = valeur / sur if sur else None
    vide = {"numerateur": None, "denominateur": None, "valeur": None, "etat": "non_mesure"}
    return {
        "code": "TEL",
        "libelle": "Appels décrochés",
        "unite": "%",
        "sens": "hausse",
        "cible": 0.85,
        "cible_par": "",
        "a_un_ensemble": True,
        "periode_dite": "4e trimestre 2022",
        "chiffre": chiffre,
        "precedent": vide,
        "situation": "atteint",
        "detail": [],
        "serie": {"categories": ["oct. 22"], "lignes": [{"nom": "Ensemble", "valeurs": [0.9]}]},
    } | champs


def tableau_de(*lignes, commentaire=""):
    return {"commentaire": commentaire, "familles": [{"indicateurs": list(lignes)}]}


SUSPENDU = {"numerateur": None, "denominateur": None, "valeur": None, "etat": "suspendu"}
SERIE = {"categories": ["oct. 22"], "lignes": [{"nom": "Ensemble", "valeurs": [None]}]}
CAS = {
    "rien": ({}, []),
    "valeur": (
        {"chiffre": ligne(80)["chiffre"]},
        [("4e trimestre 2022", "90,0\u00a0% (90 sur 100)", "80,0\u00a0% (80 sur 100)")],
    ),
    "suspendu": (
        {"chiffre": SUSPENDU, "situation": "suspendu"},
        [
            ("4e trimestre 2022", "90,0\u00a0% (90 sur 100)", "suspendu"),
            ("situation", "Cible atteinte", "Suspendu"),
        ],
    ),
    "dénominateur nul": (
        {"chiffre": ligne(0, 0)["chiffre"]},
        [("4e trimestre 2022", "90,0\u00a0% (90 sur 100)", "sans taux (0 sur 0)")],
    ),
    "cible": ({"cible": 0.9}, [("cible", "au moins 85,0\u00a0%", "au moins 90,0\u00a0%")]),
    "point dessiné": ({"serie": SERIE}, [("oct. 22", "90,0\u00a0%", "non mesuré")]),
    "sans série": ({"serie": None}, [("oct. 22", "90,0\u00a0%", ABSENTE)]),
}


@pytest.mark.parametrize("cas", CAS)
def test_chaque_valeur_qui_a_bouge_se_dit_une_fois(cas):
    change, attendus = CAS[cas]
    avant, apres = tableau_de(ligne(90)), tableau_de(ligne(90) | change)
    obtenus = mouvements(avant, apres)
    assert [(m["quoi"], m["avant"], m["apres"]) for m in obtenus] == attendus
    retour = mouvements(apres, avant)
    assert [(m["quoi"], m["apres"], m["avant"]) for m in retour] == attendus
    assert avant == tableau_de(ligne(90))


def test_un_indicateur_entre_ou_sort_et_le_commentaire_change():
    part = ligne(40) | {"nom": "Accueil"}
    avec = tableau_de(ligne(90, detail=[part]), commentaire="Bon trimestre.")
    sans = tableau_de()
    dits = mouvements(sans, copy.deepcopy(avec))
    assert dits[0] == {
        "indicateur": "Commentaire",
        "ou": "",
        "quoi": "",
        "avant": "aucun",
        "apres": "Bon trimestre.",
    }
    assert {m["avant"] for m in dits[1:]} == {ABSENTE}
    assert {m["ou"] for m in dits[1:]} == {"Ensemble", "Accueil"}
    assert {m["apres"] for m in mouvements(avec, sans)[1:]} == {ABSENTE}


def test_les_tableaux_d_une_famille_et_les_suspensions_se_comparent_aussi():
    def edition(formes, jour, *suspensions):
        tableau = {
            "cle": "concernes_et_formes",
            "intitule": f"Agents concernés et formés au {jour}",
            "entetes": ["Thème", "Concernés", "Formés en 2022"],
            "formats": ["texte", "nombre", "nombre"],
            "lignes": [["Accueil", 48, formes]],
            "total": ["Total", 48, formes],
        }
        familles = [{"indicateurs": [], "tableaux": [tableau]}]
        return {"familles": familles, "suspensions": list(suspensions)}

    panne = {"debut": "2022-11-01", "fin": "2022-11-30", "lieu": "", "motif": "Panne"}
    avant, apres = edition(30, "31/12/2022"), edition(34, "15/01/2023", panne)
    assert [tuple(m.values()) for m in mouvements(avant, apres)] == [
        ("Mesures suspendues", "Département", "du 01/11/2022 au 30/11/2022", ABSENTE, "Panne"),
        ("Agents concernés et formés", "Accueil", "Formés en 2022", "30", "34"),
        ("Agents concernés et formés", "Total", "Formés en 2022", "30", "34"),
    ]
    assert mouvements(avant, edition(30, "15/01/2023")) == []
