"""Chargement de l'organisation d'un département (`charger_organisation`)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from qualepref.socle.calendrier import DERNIERE_ANNEE, PREMIERE_ANNEE
from qualepref.socle.chargement import Bilan, ChargementRefuse, ligne_de
from qualepref.socle.homonymes import Nom, homonymes
from qualepref.socle.models import Departement, Fermeture, PeriodeSuspendue, Service, Site
from qualepref.socle.models.organisation import PROFONDEUR_MAX


def _texte(modele, champ: str) -> dict:
    longueur = modele._meta.get_field(champ).max_length
    return {"type": "string", "minLength": 1, "maxLength": longueur}


ALIAS = {"type": ["array", "null"], "items": {"type": "string", "minLength": 1}}
DATE = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "description": "une date AAAA-MM-JJ",
}
SERVICES = {"type": ["array", "null"], "items": {"$ref": "#/$defs/service"}}


def _objet(requis: list[str], proprietes: dict, **regles) -> dict:
    ferme = {"type": "object", "required": requis, "additionalProperties": False}
    return ferme | {"properties": proprietes} | regles


def _liste(element: dict) -> dict:
    return {"type": ["array", "null"], "items": element}


SERVICE = _objet(
    ["code", "nom"],
    {
        "code": _texte(Service, "code"),
        "nom": _texte(Service, "nom"),
        "alias": ALIAS,
        "services": SERVICES,
    },
)
SITE = _objet(
    ["code", "nom", "type"],
    {
        "code": _texte(Site, "code"),
        "nom": _texte(Site, "nom"),
        "type": {"enum": Site.Type.values},
        "alias": ALIAS,
        "services": SERVICES,
    },
)
PERIODE = _objet(
    ["debut", "fin", "motif"],
    {
        "debut": DATE,
        "fin": DATE,
        "motif": _texte(PeriodeSuspendue, "motif"),
        "site": _texte(Site, "code"),
        "date_decision": DATE,
    },
)
FERMETURE = _objet(
    [],
    {
        "site": _texte(Site, "code"),
        "jour": DATE,
        "debut": DATE,
        "fin": DATE,
        "motif": _texte(Fermeture, "motif"),
        "compte_non_ouvre": {"type": "boolean"},
    },
    oneOf=[{"required": ["jour"]}, {"required": ["debut", "fin"]}],
    description="« jour », ou « debut » et « fin »",
)
SCHEMA_ORGANISATION = {
    "$defs": {"service": SERVICE},
    **_objet(
        ["departement", "sites"],
        {
            "meta": {"type": "object"},
            "departement": _objet(
                ["code", "nom"],
                {
                    "code": _texte(Departement, "code"),
                    "nom": _texte(Departement, "nom"),
                    "calendrier": {"enum": Departement.Calendriers.values},
                    "profil_delais": _texte(Departement, "profil_delais"),
                },
            ),
            "sites": {"type": "array", "minItems": 1, "items": SITE},
            "periodes_suspendues": _liste(PERIODE),
            "fermetures": _liste(FERMETURE),
        },
    ),
}


def charger_organisation(donnees: dict, bilan: Bilan) -> None:
    """Range département, sites, services, périodes suspendues et fermetures."""
    verifier_les_codes(donnees["sites"])
    verifier_les_noms(donnees["sites"])
    valeurs = dict(donnees["departement"])
    departement = bilan.ranger(Departement.objects, {"code": valeurs.pop("code")}, valeurs)
    sites = {}
    for valeurs in donnees["sites"]:
        sites[valeurs["code"]] = _ranger_site(departement, valeurs, bilan)
    for periode in donnees.get("periodes_suspendues") or []:
        _ranger_periode(departement, sites, periode, bilan)
    for fermeture in donnees.get("fermetures") or []:
        _ranger_fermeture(sites, fermeture, bilan)


def verifier_les_codes(sites: list[dict]) -> None:
    """Un code ne se dit qu'une fois : sites entre eux, services d'un site avec le site."""
    doubles = _doubles(site["code"] for site in sites)
    for site in sites:
        doubles += _doubles([site["code"], *_codes(site)])
    if doubles:
        raise ChargementRefuse([f"Le code « {code} » est donné deux fois." for code in doubles])


def _codes(lieu: dict, niveau: int = 2) -> Iterator[str]:
    for service in lieu.get("services") or []:
        if niveau > PROFONDEUR_MAX:
            raise ChargementRefuse(
                f"« {service['nom']} » : pas plus de {PROFONDEUR_MAX} niveaux, site compris."
            )
        yield service["code"]
        yield from _codes(service, niveau + 1)


def _doubles(codes: Iterable[str]) -> list[str]:
    return [code for code, nombre in Counter(codes).items() if nombre > 1]


def verifier_les_noms(sites: list[dict]) -> None:
    """Un nom, un code ou un autre nom ne désigne qu'un service de son site."""
    fautes = [
        f"{second.ou} : « {second.texte} » désigne déjà le service de {premier.ou}."
        for rang, site in enumerate(sites)
        for premier, second in homonymes(_noms(site, f"sites/{rang}"))
    ]
    if fautes:
        raise ChargementRefuse(fautes)


