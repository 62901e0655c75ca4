"""Refaire les cumuls périmés ; tasser sur-le-champ les demandes de ceux qui ne le sont pas."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from itertools import count, groupby
from operator import or_
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.db.models.fields.json import KT

from qualepref.socle.periodes import Genre, Periode
from suivi.cumul.tassement import FORME, Profil, Sort, Tas, Tasseur
from suivi.models import Cumul, CumulPerime, Demande
from suivi.models.situations import SANS_REPONSE_DUE

PAR_LOT = 50  # cumuls refaits par transaction
PAR_EFFACEMENT = 500
PAR_LECTURE = 10_000
Cle = tuple[int, date]  # service, premier jour du mois


class Lieu(NamedTuple):
    departement_id: int
    site_id: int
    service_id: int


_DATES = ("date_arrivee", "date_reponse", "date_accuse", "date_echeance")
_PROFIL = ("registre", "canal", "nature", "qualite_accueil", "unite")
_SORT = ("sans_reponse_due", "delai_arrete", "repondue_par_accuse")
_CHAMPS = (*Lieu._fields, *_DATES, *_PROFIL, "jours_dus", *_SORT)


def _est(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def tassees(demandes) -> Iterator[tuple[Lieu, date, Tas]]:
    """Chaque lieu et chaque mois de ces demandes, lues en une requête."""
    lues = demandes.annotate(
        jours_dus=KT("explication__reponse__regle__jours"),
        sans_reponse_due=_est(SANS_REPONSE_DUE),
        delai_arrete=_est(Q(suspendue_le__isnull=False)),
    ).order_by()
    tasseurs = defaultdict(Tasseur)
    for *valeurs, jours, non_due, arretee, par_accuse in lues.values_list(*_CHAMPS).iterator(
        PAR_LECTURE
    ):
        dates, tri = valeurs[3:7], valeurs[7:]
        jours = int(jours) if str(jours).isdigit() else None
        profil = Profil(*tri, jours, Sort(non_due, arretee, par_accuse))
        tasseurs[Lieu(*valeurs[:3]), dates[0].replace(day=1)].ajouter(profil, *dates)
    for (lieu, mois), tasseur in tasseurs.items():
        yield lieu, mois, tasseur.tas()


def perimes(debut: date, fin: date) -> set[Cle]:
    """Les services et les mois de la période dont les demandes ont changé depuis leur cumul."""
    marques = CumulPerime.objects.filter(mois__gte=debut.replace(day=1), mois__lte=fin)
    return set(marques.order_by().values_list("service_id", "mois").distinct())


def arrivees(cles: Iterable[Cle]) -> Q:
    """Les demandes de ces services arrivées ces mois-là."""
    return _un_mois_apres_l_autre(cles, _du_mois)


def arrivees_les_mois(mois: Iterable[date]) -> Q:
    """Celles de ces mois, quel que soit leur service."""
    return reduce(or_, (Q(**_du_mois(un)) for un in sorted(mois)))


def _du_mois(mois: date) -> dict:
    return {"date_arrivee__range": (mois, Periode(mois, Genre.MOIS).fin)}


def _des_cles(cles: Iterable[Cle]) -> Q:
    return _un_mois_apres_l_autre(cles, lambda mois: {"mois": mois})


def _un_mois_apres_l_autre(cles: Iterable[Cle], filtre) -> Q:
    condition = Q(pk__in=[])
    for mois, du_mois in groupby(sorted((m, s) for s, m in cles), key=lambda cle: cle[0]):
        condition |= Q(service__in=[service for _, service in du_mois], **filtre(mois))
    return condition


def rafraichir(lots: int | None = None) -> int:
    """Refait les cumuls périmés, ou d'une forme passée, et rend leur nombre ; rejouable."""
    _perimer_les_anciens()
    refaits = 0
    for _ in count() if lots is None else range(lots):
        cles = _a_refaire()
        if not cles:
            break
        refaits += _refaire(cles)
    return refaits


@transaction.atomic
def _perimer_les_anciens() -> None:
    anciens = Cumul.objects.exclude(forme=FORME)
    cles = set(anciens.order_by().values_list("service_id", "mois"))
    CumulPerime.objects.bulk_create(CumulPerime(service_id=s, mois=m) for s, m in cles)
    anciens.filter(_des_cles(cles)).delete()


def _a_refaire() -> set[Cle]:
    marques = CumulPerime.objects.order_by("mois", "service_id")
    return set(marques.values_list("service_id", "mois").distinct()[:PAR_LOT])


@transaction.atomic
def _refaire(cles: set[Cle]) -> int:
    """Verrouille les marques, puis relit : une demande écrite depuis aura laissé la sienne.

    Qui voudrait refaire les mêmes attend ici, puis ne trouve que ce qui reste à faire.
    """
    marques = CumulPerime.objects.filter(_des_cles(cles)).select_for_update().order_by("pk")
    vues = dict(marques.values_list("pk", "service_id"))
    Cumul.objects.filter(_des_cles(cles)).delete()
    Cumul.objects.bulk_create(
        Cumul(
            **lieu._asdict(),
            mois=mois,
            forme=FORME,
            profils=[(profil.en_texte(), nombre) for profil, nombre in tas.profils],
            reponses=tas.reponses.tobytes(),
            accuses=tas.accuses.tobytes(),
        )
        for lieu, mois, tas in tassees(Demande.objects.filter(arrivees(cles)))
    )
    lues = list(vues)
    for debut in range(0, len(lues), PAR_EFFACEMENT):
        CumulPerime.objects.filter(pk__in=lues[debut : debut + PAR_EFFACEMENT]).delete()
    return len(cles)
