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

CHOIX = {
    "type": "object",
    "required": ["cle", "fr"],
    "properties": {
        "cle": CLE,
        **PAR_LANGUE,
        "positif": {"type": ["boolean", "null"]},
        "note": {"type": ["integer", "null"]},
        "commentaire_obligatoire": {"type": "boolean"},
        "propose_action": {"type": "boolean"},
    },
    "additionalProperties": False,
}
LISTE_DE_CHOIX = {"type": "array", "minItems": 2, "items": CHOIX}
QUESTION = {
    "type": "object",
    "required": ["code", "fr"],
    "properties": {
        "code": CODE,
        "type": {"enum": [genre.value for genre in TypeQuestion]},
        "theme": CLE,
        "exigence": EXIGENCE,
        "repere": CODE,
        **PAR_LANGUE,
        "aide": {"anyOf": [TEXTE, SEULS_TEXTES]},
        "obligatoire": {"type": "boolean"},
        "longueur_max": ENTIER,
        "exigences": {"type": "array", "items": {"type": "string", "maxLength": 20}},
        "profil": {"type": "boolean"},
        "echelle": NOM_D_ECHELLE,
        "choix": LISTE_DE_CHOIX,
        "choix_depuis": {"enum": ["sites_du_perimetre"]},
        "affichee_si": {
            "type": "object",
            "required": ["question"],
            "properties": {"question": CODE, "parmi": {"type": "array", "items": CLE}},
            "additionalProperties": False,
        },
        "rapproche": {"type": "object"},
    },
    "additionalProperties": False,
}
QUESTIONS = {"type": "array", "items": QUESTION}
ITEM = {
    "type": "object",
    "required": ["code", "intitule"],
    "properties": {
        "code": CODE,
        "intitule": TEXTE,
        "exigence": EXIGENCE,
        "aide": TEXTE,
        "mesure": TEXTE,
    },
    "additionalProperties": False,
}
SECTION = {
    "type": "object",
    "required": ["cle", "libelle", "items"],
    "properties": {
        "cle": CLE,
        "libelle": TEXTE,
        "items": {"type": "array", "minItems": 1, "items": ITEM},
    },
    "additionalProperties": False,
}
REPONSE = {
    "type": "object",
    "required": ["cle", "libelle", "valeur"],
    "properties": {
        "cle": CLE,
        "libelle": TEXTE,
        "valeur": {"enum": [0, 1, None]},
        "commentaire_obligatoire": {"type": "boolean"},
        "propose_action": {"type": "boolean"},
    },
    "additionalProperties": False,
}
SCENARIO = {
    "type": "object",
    "required": ["cle", "libelle"],
    "properties": {"cle": CLE, "libelle": TEXTE, "reponse_attendue": TEXTE},
    "additionalProperties": False,
}
THEME = {
    "type": "object",
    "required": ["cle", "fr"],
    "properties": {"cle": CLE, **PAR_LANGUE, "referentiel": {"type": "boolean"}},
    "additionalProperties": False,
}
META = {
    "type": "object",
    "required": ["code", "intitule", "nature", "version"],
    "properties": {
        "code": CLE,
        "intitule": TEXTE,
        "nature": {"enum": ["satisfaction", "mystere", "grille"]},
        "type_enquete": CLE,
        "version": {"type": "string", "minLength": 1, "maxLength": 20},
        "langues": {"type": "array", "minItems": 1, "items": {"enum": list(LANGUES)}},
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
        "themes": {"type": "array", "minItems": 1, "items": THEME},
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
        "sections": {"type": "array", "minItems": 1, "items": SECTION},
        "reponses": {"type": "array", "minItems": 2, "items": REPONSE},
        "scenarios": {"type": "array", "items": SCENARIO},
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

EXPORT = {
    "type": "object",
    "required": ["cle", "intitule", "questions", "themes"],
    "properties": {
        "cle": CLE,
        "intitule": TEXTE,
        "questions": {
            "type": "object",
            "propertyNames": CODE,
            "additionalProperties": {
                "type": "object",
                "required": ["titre"],
                "properties": {"titre": TEXTE, "repere": CODE},
                "additionalProperties": False,
            },
        },
        "themes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["cle", "libelle", "questions"],
                "properties": {
                    "cle": CLE,
                    "libelle": TEXTE,
                    "questions": {"type": "array", "minItems": 1, "items": CODE},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
SCHEMA_EXPORTS = {
    "type": "object",
    "required": ["meta", "exports"],
    "properties": {"exports": {"type": "array", "items": EXPORT}},
}
