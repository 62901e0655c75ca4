"""Décompte des délais : le jeu d'essai entier, puis chaque convention à part."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.periodes import Genre
from suivi.decompte import (
    EN_VIGUEUR,
    REGISTRE_RECLAMATIONS,
    TOUS,
    Compte,
    Ligne,
    Natures,
    arrondir,
    compter,
    decompter,
)
from suivi.echeances import CleDeRegleInvalide
from tests.attendus import ARRETE, COURRIERS, RECLAMATIONS, attendus_de, lignes_de, lire_date

ANNEE_2022 = {"debut": date(2022, 1, 1), "fin": date(2022, 12, 31), "arrete": ARRETE}
REGLES_DU_REGISTRE = ["10j_ouvres", "10j_calendaires", "5j_calendaires", "5j_ouvres"]


def lire(ligne: dict[str, str], **champs) -> Ligne:
    return Ligne(
        arrivee=lire_date(ligne["recu_le"]),
        canal=ligne["canal"],
        nature=ligne["nature"],
        reponse=lire_date(ligne["repondu_le"]),
        accuse=lire_date(ligne["ar_le"]),
        service=ligne["service"],
        anonyme=ligne["anonyme"] == "1",
        suspendu=ligne["suspendu"] == "1",
        **champs,
    )


LIGNES = [lire(ligne) for ligne in lignes_de(COURRIERS)]
LIGNES += [lire(ligne, registre=REGISTRE_RECLAMATIONS) for ligne in lignes_de(RECLAMATIONS)]


def une(**champs) -> Ligne:
    return Ligne(
        **{"arrivee": date(2022, 3, 1), "canal": "courriel", "nature": "information_generale"}
        | champs
    )


def cle_d_entree(entree: dict) -> tuple:
    return tuple(entree[nom] for nom in ("perimetre_nature", "service", "canal", "periode"))


# --- Le jeu d'essai --------------------------------------------------------------------------

ATTENDUES = attendus_de(COURRIERS)["indicateurs"]
ENTREES = {cle_d_entree(entree): entree for entree in decompter(LIGNES, **ANNEE_2022)}


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
        **ANNEE_2022,
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
    reclamations = decompter(LIGNES, **ANNEE_2022, registre=REGISTRE_RECLAMATIONS)
    total = {cle_d_entree(e): e["recus"] for e in reclamations}
    assert total["toutes_natures", TOUS, TOUS, "2022"] == 82
    assert ENTREES["toutes_natures", TOUS, TOUS, "2022"]["recus"] == 595


@pytest.mark.parametrize(
    ("canal", "nature", "registre", "regles"),
    [
        ("courriel", "toutes_natures", "courriers_courriels", 3),
        ("formulaire_internet", "toutes_natures", "courriers_courriels", 3),
        ("courrier", "toutes_natures", "courriers_courriels", 6),
        ("guichet", "toutes_natures", "courriers_courriels", 0),
        (TOUS, "toutes_natures", "courriers_courriels", 0),
        (TOUS, "reclamations_suggestions", "courriers_courriels", 2),
        ("courriel", "toutes_natures", REGISTRE_RECLAMATIONS, 2),
        (TOUS, "toutes_natures", REGISTRE_RECLAMATIONS, 2),
    ],
)
def test_sans_regle_nommee_chaque_canal_a_les_siennes(canal, nature, registre, regles):
    canaux = ["courriel", "formulaire_internet", "courrier", "guichet"]
    lignes = [une(canal=c, registre=registre, reponse=date(2022, 3, 2)) for c in canaux]
    entrees = decompter(lignes, **ANNEE_2022, registre=registre, genres=[Genre.ANNEE])
    trouvees = {cle_d_entree(e): e for e in entrees}
    assert len(trouvees[nature, TOUS, canal, "2022"]["regles"]) == regles


def test_des_regles_nommees_valent_pour_toutes_les_entrees():
    entrees = decompter(LIGNES, **ANNEE_2022, regles=["8j_ouvres"])
    assert {tuple(entree["regles"]) for entree in entrees} == {("8j_ouvres",)}


def test_une_regle_illisible_est_refusee():
    with pytest.raises(CleDeRegleInvalide):
        decompter(LIGNES, **ANNEE_2022, regles=["8 jours"])


def test_le_decompte_se_fait_aussi_par_site_et_par_mois():
    lignes = [une(site="Vienne"), une(site="Grenoble", arrivee=date(2022, 4, 30))]
    entrees = decompter(
        lignes,
        debut=date(2022, 3, 1),
        fin=date(2022, 4, 30),
        arrete=ARRETE,
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
    entrees = decompter([ligne], **ANNEE_2022, natures=[Natures.TOUTES_NATURES])
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
    entrees = decompter([une(arrivee=arrivee)], **ANNEE_2022, genres=[Genre.ANNEE])
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
    entree = decompter([], **ANNEE_2022, regles=["5j_ouvres"])[0]
    assert entree["recus"] == 0 and entree["mesure"] is False
    assert entree["regles"]["5j_ouvres"]["pct"] is None
    assert entree["delais"]["ouvres"] == {
        "n": 0,
        "somme": 0,
        "moyenne": None,
        "mediane": None,
        "max": None,
    }


# --- Conventions -----------------------------------------------------------------------------


def compter_une(cle="5j_ouvres", arrete=ARRETE, compte=Compte.REPONSE_FOND, **champs) -> dict:
    entree = compter([une(**champs)], [cle], arrete=arrete, compte=compte)
    return entree | entree["regles"][cle]


@pytest.mark.parametrize(
    ("reponse", "dans_delai"),
    [(date(2022, 3, 1), 1), (date(2022, 3, 8), 1), (date(2022, 3, 9), 0)],
)
def test_la_reponse_le_jour_de_l_echeance_est_dans_le_delai(reponse, dans_delai):
    compte = compter_une(reponse=reponse)
    assert (compte["base"], compte["dans_delai"]) == (1, dans_delai)
    assert compte["hors_delai"] == 1 - dans_delai
    assert compte["dont_sans_reponse_echus"] == 0


@pytest.mark.parametrize(
    ("arrete", "echues"),
    [(date(2022, 3, 7), 0), (date(2022, 3, 8), 0), (date(2022, 3, 9), 1)],
)
def test_sans_reponse_l_echeance_du_jour_d_arrete_n_est_pas_passee(arrete, echues):
    compte = compter_une(arrete=arrete)
    assert compte["dont_sans_reponse_echus"] == compte["hors_delai"] == compte["base"] == echues
    assert compte["non_echus_exclus"] == 1 - echues
    assert compte["mesure"] is bool(echues)
    assert compte["pct"] == (0.0 if echues else None)


def test_une_reponse_datee_apres_l_arrete_compte_pour_aucune():
    tardive = {"arrete": date(2022, 3, 10), "reponse": date(2022, 3, 11)}
    compte = compter_une(**tardive)
    assert (compte["repondus"], compte["sans_reponse"]) == (0, 1)
    assert compte["dont_sans_reponse_echus"] == 1
    assert compte["delais"]["ouvres"]["n"] == 0
    assert compter_une(**tardive | {"arrete": date(2022, 3, 11)})["repondus"] == 1


def test_l_accuse_ou_la_reponse_mais_jamais_l_un_pour_l_autre():
    """Un accusé n'est pas une réponse : la réclamation transmise reste à répondre."""
    accusee = {"accuse": date(2022, 3, 2)}
    assert compter_une(**accusee)["repondus"] == 0
    assert compter_une(**accusee, compte=Compte.ACCUSE)["dans_delai"] == 1
    assert compter_une(reponse=date(2022, 3, 2), compte=Compte.ACCUSE)["repondus"] == 0


