from qualepref.socle.droits import TOUS, accorder

LECTEURS = ["referent_qualite", "correspondant", "copil", "auditeur", "lecteur_national"]
REFERENT = ["referent_qualite"]

accorder(
    "pilotage",
    {
        "view_indicateur": list(TOUS),
        "view_reglageindicateur": REFERENT,
        "change_reglageindicateur": REFERENT,
        "view_cibleindicateur": REFERENT,
        "add_cibleindicateur": REFERENT,
        "change_cibleindicateur": REFERENT,
        "delete_cibleindicateur": REFERENT,
        "view_suspensionindicateur": REFERENT,
        "add_suspensionindicateur": REFERENT,
        "change_suspensionindicateur": REFERENT,
        "delete_suspensionindicateur": REFERENT,
        "view_meteo": LECTEURS,
        "change_meteo": REFERENT,
        "publier_meteo": REFERENT,
        "view_mesure": LECTEURS,
        "add_mesure": REFERENT,
        "change_mesure": REFERENT,
        "delete_mesure": REFERENT,
        "view_tableaudebord": LECTEURS,
        "add_tableaudebord": REFERENT,
        "change_tableaudebord": REFERENT,
        "publier_tableaudebord": REFERENT,
        "view_affichetransparence": LECTEURS,
        "add_affichetransparence": REFERENT,
        "view_bilanannuel": LECTEURS,
        "add_bilanannuel": REFERENT,
        "change_bilanannuel": REFERENT,
        "publier_bilanannuel": REFERENT,
        "view_pieceafournir": ["referent_qualite", "auditeur"],
    },
)

accorder(
    "pilotage",
    {
        "view_dossierdepreuves": ["referent_qualite", "auditeur"],
        "add_dossierdepreuves": ["referent_qualite", "auditeur"],
        "change_dossierdepreuves": REFERENT,
    },
)

SITES = ["referent_qualite", "correspondant"]

accorder(
    "pilotage",
    {
        "view_propositiondemesure": SITES,
        "add_propositiondemesure": ["correspondant"],
        "change_propositiondemesure": ["correspondant"],
        "valider_propositiondemesure": REFERENT,
    },
)

accorder(
    "pilotage",
    {
        "view_destinataire": REFERENT,
        "add_destinataire": REFERENT,
        "change_destinataire": REFERENT,
        "delete_destinataire": REFERENT,
        "view_fiche": list(TOUS),  # sur l'intranet : chaque agent du département la lit
        "view_expedition": REFERENT,
        "add_expedition": REFERENT,
    },
)
