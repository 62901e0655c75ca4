"""Reconnaître un fichier à son contenu, refuser en français ce qui n'est pas un classeur sain."""

import re
import struct
import zlib
from copy import copy
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile, ZipInfo

import filetype

from qualepref.socle.typographie import insecables

Mo = 1024 * 1024
TAILLE_MAXIMALE = 100 * Mo
DECOMPRESSE_MAXIMAL = 300 * Mo
# Un classeur réel se comprime de 5 à 60 fois ; au-delà de 250, c'est un fichier piégé.
RATIO_MAXIMAL, RATIO_DEPUIS = 250, 50 * Mo
_MORCEAU = Mo
_SANS_FIN = 1 << 62
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_EXTENSIONS_DE_TEXTE = {".csv", ".txt", ".tsv", ""}
_BINAIRE = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_PARTIES_LUES = (".xml", ".rels", "mimetype")
_ERREURS_ZIP = (
    *(BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, KeyError, NotImplementedError),
)

REENREGISTRER = (
    "ouvrez-le dans Excel ou LibreOffice, enregistrez-le au format .xlsx et recommencez."
)
VIDE = "Ce fichier est vide : choisissez le classeur rempli par le service."
CORROMPU = f"Ce fichier est abîmé et ne peut pas être lu : {REENREGISTRER}"
PROTEGE = (
    "Ce classeur est protégé par un mot de passe : ouvrez-le, retirez le mot de passe"
    " (dans Excel : Fichier, Informations, Protéger le classeur, Chiffrer avec mot de passe,"
    " effacez le mot de passe), enregistrez-le et recommencez."
)
TROP_GROS = (
    f"Ce fichier est trop gros (plus de {TAILLE_MAXIMALE // Mo} Mo) : retirez les images"
    " ou partagez-le en plusieurs classeurs."
)
PIEGE = (
    "Ce fichier prend une place démesurée une fois décompressé : il n'est pas lu, par précaution."
    f" S'il vient d'un service, {REENREGISTRER}"
)
_AUTRES_TYPES = {
    "application/pdf": "un document PDF",
    "application/rtf": "un document texte (RTF)",
    "application/msword": "un document Word",
    "application/vnd.ms-powerpoint": "une présentation",
}
_CONTENUS_ZIP = {
    "word/document.xml": "un document Word",
    "ppt/presentation.xml": "une présentation",
}
_AUTRES_CLASSEURS = {
    "xl/workbook.bin": "un classeur binaire (.xlsb)",
    "Index/Document.iwa": "un classeur Numbers",
}
_CONTENUS_OPENDOCUMENT = {
    b"text": "un document texte (.odt)",
    b"presentation": "une présentation (.odp)",
    b"graphics": "un dessin (.odg)",
}


class ClasseurIllisible(Exception):
    """Le fichier ne peut pas être lu ; le message dit pourquoi et quoi faire."""

    def __init__(self, message: str):
        super().__init__(insecables(message))


def mauvais_type(quoi: str) -> ClasseurIllisible:
    return ClasseurIllisible(
        f"Ce fichier n'est pas un classeur mais {quoi} : choisissez un fichier .xlsx, .xls,"
        " .ods ou .csv."
    )


def a_reenregistrer(quoi: str) -> ClasseurIllisible:
    return ClasseurIllisible(f"Ce fichier est {quoi} : {REENREGISTRER}")


def reconnaitre_format(octets: bytes, nom: str) -> str:
    """« xlsx », « xls », « ods » ou « csv », d'après le contenu ; sinon ClasseurIllisible."""
    if not octets.strip():
        raise ClasseurIllisible(VIDE)
    if len(octets) > TAILLE_MAXIMALE:
        raise ClasseurIllisible(TROP_GROS)
    if octets.startswith(_OLE):
        return _format_ole(octets)
    if octets.startswith(b"PK"):
        return _format_zip(octets)
    return _format_texte(octets, PurePath(nom).suffix.lower())


def extraire(octets: bytes) -> dict[str, bytes]:
    """Les parties XML d'un classeur compressé ; refuse une archive abîmée ou démesurée."""
    try:
        with ZipFile(BytesIO(octets)) as archive:
            return _parties(archive, len(octets))
    except _ERREURS_ZIP as erreur:
        raise ClasseurIllisible(CORROMPU) from erreur


