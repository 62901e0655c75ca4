from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from qualepref.socle import chargement
from qualepref.socle.commandes import Commande

# Les dossiers de données livrés par les apps, dans l'ordre des étages.
ETAGES = ["engagements", "documents", "enquetes", "formations", "suivi", "pilotage"]
DOSSIERS = ["donnees", "referentiels", "questionnaires"]
DERNIERS = {"correspondances.yaml", "cycle-du-label.yaml"}  # citent les autres du dossier


def fichiers_livres():
    """Tous les YAML livrés par les apps installées, de l'étage le plus bas au plus haut."""
    for app in ETAGES:
        if apps.is_installed(app):
            for dossier in DOSSIERS:
                fichiers = (settings.RACINE / app / dossier).glob("*.yaml")
                yield from sorted(fichiers, key=lambda f: (f.name in DERNIERS, f.name))


class Command(Commande):
    help = "Charge les référentiels et autres données livrées (ou les fichiers donnés)."

    def add_arguments(self, parser):
        parser.add_argument("fichiers", nargs="*", type=Path)
        parser.add_argument("--essai", action="store_true", help="Dit ce qui changerait.")

    def handle(self, fichiers, essai, **options):
        refus = []
        with transaction.atomic():
            for fichier in fichiers or fichiers_livres():
                refus += self.charger(fichier, essai)
            transaction.set_rollback(essai)
        if refus:
            raise CommandError("\n".join(refus))

    def charger(self, fichier, essai):
        """Charge un fichier et dit ce qui a changé ; rend les fautes qui l'ont fait refuser."""
        try:
            bilan = chargement.charger(fichier)
        except chargement.ChargementRefuse as faute:
            return faute.messages
        self.stdout.write(f"{fichier.name} : {bilan}")
        if essai and not bilan.est_nouveau:
            self.dire_les_ecarts(bilan)
        return []

    def dire_les_ecarts(self, bilan):
        for verbe, ecarts in bilan.ecarts.par_verbe().items():
            self.stdout.write(f"  {verbe.capitalize()} ({len(ecarts)})")
            for ecart in ecarts:
                self.stdout.write(f"    {ecart}")
