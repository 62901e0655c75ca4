"""Ce que la référente décide d'un coup : des valeurs proposées, des météos à publier."""

from django import forms

from pilotage.models import Meteo, PropositionDeMesure
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


def publier(meteo, agent):
    meteo.publier(agent)


METEOS = ActesGroupes(
    "meteos",
    Meteo.objects.select_related("indicateur"),
    Acte("publier", "Publier", "pilotage.publier_meteo", publier, "publiées"),
)
