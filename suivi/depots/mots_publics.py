"""Ce que lit l'usager sur les pages de dépôt, dans chaque langue qu'on y parle."""

from dataclasses import dataclass, field

from qualepref.socle.forms.public import REFUS_FR


@dataclass(frozen=True)
class Mots:
    """Les textes d'une langue : la page, les questions et leurs aides, le reçu."""

    titre: str
    chapo: str
    coordonnees: str
    sans_reponse: str
    envoyer: str
    ferme: str
    ferme_suite: str
    merci: str
    numero: str
    numero_suite: str
    autre: str
    donnees_titre: str
    donnees: tuple[str, ...]
    obligatoire: str
    piege: str
    future: str
    trop_ancienne: str
    piece_refusee: str
    piece_perdue: str
    natures: tuple[tuple[str, str], ...]
    questions: dict[str, str]
    aides: dict[str, str]
    refus: dict[str, str] = field(default_factory=lambda: REFUS_FR)


FRANCAIS = Mots(
    titre="Votre avis sur notre accueil",
    chapo="Une suggestion, une réclamation ? Écrivez-nous ici, sans compte. Le message est lu par "
    "le référent qualité et par le service concerné.",
    coordonnees="Pour recevoir une réponse (optionnel)",
    sans_reponse="Sans adresse postale ou électronique, votre message est lu mais nous ne pouvons "
    "pas vous répondre. Sans nom ni adresse, il reste anonyme.",
    envoyer="Envoyer",
    ferme="Ce point de dépôt est fermé",
    ferme_suite="Il n'accepte plus de message. Vous pouvez écrire à la préfecture par courrier, "
    "par courriel, ou remplir une fiche à l'accueil.",
    merci="Votre message est enregistré",
    numero="Votre numéro de suivi",
    numero_suite="Notez-le : il permet à un agent de retrouver votre message. Il ne donne accès à "
    "rien d'autre.",
    autre="Écrire un autre message",
    donnees_titre="Ce que deviennent vos données",
    donnees=(
        "Votre nom et votre adresse servent à vous répondre, et à rien d'autre : le traitement "
        "relève de la mission de service public de la préfecture.",
        "Ils sont tenus à part de votre message ; seuls les agents qui vous répondent les voient, "
        "et chaque consultation est enregistrée.",
        "Ils sont effacés {mois} mois après la réponse. L'adresse internet de votre appareil n'est "
        "pas conservée.",
        "Vous pouvez demander à lire, corriger ou effacer ce qui vous concerne, ou vous opposer à "
        "son emploi, auprès de la préfecture ou de son délégué à la protection des données, puis "
        "saisir la CNIL.",
    ),
    obligatoire="Les champs sans la mention « optionnel » sont obligatoires.",
    piege="Ne remplissez pas ce champ : il sert à reconnaître les automates",
    future="Cette date est dans le futur : vérifiez-la.",
    trop_ancienne="Cette date est trop ancienne : vérifiez l'année.",
    piece_refusee="Cette pièce n'est pas acceptée : photo JPG ou PNG, ou PDF, de 10 Mo au plus.",
    piece_perdue="Cette pièce n'a pas pu être gardée, faute de place chez nous. Votre message est "
    "encore là : envoyez-le sans elle, ou recommencez plus tard.",
    natures=(("reclamation", "Une réclamation"), ("suggestion", "Une suggestion")),
    questions={
        "nature": "Vous nous adressez",
        "message": "Votre message",
        "endroit": "Où cela s'est-il passé ?",
        "jour": "Quand ?",
        "piece": "Photo ou document",
        "nom": "Votre nom",
        "coordonnees": "Votre adresse postale ou électronique",
    },
    aides={
        "message": "Que s'est-il passé, ou que proposez-vous ? Ne nommez pas d'agent.",
        "endroit": "Guichet, hall, téléphone, page du site…",
        "piece": "JPG, PNG ou PDF, 10 Mo au plus. À choisir de nouveau si la page vous revient.",
    },
)
ANGLAIS = Mots(
    titre="Your opinion of our service",
    chapo="A suggestion or a complaint? Write to us here, no account needed. Your message is read "
    "by the quality officer and by the department concerned.",
    coordonnees="To receive an answer (optional)",
    sans_reponse="Without a postal or e-mail address, your message is read but we cannot answer "
    "you. Without name and address, it stays anonymous.",
    envoyer="Send",
    ferme="This form is closed",
    ferme_suite="It no longer takes messages. You can write to the préfecture by post or e-mail, "
    "or fill in a card at the reception desk.",
    merci="Your message has been recorded",
    numero="Your reference number",
    numero_suite="Write it down: staff can find your message with it. It gives access to nothing "
    "else.",
    autre="Write another message",
    donnees_titre="What happens to your data",
    donnees=(
        "Your name and address are used to answer you and for nothing else, as part of the "
        "public-service mission of the préfecture.",
        "They are kept apart from your message; only the staff who answer you see them, and every "
        "access is recorded.",
        "They are erased {mois} months after the answer. Your internet address is not kept.",
        "You may ask to read, correct or erase what concerns you, or object to its use, with the "
        "préfecture or its data protection officer, then with the French authority (CNIL).",
    ),
    obligatoire="Fields not marked “optional” are required.",
    piege="Leave this field empty: it is there to detect robots",
    future="This date is in the future: please check it.",
    trop_ancienne="This date is too old: please check the year.",
    piece_refusee="This file is not accepted: a JPG or PNG photo, or a PDF, 10 MB at most.",
    piece_perdue="We could not keep this file: we have run out of space. Your message is still "
    "here: send it without the file, or try again later.",
    natures=(("reclamation", "A complaint"), ("suggestion", "A suggestion")),
    questions={
        "nature": "You are sending us",
        "message": "Your message",
        "endroit": "Where did it happen?",
        "jour": "When?",
        "piece": "Photo or document",
        "nom": "Your name",
        "coordonnees": "Your postal or e-mail address",
    },
    aides={
        "message": "What happened, or what do you suggest? Do not name staff.",
        "endroit": "Counter, hall, telephone, web page…",
        "piece": "JPG, PNG or PDF, 10 MB at most. Choose it again if the page comes back to you.",
    },
    refus={
        "piege": "Leave the field meant for robots empty, then send again.",
        "perime": "This page has been open for a long time. Your answers are still here: check "
        "them, then send again.",
        "trop_frais": "This was sent too fast to come from a person. Your answers are still here: "
        "wait a few seconds, then send again.",
        "debit": "Too many messages come from your connection. Your answers are still here: send "
        "again in {minutes} min.",
    },
)
MOTS = {"fr": FRANCAIS, "en": ANGLAIS}
