"""Modifier plusieurs actions d'un coup : l'aperçu joue les actes pour de bon, puis défait tout.

L'aperçu et la confirmation passent par les mêmes verbes qu'une action seule : ce que l'un
annonce, l'autre le fait.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import localize

from engagements.models import Action, LotActions
from qualepref.socle.models import Agent, Service

# Acte → (libellé, vrai s'il demande un motif).
ACTES = {
    "accepter": ("Accepter", False),
    "refuser": ("Refuser", True),
    "commencer": ("Commencer", False),
    "realiser": ("Déclarer réalisée", False),
    "reporter": ("Reporter", True),
    "abandonner": ("Abandonner", True),
    "rouvrir": ("Rouvrir", False),
}
AVEC_MOTIF = {acte for acte, (_, motif) in ACTES.items() if motif}
MONTRES = ("etat", "date_echeance", "service", "fonction", "priorite", "lot", "avancement")
VIDE = "vide"


@dataclass(frozen=True)
class Saisie:
    """Ce qui change ; None : ne pas changer."""

    acte: str | None = None
    date_echeance: date | None = None
    motif: str | None = None
    service: Service | None = None
    fonction: str | None = None
    priorite: int | None = None
    lot: LotActions | None = None

    @property
    def dit_quelque_chose(self) -> bool:
        return any(getattr(self, champ.name) for champ in fields(self) if champ.name != "motif")


@dataclass
class Changement:
    """Une action, ce qui y change (libellé, avant, après), ou ce qui l'empêche."""

    action: Action
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    refus: str = ""


def prevoir(actions: Iterable[Action], saisie: Saisie, par: Agent) -> list[Changement]:
    """Ce que ferait `appliquer`, sans rien en garder."""
    with transaction.atomic():
        changements = [_jouer(action, saisie, par) for action in actions]
        transaction.set_rollback(True)
    return changements


@transaction.atomic
def appliquer(actions: Iterable[Action], saisie: Saisie, par: Agent) -> list[Changement]:
    """Change les actions qui le peuvent ; les autres restent comme elles sont."""
    return [_jouer(action, saisie, par) for action in actions]


def empreinte(changements: Iterable[Changement]) -> str:
    """La même tant que l'aperçu dit la même chose."""
    dit = [(c.action.pk, c.changes, c.refus) for c in changements]
    return sha256(repr(dit).encode()).hexdigest()


def _jouer(action: Action, saisie: Saisie, par: Agent) -> Changement:
    avant = _lire(action)
    try:
        with transaction.atomic():
            _changer_les_champs(action, saisie)
            _agir(action, saisie, par)
    except ValidationError as refus:
        return Changement(action, refus=" ".join(refus.messages))
    apres = _lire(action)
    changes = [(nom, avant[nom], apres[nom]) for nom in avant if avant[nom] != apres[nom]]
    return Changement(action, changes)


def _changer_les_champs(action, saisie):
    if saisie.lot and action.lot and action.lot.est_valide:
        raise ValidationError(f"L'action est déjà dans un lot validé, « {action.lot} ».")
    voulus = {"service": saisie.service, "fonction": saisie.fonction}
    voulus |= {"priorite": saisie.priorite, "lot": saisie.lot}
    changes = [nom for nom, v in voulus.items() if v is not None and v != getattr(action, nom)]
    for nom in changes:
        setattr(action, nom, voulus[nom])
    if changes:
        action.save(update_fields=[*changes, "date_modification"])


def _agir(action, saisie, par):
    if saisie.acte == "reporter":
        action.reporter(saisie.motif or "", saisie.date_echeance, par=par)
        return
    if saisie.date_echeance and saisie.date_echeance != action.date_echeance:
        action.deplacer(saisie.date_echeance, saisie.motif or "", par=par)
    if saisie.acte in AVEC_MOTIF:
        getattr(action, saisie.acte)(saisie.motif or "")
    elif saisie.acte:
        getattr(action, saisie.acte)()


def _lire(action) -> dict[str, str]:
    """Les champs que l'on montre, en mots."""
    lus = {}
    for nom in MONTRES:
        champ = action._meta.get_field(nom)
        affiche = getattr(action, f"get_{nom}_display", None)
        valeur = affiche() if affiche else getattr(action, nom)
        lus[str(champ.verbose_name)] = VIDE if valeur in (None, "") else str(localize(valeur))
    return lus
