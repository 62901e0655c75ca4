"""Ce que la page dit d'un import fini."""

import pytest

from qualepref.socle.issues import issue_d_un_import

RIEN = {"lues": 3, "creees": 0, "mises_a_jour": 0, "inchangees": 0, "refusees": 0, "erreurs": []}
FEUILLE = {"feuille": "SP", "code": "feuille_non_lue"}


@pytest.mark.parametrize(
    ("rapport", "essai", "genre", "titre", "phrase"),
    [
        ({"creees": 3}, True, "info", "Vérification terminée", "Rien n'est encore enregistré."),
        ({"refusees": 1}, True, "warning", "Vérification terminée : 1 ligne refusée", "Rien"),
        ({"erreurs": [FEUILLE]}, True, "warning", "terminée : 1 feuille à préciser", "Rien"),
        ({"creees": 2, "mises_a_jour": 2}, False, "success", "Import", "2 créées, 2 mises à jour."),
        ({"creees": 1, "refusees": 2}, False, "warning", "sauf 2 lignes refusées", "1 créée."),
        ({}, False, "success", "Import terminé", "aucune enregistrée"),
    ],
)
def test_l_issue_d_un_import(rapport, essai, genre, titre, phrase):
    dite = issue_d_un_import(RIEN | rapport, essai)
    assert dite.genre == genre and titre in dite.titre and phrase in dite.phrase
