"""Le zip du dossier, écrit au fil de l'eau : jamais plus d'un morceau en mémoire.

Les fichiers s'y rangent tels quels (PDF, images et bureautique sont déjà comprimés) ; leur
empreinte se calcule sur les octets mêmes qu'on écrit.
"""

import hashlib
import stat
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MORCEAU = 1024 * 1024
EMPREINTES, MANIFESTE = "SHA256SUMS", "manifeste.csv"
GRAND = 1 << 30  # au-delà, l'entrée se déclare en zip64 d'avance


class Entree(NamedTuple):
    """Un fichier de l'archive, tel qu'il y est écrit."""

    chemin: str
    octets: int
    sha256: str


class Archive:
    """Un zip en cours d'écriture, et ce qu'il contient déjà."""

    def __init__(self, flux: BinaryIO, moment: datetime):
        self.zip = ZipFile(flux, "w", ZIP_STORED, allowZip64=True)
        self.moment = moment.timetuple()[:6]
        self.entrees: list[Entree] = []

    def __enter__(self):
        return self

    def __exit__(self, genre, *exc):
        """Une archive interrompue ne se ferme pas : son sommaire la ferait croire entière."""
        if genre is None:
            self.zip.close()
        else:
            self.zip.fp = None

    def ouvrir_dossier(self, nom: str) -> None:
        partie = ZipInfo(f"{nom}/", self.moment)
        partie.external_attr = (stat.S_IFDIR | 0o755) << 16 | 0x10
        self.zip.writestr(partie, b"")

    def verser(self, chemin: str, source: BinaryIO, octets: int = 0) -> Entree:
        """Copie un fichier tel quel ; `octets` : la taille qu'on lui connaît."""
        return self._ecrire(chemin, iter(lambda: source.read(MORCEAU), b""), octets, ZIP_STORED)

    def ecrire(self, chemin: str, contenu: bytes) -> Entree:
        """Un fichier fait ici : du texte ou un classeur, comprimé."""
        return self._ecrire(chemin, [contenu], len(contenu), ZIP_DEFLATED)

    def _ecrire(self, chemin, morceaux: Iterable[bytes], octets: int, methode: int) -> Entree:
        partie = ZipInfo(chemin, self.moment)
        partie.compress_type, partie.external_attr = methode, (stat.S_IFREG | 0o644) << 16
        empreinte, ecrits = hashlib.sha256(), 0
        with self.zip.open(partie, "w", force_zip64=octets >= GRAND) as sortie:
            for morceau in morceaux:
                empreinte.update(morceau)
                sortie.write(morceau)
                ecrits += len(morceau)
        entree = Entree(chemin, ecrits, empreinte.hexdigest())
        self.entrees.append(entree)
        return entree

    def sceller(self) -> None:
        """La liste des empreintes, celle que lit `sha256sum -c` ; rien ne s'ajoute après."""
        lignes = "".join(f"{une.sha256}  {une.chemin}\n" for une in self.entrees)
        self.ecrire(EMPREINTES, lignes.encode())
