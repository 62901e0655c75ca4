"""Ce que les commandes du pilotage lisent de même : dates, départements, fichier de sortie."""

from datetime import date
from pathlib import Path

from django.core.management.base import CommandError

from qualepref.socle.fabriques import ProductionRefusee
from qualepref.socle.models import Departement, Site
from qualepref.socle.rapport import FORMES, Rapport, rendre


def une_date(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise CommandError(f"« {texte} » n'est pas une date : écrire AAAA-MM-JJ.") from None


def departements(code: str | None) -> list[Departement]:
    """Celui du code, ou tous. Lève CommandError avec les codes connus."""
    trouves = Departement.objects.filter(code=code) if code else Departement.objects.all()
    if not trouves and code:
        connus = ", ".join(Departement.objects.values_list("code", flat=True)) or "aucun"
        raise CommandError(f"Le département « {code} » n'existe pas (connus : {connus}).")
    return list(trouves)


def un_departement(code: str | None) -> Departement:
    """Celui du code ; sans code, le seul de la base."""
    trouves = departements(code)
    if len(trouves) != 1:
        raise CommandError("Dites le département : --departement CODE.")
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


def verifier_sortie(sortie: Path) -> str:
    """La forme que dit le nom du fichier ; refusée avant tout calcul."""
    forme = sortie.suffix.removeprefix(".").lower()
    if forme not in FORMES:
        raise CommandError(
            f"« {sortie.name} » : le nom doit finir par .{', .'.join(FORMES)} pour dire la forme."
        )
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
    except OSError as faute:
        raise CommandError(f"« {sortie} » ne peut pas être écrit : {faute.strerror}.") from None
