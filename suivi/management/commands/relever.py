from django.core.management.base import CommandError

from qualepref.socle.commandes import Commande
from suivi.messagerie.releve import relever
from suivi.models import BoiteFonctionnelle


class Command(Commande):
    help = "Relève les boîtes fonctionnelles en marche ; sans risque si l'on recommence."

    def add_arguments(self, parser):
        parser.add_argument("--boite", help="adresse d'une boîte ; à défaut : toutes")

    def handle(self, **options):
        boites = BoiteFonctionnelle.objects.actives().select_related("service__site__departement")
        if adresse := options["boite"]:
            boites = boites.filter(adresse=adresse.lower())
        if not boites:
            raise CommandError("Aucune boîte en marche à relever.")
        pannes = []
        for boite in boites:
            bilan = relever(boite=boite)
            self.stdout.write(f"{boite} : {bilan}.")
            pannes += [f"{boite} : {bilan.panne}"] if bilan.panne else []
        if pannes:
            raise CommandError("\n".join(pannes))
