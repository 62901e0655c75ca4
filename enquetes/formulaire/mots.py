"""Ce que dit l'application autour d'un questionnaire, dans chaque langue où elle parle.

Un questionnaire peut exister dans d'autres langues : autour de ses questions, on lit du français.
"""

from dataclasses import dataclass, field

from enquetes.langues import FRANCAIS, sens
from enquetes.saisies import COURT_MAX, LONG_MAX, Faute


@dataclass(frozen=True)
class Mots:
    """Les textes d'une langue : avancer, revenir, se tromper, finir."""

    langue: str
    commencer: str
    suivant: str
    precedent: str
    envoyer: str
    progression: str  # {rang}, {nombre}
    obligatoire: str
    plusieurs: str
    temps: str
    nombre: str
    date: str
    erreur: str
    fautes_titre: str
    changer_de_langue: str
    notice_titre: str
    notice: tuple[str, ...]
    duree: str  # {minutes}
    merci: str
    merci_suite: str
    deja: str
    vide: str
    introuvable: str
    introuvable_suite: str
    pas_encore: str
    pas_encore_suite: str  # {date}
    close: str
    close_suite: str
    plafond: str
    plafond_suite: str
    piege: str
    non_envoye: str
    tablette: dict[str, str]
    refus: dict[str, str] = field(default_factory=dict)
    fautes: dict[Faute, str] = field(default_factory=dict)

    @property
    def sens(self):
        return sens(self.langue)


