"""Ce qu'on rappelle, et à qui : chaque app inscrit ses genres de rappel dans son `rappels.py`.

Un genre calcule les avis d'un département dans une fenêtre « dû au plus tard le », jamais un seul
jour : une nuit manquée se rattrape. Le registre (`Rappel`) retient ce qui est déjà dit.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qualepref.socle.destinataires import Destinataires
    from qualepref.socle.models import Departement, PerimetreQuerySet


class Avis(NamedTuple):
    """Ce qu'on rappelle à un agent : l'objet en cause, sa date, où aller, en quels mots.

    `cle` distingue deux avis du même genre, du même jour, à la même personne ; à défaut, l'objet.
    """

    agent: int
    objet: int
    date_due: date
    url: str
    libelle: str
    cle: str = ""


@dataclass(frozen=True)
class Fenetre:
    """Le département où l'on cherche, et jusqu'à quand : dû avant, tout compte, même ancien."""

    departement: "Departement"
    le: date
    jusqu_au: date
    destinataires: "Destinataires"


@dataclass(frozen=True)
class Genre:
    """Un genre de rappel : ses mots, ceux qu'il concerne, et ce qui le fait valoir encore.

    `objets` rend ce qui est encore à faire : un rappel dont l'objet n'y est plus, a changé de date
    (`champ_date`) ou n'est plus visible de l'agent (`permission`) ne se montre ni ne s'envoie.
    `preavis` : jours calendaires avant la date ; None si l'avis part dès que c'est dû. Une arrivée,
    un retour, un résumé ne sont pas une échéance : leur date ne se tient ni ne se manque.
    """

    cle: str
    intitule: str
    roles: frozenset[str]
    permission: str
    objets: Callable[[], "PerimetreQuerySet"]
    calcul: Callable[[Fenetre], Iterable[Avis]]
    preavis: int | None = None
    champ_date: str = ""
    est_une_echeance: bool = True
    impose_a: frozenset[str] = frozenset()

    def est_impose(self, roles: Iterable[str]) -> bool:
        """Ceux-là ne peuvent pas s'en passer tout à fait."""
        return not self.impose_a.isdisjoint(roles)

    def fin(self, le: date, preavis: int | None = None) -> date:
        """Le dernier jour dû que l'on dit déjà ce jour-là."""
        jours = (preavis or self.preavis) if self.preavis else 0
        return le + timedelta(days=jours)


_genres: dict[str, Genre] = {}


def rappel(cle: str, intitule: str, *roles: str, impose_a: Iterable[str] = (), **reste):
    """Décorateur : `fonction(fenetre) -> Iterable[Avis]` calcule les avis de ce genre."""

    def enregistrer(fonction):
        _genres[cle] = Genre(
            cle, intitule, frozenset(roles), calcul=fonction, impose_a=frozenset(impose_a), **reste
        )
        return fonction

    return enregistrer


def genres() -> list[Genre]:
    return list(_genres.values())


def genres_pour(roles: Iterable[str]) -> list[Genre]:
    """Ceux qui concernent l'un de ces rôles, dans l'ordre où les apps les inscrivent."""
    tenus = set(roles)
    return [genre for genre in _genres.values() if genre.roles & tenus]


def trouver(cle: str) -> Genre | None:
    return _genres.get(cle)
