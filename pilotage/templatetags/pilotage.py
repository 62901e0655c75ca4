from django import template
from django.utils.html import format_html

from pilotage.dessins import petite_courbe
from pilotage.meteo import CIELS
from pilotage.mots import SITUATIONS, cellule, cible_dite, evolution_dite, jour_iso
from qualepref.socle.dessin.svg import vignette
from qualepref.socle.nombres import ecrire

register = template.Library()
for dire in (cellule, cible_dite, evolution_dite, jour_iso):
    register.filter(dire)

# Le dessin double le mot (coche, croix, tiret, barres, aiguilles) : la couleur n'est jamais seule.
_TRAIT = 'fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
_PLEIN = (
    '<circle class="picto picto--{0}" cx="8" cy="8" r="8" fill="{1}"/>'
    f'<path class="picto__trait" d="{{2}}" stroke="#fff" {_TRAIT}/>'
)
_CREUX = (
    '<circle class="picto__bord" cx="8" cy="8" r="7" fill="none" stroke="#666"/>'
    f'<path class="picto__bord" d="{{0}}" stroke="#666" {_TRAIT}/>'
)
DESSINS = {
    "atteint": _PLEIN.format("atteint", "#18753c", "M4.5 8.2L7 10.8L11.5 5.6"),
    "non_atteint": _PLEIN.format("manque", "#ce0500", "M5.3 5.3L10.7 10.7M10.7 5.3L5.3 10.7"),
    "suspendu": _CREUX.format("M6.3 5V11M9.7 5V11"),
    "en_attente": _CREUX.format("M8 4.5V8L10.5 9.5"),
}
_NUAGE = (
    '<path class="ciel__nuage" fill="none" stroke="#3a3a3a" stroke-width="1.4"'
    ' d="M4.2 {0}a2.6 2.6 0 0 1 .2-5.2a3.6 3.6 0 0 1 6.9-.6a2.9 2.9 0 0 1 .5 5.8z"/>'
)
DESSINS_DU_CIEL = {
    "soleil": '<circle class="ciel__soleil" cx="8" cy="8" r="3.4" fill="#b34000"/>'
    '<path class="ciel__rayons" stroke="#b34000" stroke-width="1.4" stroke-linecap="round"'
    ' d="M8 1.2v2M8 12.8v2M1.2 8h2M12.8 8h2M3.2 3.2l1.4 1.4M11.4 11.4l1.4 1.4M12.8 3.2l-1.4 1.4'
    'M4.6 11.4l-1.4 1.4"/>',
    "nuage": _NUAGE.format(11.5),
    "pluie": _NUAGE.format(9.5)
    + '<path class="ciel__pluie" stroke="#0063cb" stroke-width="1.4" stroke-linecap="round"'
    ' d="M5.4 11.4l-.8 2.6M8.4 11.4l-.8 2.6M11.4 11.4l-.8 2.6"/>',
    "orage": _NUAGE.format(9.5)
    + '<path class="ciel__eclair" fill="#ce0500" d="M8.8 9.2l-2.6 3.4h1.6l-.8 3l3-3.8H8.4z"/>',
}
TIRET = _CREUX.format("M5 8H11")


@register.filter
def nombre(valeur, unite):
    """La valeur écrite en français dans son unité ; « non mesuré » si elle est absente."""
    return ecrire(valeur, unite)


@register.filter
def effectif(valeur):
    """Un numérateur ou un dénominateur : « 52 995 »."""
    return ecrire(valeur, "nombre")


@register.filter
def situation_dite(cle):
    return SITUATIONS[cle]


@register.filter
def picto(cle):
    """Le pictogramme d'une situation ; le mot le suit toujours, il se tait donc à la lecture."""
    dessin = DESSINS.get(cle, TIRET)
    return vignette(16, 16, SITUATIONS[cle], dessin, aria_hidden="true")


@register.filter
def ciel(temps):
    """Le dessin et le mot d'une météo ; un tiret si elle n'est que commentée."""
    if not temps:
        return "–"
    mot = CIELS[temps]
    return format_html(
        '<span class="qp-situation">{} {}</span>',
        vignette(16, 16, mot, DESSINS_DU_CIEL[temps], aria_hidden="true"),
        mot.capitalize(),
    )


@register.filter
def courbe(ligne):
    return petite_courbe(ligne)


@register.filter
def rangee(ligne, formats):
    """Les cellules d'une ligne avec leur format : (texte, est un nombre)."""
    return [
        (cellule(valeur, format), format != "texte")
        for valeur, format in zip(ligne, formats, strict=True)
    ]


@register.filter
def colonnes(entetes, formats):
    """Les en-têtes avec leur alignement : (titre, est un nombre)."""
    return [(titre, format != "texte") for titre, format in zip(entetes, formats, strict=True)]


@register.filter
def transpose(tableau):
    """Le tableau d'un graphique, les mois en colonnes : une ligne par série, au large en A4."""
    titre, *series = tableau["entetes"]
    mois = tableau["lignes"]
    return {
        "legende": tableau["legende"],
        "entetes": [titre, *(ligne["entete"] for ligne in mois)],
        "lignes": [
            {"entete": serie, "cellules": [ligne["cellules"][rang] for ligne in mois]}
            for rang, serie in enumerate(series)
        ],
    }
