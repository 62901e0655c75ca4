"""Les règles de preuve dites en mots simples."""

import re

import pytest
import yaml

from engagements.regles import PHRASES, en_clair
from tests.engagements.conftest import FICHIERS


def preuves_automatiques():
    for fichier in sorted(FICHIERS.glob("*-20*.yaml")):
        donnees = yaml.safe_load(fichier.read_text(encoding="utf-8"))
        exigences = [
            exigence
            for module in donnees["modules"]
            for engagement in module["engagements"]
            for exigence in engagement["exigences"]
        ] + donnees.get("pilotage", {}).get("exigences", [])
        yield from (e["preuve_automatique"] for e in exigences if "preuve_automatique" in e)


TYPES = {"registre_accessibilite": "Registre public d'accessibilité"}
EXEMPLES = [
    (
        {"regle": "taux_dans_les_delais", "canal": "courriel", "cible": 0.95},
        "Au moins 95\u00a0% des demandes d'information reçues par courriel ont leur réponse dans "
        "le délai.",
    ),
    (
        {"regle": "formation_a_jour", "theme": "accueil_physique"},
        "100\u00a0% des agents concernés sont à jour de la formation «\u00a0accueil "
        "physique\u00a0».",
    ),
    (
        {"regle": "document_en_vigueur", "type": "registre_accessibilite", "portee": "site"},
        "Le document «\u00a0Registre public d'accessibilité\u00a0» est en vigueur sur chaque site.",
    ),
    (
        {"regle": "reunion_tenue", "type": "copil", "periodicite_mois": 12},
        "Le comité de pilotage s'est réuni depuis moins de 12 mois.",
    ),
]


@pytest.mark.parametrize(("preuve", "phrase"), EXEMPLES)
def test_une_regle_se_dit_en_une_phrase(preuve, phrase):
    assert en_clair(preuve, TYPES) == phrase


def test_toutes_les_regles_des_referentiels_livres_se_disent_sans_code():
    """Les types, étiquettes et rôles viennent d'étages plus hauts : leur code sert ici de nom."""
    donnes = ("type", "etiquette", "role")
    for preuve in preuves_automatiques():
        noms = {preuve[cle]: "mot" for cle in donnes if cle in preuve}
        noms |= {f"etiquette:{code}": "mot" for code in noms}
        phrase = en_clair(preuve, noms)
        assert not re.search(r"_|\{|None|  | \.", phrase), phrase


def test_chaque_regle_employee_est_connue():
    assert {preuve["regle"] for preuve in preuves_automatiques()} <= set(PHRASES)
