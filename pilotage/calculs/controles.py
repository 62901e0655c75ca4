"""Les indicateurs tirés des contrôles clos : grilles, pages du site, enquête mystère.

Un point vaut « oui » ou « non » ; « sans objet » et les blancs n'entrent pas dans le taux.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from enquetes.models import Controle, PageInternet, ValeurReleve
from pilotage.grandeurs import Lieu, Valeur
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Genre, Periode


@dataclass(frozen=True)
class Regle:
    """Quelle grille fait l'indicateur, sur quelle période, et où il se donne."""

    grille: str
    genre: Genre
    par_service: bool = False
    le_dernier: bool = False  # le dernier relevé du lieu remplace les précédents


PAGES = "site_internet"
REGLES = {
    "TEL-MYSTERE": Regle("mystere_telephone", Genre.ANNEE),
    "ACC-GRILLE": Regle("accueil_site", Genre.SEMESTRE, le_dernier=True),
    "COUR-FORME": Regle("courriers_courriels", Genre.TRIMESTRE, par_service=True),
}
CODES_DES_CONTROLES = (*REGLES, "WEB-CONTROLE")


@dataclass(frozen=True)
class Releve:
    """Un relevé clos : de quelle grille, quand, où, sur quoi, et ses points jugés."""

    grille: str
    jour: date
    site: int | None
    service: int | None
    objet: str
    oui: int
    non: int


def valeurs_des_controles(
    departement: Departement, debut: date, fin: date, arrete: date
) -> dict[str, list[Valeur]]:
    """Une valeur par période et par lieu contrôlé ; un lieu sans contrôle clos n'en a pas."""
    releves = _releves(departement, debut, fin, arrete)
    valeurs = {code: _taux(releves, regle) for code, regle in REGLES.items()}
    return valeurs | {"WEB-CONTROLE": _pages(departement, releves)}


def _releves(departement, debut, fin, arrete) -> list[Releve]:
    """Ceux des contrôles clos à l'arrêté, du plus ancien au plus récent, en une requête."""
    grilles = {regle.grille for regle in REGLES.values()} | {PAGES}
    clos = Controle.objects.filter(departement=departement, questionnaire__code__in=grilles)
    clos = clos.faits().filter(fait_le__lte=arrete, date_echeance__gte=debut, date_debut__lte=fin)
    juges = ValeurReleve.objects.filter(
        releve__controle__in=clos.order_by(), releve__etat="clos", choix__favorable__isnull=False
    )
    lus: dict[int, tuple] = {}
    comptes: Counter = Counter()
    for pk, favorable, *dits in juges.order_by("releve__jour", "releve_id").values_list(
        "releve_id",
        "choix__favorable",
        "releve__controle__questionnaire__code",
        "releve__controle__date_debut",
        "releve__controle__site",
        "releve__controle__service",
        "releve__objet",
    ):
        lus[pk] = tuple(dits)
        comptes[pk, favorable] += 1
    return [Releve(*dits, comptes[pk, True], comptes[pk, False]) for pk, dits in lus.items()]


def _taux(releves: list[Releve], regle: Regle) -> list[Valeur]:
    retenus: dict[Hashable, list[Releve]] = defaultdict(list)
    for releve in releves:
        if releve.grille == regle.grille:
            lieu = Lieu(releve.site, releve.service if regle.par_service else None)
            cle = (Periode.contenant(releve.jour, regle.genre), lieu)
            retenus[cle] = [releve] if regle.le_dernier else [*retenus[cle], releve]
    return [
        _valeur(periode, lieu, sum(r.oui for r in ceux), sum(r.oui + r.non for r in ceux))
        for (periode, lieu), ceux in retenus.items()
    ]


def _pages(departement: Departement, releves: list[Releve]) -> list[Valeur]:
    """Les pages contrôlées sans erreur, sur celles de l'inventaire, par service qui les tient.

    Rien pour un trimestre sans contrôle clos. La dernière visite du trimestre fait foi : l'erreur
    corrigée puis revue ne compte plus.
    """
    inventaire = PageInternet.objects.filter(departement=departement).en_ligne()
    services = dict(inventaire.values_list("adresse", "service"))
    sites = dict(inventaire.values_list("adresse", "service__site"))
    vues: dict[Periode, dict[str, bool]] = defaultdict(dict)
    for releve in releves:
        if releve.grille == PAGES:
            periode = Periode.contenant(releve.jour, Genre.TRIMESTRE)
            vues[periode][releve.objet] = not releve.non
    valeurs = []
    for periode, visitees in vues.items():
        comptes = Counter(Lieu(sites[page], services[page]) for page in services)
        bonnes = Counter(
            Lieu(sites[page], services[page]) for page in services if visitees.get(page)
        )
        valeurs += [_valeur(periode, lieu, bonnes[lieu], n) for lieu, n in comptes.items()]
    return valeurs


def _valeur(periode: Periode, lieu: Lieu, numerateur: int, denominateur: int) -> Valeur:
    return Valeur(
        periode=periode,
        lieu=lieu,
        numerateur=Fraction(numerateur),
        denominateur=Fraction(denominateur),
    )
