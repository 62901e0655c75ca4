from documents.models.endroits import controle
from qualepref.socle.droits import TOUS, accorder, habiliter

LECTEURS = ["referent_qualite", "correspondant", "copil", "auditeur"]
TENEURS = ["referent_qualite", "correspondant"]

accorder("documents", {"view_typedocument": list(TOUS)})

accorder(
    "documents",
    {
        "view_document": LECTEURS,
        "add_document": TENEURS,
        "change_document": TENEURS,
        "delete_document": ["referent_qualite"],
        "approuver_document": ["referent_qualite", "copil"],
        "renvoyer_document": [*TENEURS, "copil"],
        "view_diffusion": LECTEURS,
        "add_diffusion": TENEURS,
        "change_diffusion": TENEURS,
        "delete_diffusion": TENEURS,
    },
)

accorder(
    "documents",
    {
        "view_demandedelecture": LECTEURS,  # des nombres, qui ne nomment personne
        "add_demandedelecture": TENEURS,
        "change_demandedelecture": TENEURS,
        "delete_demandedelecture": TENEURS,
        "view_lecture": TENEURS,  # qui a lu : jamais l'auditeur, ni le comité de pilotage
        "view_consultation": LECTEURS,
        "view_correction": TENEURS,
        "change_correction": TENEURS,
        "add_correction": ["agent"],
        "add_lecture": ["agent"],  # chaque agent d'un département, quel que soit son rôle
    },
)

accorder(
    "documents",
    {
        "suivre_diffusion": LECTEURS,
        "constater_diffusion": TENEURS,
    },
)


@habiliter("documents.suivre_diffusion", "documents.constater_diffusion", "socle.view_production")
def controle_des_endroits(agent):
    """Qui tient une fonction sans rôle contrôle les endroits qu'elle nomme.

    Il lit aussi ses propres productions : la feuille de sa tournée en est une.
    """
    return any(controle(designation) for designation in agent.designations_en_vigueur)


@habiliter("documents.view_document")
def lit_la_documentation(agent):
    """Chaque agent d'un département y lit ce qui est en vigueur (`DocumentQuerySet.confies`)."""
    return agent.est_du_departement
