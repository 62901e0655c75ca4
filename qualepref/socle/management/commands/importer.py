import json
from pathlib import Path

import yaml
from django.core.management.base import BaseCommand, CommandError

from qualepref.socle import importation
from qualepref.socle.importation import Cadre, ImportRefuse
from qualepref.socle.models import Departement, Production, Service, Site


class Command(BaseCommand):
    help = "Importe un classeur : demandes, indicateurs…"

    def add_arguments(self, parser):
        parser.add_argument("type", help=", ".join(importation.TYPES_PREVUS))
        parser.add_argument("classeur", type=Path)
        parser.add_argument("--departement", help="code ; inutile s'il n'y en a qu'un")
        parser.add_argument("--site", help="code du site des lignes qui n'en disent pas")
        parser.add_argument("--service", help="code du service des lignes qui n'en disent pas")
        parser.add_argument(
            "--registre", choices=["courriers_courriels", "suggestions_reclamations"]
        )
        parser.add_argument("--feuille", help="n'importer que cette feuille")
        parser.add_argument("--correspondance", type=Path, help="YAML : colonnes, valeurs…")
        parser.add_argument("--essai", action="store_true", help="dit ce qui serait fait")
        parser.add_argument("--partiel", action="store_true", help="importe les bonnes lignes")
        parser.add_argument("--rapport", type=Path, help="où écrire le rapport JSON")

    def handle(self, **options):
        try:
            genre = importation.trouver(options["type"])
            cadre = self.cadre(options)
            classeur = importation.lire_classeur(*self.fichier(options["classeur"]))
            rapport = importation.importer(
                genre(cadre), classeur, partiel=options["partiel"], essai=options["essai"]
            )
        except ImportRefuse as refus:
            self.ecrire_rapport(options["rapport"], refus.rapport)
            raise CommandError("\n".join(refus.messages)) from None
        self.ecrire_rapport(options["rapport"], rapport)
        if not options["essai"]:
            self.garder_trace(options, cadre, rapport)
        if rapport.erreurs and options["rapport"]:
            refus = options["rapport"].with_suffix(".refus.xlsx")
            refus.write_bytes(importation.classeur_des_refus(classeur, rapport))
        self.dire(rapport)

    def fichier(self, chemin):
        try:
            return chemin.read_bytes(), chemin.name
        except OSError:
            raise CommandError(f"« {chemin} » : ce fichier ne s'ouvre pas.") from None

    def cadre(self, options) -> Cadre:
        departement = self.trouver_departement(options["departement"])
        site = self.trouver(Site.objects.filter(departement=departement), options["site"])
        services = Service.objects.filter(site__departement=departement)
        services = services.filter(site=site) if site else services
        return Cadre(
            departement=departement,
            site=site,
            service=self.trouver(services, options["service"]),
            registre=options["registre"],
            feuille=options["feuille"],
            correspondance=self.correspondance(options["correspondance"]),
        )

    def trouver_departement(self, code):
        departements = Departement.objects.all()
        if code is None and departements.count() != 1:
            raise CommandError("Dites le département : --departement CODE.")
        return self.trouver(departements, code) or departements.get()

    def trouver(self, objets, code):
        if code is None:
            return None
        trouves = list(objets.filter(code=code)[:2])
        if len(trouves) != 1:
            nom = objets.model._meta.verbose_name
            combien = "n'existe pas" if not trouves else "existe sur plusieurs sites"
            raise CommandError(f"Le {nom} de code « {code} » {combien}.")
        return trouves[0]

    def correspondance(self, chemin) -> dict:
        if chemin is None:
            return {}
        try:
            donnees = yaml.safe_load(chemin.read_text(encoding="utf-8")) or {}
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as faute:
            raise CommandError(f"Correspondance « {chemin} » illisible : {faute}") from None
        if not isinstance(donnees, dict):
            raise CommandError(f"Correspondance « {chemin} » : on attend des clés et des valeurs.")
        return donnees

    def ecrire_rapport(self, chemin, rapport):
        if chemin and rapport:
            texte = json.dumps(rapport.en_json(), ensure_ascii=False, indent=1, default=str)
            chemin.write_text(texte, encoding="utf-8")

    def garder_trace(self, options, cadre, rapport):
        Production.objects.create(
            departement=cadre.departement,
            genre="import",
            objet=options["type"],
            titre=f"Import de {options['classeur'].name}"[:200],
            etat=Production.Etat.TERMINEE,
            avancement=100,
            rapport=rapport.en_json(),
        )

    def dire(self, rapport):
        self.stdout.write(
            f"{rapport.lues} lignes lues : {rapport.creees} créées, "
            f"{rapport.mises_a_jour} mises à jour, {rapport.inchangees} inchangées, "
            f"{rapport.refusees} refusées"
        )
        for faute in rapport.erreurs:
            self.stderr.write(str(faute))
