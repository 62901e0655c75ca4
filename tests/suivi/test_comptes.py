"""Conventions d'un compte de délais, une à une, et propriétés."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.calendrier import Calendrier
from suivi.comptes.decompte import EN_VIGUEUR, TOUS, Compte, Ligne, arrondir, compter
from tests.attendus import ARRETE
from tests.suivi.lignes import decompter, une

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
    entrees = decompter(lignes, regles=["5j_ouvres"])

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
