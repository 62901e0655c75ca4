import json

from django.core.management.base import CommandError

from qualepref.socle.commandes import Commande, jour, un_departement, verifier_periode
from qualepref.socle.periodes import Genre
from qualepref.socle.sorties.exports import classeur
from qualepref.socle.temps import aujourdhui
from suivi.comptes.decompte import Compte, Decompte, Natures
from suivi.comptes.mesures import lignes
from suivi.delais.regles import CleDeRegleInvalide
from suivi.models import Registre

GENRES = [Genre.ANNEE, Genre.TRIMESTRE, Genre.MOIS]


def tableau(entrees):
    """Une ligne par entrée et par règle, de quoi filtrer dans un tableur ; l'en-tête d'abord."""
    lignes = [
        {cle: valeur for cle, valeur in entree.items() if cle not in ("regles", "delais")}
        | {"regle": regle}
        | chiffres
        | {
            f"{mesure}_{unite}": delais[mesure]
            for unite, delais in entree["delais"].items()
            for mesure in ("moyenne", "mediane", "max")
        }
        for entree in entrees
        for regle, chiffres in entree["regles"].items()
    ]
    return [list(lignes[0]) if lignes else ["aucune demande"], *(li.values() for li in lignes)]


class Command(Commande):
    help = "Volumes, taux dans le délai et délais de réponse, par service ou site et par période."

    def add_arguments(self, parser):
        parser.add_argument("--debut", required=True, type=jour, help="premier jour d'arrivée")
        parser.add_argument("--fin", required=True, type=jour, help="dernier jour d'arrivée")
        parser.add_argument("--arrete", type=jour, help="à défaut : aujourd'hui")
        parser.add_argument("--departement", help="code, s'il y en a plusieurs")
        parser.add_argument("--par", choices=["service", "site"], default="service")
        parser.add_argument("--periode", choices=[genre.value for genre in GENRES])
        parser.add_argument("--natures", choices=[nature.value for nature in Natures])
        parser.add_argument(
            "--registre", choices=Registre.values, default=Registre.COURRIERS_COURRIELS.value
        )
        parser.add_argument(
            "--compte", choices=[compte.value for compte in Compte], default="reponse_fond"
        )
        parser.add_argument("--regle", action="append", help="clé : 5j_ouvres, 10j_calendaires…")
        parser.add_argument("--format", choices=["json", "xlsx"], required=True)

    def handle(self, **options):
        verifier_periode(options["debut"], options["fin"])
        try:
            entrees = self.decompter(**options)
        except CleDeRegleInvalide as faute:
            raise CommandError(str(faute)) from None
        if options["format"] == "json":
            self.stdout.write(json.dumps(entrees, ensure_ascii=False, indent=1))
        else:
            self.stdout.buffer.write(classeur(tableau(entrees), "Délais"))

    def decompter(self, *, registre, periode, natures, regle, compte, **options):
        decompte = Decompte(
            debut=options["debut"],
            fin=options["fin"],
            arrete=options["arrete"] or aujourdhui(),
            par=options["par"],
            genres=[Genre(periode)] if periode else [Genre.ANNEE, Genre.TRIMESTRE],
            natures=[Natures(natures)] if natures else list(Natures),
            registre=registre,
            compte=Compte(compte),
            regles=regle or (),
        )
        departement = un_departement(options["departement"])
        lues = lignes(departement, registre, decompte.debut, decompte.fin, decompte.arrete)
        return decompte.entrees(lues)
