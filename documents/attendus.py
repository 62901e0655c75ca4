"""Ce que le référentiel suivi demande d'écrire, et ce que le registre en a, lus dans la base."""

from collections.abc import Iterable
from typing import NamedTuple

from documents.formalisation import DEPARTEMENT, Attendu, Colonne, Tableau, Tenu, dresser
from documents.models import Document, TypeDocument
from documents.models.phrases import VOIR
from engagements.models import Engagement, Exigence, Perimetre, Referentiel
from engagements.proposition import proposer_action
from qualepref.socle.models import Service
from qualepref.socle.temps import aujourdhui

FICHE = "fiche_procedure"
FAMILLES = ("pilotage", "procedure", "modele", "information_usager")  # les autres se constatent
REGLES = ("document_en_vigueur", "document_diffuse")
ORIGINE = "formalisation"


class Formalisation(NamedTuple):
    referentiel: Referentiel | None
    fiches: Tableau
    autres: Tableau

    @property
    def manques(self) -> list:
        return [*self.fiches.manques, *self.autres.manques]


def relever(agent, permission: str, le=None) -> Formalisation:
    """Les deux tableaux, pour les services que voit l'agent ; nombre de requêtes constant."""
    departement = agent.departement
    referentiel = Referentiel.objects.suivi_par(departement)
    fiches, autres = attendus_du(referentiel, departement)
    colonnes = _colonnes(agent, permission, referentiel, le or aujourdhui())
    tenus = _tenus(agent, le, {attendu.type for attendu in (*fiches, *autres)})
    return Formalisation(
        referentiel, dresser(fiches, colonnes, tenus), dresser(autres, colonnes, tenus)
    )


def attendus_du(referentiel, departement) -> tuple[list[Attendu], list[Attendu]]:
    """Une fiche par engagement qui en demande ; les autres documents, un par type ou étiquette."""
    libelles = TypeDocument.objects.libelles()
    ecrits = set(
        TypeDocument.objects.filter(retire=False, famille__cle__in=FAMILLES).values_list(
            "cle", flat=True
        )
    )
    fiches: dict[tuple, Attendu] = {}
    autres: dict[tuple, Attendu] = {}
    for exigence in _exigences(referentiel, departement):
        numero = exigence.engagement and exigence.engagement.numero
        for type_, etiquette, portee in _demandes(exigence, ecrits):
            if type_ == FICHE:
                _ajouter_la_fiche(fiches, exigence.engagement, etiquette, portee, libelles)
            else:
                _ajouter(autres, (type_, etiquette), libelles, portee, numero)
    precises = {numero for numero, etiquette in fiches if etiquette}
    seules = [fiche for cle, fiche in fiches.items() if cle[1] or cle[0] not in precises]
    return seules, list(autres.values())


def _exigences(referentiel, departement):
    exigences = Exigence.objects.en_vigueur().pour(departement).filter(referentiel=referentiel)
    return exigences.select_related("engagement").order_by(
        "engagement__module__ordre", "engagement__ordre", "ordre", "pk"
    )


def _demandes(exigence, ecrits) -> list[tuple[str, str, str]]:
    """(type, étiquette, portée) : ce que dit la règle de preuve d'abord, plus précise."""
    regle = exigence.preuve_automatique or {}
    precis = []
    if regle.get("regle") in REGLES:
        portee = regle.get("portee", DEPARTEMENT)
        precis = [(regle["type"], regle.get("etiquette", ""), portee)]
    dits = {type_ for type_, *_ in precis}
    return precis + [
        (code, "", DEPARTEMENT) for code in exigence.preuves if code in ecrits and code not in dits
    ]


def _ajouter_la_fiche(fiches, engagement, etiquette, portee, libelles):
    numero = engagement.numero if engagement else 0
    sujet = libelles.get(f"etiquette:{etiquette}") or (engagement and engagement.intitule)
    fiches.setdefault(
        (numero, etiquette),
        Attendu(
            FICHE,
            sujet or libelles.get(FICHE, FICHE),
            etiquette,
            (numero,) if numero else (),
            portee,
            par_engagement=True,
        ),
    )


