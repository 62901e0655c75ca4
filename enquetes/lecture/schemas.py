"""Le schéma d'un fichier de questionnaire (JSON Schema), pour les deux dessins."""

from enquetes.langues import LANGUES
from enquetes.saisies import TypeQuestion

TEXTE = {"type": "string", "minLength": 1}
CLE = {"type": "string", "pattern": r"^[a-z0-9_-]{1,60}$", "description": "une clé sans accent"}
CODE = {"type": "string", "pattern": r"^[A-Za-z0-9._-]{1,20}$", "description": "un code court"}
EXIGENCE = {"type": ["string", "null"], "maxLength": 10}
NOM_D_ECHELLE = {"type": "string", "pattern": r"^[A-Za-z0-9._-]{1,60}$"}
ENTIER = {"type": "integer", "minimum": 1, "maximum": 9999}
STATUT = {"enum": ["confirmé", "proposé", "à vérifier"]}
# Par langue, le français au moins : tout le reste s'y rabat.
PAR_LANGUE = dict.fromkeys(LANGUES, TEXTE)
TEXTES = {"type": "object", "required": ["fr"], "properties": PAR_LANGUE}
SEULS_TEXTES = {**TEXTES, "additionalProperties": False}


def objet(*exiges: str, **proprietes: dict) -> dict:
    """Un objet qui n'a que ces propriétés, et au moins celles qui sont exigées."""
    return {
        "type": "object",
        "required": list(exiges),
        "properties": proprietes,
        "additionalProperties": False,
    }


def liste(element: dict, au_moins: int = 0) -> dict:
    return {"type": "array", "minItems": au_moins, "items": element}


VRAI_OU_FAUX = {"type": "boolean"}
SUITES = {"commentaire_obligatoire": VRAI_OU_FAUX, "propose_action": VRAI_OU_FAUX}
CHOIX = objet(
    "cle",
    "fr",
    cle=CLE,
    **PAR_LANGUE,
    positif={"type": ["boolean", "null"]},
    note={"type": ["integer", "null"]},
    **SUITES,
)
LISTE_DE_CHOIX = liste(CHOIX, 2)
QUESTION = objet(
    "code",
    "fr",
    code=CODE,
    type={"enum": [genre.value for genre in TypeQuestion]},
    theme=CLE,
    exigence=EXIGENCE,
    repere=CODE,
    **PAR_LANGUE,
    aide={"anyOf": [TEXTE, SEULS_TEXTES]},
    obligatoire=VRAI_OU_FAUX,
    longueur_max=ENTIER,
    exigences=liste({"type": "string", "maxLength": 20}),
    profil=VRAI_OU_FAUX,
    echelle=NOM_D_ECHELLE,
    choix=LISTE_DE_CHOIX,
    choix_depuis={"enum": ["sites_du_perimetre"]},
    affichee_si=objet("question", question=CODE, parmi=liste(CLE)),
    rapproche={"type": "object"},
)
QUESTIONS = liste(QUESTION)
ITEM = objet(
    "code", "intitule", code=CODE, intitule=TEXTE, exigence=EXIGENCE, aide=TEXTE, mesure=TEXTE
)
SECTION = objet("cle", "libelle", "items", cle=CLE, libelle=TEXTE, items=liste(ITEM, 1))
REPONSE = objet(
    "cle", "libelle", "valeur", cle=CLE, libelle=TEXTE, valeur={"enum": [0, 1, None]}, **SUITES
)
SCENARIO = objet("cle", "libelle", cle=CLE, libelle=TEXTE, reponse_attendue=TEXTE)
THEME = objet("cle", "fr", cle=CLE, **PAR_LANGUE, referentiel=VRAI_OU_FAUX)
META = {
    "type": "object",
    "required": ["code", "intitule", "nature", "version"],
    "properties": {
        "code": CLE,
        "intitule": TEXTE,
        "nature": {"enum": ["satisfaction", "mystere", "grille"]},
        "type_enquete": CLE,
        "version": {"type": "string", "minLength": 1, "maxLength": 20},
        "langues": liste({"enum": list(LANGUES)}, 1),
        "statut": STATUT,
        "referentiel": TEXTE,
    },
}
PROPORTION = {"type": "number", "minimum": 0, "maximum": 1}
SCHEMA = {
    "type": "object",
    "required": ["meta"],
    "properties": {
        "meta": META,
        "periodicite_mois": ENTIER,
        "duree_minutes": ENTIER,
        "realise_par": TEXTE,
        "portee": {"enum": ["prefecture", "site", "service"]},
        "unite_relevee": TEXTE,
        "seuil": {"type": "object", "required": ["taux"], "properties": {"taux": PROPORTION}},
        "effectif_min": {
            "type": "object",
            "required": ["valeur"],
            "properties": {"valeur": ENTIER},
        },
        "montrer_a_partir_de": ENTIER,
        **dict.fromkeys(["introduction", "conclusion", "consigne_question"], TEXTES),
        "themes": liste(THEME, 1),
        "echelle": {
            "type": "object",
            "required": ["niveaux"],
            "properties": {"niveaux": LISTE_DE_CHOIX},
        },
        "echelles": {
            "type": "object",
            "propertyNames": NOM_D_ECHELLE,
            "additionalProperties": LISTE_DE_CHOIX,
        },
        "profil": QUESTIONS,
        "questions": {**QUESTIONS, "minItems": 1},
        "expression_libre": QUESTIONS,
        "sections": liste(SECTION, 1),
        "reponses": liste(REPONSE, 2),
        "scenarios": liste(SCENARIO),
    },
    "oneOf": [
        {"required": ["sections", "reponses"], "not": {"required": ["questions"]}},
        {"required": ["themes", "questions", "echelle"], "not": {"required": ["sections"]}},
        {
            "required": ["questions", "echelles"],
            "not": {"anyOf": [{"required": [autre]} for autre in ("sections", "echelle")]},
        },
    ],
}

EXPORT = objet(
    "cle",
    "intitule",
    "questions",
    "themes",
    cle=CLE,
    intitule=TEXTE,
    questions={
        "type": "object",
        "propertyNames": CODE,
        "additionalProperties": objet("titre", titre=TEXTE, repere=CODE),
    },
    themes=liste(
        objet("cle", "libelle", "questions", cle=CLE, libelle=TEXTE, questions=liste(CODE, 1))
    ),
)
SCHEMA_EXPORTS = {
    "type": "object",
    "required": ["meta", "exports"],
    "properties": {"exports": liste(EXPORT)},
}
