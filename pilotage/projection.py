"""Le tableau de bord à projeter : un message par écran, ce qui manque sa cible d'abord."""

from collections.abc import Mapping
from dataclasses import dataclass

from pilotage.phrases import message, message_d_ensemble

ORDRE = {"non_atteint": 0, "atteint": 1}


@dataclass(frozen=True)
class Ecran:
    """`genre` choisit le dessin : couverture, ensemble, commentaire, indicateur, absents."""

    genre: str
    titre: str
    ligne: Mapping | None = None


def ecrans(donnees: Mapping) -> list[Ecran]:
    """Les écrans d'un tableau présenté (`RapportTableauDeBord.contexte`), dans l'ordre."""
    mesures = [une for famille in donnees["familles"] for une in famille["mesures"]]
    mesures.sort(key=lambda une: ORDRE.get(une["situation"], len(ORDRE)))
    return [
        Ecran("couverture", donnees["titre"]),
        Ecran("ensemble", message_d_ensemble(donnees["synthese"])),
        *([Ecran("commentaire", "À retenir")] if donnees["commentaire"] else []),
        *(Ecran("indicateur", message(une), une) for une in mesures),
        *([Ecran("absents", _absents(donnees["absents"]))] if donnees["absents"] else []),
    ]


def _absents(absents: list) -> str:
    pluriel = "s" if len(absents) > 1 else ""
    return f"{len(absents)} indicateur{pluriel} sans donnée ce trimestre"
