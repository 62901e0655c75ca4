from qualepref.socle.droits import TOUS, accorder

LECTEURS = ["referent_qualite", "correspondant", "copil", "auditeur"]
REFERENT = ["referent_qualite"]

accorder(
    "engagements",
    {
        "view_referentiel": list(TOUS),
        "view_labellisation": LECTEURS,
        "add_labellisation": REFERENT,
        "add_perimetre": REFERENT,
        "change_perimetre": REFERENT,
        "delete_perimetre": REFERENT,
        "view_campagne": LECTEURS,
        "add_campagne": REFERENT,
        "change_campagne": REFERENT,
        "view_autoevaluation": LECTEURS,
        "change_autoevaluation": ["referent_qualite", "correspondant"],
        "coter_autoevaluation": ["auditeur"],
    },
)
