from qualepref.socle.droits import TOUS, accorder

LECTEURS = ["referent_qualite", "correspondant", "copil", "auditeur"]
TENEURS = ["referent_qualite", "correspondant"]

accorder(
    "formations",
    {
        "view_themeformation": list(TOUS),
        "view_formation": list(TOUS),
        "add_formation": ["referent_qualite"],
        "change_formation": ["referent_qualite"],
        "view_obligationformation": LECTEURS,  # des nombres, qui ne nomment personne
        "suivre_obligationformation": ["agent"],  # les siennes, quel que soit son rôle
        # Qui est formé, inscrit, tutoré : jamais l'auditeur, ni le comité de pilotage.
        "view_agentaformer": TENEURS,
        "add_agentaformer": TENEURS,
        "change_agentaformer": TENEURS,
        "delete_agentaformer": ["referent_qualite"],
        "add_obligationformation": TENEURS,
        "change_obligationformation": TENEURS,
        "delete_obligationformation": ["referent_qualite"],
        "view_sessionformation": LECTEURS,
        "add_sessionformation": ["referent_qualite"],
        "change_sessionformation": ["referent_qualite"],
        "view_participation": TENEURS,
        "add_participation": TENEURS,
        "change_participation": ["referent_qualite"],
        "view_tutorat": TENEURS,
        "add_tutorat": TENEURS,
        "change_tutorat": TENEURS,
        "view_journeeimmersion": TENEURS,
        "add_journeeimmersion": TENEURS,
        "delete_journeeimmersion": TENEURS,
        "view_sensibilisation": LECTEURS,
        "add_sensibilisation": TENEURS,
        "change_sensibilisation": TENEURS,
    },
)
