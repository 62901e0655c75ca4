"""Graphiques SVG dessinés par le serveur : les mêmes dans la page (CSP stricte) et dans le PDF.

Le tableau accessible est fait des mêmes valeurs. Pourquoi ce module : docs/decisions/graphiques.md.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from qualepref.socle.dessin import horizontales, svg, traces
from qualepref.socle.nombres import ABSENT, UNITES, ecrire
from qualepref.socle.typographie import insecables

GENRES = {**dict.fromkeys(traces.GENRES, traces.tracer), "barres_horizontales": horizontales.tracer}


@dataclass(frozen=True)
class Serie:
    """Une valeur par catégorie ; None : non mesurée, jamais zéro. Un taux est une proportion.

    `absences` : par rang, le mot d'une valeur absente quand ce n'est pas « non mesuré ».
    """

    libelle: str
    valeurs: Sequence[float | None]
    absences: Mapping[int, str] = field(default_factory=dict)

    def dite(self, rang: int, unite: str) -> str:
        valeur = self.valeurs[rang]
        return self.absences.get(rang, ABSENT) if valeur is None else ecrire(valeur, unite)


@dataclass(frozen=True)
class Graphique:
    """Des séries à dessiner ; `cle` est unique dans la page, `periodes_neutres` liste des rangs.

    `cibles` : la cible de chaque catégorie, quand elle a pu changer ; `cible` est la dernière.
    """

    cle: str
    titre: str
    description: str
    categories: Sequence[str]
    series: Sequence[Serie]
    cible: float | None = None
    unite: str = "%"
    periodes_neutres: Sequence[int] = ()
    genre: str = "barres"
    axe: str = "Période"
    cibles: Sequence[float | None] = ()

    def __post_init__(self):
        verifier(self)

    @property
    def identifiant(self) -> str:
        return f"graphique-{self.cle}"

    @property
    def mesures(self) -> list[float]:
        return [float(v) for serie in self.series for v in serie.valeurs if v is not None]

    @property
    def a_change_de_cible(self) -> bool:
        return len(set(self.cibles)) > 1

    @property
    def svg(self) -> SafeString:
        """Le dessin ; quand rien n'est mesuré, il le dit en mots."""
        tracer = GENRES[self.genre] if self.mesures else _tracer_vide
        contenu, hauteur = tracer(self)
        description = f"{self.description} {resume(self)}".strip()
        return svg.dessin(self.identifiant, hauteur, self.titre, description, contenu)

    @property
    def legende(self) -> list[dict[str, str]]:
        return legende(self)

    @property
    def tableau(self) -> dict[str, object]:
        return tableau(self)


def verifier(graphique: Graphique) -> None:
    """ValueError si le graphique ne peut pas être dessiné honnêtement."""
    g = graphique
    nombres = [*g.mesures, g.cible or 0, *(cible or 0 for cible in g.cibles)]
    refus = {
        f"La clé « {g.cle} » ne peut pas servir d'identifiant.": not re.fullmatch(r"[\w-]+", g.cle),
        f"Unité inconnue : {g.unite}.": g.unite not in UNITES,
        f"Genre inconnu : {g.genre}.": g.genre not in GENRES,
        "Au-delà de six séries, un tableau se lit mieux.": len(g.series) > len(svg.COULEURS),
        "Chaque série a une valeur, ou None, par catégorie.": any(
            len(serie.valeurs) != len(g.categories) for serie in g.series
        ),
        "La cible se donne pour chaque catégorie.": len(g.cibles) not in (0, len(g.categories)),
        "Une période suspendue est le rang d'une catégorie.": not set(g.periodes_neutres)
        <= set(range(len(g.categories))),
        "Les valeurs sont finies et positives : l'axe part de zéro.": not all(
            math.isfinite(nombre) and nombre >= 0 for nombre in nombres
        ),
    }
    for message, fautif in refus.items():
        if fautif:
            raise ValueError(message)


def _tracer_vide(graphique: Graphique) -> tuple[str, int]:
    return svg.texte("categorie", svg.LARGEUR / 2, 46, "Aucune valeur mesurée."), 80


