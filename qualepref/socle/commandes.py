"""Les commandes que l'on tape : une faute se dit en une phrase française, sortie 1."""

import os
import re
import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from qualepref.socle.calendrier import DERNIERE_ANNEE, PREMIERE_ANNEE
from qualepref.socle.models import Departement, Site

SANS_DEPARTEMENT = "Aucun département : lancez d'abord charger_organisation FICHIER.yaml."
# Ce que dit argparse, qui n'est pas traduit.
FAUTES = (
    (r"the following arguments are required: (.+)", r"il manque \1"),
    (r"unrecognized arguments: (.+)", r"option inconnue : \1"),
    (r"argument ([^:]+): expected .*argument.*", r"\1 attend une valeur"),
    (
        r"argument ([^:]+): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        r"\1 : « \2 » n'est pas permis ; choisir parmi \3",
    ),
    (r"argument ([^:]+): invalid \w+ value: '(.*)'", r"\1 : « \2 » n'est pas valable"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 est ambigu : \2"),
    (r"argument ([^:]+): (.+)", r"\1 : \2"),
)
PANNES_DE_BASE = (
    (
        r"no such (table|column)|relation .* does not exist|column .* does not exist",
        "La base n'est pas prête : lancez d'abord « manage.py migrate ».",
    ),
    (
        r"unable to open database|could not connect|connection .*(failed|refused)",
        "La base de données ne répond pas : vérifiez DATABASE_URL.",
    ),
)


class Commande(BaseCommand):
    """Une commande dont les fautes de frappe se disent comme les autres refus."""

    def create_parser(self, prog_name, subcommand, **kwargs):
        analyseur = super().create_parser(prog_name, subcommand, **kwargs)
        analyseur.error = self.refuser
        return analyseur

    def execute(self, *args, **options):
        """Les raisons d'un refus, une par ligne, sans le nom de l'exception devant."""
        try:
            return self._executer(*args, **options)
        except CommandError as refus:
            if not self._called_from_command_line or options.get("traceback"):
                raise
            self.stderr.write(str(refus))
            sys.exit(refus.returncode)

    def _executer(self, *args, **options):
        """Une base pas encore prête se dit, sans trace ; toute autre panne garde la sienne."""
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as panne:
            for motif, phrase in PANNES_DE_BASE:
                if re.search(motif, str(panne)):
                    raise CommandError(phrase) from None
            raise

    def refuser(self, faute: str) -> None:
        phrase = f"{en_francais(faute)}. Voir --help."
        if not self._called_from_command_line:
            raise CommandError(phrase)
        self.stderr.write(phrase)
        sys.exit(1)


def en_francais(faute: str) -> str:
    for motif, phrase in FAUTES:
        if trouve := re.fullmatch(motif, faute):
            return trouve.expand(phrase)
    return faute


def jour(texte: str) -> date:
    """Une option de date, dans les années du calendrier."""
    try:
        lu = date.fromisoformat(texte)
    except ValueError:
        raise ArgumentTypeError(f"« {texte} » n'est pas une date AAAA-MM-JJ") from None
    if not PREMIERE_ANNEE <= lu.year <= DERNIERE_ANNEE:
        annees = f"{PREMIERE_ANNEE} à {DERNIERE_ANNEE}"
        raise ArgumentTypeError(f"« {texte} » sort du calendrier, tenu de {annees}")
    return lu


def verifier_periode(debut: date, fin: date) -> None:
    if fin < debut:
        raise CommandError(f"La fin de la période ({fin}) précède son début ({debut}).")


def verifier_dossier(sortie: Path) -> None:
    """Avant tout calcul : le dossier du fichier à écrire existe."""
    if sortie.is_dir():
        raise CommandError(f"« {sortie} » est un dossier : donnez le nom du fichier à écrire.")
    if not sortie.parent.is_dir():
        raise CommandError(f"« {sortie} » : le dossier « {sortie.parent} » n'existe pas.")
    if not os.access(sortie.parent, os.W_OK):
        raise CommandError(f"« {sortie} » : on ne peut pas écrire dans ce dossier.")


def departements(code: str | None) -> list[Departement]:
    """Celui du code, ou tous. Lève CommandError avec les codes connus."""
    connus = list(Departement.objects.order_by("code"))
    trouves = [departement for departement in connus if code in (None, departement.code)]
    if not connus:
        raise CommandError(SANS_DEPARTEMENT)
    if not trouves:
        codes = ", ".join(departement.code for departement in connus)
        raise CommandError(f"Le département « {code} » n'existe pas (connus : {codes}).")
    return trouves


def un_departement(code: str | None) -> Departement:
    """Celui du code ; sans code, le seul de la base."""
    trouves = departements(code)
    if len(trouves) > 1:
        raise CommandError("Il y a plusieurs départements : dites lequel par --departement CODE.")
    return trouves[0]


def un_site(departement: Departement, code: str) -> Site:
    site = Site.objects.filter(departement=departement, code=code).first()
    if site is None:
        connus = ", ".join(departement.sites.values_list("code", flat=True))
        raise CommandError(
            f"Le site « {code} » n'existe pas dans le département {departement.code} "
            f"(connus : {connus})."
        )
    return site
