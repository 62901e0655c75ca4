"""Ce qu'un répondant envoie : accepté sous une forme nette, ou refusé sans être répété."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquetes.saisies import BLANC, Attente, Faute, SaisieRefusee, TypeQuestion, Valeur, lire

T = TypeQuestion
NIVEAUX = ("tres_satisfait", "satisfait", "peu_satisfait", "sans_objet")


def nombre(texte):
    return Valeur(nombre=Decimal(texte))


@pytest.mark.parametrize(
    ("attente", "envoye", "valeur"),
    [
        (Attente(T.ECHELLE, NIVEAUX), ["satisfait"], Valeur(choix=("satisfait",))),
        (Attente(T.ECHELLE, NIVEAUX), [" satisfait "], Valeur(choix=("satisfait",))),
        (Attente(T.SMILEY, ("bien", "moyen")), ["bien"], Valeur(choix=("bien",))),
        (Attente(T.CHOIX_MULTIPLE, ("a", "b", "c")), ["c", "a"], Valeur(choix=("a", "c"))),
        (Attente(T.CHOIX_MULTIPLE, ("a", "b")), ["a", "a"], Valeur(choix=("a",))),
        (Attente(T.NOTE), ["0"], nombre(0)),
        (Attente(T.NOTE), ["10"], nombre(10)),
        (Attente(T.NOMBRE), ["1 234,5"], nombre("1234.5")),
        (Attente(T.NOMBRE), ["1\u202f234"], nombre("1234")),
        (Attente(T.NOMBRE), ["-3"], nombre("-3")),
        (Attente(T.TEMPS), ["2:05"], nombre(125)),
        (Attente(T.TEMPS), ["1:02:05"], nombre(3725)),
        (Attente(T.TEMPS), ["45"], nombre(45)),
        (Attente(T.DATE), ["2024-02-29"], Valeur(texte="2024-02-29")),
        (Attente(T.DATE), ["29/02/2024"], Valeur(texte="2024-02-29")),
        (Attente(T.TEXTE_COURT), ["  deux\n mots "], Valeur(texte="deux mots")),
        (Attente(T.TEXTE_LONG), ["un\r\ndeux"], Valeur(texte="un\ndeux")),
        (
            Attente(T.TEXTE_LONG),
            ["nul\0 et\x1b[0m \u202eretourné"],
            Valeur(texte="nul et[0m retourné"),
        ),
        (Attente(T.TEXTE_LONG), ["شكرا لكم"], Valeur(texte="شكرا لكم")),
        (Attente(T.TEXTE_LONG), ["👩‍🦽 bravo"], Valeur(texte="👩‍🦽 bravo")),
        (Attente(T.TEXTE_LONG), ["=1+1"], Valeur(texte="=1+1")),
        (Attente(T.ECHELLE, NIVEAUX), [], BLANC),
        (Attente(T.TEXTE_LONG), [" \n\0"], BLANC),
        (Attente(T.NOTE), [""], BLANC),
    ],
)
def test_une_reponse_se_range(attente, envoye, valeur):
    assert lire(attente, envoye) == valeur


@pytest.mark.parametrize(
    ("attente", "envoye", "faute"),
    [
        (Attente(T.ECHELLE, NIVEAUX), ["ravi"], Faute.CHOIX),
        (Attente(T.ECHELLE, NIVEAUX), ["satisfait", "peu_satisfait"], Faute.CHOIX),
        (Attente(T.ECHELLE, NIVEAUX), ["satisfait", "satisfait"], Faute.CHOIX),
        (Attente(T.CHOIX_MULTIPLE, ("a",)), ["a", "z"], Faute.CHOIX),
        (Attente(T.NOTE), ["11"], Faute.NOMBRE),
        (Attente(T.NOTE), ["-1"], Faute.NOMBRE),
        (Attente(T.NOTE), ["5,5"], Faute.NOMBRE),
        (Attente(T.NOTE), ["5", "6"], Faute.CHOIX),
        (Attente(T.NOMBRE), ["NaN"], Faute.NOMBRE),
        (Attente(T.NOMBRE), ["Infinity"], Faute.NOMBRE),
        (Attente(T.NOMBRE), ["1e999999"], Faute.NOMBRE),
        (Attente(T.NOMBRE), ["٣"], Faute.NOMBRE),
        (Attente(T.NOMBRE), ["2000000000"], Faute.NOMBRE),
        (Attente(T.NOMBRE), ["1,23456"], Faute.NOMBRE),
        (Attente(T.TEMPS), ["2:75"], Faute.TEMPS),
        (Attente(T.TEMPS), ["1:2:3:4"], Faute.TEMPS),
        (Attente(T.TEMPS), ["90000"], Faute.TEMPS),
        (Attente(T.TEMPS), ["-5"], Faute.TEMPS),
        (Attente(T.DATE), ["2023-02-29"], Faute.DATE),
        (Attente(T.DATE), ["12/2023"], Faute.DATE),
        (Attente(T.DATE), ["0001-01-01"], Faute.DATE),
        (Attente(T.TEXTE_LONG), ["x" * 1_000_000], Faute.TROP_LONG),
        (Attente(T.TEXTE_LONG, longueur_max=5), ["123456"], Faute.TROP_LONG),
        (Attente(T.TEXTE_COURT), ["x" * 201], Faute.TROP_LONG),
        (Attente(T.NOTE, obligatoire=True), [], Faute.OBLIGATOIRE),
        (Attente(T.TEXTE_LONG, obligatoire=True), ["  "], Faute.OBLIGATOIRE),
    ],
)
def test_une_reponse_hors_de_ce_qu_on_attend_est_refusee(attente, envoye, faute):
    with pytest.raises(SaisieRefusee) as refus:
        lire(attente, envoye)
    assert refus.value.faute is faute
    assert not envoye or envoye[0].strip() == "" or envoye[0] not in str(refus.value)


@given(st.sampled_from(list(T)), st.lists(st.text(), max_size=3))
def test_aucun_envoi_ne_fait_tomber_la_lecture(genre, envoye):
    try:
        valeur = lire(Attente(genre, NIVEAUX), envoye)
    except SaisieRefusee:
        return
    assert set(valeur.choix) <= set(NIVEAUX)
    assert "\0" not in valeur.texte and "\r" not in valeur.texte


@given(st.text(max_size=300))
def test_lire_deux_fois_ne_change_rien(texte):
    premier = lire(Attente(T.TEXTE_LONG), [texte])
    assert lire(Attente(T.TEXTE_LONG), [premier.texte]) == premier
