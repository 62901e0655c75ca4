"""Les feuilles à signer : émargement d'une session ou d'une séance, convention de tutorat."""

from collections.abc import Iterable

from django.template.loader import render_to_string

from formations.models import SessionFormation
from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf

LIGNES_LIBRES = 6  # pour qui vient sans être inscrit


def emargement_de_session(session: SessionFormation, participations: Iterable) -> bytes:
    """Une ligne par inscrit, et la place de signer chaque demi-journée."""
    lignes = [
        (p.agent.nom, str(p.agent.service)) for p in participations.select_related("agent__service")
    ]
    return _feuille(
        "formations/rapports/emargement.html",
        departement=session.departement,
        titre="Feuille d'émargement",
        intitule=str(session.formation),
        du=session.date_debut,
        au=session.date_fin,
        lieu=session.lieu,
        intervenant=session.organisme,
        lignes=lignes,
    )


def _feuille(gabarit: str, **contexte) -> bytes:
    return ecrire_pdf(
        render_to_string(
            gabarit,
            contexte
            | {
                "rapport": adresse_statique("socle/rapport.css"),
                "feuille": adresse_statique("formations/feuilles.css"),
                "libres": range(LIGNES_LIBRES),
            },
        )
    )
