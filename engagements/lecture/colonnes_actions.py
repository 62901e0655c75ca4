"""Les colonnes d'un plan d'actions, telles que les services les intitulent.

Les clés sont celles des attendus du jeu d'essai. Piège connu : « Pilote » est tantôt une personne,
tantôt un service ; « Date » ne dit pas de quoi elle est la date.
"""

from engagements.lecture.actions_lues import lire_echeance, lire_etat, lire_origines
from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser


def est_echeance(valeur: Valeur) -> bool:
    try:
        lire_echeance(valeur, 2022)
    except ValeurRefusee as refus:
        return refus.code != "date_illisible"
    return True


def est_etat(valeur: Valeur) -> bool:
    return lire_etat(valeur) is not None and not est_coche(valeur)


def est_origine(valeur: Valeur) -> bool:
    return bool(lire_origines(valeur))


def est_coche(valeur: Valeur) -> bool:
    return normaliser(lire_texte(valeur)) in ("x", "✓", "✔", "☑")


NUMERO = Champ(
    cle="numero",
    libelle="N°",
    accessoire=True,
    synonymes=(
        *("Numéro", "N° d'action", "N° de l'action", "N° action", "Action n°", "N° d'ordre"),
        *("Référence", "Réf.", "Identifiant", "ID", "Réf. action", "N° fiche", "Code"),
    ),
    faibles=("Rang", "Ordre"),
)
ANNEE = Champ(
    cle="annee",
    libelle="Plan de l'année",
    accessoire=True,
    synonymes=("Année", "Année du plan", "Exercice"),
)
ACTION = Champ(
    cle="action",
    libelle="Action",
    requis=True,
    libre=True,
    synonymes=(
        *("Intitulé", "Intitulé de l'action", "Libellé", "Libellé de l'action", "Actions"),
        *("Action à mener", "Actions à mener", "Action à réaliser", "Actions à réaliser"),
        *("Action corrective", "Actions correctives", "Action d'amélioration", "Action menée"),
        *("Actions d'amélioration", "Action prévue", "Actions prévues", "Action proposée"),
        *("Action à conduire", "Action à engager", "Actions à engager", "Action retenue"),
        *("Action corrective ou d'amélioration", "Description de l'action", "Objet de l'action"),
        *("Mesure", "Mesures", "Mesure corrective", "Mesure à prendre", "Nom de l'action"),
        *("Action / mesure", "Tâche", "Tâches", "Piste d'amélioration"),
        *("Axe de progrès", "Axe d'amélioration", "Que faire", "Quoi"),
    ),
    faibles=("Description", "Objet", "Objectif", "Projet", "Sujet"),
)
DESCRIPTION = Champ(
    cle="description",
    libelle="Description",
    libre=True,
    reunit=" ; ",
    synonymes=(
        *("Détail", "Détail de l'action", "Modalités", "Modalités de mise en œuvre", "Constat"),
        *("Objectif", "Objectif visé", "Contexte", "Problème constaté", "Étapes", "Écart constaté"),
        *("Cause", "Causes", "Analyse des causes", "Besoin", "Problématique", "Thème", "Axe"),
        *("Thématique", "Domaine"),
    ),
)
ENGAGEMENTS = Champ(
    cle="engagements",
    libelle="Engagement(s)",
    synonymes=(
        *("Engagements", "Engagement", "N° d'engagement", "N° engagement", "Engagement n°"),
        *("Engagement concerné", "Engagements concernés", "Eng.", "N° de l'engagement"),
        *("Engagement Qual-e-pref", "Engagement du référentiel", "Réf. engagement"),
        *("Référentiel", "Engagement / exigence", "Exigence", "Exigences", "Sous-engagement"),
    ),
)
SERVICE = Champ(
    cle="service",
    libelle="Service pilote",
    synonymes=(
        *("Service", "Service responsable", "Service concerné", "Service en charge"),
        *("Service porteur", "Bureau", "Bureau pilote", "Direction", "Direction pilote"),
        *("Bureau concerné", "Entité", "Structure", "Structure pilote", "Entité pilote"),
        *("Service / bureau", "Direction / service", "Direction / bureau", "Services concernés"),
        *("Service chargé de l'action", "Pôle", "Site / service", "Services pilotes"),
    ),
)
SITE = Champ(
    cle="site",
    libelle="Site",
    synonymes=("Site concerné", "Lieu", "Implantation", "Préfecture / sous-préfecture"),
)
PILOTE = Champ(
    cle="pilote",
    libelle="Pilote",
    synonymes=(
        *("Responsable", "Responsable de l'action", "Pilote de l'action", "Qui", "Référent"),
        *("Personne responsable", "Porteur de l'action", "Chargé de l'action", "Agent"),
        *("Porteur", "Acteur", "Acteurs", "En charge", "Chef de projet"),
        *("Responsable du suivi", "Suivi par", "Personne chargée", "Nom du pilote"),
    ),
)
ORIGINE = Champ(
    cle="origine",
    libelle="Origine",
    contient=est_origine,
    synonymes=(
        *("Origine de l'action", "Source", "Source de l'action", "Provenance", "Issue de"),
        *("Origine du constat", "Événement déclencheur", "Fait générateur", "À l'origine"),
        *("Origine de la demande", "Déclencheur", "Suite à", "Type d'origine"),
    ),
    faibles=("Type", "Nature", "Cadre"),
)
ECHEANCE = Champ(
    cle="echeance",
    libelle="Échéance",
    est_date=True,
    contient=est_echeance,
    synonymes=(
        *("Date d'échéance", "Échéance prévue", "Échéancier", "Échéance prévisionnelle"),
        *("Date limite", "Date prévue", "Date prévisionnelle", "Date cible", "Pour le"),
        *(
            "Date butoir",
            "Délai",
            "Délai de réalisation",
            "À réaliser pour le",
            "Terme",
            "Avant le",
        ),
        *("Date de fin prévue", "Date de fin prévisionnelle", "Fin prévue", "Fin prévue le"),
        *("Date prévue de réalisation", "Date de réalisation prévue", "Calendrier", "Quand"),
        *("Date prévisionnelle de réalisation", "Délai prévu", "Date d'achèvement prévue"),
        *("Échéance initiale", "Réalisation prévue", "Date limite de réalisation"),
    ),
    faibles=("Date", "Fin", "Période"),
)
NOUVELLE_ECHEANCE = Champ(
    cle="nouvelle_echeance",
    libelle="Nouvelle échéance",
    est_date=True,
    contient=est_echeance,
    synonymes=("Reporté au", "Échéance reportée", "Nouvelle date", "Nouveau délai"),
    faibles=("Date de report",),
)
ETAT = Champ(
    cle="etat",
    libelle="État",
    contient=est_etat,
    devinable=True,
    synonymes=(
        *("Statut", "État d'avancement", "État de l'action", "Statut de l'action", "Situation"),
        *("État de réalisation", "Stade", "Où en est-on", "Point d'étape"),
        *("État au", "Action réalisée", "Statut de réalisation"),
    ),
    faibles=("Avancement", "Suivi de l'action", "Résultat", "Suivi", "Réalisation", "Réalisé ?"),
)
AVANCEMENT = Champ(
    cle="avancement",
    libelle="Avancement",
    motif=r"(?:.* )?%.*|.*\b(pourcentage|taux)\b.*",
    synonymes=(
        *("% d'avancement", "Taux d'avancement", "Avancement (%)", "Progression"),
        *("Taux de réalisation", "% de réalisation", "Avancement en %", "Pourcentage"),
    ),
)
REALISE_LE = Champ(
    cle="realise_le",
    libelle="Réalisé le",
    est_date=True,
    contient=est_echeance,
    synonymes=(
        *("Date de réalisation", "Date de réalisation effective", "Réalisée le", "Terminé le"),
        *("Date de fin", "Date de fin réelle", "Fait le", "Achevé le", "Date d'achèvement"),
        *("Date de clôture", "Clôturé le", "Clos le", "Soldé le", "Date réelle", "Date effective"),
        *("Date de réalisation réelle", "Fin réelle", "Réalisation effective", "Mis en œuvre le"),
        *("Date de mise en œuvre", "Date de solde"),
    ),
)
# Des colonnes d'état où l'on met une croix.
CASES = {
    "case_a_faire": ("À faire", "Non commencé", "Non démarré", "Pas commencé", "À lancer"),
    "case_en_cours": ("En cours", "En cours de réalisation", "Commencé", "Démarré"),
    "case_reportee": ("Reporté", "Différé", "Suspendu"),
    "case_realisee": ("Réalisé", "Fait", "Terminé", "Achevé", "Réalisé ?", "OK"),
    "case_abandonnee": ("Abandonné", "Annulé"),
}
COCHES = tuple(
    Champ(cle=cle, libelle=f"Case « {noms[0].lower()} »", faibles=noms, contient=est_coche)
    for cle, noms in CASES.items()
)
PRIORITE = Champ(
    cle="priorite",
    libelle="Priorité",
    synonymes=("Niveau de priorité", "Urgence", "Prio", "Criticité", "Degré de priorité"),
)
MOYENS = Champ(
    cle="moyens",
    libelle="Moyens",
    libre=True,
    reunit=" ; ",
    synonymes=(
        *("Moyens nécessaires", "Ressources", "Budget", "Coût", "Moyens à mobiliser"),
        *("Moyens humains et financiers", "Ressources nécessaires", "Financement"),
    ),
)
INDICATEUR = Champ(
    cle="indicateur",
    libelle="Indicateur de résultat",
    libre=True,
    synonymes=(
        *("Indicateur", "Indicateurs", "Indicateur de suivi", "Indicateurs de suivi", "Livrable"),
        *(
            "Indicateur de réussite",
            "Résultat attendu",
            "Résultats attendus",
            "Critère de réussite",
        ),
        *("Preuve de réalisation", "Indicateur d'efficacité", "Livrables attendus"),
    ),
)
BILAN = Champ(
    cle="bilan",
    libelle="Bilan",
    libre=True,
    synonymes=(
        *("Bilan de l'action", "Résultat obtenu", "Résultats obtenus", "Bilan / résultats"),
        *("Résultats", "Évaluation de l'action", "Effet constaté", "Effets constatés"),
    ),
)
COMMENTAIRES = Champ(
    cle="commentaires",
    libelle="Commentaires",
    libre=True,
    reunit=" ; ",
    synonymes=(
        *("Commentaire", "Observations", "Observation", "Remarques", "Remarque", "Notes"),
        *("Précisions", "Commentaires / observations", "Suites données", "Point de situation"),
        *("Difficultés", "Difficultés rencontrées", "Informations complémentaires", "Divers"),
    ),
)
AUTRES_DATES = Champ(
    cle="_autre_date",
    libelle="Date de début",
    leurre=True,
    synonymes=(
        *("Date de lancement", "Début", "Début prévu", "Date de création", "Créée le"),
        *("Date d'ouverture", "Date du constat", "Date de la décision", "Date de début prévue"),
        *("Date de mise à jour", "Mis à jour le", "Date du COPIL", "Date de vérification"),
        *("Vérification de l'efficacité", "Efficacité", "Efficace", "Raison du refus", "Feuille"),
        *("Ligne", "Lot", "Retard", "Jours de retard", "Mise à jour le"),
    ),
)
CHAMPS = (
    *(NUMERO, ANNEE, ACTION, DESCRIPTION, ENGAGEMENTS, SERVICE, SITE, PILOTE, ORIGINE, ECHEANCE),
    NOUVELLE_ECHEANCE,
    *COCHES,
    *(ETAT, AVANCEMENT, REALISE_LE, PRIORITE, MOYENS, INDICATEUR, BILAN, COMMENTAIRES),
    AUTRES_DATES,
)
