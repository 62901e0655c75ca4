"""Les colonnes d'un tableau des enregistrements, telles que les services les intitulent.

Les clés sont celles des attendus du jeu d'essai. Piège connu : « Date » seule est la date d'effet,
« Validité » est tantôt une date, tantôt une durée.
"""

from documents.lecture.canaux_lus import lire_canaux
from documents.lecture.dates_lues import lire_caducite
from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import ValeurRefusee


def est_date(valeur: Valeur) -> bool:
    try:
        return lire_date(valeur) is not None
    except ValeurRefusee as refus:
        return refus.code == "date_impossible"


def est_caducite(valeur: Valeur) -> bool:
    try:
        lire_caducite(valeur)
    except ValeurRefusee as refus:
        return refus.code == "date_impossible"
    return True


def est_acces(valeur: Valeur) -> bool:
    return bool(lire_canaux(valeur).cles)


REFERENCE = Champ(
    cle="reference",
    libelle="Référence",
    accessoire=True,
    synonymes=(
        *("Réf.", "Référence du document", "Réf. du document", "Code", "Code du document"),
        *("N° du document", "Numéro du document", "N° de document", "Identifiant", "Cote"),
        *("N°", "Numéro", "N° d'enregistrement", "N° d'ordre", "Code document"),
    ),
)
INTITULE = Champ(
    cle="intitule",
    libelle="Intitulé",
    requis=True,
    libre=True,
    synonymes=(
        *("Titre", "Titre du document", "Intitulé du document", "Libellé", "Nom du document"),
        *("Libellé du document", "Désignation", "Désignation du document", "Document"),
        *("Documents", "Enregistrement", "Enregistrements", "Nom de l'enregistrement"),
        *("Intitulé de l'enregistrement", "Désignation de l'enregistrement"),
    ),
    faibles=("Objet", "Nom", "Description", "Sujet"),
)
TYPE = Champ(
    cle="type",
    libelle="Type",
    synonymes=(
        *("Type de document", "Type du document", "Nature", "Nature du document", "Genre"),
        *("Catégorie", "Catégorie de document", "Famille", "Typologie", "Type d'enregistrement"),
        *("Nature de l'enregistrement", "Type de support documentaire"),
    ),
)
SERVICE = Champ(
    cle="service",
    libelle="Service",
    synonymes=(
        *("Service propriétaire", "Service responsable", "Service pilote", "Service émetteur"),
        *("Service rédacteur", "Bureau", "Direction", "Entité", "Pôle", "Service concerné"),
        *("Bureau concerné", "Direction / service", "Service / bureau", "Structure"),
        *("Service détenteur", "Propriétaire", "Détenteur", "Émetteur", "Service gestionnaire"),
    ),
)
SITE = Champ(
    cle="site",
    libelle="Site",
    synonymes=("Site concerné", "Implantation", "Préfecture / sous-préfecture"),
)
VERSION = Champ(
    cle="version",
    libelle="Version",
    synonymes=(
        *("N° de version", "Numéro de version", "Indice", "Indice de révision", "Révision"),
        *("Version en vigueur", "Version actuelle", "Vers.", "N° version"),
    ),
)
DATE = Champ(
    cle="date",
    libelle="Date",
    est_date=True,
    contient=est_date,
    synonymes=(
        *("Date d'effet", "Date d'application", "Date d'entrée en vigueur", "En vigueur le"),
        *("Date du document", "Date de création", "Date de la version", "Date de version"),
        *("Date d'approbation", "Date de validation", "Date de publication", "Créé le"),
        *("Date d'enregistrement", "Date de mise à jour", "Dernière mise à jour", "Mis à jour le"),
        *("Date de dernière mise à jour", "Validé le", "Date de rédaction", "Date de diffusion"),
    ),
)
CADUCITE = Champ(
    cle="date_caducite",
    libelle="Date de caducité",
    est_date=True,
    contient=est_caducite,
    synonymes=(
        *("Caducité", "Caduc le", "Date d'expiration", "Expire le", "Date de fin de validité"),
        *("Fin de validité", "Validité", "Date de validité", "Valable jusqu'au", "Péremption"),
        *("Date de péremption", "Durée de validité", "Valide jusqu'au", "Échéance"),
        *("Date d'échéance", "Date limite de validité", "À renouveler le", "Échéance de caducité"),
    ),
)
RELECTURE = Champ(
    cle="date_relecture",
    libelle="Relu le",
    est_date=True,
    contient=est_date,
    synonymes=("Relue le", "Dernière relecture", "Date de dernière relecture", "Revu le"),
)
ACCES = Champ(
    cle="accessibilite",
    libelle="Accessibilité",
    reunit=" ; ",
    contient=est_acces,
    synonymes=(
        *("Accès", "Diffusion", "Lieu de diffusion", "Mode de diffusion", "Support de diffusion"),
        *("Mise à disposition", "Emplacement", "Où le trouver", "Lieu de consultation"),
        *("Canal de diffusion", "Canaux de diffusion", "Modes de diffusion", "Consultable sur"),
        *("Lieu d'affichage", "Disponible sur", "Accessible sur", "Modalités d'accès"),
    ),
    faibles=("Support", "Lieu", "Localisation", "Lieu de classement", "Classement"),
)
ENGAGEMENTS = Champ(
    cle="engagements",
    libelle="Engagement(s)",
    synonymes=(
        *("Engagements", "Engagement", "N° d'engagement", "N° engagement", "Engagement n°"),
        *("Engagement concerné", "Engagements concernés", "Eng.", "N° de l'engagement"),
        *("Engagement Qual-e-pref", "Engagement du référentiel", "Réf. engagement"),
        *("Référentiel", "Engagement / exigence", "Exigence", "Exigences"),
    ),
)
OBSERVATIONS = Champ(
    cle="observations",
    libelle="Observations",
    libre=True,
    reunit=" ; ",
    synonymes=(
        *("Observation", "Commentaires", "Commentaire", "Remarques", "Remarque", "Notes"),
        *("Précisions", "Note de version", "Modifications", "Suivi", "Divers"),
    ),
)
LEURRES = Champ(
    cle="_autre",
    libelle="Rédacteur",
    leurre=True,
    synonymes=(
        *("Auteur", "Approbateur", "Validé par", "Rédigé par", "Approuvé par", "Vérifié par"),
        *("Responsable", "Durée de conservation", "Conservation", "Archivage", "Durée d'archivage"),
        *("Nombre de pages", "Format", "Lien", "Lien hypertexte", "Nom du fichier", "Fichier"),
        *("État", "Statut", "Date d'archivage", "Date de retrait"),
        *("À relire le", "Prochaine relecture", "Date de révision", "Prochaine révision"),
        *("À réviser le", "Date de revue", "Date de prochaine révision", "Périodicité"),
    ),
)
CHAMPS = (
    *(REFERENCE, INTITULE, TYPE, SERVICE, SITE, VERSION, DATE, CADUCITE, RELECTURE, ACCES),
    *(ENGAGEMENTS, OBSERVATIONS, LEURRES),
)
