"""De chaque cellule à ses lignes : les demandes comptées, ou les mesures relevées."""

from urllib.parse import urlencode

from django.urls import reverse

from qualepref.socle.periodes import Periode
from suivi.models import Canal, Demande, Nature, Registre

_QUESTIONS = {
    "registre": Registre.COURRIERS_COURRIELS,
    "nature": Nature.INFORMATION_GENERALE,
    "situation": "comptees",
}
_REPONDUES = {"situation": "repondues"}  # un délai moyen ne compte que les réponses faites
_RECLAMATIONS = {"registre": Registre.SUGGESTIONS_RECLAMATIONS}
# Les filtres de la liste des demandes qui rendent les lignes de chaque indicateur.
FILTRES = {
    "COUR-EL-DELAI": _QUESTIONS | {"canal": "courriels"},
    "COUR-EL-MOYEN": _QUESTIONS | _REPONDUES | {"canal": "courriels"},
    "COUR-PA-DELAI": _QUESTIONS | {"canal": Canal.COURRIER},
    "COUR-PA-MOYEN": _QUESTIONS | _REPONDUES | {"canal": Canal.COURRIER},
    "RECL-DELAI": _RECLAMATIONS | {"situation": "comptees"},
    "RECL-FOND": _RECLAMATIONS | {"situation": "comptees"},
    "RECL-ACCUEIL": _RECLAMATIONS | {"qualite_accueil": Demande.QualiteAccueil.OUI},
}
_CANAUX = {canal.label: canal.value for canal in Canal}


def avec_liens(une: dict, arrete: str, agent) -> dict:
    """La ligne, avec l'adresse de ce qui fait son chiffre et celui de chaque lieu.

    Sans agent (un fichier) ou sans le droit de voir ces lignes, il n'y a pas d'adresse.
    """
    permission = "suivi.view_demande" if une["code"] in FILTRES else "pilotage.view_mesure"
    if agent is None or not agent.has_perm(permission):
        return une
    detail = [{**part, "url": adresse(une, part, arrete)} for part in une["detail"]]
    return {**une, "url": adresse(une, {}, arrete), "detail": detail}


def adresse(une: dict, part: dict, arrete: str) -> str:
    """La liste filtrée pour la période de la ligne et le lieu de la part."""
    periode = Periode.lire(une["periode"])
    du, au = periode.debut.isoformat(), periode.fin.isoformat()
    lieu = {nom: part[nom] for nom in ("site", "service") if part.get(nom)}
    if une["code"] in FILTRES:
        canal = {"canal": _CANAUX[part["modalite"]]} if part.get("modalite") else {}
        bornes = {"du": du, "au": au, "arrete": arrete}
        return _liste("suivi:demande_list", FILTRES[une["code"]] | lieu | canal | bornes)
    bornes = {"depuis": du, "jusqua": au, "indicateur": une["id"]}
    return _liste("pilotage:mesure_list", bornes | {k: v for k, v in lieu.items() if k == "site"})


def _liste(nom: str, filtres: dict) -> str:
    return f"{reverse(nom)}?{urlencode(filtres)}"
