"""La frise du label : une bande par lieu, les étapes numérotées au-dessus, les années dessous.

Le tableau qui l'accompagne porte les mêmes numéros et dit tout ce que le dessin montre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.safestring import SafeString

from engagements.cycle import CANDIDAT, LABELLISE, SUSPENDU, Periode
from qualepref.socle.dessin import svg

MARGE, COTE, ETAGE, BANDE = 8, 22, 26, 24
LIGNE = 18 + BANDE + 8
RANGS = {CANDIDAT: 5, LABELLISE: 3, SUSPENDU: 2}  # ce qui n'est plus un label est hachuré


class Repere(NamedTuple):
    """Une étape sur la frise, sous son numéro du tableau."""

    numero: int
    jour: date
    titre: str
    est_faite: bool


@dataclass(frozen=True)
class Frise:
    """`bandes` : (nom du lieu, ses périodes) ; `mots` : le nom de chaque état."""

    debut: date
    fin: date
    jour: date
    bandes: Sequence[tuple[str, Sequence[Periode]]]
    reperes: Sequence[Repere]
    mots: dict[str, str]
    cle: str = "frise-du-label"

    def dessiner(self) -> SafeString:
        etages = self._etages()
        haut = MARGE + ETAGE * (max(etages.values(), default=-1) + 1)
        bas = haut + LIGNE * len(self.bandes)
        contenu = f"<defs>{''.join(svg.motif(self.cle, n) for n in (0, *RANGS.values()))}</defs>"
        contenu += self._annees(haut, bas)
        for rang, (nom, periodes) in enumerate(self.bandes):
            contenu += self._bande(nom, periodes, haut + LIGNE * rang)
        contenu += self._aujourd_hui(bas)
        contenu += "".join(self._repere(r, MARGE + ETAGE * etages[r.numero]) for r in self.reperes)
        return svg.dessin(self.cle, bas + 24, "Vie du label", self._description(), contenu)

    def _x(self, jour: date) -> float:
        part = (jour - self.debut).days / max((self.fin - self.debut).days, 1)
        return COTE / 2 + part * (svg.LARGEUR - COTE)

    def _etages(self) -> dict[int, int]:
        """Numéro → étage : deux étapes trop proches ne se recouvrent pas."""
        derniers: list[float] = []
        etages = {}
        for repere in self.reperes:
            x = self._x(repere.jour)
            libres = [rang for rang, dernier in enumerate(derniers) if x - dernier >= COTE + 2]
            etage = libres[0] if libres else len(derniers)
            derniers[etage : etage + 1] = [x]
            etages[repere.numero] = etage
        return etages

    def _repere(self, repere: Repere, y: float) -> str:
        x, rayon = self._x(repere.jour), COTE / 2
        rond = svg.forme("circle", "g1" if repere.est_faite else "jalon", cx=x, cy=y + rayon, r=10)
        classe = "sur-plein" if repere.est_faite else "valeur"
        numero = svg.texte(classe, x, y + rayon + 4, str(repere.numero))
        return f"<g><title>{svg.escape(repere.titre)}</title>{rond}{numero}</g>"

    def _bande(self, nom: str, periodes: Sequence[Periode], y: float) -> str:
        contenu = svg.texte("categorie", COTE / 2, y + 12, nom, "start")
        for periode in periodes:
            x, mot = self._x(periode.debut), self.mots[periode.etat]
            largeur = max(self._x(periode.fin) - x, 1.5)
            cotes = {"x": x, "y": y + 18.0, "width": largeur, "height": BANDE}
            titre = f"{nom}, {mot} du {periode.debut:%d/%m/%Y} au {periode.fin:%d/%m/%Y}"
            contenu += svg.pave(self.cle, RANGS.get(periode.etat, 0), titre, **cotes)
            if largeur > svg.largeur(mot) + 12:
                contenu += svg.etiquette(x + largeur / 2, y + 18 + BANDE / 2 + 4, mot)
        return contenu

    def _annees(self, haut: float, bas: float) -> str:
        """Un trait par année, un nombre dès qu'il a la place."""
        annees = range(self.debut.year + 1, self.fin.year + 1)
        pas = 1 + len(annees) // 14
        contenu = ""
        for annee in annees:
            x = self._x(date(annee, 1, 1))
            contenu += svg.forme("line", "grille", x1=x, x2=x, y1=float(haut), y2=float(bas))
            if annee % pas == 0:
                contenu += svg.texte("axe", x, bas + 16, str(annee))
        return contenu

    def _aujourd_hui(self, bas: float) -> str:
        x = self._x(self.jour)
        return svg.forme("line", "cible", x1=x, x2=x, y1=float(MARGE), y2=float(bas))

    def _description(self) -> str:
        phrases = [
            f"{nom} : "
            + ", ".join(f"{self.mots[p.etat]} dès le {p.debut:%d/%m/%Y}" for p in periodes)
            for nom, periodes in self.bandes
        ]
        return ". ".join(phrases) + ". Le trait pointillé est le jour d'aujourd'hui."
