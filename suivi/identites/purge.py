"""Effacer l'identité des usagers : ce qui se choisit, ce qui se retient, ce qui s'efface.

Une demande se clôt à sa réponse sur le fond, à son retrait, ou à l'accusé s'il vaut traitement ; si
plusieurs dates s'y trouvent, la plus tardive compte. Sans réponse due et jamais close, c'est son
arrivée : rien d'autre n'y viendra. Ouverte ou rouverte, elle garde son identité.
"""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db import transaction
from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Greatest, TruncMonth

from qualepref.socle.masquage import masquer
from qualepref.socle.models import Departement, Journal, Production, Rappel
from qualepref.socle.temps import aujourdhui
from suivi.identites.conservation import MOIS_D_ORIGINE, Durees, limite, mois_gardes
from suivi.models import (
    Blocage,
    Demande,
    DureeConservation,
    Effacement,
    Fait,
    Identite,
    Nature,
    PieceJointe,
    Qualification,
    Registre,
    Reponse,
)

LOT = 500
ARCHIVE = "personne"  # le genre des productions qui réunissent ce qu'on tient sur quelqu'un
TEXTES = ("objet", "observations", "theme")
MASQUES = (*TEXTES, "history_change_reason")


class Bilan(NamedTuple):
    """Ce qu'un effacement a retiré."""

    demandes: int = 0
    pieces: int = 0
    reponses: int = 0

    @property
    def en_json(self) -> dict:
        return self._asdict()

    def plus(self, autre: "Bilan") -> "Bilan":
        return Bilan(*(sum(deux) for deux in zip(self, autre, strict=True)))


# --- Choisir -----------------------------------------------------------------------------------


def identifiantes(departement: Departement) -> QuerySet[Demande]:
    """Les demandes qui disent encore de qui elles viennent, avec leur `date_cloture`."""
    de_la_demande = {"demande": OuterRef("pk")}
    nomment = (
        Exists(Identite.objects.filter(**de_la_demande))
        | Exists(PieceJointe.objects.filter(**de_la_demande))
        | Exists(Reponse.objects.filter(**de_la_demande, effacee_le=None))
    )
    return Demande.objects.filter(nomment, departement=departement).annotate(
        date_cloture=date_de_cloture()
    )


def date_de_cloture():
    """La plus tardive des dates qui closent ; vide si la demande attend encore une réponse."""
    deux = Q(date_reponse__isnull=False, date_retrait__isnull=False)
    return Case(
        When(deux, then=Greatest("date_reponse", "date_retrait")),
        When(date_reponse__isnull=False, then=F("date_reponse")),
        When(date_retrait__isnull=False, then=F("date_retrait")),
        When(repondue_par_accuse=True, then=F("date_accuse")),
        When(~Q(reponse_non_due=""), then=F("date_arrivee")),
        default=Value(None),
        output_field=DateField(),
    )


def depassees(departement: Departement, le: date) -> QuerySet[Demande]:
    """Celles dont la durée de conservation est passée, bloquées comprises."""
    durees = DureeConservation.objects.de(departement)
    return identifiantes(departement).filter(_passee(durees, le))


def _passee(durees: Durees, le: date) -> Q:
    conditions = [
        Q(registre=registre, nature=nature, date_cloture__lt=limite(le, mois))
        for registre in Registre.values
        for nature in Nature.values
        for mois in [mois_gardes(durees, registre, nature)]
    ]
    return reduce(or_, conditions)


def a_purger(departement: Departement, le: date | None = None) -> QuerySet[Demande]:
    return libres(depassees(departement, le or aujourdhui()))


def libres(demandes: QuerySet[Demande]) -> QuerySet[Demande]:
    """Sans contentieux, ni réponse en train de partir : elle partirait vide."""
    en_envoi = Reponse.objects.filter(demande=OuterRef("pk"), etat=Reponse.Etat.EN_ENVOI)
    return demandes.filter(~Exists(en_envoi), blocage=None)


# --- Montrer -----------------------------------------------------------------------------------


class Apercu(NamedTuple):
    """Ce qu'une purge effacerait ce jour-là, et ce qu'elle garderait."""

    nombre: int
    par_mois: list[tuple[str, date, int]]  # registre, mois de la clôture, nombre
    anciennes: list[Demande]
    ouvertes: int
    rouvertes: int
    bloquees: list[Blocage]


MONTREES = 10


def apercevoir(departement: Departement, le: date | None = None) -> Apercu:
    le = le or aujourdhui()
    prevues, anciennete = a_purger(departement, le), limite(le, MOIS_D_ORIGINE)
    par_mois = (
        prevues.annotate(mois=TruncMonth("date_cloture"))
        .values_list("registre", "mois")
        .annotate(nombre=Count("pk"))
        .order_by("registre", "mois")
    )
    gardees = identifiantes(departement).filter(
        date_cloture=None, date_arrivee__lt=anciennete, blocage=None
    )
    rouvertes = Exists(Fait.objects.filter(demande=OuterRef("pk"), genre=Fait.Genre.ROUVERTE))
    comptes = gardees.aggregate(
        ouvertes=Count("pk", filter=~rouvertes), rouvertes=Count("pk", filter=rouvertes)
    )
    bloquees = Blocage.objects.filter(demande__departement=departement).select_related("demande")
    return Apercu(
        nombre=prevues.count(),
        par_mois=[(Registre(registre).label, *suite) for registre, *suite in par_mois],
        anciennes=list(prevues.select_related("service").order_by("date_cloture", "pk")[:MONTREES]),
        bloquees=list(bloquees),
        **comptes,
    )