def _ajouter(autres, cle, libelles, portee, numero):
    type_, etiquette = cle
    nom = libelles.get(type_, type_)
    if etiquette:
        nom = f"{nom} : {libelles.get(f'etiquette:{etiquette}', etiquette)}"
    avant = autres.get(cle) or Attendu(type_, nom, etiquette, portee=portee)
    engagements = sorted({*avant.engagements, *([numero] if numero else [])})
    portees = {avant.portee, portee} - {DEPARTEMENT}
    autres[cle] = Attendu(
        type_, nom, etiquette, tuple(engagements), min(portees, default=DEPARTEMENT)
    )


def _colonnes(agent, permission, referentiel, le) -> list[Colonne]:
    """Les services engagés que voit l'agent, et les engagements de leurs modules."""
    engages = Perimetre.objects.en_vigueur(le).filter(
        labellisation__departement=agent.departement_id, labellisation__referentiel=referentiel
    )
    par_service: dict[int, set[int]] = {}
    for service, module in engages.values_list("service", "module").distinct():
        par_service.setdefault(service, set()).add(module)
    numeros = _numeros_par_module(referentiel, agent.departement)
    parents = dict(
        Service.objects.filter(site__departement=agent.departement_id).values_list("pk", "parent")
    )
    services = Service.objects.visibles_par(agent, permission).filter(pk__in=par_service)
    return [
        Colonne(
            service.pk,
            service.nom,
            service.site_id,
            frozenset(_lignee(service.pk, parents)),
            frozenset(n for module in par_service[service.pk] for n in numeros.get(module, ())),
        )
        for service in services.order_by("site", "nom", "pk")
    ]


def _numeros_par_module(referentiel, departement) -> dict[int, set[int]]:
    tenus = Engagement.objects.du_referentiel(referentiel, departement)
    par_module: dict[int, set[int]] = {}
    for module, numero in tenus.values_list("module", "numero"):
        par_module.setdefault(module, set()).add(numero)
    return par_module


def _lignee(service, parents) -> Iterable[int]:
    while service:
        yield service
        service = parents.get(service)


def _tenus(agent, le, types) -> list[Tenu]:
    documents = Document.objects.visibles_par(agent, VOIR).filter(
        departement=agent.departement_id, type__cle__in=types
    )
    documents = documents.avec_situation(le).select_related("type", "service")
    return [
        Tenu(
            document.pk,
            document.type.cle,
            document.service_id,
            document.service.nom,
            document.service.site_id,
            document.situation_du_jour,
            frozenset(engagement.numero for engagement in document.engagements.all()),
            frozenset(etiquette.cle for etiquette in document.etiquettes.all()),
        )
        for document in documents.prefetch_related("engagements", "etiquettes")
    ]


def proposer_les_manques(formalisation: Formalisation, agent) -> int:
    """Propose au plan chaque document qui manque ; ce qui l'est déjà ne l'est pas deux fois."""
    libelles = TypeDocument.objects.libelles()
    services = Service.objects.in_bulk(
        [manque.colonne.service for manque in formalisation.manques if manque.colonne]
    )
    engagements = Engagement.objects.du_referentiel(formalisation.referentiel, agent.departement)
    par_numero = {engagement.numero: engagement for engagement in reversed(list(engagements))}
    proposees = {
        proposer_action(
            departement=agent.departement,
            origine=ORIGINE,
            intitule=en_mots(manque, libelles),
            chiffres=f"Attendu par {formalisation.referentiel}.",
            engagements=[par_numero[n] for n in manque.attendu.engagements if n in par_numero],
            service=manque.colonne and services[manque.colonne.service],
        ).pk
        for manque in formalisation.manques
    }
    return len(proposees)


def en_mots(manque, libelles) -> str:
    """« Rédiger : fiche de procédure, Traitement des courriels (engagement 18) »."""
    attendu = manque.attendu
    verbe = "Renouveler" if manque.a_renouveler else "Rédiger"
    quoi = attendu.libelle
    if attendu.par_engagement:
        genre = libelles.get(attendu.type, attendu.type).lower()
        numeros = ", ".join(map(str, attendu.engagements))
        quoi = f"{genre}, {attendu.libelle}" + (f" (engagement {numeros})" if numeros else "")
    return f"{verbe} : {quoi}"
