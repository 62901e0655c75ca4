"""La commande `chiffres` : un genre inscrit répond, les autres se refusent en français."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from qualepref.socle import chiffres


@pytest.fixture
def genre_d_essai(monkeypatch):
    monkeypatch.setitem(
        chiffres._calculs,
        "essai",
        lambda cadre: {"le": cadre.le.isoformat(), "campagne": cadre.campagne, "é": 1},
    )


def lancer(*arguments):
    sortie = StringIO()
    call_command("chiffres", *arguments, stdout=sortie)
    return json.loads(sortie.getvalue())


def test_un_genre_inscrit_rend_ses_chiffres(departement, genre_d_essai):
    lus = lancer("essai", "--arrete=2022-12-31", "--departement=38", "--campagne=auto-2022")
    assert lus == {"le": "2022-12-31", "campagne": "auto-2022", "é": 1}


def test_sans_date_d_arrete_on_compte_au_jour_meme(departement, genre_d_essai, settings):
    settings.ARRETE = date(2022, 6, 30)
    assert lancer("essai")["le"] == "2022-06-30"


@pytest.mark.parametrize(
    ("genre", "dit"),
    [("meteo", "n'est pas un type connu : formations, documents"), ("enquete", "pas encore")],
)
def test_un_genre_inconnu_ou_a_venir_le_dit(departement, monkeypatch, genre, dit):
    monkeypatch.delitem(chiffres._calculs, "enquete", raising=False)
    with pytest.raises(CommandError, match=dit):
        lancer(genre)


def test_une_date_fausse_se_dit(departement):
    with pytest.raises(CommandError, match="n'est pas une date"):
        lancer("actions", "--arrete=31/12/2022")
