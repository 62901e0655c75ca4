"""Les listes de delais.yaml, dites par les demandes et par les règles de délai."""

from django.db import models


class Registre(models.TextChoices):
    """Le registre dit où la demande a été inscrite."""

    COURRIERS_COURRIELS = "courriers_courriels", "courriers et courriels"
    SUGGESTIONS_RECLAMATIONS = "suggestions_reclamations", "suggestions et réclamations"


class Canal(models.TextChoices):
    """Le moyen par lequel la demande est arrivée."""

    COURRIEL = "courriel", "courriel"
    FORMULAIRE_INTERNET = "formulaire_internet", "formulaire internet"
    COURRIER = "courrier", "courrier"
    FICHE_ACCUEIL = "fiche_accueil", "fiche d'accueil"
    TELEPHONE = "telephone", "téléphone"
    GUICHET = "guichet", "guichet"
    RESEAU_SOCIAL = "reseau_social", "réseau social"
    SERVICES_PUBLICS_PLUS = "services_publics_plus", "Services Publics +"
    NON_RENSEIGNE = "non_renseigne", "non renseigné"  # à l'import, un canal hors liste


class Nature(models.TextChoices):
    """Ce que la demande est, quel que soit le registre."""

    INFORMATION_GENERALE = "information_generale", "information générale"
    SUIVI_DOSSIER = "suivi_dossier", "suivi de dossier"
    RENDEZ_VOUS = "rendez_vous", "rendez-vous"
    RECLAMATION = "reclamation", "réclamation"
    SUGGESTION = "suggestion", "suggestion"
    DEMANDE_COLLECTIVITE = "demande_collectivite", "demande d'une collectivité"
    AUTRE = "autre", "autre"
    NON_RENSEIGNEE = "non_renseignee", "non renseignée"


class NonDue(models.TextChoices):
    """Pourquoi aucune réponse n'est due : la demande sort alors du calcul de délai."""

    ANONYME = "anonyme", "auteur non identifié"
    SANS_ADRESSE = "sans_adresse", "aucune adresse où répondre"
    ABUSIVE = "abusive", "demande abusive, répétitive ou systématique"
    DOUBLON = "doublon", "même demande déjà enregistrée"
    INDESIRABLE = "indesirable", "message publicitaire, automatique ou malveillant"
    AUTRE_ADMINISTRATION = "autre_administration", "relève d'une autre administration"


# Une règle peut viser tous les canaux, toutes les natures ou un regroupement de natures.
CANAUX_DES_REGLES = [*Canal.choices, ("tous", "tous les canaux")]
NATURES_DES_REGLES = [
    *Nature.choices,
    ("suggestion_reclamation", "suggestion ou réclamation"),
    ("toutes", "toutes les natures"),
]
REGROUPEMENTS = {"suggestion_reclamation": (Nature.SUGGESTION, Nature.RECLAMATION)}
