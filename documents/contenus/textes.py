"""Le texte des fichiers, morceau par morceau ; sans Django, lu dans un processus à part."""

import codecs
import re
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZipFile, ZipInfo

from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from qualepref.socle.fichiers.archives import COMPRESSES, morceaux

PARTIES_MAXIMALES = 2000
DEBUT = 4096  # octets où l'encodage d'un texte se reconnaît
_PARTIES = {
    "docx": re.compile(r"word/(document\d*|header\d+|footer\d+|footnotes|endnotes)\.xml"),
    "pptx": re.compile(r"ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml"),
    "xlsx": re.compile(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml"),
    **dict.fromkeys(("odt", "ods", "odp"), re.compile(r"content\.xml")),
}
_TEXTE = {"docx": {"t"}, "pptx": {"t"}, "xlsx": {"t"}}
_PARAGRAPHES = {"p", "h"}
_FINS = {"p", "h", "si", "is"}
_BLANCS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " "}
_IGNORES = {"tracked-changes", "script", "rPh"}  # supprimé, exécutable, prononciation


class Illisible(Exception):
    """Le fichier ne se lit pas ; ce qui en a déjà été lu se garde."""


def textes(fichier: BinaryIO, extension: str) -> Iterator[str]:
    """Le texte par morceaux, sans borne : qui lit s'arrête quand il en a assez."""
    if extension in COMPRESSES:
        return _compresse(fichier, extension)
    return {"pdf": _pdf, "xls": _ancien_classeur, "csv": _tableau}.get(extension, _brut)(fichier)


def _compresse(fichier: BinaryIO, extension: str) -> Iterator[str]:
    with ZipFile(fichier) as archive:
        retenues = [p for p in archive.infolist() if _PARTIES[extension].fullmatch(p.filename)]
        for partie in sorted(retenues, key=_rang)[:PARTIES_MAXIMALES]:
            yield from _partie(archive, partie, _TEXTE.get(extension, _PARAGRAPHES))


def _rang(partie: ZipInfo) -> tuple:
    """Les diapositives dans leur ordre : la dixième après la neuvième."""
    nombre = re.search(r"\d+", partie.filename)
    return int(nombre[0]) if nombre else 0, partie.filename


def _partie(archive: ZipFile, partie: ZipInfo, porteurs: set[str]) -> Iterator[str]:
    lecteur = _Lecteur(porteurs)
    for morceau in morceaux(archive, partie):
        yield lecteur.lire(morceau)
    yield lecteur.lire(b"", fin=True)


class _Lecteur:
    """Garde d'un XML ce qu'on lit à l'écran ; une déclaration de type y serait un piège."""

    def __init__(self, porteurs: set[str]):
        self.porteurs, self.dedans, self.ignores, self.tampon = porteurs, 0, 0, []
        self.analyseur = expat.ParserCreate(namespace_separator=" ")
        self.analyseur.buffer_text = True
        self.analyseur.StartElementHandler = self._ouvrir
        self.analyseur.EndElementHandler = self._fermer
        self.analyseur.CharacterDataHandler = self._texte
        self.analyseur.StartDoctypeDeclHandler = self._refuser

    def lire(self, octets: bytes, fin: bool = False) -> str:
        self.analyseur.Parse(octets, fin)
        lu = "".join(self.tampon)
        self.tampon.clear()
        return lu

    def _ouvrir(self, nom: str, attributs: dict) -> None:
        nom = nom.rpartition(" ")[2]
        self.dedans += nom in self.porteurs
        self.ignores += nom in _IGNORES
        if blanc := _BLANCS.get(nom):
            self.tampon.append(blanc)

    def _fermer(self, nom: str) -> None:
        nom = nom.rpartition(" ")[2]
        self.dedans -= nom in self.porteurs
        self.ignores -= nom in _IGNORES
        if nom in _FINS:
            self.tampon.append("\n")

    def _texte(self, texte: str) -> None:
        if self.dedans and not self.ignores:
            self.tampon.append(texte)

    def _refuser(self, *declaration) -> None:
        raise Illisible("Ce document déclare ses propres entités.")


def _pdf(fichier: BinaryIO) -> Iterator[str]:
    for page in PdfReader(fichier).pages:
        yield page.extract_text() + "\n"


def _ancien_classeur(fichier: BinaryIO) -> Iterator[str]:
    classeur = CalamineWorkbook.from_filelike(fichier)
    for nom in classeur.sheet_names:
        yield f"{nom}\n"
        for ligne in classeur.get_sheet_by_name(nom).iter_rows():
            yield "\t".join(valeur for valeur in ligne if isinstance(valeur, str)) + "\n"


def _tableau(fichier: BinaryIO) -> Iterator[str]:
    """Les cellules d'un .csv, séparées comme les mots qu'elles sont."""
    for morceau in _brut(fichier):
        yield re.sub(r'[;"\t]+', " ", morceau)


def _brut(fichier: BinaryIO) -> Iterator[str]:
    debut = fichier.read(DEBUT)
    fichier.seek(0)
    with TextIOWrapper(fichier, _codage(debut), errors="replace") as lecteur:
        while lu := lecteur.read(65_536):
            yield lu


def _codage(debut: bytes) -> str:
    """UTF-16 ou UTF-8 si le fichier le dit ou s'y conforme, sinon l'encodage de Windows."""
    if debut.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decodeur = codecs.getincrementaldecoder("utf-8")()
    try:
        decodeur.decode(debut, final=len(debut) < DEBUT)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
