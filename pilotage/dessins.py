"""Les graphiques d'un indicateur, dessinés depuis sa série : les mêmes à l'écran et au PDF."""

from django.utils.html import format_html, format_html_join

from qualepref.socle.dessin.etincelles import etincelle, parcours
from qualepref.socle.dessin.graphiques import Graphique, Serie
from qualepref.socle.nombres import ABSENT

PAS_DITS = {"mois": "mois par mois", "trimestre": "par trimestre", "semestre": "par semestre"}


def dessin(une: dict) -> Graphique | None:
    """Le graphique de la série, ou None si rien n'y est mesuré."""
    serie = une["serie"]
    if not serie or not _est_mesuree(serie):
        return None
    plusieurs = len(serie["lignes"]) > 1
    return Graphique(
        cle=une["code"].lower(),
        titre=f"{une['libelle']}, {PAS_DITS[serie['pas']]}",
        description=f"De {serie['categories'][0]} à {serie['categories'][-1]}.",
        categories=serie["categories"],
        series=[Serie(li["nom"], li["valeurs"]) for li in serie["lignes"]],
        cible=une["cible"],
        cibles=serie.get("cibles", ()),  # un tableau publié avant elles n'en a pas
        unite=une["unite"],
        periodes_neutres=serie["neutres"],
        genre="lignes" if plusieurs else "barres",
        axe=serie["pas"].capitalize(),
    )


def petite_courbe(une: dict):
    """L'étincelle d'une ligne de tableau, et les mots qui la redisent ; une par compte."""
    serie = une["serie"]
    if not serie:
        return "–"
    if not _est_mesuree(serie):
        return ABSENT
    plusieurs = len(serie["lignes"]) > 1
    return format_html_join(
        "",
        '<div class="qp-etincelle">{} {}<span class="qp-effectif">{}</span></div>',
        (
            (
                format_html('<span class="qp-effectif">{}</span>', li["nom"]) if plusieurs else "",
                etincelle(li["valeurs"], une["cible"], une["unite"], serie["neutres"]),
                parcours(li["valeurs"], une["unite"]),
            )
            for li in serie["lignes"]
        ),
    )


def parcours_dit(une: dict) -> str:
    """Les mots seuls, pour un fichier."""
    serie = une["serie"] or {"lignes": []}
    return " ; ".join(parcours(li["valeurs"], une["unite"]) for li in serie["lignes"])


def _est_mesuree(serie: dict) -> bool:
    return any(valeur is not None for li in serie["lignes"] for valeur in li["valeurs"])
