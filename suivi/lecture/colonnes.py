"""Les colonnes d'un classeur de demandes, telles que les services les intitulent.

Piège connu : « Date du courrier » n'est la date d'arrivée que s'il n'y en a pas d'autre. Les
colonnes au titre trompeur sont dans suivi/leurres.py.
"""

from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte
from suivi.lecture.leurres import LEURRES
from suivi.lecture.modalites import lire_canal, lire_nature


def est_date(valeur: Valeur) -> bool:
    """Date lisible ou mention d'absence."""
    try:
        lire_date(valeur)
    except ValeurRefusee as refus:
        return refus.code != "date_illisible"
    return True


def est_coordonnee(valeur: Valeur) -> bool:
    """Adresse électronique, adresse postale ou téléphone ; « Usager 0012 » n'en est pas une."""
    texte = lire_texte(valeur)
    return "@" in texte or texte[:1].isdigit() or sum(map(str.isdigit, texte)) >= 5


def est_canal(valeur: Valeur) -> bool:
    return lire_canal(valeur)[0] is not None


def est_nature(valeur: Valeur) -> bool:
    code, avertissement = lire_nature(valeur)
    return code is not None and not avertissement


NUMERO = Champ(
    cle="numero",
    libelle="N°",
    accessoire=True,
    synonymes=(
        *("Numéro", "N° d'ordre", "N° d'enregistrement", "N° chrono", "Chrono", "N° de demande"),
        *("N° de dossier", "Référence", "Référence du dossier", "Référence de la demande"),
        *("N° de courrier", "N° de fiche", "N° de la réclamation", "N° de suivi", "Identifiant"),
        *("ID", "Numéro d'arrivée", "N° d'arrivée", "N° interne", "N° de référence"),
        *("N° courrier/courriel", "Chrono arrivée", "N° chrono arrivée", "Ordre", "Code"),
    ),
    faibles=("Rang", "Compteur", "Dossier"),
)
DATE_ARRIVEE = Champ(
    cle="date_arrivee",
    libelle="Date d'arrivée",
    requis=True,
    est_date=True,
    contient=est_date,
    synonymes=(
        *("Date de réception", "Reçu le", "Arrivée le", "Arrivée", "Date d'arrivée courrier"),
        *("Date d'arrivée du courrier", "Date d'arrivée du courriel", "Date d'arrivée du mail"),
        *("Date de réception du courrier", "Date de réception du courriel", "Réception le"),
        *("Date de réception de la demande", "Date d'arrivée de la demande", "Réceptionné le"),
        *("Date et heure d'arrivée", "Date et heure de réception", "Date/heure réception"),
        *("Jour d'arrivée", "Jour de réception", "Date d'entrée", "Entrée le", "Entrée"),
        *("Date d'arrivée en préfecture", "Date de réception en préfecture", "Réception"),
        *("Date d'arrivée au service", "Date de réception au service", "Date de dépôt"),
        *("Date arrivée courrier/courriel", "Date de réception courrier/courriel", "Déposé le"),
        *("Date de réception de la réclamation", "Date d'arrivée réelle", "Date reçue"),
    ),
    faibles=(
        *("Date d'enregistrement", "Enregistré le", "Enregistrement"),
        *("Date de la demande", "Date de la réclamation", "Date de saisine", "Date de contact"),
        *("Date", "Jour", "Date et heure", "Horodatage", "Horodateur", "Date de création"),
        *("Créé le", "Date d'ouverture", "Ouvert le", "Date de saisie", "Saisi le"),
        *("Date du courrier", "Date du courriel", "Date du mail", "Date du message", "Reçu"),
        *("Date de la lettre", "Date du courrier/courriel", "Date courrier usager"),
    ),
)
DATE_REPONSE = Champ(
    cle="date_reponse",
    libelle="Date de réponse",
    est_date=True,
    contient=est_date,
    synonymes=(
        *("Date de la réponse sur le fond", "Date de réponse de fond", "Réponse sur le fond le"),
        *("Date de la réponse", "Répondu le", "Réponse le", "Réponse envoyée le"),
        *("Date d'envoi de la réponse", "Date d'envoi réponse", "Réponse apportée le"),
        *("Date de réponse à l'usager", "Date de réponse au demandeur", "Réponse faite le"),
        *("Date de réponse du service", "Date de réponse définitive", "Date de réponse finale"),
        *("Date de réponse apportée", "Date de réponse effective", "Date de réponse réelle"),
        *("Réponse sur le fond", "Réponse de fond", "Réponse définitive", "Date de notre réponse"),
        *("Envoyé le", "Réponse transmise le", "Date de départ de la réponse"),
        *("Date du courrier de réponse", "Date du courriel de réponse", "Date du mail de réponse"),
        *("Date d'envoi à l'usager", "Date d'envoi au demandeur", "Réponse signée le"),
        *("Réponse donnée le", "Date et heure de réponse", "Jour de réponse"),
        *("Date de réponse du courrier", "Date de réponse du courriel", "Répondu à l'usager le"),
        *("Date réponse courrier/courriel", "Date de réponse à la demande", "Date rép."),
    ),
    faibles=(
        *("Réponse envoyée", "Réponse apportée", "Réponse à l'usager", "Réponse au demandeur"),
        *("Réponse", "Date d'envoi", "Envoi", "Date de départ", "Départ le", "Départ"),
        *("Date de sortie", "Sortie", "Traité le", "Date de traitement", "Traitement"),
        *(
            "Date de clôture",
            "Clos le",
            "Clôturé le",
            "Clôture",
            "Date de fin",
            "Date départ courrier",
        ),
        *("Suite donnée le", "Date de la suite donnée", "Soldé le", "Date d'expédition"),
        *("Répondu", "Fait le", "Terminé le", "Date de fin de traitement", "Expédié le"),
        *("Date de retour à l'usager", "Retour usager le", "Date de résolution", "Résolu le"),
    ),
)
DATE_AR = Champ(
    cle="date_ar",
    libelle="Date AR",
    est_date=True,
    contient=est_date,
    synonymes=(
        *("AR le", "Date d'accusé de réception", "Date de l'accusé de réception"),
        *("Accusé de réception le", "AR envoyé le", "Accusé réception envoyé le"),
        *("Date d'envoi de l'AR", "Date d'envoi de l'accusé de réception", "Accusé le"),
        *("Date accusé", "Accusé de réception envoyé le", "AR adressé le", "Date envoi AR"),
        *("Date d'AR à l'usager", "Date de l'AR", "Date accusé de réception usager"),
        *("Prise en charge le", "Date de prise en charge", "AR transmis le", "Date AR envoyé"),
    ),
    faibles=("AR", "Accusé de réception", "Accusé", "AR envoyé", "Accusé réception envoyé"),
)
CANAL = Champ(
    cle="canal",
    libelle="Canal",
    contient=est_canal,
    devinable=True,
    synonymes=(
        *("Canal de réception", "Canal d'arrivée", "Canal de contact", "Canal utilisé"),
        *("Mode de réception", "Mode d'arrivée", "Mode de contact", "Mode de saisine"),
        *("Voie d'arrivée", "Voie de réception", "Voie de saisine", "Voie", "Mode d'entrée"),
        *("Moyen de contact", "Moyen de communication", "Moyen de saisine", "Moyen"),
        *("Vecteur", "Support", "Média", "Courrier ou courriel", "Courrier/courriel"),
        *("Courrier / mail", "Mail ou courrier", "Canal de saisine", "Mode de dépôt"),
        *("Mode de transmission", "Type de canal", "Canal d'entrée", "Mode", "Forme"),
        *("Lettre ou courriel", "Support de la demande", "Mode d'envoi", "Type d'envoi"),
    ),
    faibles=(
        *("Type", "Origine", "Provenance", "Source", "Format", "Type de courrier", "Entrée"),
        *("Type de contact", "Type de réception", "Type de message", "Nature du courrier"),
        *("Arrivée", "Réception", "Mail/courrier", "Courrier", "Type de support", "Nature"),
        *("Arrivé par", "Reçu par"),
    ),
)
NATURE = Champ(
    cle="nature",
    libelle="Nature",
    contient=est_nature,
    devinable=True,
    synonymes=(
        *("Nature de la demande", "Type de demande", "Catégorie", "Catégorie de demande"),
        *("Typologie", "Typologie de la demande", "Qualification", "Nature de la sollicitation"),
        *(
            "Type de sollicitation",
            "Nature du message",
            "Classement",
            "Nature du courrier/courriel",
        ),
        *("Qualification de la demande", "Nature demande", "Genre de demande", "Nature du contact"),
    ),
    faibles=(
        *("Type", "Genre", "Famille", "Motif", "Nature du courrier", "Type de courrier"),
        *("Demande", "Motif de la demande", "Type de message", "Réclamation / suggestion"),
    ),
)
OBJET = Champ(
    cle="objet",
    libelle="Objet",
    libre=True,
    synonymes=(
        *("Objet de la demande", "Objet du courrier", "Objet du courriel", "Objet du mail"),
        *(
            "Objet de la réclamation",
            "Objet du message",
            "Sujet",
            "Sujet de la demande",
            "Objet / sujet",
        ),
        *("Intitulé", "Intitulé de la demande", "Libellé", "Libellé de la demande"),
        *("Description", "Description de la demande", "Résumé", "Résumé de la demande"),
        *("Contenu", "Contenu de la demande", "Contenu du message", "Teneur", "Question"),
        *("Question posée", "Motif de la demande", "Motif", "Motif de la réclamation"),
        *("Objet courrier/courriel", "Synthèse de la demande", "Détail de la demande"),
        *("Exposé de la demande", "Exposé", "Message", "Texte de la demande", "Objet / résumé"),
    ),
    faibles=("Demande", "Réclamation", "Détail", "Texte", "Synthèse", "Affaire", "Analyse"),
)
USAGER = Champ(
    cle="usager",
    libelle="Usager",
    libre=True,
    reunit=" ",
    synonymes=(
        *("Nom de l'usager", "Nom et prénom de l'usager", "Nom prénom usager", "Identité usager"),
        *("Demandeur", "Nom du demandeur", "Nom et prénom du demandeur", "Identité du demandeur"),
        *("Expéditeur", "Nom de l'expéditeur", "Émetteur", "Auteur", "Auteur de la demande"),
        *("Réclamant", "Nom du réclamant", "Requérant", "Nom du requérant", "Plaignant"),
        *("Pétitionnaire", "Administré", "Nom et prénom", "Prénom et nom", "Nom, prénom"),
        *("Nom", "Prénom", "Prénom de l'usager", "Prénom du demandeur", "Identité"),
        *("Civilité nom prénom", "Particulier", "Nom usager/organisme"),
        *("Usager / organisme", "Déposant", "Saisissant", "Personne", "Intéressé", "Citoyen"),
    ),
    faibles=("Raison sociale", "Organisme", "Contact", "Correspondant"),
)
COORDONNEES = Champ(
    cle="coordonnees",
    libelle="Coordonnées",
    libre=True,
    reunit=" / ",
    contient=est_coordonnee,
    synonymes=(
        *("Coordonnées de l'usager", "Coordonnées du demandeur", "Coordonnées usager"),
        *("Adresse", "Adresse de l'usager", "Adresse du demandeur", "Adresse postale"),
        *("Adresse mail", "Adresse électronique", "Adresse courriel", "Adresse e-mail"),
        *("Courriel de l'usager", "Mail de l'usager", "Mail du demandeur", "Mail usager"),
        *("Téléphone", "N° de téléphone", "Téléphone de l'usager", "Tél. usager", "Portable"),
        *("Adresse ou courriel", "Adresse / mail", "Adresse de réponse", "Contact usager"),
        *("Adresse mail de l'usager", "Adresse mail du demandeur", "Adresse de l'expéditeur"),
        *("Code postal", "Ville", "Commune", "Code postal et ville", "CP", "CP Ville"),
    ),
    faibles=("Mail", "Courriel", "Contact"),
)
QUALITE_ACCUEIL = Champ(
    cle="qualite_accueil",
    libelle="Qualité de l'accueil ?",
    synonymes=(
        *("Relève de la qualité de l'accueil", "Concerne l'accueil", "Lié à l'accueil"),
        *("Qualité accueil (O/N)", "Qualité de l'accueil (oui/non)", "Accueil oui/non"),
        *("Recevable", "Recevabilité", "Recevable (oui/non)", "Relève de Qual-e-pref"),
        *("Concerne la qualité de l'accueil", "En lien avec l'accueil", "Accueil ?"),
        *("Relatif à l'accueil", "Relève de l'accueil", "Accueil (O/N)", "Accueil O/N"),
        *("Périmètre qualité", "Dans le périmètre Qual-e-pref"),
    ),
)
THEME = Champ(
    cle="theme",
    libelle="Thème",
    synonymes=(
        *("Thématique", "Thème de la demande", "Thème de la réclamation", "Domaine"),
        *("Rubrique", "Matière", "Domaine concerné", "Thématique de la demande", "Démarche"),
        *("Démarche concernée", "Procédure concernée", "Titre concerné", "Sujet / thème"),
    ),
)
SERVICE = Champ(
    cle="service",
    libelle="Service",
    synonymes=(
        *("Service saisi", "Service concerné", "Service destinataire", "Service traitant"),
        *("Service instructeur", "Service en charge", "Service chargé de la réponse"),
        *("Service compétent", "Service responsable", "Service attributaire", "Service pilote"),
        *("Bureau", "Bureau concerné", "Bureau traitant", "Bureau destinataire"),
        *("Service / bureau", "Direction / service", "Direction / bureau", "Bureau / service"),
        *("Pôle", "Section", "Unité", "Cellule", "Entité", "Direction", "Structure"),
        *("Pôle concerné", "Direction concernée", "Entité concernée", "Service d'affectation"),
        *("Service affecté", "Attribué au service", "Service attribué", "Nom du service"),
    ),
    faibles=("Destinataire", "Affectation", "Attributaire", "Affecté à", "Attribué à", "Groupe"),
)
SITE = Champ(
    cle="site",
    libelle="Site",
    synonymes=(
        *("Site concerné", "Site d'accueil", "Lieu", "Implantation", "Localisation"),
        *("Préfecture / sous-préfecture", "Préfecture ou sous-préfecture", "Sous-préfecture"),
        *("Arrondissement", "Nom du site", "Lieu d'accueil", "Point d'accueil", "Site saisi"),
    ),
)
OBSERVATIONS = Champ(
    cle="observations",
    libelle="Observations",
    libre=True,
    synonymes=(
        *("Observation", "Remarques", "Commentaires", "Notes", "Précisions", "Suites données"),
        *("Suite donnée", "Suites", "Compléments", "Complément d'information", "Annotations"),
        *("Observations / suites", "Commentaire / suite", "Suivi", "Infos complémentaires"),
        *("Actions menées", "Action", "Actions correctives", "Mesures prises", "Suite réservée"),
    ),
    faibles=("Divers", "Info", "Informations"),
)
CHAMPS = (
    *(NUMERO, DATE_ARRIVEE, CANAL, NATURE, OBJET, USAGER, COORDONNEES, QUALITE_ACCUEIL),
    *(THEME, SERVICE, SITE, DATE_AR, DATE_REPONSE, OBSERVATIONS),
    *LEURRES,
)
