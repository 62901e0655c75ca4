"""Ce qu'on fait à plusieurs actions d'un coup ; le reste passe par « Modifier en masse »."""

from django import forms

from engagements.models import Action
from qualepref.socle.actes import Acte, ActesGroupes
from qualepref.socle.forms import Formulaire
from qualepref.socle.temps import aujourdhui

AVANCER, DECIDER = "engagements.avancer_action", "engagements.change_action"


class JourForm(Formulaire):
    le = forms.DateField(label="Réalisées le", initial=aujourdhui)


def accepter(action, agent):
    action.accepter()


def commencer(action, agent):
    action.commencer()


def realiser(action, agent, le):
    action.realiser(le)


ACTIONS = ActesGroupes(
    "actions",
    Action.objects.select_related("service__site", "departement"),
    Acte("commencer", "Commencer", AVANCER, commencer, "commencées"),
    Acte("realiser", "Déclarer réalisées", AVANCER, realiser, "réalisées", JourForm),
    Acte("accepter", "Accepter", DECIDER, accepter, "acceptées"),
)
