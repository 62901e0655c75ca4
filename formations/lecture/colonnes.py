"""Les colonnes d'un tableau de suivi des formations, puis d'une liste de conventions de tutorat.

« Doit suivre » et « Tutorat » se calculent : on les reconnaît pour ne pas les prendre pour autre
chose, sans les lire. « Prochaine formation prévue » se calcule aussi : elle se lit pour comparer.
"""

from dataclasses import replace

from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import ValeurRefusee


def est_date(valeur: Valeur) -> bool:
    try:
        return lire_date(valeur) is not None
    except ValeurRefusee as refus:
        return refus.code == "date_impossible"


AGENT = Champ(
    cle="agent",
    libelle="Agent",
    requis=True,
    synonymes=("Nom de l'agent", "Nom et prénom", "Nom prénom", "Agent concerné", "Agents"),
    faibles=("Nom", "Bénéficiaire", "Stagiaire"),
)
SERVICE = Champ(
    cle="service",
    libelle="Service",
    synonymes=(
        *("Bureau", "Direction", "Direction / service", "Service / bureau", "Affectation"),
        *("Service d'affectation", "Pôle", "Entité", "Structure"),
    ),
)
SITE = Champ(
    cle="site",
    libelle="Site",
    synonymes=("Implantation", "Préfecture / sous-préfecture"),
)
THEME = Champ(
    cle="theme",
    libelle="Thème",
    requis=True,
    synonymes=(
        *("Thème de formation", "Thème de la formation", "Domaine", "Domaine de formation"),
        *("Obligation", "Obligation de formation", "Formation obligatoire", "Thématique"),
    ),
)
CONTRAT = Champ(
    cle="statut",
    libelle="Statut",
    synonymes=("Contrat", "Type de contrat", "Statut de l'agent", "Situation administrative"),
)
FONCTIONS = Champ(
    cle="fonctions",
    libelle="Fonctions",
    synonymes=("Fonction", "Poste", "Poste occupé", "Emploi", "Missions"),
)
PRISE_DE_POSTE = Champ(
    cle="date_prise_poste",
    libelle="Date de prise de poste",
    requis=True,
    est_date=True,
    contient=est_date,
    synonymes=(
        *("Prise de poste", "Date d'arrivée", "Arrivée", "Date d'affectation", "Arrivé le"),
        *("Date de prise de fonction", "Prise de fonction", "Date d'entrée en fonction"),
        *("En poste depuis", "En poste depuis le"),
    ),
)
DEPART = Champ(
    cle="date_depart",
    libelle="Date de départ",
    est_date=True,
    contient=est_date,
    synonymes=("Départ", "Fin de contrat", "Date de fin de contrat", "Parti le", "Dernier jour"),
)
DERNIERE = Champ(
    cle="date_derniere_formation",
    libelle="Date de dernière formation",
    est_date=True,
    contient=est_date,
    motif=r"(date de (la )?)?derniere formation.*",
    synonymes=("Dernière formation", "Dernière formation suivie", "Formé le", "Date de formation"),
)
FORMATION = Champ(
    cle="formation",
    libelle="Formation",
    motif=r"(formation|session|stage)s?( suivie?| inscrite?| prevue?)?( en)? 20\d\d",
    synonymes=(
        *("Formation suivie", "Intitulé de la formation", "Formation de l'année", "Stage"),
        *("Intitulé du stage", "Session"),
    ),
)
DATE_SESSION = Champ(
    cle="date_session",
    libelle="Date de la session",
    est_date=True,
    contient=est_date,
    synonymes=("Date du stage", "Date de session", "Session du", "Jour de la session"),
)
SUIVIE = Champ(
    cle="suivie",
    libelle="Suivie",
    synonymes=("Présent", "Présence", "Formation effectuée", "Effectuée", "Réalisée", "Faite"),
)
OBSERVATIONS = Champ(
    cle="observations",
    libelle="Observations",
    libre=True,
    synonymes=("Observation", "Commentaires", "Commentaire", "Remarques", "Remarque"),
)
LEURRES = Champ(
    cle="_autre",
    libelle="Doit suivre une formation",
    leurre=True,
    motif=r"doit (suivre|etre forme).*",
    synonymes=("À former", "Tutorat"),
)
PROCHAINE = Champ(
    cle="date_prochaine",
    libelle="Prochaine formation prévue",
    accessoire=True,
    synonymes=("Prochaine formation", "Prochaine échéance", "Échéance", "À former avant le"),
)
NUMERO = Champ(cle="numero", libelle="N°", accessoire=True, synonymes=("Numéro", "Convention n°"))
TUTORE = Champ(
    cle="tutore",
    libelle="Tutoré",
    requis=True,
    synonymes=("Agent tutoré", "Tutorée", "Agent accompagné", "Nouvel arrivant"),
)
TUTEUR = Champ(
    cle="tuteur",
    libelle="Tuteur",
    requis=True,
    synonymes=("Nom du tuteur", "Tutrice", "Agent tuteur", "Parrain"),
)
CHEF = Champ(
    cle="chef_de_bureau",
    libelle="Chef de bureau",
    requis=True,
    synonymes=("Chef de service", "Responsable hiérarchique", "Encadrant", "Supérieur"),
)
SIGNATURE = Champ(
    cle="date_signature",
    libelle="Date de signature",
    requis=True,
    est_date=True,
    contient=est_date,
    synonymes=("Signée le", "Signature", "Date de la convention", "Convention signée le"),
)
RENOUVELEE = Champ(
    cle="date_renouvellement",
    libelle="Renouvelée le",
    est_date=True,
    contient=est_date,
    synonymes=("Renouvellement", "Date de renouvellement", "Reconduite le"),
)
AGENTS = (
    *(AGENT, SERVICE, SITE, THEME, CONTRAT, FONCTIONS, PRISE_DE_POSTE, DEPART, DERNIERE),
    *(FORMATION, DATE_SESSION, SUIVIE, PROCHAINE, OBSERVATIONS, LEURRES),
)
TUTORATS = (NUMERO, SERVICE, SITE, TUTORE, TUTEUR, CHEF, SIGNATURE, RENOUVELEE, OBSERVATIONS)
# Ce qu'une correspondance peut nommer : une feuille n'a pas à être des deux sortes à la fois.
CHAMPS = (*AGENTS, *(replace(champ, requis=False) for champ in TUTORATS if champ not in AGENTS))
