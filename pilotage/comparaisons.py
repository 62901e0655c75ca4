"""Un indicateur comparé : ses lieux entre eux, ses années, ses mois d'une année à l'autre.

Chaque point est un chiffre consolidé ; le graphique, son tableau et le fichier en sont tirés.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pilotage.grandeurs import Chiffre, Etat, Lieu, Nature
from pilotage.lignes import MOIS_COURTS, genre_de_lieu
from pilotage.models import Indicateur
from pilotage.series import Series, en_nombre
from qualepref.socle.dessin.graphiques import Graphique, Serie
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Genre, Periode, periodes_entre

ANNEES = 6  # autant que de séries dans un graphique
# Au pluriel dans le choix, au singulier en tête de colonne.
LIEUX = {
    "site": ("Les sites", "Site"),
    "service": ("Les services", "Service"),
    "modalite": ("Les détails", "Détail"),
}
MODALITES = {
    "canal": ("Les canaux", "Canal"),
    "compte": ("Les comptes", "Compte"),
    "theme_formation": ("Les thèmes", "Thème"),
    "type_titre": ("Les types de titres", "Type de titre"),
}
ANNEE, PAS = "annee", "pas"
PAS_ENTRE_EUX = {
    Genre.MOIS: "Les mois",
    Genre.TRIMESTRE: "Les trimestres",
    Genre.SEMESTRE: "Les semestres",
}
SANS_CHIFFRE = {
    Etat.MESURE: "sans taux",
    Etat.SUSPENDU: "suspendu",
    Etat.EN_ATTENTE: "en attente",
    Etat.NON_MESURE: "non mesuré",
}
ENTETES = (
    *("Code", "Indicateur", "Où", "Période", "Numérateur", "Dénominateur", "Valeur", "Unité"),
    *("Cible", "État"),
)


@dataclass(frozen=True)
class Point:
    ou: str
    periode: Periode
    chiffre: Chiffre
    cible: int | float | None

    @property
    def valeur(self) -> int | float | None:
        return en_nombre(self.chiffre.valeur)


@dataclass(frozen=True)
class Comparaison:
    """Des points rangés en séries ; chaque série en a un par catégorie."""

    indicateur: Indicateur
    titre: str
    axe: str
    genre: str
    categories: Sequence[str]
    series: dict[str, list[Point]]
    visee: str  # la série dont la cible se dessine

    @property
    def est_mesuree(self) -> bool:
        return any(point.valeur is not None for point in self.points)

    @property
    def cibles(self) -> list[int | float | None]:
        return [point.cible for point in self.series[self.visee]]

    @property
    def points(self) -> list[Point]:
        return [point for points in self.series.values() for point in points]

    @property
    def graphique(self) -> Graphique:
        return Graphique(
            cle="comparaison",
            titre=self.titre,
            description="",
            categories=self.categories,
            series=[_serie(nom, points) for nom, points in self.series.items()],
            cible=self.cibles[-1] if self.cibles else None,
            cibles=self.cibles,
            unite=self.indicateur.unite,
            genre=self.genre,
            axe=self.axe,
        )

    @property
    def rangees(self) -> list[list]:
        """Une ligne par point, les nombres en nombres : ce que porte le classeur."""
        une = self.indicateur
        return [
            [
                *(une.code, une.libelle, point.ou, point.periode.cle),
                en_nombre(point.chiffre.numerateur),
                en_nombre(point.chiffre.denominateur),
                *(point.valeur, une.unite, point.cible),
                "mesuré" if point.valeur is not None else SANS_CHIFFRE[point.chiffre.etat],
            ]
            for point in self.points
        ]


def a_virgule(rangees: Iterable[list]) -> list[list]:
    """Les mêmes pour un CSV : un tableur français y attend une virgule."""
    return [
        [str(case).replace(".", ",") if isinstance(case, float) else case for case in rangee]
        for rangee in rangees
    ]


def _serie(nom: str, points: list[Point]) -> Serie:
    absences = {
        rang: SANS_CHIFFRE[point.chiffre.etat]
        for rang, point in enumerate(points)
        if point.valeur is None
    }
    return Serie(nom, [point.valeur for point in points], absences)


def series_a_comparer(departement: Departement, indicateur: Indicateur, arrete: date) -> Series:
    """Six années civiles, celle de l'arrêté comprise, et celle qui les précède."""
    debut = date(arrete.year - ANNEES, 1, 1)
    return Series(departement, debut, date(arrete.year, 12, 31), arrete, [indicateur])


def annees_comparees(series: Series) -> list[Periode]:
    return periodes_entre(series.debut, series.fin, Genre.ANNEE)[-ANNEES:]