# --- Effacer -----------------------------------------------------------------------------------


@transaction.atomic
def purger(*, departement: Departement, agent=None, le: date | None = None) -> Bilan:
    """Efface ce dont la durée est passée, en une transaction ; rejouée, elle ne trouve plus rien.

    Verrouillées d'abord : une demande rouverte ou bloquée entre-temps garde son identité.
    """
    prevues = list(a_purger(departement, le).order_by("pk").values_list("pk", flat=True))
    bilan = Bilan()
    for debut in range(0, len(prevues), LOT):
        lot = prevues[debut : debut + LOT]
        list(Demande.objects.filter(pk__in=lot).select_for_update(of=("self",)).only("pk"))
        encore = list(a_purger(departement, le).filter(pk__in=lot).values_list("pk", flat=True))
        bilan = bilan.plus(_effacer(encore, Effacement.Raison.PURGE, agent))
    rappels = Rappel.objects.oublier(departement, limite(le or aujourdhui(), MOIS_D_ORIGINE))
    if bilan.demandes or rappels:
        _consigner(departement, agent, "purge", bilan, rappels=rappels)
    return bilan


@transaction.atomic
def effacer_a_la_demande(*, demandes: Iterable[int], departement, agent, motif: str) -> Bilan:
    """Le droit à l'effacement : mêmes effets que la purge, sauf sur ce qu'un blocage retient."""
    siennes = libres(Demande.objects.filter(pk__in=demandes, departement=departement))
    verrouillees = siennes.order_by("pk").select_for_update(of=("self",)).values_list("pk")
    bilan = _effacer([pk for (pk,) in verrouillees], Effacement.Raison.DROIT, agent)
    _consigner(departement, agent, "droit à l'effacement", bilan, motif=motif)
    return bilan


def _effacer(demandes: list[int], raison: str, agent) -> Bilan:
    _masquer_les_textes(demandes)
    retires = {modele: modele.objects.effacer(demandes) for modele in qui_s_effacent()}
    reponses = Reponse.objects.filter(demande__in=demandes).effacer_identites()
    Identite.objects.filter(demande__in=demandes).delete()
    _effacer_les_archives(set(demandes))
    Effacement.objects.bulk_create(
        [Effacement(demande_id=pk, raison=raison, agent=agent) for pk in demandes],
        batch_size=LOT,
        update_conflicts=True,
        unique_fields=["demande"],
        update_fields=["raison", "agent", "moment"],
    )
    return Bilan(len(demandes), retires[PieceJointe], reponses)


def qui_s_effacent() -> list[type[Model]]:
    """Ce qui s'attache à une demande et sait s'en effacer : ses pièces, ses messages reçus."""
    attaches = [relation.related_model for relation in Demande._meta.related_objects]
    return [un for un in attaches if hasattr(un._default_manager, "effacer")]


def _effacer_les_archives(demandes: set[int]) -> None:
    """Ce qui fut réuni pour être remis à une personne, s'il parle d'une de ces demandes."""
    for archive in Production.objects.filter(genre=ARCHIVE).exclude(fichier=""):
        if demandes & set(archive.parametres["demandes"]):
            transaction.on_commit(archive.effacer_les_fichiers)


def _masquer_les_textes(demandes: list[int]) -> None:
    """Le nom connu, les adresses et les numéros, dans la demande, son histoire et ses faits."""
    connues = Identite.objects.filter(demande__in=demandes)
    auteurs = {une.demande_id: (une.nom, une.coordonnees) for une in connues}
    historique = Demande.history.model
    _masquer(Demande.objects.filter(pk__in=demandes), "pk", TEXTES, auteurs)
    _masquer(historique.objects.filter(id__in=demandes), "id", MASQUES, auteurs)
    qualifications = (Qualification, Qualification.history.model)
    for modele in qualifications:
        connues = modele.objects.filter(demande__in=demandes)
        _masquer(connues, "demande_id", ("motif",), auteurs)
    _masquer(Fait.objects.filter(demande__in=demandes), "demande_id", ("motif",), auteurs)


def _masquer(lignes: QuerySet, cle: str, champs: tuple[str, ...], auteurs: dict) -> None:
    changees = []
    for ligne in lignes:
        auteur = auteurs.get(getattr(ligne, cle), ("", ""))
        avant = [getattr(ligne, champ) or "" for champ in champs]
        apres = [masquer(texte, *auteur) for texte in avant]
        if apres != avant:
            for champ, texte in zip(champs, apres, strict=True):
                setattr(ligne, champ, texte)
            changees.append(ligne)
    lignes.model._base_manager.bulk_update(changees, champs, batch_size=LOT)


def _consigner(departement, agent, quoi: str, bilan: Bilan, **suite) -> None:
    details = {"acte": quoi, **bilan.en_json, **suite}
    Journal.objects.consigner(agent, Journal.Genre.EFFACEMENT, details, departement)
