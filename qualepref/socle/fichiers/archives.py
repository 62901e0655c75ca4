"""Les documents compressés (Office, OpenDocument) : rien n'en est cru sur parole, tout y est lu.

Une archive se lit par morceaux, sans jamais tenir en mémoire, et jusqu'au bout : les tailles
qu'elle annonce sont celles que son auteur a voulu dire.
"""

import re
import stat
import struct
import zlib
from copy import copy
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from qualepref.socle.fichiers.refus import (
    ABIME,
    CHEMINS,
    DEMESURE,
    MACROS,
    PROTEGE,
    FichierRefuse,
    autre_type,
)

Mo = 1024 * 1024
DECOMPRESSE_MAXIMAL = 300 * Mo
# Un document réel se comprime de 2 à 60 fois ; au-delà de 250, c'est un fichier piégé.
RATIO_MAXIMAL, RATIO_DEPUIS = 250, 50 * Mo
SOMMAIRE_MAXIMAL = 2 * Mo  # octets de la liste des parties : vingt mille parties environ
PARTIE_LUE_MAXIMALE = Mo  # des quelques parties dont on regarde le texte
MORCEAU = 256 * 1024
_SANS_FIN = 1 << 62
_FIN, _FIN_64 = b"PK\x05\x06", b"PK\x06\x07"
_TYPES, _GENRE, _MANIFESTE = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
_OFFICE = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
_OPENDOCUMENT = {"odt": b"text", "ods": b"spreadsheet", "odp": b"presentation"}
COMPRESSES = (*_OFFICE, *_OPENDOCUMENT)
_MACROS = re.compile(
    r"(^|/)(vbaproject[^/]*|vbadata[^/]*)$|(^|/)(macrosheets|activex)/|^(basic|scripts)/"
    r"|\.(docm|dotm|xlsm|xltm|xlam|pptm|ppam|exe|dll|js|vbs|bat|cmd|ps1|hta)$",
    re.IGNORECASE,
)
_MACROS_DITES = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_HORS_DU_DOSSIER = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[a-zA-Z]:|\0")
ERREURS_ZIP = (
    *(BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, KeyError, NotImplementedError),
)


def examiner_archive(fichier: BinaryIO, taille: int, extension: str) -> None:
    """Lève FichierRefuse si l'archive n'est pas ce que dit son extension, ou si elle est piégée."""
    try:
        _verifier_le_sommaire(fichier, taille)
        with ZipFile(fichier) as archive:
            _verifier_les_noms(archive.infolist())
            _verifier_le_genre(archive, extension)
            mesurer(archive, taille)
    except ERREURS_ZIP as erreur:
        raise FichierRefuse(ABIME) from erreur


def ouvrir_un_lot(fichier: BinaryIO, taille: int) -> ZipFile:
    """Un zip de fichiers à verser, mesuré jusqu'au bout ; chacun s'examine ensuite à part.

    Lève FichierRefuse pour tout le zip si un seul nom voudrait écrire hors de son dossier.
    """
    try:
        _verifier_le_sommaire(fichier, taille)
        archive = ZipFile(fichier)
        _verifier_les_chemins(archive.infolist())
        mesurer(archive, taille)
    except ERREURS_ZIP as erreur:
        raise FichierRefuse(ABIME) from erreur
    return archive


def _verifier_le_sommaire(fichier: BinaryIO, taille: int) -> None:
    """Avant toute lecture : une liste d'un million de parties vides épuiserait la mémoire."""
    fichier.seek(max(0, taille - 66_000))
    fin = fichier.read()
    fichier.seek(0)
    position = fin.rfind(_FIN)
    if position < 0 or _FIN_64 in fin[:position][-20:]:
        raise FichierRefuse(ABIME)
    if struct.unpack_from("<I", fin, position + 12)[0] > SOMMAIRE_MAXIMAL:
        raise FichierRefuse(DEMESURE)


def _verifier_les_noms(parties: list[ZipInfo]) -> None:
    _verifier_les_chemins(parties)
    if any(_MACROS.search(partie.filename) for partie in parties):
        raise FichierRefuse(MACROS)


def _verifier_les_chemins(parties: list[ZipInfo]) -> None:
    for partie in parties:
        if _HORS_DU_DOSSIER.search(partie.orig_filename) or _est_un_lien(partie):
            raise FichierRefuse(CHEMINS)
        if partie.flag_bits & 1:
            raise FichierRefuse(PROTEGE)


def _est_un_lien(partie: ZipInfo) -> bool:
    return stat.S_ISLNK(partie.external_attr >> 16)


def _verifier_le_genre(archive: ZipFile, extension: str) -> None:
    """Le type déclaré dans l'archive, que les logiciels de bureau croient plus que le nom."""
    noms = set(archive.namelist())
    if extension in _OFFICE:
        types = _lire(archive, noms, _TYPES)
        if _MACROS_DITES.search(types):
            raise FichierRefuse(MACROS)
        est_du_genre = _OFFICE[extension] in types
    else:
        genre = _lire(archive, noms, _GENRE).strip()
        attendu = b"application/vnd.oasis.opendocument." + _OPENDOCUMENT[extension]
        if b"encryption-data" in _lire(archive, noms, _MANIFESTE):
            raise FichierRefuse(PROTEGE)
        est_du_genre = genre == attendu
    if not est_du_genre:
        raise autre_type(extension)


def _lire(archive: ZipFile, noms: set[str], nom: str) -> bytes:
    """Le début d'une partie ; vide si elle n'y est pas."""
    if nom not in noms:
        return b""
    with archive.open(nom) as partie:
        return partie.read(PARTIE_LUE_MAXIMALE)


def mesurer(archive: ZipFile, taille: int) -> int:
    """Les octets que l'archive contient vraiment ; s'arrête dès qu'ils sont trop nombreux."""
    total = 0
    for partie in archive.infolist():
        for morceau in morceaux(archive, partie):
            total += len(morceau)
            piege = total > RATIO_DEPUIS and total > RATIO_MAXIMAL * taille
            if piege or total > DECOMPRESSE_MAXIMAL:
                raise FichierRefuse(DEMESURE)
    return total


def morceaux(archive: ZipFile, partie: ZipInfo):
    """Le contenu par morceaux, sans croire la taille annoncée, qu'un fichier piégé minore."""
    sincere = copy(partie)
    sincere.file_size = _SANS_FIN
    with archive.open(sincere) as contenu:
        while morceau := contenu.read(MORCEAU):
            yield morceau
