"""Effacer le nom des agents partis : leur parcours reste, pour les chiffres, sans dire de qui.

Même délai que l'identité d'un usager : deux ans, ici après le dernier jour de l'agent (proposé ;
aucune source ne le fixe). Il couvre le label en cours et l'audit de suivi.
"""

from datetime import date

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from engagements.cycle import ajouter_mois
from formations.models import (
    AgentAFormer,
    JourneeImmersion,
    ObligationFormation,
    Participation,
    PointEtape,
    Tutorat,
)
from qualepref.socle.models import Departement, Journal
from qualepref.socle.temps import aujourdhui

MOIS_GARDES = 24
EFFACE = "Texte effacé"


def partis(departement: Departement, le: date | None = None):
    """Ceux dont le dernier jour est passé depuis plus que le délai, pas encore effacés."""
    avant = ajouter_mois(le or aujourdhui(), -MOIS_GARDES)
    siens = AgentAFormer.objects.filter(service__site__departement=departement)
    return siens.filter(date_depart__lt=avant, efface_le=None)


@transaction.atomic
def effacer_les_partis(*, departement: Departement, agent=None, le: date | None = None) -> int:
    """Rend le nombre d'agents effacés ; rejoué, n'en trouve plus."""
    verrouilles = partis(departement, le).order_by("pk").select_for_update(of=("self",))
    cles = list(verrouilles.values_list("pk", flat=True))
    if not cles:
        return 0
    _effacer_les_textes(cles)
    siens = AgentAFormer.objects.filter(pk__in=cles)
    numero = Cast("pk", CharField())
    siens.update(
        nom=Concat(Value("Agent parti n° "), numero, output_field=CharField()),
        compte=None,
        efface_le=le or aujourdhui(),
    )
    AgentAFormer.history.filter(id__in=cles).update(compte=None)
    details = {"acte": "agents partis", "agents": len(cles)}
    Journal.objects.consigner(agent, Journal.Genre.EFFACEMENT, details, departement)
    return len(cles)


def _effacer_les_textes(agents: list[int]) -> None:
    """Ce que d'autres ont écrit de lui, et qui l'a accompagné, là et dans l'historique."""
    for modele, chemin, champs in (
        (AgentAFormer, "pk", ("fonctions", "observations")),
        (AgentAFormer.history.model, "id", ("fonctions", "observations")),
        (ObligationFormation, "agent", ("observations", "motif_dispense")),
        (ObligationFormation.history.model, "agent", ("observations", "motif_dispense")),
        (Participation, "agent", ("observations",)),
        (JourneeImmersion, "agent", ("observations",)),
        (JourneeImmersion.history.model, "agent", ("observations",)),
        (
            Tutorat,
            "tutore",
            ("tuteur", "chef_de_bureau", "objectifs", "observations", "bilan"),
        ),
        (Tutorat.history.model, "tutore", ("objectifs", "observations", "bilan")),
        (PointEtape, "tutorat__tutore", ("observations",)),
    ):
        siens = modele.objects.filter(**{f"{chemin}__in": agents})
        for champ in champs:
            siens.exclude(**{champ: ""}).update(**{champ: EFFACE})
