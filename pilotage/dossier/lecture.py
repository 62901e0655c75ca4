"""Ce que vaut le registre un jour donné, dans le périmètre d'un dossier de preuves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from documents.models import Document, PreuveDocument, VersionDocument
from documents.models.phrases import VOIR
from engagements.models import AutoEvaluation, AvisEngagement, Campagne, Preuve, Referentiel
from pilotage.dossier.retenus import Fichier, Retenu
from pilotage.models.dossiers import VOIR as VOIR_LES_DOSSIERS
from qualepref.socle.fichiers.noms import extension_de
from qualepref.socle.masquage import Noms, masquer
from qualepref.socle.models import Agent, Departement, Service

REPONSES = "engagements.view_autoevaluation"
Masque = Callable[[str], str]


@dataclass(frozen=True)
class Etendue:
    """Un dossier demandé : pour qui, à quelle date, et jusqu'où.

    `services` vide : tous ceux que l'agent suit.
    """

    departement: Departement
    le: date
    agent: Agent
    campagne: Campagne | None = None
    services: frozenset[int] = frozenset()

    @cached_property
    def noms(self) -> Noms:
        """Ceux des agents que l'application connaît dans ce département."""
        agents = Agent.objects.filter(departement=self.departement)
        return Noms(agents.order_by().values_list("first_name", "last_name"))

    def masquer(self, texte: str) -> str:
        return masquer(texte, noms=self.noms)

    @cached_property
    def perimetre(self) -> frozenset[int]:
        """Les services du dossier et tous ceux qu'ils contiennent ; vide : tout le département."""
        demandes = self.services or self._suivis()
        return frozenset(s for s in self.parents if demandes.intersection(self.lignee(s)))

    def _suivis(self) -> frozenset[int]:
        """Ceux de qui ne suit pas tout le département : un site, un service."""
        if self.agent.is_superuser or self._suit_tout():
            return frozenset()
        suivis = Service.objects.visibles_par(self.agent, VOIR_LES_DOSSIERS).order_by()
        return frozenset(suivis.values_list("pk", flat=True))

    def _suit_tout(self) -> bool:
        portee = self.agent.portee(VOIR_LES_DOSSIERS)
        return portee.nationale or self.departement.pk in portee.departements

    @cached_property
    def parents(self) -> dict[int, int | None]:
        """Service → celui dont il dépend."""
        siens = Service.objects.filter(site__departement=self.departement)
        return dict(siens.values_list("pk", "parent"))

    def lignee(self, service: int | None) -> list[int]:
        """Un service, celui dont il dépend, et ainsi de suite jusqu'à la racine de son site."""
        lignee: list[int] = []
        while service and service not in lignee:
            lignee.append(service)
            service = self.parents.get(service)
        return lignee

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
    return vues.filter(service__in=etendue.perimetre) if etendue.perimetre else vues


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
    siens = Document.objects.visibles_par(etendue.agent, VOIR).filter(
        departement=etendue.departement
    )
    if etendue.perimetre:
        dont = {parent for service in etendue.perimetre for parent in etendue.lignee(service)}
        cites = PreuveDocument.objects.filter(preuve__in=preuves(etendue).values("pk"))
        cites = Q(pk__in=cites.order_by().values("document"))
        siens = siens.filter(Q(service__in=dont) | cites)
    return (
        siens.valant_au(le)
        .avec_version_au(le)
        .select_related("type", "service")
        .defer("observations", "motif")
        .prefetch_related("engagements", "exigences")
        .order_by("reference", "pk")
    )


def est_personnel(document: Document) -> bool:
    return bool(document.type and document.type.donnees_personnelles)


def sans_nommer(texte: str, personnel: bool, masque: Masque = masquer) -> str:
    """Un intitulé, un emplacement : tu, si son type porte des données personnelles."""
    return "" if personnel else masque(texte)


def retenu(
    document: Document,
    version: VersionDocument | None,
    cle: int,
    *,
    masque: Masque = masquer,
    du: date | None = None,
    ou: str = "",
    **suite,
) -> Retenu:
    personnel = est_personnel(document)
    return Retenu(
        cle,
        document.reference,
        sans_nommer(document.intitule, personnel, masque),
        document.type.cle if document.type else "",
        document.type_en_mots,
        document.service.nom,
        version and version.numero,
        version.en_vigueur_du if version else du,
        version and version.en_vigueur_au,
        fichier=_fichier(version) if version and version.fichier else None,
        emplacement=sans_nommer(ou, personnel, masque),
        personnel=personnel,
        **suite,
    )


def retenu_au(document: Document, le: date, **suite) -> Retenu:
    """Un document de `valant_au` et `avec_version_au`."""
    caducite = document.caducite_alors
    return retenu(
        document,
        next(iter(document.du_jour), None),
        document.pk,
        du=document.effet_alors,
        ou=document.emplacement_alors,
        caduc_depuis=caducite if caducite and caducite < le else None,
        **suite,
    )


def _fichier(version: VersionDocument) -> Fichier:
    return Fichier(version.fichier.name, extension_de(version.nom), version.taille, version.sha256)


def retenus(etendue: Etendue) -> list[Retenu]:
    return [
        retenu_au(
            document,
            etendue.le,
            masque=etendue.masquer,
            engagements=frozenset(engagement.pk for engagement in document.engagements.all()),
            exigences=frozenset(exigence.pk for exigence in document.exigences.all()),
        )
        for document in documents(etendue)
    ]
