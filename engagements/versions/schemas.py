"""Schémas (JSON Schema) des fichiers YAML que l'app charge : toute clé inconnue est une faute."""

from engagements.cotation import PIRE
from engagements.models import Condition, Correspondance, Module, Origine, Statut
from engagements.regles import PHRASES

TEXTE = {"type": "string", "minLength": 1}
TEXTE_OU_RIEN = {"type": ["string", "null"]}
CODE = {"type": "string", "pattern": r"^[\w.+-]+$", "maxLength": 60}
CODE_EXIGENCE = CODE | {"maxLength": 20}
INTITULE = {"type": ["string", "null"], "maxLength": 300}
NUMERO = {"type": "integer", "minimum": 1, "maximum": 9999}
NUMEROS = {"type": "array", "items": NUMERO, "uniqueItems": True}
BOOLEEN = {"type": "boolean"}
DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
STATUT = {"enum": Statut.values}


def objet(requis: str, **proprietes) -> dict:
    """Le schéma d'un dictionnaire sans clé inconnue ; `requis` : noms séparés par des espaces."""
    return {
        "type": "object",
        "required": requis.split(),
        "additionalProperties": False,
        "properties": proprietes,
    }


def liste(element: dict) -> dict:
    return {"type": "array", "items": element}


SOURCE = objet(
    "cle titre editeur date lu", cle=CODE, titre=TEXTE, editeur=TEXTE, date=TEXTE_OU_RIEN, lu=TEXTE
)
META = objet(
    "code intitule version version_donnees editeur date langue sources",
    code=CODE,
    intitule=TEXTE,
    intitule_long=TEXTE,
    version=TEXTE,
    version_donnees=TEXTE,
    editeur=TEXTE,
    date=DATE,
    en_vigueur_depuis=DATE,
    pages=NUMERO,
    remplace=TEXTE,
    remplace_par=TEXTE,
    successeur_annonce=TEXTE,
    fin_d_usage=TEXTE,
    motif_fin=TEXTE,
    caractere=TEXTE,
    label={"type": "object"},
    langue=TEXTE,
    sources=liste(SOURCE),
)
NIVEAU = objet(
    "cle libelle ordre compte",
    cle=CODE,
    libelle=TEXTE,
    ordre={"type": "integer"},
    compte=BOOLEEN,
    motif_obligatoire=BOOLEEN,
)
EVALUATION = objet(
    "statut echelle pire",
    statut=STATUT,
    echelle=liste(NIVEAU),
    pire={"type": "array", "items": {"enum": list(PIRE)}, "minItems": 4, "uniqueItems": True},
    services=TEXTE,
    engagement=TEXTE,
    module=TEXTE,
)
THEME = objet("cle libelle", cle=CODE, libelle=TEXTE, statut=STATUT)
CONDITION = objet(
    "cle question portee si_non origine",
    cle=CODE,
    question=TEXTE,
    portee={"enum": Condition.Portee.values},
    si_non={"enum": Condition.SiNon.values},
    origine={"enum": Origine.values},
    explication=TEXTE,
)
PREUVE_AUTOMATIQUE = {
    "type": "object",
    "required": ["regle"],
    "properties": {"regle": {"enum": sorted(PHRASES)}},
}
EXIGENCE = objet(
    "code intitule origine code_officiel preuves",
    code=CODE_EXIGENCE,
    intitule=TEXTE,
    origine={"enum": Origine.values},
    code_officiel=BOOLEEN,
    facultative=BOOLEEN,
    source=CODE,
    preuves={"type": "array", "items": CODE, "minItems": 1, "uniqueItems": True},
    preuve_automatique=PREUVE_AUTOMATIQUE,
    complement=TEXTE,
    verification=TEXTE,
    exception=TEXTE,
    note=TEXTE,
)
ENGAGEMENT = objet(
    "numero intitule exigences",
    numero=NUMERO,
    intitule=INTITULE,
    intitule_officiel=BOOLEEN,
    theme=CODE,
    condition=CODE,
    facultatif=BOOLEEN,
    statut=STATUT,
    source=CODE,
    note=TEXTE,
    exigences=liste(EXIGENCE),
)
MODULE = objet(
    "numero intitule caractere statut engagements",
    numero=NUMERO,
    intitule=TEXTE,
    intitule_officiel=BOOLEEN,
    caractere={"enum": Module.Caractere.values},
    caractere_statut=STATUT,
    condition=CODE,
    statut=STATUT,
    source=CODE,
    note=TEXTE,
    themes=liste(THEME),
    engagements=liste(ENGAGEMENT),
)
SCHEMA_REFERENTIEL = objet(
    "meta modules",
    meta=META,
    evaluation=EVALUATION,
    themes=liste(THEME),
    conditions=liste(CONDITION),
    modules={"type": "array", "items": MODULE, "minItems": 1},
    pilotage=objet(
        "intitule statut exigences", intitule=TEXTE, statut=STATUT, exigences=liste(EXIGENCE)
    ),
    chapitres=liste(objet("numero intitule", numero=TEXTE, intitule=TEXTE)),
    faits_confirmes=liste(objet("fait source", fait=TEXTE, source=CODE)),
)

DEPART = objet("referentiel", referentiel=CODE, module=NUMERO, theme=CODE, engagement=NUMERO)
ARRIVEE = objet("", module=NUMERO, engagements=NUMEROS, exigences=liste(CODE))
SCHEMA_CORRESPONDANCES = objet(
    "meta relations correspondances",
    meta=objet(
        "code intitule version statut vers",
        code=CODE,
        intitule=TEXTE,
        version=TEXTE,
        date=DATE,
        langue=TEXTE,
        statut=STATUT,
        vers=CODE,
    ),
    relations=liste({"enum": Correspondance.Relation.values}),
    correspondances=liste(
        objet(
            "cle de vers relation",
            cle=CODE,
            de=DEPART,
            vers=ARRIVEE,
            relation={"enum": Correspondance.Relation.values},
            commentaire=TEXTE,
        )
    ),
    sans_equivalent_services_publics_plus=objet(
        "engagements commentaire", engagements=NUMEROS, commentaire=TEXTE
    ),
)

MOIS = {"type": "integer", "minimum": 1, "maximum": 240}
SCHEMA_CYCLE = objet(
    "meta cycle",
    meta=objet(
        "code intitule version date referentiel",
        code=CODE,
        intitule=TEXTE,
        version=TEXTE,
        date=DATE,
        langue=TEXTE,
        referentiel=CODE,
    ),
    cycle=objet(
        "duree_label_mois audit_suivi_mois audit_renouvellement_mois statut "
        "ecart_interne_externe_jours",
        duree_label_mois=MOIS,
        audit_suivi_mois=MOIS,
        audit_renouvellement_mois=MOIS,
        statut={"type": "object", "additionalProperties": STATUT},
        depart=TEXTE,
        alertes_mois_avant=liste(MOIS),
        ecart_interne_externe_jours=objet(
            "propose",
            propose={"type": "integer", "minimum": 1, "maximum": 365},
            constates=liste({"type": "integer"}),
            note=TEXTE,
        ),
        note=TEXTE,
        etapes=liste(
            objet("ordre cle libelle statut", ordre=NUMERO, cle=CODE, libelle=TEXTE, statut=STATUT)
        ),
    ),
)
