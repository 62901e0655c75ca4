import json
import os
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from qualepref.socle import chargement, importation
from qualepref.socle.commandes import Commande, un_departement
from qualepref.socle.importation import Cadre, ImportRefuse
from qualepref.socle.models import Production, Service, Site
from qualepref.socle.refus import classeur_des_refus

AVERTISSEMENTS_DITS = 10


def rien_d_enregistre(refus: ImportRefuse) -> str:
    lignes = bool(refus.rapport and refus.rapport.refusees)
    suite = " : corrigez ces lignes, ou ajoutez --partiel pour importer les autres"
    return f"Rien n'est enregistré{suite if lignes else ''}."


class Command(Commande):
    help = "Importe un classeur : demandes, indicateurs…"

    def add_arguments(self, parser):
        parser.add_argument("type", help=", ".join(importation.TYPES_PREVUS))
        parser.add_argument("classeur", type=Path, help="classeur, ou zip ou dossier de documents")
        parser.add_argument("--departement", help="code ; inutile s'il n'y en a qu'un")
        parser.add_argument("--site", help="code du site des lignes qui n'en disent pas")
        parser.add_argument("--service", help="code du service des lignes qui n'en disent pas")
        parser.add_argument(
            "--registre", choices=["courriers_courriels", "suggestions_reclamations"]
        )
        parser.add_argument("--campagne", help="code de la campagne que remplit le classeur")
        parser.add_argument(
            "--enquete", help="code de l'enquête que complète l'export, ou « nouvelle »"
        )
        parser.add_argument("--feuille", help="n'importer que cette feuille")
        parser.add_argument("--correspondance", type=Path, help="YAML : colonnes, valeurs…")
        parser.add_argument("--essai", action="store_true", help="dit ce qui serait fait")
        parser.add_argument("--partiel", action="store_true", help="importe les bonnes lignes")
        parser.add_argument("--rapport", type=Path, help="où écrire le rapport JSON")

    def handle(self, **options):
        self.verifier_rapport(options["rapport"])
        try:
            genre = importation.trouver(options["type"])
            cadre = self.cadre(options)
            genre, classeur = self.ouvrir(genre, options["classeur"])
            rapport = importation.importer(
                genre(cadre), classeur, partiel=options["partiel"], essai=options["essai"]
            )
        except ImportRefuse as refus:
            self.ecrire_rapport(options["rapport"], refus.rapport)
            raise CommandError("\n".join([*refus.messages, rien_d_enregistre(refus)])) from None
        self.ecrire_rapport(options["rapport"], rapport)
        if not options["essai"]:
            self.garder_trace(options, cadre, rapport)
        if rapport.erreurs and options["rapport"]:
            refus = options["rapport"].with_suffix(".refus.xlsx")
            refus.write_bytes(classeur_des_refus(classeur, rapport))
        self.dire(rapport)

    def ouvrir(self, genre, chemin):
        try:
            return importation.ouvrir(genre, chemin, chemin.name)
        except FileNotFoundError:
            raise CommandError(f"« {chemin} » : ce fichier n'existe pas.") from None
        except OSError:
            raise CommandError(f"« {chemin} » : ce fichier ne s'ouvre pas.") from None

    def cadre(self, options) -> Cadre:
        departement = un_departement(options["departement"])
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
            choix={nom: options[nom] or "" for nom in ("campagne", "enquete")},
        )

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
        try:
            return chargement.lire(chemin) if chemin else {}
        except chargement.ChargementRefuse as refus:
            raise CommandError("\n".join(refus.messages)) from None

    def verifier_rapport(self, chemin):
        """Avant tout : un import fait dont le rapport se perd ne se referait pas."""
        if chemin and (chemin.is_dir() or not os.access(chemin.parent, os.W_OK)):
            raise CommandError(f"« {chemin} » : le rapport ne peut pas s'écrire à cet endroit.")

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
            terminee_le=timezone.now(),
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
        if nombre := len(rapport.avertissements):
            self.stdout.write(f"Avertissements : {nombre}")
            for faute in rapport.avertissements[:AVERTISSEMENTS_DITS]:
                self.stdout.write(f"  {faute}")
            if nombre > AVERTISSEMENTS_DITS:
                self.stdout.write("  … (--rapport les donne tous)")
