"""La frise du plan : pour chaque action un trait de temps, avec son échéance et ses reports.

Le tableau porte les dates en mots ; le dessin les met à leur place sur les mois.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString

from engagements import plan
from qualepref.socle.dessin import svg

LARGEUR, HAUTEUR, MARGE = 560, 24, 10  # les trois ans d'une frise y restent lisibles
ABREGES = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
# Le repère et sa forme disent la situation ; la couleur la redit.
RETARD = "en retard"
SITUATIONS = {
    "à faire ou en cours": 1,
    RETARD: 2,
    "réalisée ou soldée": 3,
    "reportée": 4,
    "proposée": 5,
    "abandonnée ou refusée": 6,
}
PAR_ETAT = {
    **dict.fromkeys(plan.OUVERTES, "à faire ou en cours"),
    **dict.fromkeys(plan.FAITES, "réalisée ou soldée"),
    plan.REPORTEE: "reportée",
    plan.PROPOSEE: "proposée",
    plan.ABANDONNEE: "abandonnée ou refusée",
    plan.REFUSEE: "abandonnée ou refusée",
}


def situation(etat: str, echeance: date | None, le: date) -> str:
    """En un mot, celui de la légende."""
    return RETARD if plan.est_en_retard(etat, echeance, le) else PAR_ETAT[etat]


@dataclass(frozen=True)
class Frise:
    """Les mois montrés, du premier jour de l'un au dernier jour d'un autre."""

    debut: date
    fin: date
    le: date

    @classmethod
    def pour(cls, dates: Iterable[date], le: date) -> "Frise":
        """Les années entières qui portent les dates, autour d'aujourd'hui, trois au plus."""
        annees = sorted({jour.year for jour in dates} | {le.year})
        debut = max(annees[0], le.year - 1)
        return cls(date(debut, 1, 1), date(min(annees[-1], debut + 2), 12, 31), le)

    def x(self, jour: date) -> float:
        """La place d'un jour ; hors de la frise, son bord."""
        borne = min(max(jour, self.debut), self.fin)
        part = (borne - self.debut).days / max((self.fin - self.debut).days, 1)
        return MARGE + part * (LARGEUR - 2 * MARGE)

    @property
    def mois(self) -> list[date]:
        mois, jour = [], self.debut
        while jour <= self.fin:
            mois.append(jour)
            jour = (jour + timedelta(days=31)).replace(day=1)
        return mois

    def entete(self) -> SafeString:
        """Les mois, et l'année sous le premier de chacune."""
        pas = 1 if len(self.mois) <= 12 else 3
        mots = [
            svg.texte("axe", self.x(jour), 12, ABREGES[jour.month - 1], "start")
            for rang, jour in enumerate(self.mois)
            if rang % pas == 0
        ]
        mots += [
            svg.texte("valeur", self.x(jour), 27, str(jour.year), "start")
            for jour in self.mois
            if jour.month == 1
        ]
        titre = f"Mois de {self.debut.year} à {self.fin.year}"
        return svg.vignette(LARGEUR, 32, titre, "".join(mots))

    def ligne(
        self, quoi: str, echeance: date | None, anciennes: Sequence[date], realisee: date | None
    ) -> SafeString:
        """Le trait d'une action ; `quoi` est sa situation, `anciennes` ses échéances d'avant."""
        mots = [f"échéance {ecrire(echeance)}" if echeance else "sans échéance", quoi]
        if anciennes:
            mots.append(f"déplacée, {', '.join(map(ecrire, anciennes))} avant")
        contenu = self._fond()
        if anciennes and echeance:
            contenu += self._trait(min(*anciennes, echeance), max(*anciennes, echeance))
        contenu += "".join(
            svg.forme("circle", "fond", cx=self.x(jour), cy=HAUTEUR / 2, r=3, stroke="#666")
            for jour in anciennes
        )
        if realisee:
            x = self.x(realisee)
            contenu += svg.forme("line", "t3", x1=x, x2=x, y1=4, y2=HAUTEUR - 4)
            mots.append(f"réalisée le {ecrire(realisee)}")
        if echeance:
            contenu += svg.repere(SITUATIONS[quoi], self.x(echeance), HAUTEUR / 2, quoi)
        return svg.vignette(LARGEUR, HAUTEUR, ", ".join(mots).capitalize(), contenu)

    def _fond(self) -> str:
        """Un seul chemin pour tous les mois : une frise de mille actions reste légère."""
        traits = "".join(f"M{self.x(mois):.1f} 0V{HAUTEUR}" for mois in self.mois)
        x = self.x(self.le)
        grille = svg.forme("path", "grille", d=traits, fill="none")
        return grille + svg.forme("line", "cible", x1=x, x2=x, y1=0, y2=HAUTEUR)

    def _trait(self, debut: date, fin: date) -> str:
        y = HAUTEUR / 2
        return svg.forme("line", "base", x1=self.x(debut), x2=self.x(fin), y1=y, y2=y)


def legende() -> list[dict]:
    """Chaque situation et son repère."""
    return [
        {"libelle": mot, "svg": svg.vignette(14, 14, mot, svg.repere(rang, 7, 7, mot))}
        for mot, rang in SITUATIONS.items()
    ]


def ecrire(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"
