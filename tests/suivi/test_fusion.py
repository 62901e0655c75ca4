"""Les champs de fusion : une liste fermée, un seul passage, jamais un trou rempli de « None »."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suivi.reponses.fusion import CHAMPS, EXEMPLE, fautes, fusionner, restes


def test_un_champ_prend_sa_valeur_quels_que_soient_les_espaces():
    ecrits = "{{numero}} {{ numero }} {{   numero }}"
    assert fusionner(ecrits, {"numero": "A-17"}) == "A-17 A-17 A-17"


def test_un_champ_sans_valeur_reste_ecrit_et_se_signale():
    texte = fusionner("Réf. {{ numero }}, {{ usager }}", {"numero": "", "usager": "Usager 012"})
    assert texte == "Réf. {{ numero }}, Usager 012"
    assert restes([texte]).champs == ["numero"]
    assert "« numéro de la demande »" in restes([texte]).phrases()[0]


def test_une_valeur_qui_ressemble_a_un_champ_n_est_pas_relue():
    """L'objet écrit par un usager ne fait pas sortir ses coordonnées d'une autre réponse."""
    texte = fusionner("{{ objet }}", EXEMPLE | {"objet": "{{ coordonnees_usager }}"})
    assert texte == "{{ coordonnees_usager }}"


@pytest.mark.parametrize("texte", ["{% load x %}", "{{ agent.password }}", "{{ numero|upper }}"])
def test_ce_n_est_pas_un_moteur_de_gabarits(texte):
    assert fusionner(texte, EXEMPLE) == texte


@pytest.mark.parametrize(
    ("texte", "morceaux"),
    [
        ("Bonjour\n{{ nom }}", ["Ligne 2", "{{ nom }}", "n'est pas un champ connu"]),
        ("{{ date }}", ["peut-être", "date_arrivee"]),
        ("{{ }}", ["Ligne 1"]),
        ("{{ numero", ["Ligne 1", "« {{ » est seul"]),
        ("numero }}", ["« }} » est seul"]),
        ("[[ à dire", ["« [[ »"]),
        ("à dire ]]", ["« ]] »"]),
    ],
)
def test_un_modele_fautif_dit_ou_et_quoi(texte, morceaux):
    dites = " ".join(fautes(texte))
    assert all(morceau in dites for morceau in morceaux)


def test_un_modele_juste_n_a_pas_de_faute():
    assert fautes(" ".join(f"{{{{ {nom} }}}}" for nom in CHAMPS) + "[[ sur\ndeux lignes ]]") == []


def test_les_passages_a_completer_se_disent_une_fois_et_sur_une_ligne():
    reste = restes(["[[ la\n  réponse ]] puis [[la réponse]]", "fin"])
    assert reste.passages == ["la réponse"]
    assert reste.phrases() == ["À compléter ou à supprimer : « la réponse »."]


def test_un_texte_entier_n_a_plus_rien_a_completer():
    assert not restes([fusionner("{{ usager }} {{ fonction }}", EXEMPLE), "fin"])


@given(st.text(), st.dictionaries(st.sampled_from(sorted(CHAMPS)), st.text()))
def test_aucun_texte_ne_fait_tomber_la_fusion(texte, valeurs):
    fautes(texte)
    restes([fusionner(texte, valeurs)])


@given(st.sampled_from(sorted(CHAMPS)))
def test_jamais_none(nom):
    assert "None" not in fusionner(f"{{{{ {nom} }}}}", {nom: None})
