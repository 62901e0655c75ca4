"""Décompte des délais : le jeu d'essai entier, puis la forme des entrées."""

import json
from datetime import date

import pytest

from qualepref.socle.periodes import Genre
from suivi.comptes.decompte import REGISTRE_RECLAMATIONS, TOUS, Compte, Natures, compter
from suivi.delais.regles import CleDeRegleInvalide
from tests.attendus import ARRETE, COURRIERS, RECLAMATIONS, attendus_de
from tests.suivi.lignes import LIGNES, cle_d_entree, decompter, une

REGLES_DU_REGISTRE = ["10j_ouvres", "10j_calendaires", "5j_calendaires", "5j_ouvres"]

# --- Le jeu d'essai --------------------------------------------------------------------------

ATTENDUES = attendus_de(COURRIERS)["indicateurs"]
ENTREES = {cle_d_entree(entree): entree for entree in decompter(LIGNES)}


@pytest.mark.parametrize("attendue", ATTENDUES, ids=lambda e: " · ".join(cle_d_entree(e)))
def test_indicateur_du_jeu_d_essai(attendue):
    obtenue = ENTREES[cle_d_entree(attendue)]
    assert obtenue == attendue
    assert json.dumps(obtenue) == json.dumps(attendue)  # même ordre, 78.8 et non Decimal


def test_le_jeu_d_essai_a_ses_140_indicateurs():
    assert len({cle_d_entree(attendue) for attendue in ATTENDUES}) == 140


@pytest.mark.parametrize(
    ("bloc", "natures"),
    [
        ("prise_en_charge_tous", Natures.TOUTES_NATURES),
        ("prise_en_charge_accueil", Natures.RECLAMATIONS_SUGGESTIONS),
    ],
)
@pytest.mark.parametrize(
    ("mesure", "compte"),
    [("par_AR", Compte.ACCUSE), ("par_reponse_sur_le_fond", Compte.REPONSE_FOND)],
)
def test_la_prise_en_charge_des_reclamations_a_deux_mesures(bloc, natures, mesure, compte):
    attendue = attendus_de(RECLAMATIONS)[bloc][mesure]
    entrees = decompter(
        LIGNES,
        genres=[Genre.ANNEE],
        natures=[natures],
        registre=REGISTRE_RECLAMATIONS,
        compte=compte,
        regles=REGLES_DU_REGISTRE,
    )
    ensemble = [e for e in entrees if e["service"] == e["canal"] == TOUS]
    entete = {"service": TOUS, "canal": TOUS, "periode": "2022", "perimetre_nature": str(natures)}
    assert ensemble == [entete | attendue]


@pytest.mark.parametrize(("canal", "cle"), [("courriel", "7j"), ("courrier", "14j")])
def test_les_accuses_de_reception_du_jeu_d_essai(canal, cle):
    attendus = attendus_de(COURRIERS)["accuses_reception"][canal]
    lignes = [e for e in LIGNES if e.canal == canal and e.registre != REGISTRE_RECLAMATIONS]
    cle = f"{cle}_calendaires"
    compte = compter(lignes, [cle], arrete=ARRETE, compte=Compte.ACCUSE)
    assert [compte["perimetre"], compte["repondus"], compte["regles"][cle]["dans_delai"]] == list(
        attendus.values()
    )


# --- Forme du décompte -----------------------------------------------------------------------


def test_les_entrees_suivent_natures_services_canaux_periodes_et_finissent_par_tous():
    cles = list(ENTREES)
    assert len(cles) == 4 * 4 * 3 * 5
    assert cles[0] == ("hors_reclamations", "Accueil général", "courriel", "2022")
    assert cles[4][3] == "2022-T4"
    assert cles[-1] == ("reclamations_suggestions", TOUS, TOUS, "2022-T4")


def test_les_registres_ne_se_melangent_pas():
    reclamations = decompter(LIGNES, registre=REGISTRE_RECLAMATIONS)
    total = {cle_d_entree(e): e["recus"] for e in reclamations}
    assert total["toutes_natures", TOUS, TOUS, "2022"] == 82
    assert ENTREES["toutes_natures", TOUS, TOUS, "2022"]["recus"] == 595


