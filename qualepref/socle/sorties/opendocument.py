"""Le paquet OpenDocument : ce que partagent un texte (.odt) et un diaporama (.odp), en français.

Norme : OpenDocument 1.3, parties 2 (paquet) et 3 (schéma).
"""

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from xml.sax.saxutils import escape

XML = '<?xml version="1.0" encoding="UTF-8"?>'
LANGUE = 'fo:language="fr" fo:country="FR"'
_NOM = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_PARTICULIERS = {"draw": "drawing", "svg": "svg-compatible", "fo": "xsl-fo-compatible"}
_DUBLIN = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def espaces(prefixes: Iterable[str]) -> str:
    """Les espaces de noms, déclarés sous leurs préfixes d'usage."""
    return " ".join(f'xmlns:{p}="{_NOM.format(_PARTICULIERS.get(p, p))}"' for p in prefixes)


def partie(nom: str, prefixes: Iterable[str], corps: str) -> str:
    """Une partie XML du paquet ; `nom` : content, styles."""
    racine = f"office:document-{nom}"
    return f'{XML}<{racine} {espaces(prefixes)} office:version="1.3">{corps}</{racine}>'


def empaqueter(genre: str, titre: str, parties: Mapping[str, str]) -> bytes:
    """Le fichier ; `mimetype` vient en premier, sans compression, comme le veut la norme."""
    completes = {
        "META-INF/manifest.xml": _manifeste(genre, ["content.xml", "styles.xml", "meta.xml"]),
        "meta.xml": _meta(titre),
        **parties,
    }
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entree("mimetype"), genre, zipfile.ZIP_STORED)
        for nom, texte in completes.items():
            archive.writestr(_entree(nom), texte, zipfile.ZIP_DEFLATED)
    return sortie.getvalue()


def _entree(nom: str) -> zipfile.ZipInfo:
    """Sans l'heure : deux fabrications du même rapport donnent le même fichier."""
    return zipfile.ZipInfo(nom, date_time=(1980, 1, 1, 0, 0, 0))


def _manifeste(genre: str, fichiers: Iterable[str]) -> str:
    entrees = "".join(
        f'<manifest:file-entry manifest:full-path="{nom}" manifest:media-type="{type_}"/>'
        for nom, type_ in [("/", genre), *((fichier, "text/xml") for fichier in fichiers)]
    )
    dit = f'{espaces(["manifest"])} manifest:version="1.3"'
    return f"{XML}<manifest:manifest {dit}>{entrees}</manifest:manifest>"


def _meta(titre: str) -> str:
    corps = f"<dc:title>{escape(titre)}</dc:title><dc:language>fr-FR</dc:language>"
    return (
        f'{XML}<office:document-meta {espaces(["office", "meta"])} {_DUBLIN} office:version="1.3">'
        f"<office:meta>{corps}</office:meta></office:document-meta>"
    )
