"""Chargement des types de documents, de leurs familles, canaux et étiquettes."""

from django.core.cache import cache

from documents.models import (
    CACHES,
    CanalDiffusion,
    Etiquette,
    FamilleDocument,
    TypeDocument,
)
from qualepref.socle.chargement import Bilan, ChargementRefuse, chargeur

TEXTE = {"type": "string", "minLength": 1}
CODE = {"type": "string", "pattern": r"^\w+$"}
MOIS = {"type": ["integer", "null"], "minimum": 1}
STATUT = {"enum": ["confirmé", "proposé", "à vérifier"]}
TYPE = {
    "type": "object",
    "required": ["code", "libelle", "prefixe", "famille", "validite_mois", "revue_mois"]
    + ["preavis_jours", "diffusion", "donnees_personnelles"],
    "additionalProperties": False,
    "properties": {
        "code": CODE,
        "libelle": TEXTE,
        "prefixe": {"type": "string", "pattern": "^[A-Z]{2,5}$"},
        "famille": CODE,
        "validite_mois": MOIS,
        "revue_mois": MOIS,
        "preavis_jours": {"type": "integer", "minimum": 0},
        "diffusion": {"type": "array", "items": CODE, "minItems": 1, "uniqueItems": True},
        "donnees_personnelles": {"type": "boolean"},
    },
}
CANAL = {
    "type": "object",
    "required": ["libelle", "public", "statut"],
    "additionalProperties": False,
    "properties": {
        "libelle": TEXTE,
        "public": {"enum": CanalDiffusion.Public.values},
        "statut": STATUT,
    },
}
VOCABLES = {"type": "object", "propertyNames": CODE, "additionalProperties": TEXTE}
SCHEMA = {
    "type": "object",
    "required": ["meta", "canaux_diffusion", "etiquettes", "familles", "types"],
    "additionalProperties": False,
    "properties": {
        "meta": {
            "type": "object",
            "required": ["code", "version", "statut_durees"],
            "properties": {"statut_durees": STATUT},
        },
        "canaux_diffusion": {
            "type": "object",
            "propertyNames": CODE,
            "additionalProperties": CANAL,
        },
        "etiquettes": VOCABLES,
        "familles": VOCABLES,
        "types": {"type": "array", "items": TYPE, "minItems": 1},
        "etats": {"type": "array"},
        "champs": {"type": "array"},
        "nommage": {"type": "object"},
        "consignes": {"type": "array", "items": TEXTE},
    },
}
NOMBRES = "validite_mois revue_mois preavis_jours donnees_personnelles".split()


@chargeur("types-documents", SCHEMA)
def charger_types(donnees: dict, bilan: Bilan) -> None:
    familles = _ranger_libelles(FamilleDocument, donnees["familles"], bilan)
    etiquettes = _ranger_libelles(Etiquette, donnees["etiquettes"], bilan)
    canaux = {
        cle: _ranger(CanalDiffusion, cle, valeurs, rang, bilan)
        for rang, (cle, valeurs) in enumerate(donnees["canaux_diffusion"].items(), 1)
    }
    statut = donnees["meta"]["statut_durees"]
    types = [
        _ranger_type(valeurs, rang, familles, canaux, statut, bilan)
        for rang, valeurs in enumerate(donnees["types"], 1)
    ]
    for modele, presents in (
        (FamilleDocument, familles.values()),
        (Etiquette, etiquettes.values()),
        (CanalDiffusion, canaux.values()),
        (TypeDocument, types),
    ):
        _retirer_les_absents(modele, presents, bilan)
    cache.delete_many(CACHES)


def _ranger_libelles(modele, libelles, bilan):
    return {
        cle: _ranger(modele, cle, {"libelle": libelle}, rang, bilan)
        for rang, (cle, libelle) in enumerate(libelles.items(), 1)
    }


def _ranger(modele, cle, valeurs, rang, bilan):
    return bilan.ranger(modele.objects, {"cle": cle}, {**valeurs, "ordre": rang, "retire": False})


def _ranger_type(valeurs, rang, familles, canaux, statut, bilan):
    code = valeurs["code"]
    genre = _ranger(
        TypeDocument,
        code,
        {
            "libelle": valeurs["libelle"],
            "prefixe": valeurs["prefixe"],
            "famille": _connu(familles, valeurs["famille"], f"types/{code}/famille"),
            "statut_durees": statut,
            **{nom: valeurs[nom] for nom in NOMBRES},
        },
        rang,
        bilan,
    )
    genre.canaux.set(_connu(canaux, cle, f"types/{code}/diffusion") for cle in valeurs["diffusion"])
    return genre


def _connu(elements, cle, ou):
    if cle not in elements:
        raise ChargementRefuse(f"« {ou} » vaut « {cle} », qui n'est pas défini.")
    return elements[cle]


def _retirer_les_absents(modele, presents, bilan):
    gardes = [element.pk for element in presents]
    for element in modele.objects.filter(retire=False).exclude(pk__in=gardes):
        element.retire = True
        element.save(update_fields=["retire"])
        bilan.retirees += 1
