"""Les feuilles à imprimer : émargement, convention de tutorat, prévision."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.template.loader import render_to_string

from formations.models import Sensibilisation, SessionFormation, Tutorat
from formations.presentation import totaux
from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf

JOURS_MAX = 10  # une feuille par jour ; une session plus longue se programme en plusieurs
LIGNES_LIBRES = 6  # pour qui vient sans être inscrit
LIGNES_D_UNE_SEANCE = 20


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
        jours=jours_a_signer(session.date_debut, session.date_fin),
        lieu=session.lieu,
        intervenant=session.organisme,
        lignes=lignes,
    )


def emargement_de_seance(seance: Sensibilisation) -> bytes:
    """Des lignes à remplir : chacun y écrit son nom et son service."""
    return _feuille(
        "formations/rapports/emargement.html",
        departement=seance.departement,
        titre="Feuille d'émargement",
        intitule=seance.sujet,
        du=seance.jour,
        au=seance.jour,
        jours=[seance.jour],
        lieu=seance.lieu,
        intervenant=seance.intervenant,
        services=", ".join(str(service) for service in seance.services.all()),
        libres=range(LIGNES_D_UNE_SEANCE),
    )


def jours_a_signer(debut: date, fin: date) -> list[date]:
    """Du lundi au vendredi ; une session de fin de semaine se signe ces jours-là."""
    jours = [debut + timedelta(days=rang) for rang in range((fin - debut).days + 1)]
    ouvres = [jour for jour in jours if jour.weekday() < 5]
    return (ouvres or jours)[:JOURS_MAX]


def convention(tutorat: Tutorat) -> bytes:
    """La convention de sa dernière période, à signer à trois."""
    return _feuille(
        "formations/rapports/convention.html",
        tutorat=tutorat,
        departement=tutorat.service.site.departement,
        periode=tutorat.periodes.last(),
        points=tutorat.points_etape.all(),
    )


def prevision_a_imprimer(departement, le: date, colonnes, lignes) -> bytes:
    """Le tableau des échéances à venir, en paysage, pour bâtir le plan de formation."""
    return _feuille(
        "formations/rapports/prevision.html",
        departement=departement,
        le=le,
        colonnes=colonnes,
        lignes=lignes,
        totaux=totaux(lignes),
    )


def _feuille(gabarit: str, **contexte) -> bytes:
    return ecrire_pdf(
        render_to_string(
            gabarit,
            {
                "rapport": adresse_statique("socle/rapport.css"),
                "feuille": adresse_statique("formations/feuilles.css"),
                "libres": range(LIGNES_LIBRES),
                **contexte,
            },
        )
    )
