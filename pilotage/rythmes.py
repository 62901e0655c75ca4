"""Ce que disent la fiche mensuelle d'une direction et la demi-page de la semaine."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from pilotage.mouvements import chiffre_dit
from pilotage.phrases import message
from pilotage.tableaux import est_montree
from qualepref.socle.temps import dimanche

INEDIT = "–"
AU_PLUS = 7  # lignes de ce qui a bougé : la demi-page tient sur une moitié de feuille


def lundi(jour: date) -> date:
    return jour - timedelta(days=jour.weekday())


def fiche_de_la_direction(donnees: Mapping, nom: str, services: frozenset[int], site: int) -> dict:
    """Le mois vu d'une direction : ses bureaux, son site, et le département pour comparer."""
    lignes = [une for f in donnees["familles"] for une in f["indicateurs"] if est_montree(une)]
    montrees = [_vue_de(une, services, site) for une in lignes]
    return {
        "titre": f"{nom} : {donnees['periode_dite']}",
        "nom": nom,
        "departement": donnees["departement"],
        "periode": donnees["periode"],
        "periode_dite": donnees["periode_dite"],
        "arrete": donnees["arrete"],
        "a_retenir": [message(une) for une in lignes if une["situation"] == "non_atteint"],
        "suspensions": donnees["suspensions"],
        "siennes": [une for une in montrees if une["parts"]],
        "autres": [une for une in montrees if not une["parts"]],
    }


def _vue_de(une: Mapping, services: frozenset[int], site: int) -> dict:
    """La ligne, et ce qu'en disent les bureaux de la direction ou, à défaut, son site."""
    bureaux = [part for part in une["detail"] if part["service"] in services]
    du_site = [p for p in une["detail"] if p["genre"] == "site" and p["site"] == site]
    return {
        cle: une[cle]
        for cle in ("code", "libelle", "unite", "sens", "cible", "cible_par", "periode_dite")
    } | {
        "dit": _ensemble_dit(une),
        "evolution": une["evolution"],
        "situation": une["situation"],
        "parts": [
            {
                "nom": part["nom"],
                "dit": chiffre_dit(part["chiffre"], une["unite"]),
                "situation": part["situation"],
                "evolution": part["evolution"],
            }
            for part in bureaux or du_site
        ],
    }


def _ensemble_dit(une: Mapping) -> str:
    if une["a_un_ensemble"]:
        return chiffre_dit(une["chiffre"], une["unite"])
    return message(une).partition(" : ")[2]


def demi_page(
    donnees: Mapping, lundi_: date, le: date, avant: Mapping | None, comptes: Iterable[dict]
) -> dict:
    """Ce qui a bougé depuis la demi-page d'avant, ce qui est en retard, ce qui vient.

    `avant` : les données de la précédente ; un chiffre d'un autre trimestre ne s'y compare pas.
    """
    instantane = instantane_de(donnees)
    memes = avant is not None and avant["periode"] == donnees["periode"]
    anciens = avant["instantane"] if memes else None
    bouge = [] if anciens is None else _bouge(anciens, instantane)
    comptes = list(comptes)
    return {
        "titre": f"Démarche qualité : semaine du {lundi_:%d/%m/%Y}",
        "departement": donnees["departement"],
        "periode": donnees["periode"],
        "periode_dite": donnees["periode_dite"],
        "lundi": lundi_.isoformat(),
        "dimanche": dimanche(lundi_).isoformat(),
        "le": le.isoformat(),
        "instantane": instantane,
        "comparee": memes,
        "bouge": bouge[:AU_PLUS],
        "bouge_aussi": len(bouge[AU_PLUS:]),
        "retards": [un for un in comptes if un["retards"]],
        "echeances": [un for un in comptes if un["semaine"]],
    }


def instantane_de(donnees: Mapping) -> dict[str, dict]:
    """Code → l'indicateur tel qu'il se lit à ce jour du trimestre."""
    return {
        une["code"]: {
            "libelle": une["libelle"],
            "dit": _ensemble_dit(une),
            "situation": une["situation"],
        }
        for f in donnees["familles"]
        for une in f["indicateurs"]
        if est_montree(une)
    }


def _bouge(anciens: Mapping, nouveaux: Mapping) -> list[dict]:
    return [
        {
            "libelle": une["libelle"],
            "avant": anciens[code]["dit"] if code in anciens else INEDIT,
            "apres": une["dit"],
            "situation": une["situation"],
        }
        for code, une in nouveaux.items()
        if code not in anciens or anciens[code]["dit"] != une["dit"]
    ]
