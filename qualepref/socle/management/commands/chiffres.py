import json

from django.core.management.base import CommandError

from qualepref.socle.chiffres import TYPES_PREVUS, Cadre, ChiffresRefuses, calculer
from qualepref.socle.commandes import Commande, jour, un_departement
from qualepref.socle.temps import aujourdhui


class Command(Commande):
    help = "Les chiffres d'un genre, à comparer à un calcul fait à la main."

    def add_arguments(self, parser):
        parser.add_argument("type", help=", ".join(TYPES_PREVUS))
        parser.add_argument("--arrete", type=jour, help="à défaut : aujourd'hui")
        parser.add_argument("--departement", help="code ; inutile s'il n'y en a qu'un")
        parser.add_argument("--campagne", help="code d'une campagne d'auto-évaluation")
        parser.add_argument("--enquete", help="code d'une enquête")
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, **options):
        cadre = Cadre(
            departement=un_departement(options["departement"]),
            le=options["arrete"] or aujourdhui(),
            campagne=options["campagne"],
            enquete=options["enquete"],
        )
        try:
            calcules = calculer(options["type"], cadre)
        except ChiffresRefuses as refus:
            raise CommandError(str(refus)) from None
        self.stdout.write(json.dumps(calcules, ensure_ascii=False, indent=1))
