"""Un acte sur plusieurs lignes d'une liste : à blanc d'abord, puis une transaction par ligne.

Une app déclare ses actes dans son module `actes_groupes.py` ; chacun appelle le verbe du modèle,
qui dit en français ce qui l'empêche. Ce que l'aperçu annonce et ce que l'exécution fait passent
par le même chemin.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from types import SimpleNamespace
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from simple_history.models import HistoricalRecords

from qualepref.socle.fabriques import ProductionRefusee, fabrique
from qualepref.socle.forms import Formulaire
from qualepref.socle.models import Agent, Production

GENRE = "actes-groupes"
PREFIXE = "saisie"
TOUT_DE_SUITE = 200  # lignes : au-delà, plus d'une seconde, le travail se fait en tâche de fond
AU_PLUS = 10_000  # lignes d'un coup
REFUS_GARDES = 500
SANS_DROIT = "vous pouvez la lire, pas la changer"


@dataclass(frozen=True)
class Acte:
    """Ce qu'on fait à chaque ligne ; `faire(objet, agent, **saisie)` lève ValidationError.

    `faites` : ce qu'on en dit après, au pluriel (« accusées »).
    """

    cle: str
    libelle: str
    permission: str
    faire: Callable[..., object]
    faites: str
    form_class: type[Formulaire] = Formulaire

    def formulaire(self, saisie, agent: Agent) -> Formulaire:
        return self.form_class(saisie, agent=agent, prefix=PREFIXE)


class ActesGroupes:
    """Les actes d'une liste ; `queryset` charge ce que lisent les verbes et le nom d'une ligne."""

    def __init__(self, cle: str, queryset: QuerySet, *actes: Acte):
        self.cle, self.queryset, self.actes = cle, queryset, actes
        _groupes[cle] = self

    def permis(self, agent: Agent) -> list[Acte]:
        return [acte for acte in self.actes if agent.has_perm(acte.permission)]

    def trouver(self, cle: str, agent: Agent) -> Acte | None:
        return next((acte for acte in self.permis(agent) if acte.cle == cle), None)


_groupes: dict[str, ActesGroupes] = {}


class Sort(NamedTuple):
    """Ce qu'il advient d'une ligne ; sans refus, l'acte est (ou sera) fait."""

    objet: Model
    refus: str = ""


def prevoir(
    groupe: ActesGroupes, acte: Acte, cles: list[int], agent: Agent, saisie: dict
) -> list[Sort]:
    """Ce que ferait `executer`, sans rien en garder : les refus d'abord."""
    changeables = set(
        groupe.queryset.visibles_par(agent, acte.permission)
        .filter(pk__in=cles)
        .order_by()
        .values_list("pk", flat=True)
    )
    with transaction.atomic():
        sorts = [
            Sort(
                objet, _jouer(acte, objet, agent, saisie) if objet.pk in changeables else SANS_DROIT
            )
            for objet in groupe.queryset.filter(pk__in=cles)
        ]
        transaction.set_rollback(True)
    return sorted(sorts, key=lambda sort: not sort.refus)


def executer(
    groupe: ActesGroupes, acte: Acte, cles: Iterable[int], agent: Agent, saisie: dict
) -> list[Sort]:
    """Une transaction par ligne : un refus n'en retient aucune autre."""
    return [executer_un(groupe, acte, cle, agent, saisie) for cle in cles]


def executer_un(groupe: ActesGroupes, acte: Acte, cle: int, agent: Agent, saisie: dict) -> Sort:
    """Relit et verrouille la ligne, puis joue l'acte s'il est encore permis."""
    with transaction.atomic(), au_nom_de(agent):
        changeables = groupe.queryset.visibles_par(agent, acte.permission)
        objet = changeables.select_for_update(of=("self",)).filter(pk=cle).first()
        if objet:
            return Sort(objet, _jouer(acte, objet, agent, saisie))
    lu = groupe.queryset.filter(pk=cle).first()
    return Sort(lu, SANS_DROIT) if lu else Sort(None, "cette ligne n'existe plus")


def _jouer(acte: Acte, objet: Model, agent: Agent, saisie: dict) -> str:
    """Le refus en une phrase, ou rien."""
    try:
        with transaction.atomic():
            acte.faire(objet, agent, **saisie)
    except ValidationError as refus:
        return " ".join(refus.messages)
    return ""


