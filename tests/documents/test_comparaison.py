"""Comparer deux versions : ce qui est retiré, ajouté, et rien d'autre."""

from hypothesis import given
from hypothesis import strategies as st

from documents.contenus import comparaison
from documents.contenus.comparaison import Bout, Genre, comparer

EGAL, RETIRE, AJOUTE, COUPE = Genre.EGAL, Genre.RETIRE, Genre.AJOUTE, Genre.COUPE


def test_un_mot_change_se_lit_mot_a_mot():
    lue = comparer("Le bureau ouvre à 9 heures.", "Le bureau ouvre à 8 heures.")
    assert lue.blocs == [
        [
            Bout(EGAL, "Le bureau ouvre à "),
            Bout(RETIRE, "9"),
            Bout(AJOUTE, "8"),
            Bout(EGAL, " heures."),
        ]
    ]
    assert (lue.ajoutes, lue.retires) == (1, 1)


def test_des_mots_voisins_changes_se_lisent_ensemble():
    lue = comparer("Il reçoit le lundi matin ici.", "Il reçoit chaque mardi ici.")
    assert [b.genre for b in lue.blocs[0]] == [EGAL, RETIRE, AJOUTE, EGAL]
    assert [b.texte for b in lue.blocs[0]][1:3] == ["le lundi matin", "chaque mardi"]


def test_un_paragraphe_ajoute_entre_deux_autres():
    lue = comparer("Un.\nTrois.", "Un.\nDeux.\nTrois.")
    assert lue.blocs == [[Bout(EGAL, "Un.")], [Bout(AJOUTE, "Deux.")], [Bout(EGAL, "Trois.")]]


def test_l_identique_se_dit_et_la_mise_en_page_ne_compte_pas():
    lue = comparer("Un  deux\n\n\nTrois", "Un deux\nTrois  ")
    assert lue.est_identique and lue.blocs == [[Bout(COUPE, "2 paragraphes inchangés")]]


def test_une_ligne_coupee_par_la_mise_en_page_est_recollee():
    lue = comparer("Le bureau est\nouvert le lundi.\nFin.", "Le bureau\nest ouvert le lundi.\nFin.")
    assert lue.est_identique


def test_les_longs_passages_inchanges_se_resument():
    avant = "\n".join(f"Ligne {n}" for n in range(20))
    lue = comparer(avant, avant.replace("Ligne 10", "Ligne dix"))
    assert [b[0].texte for b in lue.blocs if b[0].genre == COUPE] == [
        "9 paragraphes inchangés",
        "8 paragraphes inchangés",
    ]


def test_un_texte_trop_long_se_compare_sur_son_debut(monkeypatch):
    monkeypatch.setattr(comparaison, "PARAGRAPHES_MAXIMAUX", 2)
    assert comparer("A\nB\nC", "A\nB\nD").tronquee


def test_un_passage_trop_long_se_remplace_d_un_bloc(monkeypatch):
    monkeypatch.setattr(comparaison, "MOTS_MAXIMAUX", 3)
    assert [b.genre for b in comparer("a b c d", "a b c e").blocs[0]] == [RETIRE, AJOUTE]


@given(st.text("ab .\n", max_size=60), st.text("ab .\n", max_size=60))
def test_rien_ne_se_perd(avant, apres):
    """Sans ce qui est ajouté, on relit l'ancien ; sans ce qui est retiré, le nouveau."""
    voisins, comparaison.VOISINS = comparaison.VOISINS, 1000
    try:
        blocs = comparer(avant, apres).blocs
    finally:
        comparaison.VOISINS = voisins
    if blocs and blocs[0][0].genre == COUPE:
        assert avant.split() == apres.split()
        return
    for texte, autre in ((avant, AJOUTE), (apres, RETIRE)):
        lus = ("".join(b.texte for b in bloc if b.genre != autre) for bloc in blocs)
        assert " ".join(lus).split() == texte.split()
