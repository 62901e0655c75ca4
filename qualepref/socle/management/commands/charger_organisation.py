from pathlib import Path

from django.core.management.base import CommandError

from qualepref.socle import chargement
from qualepref.socle.chargeurs import SCHEMA_ORGANISATION, charger_organisation
from qualepref.socle.commandes import Commande


class Command(Commande):
    help = "Charge l'organisation d'un département : sites, services, suspensions, fermetures."

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path)

    def handle(self, fichier, **options):
        try:
            donnees = chargement.lire(fichier)
            chargement.verifier(donnees, SCHEMA_ORGANISATION, fichier.name)
        except chargement.ChargementRefuse as refus:
            raise CommandError("\n".join(refus.messages)) from None
        try:
            bilan = chargement.ranger(donnees, charger_organisation)
        except chargement.ChargementRefuse as refus:
            fautes = [f"{fichier.name} : {faute}" for faute in refus.messages]
            raise CommandError("\n".join(fautes)) from None
        self.stdout.write(f"{fichier.name} : {bilan}")
