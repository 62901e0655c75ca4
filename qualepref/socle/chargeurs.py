"""Chargement de l'organisation d'un département (`charger_organisation`)."""

from datetime import date

from qualepref.socle.chargement import Bilan, ChargementRefuse
from qualepref.socle.models import Departement, Fermeture, PeriodeSuspendue, Service, Site

TEXTE = {"type": "string", "minLength": 1}
ALIAS = {"type": "array", "items": TEXTE}
DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
SERVICE = {
    "type": "object",
    "required": ["code", "nom"],
    "additionalProperties": False,
    "properties": {
        "code": TEXTE,
        "nom": TEXTE,
        "alias": ALIAS,
        "services": {"type": "array", "items": {"$ref": "#/$defs/service"}},
    },
}
SCHEMA_ORGANISATION = {
    "$defs": {"service": SERVICE},
    "type": "object",
    "required": ["departement", "sites"],
    "properties": {
        "departement": {
            "type": "object",
            "required": ["code", "nom"],
            "properties": {
                "code": TEXTE,
                "nom": TEXTE,
                "calendrier": {"enum": Departement.Calendriers.values},
                "profil_delais": TEXTE,
            },
        },
        "sites": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "nom", "type"],
                "additionalProperties": False,
                "properties": {
                    "code": TEXTE,
                    "nom": TEXTE,
                    "type": {"enum": Site.Type.values},
                    "alias": ALIAS,
                    "services": {"type": "array", "items": {"$ref": "#/$defs/service"}},
                },
            },
        },
        "periodes_suspendues": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["debut", "fin", "motif"],
                "properties": {"debut": DATE, "fin": DATE, "motif": TEXTE, "site": TEXTE},
            },
        },
        "fermetures": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["site", "jour", "motif"],
                "properties": {"site": TEXTE, "jour": DATE, "motif": TEXTE},
            },
        },
    },
}


def charger_organisation(donnees: dict, bilan: Bilan) -> None:
    """Range département, sites, services, périodes suspendues et fermetures."""
    valeurs = dict(donnees["departement"])
    departement = bilan.ranger(Departement.objects, {"code": valeurs.pop("code")}, valeurs)
    sites = {}
    for valeurs in donnees["sites"]:
        sites[valeurs["code"]] = _ranger_site(departement, valeurs, bilan)
    for periode in donnees.get("periodes_suspendues", []):
        _ranger_periode(departement, sites, periode, bilan)
    for fermeture in donnees.get("fermetures", []):
        bilan.ranger(
            Fermeture.objects,
            {"site": _site(sites, fermeture), "jour": _date(fermeture["jour"])},
            {
                "motif": fermeture["motif"],
                "compte_non_ouvre": fermeture.get("compte_non_ouvre", True),
            },
        )


def _ranger_site(departement, valeurs, bilan):
    site = bilan.ranger(
        Site.objects,
        {"departement": departement, "code": valeurs["code"]},
        {"nom": valeurs["nom"], "type": valeurs["type"], "alias": valeurs.get("alias", [])},
    )
    racine = bilan.ranger(
        Service.objects,
        {"site": site, "parent": None},
        {"code": site.code, "nom": site.nom, "alias": site.alias},
    )
    _ranger_services(site, racine, valeurs.get("services", []), bilan)
    return site


def _ranger_services(site, parent, services, bilan):
    for valeurs in services:
        service = bilan.ranger(
            Service.objects,
            {"site": site, "code": valeurs["code"]},
            {"nom": valeurs["nom"], "alias": valeurs.get("alias", []), "parent": parent},
        )
        _ranger_services(site, service, valeurs.get("services", []), bilan)


def _ranger_periode(departement, sites, periode, bilan):
    debut, fin = _date(periode["debut"]), _date(periode["fin"])
    if fin < debut:
        raise ChargementRefuse(f"Période suspendue : la fin {fin} précède le début {debut}.")
    site = _site(sites, periode) if "site" in periode else None
    bilan.ranger(
        PeriodeSuspendue.objects,
        {"departement": departement, "site": site, "date_debut": debut},
        {"date_fin": fin, "motif": periode["motif"]},
    )


def _site(sites, ligne):
    if ligne["site"] not in sites:
        raise ChargementRefuse(f"Le site « {ligne['site']} » n'est pas décrit dans le fichier.")
    return sites[ligne["site"]]


def _date(texte):
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise ChargementRefuse(f"« {texte} » n'est pas une date du calendrier.") from None
