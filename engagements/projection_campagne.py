"""La projection d'une campagne sur une autre : lire, montrer, appliquer (règle : projection.py)."""

from collections import defaultdict
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from simple_history.utils import bulk_update_with_history

from engagements.models import (
    AutoEvaluation,
    AvisEngagement,
    Campagne,
    Correspondance,
    Engagement,
    Evaluation,
    Preuve,
)
from engagements.projection import Etat, Matiere, Rapprochement, projeter

EXIGENCE, ENGAGEMENT = "exigence", "engagement"
GENRES = {EXIGENCE: AutoEvaluation, ENGAGEMENT: AvisEngagement}


def arrivees_possibles(depart: Campagne):
    """Les campagnes ouvertes du département vers lesquelles une correspondance mène."""
    referentiel = depart.referentiel_id
    correspondances = Correspondance.objects.en_vigueur()
    voisins = Q(
        referentiel__in=correspondances.filter(de_referentiel=referentiel).values(
            "vers_referentiel"
        )
    ) | Q(
        referentiel__in=correspondances.filter(vers_referentiel=referentiel).values(
            "de_referentiel"
        )
    )
    ouvertes = Campagne.objects.filter(departement=depart.departement_id).ouvertes()
    return ouvertes.filter(voisins).exclude(referentiel=referentiel).select_related("referentiel")


class Projection:
    """D'une campagne à une autre, d'un autre référentiel et du même département."""

    def __init__(self, depart: Campagne, arrivee: Campagne):
        self.depart, self.arrivee = depart, arrivee
        self.cellules: dict[tuple[str, int, int], AutoEvaluation | AvisEngagement] = {}
        self.orphelins: set[int] = set()

    def apercu(self):
        """Ce qui serait porté, et les cellules pour le dire."""
        self._lire_l_arrivee()
        etats = {cle: self._etat(cellule) for cle, cellule in self.cellules.items()}
        rapprochements, matieres = self._rapprochements(), self._matieres()
        mises = {source for r in rapprochements if r.cibles for source in r.sources}
        self.orphelins = {cle for cle, _ in matieres} - mises
        return projeter(rapprochements, matieres, etats, self.depart.referentiel.intitule)

    def sans_correspondance(self):
        """Après l'aperçu : les engagements de départ dont la matière ne va nulle part."""
        return Engagement.objects.filter(pk__in=self.orphelins).order_by("ordre", "pk")

    @transaction.atomic
    def appliquer(self, laissees: Collection[str] = ()) -> int:
        """Porte tout d'un coup, sauf vers les `laissees` (ancres des cellules).

        Rend le nombre de cellules qui ont reçu quelque chose.
        """
        Campagne.objects.select_for_update().get(pk=self.arrivee.pk)
        if not Campagne.objects.ouvertes().filter(pk=self.arrivee.pk).exists():
            raise ValidationError(f"La campagne « {self.arrivee} » est close : rien n'est porté.")
        portages = [
            portage
            for portage in self.apercu()
            if portage.porte and self.cellule(portage).ancre not in laissees
        ]
        for genre, modele in GENRES.items():
            siens = [portage for portage in portages if portage.genre == genre]
            self._ecrire(modele, [portage for portage in siens if portage.marque])
            self._joindre(modele, siens)
        return len(portages)

    def _ecrire(self, modele, portages):
        """L'avis reste « non évalué » : c'est à une personne de le donner."""
        changees = []
        for portage in portages:
            cellule = self.cellule(portage)
            cellule.commentaire = portage.commentaire or cellule.commentaire
            cellule.avancement = Evaluation.Avancement.A_REVOIR
            cellule.version += 1
            changees.append(cellule)
        bulk_update_with_history(
            changees,
            modele,
            ["commentaire", "avancement", "version"],
            default_change_reason=f"Projection de « {self.depart} »"[:100],
        )

    def _joindre(self, modele, portages):
        nom = modele._meta.model_name
        liens = Preuve._meta.get_field(f"{nom}s").remote_field.through
        nouveaux = [
            liens(preuve_id=preuve, **{f"{nom}_id": self.cellule(portage).pk})
            for portage in portages
            for preuve in portage.preuves
        ]
        liens.objects.bulk_create(nouveaux, ignore_conflicts=True)

    def cellule(self, portage):
        """La cellule d'arrivée ; None si elle est hors du périmètre."""
        return self.cellules.get((portage.genre, portage.cle, portage.service))

    def _lire_l_arrivee(self):
        exigences = AutoEvaluation.objects.filter(campagne=self.arrivee).en_vigueur()
        avis = AvisEngagement.objects.filter(campagne=self.arrivee)
        lies = ("campagne", "service__site")
        for cellule in exigences.avec_feuille().select_related("exigence", *lies):
            self.cellules[EXIGENCE, cellule.exigence_id, cellule.service_id] = cellule
        for cellule in avis.avec_feuille().select_related("engagement", *lies):
            self.cellules[ENGAGEMENT, cellule.engagement_id, cellule.service_id] = cellule
        self.preuves = {genre: _preuves(modele, self.arrivee) for genre, modele in GENRES.items()}

    def _etat(self, cellule) -> Etat:
        genre = EXIGENCE if isinstance(cellule, AutoEvaluation) else ENGAGEMENT
        verrou = "non applicable d'après le périmètre" if cellule.imposee else cellule.verrou
        preuves = frozenset(self.preuves[genre].get(cellule.pk, ()))
        return Etat(cellule.version, cellule.commentaire, preuves, verrou)

    def _matieres(self) -> dict[tuple[int, int], Matiere]:
        """(engagement, service) → textes et preuves de l'engagement et de ses exigences."""
        matieres: dict[tuple[int, int], Matiere] = defaultdict(Matiere)
        avis = AvisEngagement.objects.filter(campagne=self.depart).select_related("engagement")
        preuves = _preuves(AvisEngagement, self.depart)
        for cellule in avis:
            cle = cellule.engagement_id, cellule.service_id
            _nourrir(matieres[cle], str(cellule.engagement.numero), cellule, preuves)
        exigences = AutoEvaluation.objects.filter(campagne=self.depart).select_related("exigence")
        preuves = _preuves(AutoEvaluation, self.depart)
        for cellule in exigences.order_by("exigence__ordre", "pk"):
            cle = cellule.exigence.engagement_id, cellule.service_id
            _nourrir(matieres[cle], cellule.exigence.code, cellule, preuves)
        return {cle: m for cle, m in matieres.items() if m.textes or m.preuves}

    def _rapprochements(self) -> list[Rapprochement]:
        """Dans le sens du fichier, puis à rebours."""
        ici, la = self.depart.referentiel_id, self.arrivee.referentiel_id
        droites = _correspondances(de_referentiel=ici, vers_referentiel=la)
        inverses = _correspondances(de_referentiel=la, vers_referentiel=ici)
        return [
            *(Rapprochement(_depart(c), _arrivee(c), c.get_relation_display()) for c in droites),
            *(Rapprochement(*_a_rebours(c), c.get_relation_display()) for c in inverses),
        ]


