"""Ce qu'on promet à l'usager quand il écrit : une date, et comment on y arrive, sans jargon."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from qualepref.socle.typographie import date_en_lettres, insecables
from suivi.delais.echeances import Echeance
from suivi.delais.regles import Unite

SANS_NOM_NI_ADRESSE = "anonyme"
SANS_ADRESSE = "sans_adresse"
_JOURS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MOIS = (
    "January February March April May June July August September October November December"
).split()


def date_en_anglais(jour: date) -> str:
    """« Monday 14 March 2022 »."""
    return f"{_JOURS[jour.weekday()]} {jour.day} {_MOIS[jour.month - 1]} {jour.year}"


class Phrases(NamedTuple):
    """Les phrases d'une langue ; `{date}` et `{jours}` s'y remplacent."""

    dater: Callable[[date], str]
    au_plus_tard: str
    sans_delai: str
    un_jour: str
    jours_ouvres: str
    jours_calendaires: str
    report: str
    non_dues: dict[str, str]


FRANCAIS = Phrases(
    dater=date_en_lettres,
    au_plus_tard="Vous recevrez une réponse au plus tard le {date}.",
    sans_delai="Vous recevrez une réponse ; aucun délai n'est fixé pour ce type de message.",
    un_jour="Nous avons un jour pour vous répondre, après celui de votre envoi.",
    jours_ouvres="Nous avons {jours} jours ouvrés pour vous répondre : le jour de votre envoi, les "
    "week-ends, les jours fériés et les jours de fermeture ne comptent pas.",
    jours_calendaires="Nous avons {jours} jours pour vous répondre, week-ends et jours fériés "
    "compris ; le jour de votre envoi ne compte pas.",
    report="Ce délai finissait un jour où nos bureaux sont fermés : il va jusqu'au jour "
    "d'ouverture suivant.",
    non_dues={
        SANS_NOM_NI_ADRESSE: "Vous n'avez laissé ni nom ni adresse : votre message sera lu, mais "
        "nous ne pourrons pas vous répondre.",
        SANS_ADRESSE: "Vous n'avez pas laissé d'adresse : votre message sera lu, mais nous ne "
        "pourrons pas vous répondre.",
    },
)
ANGLAIS = Phrases(
    dater=date_en_anglais,
    au_plus_tard="You will receive an answer by {date} at the latest.",
    sans_delai="You will receive an answer; no time limit is set for this kind of message.",
    un_jour="We have one day to answer you, after the day you sent your message.",
    jours_ouvres="We have {jours} working days to answer you: the day you sent your message, "
    "weekends, public holidays and closing days do not count.",
    jours_calendaires="We have {jours} days to answer you, including weekends and public holidays; "
    "the day you sent your message does not count.",
    report="This period ended on a day our offices are closed: it runs until the next opening day.",
    non_dues={
        SANS_NOM_NI_ADRESSE: "You left neither name nor address: your message will be read, but we "
        "will not be able to answer you.",
        SANS_ADRESSE: "You left no address: your message will be read, but we will not be able to "
        "answer you.",
    },
)
PHRASES = {"fr": FRANCAIS, "en": ANGLAIS}


def promettre(echeance: Echeance | None, non_due: str = "", langue: str = "fr") -> list[str]:
    """La date promise d'abord, puis le délai en mots ; une seule phrase si rien n'est dû."""
    phrases = PHRASES[langue]
    if non_due:
        dites = [phrases.non_dues[non_due]]
    elif echeance is None or echeance.date is None:
        dites = [phrases.sans_delai]
    else:
        au_plus_tard = phrases.au_plus_tard.format(date=phrases.dater(echeance.date))
        dites = [au_plus_tard, *_delai(echeance, phrases)]
    return [insecables(phrase) if langue == "fr" else phrase for phrase in dites]


def _delai(echeance: Echeance, phrases: Phrases) -> list[str]:
    ouvres = echeance.regle.unite is Unite.OUVRES
    compte = phrases.jours_ouvres if ouvres else phrases.jours_calendaires
    phrase = phrases.un_jour if echeance.jours == 1 else compte.format(jours=echeance.jours)
    return [phrase, *([phrases.report] if echeance.report else [])]
