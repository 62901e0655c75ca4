"""Le calendrier des contrôles : ce qui est attendu, et où cela en est."""

from datetime import date

import pytest

from enquetes.controles.calendrier import (
    Attendu,
    Situation,
    attendus,
    compter,
    periode_du_jour,
    situation,
    tableau,
)
from enquetes.controles.champs_releves import Sorte, champs

T4 = (date(2022, 10, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("mois", "cles"),
    [
        (12, ["2022"]),
        (6, ["2022-S1", "2022-S2"]),
        (3, ["2022-T1", "2022-T2", "2022-T3", "2022-T4"]),
        (None, []),
        (5, []),
    ],
)
def test_une_grille_est_attendue_a_chaque_periode_de_sa_periodicite(mois, cles):
    assert [periode.cle for periode in attendus(2022, mois)] == cles


def test_sans_periodicite_un_controle_est_du_mois():
    assert periode_du_jour(date(2022, 11, 22), None).cle == "2022-11"
    assert periode_du_jour(date(2022, 11, 22), 6).cle == "2022-S2"


@pytest.mark.parametrize(
    ("le", "fait", "commence", "attendue"),
    [
        (date(2022, 9, 30), False, False, Situation.A_VENIR),
        (date(2022, 10, 1), False, False, Situation.A_FAIRE),
        (date(2022, 12, 31), False, False, Situation.A_FAIRE),
        (date(2022, 12, 31), False, True, Situation.EN_COURS),
        (date(2022, 9, 30), False, True, Situation.EN_COURS),
        (date(2023, 1, 1), False, False, Situation.MANQUE),
        (date(2023, 1, 1), False, True, Situation.MANQUE),
        (date(2023, 1, 1), True, True, Situation.FAIT),
    ],
)
def test_la_situation_d_un_controle_se_lit_du_jour(le, fait, commence, attendue):
    assert situation(*T4, fait=fait, commence=commence, le=le) is attendue


def test_un_controle_est_dans_le_mois_de_son_echeance_le_plus_pressant_d_abord():
    fait = Attendu("site", *T4, Situation.FAIT, 1)
    manque = Attendu("site", *T4, Situation.MANQUE, 2)
    ailleurs = Attendu("site", date(2023, 1, 1), date(2023, 3, 31), Situation.A_VENIR, 3)
    (ligne,) = tableau(2022, [fait, manque, ailleurs], ["site"])
    assert len(ligne.cases) == 12
    assert ligne.cases[11].attendus == (manque, fait)
    assert not any(case.attendus for case in ligne.cases[:11])


def test_les_comptes_disent_aussi_zero():
    comptes = compter([Situation.FAIT, Situation.FAIT, Situation.MANQUE])
    assert comptes[Situation.FAIT] == 2 and comptes[Situation.A_VENIR] == 0
    assert list(comptes)[0] is Situation.MANQUE


def test_les_champs_deja_portes_par_le_releve_ne_reviennent_pas():
    lus = champs(["date", "heure", "site", "scenario", "duree_secondes", "duree_secondes"])
    assert [(champ.cle, champ.sorte) for champ in lus] == [
        ("heure", Sorte.HEURE),
        ("duree_secondes", Sorte.SECONDES),
    ]


@pytest.mark.parametrize("noms", [None, "heure", {"heure": 1}, [1, None, "<b>", ["heure"]]])
def test_des_champs_mal_ecrits_ne_genent_pas(noms):
    assert champs(noms) == []


def test_un_champ_inconnu_se_note_en_texte():
    assert champs(["nom_du_guichet"])[0] == ("nom_du_guichet", "Nom du guichet", Sorte.TEXTE)
