"""La grille des réponses du trimestre : l'échantillon tiré du registre, trois réponses relevées."""

from datetime import date

from enquetes.demonstration.controles import noter, siens, tirer
from qualepref.socle.demonstration import Demonstration

JOUR, RELEVEES = date(2022, 12, 20), 3
ECART = {"CC-03": "Ni téléphone ni adresse."}


def relever(demonstration: Demonstration) -> None:
    controle = siens(demonstration, "courriers_courriels").last()
    with demonstration.le(JOUR) as referente:
        tirer(controle, referente, taille=2)
        for rang, objet in enumerate(controle.echantillon.references[:RELEVEES]):
            releve = controle.commencer(par=referente, objet=objet)
            noter(releve, JOUR, {} if rang else ECART, agent=referente)
            releve.clore()


def est_tire(departement) -> bool:
    return departement.controles.filter(
        questionnaire__code="courriers_courriels", echantillon__isnull=False
    ).exists()
