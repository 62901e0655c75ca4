"""Les genres de preuve : ce que chaque app sait citer devant une exigence.

Une app plus haute inscrit les siens dans son module `genres_de_preuve.py`, sans que celle-ci la
connaisse : un document, un échantillon de demandes, une enquête, une liste de formation, une
grille. Une preuve sans genre est décrite à la main.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engagements.models import Preuve
    from qualepref.socle.models import Agent


class Fiche(NamedTuple):
    """L'objet qu'une preuve désigne ; `url` vide si l'agent ne peut pas l'ouvrir."""

    libelle: str
    url: str = ""


@dataclass(frozen=True)
class Genre:
    """Une sorte de preuve : comment la citer, l'ouvrir, et ce qu'elle ne laisse pas corriger.

    `formulaire` : un `CiterForm`, que montre `gabarit` ; None : un autre genre de la même app la
    cite, et n'a qu'un bouton pour tous. `fiche` : l'objet désigné, None s'il n'y
    en a pas. `suivis` : les champs de la preuve que l'app tient d'après cet objet. `permission` :
    ce qu'il faut pour s'en servir. `sans_nom` : l'intitulé que l'app tient ne nomme aucun agent.
    """

    cle: str
    libelle: str
    bouton: str
    formulaire: type | None
    fiche: Callable[["Preuve", "Agent"], Fiche | None]
    gabarit: str = "engagements/_citer_champs.html"
    suivis: tuple[str, ...] = ()
    permission: str = ""
    sans_nom: bool = False

    def est_offert_a(self, agent: "Agent") -> bool:
        permis = not self.permission or agent.has_perm(self.permission)
        return self.formulaire is not None and permis


_genres: dict[str, Genre] = {}


def inscrire(genre: Genre) -> None:
    if genre.cle in _genres:
        raise ValueError(f"Deux genres de preuve pour la clé {genre.cle}")
    _genres[genre.cle] = genre


def trouver(cle: str) -> Genre | None:
    return _genres.get(cle)


def offerts_a(agent: "Agent") -> list[Genre]:
    return [genre for genre in _genres.values() if genre.est_offert_a(agent)]


def en_mots() -> list[tuple[str, str]]:
    """(clé, libellé) de chaque genre inscrit."""
    return [(genre.cle, genre.libelle) for genre in _genres.values()]


def fiche_de(preuve: "Preuve", agent: "Agent") -> Fiche | None:
    """Ce que désigne la preuve ; None si elle est décrite à la main."""
    genre = trouver(preuve.genre)
    return genre.fiche(preuve, agent) if genre else None


def ne_nomme_personne(preuve: "Preuve") -> bool:
    """Vrai si l'intitulé peut se lire hors du service, quel que soit le type de la preuve."""
    genre = trouver(preuve.genre)
    return genre is not None and genre.sans_nom


def champs_suivis(preuve: "Preuve") -> tuple[str, ...]:
    genre = trouver(preuve.genre)
    return genre.suivis if genre else ()
