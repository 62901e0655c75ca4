"""Chargement des thèmes, du catalogue et de la règle du tutorat."""

from formations.models import Formation, RegleTutorat, ThemeFormation
from qualepref.socle.chargement import Bilan, ChargementRefuse, chargeur

TEXTE = {"type": "string", "minLength": 1}
TEXTES = {"type": "array", "items": TEXTE}
CODE = {"type": "string", "pattern": r"^\w+$"}
MOIS = {"type": "integer", "minimum": 1, "maximum": 240}
MOIS_OU_RIEN = {"type": ["integer", "null"], "minimum": 1, "maximum": 240}
STATUT = {"enum": ["confirmé", "proposé", "à vérifier"]}
THEME = {
    "type": "object",
    "required": ["code", "libelle", "populations", "delai_initial_mois", "renouvellement_mois"]
    + ["statut", "statut_periodicite", "exigence"],
    "additionalProperties": False,
    "properties": {
        "code": CODE,
        "libelle": TEXTE,
        "alias_import": TEXTES,
        "populations": TEXTES,
        "delai_initial_mois": MOIS,
        "renouvellement_mois": MOIS_OU_RIEN,
        "equivalence": TEXTE,
        "statut": STATUT,
        "statut_periodicite": STATUT,
        "exigence": {"type": "string", "pattern": r"^\d+\.\d+$"},
        "reference": TEXTE,
    },
}
FORMATION = {
    "type": "object",
    "required": ["code", "intitule", "valide", "origine"],
    "additionalProperties": False,
    "properties": {
        "code": CODE,
        "intitule": TEXTE,
        "valide": {"type": "array", "items": CODE, "uniqueItems": True},
        "origine": TEXTE,
    },
}
TUTORAT = {
    "type": "object",
    "required": ["duree_mois", "duree_statut", "points_etape_jours"],
    "properties": {
        "duree_mois": MOIS,
        "duree_statut": STATUT,
        "points_etape_jours": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 3650},
        },
    },
}
SCHEMA = {
    "type": "object",
    "required": ["meta", "themes", "catalogue", "tutorat"],
    "additionalProperties": False,
    "properties": {
        "meta": {
            "type": "object",
            "required": ["code", "version"],
            "properties": {"version": TEXTE},
        },
        "regle_generale": {"type": "object"},
        "themes": {"type": "array", "items": THEME, "minItems": 1},
        "controle_source": {"type": "object"},
        "etats": {"type": "array"},
        "champs_suivi": {"type": "array"},
        "catalogue": {"type": "array", "items": FORMATION},
        "justificatifs": {"type": "array"},
        "tutorat": TUTORAT,
        "sensibilisation": {"type": "object"},
    },
}
TELS_QUELS = (
    "libelle populations delai_initial_mois renouvellement_mois statut statut_periodicite exigence"
).split()


@chargeur("formations", SCHEMA)
def charger_formations(donnees: dict, bilan: Bilan) -> None:
    version = donnees["meta"]["version"]
    themes = {
        valeurs["code"]: _ranger_theme(valeurs, rang, version, bilan)
        for rang, valeurs in enumerate(donnees["themes"], 1)
    }
    formations = [
        _ranger_formation(valeurs, rang, themes, bilan)
        for rang, valeurs in enumerate(donnees["catalogue"], 1)
    ]
    _retirer_les_absents(ThemeFormation.objects.all(), themes.values(), bilan)
    _retirer_les_absents(Formation.objects.filter(departement=None), formations, bilan)
    _ranger_le_tutorat(donnees["tutorat"], version, bilan)


def _ranger_theme(valeurs, rang, version, bilan):
    return bilan.ranger(
        ThemeFormation.objects,
        {"cle": valeurs["code"]},
        {
            **{nom: valeurs[nom] for nom in TELS_QUELS},
            "alias": valeurs.get("alias_import", []),
            "equivalence": valeurs.get("equivalence", ""),
            "reference": valeurs.get("reference", ""),
            "version": version,
            "ordre": rang,
            "retire": False,
        },
    )


def _ranger_formation(valeurs, rang, themes, bilan):
    code = valeurs["code"]
    dites = {"intitule": valeurs["intitule"], "origine": valeurs["origine"]}
    formation = bilan.ranger(
        Formation.objects,
        {"cle": code, "departement": None},
        dites | {"ordre": rang, "retire": False},
    )
    valides = {_connu(themes, cle, f"catalogue/{code}/valide") for cle in valeurs["valide"]}
    if set(formation.themes.all()) != valides:
        formation.themes.set(valides)
    return formation


def _connu(themes, cle, ou):
    if cle not in themes:
        raise ChargementRefuse(f"« {ou} » vaut « {cle} », qui n'est pas un thème.")
    return themes[cle]


def _ranger_le_tutorat(tutorat, version, bilan):
    bilan.ranger(
        RegleTutorat.objects,
        {"cle": "tutorat"},
        {
            "version": version,
            "duree_mois": tutorat["duree_mois"],
            "points_etape_jours": tutorat["points_etape_jours"],
            "statut": tutorat["duree_statut"],
        },
    )


def _retirer_les_absents(elements, presents, bilan):
    gardes = [element.pk for element in presents]
    for element in elements.filter(retire=False).exclude(pk__in=gardes):
        bilan.retirer(element)
