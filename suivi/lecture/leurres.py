"""Colonnes à ne pas prendre pour une autre : leur titre ressemble, leur sens diffère.

« Date limite de réponse », « Échéance » et « Délai de réponse » ne sont pas la date de réponse.
"""

from qualepref.socle.lecture.titres import Champ

DATE_LIMITE = Champ(
    cle="_date_limite",
    libelle="Date limite de réponse",
    leurre=True,
    synonymes=(
        *("Date limite", "Échéance", "Date d'échéance", "Réponse avant le", "À répondre avant le"),
        *("Date butoir", "Réponse attendue le", "Date prévue de réponse", "Réponse prévue le"),
        *("Date prévisionnelle de réponse", "Date de réponse prévue", "Répondre avant le"),
        *("Date de réponse attendue", "Date de réponse souhaitée", "Date maximale de réponse"),
    ),
    motif=r".*\b(limite|butoir|echeance|previsionnelle|prevue?|attendue?|souhaitee?)\b.*",
)
DUREE = Champ(
    cle="_duree",
    libelle="Délai de réponse (jours)",
    leurre=True,
    synonymes=("Délai", "Délai de réponse", "Nombre de jours", "Nb jours", "Retard", "Durée"),
    motif=r".*\b(delais?|duree|retard|nb|nbre|nombre|jours|anciennete|ecart)\b.*",
)
AUTRE_DATE = Champ(
    cle="_autre_date",
    libelle="Date de transmission",
    leurre=True,
    synonymes=(
        *("Transmis le", "Date de transmission au service", "Transmission", "Date d'attribution"),
        *("Date d'affectation", "Affecté le", "Attribué le", "Date de relance", "Relance le"),
        *("Relance", "Date de réponse d'attente", "Réponse d'attente", "Réponse d'attente le"),
        *("Attente le", "Date d'attente", "Date de signature", "Signé le", "Date de visa"),
        *("Date de rendez-vous", "Date du RDV", "Date de naissance", "Mis à jour le"),
        *("Date de mise à jour", "Date de modification", "Date de numérisation", "Date d'appel"),
        *("Transmis au service le", "Date de transmission au bureau", "Demande de complément le"),
        *("Date de retour du service", "Réponse du service au référent le", "Heure"),
        *("Heure d'arrivée", "Heure de réception", "Heure de réponse", "Mois", "Année"),
        *("Trimestre", "Semaine", "Semestre"),
    ),
    motif=r".*\b(relances?|attente|transmission|heure|naissance|signature|visa)\b.*",
)
PERSONNE = Champ(
    cle="_agent",
    libelle="Agent",
    leurre=True,
    synonymes=(
        *("Agent traitant", "Agent en charge", "Nom de l'agent", "Rédacteur", "Gestionnaire"),
        *("Suivi par", "Traité par", "Répondu par", "Réponse par", "Signataire", "Instructeur"),
        *("Référent", "Chargé du dossier", "Affaire suivie par", "Enregistré par", "Saisi par"),
        *("Initiales", "Visa", "Nom du rédacteur", "Nom du gestionnaire", "Agent instructeur"),
    ),
)
REPONSE_AUTRE = Champ(
    cle="_reponse",
    libelle="Mode de réponse",
    leurre=True,
    synonymes=(
        *("Canal de réponse", "Moyen de réponse", "Type de réponse", "Nature de la réponse"),
        *("Réponse par mail", "Réponse (oui/non)", "Répondu (oui/non)", "Réponse type"),
        *("Modèle de réponse", "N° de réponse", "Référence de la réponse", "Objet de la réponse"),
        *("Dans les délais", "Délai respecté", "Hors délai", "État", "Statut", "Etat du dossier"),
        *("Mode d'envoi de la réponse", "Support de réponse", "AR (oui/non)", "AR O/N"),
        *("Sous-thème", "Sous-catégorie", "Sous-nature", "Priorité", "Urgence", "Pièces jointes"),
        *("Type d'usager", "Catégorie d'usager", "Qualité de l'usager", "Statut du demandeur"),
        *("Nationalité", "Langue", "Service émetteur", "Feuille", "Ligne", "Raison du refus"),
        *("N° de départ", "Chrono départ", "N° chrono départ", "Réponse O/N"),
    ),
)
LEURRES = (DATE_LIMITE, DUREE, AUTRE_DATE, PERSONNE, REPONSE_AUTRE)
