"""De vrais octets : documents sains et documents piégés, construits dans l'essai."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

GENRES = {
    "docx": "wordprocessingml.document",
    "xlsx": "spreadsheetml.sheet",
    "pptx": "presentationml.presentation",
}
PRINCIPALES = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
OPENDOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(parties: dict) -> bytes:
    """Une archive ; une clé est un nom ou un ZipInfo."""
    tampon = BytesIO()
    with ZipFile(tampon, "w", ZIP_DEFLATED) as sortie:
        for nom, contenu in parties.items():
            sortie.writestr(nom, contenu)
    return tampon.getvalue()


def office(extension="docx", genre=None, **parties) -> bytes:
    """Un document d'Office réduit à ce qui le fait reconnaître ; `parties` : nom → contenu."""
    genre = genre or f"application/vnd.openxmlformats-officedocument.{GENRES[extension]}.main+xml"
    types = f'<Types><Override PartName="/{PRINCIPALES[extension]}" ContentType="{genre}"/></Types>'
    return archive({"[Content_Types].xml": types, PRINCIPALES[extension]: "<a/>"} | parties)


def opendocument(extension="odt", **parties) -> bytes:
    genre = f"application/vnd.oasis.opendocument.{OPENDOCUMENT[extension]}"
    return archive({"mimetype": genre, "content.xml": "<a/>"} | parties)


def lien(nom: str) -> ZipInfo:
    """Une partie qui est un lien symbolique."""
    info = ZipInfo(nom)
    info.external_attr = 0o120777 << 16
    return info


def bombe(octets: int, taille_dite: int | None = None) -> bytes:
    """Un .docx plein de zéros ; `taille_dite` : celle qu'il annonce à la place de la vraie."""
    brut = office(**{"word/media/image1.png": b"\0" * octets})
    if taille_dite is None:
        return brut
    return brut.replace(struct.pack("<I", octets), struct.pack("<I", taille_dite))


def beaucoup_de_parties(nombre: int) -> bytes:
    return archive({f"{rang:0>60}": b"" for rang in range(nombre)})


def chiffree(brut: bytes) -> bytes:
    """La même archive, chaque partie annoncée comme chiffrée."""
    octets = bytearray(brut)
    for signature, drapeau in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = octets.find(signature)
        while position >= 0:
            octets[position + drapeau] |= 1
            position = octets.find(signature, position + 1)
    return bytes(octets)


def ancien(*noms: str, flux: bytes = b"") -> bytes:
    """Un conteneur des anciens formats d'Office, avec ces noms dans son dossier."""
    dossier = b"".join(nom.encode("utf-16-le").ljust(128, b"\0") for nom in noms)
    return _OLE.ljust(512, b"\0") + flux.ljust(1024, b"\0") + dossier


def pdf(corps: bytes = b"", fin: bytes = b"") -> bytes:
    """Un PDF d'une page ; `corps` s'ajoute au catalogue, `fin` à la suite des objets."""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + corps + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n"
        + fin
        + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def objets_compresses(contenu: bytes, dictionnaire: bytes = b"") -> bytes:
    """Une suite d'objets compressés : ce qu'elle dit ne se lit pas dans le fichier."""
    flux = zlib.compress(contenu)
    entete = b"/Filter /FlateDecode /N 1 /First 4 /Length %d " % len(flux)
    return (
        b"9 0 obj\n<< /Type /ObjStm "
        + entete
        + dictionnaire
        + b">>\nstream\n"
        + flux
        + b"\nendstream\nendobj\n"
    )
