"""De chaque cellule à ses lignes : ce qui est compté dans son registre, ou les mesures.

Le nombre affiché est celui des lignes de la liste ouverte ; quand il ne compte pas des lignes
(points d'une grille, réponses à une question), les mesures ouvertes en font la somme.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from formations.models import ThemeFormation
from pilotage.calculs.formations import en_modalite
from qualepref.socle.periodes import Genre, Periode, periodes_entre
from suivi.models import Canal, Demande, Nature, Registre

Bornes = Callable[[Periode, date], dict[str, str]]


@dataclass(frozen=True)
class Liste:
    """Une liste à ouvrir : le droit qu'elle demande, ses filtres, et comment lui dire le jour.

    `modalites` : le paramètre d'une modalité, et de quoi en trouver la valeur.
    """

    nom: str
    permission: str
    bornes: Bornes
    filtres: dict[str, str] = field(default_factory=dict)
    modalites: tuple[str, Callable[[], dict[str, object]]] = ("", dict)


def arrivees(periode: Periode, arrete: date) -> dict[str, str]:
    """Les demandes arrivées dans la période, dans la situation qu'elles avaient à l'arrêté."""
    return {**_jours("du", "au", periode.debut, periode.fin), "arrete": arrete.isoformat()}


def passees(du: str, au: str) -> Bornes:
    """Rien de ce qui était encore à venir quand les chiffres se sont arrêtés."""
    return lambda periode, arrete: _jours(du, au, periode.debut, min(periode.fin, arrete))


def _jours(du: str, au: str, debut: date, fin: date) -> dict[str, str]:
    return {du: debut.isoformat(), au: fin.isoformat()}


def au_dernier_jour(nom: str, pas: Genre) -> Bornes:
    """Le dernier jour de la dernière période achevée : celui où l'état se lit."""

    def bornes(periode: Periode, arrete: date) -> dict[str, str]:
        acheves = [p.fin for p in periodes_entre(periode.debut, periode.fin, pas)]
        connus = [fin for fin in acheves if fin <= arrete] or acheves[:1]
        return {nom: connus[-1].isoformat()}

    return bornes


def _demandes(**filtres: str) -> Liste:
    return Liste(
        "suivi:demande_list",
        "suivi.view_demande",
        arrivees,
        filtres,
        ("canal", lambda: {canal.label: canal.value for canal in Canal}),
    )


def _themes() -> dict[str, object]:
    return {en_modalite(theme): theme.pk for theme in ThemeFormation.objects.all()}


_QUESTIONS = {
    "registre": Registre.COURRIERS_COURRIELS,
    "nature": Nature.INFORMATION_GENERALE,
    "situation": "comptees",
}
_REPONDUES = _QUESTIONS | {"situation": "repondues"}  # un délai moyen : les seules réponses faites
_RECLAMATIONS = {"registre": Registre.SUGGESTIONS_RECLAMATIONS}
_COMPTEES = _RECLAMATIONS | {"situation": "comptees"}
# Les listes qui rendent les lignes de chaque indicateur.
LISTES = {
    "COUR-EL-DELAI": _demandes(**_QUESTIONS, canal="courriels"),
    "COUR-EL-MOYEN": _demandes(**_REPONDUES, canal="courriels"),
    "COUR-PA-DELAI": _demandes(**_QUESTIONS, canal=Canal.COURRIER),
    "COUR-PA-MOYEN": _demandes(**_REPONDUES, canal=Canal.COURRIER),
    "RECL-DELAI": _demandes(**_COMPTEES),
    "RECL-FOND": _demandes(**_COMPTEES),
    "RECL-ACCUEIL": _demandes(**_RECLAMATIONS, qualite_accueil=Demande.QualiteAccueil.OUI),
    "FORM-A-JOUR": Liste(
        "formations:obligationformation_list",
        "formations.view_agentaformer",
        au_dernier_jour("en_poste_le", Genre.TRIMESTRE),
        modalites=("theme", _themes),
    ),
    "TUTO-CONVENTIONS": Liste(
        "formations:tutorat_list",
        "formations.view_tutorat",
        passees("signee_du", "signee_au"),
    ),
    "DOC-A-JOUR": Liste(
        "documents:document_list",
        "documents.view_document",
        au_dernier_jour("suivi_le", Genre.MOIS),
    ),
    "WEB-CONTROLE": Liste(
        "enquetes:pageinternet_list",
        "enquetes.view_pageinternet",
        lambda periode, arrete: {},
        {"retiree": "false"},
    ),
    "ACTIONS-ECHEANCE": Liste(
        "engagements:action_list",
        "engagements.view_action",
        passees("due_du", "due_au"),
    ),
}


def avec_liens(une: dict, arrete: str, agent) -> dict:
    """La ligne, avec l'adresse de ce qui fait son chiffre et celui de chaque lieu.

    Sans agent (un fichier) ou sans le droit de voir ces lignes, il n'y a pas d'adresse.
    """
    liste = LISTES.get(une["code"]) or _mesures(une)
    if agent is None or not agent.has_perm(liste.permission):
        return une
    bornes = liste.bornes(Periode.lire(une["periode"]), date.fromisoformat(arrete))
    filtres = liste.filtres | bornes
    parametre, valeurs = liste.modalites
    cles = valeurs() if any(part["modalite"] for part in une["detail"]) else {}
    detail = []
    for part in une["detail"]:
        lieu = {nom: part[nom] for nom in ("site", "service") if part[nom]}
        if part["modalite"]:
            lieu[parametre] = cles.get(part["modalite"], part["modalite"])
        detail.append({**part, "url": adresse(liste.nom, filtres | lieu)})
    return {**une, "url": adresse(liste.nom, filtres), "detail": detail}


def _mesures(une: dict) -> Liste:
    return Liste(
        "pilotage:mesure_list",
        "pilotage.view_mesure",
        lambda periode, arrete: _jours("depuis", "jusqua", periode.debut, periode.fin),
        {"indicateur": une["id"]},
        ("modalite", dict),
    )


def adresse(nom: str, filtres: dict) -> str:
    return f"{reverse(nom)}?{urlencode(filtres)}"