def _noms(lieu: dict, cle: str) -> Iterator[Nom]:
    for champ in ("nom", "code", "alias"):
        dits = lieu.get(champ) or []
        for texte in [dits] if isinstance(dits, str) else dits:
            yield Nom(texte, cle, f"{cle}/{champ}", ligne_de(lieu, champ))
    for rang, service in enumerate(lieu.get("services") or []):
        yield from _noms(service, f"{cle}/services/{rang}")


def _ranger_site(departement, valeurs, bilan):
    _refuser_les_noms_pris(departement, valeurs)
    site = bilan.ranger(
        Site.objects,
        {"departement": departement, "code": valeurs["code"]},
        {"nom": valeurs["nom"], "type": valeurs["type"], "alias": valeurs.get("alias") or []},
    )
    racine = bilan.ranger(
        Service.objects,
        {"site": site, "parent": None},
        {"code": site.code, "nom": site.nom, "alias": site.alias},
    )
    _ranger_services(site, racine, valeurs.get("services") or [], bilan)
    return site


def _refuser_les_noms_pris(departement, valeurs):
    """Un service du site que le fichier ne décrit pas garde ses noms."""
    decrits = [valeurs["code"], *_codes(valeurs)]
    autres = Service.objects.filter(site__departement=departement, site__code=valeurs["code"])
    gardes = list(autres.exclude(parent=None).exclude(code__in=decrits))
    fautes = [
        f"{nom.ou} : « {nom.texte} » désigne déjà le service « {garde} » de {valeurs['nom']}."
        for nom in _noms(valeurs, valeurs["code"])
        for garde in gardes
        if garde.porte_le_nom(nom.texte)
    ]
    if fautes:
        raise ChargementRefuse(fautes)


def _ranger_services(site, parent, services, bilan):
    for valeurs in services:
        service = bilan.ranger(
            Service.objects,
            {"site": site, "code": valeurs["code"]},
            {"nom": valeurs["nom"], "alias": valeurs.get("alias") or [], "parent": parent},
        )
        _ranger_services(site, service, valeurs.get("services") or [], bilan)


def _ranger_periode(departement, sites, periode, bilan):
    debut, fin = _bornes(periode, "Période suspendue")
    decision = periode.get("date_decision")
    bilan.ranger(
        PeriodeSuspendue.objects,
        {
            "departement": departement,
            "site": _site(sites, periode["site"]) if "site" in periode else None,
            "date_debut": debut,
        },
        {
            "date_fin": fin,
            "motif": periode["motif"],
            "date_decision": _date(decision) if decision else None,
        },
    )


def _ranger_fermeture(sites, fermeture, bilan):
    """Un jour ou plusieurs, d'un site ou de tous."""
    jour = {"debut": fermeture["jour"], "fin": fermeture["jour"]} if "jour" in fermeture else {}
    debut, fin = _bornes(fermeture | jour, "Fermeture")
    valeurs = {
        "motif": fermeture.get("motif", "fermeture exceptionnelle"),
        "compte_non_ouvre": fermeture.get("compte_non_ouvre", True),
    }
    fermes = [_site(sites, fermeture["site"])] if "site" in fermeture else sites.values()
    for site in fermes:
        for rang in range((fin - debut).days + 1):
            cle = {"site": site, "jour": debut + timedelta(days=rang)}
            bilan.ranger(Fermeture.objects, cle, valeurs)


def _bornes(periode, quoi):
    debut, fin = _date(periode["debut"]), _date(periode["fin"])
    if fin < debut:
        raise ChargementRefuse(f"{quoi} : la fin {fin} précède le début {debut}.")
    return debut, fin


def _site(sites, code):
    if code not in sites:
        connus = ", ".join(sites)
        raise ChargementRefuse(f"Le site « {code} » n'est pas décrit (codes connus : {connus}).")
    return sites[code]


def _date(texte):
    try:
        lue = date.fromisoformat(texte)
    except ValueError:
        raise ChargementRefuse(f"« {texte} » n'est pas une date du calendrier.") from None
    if not PREMIERE_ANNEE <= lue.year <= DERNIERE_ANNEE:
        raise ChargementRefuse(f"« {texte} » : l'année n'est pas plausible.")
    return lue
