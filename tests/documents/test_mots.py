"""Les mots tels qu'on les cherche, l'extrait qui les montre, et ce qu'une saisie devient."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.contenus.extraits import LONGUEUR, extrait
from documents.contenus.mots import Requete, analyser, mots_de, normaliser, singulier


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("Accueil général des USAGERS", "accueil general usager"),
        ("L'accueil, l’usager et le préfet", "accueil usager prefet"),
        ("œuvre, cœur, ex æquo", "oeuvre coeur ex aequo"),
        ("les bureaux et les locaux", "bureau local"),
        ("Procé-\ndures de l'ac\u00adcueil", "procedure accueil"),
        ("Sous-préfecture", "sou prefecture"),
        ("ﬁche n° 3", "fiche 3"),
        ("engagement 17.2", "engagement 17 2"),
        ("", ""),
        ("de la le l' …", ""),
        ("\0\x1b<script>", "script"),
        ("Ελληνικά", ""),
    ],
)
def test_un_texte_devient_des_mots_simples(texte, mots):
    assert normaliser(texte) == mots


@pytest.mark.parametrize(
    ("pluriel", "forme"),
    [
        ("courriers", "courrier"),
        ("bureaux", "bureau"),
        ("locaux", "local"),
        ("taux", "tau"),
        ("des", "des"),
        ("prix", "pri"),
        ("aux", "aux"),
        ("os", "os"),
    ],
)
def test_les_pluriels_simples_valent_le_singulier(pluriel, forme):
    assert singulier(pluriel) == forme


def test_un_mot_demesure_est_coupe():
    assert mots_de("a" * 500) == ["a" * 40]


@given(st.text())
def test_toute_saisie_se_lit_et_ne_laisse_que_lettres_et_chiffres(saisie):
    requete = analyser(saisie)
    for mot in (*requete.mots, *requete.debuts):
        assert mot.isascii() and mot.isalnum() and mot == mot.lower() and len(mot) <= 40
    assert len(requete.mots) <= 20


@given(st.text())
def test_normaliser_deux_fois_ne_laisse_que_des_mots_et_des_espaces(texte):
    assert all(mot.isascii() and mot.isalnum() for mot in normaliser(texte).split())


@pytest.mark.parametrize(
    ("saisie", "requete"),
    [
        ("Accueil GÉNÉRAL", Requete(("accueil", "general"))),
        (
            '"droit au séjour" étranger',
            Requete(("droit", "sejour", "etranger"), (), ("droit sejour",)),
        ),
        ("« droit au séjour »", Requete(("droit", "sejour"), (), ("droit sejour",))),
        ("préf*", Requete((), ("pref",))),
        ("accueil accueils", Requete(("accueil",))),
        ('"non fermé', Requete(("non", "ferme"))),
        ("de la", Requete()),
        ("* ** \" ' ( ) : & | ! NEAR AND", Requete(("near", "and"))),
        ("'; DROP TABLE x; --", Requete(("drop", "table"))),
        ("", Requete()),
    ],
)
def test_une_saisie_devient_une_requete(saisie, requete):
    assert analyser(saisie) == requete


def test_une_requete_sans_mot_est_vide():
    assert not analyser("de la …") and analyser("ab*") and analyser("accueil")


def test_l_extrait_montre_les_mots_tels_qu_ecrits():
    passages = extrait("Les Bureaux sont\n\nouverts au public.", analyser("bureau public"))
    assert [(p.texte, p.trouve) for p in passages] == [
        ("Les ", False),
        ("Bureaux", True),
        (" sont ouverts au ", False),
        ("public", True),
        (".", False),
    ]


def test_l_extrait_d_un_long_texte_tient_autour_du_premier_mot():
    texte = "mot " * 200 + "Préfecture " + "mot " * 200
    passages = extrait(texte, analyser("préfecture"))
    lu = "".join(p.texte for p in passages)
    assert lu.startswith("… mot") and lu.endswith(" …") and len(lu) < LONGUEUR + 10
    assert [p.texte for p in passages if p.trouve] == ["Préfecture"]


def test_l_extrait_suit_un_debut_de_mot_et_rien_ne_donne_rien():
    assert [p.texte for p in extrait("la préfète", analyser("préf*")) if p.trouve] == ["préfète"]
    assert extrait("rien", analyser("préfet")) == []


@given(st.text(max_size=600), st.text(max_size=20))
def test_l_extrait_se_fait_toujours(texte, saisie):
    extrait(texte, analyser(saisie))
