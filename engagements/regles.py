"""Les règles de preuve automatique dites en une phrase simple (vocabulaire : règles de preuve).

Une règle arrive telle que le référentiel l'écrit : {"regle": nom, paramètre: valeur…}. Les
paramètres absents prennent la valeur que la règle leur donne par défaut.
"""

from collections.abc import Callable, Mapping

from qualepref.socle.typographie import INSECABLE, enumerer, insecables

# Ce qu'un paramètre désigne, en mots ; les types de documents et les rôles sont donnés à l'appel.
MOTS = {
    "accueil_physique": "accueil physique",
    "accueil_site": "grille d'accueil du site",
    "accueil_telephonique": "accueil téléphonique",
    "accuse_reception_boites": "grille des accusés de réception",
    "affichage": "l'affichage sur place",
    "application": "l'application",
    "canal": "canal",
    "clu": "comité local des usagers",
    "copil": "comité de pilotage",
    "courriel": "par courriel",
    "courrier": "par courrier",
    "courriers_courriels": "grille des courriers et courriels",
    "date_arrivee": "date d'arrivée",
    "date_echeance": "date d'échéance",
    "date_reponse": "date de réponse",
    "delais_rendez_vous": "délais de rendez-vous",
    "envoi_membres": "l'envoi aux membres",
    "incivilites": "incivilités",
    "information_generale": "demandes d'information",
    "internet": "le site internet",
    "internet_reseaux_sociaux": "internet et réseaux sociaux",
    "intranet": "l'intranet",
    "lutte_fraude": "lutte contre la fraude",
    "modeles_courriers": "modèles de courriers et de courriels",
    "mystere_telephone": "enquête mystère par téléphone",
    "nature": "nature",
    "referent_qualite": "référent qualité",
    "satisfaction": "enquête de satisfaction",
    "satisfaction_usagers": "enquête de satisfaction",
    "service": "service",
    "services_publics_plus": "par Services Publics +",
    "site_internet": "grille du site internet",
    "suggestion_reclamation": "suggestions et réclamations",
    "tous": "par tous les canaux",
}
PORTEES = {"site": "sur chaque site", "service": "dans chaque service", "prefecture": ""}
DEFAUTS: dict[str, dict] = {
    "taux_dans_les_delais": {"nature": "information_generale"},
    "accuse_reception_dans_les_delais": {"nature": "information_generale"},
    "items_grille_conformes": {"cible": 1.0},
    "enquete_annuelle": {"periodicite_mois": 12},
    "action_si_sous_seuil": {"delai_jours": 90},
    "formation_a_jour": {"cible": 1.0},
    "tutorat_couvre_attente": {"cible": 1.0},
    "indicateurs_renseignes": {"part_renseignee": 0.9},
    "plan_actions_suivi": {"anciennete_jours": 90, "cible": 0.8},
    "ecarts_traites": {"delai_jours": 90},
    "autoevaluation_realisee": {"periodicite_mois": 12},
}
PHRASES = {
    "taux_dans_les_delais": "{cible} des {nature} reçues {canal} ont leur réponse dans le délai",
    "accuse_reception_dans_les_delais": (
        "{cible} des {nature} reçues {canal} ont leur accusé de réception dans le délai"
    ),
    "reponse_attente_envoyee": (
        "{cible} des demandes en dépassement ont eu une réponse d'attente avant l'échéance"
    ),
    "tracabilite_complete": "{cible} des demandes closes ont tous leurs champs remplis : {champs}",
    "document_en_vigueur": "le document « {type} »{etiquette} est en vigueur {portee}",
    "document_diffuse": (
        "le document « {type} » est en vigueur {portee} et diffusé par {canaux}{fraicheur_mois}"
    ),
    "documents_a_jour": "{cible} des documents de la base ne sont pas caducs",
    "grille_realisee": "la {grille} est remplie tous les {periodicite_mois} mois {portee}",
    "items_grille_conformes": (
        "{cible} des points de la {grille} liés à cette exigence sont conformes au dernier relevé"
    ),
    "enquete_annuelle": (
        "une {type} est close depuis moins de {periodicite_mois} mois{effectif_min}{publication}"
    ),
    "satisfaction_atteinte": "{seuil} de satisfaits à l'{questionnaire}{theme}{questions}",
    "mystere_conforme": (
        "{cible} des points de l'{questionnaire} liés à cette exigence sont favorables"
    ),
    "action_si_sous_seuil": (
        "chaque thème de l'{questionnaire} sous {seuil_nu} de satisfaits a son action "
        "d'amélioration sous {delai_jours} jours"
    ),
    "formation_a_jour": "{cible} des agents concernés sont à jour de la formation « {theme_nu} »",
    "tutorat_couvre_attente": (
        "{cible} des nouveaux arrivants à former ont une convention de tutorat signée"
    ),
    "reunion_tenue": (
        "le {type} s'est réuni depuis moins de {periodicite_mois} mois{sujet}{compte_rendu}"
    ),
    "indicateur_atteint": "l'indicateur {indicateur} atteint sa cible",
    "indicateur_suivi": "l'indicateur {indicateur} est mesuré régulièrement",
    "indicateurs_renseignes": "{part_renseignee} des mesures attendues sont renseignées",
    "personne_designee": "une personne est désignée {portee} : {role}",
    "plan_actions_suivi": (
        "{cible} des actions ouvertes ont un responsable, une échéance non dépassée et une mise "
        "à jour de moins de {anciennete_jours} jours"
    ),
    "ecarts_traites": "chaque écart d'audit a une action corrective sous {delai_jours} jours",
    "autoevaluation_realisee": (
        "toutes les exigences applicables ont reçu un avis depuis moins de {periodicite_mois} mois"
    ),
}


