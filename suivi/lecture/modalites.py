"""Lecture du canal et de la nature d'une demande, tels que les services les écrivent.

Les codes sont ceux de delais.yaml. Une lecture rend (code ou None, avertissement ou « ») : un
canal hors liste ou une nature vide n'empêche pas de reprendre la ligne, il se signale.
"""

from collections.abc import Mapping
from difflib import get_close_matches

from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.valeurs import est_absence, lire_texte, normaliser
from qualepref.socle.typographie import insecables

NON_RENSEIGNEE = "non_renseignee"
_RESSEMBLANCE = 0.86
Lecture = tuple[str | None, str]

_CANAUX = {
    "courriel": (
        *("courriel", "mail", "e-mail", "email", "mél", "mel", "bal", "boîte aux lettres"),
        *("boîte fonctionnelle", "boîte mail", "messagerie", "message électronique", "internet"),
        *("courrier électronique", "par mail", "par courriel", "courriels", "mails", "balf"),
        *("boite aux lettres fonctionnelle", "électronique", "voie électronique", "@"),
    ),
    "courrier": (
        *("courrier", "lettre", "courrier postal", "courriers", "lettres", "postal", "poste"),
        *("voie postale", "par courrier", "papier", "lettre simple", "lettre recommandée"),
        *("lrar", "recommandé", "recommandé ar", "lettre rar", "rar", "courrier papier", "pli"),
        *("courrier simple", "courrier recommandé", "lr/ar", "lettre avec ar", "lr ar"),
    ),
    "formulaire_internet": (
        *("formulaire internet", "formulaire", "formulaire en ligne", "formulaire de contact"),
        *("site internet", "site web", "site", "formulaire web", "démarches simplifiées"),
        *("téléservice", "formulaire du site", "formulaire site internet", "web"),
    ),
    "fiche_accueil": (
        *("fiche accueil", "fiche d'accueil", "fiche", "urne", "registre", "boîte à idées"),
        *("boîte à suggestions", "fiche de réclamation", "fiche suggestion", "cahier"),
        *("fiche de suggestion", "registre d'accueil", "formulaire papier", "livre d'or"),
    ),
    "telephone": (
        *("téléphone", "tél", "tel.", "appel", "appel téléphonique", "par téléphone", "phone"),
        *("téléphonique", "standard", "oral téléphone"),
    ),
    "guichet": (
        *("guichet", "accueil", "accueil physique", "sur place", "physique", "oral", "orale"),
        *("en personne", "au guichet", "visite", "présentiel", "déposé à l'accueil", "dépôt"),
    ),
    "reseau_social": (
        *("réseau social", "réseaux sociaux", "facebook", "twitter", "x", "instagram", "linkedin"),
        *("rs", "messenger"),
    ),
    "services_publics_plus": (
        *("services publics +", "services publics plus", "sp+", "services publics+", "sp plus"),
        *("je donne mon avis", "voxusagers", "vox usagers", "plateforme services publics +"),
    ),
}
_NATURES = {
    "information_generale": (
        *("information générale", "demande d'information générale", "info générale", "info"),
        *("demande d'information", "demande d'informations", "informations", "information"),
        *("demande d'informations générales", "informations générales", "infos générales"),
        *("renseignement", "renseignements", "demande de renseignement", "dig", "infos"),
        *("demande de renseignements", "information gale", "infos gales", "question générale"),
        *("demande générale", "renseignement général", "renseignements généraux", "question"),
        *("demande d'info", "demande d'infos", "demande d'info générale", "di", "ig"),
    ),
    "suivi_dossier": (
        *("suivi de dossier", "suivi dossier", "avancement de dossier", "avancement dossier"),
        *("suivi", "avancement", "état d'avancement", "suivi de demande", "relance"),
        *("suivi d'un dossier", "suivi de dossiers", "avancement du dossier", "relance dossier"),
        *("état du dossier", "demande de suivi", "suivi individuel", "dossier individuel"),
        *("suivi du dossier", "dossier en cours", "question sur dossier", "dossier"),
    ),
    "rendez_vous": (
        *("rendez-vous", "rdv", "rendez vous", "prise de rendez-vous", "prise de rdv", "rv"),
        *("demande de rdv", "demande de rendez-vous", "prise de rv", "demande de rv"),
        *("rdv en ligne", "rendez-vous en ligne", "difficulté de rendez-vous"),
    ),
    "reclamation": (
        *("réclamation", "réclamations", "plainte", "insatisfaction", "mécontentement"),
        *("doléance", "contestation", "réclamation usager", "récla", "réclam", "litige"),
        *("expression d'une insatisfaction",),
    ),
    "suggestion": (
        *("suggestion", "suggestions", "proposition", "proposition d'amélioration", "idée"),
        *("amélioration", "sugg", "suggestion d'amélioration"),
    ),
    "demande_collectivite": (
        *("demande de collectivité", "demande d'une collectivité", "collectivité", "élu"),
        *("collectivités", "demande collectivité", "mairie", "demande d'élu", "élus"),
        *("demande d'un élu", "collectivité locale", "collectivité territoriale", "commune"),
    ),
    "autre": (
        *("autre", "autres", "divers", "autre demande", "diverse", "autres demandes"),
        *("remerciement", "remerciements", "félicitations", "demande diverse"),
    ),
}


def _index(modalites: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {normaliser(mot): code for code, mots in modalites.items() for mot in (code, *mots)}


CANAUX, NATURES = _index(_CANAUX), _index(_NATURES)


def lire_canal(valeur: Valeur, correspondance: Mapping[str, str] | None = None) -> Lecture:
    """`correspondance` : écriture normalisée du service → code (« pli » → « courrier »)."""
    if code := _traduire(valeur, correspondance):
        return code, ""
    if est_absence(valeur):
        return None, "Le canal n'est pas renseigné."
    return _lire(valeur, CANAUX, "canal")


def lire_nature(valeur: Valeur, correspondance: Mapping[str, str] | None = None) -> Lecture:
    """Une nature vide est « non_renseignee », et se signale."""
    if code := _traduire(valeur, correspondance):
        return code, ""
    if est_absence(valeur):
        return NON_RENSEIGNEE, "La nature n'est pas renseignée."
    return _lire(valeur, NATURES, "nature")


def _traduire(valeur: Valeur, correspondance: Mapping[str, str] | None) -> str | None:
    ecriture = normaliser(lire_texte(valeur)) if correspondance else ""
    return correspondance.get(ecriture) if ecriture else None


def _lire(valeur: Valeur, connus: Mapping[str, str], quoi: str) -> Lecture:
    texte = lire_texte(valeur)
    ecriture = normaliser(texte).rstrip(" .;,:")
    if code := connus.get(ecriture):
        return code, ""
    voisins = get_close_matches(ecriture, connus, n=1, cutoff=_RESSEMBLANCE)
    if voisins and len(ecriture) > 4:
        lu = f"{quoi} « {texte} » lu comme « {voisins[0]} »"
        return connus[voisins[0]], insecables(f"{lu.capitalize()}, à vérifier.")
    return None, insecables(f"{quoi.capitalize()} « {texte} » hors liste.")
