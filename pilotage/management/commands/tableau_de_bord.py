from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from pilotage.management.arguments import ecrire, verifier_sortie
from pilotage.models import TableauDeBord
from pilotage.models.tableaux import valider_trimestre
from pilotage.rapports import RapportTableauDeBord
from pilotage.tableaux import preparer_tableau
from qualepref.socle.commandes import Commande, un_departement
from qualepref.socle.periodes import Periode
from qualepref.socle.temps import aujourdhui


class Command(Commande):
    help = "Le tableau de bord d'un trimestre, en .pdf, .xlsx, .html, .json ou .odt."

    def add_arguments(self, parser):
        parser.add_argument("trimestre", help="2022-T4")
        parser.add_argument("--departement", metavar="CODE", help="inutile s'il n'y en a qu'un")
        parser.add_argument("--sortie", type=Path, required=True, metavar="t4.pdf")

    def handle(self, *, trimestre, departement, sortie, **options):
        verifier_sortie(sortie)
        try:
            valider_trimestre(trimestre)
        except ValidationError as faute:
            raise CommandError(faute.message) from None
        if Periode.lire(trimestre).debut > aujourdhui():
            raise CommandError(f"{trimestre} n'a pas commencé : il n'y a rien à y mesurer.")
        choisi, tableaux = un_departement(departement), TableauDeBord.objects
        tableau = tableaux.derniere_edition(choisi, trimestre) or tableaux.create(
            departement=choisi, trimestre=trimestre
        )
        preparer_tableau(tableau=tableau)
        rapport = RapportTableauDeBord()
        ecrire(rapport, rapport.donnees(None, tableau), sortie)
        self.stdout.write(f"{tableau} : {sortie}")