@contextmanager
def au_nom_de(agent: Agent) -> Iterator[None]:
    """Hors d'une requête, l'historique nomme tout de même qui a demandé l'acte."""
    if hasattr(HistoricalRecords.context, "request"):
        yield
        return
    HistoricalRecords.context.request = SimpleNamespace(user=agent)
    try:
        yield
    finally:
        del HistoricalRecords.context.request


def empreinte(cles: Iterable[int], saisie: dict, sorts: Iterable[Sort]) -> str:
    """La même tant que l'aperçu dit la même chose des mêmes lignes."""
    dit = (list(cles), sorted((nom, str(v)) for nom, v in saisie.items()))
    return sha256(repr((dit, [(s.objet.pk, s.refus) for s in sorts])).encode()).hexdigest()


def compte_rendu(acte: Acte, sorts: Iterable[Sort], montres: int = 5) -> tuple[str, str]:
    """« 27 accusées. », puis « 3 refusées : … » ; vide s'il n'y en a pas."""
    sorts = list(sorts)
    refus = [sort for sort in sorts if sort.refus]
    faites = len(sorts) - len(refus)
    dites = f"{faites} {acte.faites if faites > 1 else acte.faites.removesuffix('s')}." * bool(
        faites
    )
    if not refus:
        return dites, ""
    raisons = [f"{s.objet or 'une ligne'} : {s.refus.rstrip('.')}" for s in refus[:montres]]
    suite = f" ; et {len(refus) - montres} autres" if len(refus) > montres else ""
    pluriel = "s" if len(refus) > 1 else ""
    return dites, f"{len(refus)} refusée{pluriel} : {' ; '.join(raisons)}{suite}."


# --- En tâche de fond -----------------------------------------------------------------------------


def confier(groupe: ActesGroupes, acte: Acte, cles: list[int], agent: Agent, saisie: dict):
    """Inscrit la production ; `saisie` est celle du formulaire, relue au moment de la faire."""
    return Production.objects.create(
        departement=agent.departement,
        demandeur=agent,
        genre=GENRE,
        objet=f"{groupe.cle}:{acte.cle}"[:100],
        titre=f"{acte.libelle} : {len(cles)} lignes",
        parametres={"groupe": groupe.cle, "acte": acte.cle, "cles": cles, "saisie": saisie},
    )


@fabrique(GENRE)
def fabriquer(production: Production) -> None:
    """Reprend où elle s'est arrêtée : l'acte et le rang atteint s'écrivent ensemble."""
    parametres, agent = production.parametres, production.demandeur
    groupe, acte, saisie = _relire(parametres, agent)
    cles = parametres["cles"]
    bilan = production.rapport or {"rang": 0, "faites": 0, "refusees": 0, "refus": []}
    for cle in cles[bilan["rang"] :]:
        with transaction.atomic():
            sort = executer_un(groupe, acte, cle, agent, saisie)
            bilan = _ajouter(bilan, sort)
            if not production.noter(bilan):
                raise ProductionRefusee("Un autre travail a repris ces actes.")
        production.avancer(100 * bilan["rang"] / len(cles), f"{bilan['rang']} sur {len(cles)}")


def _relire(parametres: dict, agent: Agent | None) -> tuple[ActesGroupes, Acte, dict]:
    groupe = _groupes.get(parametres["groupe"])
    acte = groupe and agent and groupe.trouver(parametres["acte"], agent)
    if not acte:
        raise ProductionRefusee("Cet acte n'existe plus, ou n'est plus permis à qui l'a demandé.")
    formulaire = acte.formulaire(parametres["saisie"], agent)
    if not formulaire.is_valid():
        fautes = [str(faute) for liste in formulaire.errors.values() for faute in liste]
        raise ProductionRefusee(" ".join(fautes))
    return groupe, acte, formulaire.cleaned_data


def _ajouter(bilan: dict, sort: Sort) -> dict:
    bilan = bilan | {"rang": bilan["rang"] + 1}
    if not sort.refus:
        return bilan | {"faites": bilan["faites"] + 1}
    garde = [str(sort.objet or "Une ligne"), sort.refus]
    refus = [*bilan["refus"], garde][:REFUS_GARDES]
    return bilan | {"refusees": bilan["refusees"] + 1, "refus": refus}
