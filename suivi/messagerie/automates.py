"""Reconnaître ce qu'une machine a écrit : rien de cela n'est une demande, rien n'y répond.

Sources : RFC 3834 (réponses automatiques), RFC 3464 (avis de remise), RFC 8098 (accusés de
lecture), RFC 2919 et 2369 (listes de diffusion). Un message écarté reste visible et se reprend
d'un geste.
"""

import re
from collections.abc import Collection

from suivi.messagerie.courriel import Courriel

REPONSE_AUTOMATIQUE, NON_REMISE = "reponse_automatique", "non_remise"
BOUCLE, PUBLIPOSTAGE = "boucle", "publipostage"

ABSENCE = re.compile(
    r"(re ?: *)?(r[ée]ponse automatique|absence du bureau|message d.absence|absent du bureau|"
    r"out of (the )?office|automatic reply|auto(matic)? ?(-|)?reply|autoreply|autor[ée]ponse|"
    r"abwesenheitsnotiz|respuesta autom[áa]tica)\b",
    re.I,
)
POSTIER = re.compile(r"(mailer-daemon|postmaster|mail-daemon|mailerdaemon)@")
SANS_REPONSE = re.compile(
    r"(?:.*[-_.])?(no|do[-_.]?not|dont|ne[-_.]?pas|sans)[-_.]?(reply|repl|repondre|reponse|answer)"
    r"([-_.+].*)?@"
)
MASSE = {"bulk", "junk", "list"}


def est_une_non_remise(courriel: Courriel) -> bool:
    """L'avis d'un serveur qui n'a pas pu remettre un message."""
    if courriel.genre_de_rapport == "delivery-status":
        return True
    return bool(POSTIER.match(courriel.expediteur.adresse)) or "x-failed-recipients" in (
        courriel.entetes
    )


def est_une_reponse_automatique(courriel: Courriel) -> bool:
    """Absence, accusé de lecture, répondeur."""
    return any(
        (
            courriel.entete("Auto-Submitted").partition(";")[0].strip() not in ("", "no"),
            courriel.genre_de_rapport == "disposition-notification",
            courriel.entete("Return-Path") == "<>",
            courriel.entete("X-Auto-Response-Suppress") == "all",
            courriel.entete("X-Autoreply") not in ("", "no"),
            courriel.entete("X-Autorespond") != "",
            courriel.entete("Precedence") == "auto_reply",
            ABSENCE.match(courriel.objet),
        )
    )


def est_un_publipostage(courriel: Courriel) -> bool:
    listes = ("list-id", "list-unsubscribe", "list-post")
    return courriel.entete("Precedence") in MASSE or any(n in courriel.entetes for n in listes)


def vient_d_un_sans_reponse(courriel: Courriel) -> bool:
    """« noreply@ », sans autre adresse où répondre."""
    repond = courriel.reponse_a.adresse
    ailleurs = repond and not SANS_REPONSE.match(repond)
    return bool(SANS_REPONSE.match(courriel.expediteur.adresse)) and not ailleurs


def motif_d_ecart(
    courriel: Courriel,
    *,
    nos_adresses: Collection[str],
    est_de_nous: bool,
    par_formulaire: bool = False,
) -> str:
    """Pourquoi ce message n'est pas une demande, ou un texte vide.

    `est_de_nous` : son identifiant est l'un des nôtres. `par_formulaire` : la boîte reçoit ce
    qu'un site envoie, toujours « automatique », qui n'en est pas moins la parole d'un usager.
    """
    if est_de_nous or courriel.expediteur.adresse in nos_adresses:
        return BOUCLE
    if est_une_non_remise(courriel):
        return NON_REMISE
    if par_formulaire:
        return ""
    if est_une_reponse_automatique(courriel):
        return REPONSE_AUTOMATIQUE
    if est_un_publipostage(courriel):
        return PUBLIPOSTAGE
    return REPONSE_AUTOMATIQUE if vient_d_un_sans_reponse(courriel) else ""


def accepte_un_accuse(courriel: Courriel) -> bool:
    """RFC 3834 §2 : jamais de réponse automatique à une machine, une liste ou personne."""
    retenu = courriel.entete("X-Auto-Response-Suppress")
    return bool(courriel.expediteur.adresse) and not any(
        (
            retenu and retenu != "none",
            est_une_non_remise(courriel),
            est_une_reponse_automatique(courriel),
            est_un_publipostage(courriel),
            SANS_REPONSE.match(courriel.expediteur.adresse),
        )
    )
