"""Les engagements tenus par thème : un dessin et son tableau."""

from collections.abc import Iterable, Sequence

from engagements.cotation import Taux, taux_module
from qualepref.socle.dessin.graphiques import Graphique, Serie
from qualepref.socle.typographie import insecables

SANS_THEME = "Sans thème"


def taux_par_theme(blocs: Iterable) -> dict[str, Taux]:
    """Thème → décompte des avis d'ensemble de ses engagements, dans l'ordre des modules."""
    par_theme: dict[str, list[str]] = {}
    for bloc in blocs:
        for ligne in bloc.lignes:
            theme = str(ligne.engagement.theme or SANS_THEME)
            par_theme.setdefault(theme, []).append(ligne.ensemble)
    return {theme: taux_module(avis) for theme, avis in par_theme.items()}


def barres_par_theme(series: Sequence[tuple[str, dict[str, Taux]]]) -> Graphique | None:
    """La part des engagements tenus de chaque thème ; une série par campagne, None sans thème.

    Un thème sans engagement applicable n'a pas de barre : il se dit non mesuré.
    """
    themes = list(dict.fromkeys(theme for _, taux in series for theme in taux))
    if not themes:
        return None
    return Graphique(
        cle="themes",
        titre="Engagements tenus par thème",
        description="Part des engagements applicables tenus, tous services ensemble.",
        categories=[_nom(theme, [taux.get(theme) for _, taux in series]) for theme in themes],
        series=[
            Serie(nom, [taux[theme].valeur if theme in taux else None for theme in themes])
            for nom, taux in series
        ],
        genre="barres_horizontales",
        axe="Thème",
    )


def _nom(theme: str, taux: Sequence[Taux | None]) -> str:
    """« Téléphonie : 2 sur 3 » ; entre deux campagnes, « Téléphonie : 1 sur 3, puis 2 sur 3 »."""
    if not any(un and un.applicables for un in taux):
        return theme
    return insecables(f"{theme} : {', puis '.join(map(_part, taux))}")


def _part(taux: Taux | None) -> str:
    if taux is None or not taux.applicables:
        return "non mesuré"
    return f"{taux.conformes} sur {taux.applicables}"
