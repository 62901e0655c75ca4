"""Ce que donne un travail fini, en un titre et une phrase."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Issue(NamedTuple):
    """`genre` : celui de l'alerte, parmi success, info, warning."""

    genre: str
    titre: str
    phrase: str


def issue_d_un_import(rapport: Mapping[str, Any], essai: bool) -> Issue:
    """Une vérification n'enregistre rien ; un import peut avoir laissé des lignes de côté."""
    refusees, a_preciser = rapport["refusees"], _feuilles_a_preciser(rapport)
    laisse = _enumerer([_compter(refusees, "ligne refusée"), a_preciser])
    if essai:
        titre = f"Vérification terminée : {laisse}" if laisse else "Vérification terminée"
        return Issue("warning" if laisse else "info", titre, "Rien n'est encore enregistré.")
    faites = _enumerer(
        [
            _compter(rapport["creees"], "créée"),
            _compter(rapport["mises_a_jour"], "mise à jour"),
            _compter(rapport["inchangees"], "inchangée"),
        ]
    )
    phrase = f"Lignes : {faites or 'aucune enregistrée'}."
    if laisse:
        phrase += " Les lignes refusées vous sont rendues dans le classeur à corriger."
        return Issue("warning", f"Import terminé, sauf {laisse}", phrase)
    return Issue("success", "Import terminé", phrase)


def issue_d_actes(rapport: Mapping[str, Any]) -> Issue:
    """Des actes groupés : combien sont faits, combien le modèle a refusés."""
    faites = _compter(rapport["faites"], "ligne faite") or "Aucune ligne faite"
    if not rapport["refusees"]:
        return Issue("success", "Terminé", f"{faites}.")
    return Issue("warning", "Terminé", f"{faites}, {_compter(rapport['refusees'], 'refusée')}.")


def bonnes_lignes(rapport: Mapping[str, Any]) -> int:
    """Ce qu'il resterait à importer d'une vérification."""
    return max(0, rapport["lues"] - rapport["refusees"])


def _feuilles_a_preciser(rapport: Mapping[str, Any]) -> str:
    fautes = {f["feuille"] for f in rapport["erreurs"] if f["code"] == "feuille_non_lue"}
    return f"{len(fautes)} feuille{_s(len(fautes))} à préciser" if fautes else ""


def _compter(nombre: int, quoi: str) -> str:
    """« 2 lignes refusées », « 3 mises à jour » ; rien pour zéro."""
    if not nombre:
        return ""
    mots = [mot if mot in ("à", "jour") else mot + _s(nombre) for mot in quoi.split()]
    return f"{nombre} {' '.join(mots)}"


def _s(nombre: int) -> str:
    return "s" if nombre > 1 else ""


def _enumerer(parties: list[str]) -> str:
    return ", ".join(filter(None, parties))
