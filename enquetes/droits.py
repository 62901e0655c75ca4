from qualepref.socle.droits import accorder

LECTEURS = ["referent_qualite", "correspondant", "copil", "auditeur"]
REFERENT = ["referent_qualite"]

accorder(
    "enquetes",
    {
        "view_questionnaire": LECTEURS,
        "add_questionnaire": REFERENT,
        "change_questionnaire": REFERENT,
        "delete_questionnaire": REFERENT,
        "copier_questionnaire": REFERENT,
        "view_enquete": LECTEURS,
        "add_enquete": REFERENT,
        "change_enquete": REFERENT,
        "delete_enquete": REFERENT,
    },
)
