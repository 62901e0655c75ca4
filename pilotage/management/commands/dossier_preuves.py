from pathlib import Path

from django.core.management.base import CommandError

from pilotage.dossier.fabrication import fabriquer
from pilotage.dossier.lecture import Etendue, campagne_d_office
from qualepref.socle.commandes import Commande, jour, un_departement, verifier_dossier
from qualepref.socle.models import Agent
from qualepref.socle.temps import aujourdhui


class Command(Commande):
    help = "Le dossier de preuves d'un département : les documents en vigueur à une date, en zip."

    def add_arguments(self, parser):
        parser.add_argument("--departement", metavar="CODE", help="inutile s'il n'y en a qu'un")
        parser.add_argument(
            "--date", type=jour, metavar="AAAA-MM-JJ", help="aujourd'hui si absente"
        )
        parser.add_argument("--sortie", type=Path, required=True, metavar="preuves.zip")

    def handle(self, *, departement, date, sortie, **options):
        verifier_dossier(sortie)
        choisi, le = un_departement(departement), date or aujourdhui()
        if le > aujourdhui():
            raise CommandError(f"Le {le:%d/%m/%Y} est à venir : rien n'y est encore en vigueur.")
        agent = Agent(username="l'application", is_superuser=True, departement=choisi)
        etendue = Etendue(choisi, le, agent, campagne_d_office(choisi, le))
        dit = ecrire(etendue, sortie)
        self.stdout.write(
            f"Dossier au {le:%d/%m/%Y} : {sortie}. Documents joints : {dit['fichiers']} ; preuves "
            f"manquantes : {dit['manques']} ; gardés ailleurs : {dit['ailleurs']} ; "
            f"fichiers introuvables : {dit['absents']}."
        )


def ecrire(etendue: Etendue, sortie: Path) -> dict[str, int]:
    """Sous un nom d'attente, puis renommé : jamais de dossier à moitié écrit."""
    attente = sortie.with_name(f".{sortie.name}.attente")
    try:
        with attente.open("wb") as flux:
            dit = fabriquer(etendue, flux)
        attente.replace(sortie)
    except OSError as panne:
        raise CommandError(f"« {sortie} » n'a pas pu être écrit : {panne.strerror}.") from None
    finally:
        attente.unlink(missing_ok=True)
    return dit
