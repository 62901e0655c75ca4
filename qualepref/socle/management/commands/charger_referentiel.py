from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from qualepref.socle import chargement

# Les dossiers de données livrés par les apps, dans l'ordre des étages.
ETAGES = ["engagements", "documents", "enquetes", "formations", "suivi", "pilotage"]
DOSSIERS = ["donnees", "referentiels", "questionnaires"]


def fichiers_livres():
    """Tous les YAML livrés par les apps installées, de l'étage le plus bas au plus haut."""
    for app in ETAGES:
        if apps.is_installed(app):
            for dossier in DOSSIERS:
                yield from sorted((settings.RACINE / app / dossier).glob("*.yaml"))


class Command(BaseCommand):
    help = "Charge les référentiels et autres données livrées (ou les fichiers donnés)."

    def add_arguments(self, parser):
        parser.add_argument("fichiers", nargs="*", type=Path)
        parser.add_argument("--essai", action="store_true", help="Dit ce qui changerait.")

    def handle(self, fichiers, essai, **options):
        refus = []
        for fichier in fichiers or fichiers_livres():
            try:
                bilan = chargement.charger(fichier, essai)
            except chargement.ChargementRefuse as faute:
                refus += faute.messages
            else:
                self.stdout.write(f"{fichier.name} : {bilan}")
        if refus:
            raise CommandError("\n".join(refus))