@pytest.mark.parametrize(
    ("canal", "nature", "registre", "regles"),
    [
        ("courriel", "toutes_natures", "courriers_courriels", 3),
        ("formulaire_internet", "toutes_natures", "courriers_courriels", 3),
        ("courrier", "toutes_natures", "courriers_courriels", 6),
        ("guichet", "toutes_natures", "courriers_courriels", 1),
        (TOUS, "toutes_natures", "courriers_courriels", 1),
        (TOUS, "reclamations_suggestions", "courriers_courriels", 2),
        ("courriel", "toutes_natures", REGISTRE_RECLAMATIONS, 2),
        (TOUS, "toutes_natures", REGISTRE_RECLAMATIONS, 2),
    ],
)
def test_sans_regle_nommee_chaque_canal_a_les_siennes(canal, nature, registre, regles):
    canaux = ["courriel", "formulaire_internet", "courrier", "guichet"]
    lignes = [une(canal=c, registre=registre, reponse=date(2022, 3, 2)) for c in canaux]
    entrees = decompter(lignes, registre=registre, genres=[Genre.ANNEE])
    trouvees = {cle_d_entree(e): e for e in entrees}
    assert len(trouvees[nature, TOUS, canal, "2022"]["regles"]) == regles


def test_des_regles_nommees_valent_pour_toutes_les_entrees():
    entrees = decompter(LIGNES, regles=["8j_ouvres"])
    assert {tuple(entree["regles"]) for entree in entrees} == {("8j_ouvres",)}


def test_une_regle_illisible_est_refusee_meme_sans_demande():
    with pytest.raises(CleDeRegleInvalide):
        decompter([], regles=["5j_ouvres", "8 jours"])


def test_le_decompte_se_fait_aussi_par_site_et_par_mois():
    lignes = [une(site="Vienne"), une(site="Grenoble", arrivee=date(2022, 4, 30))]
    entrees = decompter(
        lignes,
        debut=date(2022, 3, 1),
        fin=date(2022, 4, 30),
        par="site",
        genres=[Genre.MOIS],
        natures=[Natures.TOUTES_NATURES],
    )
    recus = {(e["site"], e["periode"]): e["recus"] for e in entrees if e["canal"] == TOUS}
    assert recus == {
        ("Vienne", "2022-03"): 1,
        ("Vienne", "2022-04"): 0,
        ("Grenoble", "2022-03"): 0,
        ("Grenoble", "2022-04"): 1,
        (TOUS, "2022-03"): 1,
        (TOUS, "2022-04"): 1,
    }


def test_la_periode_est_celle_de_l_arrivee_meme_si_la_reponse_vient_apres():
    ligne = une(arrivee=date(2022, 3, 31), reponse=date(2022, 4, 4))
    entrees = decompter([ligne], natures=[Natures.TOUTES_NATURES])
    repondus = {e["periode"]: e["repondus"] for e in entrees if e["canal"] == TOUS}
    assert repondus["2022-T1"] == 1 and repondus["2022-T2"] == 0


@pytest.mark.parametrize(
    ("arrivee", "recus"),
    [
        (date(2021, 12, 31), 0),
        (date(2022, 1, 1), 1),
        (date(2022, 12, 31), 1),
        (date(2023, 1, 1), 0),
    ],
)
def test_les_deux_bornes_de_la_periode_sont_comprises(arrivee, recus):
    entrees = decompter([une(arrivee=arrivee)], genres=[Genre.ANNEE])
    assert {e["recus"] for e in entrees if e["perimetre_nature"] == "toutes_natures"} == {recus}


ECOUTE = ["reclamation", "suggestion", "suggestion_reclamation"]
AUTRES = ["information_generale", "suivi_dossier", "rendez_vous", "autre", "non_renseignee"]


@pytest.mark.parametrize(
    ("natures", "retenues"),
    [
        (Natures.TOUTES_NATURES, ECOUTE + AUTRES),
        (Natures.HORS_RECLAMATIONS, AUTRES),
        (Natures.INFORMATION_GENERALE, ["information_generale"]),
        (Natures.RECLAMATIONS_SUGGESTIONS, ECOUTE),
    ],
)
def test_chaque_perimetre_retient_ses_natures(natures, retenues):
    assert [nature for nature in ECOUTE + AUTRES if natures.retient(nature)] == retenues


def test_aucune_demande_se_lit_non_mesure_et_jamais_zero_pour_cent():
    """Piège U22b : « 0 » n'est pas « pas de donnée »."""
    entree = decompter([], regles=["5j_ouvres"])[0]
    assert entree["recus"] == 0 and entree["mesure"] is False
    assert entree["regles"]["5j_ouvres"]["pct"] is None
    assert entree["delais"]["ouvres"] == {
        "n": 0,
        "somme": 0,
        "moyenne": None,
        "mediane": None,
        "max": None,
    }
