"""Une boîte déclarée mais arrêtée, et ce qu'elle aurait reçu : aucune demande de plus.

Le registre garde ainsi les chiffres de ses classeurs ; ces courriels ne viennent d'aucun serveur.
"""

from datetime import UTC, date, datetime, time
from email.message import EmailMessage

from qualepref.socle.demonstration import Demonstration
from suivi.messagerie.courriel import cle_d_identifiant
from suivi.messagerie.lecture import lire
from suivi.messagerie.naissances import Recu
from suivi.messagerie.reprise import Reprise
from suivi.models import BoiteFonctionnelle, Demande

ADRESSE = "accueil@prefecture.example.org"
PREMIER = "<premier@example.org>"
LETTRE = {"List-Id": "<lettre.example.org>"}
ABSENCE = {"Auto-Submitted": "auto-replied"}


def montrer(demonstration: Demonstration) -> None:
    with demonstration.le(date(2022, 12, 29), "administrateur"):
        boite = BoiteFonctionnelle.objects.create(
            service=demonstration.services("AG")[0],
            adresse=ADRESSE,
            serveur="imap.example.org",
            identifiant="accueil",
            cle_du_mot_de_passe="BOITE_ACCUEIL",
            dossier_rangement="Repris",
            depuis=date(2022, 12, 1),
        )
        recevoir(boite, 12, "Lettre d'information de décembre", "Au sommaire…", LETTRE)
        recevoir(boite, 14, "Absence du bureau", "De retour le 2 janvier.", ABSENCE)
        recevoir_une_suite(boite)


def recevoir_une_suite(boite) -> None:
    siennes = Demande.objects.filter(service=boite.service).courriels().ouvertes()
    de_decembre = siennes.recues_entre(date(2022, 12, 1), date(2022, 12, 27))
    if demande := de_decembre.order_by("date_arrivee", "pk").last():
        deja_repris(boite, demande, PREMIER)
        fil = {"In-Reply-To": PREMIER}
        recevoir(boite, 29, "Re: ma demande", "Bonjour, avez-vous pu regarder ?", fil)


def deja_repris(boite, demande, message_id: str) -> None:
    """Le courriel dont cette demande du classeur serait née."""
    recu_le = datetime.combine(demande.date_arrivee, time(10), UTC)
    champs = {"uidvalidite": 1, "uid": 1, "recu_le": recu_le, "range": True, "etat": "repris"}
    champs["repris_le"] = recu_le
    cle = cle_d_identifiant(message_id)
    boite.messages.create(cle=cle, message_id=message_id, demande=demande, **champs)


def recevoir(boite, jour: int, objet: str, corps: str, entetes: dict[str, str]) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "Usager 012 <usager012@example.org>", ADRESSE
    message["Subject"], message["Message-ID"] = objet, f"<decembre-{jour}@example.org>"
    for nom, valeur in entetes.items():
        message[nom] = valeur
    message.set_content(corps)
    octets = message.as_bytes()
    recu_le = datetime(2022, 12, jour, 9, 12, tzinfo=UTC)
    Reprise(boite, lire(octets), Recu(1, jour, recu_le, len(octets), octets)).executer()