def test_un_accuse_date_avant_l_arrivee_vaut_le_jour_zero():
    compte = compter_une(accuse=date(2022, 2, 25), compte=Compte.ACCUSE)
    assert compte["dans_delai"] == 1
    assert compte["delais"]["calendaires"]["max"] == 0


@pytest.mark.parametrize("exclusion", ["suspendu", "anonyme"])
def test_une_demande_exclue_ne_compte_qu_en_volume(exclusion):
    """Piège U13d : une demande suspendue sort aussi du délai moyen."""
    lente = une(reponse=date(2022, 6, 1), **{exclusion: True})
    rapide = une(reponse=date(2022, 3, 2))
    compte = compter([lente, rapide], ["5j_ouvres"], arrete=ARRETE)
    assert (compte["recus"], compte["perimetre"], compte[f"{exclusion}s_exclus"]) == (2, 1, 1)
    assert compte["regles"]["5j_ouvres"]["pct"] == 100.0
    assert compte["delais"]["calendaires"]["moyenne"] == 1.0


def test_une_demande_suspendue_et_anonyme_n_est_exclue_qu_une_fois():
    compte = compter_une(suspendu=True, anonyme=True)
    assert (compte["suspendus_exclus"], compte["anonymes_exclus"]) == (1, 0)
    assert (compte["recus"], compte["perimetre"], compte["mesure"]) == (1, 0, False)


def test_chaque_ligne_suit_le_calendrier_de_son_site():
    ligne = une(arrivee=date(2022, 4, 14), reponse=date(2022, 4, 22))
    assert compter_une(arrivee=ligne.arrivee, reponse=ligne.reponse)["delais"]["ouvres"]["max"] == 5
    moselle = replace(ligne, calendrier=Calendrier("alsace-moselle"))
    compte = compter([ligne, moselle], ["4j_ouvres"], arrete=ARRETE)
    assert compte["delais"]["ouvres"]["somme"] == 5 + 4
    assert compte["regles"]["4j_ouvres"]["dans_delai"] == 1


