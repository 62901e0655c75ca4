"""Ce que vaut le registre un jour donné, dans le périmètre d'un dossier de preuves."""

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q

from documents import circuit
from documents.models import Document, PreuveDocument, VersionDocument
from documents.models.phrases import VOIR
from engagements.models import AutoEvaluation, AvisEngagement, Campagne, Preuve, Referentiel
from pilotage.dossier.retenus import Fichier, Retenu
from qualepref.socle.fichiers.noms import extension_de
from qualepref.socle.masquage import masquer
from qualepref.socle.models import Agent, Departement, Service

REPONSES = "engagements.view_autoevaluation"


class Etendue(NamedTuple):
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


def reponses(modele, etendue: Etendue):
    """Les réponses de la campagne que voit l'agent, dans les services du dossier."""
    vues = modele.objects.visibles_par(etendue.agent, REPONSES).filter(campagne=etendue.campagne)
    return vues.filter(service__in=etendue.services) if etendue.services else vues


def preuves(etendue: Etendue):
    """Celles que citent ces réponses."""
    if etendue.campagne is None:
        return Preuve.objects.none()
    usages = [
        Q(pk__in=reponses(modele, etendue).order_by().values("preuves"))
        for modele in (AutoEvaluation, AvisEngagement)
    ]
    return Preuve.objects.visibles_par(etendue.agent).filter(usages[0] | usages[1])


def documents(etendue: Etendue):
    """Ceux qui valaient ce jour-là, chacun avec sa version d'alors dans `du_jour`."""
    le = etendue.le
    versions = VersionDocument.objects.filter(document=OuterRef("pk"))
    du_jour = VersionDocument.objects.en_vigueur_au(le).defer("note")
    siens = Document.objects.visibles_par(etendue.agent, VOIR).filter(
        _a_son_fichier_ailleurs(le, versions) | Exists(versions.en_vigueur_au(le)),
        departement=etendue.departement,
    )
    if etendue.services:
        cites = PreuveDocument.objects.filter(preuve__in=preuves(etendue).values("pk"))
        cites = Q(pk__in=cites.order_by().values("document"))
        siens = siens.filter(Q(service__in=_avec_parents(etendue)) | cites)
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


def _avec_parents(etendue: Etendue) -> set[int]:
    """Les services demandés, ce qu'ils contiennent, et ceux dont ils dépendent."""
    parents = dict(
        Service.objects.filter(site__departement=etendue.departement).values_list("pk", "parent")
    )
    contenus = {s for s in parents if etendue.services.intersection(_lignee(s, parents))}
    return contenus.union(*(_lignee(service, parents) for service in etendue.services))


def _lignee(service: int | None, parents: dict[int, int | None]) -> list[int]:
    lignee: list[int] = []
    while service and service not in lignee:
        lignee.append(service)
        service = parents.get(service)
    return lignee


def est_personnel(document: Document) -> bool:
    return bool(document.type and document.type.donnees_personnelles)


def sans_nommer(texte: str, personnel: bool) -> str:
    """Un intitulé, un emplacement : tu, si son type porte des données personnelles."""
    return "" if personnel else masquer(texte)


def retenu(document: Document, version: VersionDocument | None, cle=None, **suite) -> Retenu:
    personnel = est_personnel(document)
    return Retenu(
        cle or document.pk,
        document.reference,
        sans_nommer(document.intitule, personnel),
        document.type.cle if document.type else "",
        document.type_en_mots,
        document.service.nom,
        version and version.numero,
        version.en_vigueur_du if version else document.date_effet,
        version and version.en_vigueur_au,
        fichier=_fichier(version) if version and version.fichier else None,
        emplacement=sans_nommer(document.emplacement, personnel),
        personnel=personnel,
        **suite,
    )


def _du_jour(document: Document, le: date) -> Retenu:
    caducite = document.date_caducite
    return retenu(
        document,
        next(iter(document.du_jour), None),
        caduc_depuis=caducite if caducite and caducite < le else None,
        engagements=frozenset(engagement.pk for engagement in document.engagements.all()),
        exigences=frozenset(exigence.pk for exigence in document.exigences.all()),
    )


def _fichier(version: VersionDocument) -> Fichier:
    return Fichier(version.fichier.name, extension_de(version.nom), version.taille, version.sha256)


def retenus(etendue: Etendue) -> list[Retenu]:
    return [_du_jour(document, etendue.le) for document in documents(etendue)]
