"""Le registre des rappels, puis une synthèse par personne : chacune dans sa transaction."""

import logging
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from qualepref.socle import echeancier
from qualepref.socle.calendrier import Calendrier
from qualepref.socle.destinataires import Destinataires
from qualepref.socle.models import Agent, Departement, PreferenceRappel, Rappel
from qualepref.socle.typographie import INSECABLE, date_en_lettres

journal = logging.getLogger(__name__)
LIGNES_PAR_GENRE = 20  # le reste se lit à l'écran
JAMAIS = PreferenceRappel.Canal.JAMAIS


class Inscription(NamedTuple):
    """Ce qu'une passe a changé au registre d'un département, et qui reste à prévenir."""

    nouveaux: int
    clos: int
    en_panne: list[str]
    agents: list[int]


def jour_ferme(departement: Departement, le: date) -> str | None:
    """Pourquoi l'on ne rappelle rien ce jour-là dans ce territoire ; None un jour ouvré."""
    return Calendrier(departement.calendrier).motif(le)


def inscrire_les_rappels(*, departement: Departement, le: date) -> Inscription:
    """Met le registre au jour et rend les agents à qui une synthèse est due."""
    dus, en_panne = rassembler(departement, le)
    nouveaux, clos = Rappel.objects.aligner(departement, dus, sauf=en_panne)
    attendent = Rappel.objects.a_envoyer().filter(departement=departement, agent__is_active=True)
    agents = attendent.exclude(agent__email="").values_list("agent", flat=True)
    return Inscription(nouveaux, clos, en_panne, sorted(set(agents)))


def inscrire_le_genre(*, departement: Departement, le: date, cle: str) -> None:
    """Met ce seul genre du registre au jour, quand une personne relance sans attendre la nuit."""
    autres = [genre.cle for genre in echeancier.genres() if genre.cle != cle]
    dus, en_panne = rassembler(departement, le, sauf=autres)
    Rappel.objects.aligner(departement, dus, sauf=[*autres, *en_panne])


def rassembler(departement: Departement, le: date, sauf=()) -> tuple[dict, list[str]]:
    """Les avis dus, par (agent, genre, clé, date due), et les genres tombés en panne.

    Un genre qui échoue n'empêche pas les autres : son détail va au journal du serveur.
    """
    destinataires = Destinataires(departement, le)
    preferences = PreferenceRappel.objects.du_departement(departement)
    dus, en_panne = {}, []
    for genre in (un for un in echeancier.genres() if un.cle not in sauf):
        preavis = [une.preavis or 0 for (_, cle), une in preferences.items() if cle == genre.cle]
        jusqu_au = genre.fin(le, max([genre.preavis or 0, *preavis]))
        fenetre = echeancier.Fenetre(departement, le, jusqu_au, destinataires)
        try:
            avis = list(genre.calcul(fenetre))
        except Exception:
            journal.exception("Rappels « %s » du département %s", genre.cle, departement.code)
            en_panne.append(genre.cle)
            continue
        for un in avis:
            reglage = preferences.get((un.agent, genre.cle))
            if est_voulu(un, genre, reglage, fenetre):
                dus[un.agent, genre.cle, un.cle or str(un.objet), un.date_due] = un
    return dus, en_panne


def est_voulu(avis, genre, reglage: PreferenceRappel | None, fenetre) -> bool:
    """Dans le préavis de la personne, et pas refusé par elle si elle peut s'en passer."""
    preavis = reglage.preavis if reglage else None
    if avis.date_due > genre.fin(fenetre.le, preavis):
        return False
    refuse = reglage is not None and reglage.canal == JAMAIS
    return not refuse or genre.est_impose(fenetre.destinataires.roles(avis.agent))


def envoyer_la_synthese(*, agent_id: int, le: date) -> int:
    """Envoie à l'agent ce qui ne lui est pas encore dit ; rend le nombre de rappels.

    La ligne de l'agent se verrouille : de deux workers, le second ne trouve plus rien à dire. Un
    envoi qui échoue lève OSError et ne marque rien : la prochaine passe le reprendra.
    """
    with transaction.atomic():
        agent = a_prevenir(agent_id)
        rappels = agent and rappels_a_dire(agent)
        if not rappels:
            return 0
        dits = Rappel.objects.filter(pk__in=[rappel.pk for rappel in rappels])
        dits.update(envoye_le=timezone.now())
        courriel(agent, rappels, le).send()
    return len(rappels)


def a_prevenir(agent_id: int) -> Agent | None:
    actifs = Agent.objects.actifs().exclude(email="")
    return actifs.select_for_update(of=("self",)).filter(pk=agent_id).first()


def rappels_a_dire(agent: Agent) -> list[Rappel]:
    """Ce que la synthèse de l'agent contiendrait, genre par genre, du plus ancien au plus neuf."""
    tus = PreferenceRappel.objects.sans_courriel(agent)
    if PreferenceRappel.TOUS_LES_GENRES in tus:
        return []
    rappels = Rappel.objects.de(agent).a_envoyer().exclude(genre__in=tus)
    ordre = [genre.cle for genre in echeancier.genres()]
    return sorted(rappels, key=lambda un: (ordre.index(un.genre), un.date_due, un.pk))


def courriel(agent: Agent, rappels: list[Rappel], le: date) -> EmailMultiAlternatives:
    """La synthèse en texte et en HTML, prête à partir."""
    contexte = {
        "agent": agent,
        "le": date_en_lettres(le),
        "nombre": len(rappels),
        "groupes": groupes(rappels),
        "adresse": settings.ADRESSE,
    }
    s = "s" if len(rappels) > 1 else ""
    return EmailMultiAlternatives(
        subject=f"Qualepref{INSECABLE}: {len(rappels)} rappel{s} au {le:%d/%m/%Y}",
        body=render_to_string("socle/mails/synthese.txt", contexte),
        to=[agent.email],
        alternatives=[(render_to_string("socle/mails/synthese.html", contexte), "text/html")],
        headers={"Auto-Submitted": "auto-generated"},
    )


def groupes(rappels: list[Rappel]) -> list[dict]:
    """Un groupe par genre : ses premières lignes, et combien d'autres se lisent à l'écran."""
    ensembles = [list(ensemble) for _, ensemble in groupby(rappels, key=lambda un: un.genre)]
    return [
        {
            "intitule": ensemble[0].intitule,
            "nombre": len(ensemble),
            "rappels": ensemble[:LIGNES_PAR_GENRE],
            "autres": len(ensemble[LIGNES_PAR_GENRE:]),
        }
        for ensemble in ensembles
    ]
