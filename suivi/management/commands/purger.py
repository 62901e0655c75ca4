from qualepref.socle.commandes import Commande, departements, jour
from qualepref.socle.templatetags.socle import pluriel
from suivi.identites.purge import apercevoir, purger


class Command(Commande):
    help = "Efface les identités dont la durée de conservation est passée, et elles seules."

    def add_arguments(self, parser):
        parser.add_argument("--le", type=jour, help="jour de la purge ; à défaut : aujourd'hui")
        parser.add_argument("--departement", help="code ; à défaut : tous")
        parser.add_argument(
            "--essai", action="store_true", help="dit ce qui s'effacerait, sans rien faire"
        )

    def handle(self, **options):
        for departement in departements(options["departement"]):
            if options["essai"]:
                apercu = apercevoir(departement, options["le"])
                nombre, verbe = apercu.nombre, "à effacer"
            else:
                nombre = purger(departement=departement, le=options["le"]).demandes
                verbe = f"effacée{pluriel(nombre)}"
            self.stdout.write(f"{departement} : {nombre} identité{pluriel(nombre)} {verbe}.")