def test_l_echeance_enregistree_fait_foi_pour_la_regle_en_vigueur():
    lignes = [
        une(reponse=date(2022, 3, 20), echeance=date(2022, 3, 31)),
        une(reponse=date(2022, 3, 2), echeance=date(2022, 3, 1)),
        une(echeance=date(2022, 3, 8)),
        une(echeance=date(2023, 1, 9)),
        une(reponse=date(2022, 3, 2)),  # aucune règle ne fixe de délai : hors de la base
    ]
    assert compter(lignes, [EN_VIGUEUR], arrete=ARRETE)["regles"][EN_VIGUEUR] == {
        "base": 3,
        "dans_delai": 1,
        "hors_delai": 2,
        "dont_sans_reponse_echus": 1,
        "non_echus_exclus": 1,
        "pct": 33.33,
    }


@pytest.mark.parametrize(
    ("numerateur", "denominateur", "attendu"),
    [
        (1, 3, 0.33),
        (2, 3, 0.67),
        (1, 8, 0.13),  # 0,125 : le demi monte, là où round() de Python descend à 0,12
        (105, 100, 1.05),
        (201, 200, 1.01),  # 1,005 n'a pas d'écriture binaire exacte
        (0, 5, 0.0),
        (0, 0, None),
        (7, 0, None),
    ],
)
def test_on_arrondit_a_deux_decimales_le_demi_vers_le_haut(numerateur, denominateur, attendu):
    assert arrondir(numerateur, denominateur) == attendu


@pytest.mark.parametrize(
    ("delais", "mediane"), [([3], 3.0), ([1, 9, 2], 2.0), ([4, 1, 5, 9], 4.5), ([2, 2], 2.0)]
)
def test_la_mediane_de_deux_valeurs_centrales_est_leur_demi_somme(delais, mediane):
    lignes = [une(reponse=date(2022, 3, 1) + timedelta(days=n)) for n in delais]
    compte = compter(lignes, [], arrete=ARRETE)["delais"]["calendaires"]
    assert compte["mediane"] == mediane
    assert (compte["n"], compte["somme"], compte["max"]) == (len(delais), sum(delais), max(delais))


# --- Propriétés ------------------------------------------------------------------------------

dates = st.dates(date(2022, 1, 1), date(2022, 12, 31))
lignes_au_hasard = st.lists(
    st.builds(
        Ligne,
        arrivee=dates,
        canal=st.sampled_from(["courriel", "courrier"]),
        nature=st.sampled_from(["information_generale", "reclamation", "autre"]),
        reponse=st.none() | dates,
        accuse=st.none() | dates,
        service=st.sampled_from(["Accueil", "Titres"]),
        anonyme=st.booleans(),
        suspendu=st.booleans(),
    ),
    max_size=30,
)


@given(lignes_au_hasard, dates, st.sampled_from(Compte))
def test_les_comptes_se_recoupent(lignes, arrete, compte):
    chiffres = compter(lignes, ["5j_ouvres", "10j_calendaires"], arrete=arrete, compte=compte)
    exclus = chiffres["suspendus_exclus"] + chiffres["anonymes_exclus"]
    assert chiffres["recus"] == chiffres["perimetre"] + exclus
    assert chiffres["perimetre"] == chiffres["repondus"] + chiffres["sans_reponse"]
    for taux in chiffres["regles"].values():
        assert taux["base"] == taux["dans_delai"] + taux["hors_delai"]
        assert taux["base"] == chiffres["repondus"] + taux["dont_sans_reponse_echus"]
        assert chiffres["perimetre"] == taux["base"] + taux["non_echus_exclus"]
        assert (taux["pct"] is None) == (taux["base"] == 0)
    assert chiffres["mesure"] is any(taux["base"] for taux in chiffres["regles"].values())


@given(lignes_au_hasard)
def test_les_cases_s_additionnent_jusqu_a_tous(lignes):
    """Un taux se consolide en additionnant numérateurs et dénominateurs."""
    entrees = decompter(lignes, **ANNEE_2022, regles=["5j_ouvres"])

    def somme(**filtre):
        choisies = [
            e
            for e in entrees
            if e["perimetre_nature"] == "toutes_natures" and filtre.items() <= e.items()
        ]
        return sum(e["regles"]["5j_ouvres"]["base"] for e in choisies)

    ensemble = somme(service=TOUS, canal=TOUS, periode="2022")
    trimestres = [somme(service=TOUS, canal=TOUS, periode=f"2022-T{n}") for n in range(1, 5)]
    services = [somme(service=s, canal=TOUS, periode="2022") for s in ("Accueil", "Titres")]
    canaux = [somme(service=TOUS, canal=c, periode="2022") for c in ("courriel", "courrier")]
    assert sum(trimestres) == sum(services) == sum(canaux) == ensemble
