"""Contrôle d'un référentiel lu, au-delà de son schéma : renvois rompus et numéros en double."""

from collections import Counter
from collections.abc import Iterable, Iterator


def fautes_de_renvoi(donnees: dict) -> list[str]:
    """Une phrase par faute, qui nomme la clé ; liste vide si tout se répond."""
    return [*_doublons(donnees), *_renvois_rompus(donnees)]


def _elements(donnees: dict) -> Iterator[tuple[str, dict]]:
    """Chaque module, engagement et exigence, avec le nom qu'on lui donne dans une faute."""
    for module in donnees["modules"]:
        yield f"module {module['numero']}", module
        for engagement in module["engagements"]:
            yield f"engagement {engagement['numero']}", engagement
            for exigence in engagement["exigences"]:
                yield f"exigence {exigence['code']}", exigence
    for exigence in donnees.get("pilotage", {}).get("exigences", []):
        yield f"exigence {exigence['code']}", exigence


def _doublons(donnees: dict) -> Iterator[str]:
    noms = Counter(nom for nom, _ in _elements(donnees))
    noms.update(f"thème {cle}" for cle in _cles_des_themes(donnees))
    noms.update(f"condition {condition['cle']}" for condition in donnees.get("conditions", []))
    for nom, fois in noms.items():
        if fois > 1:
            yield f"« {nom} » est défini {fois} fois."


def _cles_des_themes(donnees: dict) -> Iterable[str]:
    for porteur in [donnees, *donnees["modules"]]:
        yield from (theme["cle"] for theme in porteur.get("themes", []))


def _renvois_rompus(donnees: dict) -> Iterator[str]:
    permis = {
        "theme": set(_cles_des_themes(donnees)),
        "condition": {condition["cle"] for condition in donnees.get("conditions", [])},
        "source": {source["cle"] for source in donnees["meta"]["sources"]},
    }
    for nom, element in _elements(donnees):
        for cle, connus in permis.items():
            if cle in element and element[cle] not in connus:
                yield f"« {nom}/{cle} » vaut « {element[cle]} », qui n'est pas défini."
