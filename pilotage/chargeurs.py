"""Chargement des indicateurs et du plan du bilan annuel livrés (`charger_referentiel`)."""

from decimal import Decimal

from pilotage.models import Indicateur, PieceAFournir, PlanBilan
from qualepref.socle.chargement import Bilan, ChargementRefuse, chargeur

TEXTE = {"type": "string", "minLength": 1}
TEXTE_OU_VIDE = {"type": ["string", "null"]}
VENTILATIONS = ["site", "service", "canal", "compte", "theme_formation", "type_titre"]
INDICATEUR = {
    "type": "object",
    "required": [
        *("code", "libelle", "famille", "actif_par_defaut", "numerateur", "unite", "sens"),
        *("periodicite", "source", "mode_de_calcul", "delai_disponibilite_jours", "statut"),
    ],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "pattern": "^[A-Z]+(-[A-Z]+)*$"},
        "libelle": TEXTE,
        "famille": {"enum": Indicateur.Famille.values},
        "actif_par_defaut": {"type": "boolean"},
        "numerateur": TEXTE,
        "denominateur": TEXTE_OU_VIDE,
        "unite": {"enum": Indicateur.Unite.values},
        "sens": {"enum": Indicateur.Sens.values},
        "cible": {"type": ["number", "null"], "minimum": 0},
        "cible_statut": {"enum": [*Indicateur.Statut.values, None]},
        "periodicite": {"enum": Indicateur.Periodicite.values},
        "source": {"enum": Indicateur.Source.values},
        "mode_de_calcul": TEXTE,
        "delai_disponibilite_jours": {"type": "integer", "minimum": 0},
        "engagement": {"type": ["integer", "null"], "minimum": 1},
        "ventilation": {"type": "array", "items": {"enum": VENTILATIONS}},
        "statut": {"enum": Indicateur.Statut.values},
        "reference": TEXTE_OU_VIDE,
    },
}
SCHEMA_INDICATEURS = {
    "type": "object",
    "required": ["meta", "indicateurs"],
    "properties": {"indicateurs": {"type": "array", "minItems": 1, "items": INDICATEUR}},
}


@chargeur("indicateurs", SCHEMA_INDICATEURS)
def charger_indicateurs(donnees: dict, bilan: Bilan) -> None:
    """Range les indicateurs ; ceux d'un département gardent leurs réglages et leurs mesures."""
    vus = set()
    for ordre, valeurs in enumerate(donnees["indicateurs"], 1):
        valeurs = dict(valeurs)
        code = valeurs.pop("code")
        if code in vus:
            raise ChargementRefuse(f"L'indicateur « {code} » est décrit deux fois.")
        vus.add(code)
        bilan.ranger(Indicateur.objects, {"code": code}, _champs(valeurs) | {"ordre": ordre})


def _champs(valeurs: dict) -> dict:
    """Les clés absentes ou vides du YAML deviennent les valeurs vides du modèle."""
    cible = valeurs.get("cible")
    return valeurs | {
        "denominateur": valeurs.get("denominateur") or "",
        "reference": valeurs.get("reference") or "",
        "cible_statut": valeurs.get("cible_statut") or "",
        "cible": None if cible is None else Decimal(str(cible)),
        "engagement": valeurs.get("engagement"),
        "ventilation": valeurs.get("ventilation", []),
    }


NUMERO = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
TABLEAU = {
    "type": "object",
    "required": ["cle", "intitule", "colonnes"],
    "additionalProperties": False,
    "properties": {
        "cle": TEXTE,
        "intitule": TEXTE,
        "colonnes": {"type": "array", "minItems": 1, "items": TEXTE},
        "total": {"type": "boolean"},
    },
}
SECTION = {
    "type": "object",
    "required": ["numero", "titre", "donnees", "indicateurs", "tableaux", "recit"],
    "additionalProperties": False,
    "properties": {
        "numero": NUMERO,
        "titre": TEXTE,
        "donnees": {"type": "array", "items": TEXTE},
        "indicateurs": {"type": "array", "items": TEXTE},
        "tableaux": {"type": "array", "items": TABLEAU},
        "recit": {"type": "array", "items": TEXTE},
    },
}
CHAPITRE = {
    "type": "object",
    "required": ["numero", "titre", "sections"],
    "additionalProperties": False,
    "properties": {
        "numero": NUMERO,
        "titre": TEXTE,
        "origine": TEXTE,
        "sections": {"type": "array", "minItems": 1, "items": SECTION},
    },
}
SCHEMA_PLAN = {
    "type": "object",
    "required": ["meta", "chapitres"],
    "properties": {
        "meta": {"type": "object", "required": ["code", "version", "intitule"]},
        "chapitres": {"type": "array", "minItems": 1, "items": CHAPITRE},
    },
}


@chargeur("bilan-annuel", SCHEMA_PLAN)
def charger_plan(donnees: dict, bilan: Bilan) -> None:
    """Range le plan de cette version ; un bilan commencé garde celui de sa version."""
    meta = donnees["meta"]
    bilan.ranger(
        PlanBilan.objects,
        {"code": meta["code"], "version": meta["version"]},
        {"intitule": meta["intitule"], "chapitres": donnees["chapitres"]},
    )


PIECE = {
    "type": "object",
    "required": ["ordre", "piece", "types"],
    "additionalProperties": False,
    "properties": {
        "ordre": {"type": "integer", "minimum": 1},
        "piece": {**TEXTE, "maxLength": 200},
        "types": {"type": "array", "minItems": 1, "items": {"type": "string"}},
    },
}
SCHEMA_AUDIT = {
    "type": "object",
    "required": ["meta", "pieces_a_fournir"],
    "properties": {
        "pieces_a_fournir": {
            "type": "object",
            "required": ["delai_jours_avant", "liste"],
            "properties": {
                "delai_jours_avant": {"type": "integer", "minimum": 0, "maximum": 365},
                "liste": {"type": "array", "minItems": 1, "items": PIECE},
            },
        },
    },
}


@chargeur("audit", SCHEMA_AUDIT)
def charger_audit(donnees: dict, bilan: Bilan) -> None:
    """Range les pièces à fournir ; celles que le fichier ne cite plus sont retirées."""
    pieces = donnees["pieces_a_fournir"]
    vues = set()
    for piece in pieces["liste"]:
        if piece["ordre"] in vues:
            raise ChargementRefuse(f"Deux pièces portent le rang {piece['ordre']}.")
        vues.add(piece["ordre"])
        valeurs = {
            "intitule": piece["piece"],
            "types": piece["types"],
            "delai_jours": pieces["delai_jours_avant"],
            "retire": False,
        }
        bilan.ranger(PieceAFournir.objects, {"ordre": piece["ordre"]}, valeurs)
    for absente in PieceAFournir.objects.demandees().exclude(ordre__in=vues):
        bilan.retirer(absente)
