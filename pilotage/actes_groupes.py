"""Ce que la référente décide de plusieurs valeurs proposées d'un coup."""

from django import forms

from pilotage.models import PropositionDeMesure
from pilotage.models.propositions import VALIDER
from qualepref.socle.actes import Acte, ActesGroupes
from qualepref.socle.forms import Formulaire


class MotifForm(Formulaire):
    motif = forms.CharField(label="Motif", max_length=300)


def valider(proposition, agent):
    proposition.valider(agent)


def refuser(proposition, agent, motif):
    proposition.refuser(agent, motif)


PROPOSITIONS = ActesGroupes(
    "valeurs-proposees",
    PropositionDeMesure.objects.select_related("indicateur", "departement", "site", "service"),
    Acte("valider", "Valider", VALIDER, valider, "validées"),
    Acte("refuser", "Refuser", VALIDER, refuser, "refusées", MotifForm),
)
