"""Tout ce dont un dossier se compose : documents, preuves citées, exigences du référentiel."""

from collections import defaultdict
from datetime import date

from documents.models import Document, PreuveDocument, TypeDocument, VersionDocument
from documents.models.phrases import VOIR
from documents.validite import Periode
from engagements import genres
from engagements.models import AutoEvaluation, AvisEngagement, Engagement, Exigence, Preuve
from engagements.models.dus import engagements_dus
from pilotage.dossier import attendus, composition
from pilotage.dossier.attendus import Citee
from pilotage.dossier.composition import Matiere
from pilotage.dossier.lecture import (
    Etendue,
    Masque,
    preuves,
    reponses,
    retenu,
    retenus,
)
from pilotage.dossier.retenus import Retenu


def matiere(etendue: Etendue, tenus: dict[str, str]) -> Matiere:
    """Nombre de requêtes constant, quel que soit le nombre de documents."""
    referentiel, departement = etendue.referentiel, etendue.departement
    engagements = Engagement.objects.du_referentiel(referentiel, departement)
    dus = _dus(etendue, referentiel)
    exigences = Exigence.objects.en_vigueur().pour(departement).filter(referentiel=referentiel)
    return Matiere(
        [*retenus(etendue), *figees(etendue)],
        [composition.Engagement(e.pk, e.numero, e.intitule, e.pk in dus) for e in engagements],
        [
            attendus.Exigence(e.pk, e.code, e.engagement_id, tuple(e.preuves), _est_due(e, dus))
            for e in exigences.order_by("ordre", "pk")
        ],
        citees(etendue),
        TypeDocument.objects.libelles(),
        tenus,
    )


def _dus(etendue: Etendue, referentiel) -> set[int]:
    return engagements_dus(
        etendue.departement,
        referentiel,
        etendue.le,
        campagne=etendue.campagne,
        services=etendue.perimetre or None,
    )


def _est_due(exigence: Exigence, dus: set[int]) -> bool:
    """Le pilotage de la démarche est toujours dû."""
    du_pilotage = exigence.engagement_id is None
    return not exigence.facultative and (du_pilotage or exigence.engagement_id in dus)


def figees(etendue: Etendue) -> list[Retenu]:
    """Les versions que des preuves citent telles quelles, quand une autre vaut ce jour-là.

    Leur clé est celle de la version, en négatif : aucun document ne la porte.
    """
    citations = PreuveDocument.objects.filter(preuve__in=preuves(etendue).values("pk"))
    vus = Document.objects.visibles_par(etendue.agent, VOIR)
    versions = VersionDocument.objects.filter(
        pk__in=citations.order_by().values("version"), document__in=vus.order_by().values("pk")
    ).select_related("document__type", "document__service")
    return [
        retenu(version.document, version, -version.pk, masque=etendue.masquer, figee=True)
        for version in versions.order_by("document__reference", "numero")
        if not _vaut(version, etendue.le)
    ]


def _vaut(version: VersionDocument, le: date) -> bool:
    return Periode(version.numero, version.en_vigueur_du, version.en_vigueur_au).couvre(le)


def citees(etendue: Etendue) -> list[Citee]:
    """Les preuves que citent les réponses de la campagne, celles que voit l'agent."""
    usages: dict[int, dict[str, set]] = defaultdict(lambda: defaultdict(set))
    for preuve, exigence, engagement, service in _usages(etendue):
        usages[preuve]["exigences"].add(exigence)
        usages[preuve]["engagements"].add(engagement)
        usages[preuve]["services"].add(service)
    siennes = (
        preuves(etendue)
        .avec_dates_au(etendue.le)
        .select_related("preuvedocument__version", "preuvedocument__document")
    )
    personnels = dict(
        TypeDocument.objects.filter(donnees_personnelles=True).values_list("cle", "libelle")
    )
    return [
        _citee(preuve, usages[preuve.pk], etendue, personnels)
        for preuve in siennes.order_by("intitule", "pk")
    ]


def _usages(etendue: Etendue):
    """(preuve, exigence ou None, engagement, service) de chaque citation ; deux requêtes."""
    for modele, exigence, engagement in (
        (AutoEvaluation, "exigence", "exigence__engagement"),
        (AvisEngagement, None, "engagement"),
    ):
        citantes = reponses(modele, etendue).filter(preuves__isnull=False).order_by("pk")
        champs = ["preuves", exigence or "campagne", engagement, "service__nom"]
        for preuve, cle, du, service in citantes.values_list(*champs):
            yield preuve, exigence and cle, du, service


def _citee(
    preuve: Preuve, usages: dict[str, set], etendue: Etendue, personnels: dict[str, str]
) -> Citee:
    preuve.date_effet, preuve.valable_jusqu_au = preuve.effet_alors, preuve.fin_alors
    le = etendue.le
    intitule, emplacement = _sans_nommer(preuve, personnels, etendue.masquer)
    return Citee(
        preuve.pk,
        intitule,
        preuve.type_preuve,
        emplacement,
        preuve.validite(le),
        preuve.date_effet <= le and not preuve.est_perimee(le),
        frozenset(usages["engagements"] - {None}),
        frozenset(usages["exigences"] - {None}),
        tuple(sorted(usages["services"])),
        _document_cite(preuve, le),
        None in usages["engagements"],
    )


def _sans_nommer(preuve: Preuve, personnels: dict[str, str], masque: Masque) -> tuple[str, str]:
    """Son intitulé et son emplacement ; d'un type qui nomme des gens, la référence et le type."""
    if preuve.type_preuve not in personnels or genres.ne_nomme_personne(preuve):
        return masque(preuve.intitule), masque(preuve.emplacement)
    citation = getattr(preuve, "preuvedocument", None)
    reference = citation.document.reference if citation else ""
    return f"{reference} {personnels[preuve.type_preuve]}".strip(), ""


def _document_cite(preuve: Preuve, le: date) -> int | None:
    """La clé de ce qu'elle cite, parmi les documents du jour ou les versions figées."""
    citation = getattr(preuve, "preuvedocument", None)
    if citation is None:
        return None
    version = citation.version
    figee = version is not None and not _vaut(version, le)
    return -version.pk if figee else citation.document_id
