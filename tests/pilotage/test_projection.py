"""Ce que dit un écran projeté : le message d'un indicateur, et l'ordre des écrans ; sans base."""

import pytest

from pilotage.phrases import message, message_d_ensemble
from pilotage.projection import ecrans


def chiffre(valeur, etat="mesure"):
    return {"valeur": valeur, "numerateur": None, "denominateur": None, "etat": etat}


def ligne(valeur, situation, **champs):
    return {
        "libelle": "Appels décrochés",
        "unite": "%",
        "sens": "hausse",
        "cible": 0.85,
        "cible_par": "",
        "par_pas": None,
        "a_un_ensemble": True,
        "chiffre": chiffre(valeur),
        "evolution": None,
        "situation": situation,
        "detail": [],
    } | champs


def part(nom, valeur):
    return {"nom": nom, "chiffre": chiffre(valeur)}


HAUSSE = {"ecart": 0.021, "direction": "hausse", "mieux": True}
STABLE = {"ecart": 0, "direction": "stable", "mieux": None}
DELAI = {"unite": "jours", "sens": "baisse", "cible": 5}
TITRES = {"unite": "jours", "a_un_ensemble": False}
MESSAGES = [
    (
        ligne(0.9, "atteint", evolution=HAUSSE),
        "90,0 %, cible tenue (au moins 85,0 %), en hausse de 2,1 points",
    ),
    (
        ligne(0.8, "non_atteint", evolution=STABLE),
        "80,0 %, sous la cible (au moins 85,0 %), stable",
    ),
    (ligne(7, "non_atteint", **DELAI), "7,0 j, au-dessus de la cible (au plus 5,0 j)"),
    (ligne(0.8, "sans_cible", cible=None), "80,0 %"),
    (
        ligne(24, "atteint", unite="nombre", cible=8, cible_par="mois", par_pas=8),
        "24, soit 8 par mois, cible tenue (au moins 8 par mois)",
    ),
    (ligne(0, "non_atteint"), "0,0 %, sous la cible (au moins 85,0 %)"),
    (ligne(None, "sans_effectif"), "aucun cas à mesurer"),
    (ligne(None, "non_mesure"), "sans donnée"),
    (ligne(None, "en_attente"), "chiffres attendus"),
    (ligne(None, "suspendu"), "mesure suspendue"),
    (ligne(None, "non_mesure", **TITRES), "sans donnée"),
    (
        ligne(None, "sans_cible", **TITRES, detail=[part("Passeport", 12), part("Permis", None)]),
        "12,0 j (Passeport)",
    ),
    (
        ligne(None, "sans_cible", **TITRES, detail=[part(n, 10) for n in "ABCDE"]),
        "10,0 j (A), 10,0 j (B), 10,0 j (C) et 2 autres",
    ),
]


@pytest.mark.parametrize(("une", "attendu"), MESSAGES, ids=[suite for _, suite in MESSAGES])
def test_chaque_indicateur_se_dit_en_une_phrase(une, attendu):
    assert message(une).replace("\u00a0", " ") == f"Appels décrochés : {attendu}"


@pytest.mark.parametrize(
    ("atteint", "non_atteint", "phrase"),
    [
        (0, 0, "Aucune cible n'a pu être mesurée"),
        (0, 3, "Aucune cible tenue sur 3"),
        (1, 0, "La cible mesurée est tenue"),
        (1, 2, "1 cible tenue sur 3"),
        (2, 1, "2 cibles tenues sur 3"),
        (4, 0, "Les 4 cibles sont tenues"),
    ],
)
def test_l_ensemble_se_dit_en_une_phrase(atteint, non_atteint, phrase):
    assert message_d_ensemble({"atteint": atteint, "non_atteint": non_atteint}) == phrase


def test_ce_qui_manque_sa_cible_vient_d_abord_et_rien_ne_se_tait():
    mesures = [
        ligne(0.5, situation, libelle=situation)
        for situation in ("sans_cible", "atteint", "non_atteint", "atteint")
    ]
    donnees = {
        "titre": "Tableau",
        "synthese": {"atteint": 2, "non_atteint": 1},
        "commentaire": "Tenir le standard.",
        "familles": [{"mesures": mesures[:2]}, {"mesures": mesures[2:]}],
        "absents": [ligne(None, "suspendu")],
    }
    suite = ecrans(donnees)
    assert [e.genre for e in suite] == [
        *("couverture", "ensemble", "commentaire"),
        *["indicateur"] * 4,
        "absents",
    ]
    ordre = [e.ligne["situation"] for e in suite if e.ligne]
    assert ordre == ["non_atteint", "atteint", "atteint", "sans_cible"]
    assert suite[-1].titre == "1 indicateur sans donnée ce trimestre"
    vide = {**donnees, "familles": [], "absents": [], "commentaire": ""}
    assert [e.genre for e in ecrans(vide)] == ["couverture", "ensemble"]
