"""Fêtes légales de chaque territoire."""

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
import yaml
from dateutil.easter import easter

from qualepref.socle.calendrier import DERNIERE_ANNEE, PREMIERE_ANNEE, jours_feries
from tests.attendus import ATTENDUS

DELAIS = Path(__file__).parents[2] / "suivi" / "referentiels" / "delais.yaml"
JOURS_FERIES = yaml.safe_load(DELAIS.read_text(encoding="utf-8"))["jours_feries"]
AJOUTS = {t["cle"]: t["ajouts"] for t in JOURS_FERIES["territoires"]}
UN_JOUR = timedelta(days=1)

# holidays oublie le lundi de Pentecôte de 2005 à 2007, férié malgré la journée de solidarité.
ANNEES_DE_L_ORACLE = [
    a for a in range(PREMIERE_ANNEE, DERNIERE_ANNEE + 1) if a not in range(2005, 2008)
]


def date_de_la_regle(regle: dict, annee: int) -> date:
    if "jour" in regle:
        mois, jour = map(int, regle["jour"].split("-"))
        return date(annee, mois, jour)
    return easter(annee) + timedelta(days=regle["decalage_paques"])


@pytest.mark.parametrize("annee", ["2021", "2022", "2023"])
def test_les_fetes_de_metropole_sont_celles_du_jeu_d_essai(annee):
    attendues = {
        date.fromisoformat(jour): nom for jour, nom in ATTENDUS["jours_feries"][annee].items()
    }
    obtenues = jours_feries("metropole", int(annee))
    assert list(obtenues) == list(attendues)
    # Le jeu d'essai écrit « Victoire 1945 », delais.yaml « Victoire de 1945 ».
    assert [nom.replace(" de 19", " 19") for nom in obtenues.values()] == list(attendues.values())


@pytest.mark.parametrize("territoire", ["metropole", *AJOUTS])
@pytest.mark.parametrize("annee", [2019, 2022, 2026, 2038, 2100])
def test_chaque_territoire_suit_delais_yaml(territoire, annee):
    regles = JOURS_FERIES["fixes"] + JOURS_FERIES["mobiles"] + AJOUTS.get(territoire, [])
    obtenues = jours_feries(territoire, annee)
    for regle in regles:
        assert regle["libelle"] in obtenues[date_de_la_regle(regle, annee)]
    assert set(obtenues) == {date_de_la_regle(regle, annee) for regle in regles}


@pytest.mark.parametrize(
    ("territoire", "subdivision"), [("metropole", None), ("alsace-moselle", "57")]
)
def test_la_bibliotheque_holidays_donne_les_memes_fetes(territoire, subdivision):
    oracle = holidays.France(subdiv=subdivision, years=ANNEES_DE_L_ORACLE)
    obtenues = {jour for annee in ANNEES_DE_L_ORACLE for jour in jours_feries(territoire, annee)}
    assert obtenues == set(oracle)


@pytest.mark.parametrize("annee", [2005, 2006, 2007])
def test_le_lundi_de_pentecote_reste_ferie_de_2005_a_2007(annee):
    assert jours_feries("metropole", annee)[easter(annee) + 50 * UN_JOUR] == "Lundi de Pentecôte"


def test_deux_fetes_le_meme_jour_gardent_leurs_deux_noms():
    assert jours_feries("metropole", 2008)[date(2008, 5, 1)] == "Fête du Travail et Ascension"
    assert len(jours_feries("metropole", 2008)) == 10


def test_saint_martin_change_de_date_en_2018():
    assert date(2017, 5, 27) in jours_feries("saint-martin", 2017)
    assert date(2018, 5, 28) in jours_feries("saint-martin", 2018)


@pytest.mark.parametrize(
    "collectivite",
    ["saint-pierre-et-miquelon", "nouvelle-caledonie", "polynesie-francaise", "wallis-et-futuna"],
)
def test_une_collectivite_sans_ajout_se_lit_metropole(collectivite):
    assert jours_feries(collectivite, 2022) == jours_feries("metropole", 2022)


def test_la_saint_martin_n_allonge_aucun_delai():
    """Piège U12b : un flux de jours fériés étranger ajoutait des fêtes."""
    assert jours_feries("metropole", 2022)[date(2022, 11, 11)] == "Armistice de 1918"
    assert len(jours_feries("metropole", 2022)) == 11


def test_le_resultat_peut_etre_modifie_sans_toucher_au_calendrier():
    jours_feries("metropole", 2022).clear()
    assert len(jours_feries("metropole", 2022)) == 11
