from qualepref.socle.droits import accorder

LECTEURS = ["referent_qualite", "correspondant", "copil", "auditeur"]
TENEURS = ["referent_qualite", "correspondant"]

accorder(
    "suivi",
    {
        "view_demande": LECTEURS,
        "add_demande": TENEURS,
        "change_demande": TENEURS,
        "delete_demande": ["referent_qualite"],
        "view_identite": TENEURS,  # jamais l'auditeur, ni le comité de pilotage
        "change_identite": TENEURS,
        "view_regledelai": [*LECTEURS, "administrateur", "agent"],
    },
)
