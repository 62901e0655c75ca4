"""Le plan d'actions importé, un lot validé, un lot à valider, des échéances déplacées.

Aucun acte ne change un état ni un retard : les chiffres du plan restent ceux du classeur.
"""

from datetime import date

from engagements.forms.lots import LotActionsForm
from engagements.models import Action
from qualepref.socle.demonstration import Demonstration, saisir

IMPORTE_LE, COPIL = date(2022, 12, 31), date(2022, 12, 13)
Origine = Action.Origine
# intitulé, date du comité, origines des actions présentées
VALIDE = ("Actions décidées par le comité de pilotage", COPIL, [Origine.COPIL])
A_VALIDER = (
    *("Actions nées des audits de 2022", date(2023, 1, 24)),
    [Origine.AUDIT_INTERNE, Origine.AUDIT_EXTERNE],
)
# numéro d'une action reportée → nouvelle échéance, motif
DEPLACEES = {
    10: (date(2023, 3, 31), "Attend le changement de l'autocommutateur"),
    15: (date(2023, 2, 28), "Le groupe « Internet » rend sa charte en février"),
    22: (date(2023, 6, 30), "Marché des écrans notifié au printemps"),
}


def importer(demonstration: Demonstration) -> None:
    with demonstration.le(IMPORTE_LE):
        demonstration.importer("actions", "plan-actions-2022.xlsx")


def presenter_au_copil(demonstration: Demonstration) -> None:
    lot = constituer(demonstration, *VALIDE)
    with demonstration.le(COPIL, "copil") as president:
        lot.valider(par=president)
    constituer(demonstration, *A_VALIDER)


def constituer(demonstration, intitule, copil, origines):
    with demonstration.le(COPIL) as referente:
        presentables = demonstration.departement.actions.presentables()
        saisie = {
            "intitule": intitule,
            "date_copil": copil,
            "actions": [action.pk for action in presentables.filter(origine__in=origines)],
        }
        return saisir(LotActionsForm(saisie, agent=referente))


def deplacer_des_echeances(demonstration: Demonstration) -> None:
    """Des actions que le classeur dit reportées à 2023 reçoivent leur nouvelle échéance."""
    with demonstration.le(COPIL) as referente:
        for action in demonstration.departement.actions.filter(numero__in=DEPLACEES):
            jour, motif = DEPLACEES[action.numero]
            action.deplacer(jour, motif, par=referente)