def _correspondances(**referentiels):
    """Celles qui rapprochent vraiment deux éléments, avec leurs engagements."""
    voulues = Correspondance.objects.en_vigueur().filter(**referentiels)
    rapprochent = voulues.exclude(relation=Correspondance.Relation.NOUVEAU)
    porteurs = ("de_theme", "de_module", "vers_module")
    return rapprochent.select_related(*porteurs).prefetch_related(
        "vers_engagements", "vers_exigences", *(f"{porteur}__engagements" for porteur in porteurs)
    )


def _preuves(modele, campagne) -> dict[int, list[int]]:
    """Cellule → preuves, en une requête."""
    nom = modele._meta.model_name
    liens = Preuve._meta.get_field(f"{nom}s").remote_field.through
    par_cellule = defaultdict(list)
    for cellule, preuve in liens.objects.filter(**{f"{nom}__campagne": campagne}).values_list(
        nom, "preuve"
    ):
        par_cellule[cellule].append(preuve)
    return par_cellule


def _nourrir(matiere, code, cellule, preuves):
    siennes = preuves.get(cellule.pk, ())
    if cellule.commentaire or siennes:
        matiere.textes.append((code, cellule.commentaire))
        matiere.preuves.update(siennes)


def _depart(correspondance) -> list[int]:
    """Les engagements de départ : l'engagement dit, sinon ceux du thème, sinon du module."""
    if correspondance.de_engagement_id:
        return [correspondance.de_engagement_id]
    porteur = correspondance.de_theme or correspondance.de_module
    return [e.pk for e in porteur.engagements.all() if not e.retire] if porteur else []


def _a_rebours(correspondance) -> tuple[list[int], list[tuple[str, int]]]:
    """Les engagements d'arrivée deviennent les sources ; ceux de départ, les cibles."""
    engagements = list(correspondance.vers_engagements.all())
    if not engagements and correspondance.vers_module:
        engagements = correspondance.vers_module.engagements.all()
    sources = [engagement.pk for engagement in engagements if not engagement.retire]
    return sources, [(ENGAGEMENT, cle) for cle in _depart(correspondance)]


def _arrivee(correspondance) -> list[tuple[str, int]]:
    """Les exigences dites ; un engagement dont aucune n'est dite reçoit lui-même."""
    exigences = [e for e in correspondance.vers_exigences.all() if not e.retire]
    dits = {exigence.engagement_id for exigence in exigences}
    entiers = [e for e in correspondance.vers_engagements.all() if e.pk not in dits]
    return [
        *((EXIGENCE, exigence.pk) for exigence in exigences),
        *((ENGAGEMENT, engagement.pk) for engagement in entiers if not engagement.retire),
    ]
