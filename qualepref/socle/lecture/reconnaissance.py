"""Ce qui a été reconnu d'une feuille : son en-tête, ses colonnes, et ce qu'il faut vérifier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qualepref.socle.lecture.cellules import lettre
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.typographie import enumerer, insecables


@dataclass(frozen=True)
class Colonne:
    """Une colonne de la feuille. `autres` : indices des colonnes réunies à celle-ci."""

    indice: int
    titre: str
    incertaine: bool = False
    autres: tuple[int, ...] = ()

    @property
    def lettre(self) -> str:
        return lettre(self.indice)

    def __str__(self) -> str:
        return f"« {self.titre} » ({self.lettre})"


@dataclass(frozen=True)
class Reconnaissance:
    """Ce qui a été reconnu d'une feuille ; les numéros de ligne sont ceux du tableur.

    `lignes_entete` est vide si rien n'a été reconnu, (0,) si l'on dit que la feuille n'en a pas.
    `concurrentes` : colonnes qui auraient pu être le même champ. `introuvables` : titres demandés
    que la feuille n'a pas. `ligne_probable` : celle d'où viennent les titres d'une feuille non
    reconnue. `ligne_dite` : par l'utilisateur.
    """

    feuille: str
    champs: tuple[Champ, ...]
    lignes_entete: tuple[int, ...] = ()
    colonnes: Mapping[str, Colonne] = field(default_factory=dict)
    colonnes_ignorees: tuple[Colonne, ...] = ()
    concurrentes: Mapping[str, tuple[Colonne, ...]] = field(default_factory=dict)
    introuvables: Mapping[str, str] = field(default_factory=dict)
    ligne_probable: int | None = None
    ligne_dite: int | None = None

    @property
    def reconnue(self) -> bool:
        return bool(self.lignes_entete)

    @property
    def ligne_entete(self) -> int | None:
        return self.lignes_entete[0] if self.lignes_entete else None

    @property
    def premiere_ligne(self) -> int | None:
        return self.lignes_entete[-1] + 1 if self.lignes_entete else None

    @property
    def manquants(self) -> tuple[Champ, ...]:
        """Champs requis sans colonne."""
        return tuple(c for c in self.champs if c.requis and c.cle not in self.colonnes)

    @property
    def messages(self) -> list[str]:
        """Ce que l'utilisateur doit vérifier ou corriger, en phrases."""
        return [insecables(f"Feuille « {self.feuille} » : {phrase}") for phrase in self._phrases()]

    @property
    def phrases_de_refus(self) -> list[str]:
        """Ce qui empêche de lire la feuille, sans son nom ; le reste attendra qu'elle soit lue."""
        phrases = [*self._manques()] if self.reconnue else [*self._sans_entete()]
        return [insecables(phrase) for phrase in phrases]

    def _phrases(self) -> Iterator[str]:
        for cle, titre in self.introuvables.items():
            yield f"la colonne « {titre} », demandée pour « {self._libelle(cle)} », n'y est pas."
        yield from self._a_verifier() if self.reconnue else self._sans_entete()

    def _sans_entete(self) -> Iterator[str]:
        if self.ligne_dite:
            yield f"la ligne {self.ligne_dite}, dite d'en-tête, n'est pas une ligne de titres."
        else:
            yield "aucune ligne d'en-tête reconnue, la feuille n'est pas lue."

    def _manques(self) -> Iterator[str]:
        for champ in self.manquants:
            yield f"aucune colonne « {champ.libelle} » ; indiquez laquelle en tient lieu."

    def _a_verifier(self) -> Iterator[str]:
        yield from self._manques()
        for cle, colonne in self.colonnes.items():
            if colonne.incertaine:
                yield f"la colonne {colonne} est lue comme « {self._libelle(cle)} », à vérifier."
        for cle, autres in self.concurrentes.items():
            choisie = self.colonnes[cle]
            yield (
                f"« {self._libelle(cle)} » est lu dans {choisie} et non dans"
                f" {enumerer([str(autre) for autre in autres])}, à vérifier."
            )

    def _libelle(self, cle: str) -> str:
        return next((champ.libelle for champ in self.champs if champ.cle == cle), cle)
