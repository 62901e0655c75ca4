"""`indicateurs` sur l'année d'essai : les chiffres d'attendus.json."""

import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from pilotage.models import Indicateur, ReglageIndicateur, TableauDeBord
from tests.attendus import COURRIERS, RECLAMATIONS, attendus_de

pytestmark = pytest.mark.django_db  # sans cette marque, la base d'essai n'est pas créée
CODES_DES_SERVICES = {"Accueil général": "AG", "Droit au séjour": "DS", "CERT PC": "CERTPC"}
REGLES = {"courriel": ("COUR-EL", "5j_ouvres"), "courrier": ("COUR-PA", "10j_ouvres")}
SITES = {"Préfecture": "PREF38", "SP Vienne": "SPVIE", "SP La Tour-du-Pin": "SPTDP"}


@pytest.fixture(scope="module")
def lignes(annee_2022):
    """(code, site, service, modalité, période) → ligne, pour l'année, les trimestres, les mois."""
    rendues = {}
    for periode in ("annee", "trimestre", "mois"):
        for ligne in commande(periode=periode):
            lieu = (ligne["site"], ligne["service"], ligne["modalite"])
            rendues[ligne["code"], *lieu, ligne["periode"]] = ligne
    return rendues


def commande(**options):
    sortie = StringIO()
    defauts = {"debut": "2022-01-01", "fin": "2022-12-31", "arrete": "2022-12-31"}
    arguments = [f"--{nom}={valeur}" for nom, valeur in (defauts | options).items()]
    call_command("indicateurs", *arguments, "--format=json", stdout=sortie)
    return json.loads(sortie.getvalue())


def test_les_cles_sont_celles_de_l_interface(lignes):
    cles = "code departement site service modalite periode numerateur denominateur valeur unite"
    attendues = [*cles.split(), "cible", "atteint", "etat"]
    assert all(list(ligne) == attendues for ligne in lignes.values())


def test_les_delais_de_chaque_service_et_periode_sont_ceux_du_classeur(lignes):
    compares = 0
    for attendu in attendus_de(COURRIERS)["indicateurs"]:
        if attendu["perimetre_nature"] != "information_generale" or attendu["canal"] not in REGLES:
            continue
        famille, regle = REGLES[attendu["canal"]]
        service = CODES_DES_SERVICES.get(attendu["service"])
        lieu = ("PREF38", service, None) if service else (None, None, None)
        ligne = lignes[f"{famille}-DELAI", *lieu, attendu["periode"]]
        comptes = attendu["regles"][regle]
        assert comptes["base"]
        assert (ligne["numerateur"], ligne["denominateur"]) == (
            comptes["dans_delai"],
            comptes["base"],
        )
        assert ligne["atteint"] is (comptes["dans_delai"] >= 0.95 * comptes["base"])
        delais = attendu["delais"]["ouvres"]  # COUR-PA-MOYEN est facultatif, mais mesuré
        moyenne = lignes[f"{famille}-MOYEN", *lieu, attendu["periode"]]
        assert (moyenne["numerateur"], moyenne["denominateur"]) == (delais["somme"], delais["n"])
        compares += 1
    assert compares == 40


def test_les_reclamations_sont_celles_du_registre_et_non_de_la_nature(lignes):
    attendus = attendus_de(RECLAMATIONS)
    fond = attendus["prise_en_charge_tous"]["par_reponse_sur_le_fond"]["regles"]["10j_ouvres"]
    ligne = lignes["RECL-FOND", None, None, None, "2022"]
    assert (ligne["numerateur"], ligne["denominateur"]) == (fond["dans_delai"], fond["base"])


@pytest.mark.parametrize(
    ("modalite", "numerateur", "denominateur", "pourcent"),
    [(None, 11, 82, 13.41), ("courriel", 11, 80, 13.75), ("courrier", 0, 2, 0)],
)
def test_la_part_de_l_accueil_se_recalcule(lignes, modalite, numerateur, denominateur, pourcent):
    ligne = lignes["RECL-ACCUEIL", None, None, modalite, "2022"]
    assert (ligne["numerateur"], ligne["denominateur"]) == (numerateur, denominateur)
    assert 100 * ligne["valeur"] == pytest.approx(pourcent, abs=0.01)
    assert ligne["atteint"] is None


def test_le_decroche_du_departement_additionne_les_sites(lignes):
    ligne = lignes["TEL-DECROCHE", None, None, None, "2022"]
    assert (ligne["numerateur"], ligne["denominateur"]) == (52995, 61959)
    assert ligne["atteint"] is True
    assert ligne["cible"] == 0.85


@pytest.mark.parametrize(("nom", "code"), SITES.items())
def test_le_decroche_de_chaque_site_mois_par_mois(lignes, nom, code):
    telephonie = attendus_de("indicateurs-mensuels-2022")["telephonie"][nom]
    for mois in telephonie["par_mois"]:
        ligne = lignes["TEL-DECROCHE", code, None, None, mois["mois"]]
        if not mois["mesure"]:
            assert (ligne["etat"], ligne["valeur"]) == ("non_mesure", None)
            continue
        assert ligne["etat"] == "mesure"
        assert ligne["numerateur"] == mois["appels_decroches"]
        assert ligne["denominateur"] == mois["appels_presentes"] - mois["appels_svi"]
        if mois["taux_decroche_pct"] is None:  # zéro appel : un taux absent, pas 0 %
            assert ligne["valeur"] is None
        else:
            assert 100 * ligne["valeur"] == pytest.approx(mois["taux_decroche_pct"], abs=0.01)
    for trimestre, taux in telephonie["par_trimestre_taux_pct"].items():
        ligne = lignes["TEL-DECROCHE", code, None, None, trimestre]
        assert 100 * ligne["valeur"] == pytest.approx(taux, abs=0.01)


