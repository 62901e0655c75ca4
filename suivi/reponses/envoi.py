"""L'envoi d'une réponse par courriel : une fois, avec le même identifiant à chaque essai."""

import logging
import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.utils import timezone

from qualepref.socle.typographie import insecables
from suivi.models import EnTete, MessageRecu, Reponse

journal = logging.getLogger(__name__)
SERVEUR = "Le serveur de courriel ne répond pas, ou refuse l'envoi : réessayez plus tard."
ADRESSE = "Le serveur de courriel refuse l'adresse {} : vérifiez-la dans le brouillon."
ILLISIBLE = "L'adresse ou l'objet ne peut pas s'écrire dans un courriel : corrigez le brouillon."
INTERROMPU = (
    "L'envoi s'est interrompu, et rien ne dit si le courriel est parti. Demandez à l'usager ou à "
    "l'équipe technique s'il est arrivé avant de le renvoyer."
)
IDENTIFIANT = re.compile(r"<[!-;=?-~]{3,240}>")
FIL = 10  # messages rappelés dans References
DEUX_MINUTES, DIX_MINUTES = timedelta(minutes=2), timedelta(minutes=10)


def envoyer(*, reponse_id: int) -> bool:
    """Envoie le courriel si personne d'autre ne l'a pris ; vrai s'il est parti.

    La prise est écrite avant l'envoi : un worker tué au milieu ne fait pas un second courriel.
    """
    reponse = Reponse.objects.select_related("demande__site").get(pk=reponse_id)
    if not reponse.prendre_le_depart():
        return False
    if echec := _echec_de_l_envoi(reponse):
        reponse.constater_l_echec(echec)
        return False
    reponse.constater_l_envoi()
    return True


def _echec_de_l_envoi(reponse: Reponse) -> str:
    """Ce qui a empêché l'envoi, en une phrase ; vide s'il est parti."""
    try:
        message(reponse=reponse).send()
    except SMTPRecipientsRefused:
        return ADRESSE.format(reponse.courriel)
    except OSError:
        journal.exception("Réponse %s", reponse.pk)
        return SERVEUR
    except (ValueError, UnicodeError):
        return ILLISIBLE
    return ""


def message(*, reponse: Reponse) -> EmailMessage:
    """Le courriel prêt à partir ; l'usager répond à la boîte du site, s'il y en a une."""
    en_tete = EnTete.objects.filter(site=reponse.demande.site_id).first()
    return EmailMessage(
        subject=reponse.objet,
        body=f"{insecables(reponse.texte_entier)}\n",
        to=[reponse.courriel],
        reply_to=[en_tete.courriel] if en_tete and en_tete.courriel else None,
        headers=_entetes(reponse),
    )


def _entetes(reponse: Reponse) -> dict[str, str]:
    entetes = {"Message-ID": reponse.message_id}
    if recus := messages_de_l_usager(reponse):
        entetes |= {"In-Reply-To": recus[-1], "References": " ".join(recus)}
    if reponse.automatique:
        entetes["Auto-Submitted"] = "auto-replied"
    return entetes


def messages_de_l_usager(reponse: Reponse) -> list[str]:
    """Les Message-ID des courriels de l'usager, le dernier à la fin ; vide s'il a écrit autrement.

    L'identifiant vient d'ailleurs : on n'en reprend que ce qui tient dans un en-tête.
    """
    recus = MessageRecu.objects.filter(demande=reponse.demande_id)
    gardes = recus.exclude(etat=MessageRecu.Etat.ECARTE).order_by("recu_le", "pk")
    identifiants = gardes.values_list("message_id", flat=True)
    return [un for un in identifiants if IDENTIFIANT.fullmatch(un)][-FIL:]


def a_relancer() -> list[int]:
    """Les envois que nul worker n'a pris ; ceux qui se sont interrompus sont dits échoués."""
    maintenant = timezone.now()
    for reponse in Reponse.objects.interrompues(maintenant - DIX_MINUTES):
        reponse.constater_l_echec(INTERROMPU)
    oubliees = Reponse.objects.oubliees(maintenant - DEUX_MINUTES)
    return list(oubliees.values_list("pk", flat=True))
