"""Vocabulaire SVG des graphiques : couleurs, trames, repères, textes.

Chaque forme porte une classe, que la page colore selon le thème (static/socle/graphiques.css), et
ses attributs de présentation, les seuls que lise WeasyPrint. Ni style ni script : CSP stricte.
"""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LARGEUR = 640
POLICE = "Marianne, arial, sans-serif"
COULEURS = ("#000091", "#ce614a", "#009081", "#a558a0", "#417dc4", "#6a6156")
# Trames (carreau de 8 × 8) et repères doublent la couleur ; la première série est pleine.
TRAMES = (
    "",
    "M-1 1L1-1M0 8L8 0M7 9L9 7",
    "M0 4H8",
    "M-1 7L1 9M0 0L8 8M7-1L9 1",
    "M4 0V8",
    "M0 4H8M4 0V8",
)
REPERES = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
    "M-4-4H4V4H-4Z",
    "M0-5.5L5.5 0L0 5.5L-5.5 0Z",
    "M0-5L5 4H-5Z",
    "M0 5L5-4H-5Z",
    "M-5-1.5H-1.5V-5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5Z",
)
PRESENTATION: dict[str, dict[str, object]] = {
    **{f"g{n}": {"fill": couleur} for n, couleur in enumerate(COULEURS, 1)},
    **{
        f"t{n}": {"fill": "none", "stroke": couleur, "stroke-width": 2.5}
        for n, couleur in enumerate(COULEURS, 1)
    },
    "fond": {"fill": "#fff"},
    "trame": {"fill": "none", "stroke": "#fff", "stroke-width": 1.2},
    "neutre": {"fill": "#eee"},
    "motif": {},
    "hachure": {"fill": "none", "stroke": "#929292"},
    "grille": {"stroke": "#ddd"},
    "base": {"stroke": "#666"},
    "cible": {"stroke": "#161616", "stroke-width": 2, "stroke-dasharray": "6 4"},
    "cible-fin": {"stroke": "#161616", "stroke-dasharray": "3 3"},
    "jalon": {"fill": "#fff", "stroke": "#000091", "stroke-width": 1.5},
    "sur-plein": {"fill": "#f5f5fe", "font-size": 12, "font-weight": 500},
    "axe": {"fill": "#666", "font-size": 11},
    "categorie": {"fill": "#3a3a3a", "font-size": 12},
    "valeur": {"fill": "#161616", "font-size": 12, "font-weight": 500},
}


def forme(nom: str, classe: str, contenu: str = "", **attributs: object) -> str:
    """Un élément ; `classe` est une clé de PRESENTATION ; `text_anchor` s'écrit « text-anchor »."""
    propres = {cle.replace("_", "-"): valeur for cle, valeur in attributs.items()}
    tous = {"class": classe, **PRESENTATION[classe], **propres}
    ecrits = "".join(f' {cle}="{escape(_arrondi(valeur))}"' for cle, valeur in tous.items())
    return f"<{nom}{ecrits}>{contenu}</{nom}>"


def _arrondi(valeur: object) -> object:
    return f"{valeur:.1f}".removesuffix(".0") if isinstance(valeur, float) else valeur


def texte(classe: str, x: float, y: float, mots: str, ancre: str = "middle", **attributs) -> str:
    return forme("text", classe, escape(mots), x=x, y=y, text_anchor=ancre, **attributs)


def largeur(mots: str, corps: float = 12) -> float:
    """Largeur approchée en Marianne : chiffres et minuscules font un peu plus d'un demi-corps."""
    return 0.54 * corps * len(mots)


def etiquette(x: float, y: float, mots: str, ancre: str = "middle") -> str:
    """Valeur sur une pastille du fond, lisible par-dessus une trame ou la ligne de cible."""
    cote = max(largeur(mots) + 4, 16)
    gauche = x - (cote / 2 if ancre == "middle" else 2)
    pastille = forme("rect", "fond", x=gauche, y=y - 11.0, width=cote, height=14, rx=2)
    return f'<g class="etiquette">{pastille}{texte("valeur", x, y, mots, ancre)}</g>'


def motif(cle: str, rang: int) -> str:
    """Définit la trame de la série `rang`, s'il en faut ; rang 0 : hachure des suspensions."""
    if rang == 1:
        return ""
    trait = forme("path", "trame" if rang else "hachure", d=TRAMES[rang - 1 if rang else 1])
    carreau = trait if rang else forme("rect", "neutre", width=8, height=8) + trait
    return (
        f'<pattern id="{cle}-trame-{rang}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f"{carreau}</pattern>"
    )


def pave(cle: str, rang: int, infobulle: str, **cotes: float) -> str:
    """Rectangle d'une série : sa couleur sous sa trame. Rang 0 : période suspendue."""
    couleur = forme("rect", f"g{rang}", **cotes) if rang else ""
    hachure = forme("rect", "motif", fill=f"url(#{cle}-trame-{rang})", **cotes) if rang != 1 else ""
    return f"<g><title>{escape(infobulle)}</title>{couleur}{hachure}</g>"


def repere(rang: int, x: float, y: float, infobulle: str) -> str:
    """Point d'une courbe, d'une forme propre à sa série."""
    titre = f"<title>{escape(infobulle)}</title>"
    place = f"translate({x:.1f} {y:.1f})"
    return forme("path", f"g{rang}", titre, d=REPERES[rang - 1], transform=place)


def dessin(cle: str, hauteur: float, titre: str, description: str, contenu: str) -> SafeString:
    """Le svg complet, nommé et décrit ; `cle` préfixe tous ses identifiants."""
    return mark_safe(
        f'<svg class="graphique-svg" xmlns="http://www.w3.org/2000/svg" role="img"'
        f' aria-labelledby="{cle}-titre {cle}-desc" viewBox="0 0 {LARGEUR} {hauteur}"'
        f' width="{LARGEUR}" height="{hauteur}" font-family="{POLICE}">'
        f'<title id="{cle}-titre">{escape(titre)}</title>'
        f'<desc id="{cle}-desc">{escape(description)}</desc>{contenu}</svg>'
    )


def vignette(largeur: int, hauteur: int, titre: str, contenu: str, **attributs: str) -> SafeString:
    """Petit svg sans identifiant : repère de légende, étincelle. WeasyPrint en lit le titre."""
    ecrits = "".join(f' {cle.replace("_", "-")}="{escape(v)}"' for cle, v in attributs.items())
    return mark_safe(
        f'<svg class="graphique-svg" xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="0 0 {largeur} {hauteur}"'
        f' width="{largeur}" height="{hauteur}" font-family="{POLICE}"{ecrits}>'
        f"<title>{escape(titre)}</title>{contenu}</svg>"
    )