def _format_ole(octets: bytes) -> str:
    """Conteneur des anciens formats Office ; un .xlsx chiffré en est un aussi."""
    if _contient_nom(octets, "EncryptedPackage"):
        raise ClasseurIllisible(PROTEGE)
    if _contient_nom(octets, "Workbook") or _contient_nom(octets, "Book"):
        return "xls"
    if _contient_nom(octets, "WordDocument"):
        raise mauvais_type("un document Word")
    if _contient_nom(octets, "PowerPoint Document"):
        raise mauvais_type("une présentation")
    raise ClasseurIllisible(CORROMPU)


def _contient_nom(octets: bytes, nom: str) -> bool:
    return f"{nom}\0".encode("utf-16-le") in octets


def _format_zip(octets: bytes) -> str:
    try:
        with ZipFile(BytesIO(octets)) as archive:
            return _format_archive(archive)
    except _ERREURS_ZIP as erreur:
        raise ClasseurIllisible(CORROMPU) from erreur


def _format_archive(archive: ZipFile) -> str:
    noms = set(archive.namelist())
    if "xl/workbook.xml" in noms:
        return "xlsx"
    if "mimetype" in noms:
        return _format_opendocument(archive, noms)
    for nom in noms & _CONTENUS_ZIP.keys():
        raise mauvais_type(_CONTENUS_ZIP[nom])
    for nom in noms & _AUTRES_CLASSEURS.keys():
        raise a_reenregistrer(_AUTRES_CLASSEURS[nom])
    if "[Content_Types].xml" in noms:
        raise ClasseurIllisible(CORROMPU)
    raise mauvais_type("une archive compressée")


def _format_opendocument(archive: ZipFile, noms: set[str]) -> str:
    genre = archive.read("mimetype").rpartition(b"opendocument.")[2]
    if genre.startswith(b"spreadsheet"):
        manifeste = "META-INF/manifest.xml"
        if manifeste in noms and b"encryption-data" in archive.read(manifeste):
            raise ClasseurIllisible(PROTEGE)
        return "ods"
    raise mauvais_type(_CONTENUS_OPENDOCUMENT.get(genre.split(b"-")[0], "une archive compressée"))


def _format_texte(octets: bytes, extension: str) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    _refuser_autre_type(octets)
    if re.match(rb"(\xef\xbb\xbf)?\s*<", octets):
        raise a_reenregistrer(f"une page web ou du XML, malgré son nom en « {extension} »")
    if extension not in _EXTENSIONS_DE_TEXTE:
        raise ClasseurIllisible(
            f"Ce fichier porte l'extension « {extension} » mais contient du texte simple :"
            " s'il s'agit d'un tableau, renommez-le en .csv et recommencez."
        )
    return "csv"


def _refuser_autre_type(octets: bytes) -> None:
    """Un texte qui commence par « BM » n'est pas une image : il faut aussi des octets binaires."""
    genre = filetype.guess(octets)
    binaire = _BINAIRE.search(octets[:4096])
    if genre is not None and (binaire or genre.mime in _AUTRES_TYPES):
        raise mauvais_type(_nom_du_type(genre.mime))
    if binaire:
        raise ClasseurIllisible(CORROMPU)


def _nom_du_type(mime: str) -> str:
    if mime.startswith("image/"):
        return "une image"
    if mime.startswith(("audio/", "video/")):
        return "un enregistrement"
    return _AUTRES_TYPES.get(mime, f"un fichier d'un autre type ({mime})")


def _parties(archive: ZipFile, taille: int) -> dict[str, bytes]:
    parties, total = {}, 0
    for info in archive.infolist():
        contenu = _decompresser(archive, info, DECOMPRESSE_MAXIMAL - total)
        total += len(contenu)
        if total > RATIO_DEPUIS and total > RATIO_MAXIMAL * taille:
            raise ClasseurIllisible(PIEGE)
        if info.filename.endswith(_PARTIES_LUES):
            parties[info.filename] = contenu
    return parties


def _decompresser(archive: ZipFile, info: ZipInfo, reste: int) -> bytes:
    """Lit jusqu'au bout sans croire la taille annoncée, qu'un fichier piégé minore."""
    sincere = copy(info)
    sincere.file_size = _SANS_FIN
    morceaux, lus = [], 0
    with archive.open(sincere) as partie:
        while morceau := partie.read(_MORCEAU):
            lus += len(morceau)
            if lus > reste:
                raise ClasseurIllisible(PIEGE)
            morceaux.append(morceau)
    return b"".join(morceaux)
