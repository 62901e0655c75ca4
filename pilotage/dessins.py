"""Les graphiques d'un indicateur, dessinés depuis sa série : les mêmes à l'écran et au PDF."""

from qualepref.socle.dessin.graphiques import Graphique, Serie, etincelle

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
        unite=une["unite"],
        periodes_neutres=serie["neutres"],
        genre="lignes" if plusieurs else "barres",
        axe=serie["pas"].capitalize(),
    )


def petite_courbe(une: dict):
    """L'étincelle d'une ligne de tableau ; vide s'il n'y a pas de série."""
    serie = une["serie"]
    if not serie or len(serie["lignes"]) != 1:
        return ""
    return etincelle(serie["lignes"][0]["valeurs"], une["cible"], une["unite"])


def _est_mesuree(serie: dict) -> bool:
    return any(valeur is not None for li in serie["lignes"] for valeur in li["valeurs"])
