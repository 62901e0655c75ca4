"""La correspondance d'un import : vérifiée avant toute lecture."""

import pytest

from qualepref.socle.lecture.correspondance import (
    fautes,
    feuilles_absentes,
    introuvables,
    traductions,
)
from qualepref.socle.lecture.titres import Champ

CHAMPS = (Champ("date", "Date"), Champ("canal", "Canal"), Champ("_duree", "Durée", leurre=True))
CODES = {"canal": ("courriel", "courrier")}
JUSTE = {
    "colonnes": {"date": "Reçu le", "canal": None},
    "feuilles": {"SP Arles": {"date": "Arrivé"}, 2022: None},
    "valeurs": {"canal": {"Pli": "courrier", 1: "courriel"}},
    "themes": {"attente": ["Q13"]},
    "echelle": {"Très satisfait": "tres_satisfait"},
}


def test_une_correspondance_juste_n_a_pas_de_faute():
    assert fautes(JUSTE, CHAMPS, CODES) == []
    assert fautes({}, CHAMPS, CODES) == []
    assert traductions(JUSTE, "canal") == {"pli": "courrier", "1": "courriel"}


@pytest.mark.parametrize(
    ("correspondance", "dit"),
    [
        ({"colonne": {}}, "clé inconnue : colonne"),
        ({"colonnes": ["date"]}, "on attend un dictionnaire"),
        ({"colonnes": {"date": ["a", "b"]}}, "« colonnes/date »"),
        ({"colonnes": {"dat": "Reçu le"}}, "« dat » n'est pas un champ connu (date et canal)"),
        ({"colonnes": {"_duree": "Jours"}}, "n'est pas un champ connu"),
        ({"colonnes": {"date": "Reçu", "canal": "REÇU "}}, "l'est aussi pour un autre champ"),
        ({"feuilles": {"A": "Reçu le"}}, "« feuilles/A »"),
        ({"feuilles": {"A": {"dat": "Reçu le"}}}, "n'est pas un champ connu"),
        ({"valeurs": "Pli"}, "on attend un dictionnaire"),
        ({"valeurs": {"canal": {"Pli": "pigeon"}}}, "« pigeon » n'est pas un code de canal"),
        ({"valeurs": {"couleur": {"Pli": "x"}}}, "ne se traduisent pas (canal)"),
    ],
)
def test_une_faute_dit_quoi_corriger(correspondance, dit):
    trouvees = fautes(correspondance, CHAMPS, CODES)
    assert trouvees and all(dit in faute for faute in trouvees)


def test_une_feuille_qui_n_y_est_pas_se_dit():
    assert list(feuilles_absentes(JUSTE, ["sp arles", "2022"])) == []
    [phrase] = feuilles_absentes(JUSTE, ["Marseille", "2022"])
    assert "pas de feuille « SP Arles » ; il y a Marseille et 2022" in phrase


def test_une_colonne_demandee_doit_etre_quelque_part():
    demande = {"colonnes": {"date": "Reçu le"}}
    assert introuvables(demande, {"A": {"date": "Reçu le"}, "B": {}}) == []
    [phrase] = introuvables(demande, {"A": {"date": "Reçu le"}, "B": {"date": "Reçu le"}})
    assert "aucune feuille n'a de colonne « Reçu le » (date)" in phrase
    propre = {"feuilles": {"A": {"date": "Arrivé"}}}
    [phrase] = introuvables(propre, {"A": {"date": "Arrivé"}, "B": {}})
    assert "la feuille « A » n'a pas de colonne « Arrivé » (date)" in phrase