def en_clair(preuve: Mapping, libelles: Mapping[str, str] = MOTS) -> str:
    """La règle en une phrase ; KeyError si elle n'est pas connue.

    `libelles` ajoute aux MOTS les types de documents, les étiquettes (« etiquette:clé ») et les
    rôles.
    """
    nom = preuve["regle"]
    mots = {**MOTS, **libelles}
    parametres = {**DEFAUTS.get(nom, {}), **preuve}
    morceaux = {
        cle: dire(parametres.get(cle.removesuffix("_nu")), mots) for cle, dire in MORCEAUX.items()
    }
    phrase = " ".join(PHRASES[nom].format(**morceaux).split())
    return insecables(f"{phrase[:1].upper()}{phrase[1:]}.")


def _mot(valeur, mots):
    return mots.get(valeur, str(valeur))


def _mots(valeurs, mots):
    return enumerer([_mot(valeur, mots) for valeur in valeurs]) if valeurs else ""


def _pourcent(valeur):
    return f"{valeur * 100:g}{INSECABLE}%"


def _part(valeur, mots):
    if valeur is None:
        return ""
    return _pourcent(valeur) if valeur == 1 else f"au moins {_pourcent(valeur)}"


def _si_dit(modele: str, dire: Callable = _mot) -> Callable:
    """Un morceau de phrase, vide quand le paramètre ne l'est pas moins."""
    return lambda valeur, mots: modele.format(dire(valeur, mots)) if valeur else ""


# Un nom en « _nu » dit le même paramètre sans les mots qui l'entourent ailleurs.
MORCEAUX: dict[str, Callable] = {
    "cible": _part,
    "part_renseignee": _part,
    "seuil": _part,
    "seuil_nu": lambda valeur, mots: _pourcent(valeur) if valeur else "",
    "nature": _mot,
    "canal": _mot,
    "champs": _mots,
    "type": _mot,
    "etiquette": _si_dit(" ({})", lambda cle, mots: _mot(f"etiquette:{cle}", mots)),
    "portee": lambda valeur, mots: PORTEES.get(valeur, ""),
    "canaux": _mots,
    "fraicheur_mois": _si_dit(" depuis moins de {} mois"),
    "grille": _mot,
    "periodicite_mois": _mot,
    "effectif_min": _si_dit(", avec {} réponses au moins"),
    "publication": _si_dit(", et ses résultats sont diffusés par {}", _mots),
    "questionnaire": _mot,
    "theme": _si_dit(", thème « {} »"),
    "theme_nu": _mot,
    "questions": _si_dit(" (question {})", _mots),
    "delai_jours": _mot,
    "sujet": _si_dit(" sur ce sujet : {}"),
    "compte_rendu": _si_dit(", compte rendu diffusé par {}", _mots),
    "indicateur": _mot,
    "role": _mot,
    "anciennete_jours": _mot,
}
