"""Les noms d'un dossier de preuves : sûrs partout, lisibles, jamais deux fois le même."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.dossier.noms import NOM_MAX, OCTETS_MAX, distinguer, fichier_sur, nom_sur


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("Accueil général", "Accueil général"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\système.ini", "C-Windows-système.ini"),
        ("Demande : « où ? »", "Demande - « où - »"),
        ("  ...  ", "sans nom"),
        ("", "sans nom"),
        ("con", "con-"),
        ("NUL.txt", "NUL.txt-"),
        ("a\nb\tc", "a b c"),
        ("gauche\u202egnp.exe", "gauchegnp.exe"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_un_nom_garde_ses_accents_et_perd_ce_qui_trompe(texte, nom):
    assert nom_sur(texte) == nom


def test_un_nom_trop_long_se_coupe_a_la_fin_d_un_mot():
    assert nom_sur("Nous vous informons de la mise à disposition d'un serveur", 50) == (
        "Nous vous informons de la mise à disposition"
    )
    assert len(nom_sur("é" * 300)) == NOM_MAX


@given(st.text(max_size=400), st.text(max_size=20))
def test_aucun_texte_ne_fait_un_nom_dangereux(texte, extension):
    nom = fichier_sur(texte, extension)
    assert nom.strip(" .") and len(nom.encode()) <= OCTETS_MAX + 12
    assert not set(nom) & set('<>:"/\\|?*\0') and nom.isprintable()
    assert nom not in (".", "..") and not nom.endswith((" ", "."))


@pytest.mark.parametrize(
    ("demandes", "donnes"),
    [
        (["d/a.pdf", "d/a.pdf", "d/a.pdf"], ["d/a.pdf", "d/a (2).pdf", "d/a (3).pdf"]),
        (["d/Été.pdf", "d/ÉTÉ.pdf"], ["d/Été.pdf", "d/ÉTÉ (2).pdf"]),
        (["d/a (2).pdf", "d/a.pdf", "d/a.pdf"], ["d/a (2).pdf", "d/a.pdf", "d/a (3).pdf"]),
        (["d/a", "d/a", "e.f/a", "e.f/a"], ["d/a", "d/a (2)", "e.f/a", "e.f/a (2)"]),
    ],
)
def test_deux_fichiers_de_meme_nom_survivent_tous_les_deux(demandes, donnes):
    pris = set()
    assert [distinguer(chemin, pris) for chemin in demandes] == donnes


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30))
def test_jamais_deux_chemins_egaux_aux_majuscules_pres(textes):
    pris = set()
    chemins = [distinguer(f"d/{fichier_sur(texte, 'pdf')}", pris) for texte in textes]
    assert len({chemin.casefold() for chemin in chemins}) == len(textes)