FRANCAIS_MOTS = Mots(
    langue="fr",
    commencer="Commencer",
    suivant="Suivant",
    precedent="Précédent",
    envoyer="Envoyer mes réponses",
    progression="Question {rang} sur {nombre}",
    obligatoire="Réponse obligatoire.",
    plusieurs="Plusieurs réponses possibles.",
    temps="En minutes et secondes, par exemple 2:05.",
    nombre="En chiffres.",
    date="Par exemple 31/12/2022.",
    erreur="Erreur",
    fautes_titre="Votre réponse est à corriger",
    changer_de_langue="Langue",
    notice_titre="Vos réponses sont anonymes",
    notice=(
        "Ni nom, ni compte, ni adresse internet : rien ne relie une réponse à une personne.",
        "Nous gardons le jour de la réponse, pas l'heure. Aucun témoin de connexion (cookie) n'est "
        "déposé.",
        "Dans les réponses libres, n'écrivez rien qui vous désigne ou désigne quelqu'un.",
        "Une fois envoyée, une réponse ne peut être ni retrouvée, ni modifiée, ni effacée à votre "
        "demande : nous ne saurions pas laquelle est la vôtre.",
    ),
    duree="Environ {minutes} minutes",
    merci="Merci, votre réponse est enregistrée",
    merci_suite="Vous pouvez fermer cette page.",
    deja="Votre réponse était déjà enregistrée : elle ne compte qu'une fois.",
    vide="Répondez à une question au moins avant d'envoyer.",
    introuvable="Cette adresse ne mène à aucune enquête",
    introuvable_suite="Vérifiez l'adresse, ou flashez de nouveau le code affiché sur place.",
    pas_encore="Cette enquête n'est pas encore ouverte",
    pas_encore_suite="Elle s'ouvre le {date}.",
    close="Cette enquête est close",
    close_suite="Elle ne prend plus de réponse. Merci de votre intérêt.",
    plafond="Assez de réponses pour aujourd'hui",
    plafond_suite="Ce point de collecte a reçu toutes les réponses qu'il peut prendre en un jour. "
    "Revenez demain, ou répondez à l'accueil.",
    piege="Ne remplissez pas ce champ : il sert à reconnaître les automates",
    non_envoye="Votre réponse n'est pas encore enregistrée",
    tablette={
        "hors_ligne": "réponse(s) en attente d'envoi",
        "refusees": "réponse(s) refusée(s), gardée(s) sur cette tablette",
        "toujours_la": "Êtes-vous toujours là ?",
        "toujours_la_suite": "Sans geste de votre part, vos réponses s'effacent dans dix secondes.",
        "continuer": "Continuer",
        "recommencer": "Répondre pour une autre personne",
        "abandonner": "Abandonner",
        "sans_script": "Cette page demande JavaScript. Répondez plutôt ici",
        "memoire_pleine": "Cette tablette ne peut plus garder de réponse : appelez un agent. "
        "Vos réponses sont encore à l'écran.",
    },
    refus={
        "piege": "Laissez vide le champ réservé aux automates, puis envoyez de nouveau.",
        "perime": "Cette page est restée ouverte longtemps. Vos réponses sont là : envoyez-les de "
        "nouveau.",
        "trop_frais": "L'envoi a été trop rapide pour être celui d'une personne. Vos réponses sont "
        "là : attendez quelques secondes, puis envoyez de nouveau.",
        "debit": "Trop de réponses viennent de votre connexion. Les vôtres sont là : envoyez-les "
        "de nouveau dans une heure, ou depuis une autre connexion.",
        "abime": "Cette page a été modifiée et ne peut pas être reprise : recommencez.",
    },
    fautes={
        Faute.OBLIGATOIRE: "Répondez à cette question pour continuer.",
        Faute.CHOIX: "Choisissez dans la liste proposée.",
        Faute.TROP_LONG: "Votre réponse est trop longue : {maximum} signes au plus.",
        Faute.NOMBRE: "Écrivez un nombre, en chiffres.",
        Faute.DATE: "Écrivez une date, par exemple 31/12/2022.",
        Faute.TEMPS: "Écrivez un temps en minutes et secondes, par exemple 2:05.",
    },
)
ANGLAIS_MOTS = Mots(
    langue="en",
    commencer="Start",
    suivant="Next",
    precedent="Back",
    envoyer="Send my answers",
    progression="Question {rang} of {nombre}",
    obligatoire="An answer is required.",
    plusieurs="Several answers possible.",
    temps="In minutes and seconds, for instance 2:05.",
    nombre="In figures.",
    date="For instance 31/12/2022.",
    erreur="Error",
    fautes_titre="Please correct your answer",
    changer_de_langue="Language",
    notice_titre="Your answers are anonymous",
    notice=(
        "No name, no account, no internet address: nothing ties an answer to a person.",
        "We keep the day of the answer, not the time. No cookie is set.",
        "In free-text answers, write nothing that identifies you or anyone else.",
        "Once sent, an answer cannot be found, changed or erased at your request: we could not "
        "tell which one is yours.",
    ),
    duree="About {minutes} minutes",
    merci="Thank you, your answer has been recorded",
    merci_suite="You can close this page.",
    deja="Your answer was already recorded: it counts only once.",
    vide="Answer at least one question before sending.",
    introuvable="This address leads to no survey",
    introuvable_suite="Check the address, or scan the code displayed on site again.",
    pas_encore="This survey is not open yet",
    pas_encore_suite="It opens on {date}.",
    close="This survey is closed",
    close_suite="It no longer takes answers. Thank you for your interest.",
    plafond="Enough answers for today",
    plafond_suite="This collection point has received all the answers it can take in one day. "
    "Come back tomorrow, or answer at the reception desk.",
    piege="Leave this field empty: it is there to detect robots",
    non_envoye="Your answer has not been recorded yet",
    tablette={
        "hors_ligne": "answer(s) waiting to be sent",
        "refusees": "answer(s) refused, kept on this tablet",
        "toujours_la": "Are you still there?",
        "toujours_la_suite": "Unless you touch the screen, your answers are erased in ten seconds.",
        "continuer": "Continue",
        "recommencer": "Answer for another person",
        "abandonner": "Quit",
        "sans_script": "This page needs JavaScript. Answer here instead",
        "memoire_pleine": "This tablet cannot keep any more answers: please call a member of "
        "staff. Your answers are still on the screen.",
    },
    refus={
        "piege": "Leave the field meant for robots empty, then send again.",
        "perime": "This page has been open for a long time. Your answers are still here: send them "
        "again.",
        "trop_frais": "This was sent too fast to come from a person. Your answers are still here: "
        "wait a few seconds, then send again.",
        "debit": "Too many answers come from your connection. Yours are still here: send them "
        "again in an hour, or from another connection.",
        "abime": "This page was altered and cannot be resumed: please start again.",
    },
    fautes={
        Faute.OBLIGATOIRE: "Answer this question to continue.",
        Faute.CHOIX: "Choose from the list.",
        Faute.TROP_LONG: "Your answer is too long: {maximum} characters at most.",
        Faute.NOMBRE: "Write a number, in figures.",
        Faute.DATE: "Write a date, for instance 31/12/2022.",
        Faute.TEMPS: "Write a time in minutes and seconds, for instance 2:05.",
    },
)
MOTS = {mots.langue: mots for mots in (FRANCAIS_MOTS, ANGLAIS_MOTS)}


def mots_de(langue: str) -> Mots:
    """Ceux de la langue, ou le français si l'application ne la parle pas."""
    return MOTS.get(langue, MOTS[FRANCAIS])


def faute_dite(faute: Faute, langue: str, maximum: int | None = None) -> str:
    """La phrase d'une faute ; `maximum` : signes permis par la question."""
    return mots_de(langue).fautes[faute].format(maximum=maximum or LONG_MAX)


def maximum_de(attente) -> int:
    """Signes permis à cette question."""
    return attente.longueur_max or (LONG_MAX if attente.type == "texte_long" else COURT_MAX)
