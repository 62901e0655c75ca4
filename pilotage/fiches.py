"""Les fiches du mois et la demi-page de la semaine, préparées la nuit, puis envoyées."""

from datetime import date, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.text import slugify

from pilotage.models import Expedition, Fiche
from pilotage.rythmes import demi_page, fiche_de_la_direction, lundi
from pilotage.tableaux import donnees_du_tableau, series_pour
from qualepref.socle import agenda
from qualepref.socle.agenda import Source
from qualepref.socle.models import Departement, Service
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf
from qualepref.socle.temps import dimanche

TOUJOURS = date(2000, 1, 1)  # avant toute échéance
DELAI = timedelta(days=10)  # le temps que la plupart des relevés du mois soient connus
GABARITS = {
    Fiche.Genre.MENSUELLE: "pilotage/rapports/fiche_mensuelle.html",
    Fiche.Genre.DEMI_PAGE: "pilotage/rapports/demi_page.html",
}


def preparer_les_fiches(departement: Departement, le: date) -> list[Expedition]:
    """Fait ce qui manque du mois et de la semaine ; rend les envois qui en découlent.

    Rejouable sans double ; une nuit manquée se rattrape la suivante.
    """
    expeditions = []
    for fiche in [*_fiches_du_mois(departement, le), *_demi_page(departement, le)]:
        expeditions += _garder(fiche)
    return expeditions


def _fiches_du_mois(departement: Departement, le: date) -> list[Fiche]:
    periode = Periode.contenant(le - DELAI, Genre.MOIS).precedente
    faites = Fiche.objects.mensuelles().filter(departement=departement, debut=periode.debut)
    restantes = directions(departement, le).exclude(pk__in=faites.values("service"))
    restantes = list(restantes)
    if not restantes:
        return []
    donnees = donnees_du_tableau(series_pour(departement, periode, le), periode)
    return [
        Fiche(
            departement=departement,
            service=service,
            genre=Fiche.Genre.MENSUELLE,
            debut=periode.debut,
            donnees=_vue_de(service, donnees),
        )
        for service in restantes
    ]


def directions(departement: Departement, le: date):
    """Les services rattachés au site lui-même, ouverts ce jour-là."""
    services = Service.objects.filter(site__departement=departement, parent__parent=None)
    return services.exclude(parent=None).ouverts(le)


def _vue_de(service: Service, donnees: dict) -> dict:
    contenus = Service.objects.sous([service.pk]).order_by().values_list("pk", flat=True)
    return fiche_de_la_direction(donnees, service.nom, frozenset(contenus), service.site_id)


def _demi_page(departement: Departement, le: date) -> list[Fiche]:
    debut = lundi(le)
    siennes = Fiche.objects.demi_pages().filter(departement=departement)
    if siennes.filter(debut=debut).exists():
        return []
    avant = siennes.filter(debut__lt=debut).first()
    periode = Periode.contenant(le, Genre.TRIMESTRE)
    donnees = donnees_du_tableau(series_pour(departement, periode, le), periode)
    comptes = [comptes_de(source, departement, le) for source in agenda.sources()]
    return [
        Fiche(
            departement=departement,
            genre=Fiche.Genre.DEMI_PAGE,
            debut=debut,
            donnees=demi_page(donnees, debut, le, avant and avant.donnees, comptes),
        )
    ]


def comptes_de(source: Source, departement: Departement, le: date) -> dict:
    """Ce qu'une source de l'agenda a en retard, et ce qu'elle doit d'ici dimanche."""
    retards = source.nombre_au_departement(departement, TOUJOURS, le - timedelta(days=1))
    semaine = source.nombre_au_departement(departement, le, dimanche(le))
    return {
        "retards": retards,
        "retards_dits": source.en_mots(retards),
        "semaine": semaine,
        "semaine_dite": source.en_mots(semaine),
    }


@transaction.atomic
def _garder(fiche: Fiche) -> list[Expedition]:
    """Sous verrou du département : de deux tâches ensemble, la seconde trouve la fiche faite."""
    Departement.objects.select_for_update(of=("self",)).get(pk=fiche.departement_id)
    memes = Fiche.objects.filter(
        departement=fiche.departement_id,
        genre=fiche.genre,
        service=fiche.service_id,
        debut=fiche.debut,
    )
    if memes.exists():
        return []
    fiche.save()
    return Expedition.objects.inscrire(fiche, None)


def fiche_pdf(fiche: Fiche) -> bytes:
    """Une feuille A4 pour le mois, une moitié (A5 couché) pour la semaine."""
    contexte = {
        "fiche": fiche,
        "donnees": fiche.donnees,
        "imprime": True,
        "feuille": adresse_statique("pilotage/fiches.css"),
    }
    return ecrire_pdf(render_to_string(GABARITS[fiche.genre], contexte))


def nom_du_pdf(fiche: Fiche) -> str:
    """« fiche-mensuelle-direction-de-la-citoyennete-2022-11-01.pdf »"""
    parties = (fiche.get_genre_display(), fiche.service or "", fiche.debut)
    return f"{slugify(' '.join(map(str, parties)))}.pdf"
