"""Les consultations d'une année : mois par mois, par service, les plus lus, les jamais lus."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum

from documents.models import Consultation, Document
from qualepref.socle.dessin.graphiques import Graphique, Serie
from qualepref.socle.typographie import MOIS

LES_PLUS, JAMAIS = 20, 50
SANS_SERVICE = "Sans service"


class Bilan(NamedTuple):
    total: int
    par_mois: Graphique | None
    par_service: list[tuple[str, int]]
    les_plus: list[Document]
    jamais: list[Document]
    nombre_jamais: int


def dresser(agent, permission: str, annee: int) -> Bilan:
    """Pour les documents dont l'agent suit les consultations ; nombre de requêtes constant."""
    siennes = Consultation.objects.visibles_par(agent, permission).de_l_annee(annee)
    par_mois = siennes.par_mois()
    cette_annee = Q(consultations__mois__year=annee)
    documents = Document.objects.visibles_par(agent, permission).select_related("service")
    lus = documents.filter(pk__in=siennes.order_by().values("document"))
    lus = lus.annotate(lectures_de_l_annee=Sum("consultations__nombre", filter=cette_annee))
    jamais = documents.valables().exclude(pk__in=siennes.order_by().values("document"))
    return Bilan(
        sum(par_mois.values()),
        _graphique(par_mois, annee) if par_mois else None,
        [(nom or SANS_SERVICE, nombre) for nom, nombre in siennes.par_service()],
        list(lus.order_by("-lectures_de_l_annee", "reference", "pk")[:LES_PLUS]),
        list(jamais.order_by("reference", "pk")[:JAMAIS]),
        jamais.count(),
    )


def feuilles(agent, permission: str, annee: int) -> list[tuple[str, list[list]]]:
    """Ce que montre la page, sans ses bornes : chaque mois, chaque service, chaque document."""
    siennes = Consultation.objects.visibles_par(agent, permission).de_l_annee(annee)
    par_mois, par_document = siennes.par_mois(), siennes.par_document()
    documents = Document.objects.visibles_par(agent, permission).select_related("service")
    comptes = documents.filter(pk__in=par_document) | documents.valables()
    lignes = [
        [un.reference, un.intitule, str(un.service), par_document.get(un.pk, 0)]
        for un in comptes.order_by("reference", "pk")
    ]
    mois = [[date(annee, m, 1), par_mois.get(date(annee, m, 1), 0)] for m in range(1, 13)]
    services = [[nom or SANS_SERVICE, nombre] for nom, nombre in siennes.par_service()]
    return [
        ("Par mois", [["Mois", "Consultations"], *mois]),
        ("Par service", [["Service", "Consultations"], *services]),
        ("Par document", [["Référence", "Intitulé", "Service", "Consultations"], *lignes]),
    ]


def _graphique(par_mois: dict[date, int], annee: int) -> Graphique:
    return Graphique(
        cle="consultations",
        titre=f"Consultations des documents en {annee}, mois par mois",
        description="Aperçus ouverts et fichiers téléchargés, tous services ensemble.",
        categories=[nom.capitalize() for nom in MOIS],
        series=[Serie("Consultations", [par_mois.get(date(annee, m, 1), 0) for m in range(1, 13)])],
        unite="nombre",
        axe="Mois",
    )
