import json
from pathlib import Path

from pilotage.models import Indicateur
from pilotage.series import Series
from qualepref.socle.commandes import (
    Commande,
    departements,
    jour,
    un_site,
    verifier_dossier,
    verifier_periode,
)
from qualepref.socle.periodes import Genre
from qualepref.socle.sorties.exports import classeur
from qualepref.socle.temps import aujourdhui

ENTETES = (
    *("code", "departement", "site", "service", "modalite", "periode", "numerateur"),
    *("denominateur", "valeur", "unite", "cible", "atteint", "etat"),
)


class Command(Commande):
    help = "Les indicateurs d'un département (ou de tous) : numérateur, dénominateur, cible, état."

    def add_arguments(self, parser):
        parser.add_argument("--debut", type=jour, required=True, metavar="AAAA-MM-JJ")
        parser.add_argument("--fin", type=jour, required=True, metavar="AAAA-MM-JJ")
        parser.add_argument("--arrete", type=jour, metavar="AAAA-MM-JJ")
        parser.add_argument("--departement", metavar="CODE")
        parser.add_argument("--site", metavar="CODE")
        parser.add_argument("--periode", choices=["mois", "trimestre", "annee"], default="annee")
        parser.add_argument("--format", choices=["json", "xlsx"], default="json")
        parser.add_argument("--sortie", type=Path, help="fichier à écrire ; sinon, à l'écran")

    def handle(self, *, debut, fin, departement, site, periode, **options):
        verifier_periode(debut, fin)
        if options["sortie"]:
            verifier_dossier(options["sortie"])
        arrete = options["arrete"] or aujourdhui()
        lignes = []
        for choisi in departements(departement):
            du_site = un_site(choisi, site) if site else None
            voulus = list(Indicateur.objects.non_ecartes_par(choisi))
            series = Series(choisi, debut, fin, arrete, voulus)
            lignes += series.lignes(Genre(periode), du_site)
        self.rendre(lignes, options["format"], options["sortie"])

    def rendre(self, lignes, forme, sortie):
        if forme == "json":
            octets = json.dumps(lignes, ensure_ascii=False, indent=1).encode()
        else:
            octets = classeur([ENTETES, *(ligne.values() for ligne in lignes)], "Indicateurs")
        if sortie:
            sortie.write_bytes(octets)
        elif forme == "json":
            self.stdout.write(octets.decode())
        else:
            self.stdout.buffer.write(octets)
