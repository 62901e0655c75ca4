"""Le tableau de l'année et la prévision, prêts à montrer : des lignes, un total, des colonnes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from formations import echeances
from formations.decompte import Compte, compter, totaliser

TRIMESTRES = 8


class LigneDeTableau(NamedTuple):
    objet: Any  # un thème ou un service
    compte: Compte


@dataclass(frozen=True)
class Tableau:
    par_theme: list[LigneDeTableau]
    par_service: list[LigneDeTableau]
    total: Compte


def tableau(obligations: Iterable, le: date) -> Tableau:
    """`obligations` : lues avec leurs dossiers."""
    lues = [(une.theme, une.agent.service, une.dossier) for une in obligations]
    themes = compter(((theme, dossier) for theme, _, dossier in lues), le)
    services = compter(((service, dossier) for _, service, dossier in lues), le)
    return Tableau(
        [LigneDeTableau(t, themes[t]) for t in sorted(themes, key=lambda t: (t.ordre, t.pk))],
        [LigneDeTableau(s, services[s]) for s in sorted(services, key=lambda s: (str(s), s.pk))],
        totaliser((dossier for *_, dossier in lues), le),
    )


class Colonne(NamedTuple):
    """Un trimestre à venir : son titre et ses deux jours extrêmes."""

    titre: str
    du: date
    au: date


class LigneDePrevision(NamedTuple):
    theme: Any
    echus: int
    nombres: list[tuple[int, Colonne]]


def colonnes(le: date, nombre: int = TRIMESTRES) -> list[Colonne]:
    """Le trimestre en cours ne commence qu'à ce jour : ce qui est d'avant est échu."""
    rendues = []
    for annee, rang in echeances.trimestres(le, nombre):
        debut = date(annee, rang * 3 - 2, 1)
        fin = date.fromordinal(echeances.ajouter_mois(debut, 3).toordinal() - 1)
        rendues.append(Colonne(f"T{rang} {annee}", max(debut, le), fin))
    return rendues


def prevision(obligations: Iterable, le: date) -> tuple[list[Colonne], list[LigneDePrevision]]:
    """Par thème, combien arrivent à échéance à chaque trimestre, et combien sont déjà échus."""
    par_theme: dict[Any, list[date]] = {}
    for une in obligations:
        par_theme.setdefault(une.theme, []).append(une.date_echeance)
    titres = colonnes(le)
    lignes = []
    for theme in sorted(par_theme, key=lambda t: (t.ordre, t.pk)):
        prevus = echeances.prevoir(par_theme[theme], le, TRIMESTRES)
        echus = prevus.pop(None)
        lignes.append(
            LigneDePrevision(theme, echus, list(zip(prevus.values(), titres, strict=True)))
        )
    return titres, lignes


def totaux(lignes: Iterable[LigneDePrevision]) -> list[int]:
    """Les échus, puis chaque trimestre, tous thèmes réunis."""
    colonnes = ([ligne.echus, *(nombre for nombre, _ in ligne.nombres)] for ligne in lignes)
    return [sum(colonne) for colonne in zip(*colonnes, strict=True)]