def axes(series: Series, indicateur: Indicateur) -> list[tuple[str, str]]:
    """Ce qui peut se comparer : un genre de lieu n'y est que s'il en a deux."""
    genres = [genre_de_lieu(lieu) for lieu in series.lieux(indicateur)]
    choix = [(g, mots(indicateur, g)[0]) for g in LIEUX if genres.count(g) > 1]
    choix.append((ANNEE, "Les années"))
    if indicateur.pas in PAS_ENTRE_EUX:
        choix.append((PAS, PAS_ENTRE_EUX[indicateur.pas]))
    return choix


def mots(indicateur: Indicateur, genre: str) -> tuple[str, str]:
    """Le pluriel et le singulier d'un genre de lieu ; une modalité se nomme par sa ventilation."""
    siennes = [MODALITES[nom] for nom in indicateur.ventilation if nom in MODALITES]
    return siennes[0] if genre == "modalite" and siennes else LIEUX[genre]


def derniere_mesuree(series: Series, indicateur: Indicateur) -> Periode | None:
    """L'année de la dernière mesure."""
    mesurees = [v.periode.debut for v in series.valeurs(indicateur) if v.est_mesuree]
    return Periode.contenant(max(mesurees), Genre.ANNEE) if mesurees else None


def comparer_les_lieux(
    series: Series, indicateur: Indicateur, genre: str, periode: Periode
) -> Comparaison:
    """Chaque lieu du genre, pour la période, et celle d'avant si elle est mesurée quelque part."""
    lieux = [lieu for lieu in series.lieux(indicateur) if genre_de_lieu(lieu) == genre]
    lus = {
        une.libelle: [_point(series, indicateur, lieu, une) for lieu in lieux]
        for une in (periode, periode.precedente)
    }
    courante = periode.libelle
    pluriel, singulier = mots(indicateur, genre)
    return Comparaison(
        indicateur=indicateur,
        titre=f"{indicateur.libelle} : {pluriel.lower()}, {periode.libelle}",
        axe=singulier,
        genre="barres_horizontales",
        categories=[series.nom(lieu) for lieu in lieux],
        series={courante: lus[courante]} | _mesurees(lus),
        visee=courante,
    )


def comparer_les_annees(series: Series, indicateur: Indicateur, lieu: Lieu) -> Comparaison:
    """Les six années du lieu, l'une à côté de l'autre."""
    annees = annees_comparees(series)
    points = [_point(series, indicateur, lieu, annee) for annee in annees]
    return Comparaison(
        indicateur=indicateur,
        titre=f"{indicateur.libelle} : les années, {series.nom(lieu)}",
        axe="Année",
        genre="barres",
        categories=[annee.libelle for annee in annees],
        series={series.nom(lieu): points},
        visee=series.nom(lieu),
    )


def comparer_les_pas(series: Series, indicateur: Indicateur, lieu: Lieu) -> Comparaison:
    """Une ligne par année qui a une mesure, mois par mois (ou trimestre par trimestre)."""
    annees = annees_comparees(series)
    lues = {
        annee.libelle: [
            _point(series, indicateur, lieu, une)
            for une in periodes_entre(annee.debut, annee.fin, indicateur.pas)
        ]
        for annee in annees
    }
    derniere = annees[-1].libelle
    mesurees = _mesurees(lues) or {derniere: lues[derniere]}
    pas, dit = str(indicateur.pas), PAS_ENTRE_EUX[indicateur.pas]
    return Comparaison(
        indicateur=indicateur,
        titre=f"{indicateur.libelle} : {dit.lower()} d'une année à l'autre, {series.nom(lieu)}",
        axe=pas.capitalize(),
        genre="lignes",
        categories=[_rang_dit(indicateur.pas, n) for n in range(12 // indicateur.pas.mois)],
        series=mesurees,
        visee=list(mesurees)[-1],
    )


def _mesurees(lues: dict[str, list[Point]]) -> dict[str, list[Point]]:
    """Les séries qui ont au moins une valeur : une légende sans trait ne dit rien."""
    return {
        nom: points
        for nom, points in lues.items()
        if any(point.valeur is not None for point in points)
    }


def _rang_dit(pas: Genre, rang: int) -> str:
    return MOIS_COURTS[rang] if pas is Genre.MOIS else f"{str(pas)[0].upper()}{rang + 1}"


def _point(series: Series, indicateur: Indicateur, lieu: Lieu, periode: Periode) -> Point:
    chiffre = series.chiffre(indicateur, periode, lieu)
    return Point(series.nom(lieu), periode, chiffre, _cible(series, indicateur, periode, lieu))


def _cible(
    series: Series, indicateur: Indicateur, periode: Periode, lieu: Lieu
) -> int | float | None:
    """À la période ; celle d'un nombre vaut pour un pas : une année entière ne s'y compare pas."""
    definition = series.definition(indicateur, periode).pour(lieu)
    if definition.nature is Nature.NOMBRE and periode.genre is not indicateur.pas:
        return None
    return en_nombre(definition.cible)
