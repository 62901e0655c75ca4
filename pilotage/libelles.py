"""Les mots du bilan annuel : rubriques à écrire et colonnes de tableaux, avec leurs accents."""

RUBRIQUES = {
    "contexte_de_l_annee": "Contexte de l'année",
    "faits_marquants": "Faits marquants",
    "preparation_des_audits": "Préparation des audits",
    "travaux_realises": "Travaux réalisés",
    "remerciements": "Remerciements",
    "difficultes_d_inscription": "Difficultés d'inscription",
    "offre_regionale": "Offre régionale de formation",
    "analyse_des_causes": "Analyse des causes",
    "suites_donnees": "Suites données",
    "lecture_des_resultats": "Lecture des résultats",
    "paroles_d_usagers": "Paroles d'usagers",
    "actions_decidees": "Actions décidées",
    "avis_et_propositions_retenus": "Avis et propositions retenus",
    "commentaire_par_famille": "Commentaire par famille d'indicateurs",
    "periodes_suspendues": "Périodes suspendues",
    "outils_diffuses": "Outils diffusés",
    "remontees_des_agents": "Remontées des agents",
    "avancement": "Avancement",
    "perspectives": "Perspectives",
    "points_forts": "Points forts",
    "points_faibles": "Points faibles",
    "enseignements": "Enseignements",
    "objectifs_proposes": "Objectifs proposés",
}
COLONNES = {
    "recues": "Reçues",
    "portant_sur_l_accueil": "Portant sur l'accueil",
    "dans_le_delai": "Dans le délai",
    "reponse_de_fond_dans_le_delai": "Réponse de fond dans le délai",
    "appuis_techniques": "Appuis techniques",
    "theme": "Thème",
    "agents_concernes": "Agents concernés",
    "agents_a_former": "Agents à former",
    "agents_formes": "Agents formés",
    "periode": "Période",
    "temoignages": "Témoignages",
    "reponses": "Réponses",
    "delai_moyen": "Délai moyen",
    "avis_precedent": "Avis précédent",
    "non_evalues": "Non évalués",
    "depuis": "Depuis le",
    "jusqu_a": "Jusqu'au",
    "signales": "Signalés",
    "repondus": "Répondus",
    "actions_proposees": "Actions proposées",
}


def rubrique_dite(cle: str) -> str:
    return RUBRIQUES.get(cle) or _en_mots(cle)


def colonne_dite(cle: str) -> str:
    return COLONNES.get(cle) or _en_mots(cle)


def _en_mots(cle: str) -> str:
    """« points_non_conformes » → « Points non conformes » : pour un plan qu'on a modifié."""
    return cle.replace("_d_", " d'").replace("_l_", " l'").replace("_", " ").capitalize()
