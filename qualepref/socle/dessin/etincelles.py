"""L'étincelle : la courbe d'une cellule de tableau, que redit une phrase à côté d'elle."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from qualepref.socle.dessin import svg, traces
from qualepref.socle.nombres import ABSENT, ecrire
from qualepref.socle.typographie import insecables

LARGEUR, HAUTEUR, BORD = 96, 24, 6


def etincelle(
    valeurs: Sequence[float | None],
    cible: float | None = None,
    unite: str = "%",
    neutres: Sequence[int] = (),
) -> SafeString:
    """Courbe muette à la lecture : `parcours` la redit. Son titre donne toutes les valeurs.

    Un trou coupe la ligne ; `neutres` : les rangs des périodes suspendues, en gris.
    """
    dites = [_dite(valeur, rang in neutres, unite) for rang, valeur in enumerate(valeurs)]
    phrase = "Évolution : " + ", ".join(dites)
    if cible is not None:
        phrase += f" ; cible : {ecrire(cible, unite)}"
    absentes = all(valeur is None for valeur in valeurs)
    trace = svg.texte("axe", LARGEUR / 2, 16, "N/D") if absentes else _courbe(valeurs, cible)
    contenu = _bandes(len(valeurs), neutres) + trace
    return svg.vignette(LARGEUR, HAUTEUR, insecables(phrase), contenu, aria_hidden="true")


def parcours(valeurs: Sequence[float | None], unite: str = "%") -> str:
    """« de 80,0 % à 85,0 % », de la première valeur connue à la dernière."""
    connues = [valeur for valeur in valeurs if valeur is not None]
    if not connues:
        return ABSENT
    if len(connues) == 1:
        return f"une seule valeur : {ecrire(connues[0], unite)}"
    return f"de {ecrire(connues[0], unite)} à {ecrire(connues[-1], unite)}"


def _dite(valeur: float | None, neutre: bool, unite: str) -> str:
    return "suspendu" if neutre and valeur is None else ecrire(valeur, unite)


def _pas(nombre: int) -> float:
    return (LARGEUR - 2 * BORD) / max(nombre - 1, 1)


def _bandes(nombre: int, neutres: Sequence[int]) -> str:
    """Une bande d'un pas de large, centrée sur sa période, sans sortir de la vignette."""
    pas, bandes = _pas(nombre), ""
    for rang in neutres:
        gauche = max(BORD + pas * (rang - 0.5), 0)
        droite = min(BORD + pas * (rang + 0.5), LARGEUR)
        bandes += svg.forme("rect", "neutre", x=gauche, y=0, width=droite - gauche, height=HAUTEUR)
    return bandes


def _courbe(valeurs: Sequence[float | None], cible: float | None) -> str:
    """Ligne, dernier point et cible ; l'échelle couvre au moins un dixième du maximum.

    Sans ce plancher, un frémissement passerait pour une chute.
    """
    connues = [float(v) for v in [*valeurs, cible] if v is not None]
    milieu = (max(connues) + min(connues)) / 2
    echelle = 14 / (max(max(connues) - min(connues), max(connues) / 10) or 1)
    pas = _pas(len(valeurs))
    courbes = [
        [(BORD + pas * rang, 12 - echelle * (float(v) - milieu)) for rang, v in suite]
        for suite in traces.suites(valeurs)
    ]
    y = 12 - echelle * (float(cible or 0) - milieu)
    trait = "" if cible is None else svg.forme("line", "cible-fin", x1=2, x2=94, y1=y, y2=y)
    lignes = "".join(traces.polyligne("t1", courbe, stroke_width=1.5) for courbe in courbes)
    points = [courbe[0] for courbe in courbes if len(courbe) == 1] + [courbes[-1][-1]]
    return trait + lignes + "".join(svg.forme("circle", "g1", cx=x, cy=y, r=2.5) for x, y in points)
