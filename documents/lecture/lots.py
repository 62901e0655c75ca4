"""Un lot de fichiers à verser : un zip ou un dossier, ouvert sans rien en croire."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from zipfile import ZipFile, ZipInfo

from django.core.files.uploadedfile import UploadedFile

from qualepref.socle.fichiers.archives import morceaux, ouvrir_un_lot
from qualepref.socle.fichiers.noms import nom_court
from qualepref.socle.fichiers.refus import FichierRefuse
from qualepref.socle.importation import ImportRefuse
from qualepref.socle.lecture.classeurs import Classeur, Feuille

FICHIERS_MAXIMAUX = 2000
EN_MEMOIRE = 5 * 1024 * 1024
FEUILLE, TITRE = "Fichiers", "Fichier"
_SANS_OBJET = re.compile(
    r"(^|/)(__macosx/|\.ds_store$|thumbs\.db$|desktop\.ini$|~\$|\._)", re.IGNORECASE
)


@dataclass(frozen=True)
class Piece:
    """Un fichier du lot ; `ouvrir` rend de quoi le lire, une fois."""

    chemin: str
    taille: int
    ouvrir: Callable = field(repr=False)


@dataclass(frozen=True)
class Lot(Classeur):
    """Se lit comme un classeur d'une feuille : un titre, puis un fichier par ligne."""

    pieces: tuple[Piece, ...] = ()


def ouvrir_le_lot(source: bytes | Path, nom: str) -> Lot:
    """Lève ImportRefuse avec la phrase qui dit pourquoi le lot est refusé."""
    est_un_dossier = isinstance(source, Path) and source.is_dir()
    pieces = _du_dossier(source) if est_un_dossier else _du_zip(source, nom)
    pieces = [piece for piece in pieces if not _SANS_OBJET.search(piece.chemin)]
    if not pieces:
        raise ImportRefuse(f"« {nom} » ne contient aucun fichier.")
    if len(pieces) > FICHIERS_MAXIMAUX:
        raise ImportRefuse(
            f"« {nom} » contient {len(pieces)} fichiers : partagez-les en lots de "
            f"{FICHIERS_MAXIMAUX} au plus."
        )
    pieces.sort(key=lambda piece: piece.chemin)
    lignes = [[TITRE], *([piece.chemin] for piece in pieces)]
    return Lot(nom, [Feuille(FEUILLE, lignes)], pieces=tuple(pieces))


def _du_dossier(dossier: Path) -> list[Piece]:
    """Les fichiers du dossier et des siens ; un lien, qui mènerait ailleurs, n'est pas suivi."""
    pieces = []
    for chemin in sorted(dossier.rglob("*")):
        if chemin.is_file() and not chemin.is_symlink() and dossier.resolve() in _parents(chemin):
            relatif = chemin.relative_to(dossier).as_posix()
            pieces.append(Piece(relatif, chemin.stat().st_size, _lecteur(chemin)))
    return pieces


def _parents(chemin: Path):
    return chemin.resolve().parents


def _lecteur(chemin: Path):
    @contextmanager
    def ouvrir():
        with chemin.open("rb") as contenu:
            yield UploadedFile(contenu, nom_court(chemin.name), size=chemin.stat().st_size)

    return ouvrir


def _du_zip(source: bytes | Path, nom: str) -> list[Piece]:
    octets = source if isinstance(source, bytes) else source.read_bytes()
    try:
        archive = ouvrir_un_lot(BytesIO(octets), len(octets))
    except FichierRefuse as refus:
        raise ImportRefuse(f"« {nom} » : {refus}") from None
    return [
        Piece(partie.filename, partie.file_size, _extracteur(archive, partie))
        for partie in archive.infolist()
        if not partie.is_dir()
    ]


def _extracteur(archive: ZipFile, partie: ZipInfo):
    @contextmanager
    def ouvrir():
        with SpooledTemporaryFile(EN_MEMOIRE) as contenu:
            taille = sum(contenu.write(morceau) for morceau in morceaux(archive, partie))
            contenu.seek(0)
            yield UploadedFile(contenu, nom_court(partie.filename), size=taille)

    return ouvrir
