"""Lecture du jeu d'essai de tests/classeurs : chiffres attendus et lignes de référence."""

import csv
import json
from datetime import date
from pathlib import Path

CLASSEURS = Path(__file__).parent / "classeurs"
ATTENDUS = json.loads((CLASSEURS / "attendus.json").read_text(encoding="utf-8"))
ARRETE = date.fromisoformat(ATTENDUS["date_arrete"])
COURRIERS = "suivi-courriers-courriels-2022"
RECLAMATIONS = "suggestions-reclamations-2022"


def attendus_de(classeur: str) -> dict:
    """Les chiffres attendus d'un classeur xlsx, nommé sans son extension."""
    return ATTENDUS["classeurs"][f"{classeur}.xlsx"]


def lignes_de(classeur: str) -> list[dict[str, str]]:
    """Les lignes d'un classeur, une par demande reprise, en texte."""
    chemin = CLASSEURS / "attendus-lignes" / f"{classeur}.csv"
    with chemin.open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def lire_date(texte: str | None) -> date | None:
    return date.fromisoformat(texte) if texte else None
