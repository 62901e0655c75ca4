"""Ce qui, dans un export, désigne quelqu'un ou son appareil : jamais lu, même nommé."""

import re
from collections.abc import Iterable

from enquetes.lecture.modalites import COCHES, ECRITURES, NON_COCHES
from qualepref.socle.lecture.valeurs import normaliser

TITRES = frozenset(
    {
        *("adresse ip", "ip", "ipaddr", "ip address", "user agent", "navigateur", "browser"),
        *("jeton", "token", "code d'invitation", "invitation", "invitation code"),
        *("identifiant", "login", "utilisateur", "username", "user name", "user", "compte"),
        *("participant", "participant id", "repondant", "respondent", "agent", "usager"),
        *("refurl", "url de reference", "referrer", "referrer url", "url referente"),
        *("startdate", "date started", "date de debut", "date de lancement", "datestamp"),
        *("date last action", "date de la derniere action", "heure", "heure de debut"),
        *("heure de fin", "heure de saisie", "horaire de saisie", "time", "latitude", "longitude"),
        *("geolocalisation", "location", "date de naissance", "ne le", "nee le", "birth date"),
        *("birthdate", "date of birth", "signature", "contact", "coordonnees", "rue", "street"),
        *("agdref", "numero agdref", "numero etranger", "nir", "numero de securite sociale"),
        *("numero de dossier", "n° de dossier", "n° dossier", "dossier", "numero fiscal"),
        *("numero de passeport", "numero de permis", "immatriculation", "user id", "contact id"),
    }
)
# Un titre qui n'a que de ces mots, aux mots vides près, désigne quelqu'un : « Nom de l'agent ».
MOTS = frozenset(
    (
        "nom prenom noms prenoms name names firstname lastname surname fullname forename"
        " courriel courriels email mail mel telephone tel phone portable mobile gsm fax"
        " adresse adresses address ip ipaddr token naissance coordonnees identite identity"
    ).split()
)
VIDES = frozenset(
    (
        "q votre vos le la les l de du des d et ou a en un une the your of and or my mon ma mes"
        " facultatif facultative optional si vous souhaitez etre recontacte recontactee"
        " usager usagere agent guichetier repondant personne demandeur respondent user contact"
        " complet complete quel quelle est indiquez saisissez precisez entrez merci pour"
        " numero n no e postale electronique personnel personnelle famille usage jeune fille"
        " first last full cell number postal"
    ).split()
)
CONTENUS = re.compile(
    r"[^@\s]+@[^@\s]+\.\w{2,}"  # courriel
    r"|(?:\+\d{2}|00\d{2}|0)[\s.-]?[1-9](?:[\s.-]?\d{2}){4}"  # téléphone
    r"|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}"  # adresse IP
)


def designe_quelqu_un(titre: str, valeurs: Iterable[str]) -> bool:
    """Par son titre ou par son contenu ; « Téléphone » noté ou coché reste une question."""
    ecrites = {normaliser(valeur) for valeur in valeurs if valeur.strip()}
    if _titre_personnel(titre):
        return not (ecrites and ecrites <= ECRITURES.keys() | COCHES | NON_COCHES)
    personnelles = sum(CONTENUS.fullmatch(ecrite) is not None for ecrite in ecrites)
    return 2 * personnelles > len(ecrites)


def _titre_personnel(titre: str) -> bool:
    plat = normaliser(titre)
    sans_code = re.sub(r"^[a-z]{0,4}[-_ ]?\d+\w*(?:\[\w+\])*\s*[.:)-]?\s*", "", plat)
    if {plat.rstrip(" ?:*"), sans_code.rstrip(" ?:*")} & TITRES:
        return True
    mots = set(re.findall(r"[a-z]+", re.sub(r"\be-mail\b", "email", sans_code or plat))) - VIDES
    return bool(mots) and mots <= MOTS
