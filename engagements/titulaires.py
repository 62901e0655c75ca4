"""Qui tient aujourd'hui la fonction chargée d'une action : l'action suit la fonction."""

from datetime import date

from qualepref.socle.destinataires import Destinataires
from qualepref.socle.models import Agent

SANS_TITULAIRE = "fonction sans titulaire"


class Titulaires:
    """Les désignations du jour d'un département, lues en deux requêtes."""

    def __init__(self, departement, le: date | None = None):
        self.designes = Destinataires(departement, le)

    def de(self, action) -> Agent | None:
        """La personne désignée au plus près du service pilote ; None si personne."""
        return self.designes.au_plus_pres(action.fonction, action.service_id)

    def en_mots(self, action) -> str:
        """« Chef de service : Agent 001 », « … : fonction sans titulaire », ou ce qui fut écrit."""
        if not action.fonction:
            return action.responsable_en_mots
        return f"{action.responsable_en_mots} : {self.de(action) or SANS_TITULAIRE}"
