"""Le fichier de sortie des commandes du pilotage."""

from pathlib import Path

from django.core.management.base import CommandError

from qualepref.socle.commandes import verifier_dossier
from qualepref.socle.fabriques import ProductionRefusee
from qualepref.socle.rapport import FORMES, Rapport, rendre


def verifier_sortie(sortie: Path) -> str:
    """La forme que dit le nom du fichier ; refusée avant tout calcul."""
    forme = sortie.suffix.removeprefix(".").lower()
    if forme not in FORMES:
        raise CommandError(
            f"« {sortie.name} » : le nom doit finir par .{', .'.join(FORMES)} pour dire la forme."
        )
    verifier_dossier(sortie)
    return forme


def ecrire(rapport: Rapport, donnees: dict, sortie: Path) -> None:
    """Écrit sous un nom d'attente puis renomme : jamais de fichier à moitié écrit."""
    try:
        fichier = rendre(rapport, donnees, verifier_sortie(sortie))
        attente = sortie.with_name(f".{sortie.name}.attente")
        attente.write_bytes(fichier.octets)
        attente.replace(sortie)
    except ProductionRefusee as refus:
        raise CommandError(str(refus)) from None
    except OSError:
        raise CommandError(f"« {sortie} » ne peut pas être écrit à cet endroit.") from None
