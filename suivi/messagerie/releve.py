"""Relever une boîte : chaque message une fois ; une coupure ne perd ni ne double rien.

Ordre tenu pour chaque message : lu sans être marqué, écrit en une transaction, puis seulement
marqué et rangé sur le serveur. Ce qui manque au dernier pas se refait à la relève suivante.
"""

import imaplib
import logging
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from suivi.messagerie import serveur as imap
from suivi.messagerie.courriel import empreinte
from suivi.messagerie.lecture import lire
from suivi.messagerie.naissances import Recu
from suivi.messagerie.reprise import Reprise
from suivi.models import BoiteFonctionnelle, MessageRecu

journal = logging.getLogger(__name__)
PAR_RELEVE = 200  # messages : la suite vient à la relève d'après
INTERNE = "La relève a échoué : l'équipe technique a le détail dans le journal du serveur."
ILLISIBLE = "Ce message n'a pas pu être repris : le détail est au journal du serveur."
Etat = MessageRecu.Etat


class DepotEnPanne(Exception):
    """Le dépôt des fichiers ne répond plus."""


@dataclass
class Bilan:
    """Ce qu'une relève a fait : combien de messages dans chaque état, et ce qui l'a arrêtée."""

    comptes: Counter = field(default_factory=Counter)
    panne: str = ""
    est_occupee: bool = False

    def __str__(self) -> str:
        if self.est_occupee:
            return "la boîte est déjà en cours de relève"
        dits = [f"{n} {Etat(etat).label}" for etat, n in sorted(self.comptes.items())]
        return ", ".join(dits) or "aucun nouveau message"


def relever(*, boite: BoiteFonctionnelle, combien: int = PAR_RELEVE) -> Bilan:
    """Relève la boîte si personne d'autre ne le fait ; la panne éventuelle est dans le bilan."""
    if not boite.prendre():
        return Bilan(est_occupee=True)
    bilan = Bilan()
    try:
        with imap.ouvrir(boite) as serveur:
            _relever(serveur, boite, bilan, combien)
    except imap.BoiteInaccessible as panne:
        bilan.panne = str(panne)
    except Exception:
        journal.exception("Relève de la boîte %s", boite.pk)
        bilan.panne = INTERNE
    boite.rendre(bilan.panne)
    return bilan


def _relever(serveur: imap.Serveur, boite, bilan: Bilan, combien: int) -> None:
    connus = MessageRecu.objects.uids(boite, serveur.uidvalidite)
    presents = serveur.uids(boite.depuis)
    neufs = [uid for uid in presents if uid not in connus or connus[uid].etat == Etat.A_RELIRE]
    for annonce in serveur.annoncer(neufs[:combien]):
        if timezone.localtime(annonce.recu_le).date() < boite.depuis:
            continue
        boite.prolonger()
        message = _traiter(serveur, boite, annonce)
        if message is not None:
            bilan.comptes[message.etat] += 1
            _ranger(serveur, message, bilan)
    for uid in set(presents) & {uid for uid, connu in connus.items() if connu.reste_a_ranger}:
        _ranger(serveur, boite.messages.get(uidvalidite=serveur.uidvalidite, uid=uid), bilan)


def _traiter(serveur: imap.Serveur, boite, annonce: imap.Annonce) -> MessageRecu | None:
    """Le message repris, écarté ou en erreur ; None s'il n'est plus là ou si un autre l'a pris."""
    par_parties = annonce.taille > settings.COURRIEL_TAILLE_MAX
    octets = b"" if par_parties else serveur.octets(annonce.uid)
    if not octets and not par_parties:
        return None  # effacé entre-temps
    recu = Recu(serveur.uidvalidite, annonce.uid, annonce.recu_le, annonce.taille, octets)
    message = boite.messages.filter(uidvalidite=recu.uidvalidite, uid=recu.uid).first()
    if message and message.etat != Etat.A_RELIRE:
        return None  # un autre worker vient de le reprendre
    try:
        courriel = (
            serveur.lire_par_parties(recu.uid, settings.COURRIEL_TAILLE_MAX)
            if par_parties
            else lire(octets)
        )
    except imap.PANNES:
        raise  # la boîte ne répond plus : on reprendra ce message
    except Exception as faute:
        return _mettre_en_erreur(boite, recu, faute, message)
    return _ecrire(boite, courriel, recu, message)


def _ecrire(boite, courriel, recu: Recu, message: MessageRecu | None) -> MessageRecu | None:
    """Une base ou un dépôt de fichiers en panne arrête la relève ; une autre faute, ce message."""
    forcee = bool(message and message.motif)
    try:
        return Reprise(boite, courriel, recu, message, forcee).executer()
    except (OperationalError, InterfaceError):
        raise
    except OSError as panne:
        raise DepotEnPanne from panne
    except Exception as faute:
        place = {"uidvalidite": recu.uidvalidite, "uid": recu.uid}
        if isinstance(faute, IntegrityError) and boite.messages.filter(**place).exists():
            return None  # un autre worker vient de le reprendre
        return _mettre_en_erreur(boite, recu, faute, message)


def _mettre_en_erreur(boite, recu: Recu, faute: Exception, message) -> MessageRecu:
    """Le message brut est gardé, pour être regardé puis rejoué."""
    journal.error("Message %s de la boîte %s", recu.uid, boite.pk, exc_info=faute)
    place = f"{recu.uidvalidite}:{recu.uid}".encode()
    message = message or MessageRecu(boite=boite, cle=empreinte(recu.octets or place))
    for nom in ("uidvalidite", "uid", "recu_le", "taille"):
        setattr(message, nom, getattr(recu, nom))
    message.etat, message.erreur = Etat.EN_ERREUR, f"{ILLISIBLE} ({type(faute).__name__})"
    if recu.octets and not message.brut:
        message.brut.save("brut", ContentFile(recu.octets), save=False)
    message.save()
    return message


def _ranger(serveur: imap.Serveur, message: MessageRecu, bilan: Bilan) -> None:
    """Après l'enregistrement seulement ; ce que le serveur refuse n'arrête pas la relève."""
    if not message.reste_a_ranger:
        return
    dossier = message.boite.dossier_rangement
    try:
        if message.original_a_garder:
            serveur.signaler(message.uid)
        else:
            serveur.ranger(message.uid, dossier)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        bilan.panne = f"Le serveur refuse de ranger les messages dans « {dossier} »."
        return
    MessageRecu.objects.filter(pk=message.pk).update(range=True)


@transaction.atomic
def rejouer(*, message: MessageRecu) -> MessageRecu:
    """Reprend un message écarté ou en erreur ; sans son brut, il sera relu à la prochaine relève.

    Lève ValidationError si rien n'est à reprendre.
    """
    verrouille = MessageRecu.objects.select_for_update(of=("self",)).select_related(
        "boite__service"
    )
    message = verrouille.get(pk=message.pk)
    message.exiger_rejouable()
    if not message.brut:
        message.etat, message.range = Etat.A_RELIRE, False
        message.save(update_fields=["etat", "range"])
        return message
    with message.brut.open() as brut:
        octets = brut.read()
    recu = Recu(message.uidvalidite, message.uid, message.recu_le, message.taille, octets)
    forcee = message.etat == Etat.ECARTE
    return Reprise(message.boite, lire(octets), recu, message, forcee).executer()