def tableau(graphique: Graphique) -> dict[str, object]:
    """Les chiffres du graphique en mots : légende, en-têtes, lignes {entete, cellules}."""
    g = graphique
    cible = "" if g.cible is None or g.a_change_de_cible else f" (cible : {_cible(g, g.cible)})"
    en_colonne = ["Cible"] * g.a_change_de_cible
    return {
        "legende": insecables(g.titre + cible),
        "entetes": [g.axe, *(serie.libelle for serie in g.series), *en_colonne],
        "lignes": [_ligne(g, rang) for rang in range(len(g.categories))],
    }


def _ligne(g: Graphique, rang: int) -> dict[str, object]:
    neutre = rang in g.periodes_neutres
    return {
        "entete": g.categories[rang] + (" (période suspendue)" if neutre else ""),
        "cellules": [
            *(
                "suspendu" if neutre and serie.valeurs[rang] is None else serie.dite(rang, g.unite)
                for serie in g.series
            ),
            *(_cible(g, g.cibles[rang]) for _ in range(g.a_change_de_cible)),
        ],
    }


def _cible(g: Graphique, cible: float | None) -> str:
    return "aucune" if cible is None else ecrire(cible, g.unite)


def resume(graphique: Graphique) -> str:
    """Étendue de chaque série et cible, pour qui ne voit pas le dessin."""
    phrases = [_etendue(graphique, serie) for serie in graphique.series]
    if graphique.a_change_de_cible:
        phrases.append(_cibles_dites(graphique))
    elif graphique.cible is not None:
        phrases.append(f"Cible : {ecrire(graphique.cible, graphique.unite)}.")
    return insecables(" ".join(phrases))


def _cibles_dites(g: Graphique) -> str:
    """« Cible : 85 %, puis 90 % à partir de oct. 22. »"""
    rangs = [n for n in range(1, len(g.cibles)) if g.cibles[n] != g.cibles[n - 1]]
    suites = [f"puis {_cible(g, g.cibles[n])} à partir de {g.categories[n]}" for n in rangs]
    return f"Cible : {', '.join([_cible(g, g.cibles[0]), *suites])}."


def _etendue(g: Graphique, serie: Serie) -> str:
    paires = [(v, c) for v, c in zip(serie.valeurs, g.categories, strict=True) if v is not None]
    if not paires:
        return f"{serie.libelle} : aucune valeur mesurée."
    bornes = [borne(paires, key=lambda paire: paire[0]) for borne in (min, max)]
    bas, haut = (f"{ecrire(v, g.unite)} ({categorie})" for v, categorie in bornes)
    return f"{serie.libelle} : de {bas} à {haut}."


def legende(graphique: Graphique) -> list[dict[str, str]]:
    """Repères {svg, libelle} des séries (à partir de deux), des suspensions et des absences."""
    g = graphique
    series = [_cle(g, n, serie.libelle) for n, serie in enumerate(g.series, 1)]
    suspendu = _cle(g, 0, "Période suspendue, hors calcul")
    absence = "N/D ou vide" if len(series) > 1 else "N/D"
    dits = [*dict.fromkeys(mot for serie in g.series for mot in serie.absences.values())]
    mots = ", ".join(dits) or ABSENT
    absent = {"svg": "", "libelle": insecables(f"{absence} : {mots}")}
    manque = any(
        valeur is None and rang not in g.periodes_neutres
        for serie in g.series
        for rang, valeur in enumerate(serie.valeurs)
    )
    return [
        *(series if len(series) > 1 else []),
        *([suspendu] if g.periodes_neutres else []),
        *([absent] if manque and g.mesures else []),
    ]


def _cle(g: Graphique, n: int, libelle: str) -> dict[str, str]:
    """Vignette de légende ; sa trame a son propre identifiant, WeasyPrint ne sort pas du svg."""
    identifiant = f"{g.identifiant}-cle{n}"
    if n and g.genre == "lignes":
        trait = svg.forme("path", f"t{n}", d="M0 7H24") + svg.repere(n, 12, 7, libelle)
    else:
        pave = svg.pave(identifiant, n, libelle, x=0, y=0, width=24, height=14)
        trait = f"<defs>{svg.motif(identifiant, n)}</defs>{pave}"
    titre = insecables(f"Repère de « {libelle} »")
    return {"svg": svg.vignette(24, 14, titre, trait, aria_hidden="true"), "libelle": libelle}
