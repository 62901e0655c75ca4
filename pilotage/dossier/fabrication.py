"""Fabriquer un dossier de preuves : composer, verser les fichiers, dire ce qui manque."""

from collections.abc import Callable
from typing import BinaryIO

from django.core.files.storage import default_storage

from pilotage.dossier import pages, tableaux
from pilotage.dossier.archive import MANIFESTE, Archive
from pilotage.dossier.composition import Composition, composer
from pilotage.dossier.demandees import pieces_demandees
from pilotage.dossier.editions import verser_les_editions
from pilotage.dossier.lecture import Etendue
from pilotage.dossier.matieres import matiere
from pilotage.dossier.pages import INDEX, MANQUES, Ecrits, Verse
from qualepref.socle.temps import maintenant

PAS = 5  # % : l'avancement se dit aussi souvent pour cinquante fichiers que pour cinq mille
Avancer = Callable[[int, str], None]


def fabriquer(
    etendue: Etendue, flux: BinaryIO, avancer: Avancer = lambda pourcentage, etape: None
) -> dict[str, int]:
    """Écrit l'archive ; rend ses nombres. Une erreur en chemin laisse un flux inutilisable."""
    avancer(1, "Tableaux")
    ecrits, moment = Ecrits(), maintenant()
    with Archive(flux, moment) as archive:
        tenus = verser_les_tableaux(archive, etendue, ecrits)
        ecrits.editions, editees = verser_les_editions(archive, etendue)
        tenus |= editees
        avancer(5, "Lecture des registres")
        lue = matiere(etendue, tenus)
        compose = composer(lue)
        for chapitre in compose.chapitres:
            archive.ouvrir_dossier(chapitre.dossier)
        verser(archive, compose, ecrits, avancer)
        avancer(95, "Page d'accueil et empreintes")
        final = composer(lue.sans_les_absents(ecrits.absents), compose.chemins)
        joints = {cle: entree.chemin for cle, entree in ecrits.documents.items()}
        pieces = pieces_demandees(etendue, joints, tenus)
        sceller(archive, pages.index(etendue, final, ecrits, moment, pieces), final, ecrits)
    return pages.bilan(final, ecrits)


def verser_les_tableaux(archive: Archive, etendue: Etendue, ecrits: Ecrits) -> dict[str, str]:
    """Chaque tableau, l'un après l'autre ; rend type → tableau qui en tient lieu."""
    tenus: dict[str, str] = {}
    for chemin, titre, feuilles, note in tableaux.dresser(etendue):
        entree = archive.ecrire(chemin, tableaux.en_octets(feuilles))
        ecrits.tableaux.append(Verse(titre, entree, note))
        tenus |= tableaux.tenus(chemin, feuilles)
    return tenus


def verser(archive: Archive, compose: Composition, ecrits: Ecrits, avancer: Avancer) -> None:
    """Chaque document joint, l'un après l'autre ; un fichier introuvable se note et se passe."""
    dit = 0
    for rang, (cle, chemin) in enumerate(compose.chemins.items(), 1):
        fichier = compose.documents[cle].fichier
        try:
            source = default_storage.open(fichier.ou)
        except FileNotFoundError:
            ecrits.absents.add(cle)
            continue
        with source:
            entree = archive.verser(chemin, source, fichier.octets)
        ecrits.documents[cle] = entree
        if entree.sha256 != fichier.sha256:
            ecrits.abimes.add(cle)
        fait = 5 + 85 * rang // len(compose.chemins)
        if fait >= dit + PAS:
            dit = fait
            avancer(fait, f"Documents : {rang} sur {len(compose.chemins)}")


def sceller(archive: Archive, index: bytes, compose: Composition, ecrits: Ecrits) -> None:
    """L'accueil, les manques, le manifeste de tout, puis les empreintes de tout."""
    autres = [archive.ecrire(INDEX, index), archive.ecrire(MANQUES, pages.manques(compose))]
    archive.ecrire(MANIFESTE, pages.manifeste(compose, ecrits, autres))
    archive.sceller()
