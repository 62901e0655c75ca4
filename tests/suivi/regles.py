"""Les règles livrées par delais.yaml, lues pour les tests."""

from datetime import date
from pathlib import Path

import yaml

from suivi.delais.regles import Portee, Regle, Unite

DELAIS = yaml.safe_load(
    (Path(__file__).parents[2] / "suivi/referentiels/delais.yaml").read_text(encoding="utf-8")
)
UNITES = {"ouvrés": "ouvres", "calendaires": "calendaires", None: None}


def regle_du_yaml(valeurs: dict, portee: Portee) -> Regle:
    return Regle(
        cle=valeurs["cle"],
        canal=valeurs["canal"],
        nature=valeurs["nature"],
        jours=valeurs["jours"],
        unite=UNITES[valeurs["unite"]],
        accuse_jours=valeurs["accuse_reception_jours"],
        accuse_unite=UNITES[valeurs["accuse_unite"]],
        depuis=date.fromisoformat(valeurs["depuis"]),
        portee=portee,
    )


def regles_du_profil(profil: str) -> list[Regle]:
    """Les règles d'un profil de delais.yaml, et celles du profil d'origine dessous."""
    portees = {"defaut": Portee.PROFIL_DEFAUT} | {profil: Portee.PROFIL}
    return [
        regle_du_yaml(valeurs, portees[p["cle"]])
        for p in DELAIS["profils"]
        if p["cle"] in portees
        for valeurs in p["regles"]
    ]


def regle(cle: str, **champs) -> Regle:
    return Regle(**{"cle": cle, "jours": 5, "unite": Unite.OUVRES} | champs)