def test_les_visites_s_additionnent_sur_les_seuls_mois_mesures(lignes):
    visites = attendus_de("indicateurs-mensuels-2022")["site_internet"]["visites"]
    assert lignes["WEB-VISITES", None, None, None, "2022"]["valeur"] == visites["somme"]
    for rang, valeur in enumerate(visites["valeurs"], 1):
        assert lignes["WEB-VISITES", None, None, None, f"2022-{rang:02}"]["valeur"] == valeur


@pytest.mark.parametrize("compte", ["Facebook", "Twitter"])
def test_chaque_compte_a_ses_publications_et_son_engagement(lignes, compte):
    attendu = attendus_de("indicateurs-mensuels-2022")["reseaux_sociaux"][compte]
    assert (
        lignes["RS-PUBLICATIONS", None, None, compte, "2022"]["valeur"] == attendu["publications"]
    )
    engagement = lignes["RS-ENGAGEMENT", None, None, compte, "2022"]
    assert 100 * engagement["valeur"] == pytest.approx(attendu["engagement_moyen_pct"], abs=0.01)
    assert engagement["numerateur"] is None


def test_les_comptes_ne_s_additionnent_pas_pour_l_engagement(lignes):
    assert ("RS-ENGAGEMENT", None, None, None, "2022") not in lignes


def test_ce_qui_n_est_pas_mesure_se_dit_sans_jamais_valoir_zero(lignes):
    ligne = lignes["COUR-FORME", None, None, None, "2022-T1"]
    assert (ligne["etat"], ligne["valeur"], ligne["atteint"]) == ("non_mesure", None, None)
    attente = lignes["SAT-GLOBALE", None, None, None, "2022"]
    assert attente["etat"] == "en_attente"  # 45 jours sont laissés après la fin de l'année


def test_un_facultatif_se_donne_s_il_est_mesure_et_n_est_pas_ecarte(annee_2022, lignes):
    assert ("PN-FREQUENTATION", None, None, None, "2022") not in lignes
    facultatif = Indicateur.objects.get(code="COUR-PA-MOYEN")
    reglage = ReglageIndicateur.objects.create(
        indicateur=facultatif, departement=annee_2022, actif=False
    )
    assert "COUR-PA-MOYEN" not in {ligne["code"] for ligne in commande()}
    reglage.delete()
    (ligne,) = [li for li in commande() if li["code"] == "COUR-PA-MOYEN" and not li["site"]]
    assert (ligne["numerateur"], ligne["denominateur"]) == (397, 50)


def test_un_site_se_demande_seul(annee_2022):
    rendues = commande(site="SPVIE")
    assert {ligne["site"] for ligne in rendues} == {"SPVIE"}
    assert [ligne["code"] for ligne in rendues] == ["TEL-DECROCHE", "FORM-A-JOUR"]


def test_la_periode_se_borne_aux_jours_demandes(annee_2022):
    rendues = commande(debut="2022-02-01", fin="2022-03-31", periode="trimestre")
    ligne = next(r for r in rendues if r["code"] == "TEL-DECROCHE" and r["site"] == "PREF38")
    assert ligne["numerateur"] == 3221 + 3640


def test_le_classeur_dit_les_memes_lignes(annee_2022, tmp_path):
    sortie = tmp_path / "indicateurs.xlsx"
    bornes = ["--debut=2022-01-01", "--fin=2022-12-31", "--arrete=2022-12-31"]
    call_command("indicateurs", *bornes, "--format=xlsx", f"--sortie={sortie}")
    lignes = list(load_workbook(BytesIO(sortie.read_bytes())).active.values)
    assert [dict(zip(lignes[0], ligne, strict=True)) for ligne in lignes[1:]] == commande()


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"departement": "99"}, "n'existe pas (connus : 38)"),
        ({"site": "NULLE"}, "PREF38, SPVIE, SPTDP"),
        ({"debut": "31/12/2022"}, "AAAA-MM-JJ"),
        ({"debut": "2023-01-01"}, "précède son début"),
    ],
)
def test_une_demande_fausse_dit_quoi_corriger(annee_2022, options, phrase):
    with pytest.raises(CommandError) as refus:
        commande(**options)
    assert phrase in str(refus.value)


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["tableau_de_bord", "2023-T1", "--sortie=t.json"], "n'a pas commencé"),
        (["bilan", "2023", "--sortie=b.json"], "n'a pas commencé"),
        (["tableau_de_bord", "2022-T4", "--sortie=absent/t.json"], "« absent » n'existe pas"),
    ],
)
def test_une_edition_a_venir_ou_sans_dossier_se_refuse(departement, settings, arguments, dit):
    settings.ARRETE = date(2022, 12, 31)
    with pytest.raises(CommandError, match=dit):
        call_command(*arguments)
    assert not TableauDeBord.objects.exists()
