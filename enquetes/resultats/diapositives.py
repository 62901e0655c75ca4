"""Le diaporama du comité local des usagers : les mêmes diapositives en PDF et en OpenDocument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qualepref.socle.typographie import insecables

LIGNES_MAX = 9  # d'un tableau lisible du fond de la salle


@dataclass(frozen=True)
class Diapositive:
    """Un titre, des phrases, et un tableau dont la première ligne est l'en-tête."""

    titre: str
    lignes: Sequence[str] = ()
    tableau: Sequence[Sequence[str]] = ()
    themes: Sequence[Mapping] = field(default_factory=list)  # dessinés en barres par le PDF


def diapositives(chiffres: Mapping, presentation: str, publiee_le: date) -> list[Diapositive]:
    suite = [
        Diapositive(chiffres["intitule"], _couverture(chiffres, publiee_le)),
        *(
            [Diapositive("Pourquoi cette enquête", presentation.split("\n"))]
            if presentation
            else []
        ),
        Diapositive("Ce qu'il faut retenir", chiffres["synthese"]),
        *_themes(chiffres),
        *_a_ameliorer(chiffres),
        *_actions(chiffres),
    ]
    return suite


def _couverture(chiffres: Mapping, publiee_le: date) -> list[str]:
    debut, fin = (date.fromisoformat(chiffres[cle]) for cle in ("debut", "fin"))
    return [
        chiffres["departement"],
        f"{chiffres['repondants']} réponses du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}",
        f"Résultats publiés le {publiee_le:%d/%m/%Y}",
    ]


def _themes(chiffres: Mapping) -> list[Diapositive]:
    """Par tranches : une diapositive ne déborde pas."""
    themes = chiffres["themes"]
    tranches = [themes[i : i + LIGNES_MAX] for i in range(0, len(themes), LIGNES_MAX)]
    return [
        Diapositive(
            "Satisfaits et très satisfaits, par thème",
            tableau=[["Thème", "Taux", "Réponses", "Verdict"], *map(_ligne, tranche)],
            themes=tranche,
        )
        for tranche in tranches
    ]


def _ligne(theme: Mapping) -> list[str]:
    return [theme[cle] for cle in ("libelle", "taux", "decompte", "verdict")]


def _a_ameliorer(chiffres: Mapping) -> list[Diapositive]:
    bas = [theme for theme in chiffres["themes"] if theme["sous_le_seuil"]]
    phrases = [
        insecables(
            f"{theme['libelle']} : {theme['taux']}. Le moins bien noté : « {theme['plus_basse']} »."
        )
        for theme in bas
    ]
    return [Diapositive("Ce que nous devons améliorer", phrases)] if bas else []


def _actions(chiffres: Mapping) -> list[Diapositive]:
    lignes = [[a["theme"], a["intitule"], a["etat"]] for a in chiffres["actions"]]
    if not lignes:
        return []
    return [
        Diapositive("Ce que nous faisons", tableau=[["Thème", "Action", "Où elle en est"], *lignes])
    ]
