"""L'envoi d'un tableau de bord ou d'une fiche : son PDF joint, et le lien pour le lire."""

import logging
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from pilotage.fiches import fiche_pdf, nom_du_pdf
from pilotage.models import Expedition
from pilotage.models.expeditions import DEUX_MINUTES, DIX_MINUTES
from qualepref.socle.typographie import insecables

journal = logging.getLogger(__name__)
SERVEUR = "Le serveur de courriel ne répond pas, ou refuse l'envoi : relancez plus tard."
ADRESSE = "Le serveur de courriel refuse cette adresse : corrigez-la, puis envoyez de nouveau."
INTROUVABLE = "Le fichier à joindre est introuvable au stockage : prévenez l'administrateur."
INTERROMPU = (
    "L'envoi s'est interrompu, et rien ne dit s'il est parti : demandez à la direction, "
    "ou relancez."
)
PIECES = Expedition.objects.select_related(
    "tableau__departement", "fiche__departement", "fiche__service"
)


def confier(expeditions, tache) -> None:
    """Met chaque envoi dans la file ; si elle ne répond pas, la relance périodique l'y remettra."""
    for expedition in expeditions:
        transaction.on_commit(lambda pk=expedition.pk: tache.delay(pk), robust=True)


def envoyer(*, expedition_id: int) -> bool:
    """Envoie le courriel si personne d'autre ne l'a pris ; vrai s'il est parti.

    La prise est écrite avant l'envoi : un worker tué au milieu ne fait pas un second courriel.
    """
    expedition = PIECES.get(pk=expedition_id)
    if not expedition.prendre_le_depart():
        return False
    if echec := _echec_de_l_envoi(expedition):
        expedition.constater_l_echec(echec)
        return False
    expedition.constater_l_envoi()
    return True


def _echec_de_l_envoi(expedition: Expedition) -> str:
    """Ce qui a empêché l'envoi, en une phrase ; vide s'il est parti."""
    try:
        courriel = message(expedition)
    except OSError:
        journal.exception("Expédition %s", expedition.pk)
        return INTROUVABLE
    try:
        courriel.send()
    except (SMTPRecipientsRefused, ValueError, UnicodeError):
        return ADRESSE
    except OSError:
        journal.exception("Expédition %s", expedition.pk)
        return SERVEUR
    return ""


def message(expedition: Expedition) -> EmailMessage:
    """Le courriel prêt à partir."""
    piece = expedition.piece
    contexte = {"piece": piece, "donnees": piece.donnees, "adresse": settings.ADRESSE}
    gabarit = "pilotage/mails/fiche.txt" if expedition.fiche_id else "pilotage/mails/tableau.txt"
    courriel = EmailMessage(
        subject=insecables(f"{piece.donnees['titre']}, {piece.departement.nom}"),
        body=insecables(render_to_string(gabarit, contexte)),
        to=[expedition.courriel],
        headers={"Message-ID": expedition.message_id, "Auto-Submitted": "auto-generated"},
    )
    courriel.attach(*_joint(expedition), "application/pdf")
    return courriel


def _joint(expedition: Expedition) -> tuple[str, bytes]:
    """Le nom et les octets du PDF : celui du tableau est gardé, celui d'une fiche se refait."""
    if expedition.fiche_id:
        return nom_du_pdf(expedition.fiche), fiche_pdf(expedition.fiche)
    with expedition.tableau.pdf.open() as fichier:
        return f"{expedition.tableau.donnees['nom_de_fichier']}.pdf", fichier.read()


def a_relancer() -> list[int]:
    """Les envois que nul worker n'a pris ; ceux qui se sont interrompus sont dits échoués."""
    maintenant = timezone.now()
    for expedition in Expedition.objects.interrompues(maintenant - DIX_MINUTES):
        expedition.constater_l_echec(INTERROMPU)
    oubliees = Expedition.objects.oubliees(maintenant - DEUX_MINUTES)
    return list(oubliees.values_list("pk", flat=True))
