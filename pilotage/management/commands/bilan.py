from pathlib import Path

from django.core.management.base import CommandError

from pilotage.bilans import preparer_bilan
from pilotage.management.arguments import ecrire, verifier_sortie
from pilotage.models import BilanAnnuel, PlanBilan
from pilotage.rapports import RapportBilanAnnuel
from qualepref.socle.commandes import Commande, un_departement
from qualepref.socle.temps import aujourdhui


class Command(Commande):
    help = "Le bilan annuel de la démarche, en .pdf, .html, .odt, .xlsx ou .json."

    def add_arguments(self, parser):
        parser.add_argument("annee", type=int, help="2022")
        parser.add_argument("--departement", metavar="CODE", help="inutile s'il n'y en a qu'un")
        parser.add_argument("--sortie", type=Path, required=True, metavar="bilan.pdf")

    def handle(self, *, annee, departement, sortie, **options):
        verifier_sortie(sortie)
        if not 2000 <= annee <= 2099:
            raise CommandError(f"« {annee} » n'est pas une année de bilan (2000 à 2099).")
        if annee > aujourdhui().year:
            raise CommandError(f"{annee} n'a pas commencé : il n'y a pas de bilan à en faire.")
        plan = PlanBilan.objects.last()
        if plan is None:
            raise CommandError("Le plan du bilan n'est pas chargé : lancer charger_referentiel.")
        bilan, _ = BilanAnnuel.objects.get_or_create(
            departement=un_departement(departement), annee=annee, defaults={"plan": plan}
        )
        preparer_bilan(bilan=bilan)
        rapport = RapportBilanAnnuel()
        ecrire(rapport, rapport.donnees(None, bilan), sortie)
        self.stdout.write(f"{bilan} : {sortie}")
