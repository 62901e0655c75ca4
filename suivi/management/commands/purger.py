from formations.purge import effacer_les_partis, partis
from qualepref.socle.commandes import Commande, departements, jour
from qualepref.socle.templatetags.socle import pluriel
from suivi.identites.purge import apercevoir, purger


class Command(Commande):
    help = "Efface les identités et les noms d'agents partis dont la durée est passée, eux seuls."

    def add_arguments(self, parser):
        parser.add_argument("--le", type=jour, help="jour de la purge ; à défaut : aujourd'hui")
        parser.add_argument("--departement", help="code ; à défaut : tous")
        parser.add_argument(
            "--essai", action="store_true", help="dit ce qui s'effacerait, sans rien faire"
        )

    def handle(self, **options):
        le = options["le"]
        for departement in departements(options["departement"]):
            if options["essai"]:
                nombre, noms = apercevoir(departement, le).nombre, partis(departement, le).count()
                verbe, verbe_des_noms = "à effacer", "à effacer"
            else:
                nombre = purger(departement=departement, le=le).demandes
                noms = effacer_les_partis(departement=departement, le=le)
                verbe, verbe_des_noms = f"effacée{pluriel(nombre)}", f"effacé{pluriel(noms)}"
            self.stdout.write(f"{departement} : {nombre} identité{pluriel(nombre)} {verbe}.")
            if noms:
                dits = f"{noms} nom{pluriel(noms)} d'agents partis {verbe_des_noms}"
                self.stdout.write(f"{departement} : {dits}.")
