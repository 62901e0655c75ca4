"""Ce qu'est un tableau d'indicateurs : où s'y lisent périodes, grandeurs, sites et nombres."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pilotage.lecture.reperes import RIEN, Dite, Repere
from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.valeurs import lire_texte, normaliser
from qualepref.socle.periodes import Genre
from qualepref.socle.typographie import MOIS

PERIODES_AU_MOINS = 3  # à partir de là, un en-tête se reconnaît sans autre étiquette
_TOTAUX = ("total", "sous-total", "s/total", "ss-total", "cumul", "moyenne", "somme", "grand total")


@dataclass(frozen=True)
class Disposition:
    """Un tableau : son en-tête, ses étiquettes et ses colonnes de nombres (indices)."""

    haut: int  # première ligne d'en-tête
    entete: int  # dernière ligne d'en-tête
    titres: Mapping[int, str]
    etiquettes: Mapping[str, int] = field(default_factory=dict)
    colonnes: Mapping[int, Repere] = field(default_factory=dict)
    contexte: Repere = RIEN
    annees: tuple[int, ...] = ()
    fin: int = 0  # première ligne qui n'est plus du tableau
    premier_mois: int | None = None
    pas: Genre = Genre.MOIS

    @property
    def est_reconnue(self) -> bool:
        """Chaque nombre doit trouver une période et une grandeur, dans sa ligne ou sa colonne."""
        utiles = [r for r in self.colonnes.values() if not r.est_laisse]
        dite = self.contexte.cle or "indicateur" in self.etiquettes
        datees = [r for r in utiles if r.periode]
        if datees:
            return bool(dite or any(r.cle for r in datees) or len(datees) >= PERIODES_AU_MOINS)
        if "periode" not in self.etiquettes and not self.contexte.periode:
            return False
        return any(r.cle or dite for r in utiles)

    @property
    def poids(self) -> int:
        """Un mois en dit plus que l'année écrite dessous."""
        reperes = self.colonnes.values()
        fines = sum(1 for r in reperes if r.periode and r.periode.genre is not Genre.ANNEE)
        return len(self.etiquettes) + fines + sum(repere.poids for repere in reperes)

    def annee_du_mois(self, dite: Dite) -> int | None:
        """Un exercice à cheval sur deux années commence à son premier mois."""
        if len(self.annees) == 1:
            return self.annees[0]
        if len(self.annees) == 2 and self.premier_mois not in (None, 1):
            return self.annees[dite.rang < self.premier_mois]
        return None

    def titres_par_champ(self) -> dict[str | int, str]:
        """Champ ou colonne → titre, pour l'aperçu et les messages."""
        return {cle: self.titres.get(j, "") for cle, j in self.etiquettes.items()} | {
            j: self.titres.get(j, "") for j in self.colonnes
        }


def titre_de(valeur: Valeur) -> str:
    if isinstance(valeur, date):
        return f"{MOIS[valeur.month - 1]} {valeur.year}"
    return lire_texte(valeur)


def est_total(texte: str) -> bool:
    return normaliser(texte).startswith(_TOTAUX)
