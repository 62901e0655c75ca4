"""Ce que la base sait de chaque preuve, un jour donné : de quoi composer le dossier."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q

from documents import circuit
from documents.models import Document, TypeDocument, VersionDocument
from documents.models.phrases import VOIR
from engagements.models import (
    AutoEvaluation,
    AvisEngagement,
    Campagne,
    Engagement,
    Exigence,
    Preuve,
    Referentiel,
)
from pilotage.dossier import composition
from pilotage.dossier.composition import Citee, Fichier, Matiere, Retenu
from qualepref.socle.fichiers.noms import extension_de
from qualepref.socle.models import Agent, Departement, Service

REPONSES = "engagements.view_autoevaluation"


class Demande(NamedTuple):
    """Un dossier demandé : pour qui, à quelle date, et jusqu'où. `services` vide : tous."""

    departement: Departement
    le: date
    agent: Agent
    campagne: Campagne | None = None
    services: frozenset[int] = frozenset()

    @property
    def referentiel(self) -> Referentiel | None:
        if self.campagne:
            return self.campagne.referentiel
        return Referentiel.objects.suivi_par(self.departement)


def campagne_d_office(departement: Departement, le: date) -> Campagne | None:
    """La dernière commencée ce jour-là."""
    commencees = Campagne.objects.filter(departement=departement, date_debut__lte=le)
    return commencees.select_related("referentiel").first()


def matiere(demande: Demande, tenus: dict[str, str]) -> Matiere:
    """Nombre de requêtes constant, quel que soit le nombre de documents."""
    referentiel, departement = demande.referentiel, demande.departement
    engagements = Engagement.objects.du_referentiel(referentiel, departement)
    exigences = Exigence.objects.en_vigueur().pour(departement).filter(referentiel=referentiel)
    return Matiere(
        [_retenu(document, demande.le) for document in documents(demande)],
        [composition.Engagement(e.pk, e.numero, e.intitule) for e in engagements],
        [
            composition.Exigence(e.pk, e.code, e.engagement_id, tuple(e.preuves))
            for e in exigences.order_by("ordre", "pk")
        ],
        citees(demande),
        TypeDocument.objects.libelles(),
        tenus,
    )


def documents(demande: Demande):
    """Ceux qui valaient ce jour-là, chacun avec sa version d'alors dans `du_jour`."""
    le = demande.le
    versions = VersionDocument.objects.filter(document=OuterRef("pk"))
    du_jour = VersionDocument.objects.en_vigueur_au(le).defer("note")
    siens = Document.objects.visibles_par(demande.agent, VOIR).filter(
        _a_son_fichier_ailleurs(le, versions) | Exists(versions.en_vigueur_au(le)),
        departement=demande.departement,
    )
    if demande.services:
        siens = siens.filter(service__in=_avec_parents(demande))
    return (
        siens.select_related("type", "service")
        .defer("observations", "motif")
        .prefetch_related(
            Prefetch("versions", du_jour.order_by("-numero"), to_attr="du_jour"),
            "engagements",
            "exigences",
        )
        .order_by("reference", "pk")
    )


def _a_son_fichier_ailleurs(le: date, versions):
    """Jamais versionné ici : ses propres dates disent s'il valait."""
    jamais = ~Exists(versions.filter(en_vigueur_du__isnull=False))
    commence = Q(date_effet__lte=le) | Q(date_effet=None, date_depot__lte=le)
    vivant = Q(etat=circuit.EN_VIGUEUR) | Q(etat=circuit.ARCHIVE, date_archivage__gte=le)
    return Q(jamais) & commence & vivant


def _avec_parents(demande: Demande) -> set[int]:
    """Les services demandés, ce qu'ils contiennent, et ceux dont ils dépendent."""
    parents = dict(
        Service.objects.filter(site__departement=demande.departement).values_list("pk", "parent")
    )
    contenus = {s for s in parents if demande.services.intersection(_lignee(s, parents))}
    return contenus.union(*(_lignee(service, parents) for service in demande.services))


def _lignee(service: int | None, parents: dict[int, int | None]) -> list[int]:
    lignee: list[int] = []
    while service and service not in lignee:
        lignee.append(service)
        service = parents.get(service)
    return lignee


def _retenu(document: Document, le: date) -> Retenu:
    version = next(iter(document.du_jour), None)
    caducite = document.date_caducite
    return Retenu(
        document.pk,
        document.reference,
        document.intitule,
        document.type.cle if document.type else "",
        document.type_en_mots,
        document.service.nom,
        version and version.numero,
        version.en_vigueur_du if version else document.date_effet,
        version and version.en_vigueur_au,
        caducite if caducite and caducite < le else None,
        frozenset(engagement.pk for engagement in document.engagements.all()),
        frozenset(exigence.pk for exigence in document.exigences.all()),
        _fichier(version) if version and version.fichier else None,
        document.emplacement,
        bool(document.type and document.type.donnees_personnelles),
    )


def _fichier(version: VersionDocument) -> Fichier:
    return Fichier(version.fichier.name, extension_de(version.nom), version.taille, version.sha256)


def citees(demande: Demande) -> list[Citee]:
    """Les preuves que citent les réponses de la campagne, celles que voit l'agent."""
    if demande.campagne is None:
        return []
    usages: dict[int, dict[str, set]] = defaultdict(lambda: defaultdict(set))
    for preuve, exigence, engagement, service in _usages(demande):
        usages[preuve]["exigences"].add(exigence)
        usages[preuve]["engagements"].add(engagement)
        usages[preuve]["services"].add(service)
    siennes = Preuve.objects.visibles_par(demande.agent).filter(
        Q(autoevaluations__campagne=demande.campagne)
        | Q(avisengagements__campagne=demande.campagne)
    )
    return [
        _citee(preuve, usages[preuve.pk], demande.le)
        for preuve in siennes.distinct().order_by("intitule", "pk")
        if preuve.pk in usages
    ]


def _usages(demande: Demande):
    """(preuve, exigence ou None, engagement, service) de chaque citation ; deux requêtes."""
    for modele, exigence, engagement in (
        (AutoEvaluation, "exigence", "exigence__engagement"),
        (AvisEngagement, None, "engagement"),
    ):
        reponses = modele.objects.visibles_par(demande.agent, REPONSES).filter(
            campagne=demande.campagne, preuves__isnull=False
        )
        if demande.services:
            reponses = reponses.filter(service__in=demande.services)
        champs = ["preuves", exigence or "campagne", engagement, "service__nom"]
        for preuve, cle, du, service in reponses.order_by("pk").values_list(*champs):
            yield preuve, exigence and cle, du, service


def _citee(preuve: Preuve, usages: dict[str, set], le: date) -> Citee:
    return Citee(
        preuve.pk,
        preuve.intitule,
        preuve.type_preuve,
        preuve.emplacement,
        preuve.validite(le),
        preuve.date_effet <= le and not preuve.est_perimee(le),
        frozenset(usages["engagements"] - {None}),
        frozenset(usages["exigences"] - {None}),
        tuple(sorted(usages["services"])),
    )
