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
        "view_echantillondemandes": LECTEURS,  # des numéros et des dates, rien des usagers
        "view_identite": TENEURS,  # jamais l'auditeur, ni le comité de pilotage
        "change_identite": TENEURS,
        "view_regledelai": [*LECTEURS, "administrateur", "agent", "lecteur_national"],
        "add_regledelai": ["referent_qualite"],
        "change_regledelai": ["referent_qualite"],
    },
)

accorder(
    "suivi",
    {
        "add_signalement": ["agent"],  # chaque agent d'un département, quel que soit son rôle
        "suivre_signalement": ["agent"],
        "view_signalement": ["referent_qualite", "correspondant", "auditeur"],
        "change_signalement": ["referent_qualite"],
        "nommer_signalement": TENEURS,
        "identifier_signalement": ["referent_qualite"],
        "compter_signalement": LECTEURS,
    },
)

accorder(
    "suivi",
    {
        "view_modelereponse": LECTEURS,  # un modèle ne nomme personne
        "add_modelereponse": ["referent_qualite"],
        "change_modelereponse": ["referent_qualite"],
        "change_reglagereponses": ["referent_qualite"],
        "change_entete": ["referent_qualite"],
        # Le texte d'une réponse nomme l'usager : jamais l'auditeur, ni le comité de pilotage.
        "view_reponse": TENEURS,
        "add_reponse": TENEURS,
        "change_reponse": TENEURS,
        "relire_reponse": TENEURS,
        "view_pointdedepot": ["referent_qualite"],
        "add_pointdedepot": ["referent_qualite"],
        "change_pointdedepot": ["referent_qualite"],
    },
)

accorder(
    "suivi",
    {
        "purger_identite": ["referent_qualite"],
        "remettre_identite": ["referent_qualite"],
        "change_dureeconservation": ["referent_qualite"],
        "add_blocage": ["referent_qualite"],
        "delete_blocage": ["referent_qualite"],
    },
)

accorder(
    "suivi",
    {
        "change_qualification": TENEURS,
        "view_objetreclamation": LECTEURS,
        "add_objetreclamation": ["referent_qualite"],
        "change_objetreclamation": ["referent_qualite"],
        "delete_objetreclamation": ["referent_qualite"],
        "change_categoriereclamation": ["referent_qualite"],
    },
)

accorder(
    "suivi",
    {
        "view_boitefonctionnelle": ["administrateur", "referent_qualite"],
        "add_boitefonctionnelle": ["administrateur"],
        "change_boitefonctionnelle": ["administrateur"],
        "view_messagerecu": ["administrateur", *TENEURS],  # ni expéditeur, ni objet
        "change_messagerecu": TENEURS,
    },
)
