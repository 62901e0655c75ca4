"""La période à lire sur la fiche d'un indicateur : celles qu'on propose, et celle d'office."""

from datetime import date

from qualepref.socle.periodes import Genre, Periode, periodes_entre

GROUPES = {
    Genre.MOIS: "Mois",
    Genre.TRIMESTRE: "Trimestres",
    Genre.SEMESTRE: "Semestres",
    Genre.ANNEE: "Années",
}
ANNEES_PROPOSEES = 10


def genre_d_office(pas: Genre) -> Genre:
    """Le trimestre, ou le pas de l'indicateur s'il est plus long."""
    return max(pas, Genre.TRIMESTRE, key=lambda genre: genre.mois)


def derniere_achevee(jour: date, genre: Genre) -> Periode:
    """La dernière période finie, celle qui finit ce jour comprise."""
    courante = Periode.contenant(jour, genre)
    return courante if courante.fin <= jour else courante.precedente


def periodes_proposees(pas: Genre, premier: date, arrete: date) -> list[tuple[str, list]]:
    """[(groupe, [(clé, libellé)])], la plus récente d'abord, du premier jour connu à l'arrêté."""
    debut = max(premier, date(arrete.year - ANNEES_PROPOSEES, 1, 1))
    genres = sorted((g for g in GROUPES if g.mois >= pas.mois), key=_rang)
    return [
        (GROUPES[g], [(p.cle, p.libelle) for p in reversed(periodes_entre(debut, arrete, g))])
        for g in genres
    ]


def _rang(genre: Genre) -> tuple[bool, int]:
    """Le trimestre d'abord, celui des tableaux de bord ; puis du plus court au plus long."""
    return genre is not Genre.TRIMESTRE, genre.mois
