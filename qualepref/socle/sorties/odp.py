"""Un diaporama OpenDocument (.odp) simple, en 16:9 : titres, phrases, tableaux, en français.

Norme : OpenDocument 1.3, parties 2 (paquet) et 3 (schéma), comme le texte (`odt.py`).
"""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

TYPE = "application/vnd.oasis.opendocument.presentation"
_NOM = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_ESPACES = " ".join(
    f'xmlns:{prefixe}="{_NOM.format(nom)}"'
    for prefixe, nom in {
        "office": "office",
        "draw": "drawing",
        "presentation": "presentation",
        "text": "text",
        "table": "table",
        "style": "style",
        "meta": "meta",
        "svg": "svg-compatible",
        "fo": "xsl-fo-compatible",
    }.items()
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_LANGUE = 'fo:language="fr" fo:country="FR"'
_PAGE = 'fo:page-width="28cm" fo:page-height="15.75cm"'
Diapo = tuple[str, Sequence[str], Sequence[Sequence[str]]]  # titre, phrases, tableau


def ecrire_odp(titre: str, diapos: Iterable[Diapo]) -> bytes:
    """Le diaporama ; `mimetype` vient en premier, sans compression, comme le veut la norme."""
    parties = {
        "META-INF/manifest.xml": _manifeste(),
        "meta.xml": _meta(titre),
        "styles.xml": _styles(),
        "content.xml": _contenu(diapos),
    }
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entree("mimetype"), TYPE, zipfile.ZIP_STORED)
        for nom, texte in parties.items():
            archive.writestr(_entree(nom), texte, zipfile.ZIP_DEFLATED)
    return sortie.getvalue()


def _entree(nom: str) -> zipfile.ZipInfo:
    """Sans l'heure : deux fabrications du même diaporama donnent le même fichier."""
    return zipfile.ZipInfo(nom, date_time=(1980, 1, 1, 0, 0, 0))


def _manifeste() -> str:
    parties = {"/": TYPE} | dict.fromkeys(("content.xml", "styles.xml", "meta.xml"), "text/xml")
    entrees = "".join(
        f'<manifest:file-entry manifest:full-path="{nom}" manifest:media-type="{genre}"/>'
        for nom, genre in parties.items()
    )
    espace = f'xmlns:manifest="{_NOM.format("manifest")}"'
    return f'{_XML}<manifest:manifest {espace} manifest:version="1.3">{entrees}</manifest:manifest>'


def _meta(titre: str) -> str:
    dublin = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    corps = f"<dc:title>{escape(titre)}</dc:title><dc:language>fr-FR</dc:language>"
    return (
        f'{_XML}<office:document-meta {_ESPACES} {dublin} office:version="1.3">'
        f"<office:meta>{corps}</office:meta></office:document-meta>"
    )


def _styles() -> str:
    page = (
        f'<style:page-layout style:name="page"><style:page-layout-properties {_PAGE} '
        'fo:margin-top="0cm" fo:margin-bottom="0cm" fo:margin-left="0cm" fo:margin-right="0cm" '
        'style:print-orientation="landscape"/></style:page-layout>'
    )
    fond = '<style:style style:name="fond" style:family="drawing-page"/>'
    maitre = (
        '<style:master-page style:name="maitre" style:page-layout-name="page" '
        'draw:style-name="fond"/>'
    )
    return (
        f'{_XML}<office:document-styles {_ESPACES} office:version="1.3">'
        f"<office:automatic-styles>{page}{fond}</office:automatic-styles>"
        f"<office:master-styles>{maitre}</office:master-styles></office:document-styles>"
    )


def _paragraphe(nom: str, taille: int, suite: str = "", marge: str = "0.2cm") -> str:
    texte = f'fo:font-family="Marianne, Arial" fo:font-size="{taille}pt" {suite} {_LANGUE}'
    return (
        f'<style:style style:name="{nom}" style:family="paragraph">'
        f'<style:paragraph-properties fo:margin-bottom="{marge}"/>'
        f"<style:text-properties {texte}/></style:style>"
    )


def _automatiques() -> str:
    gras = 'fo:font-weight="bold"'
    return "".join(
        [
            _paragraphe("titre", 32, f'{gras} fo:color="#000091"'),
            _paragraphe("phrase", 22, marge="0.5cm"),
            _paragraphe("case", 16),
            _paragraphe("entete", 16, gras),
            '<style:style style:name="cadre" style:family="graphic"><style:graphic-properties '
            'draw:stroke="none" draw:fill="none" draw:auto-grow-height="false"/></style:style>',
        ]
    )


def _contenu(diapos: Iterable[Diapo]) -> str:
    pages = "".join(_page(rang, *diapo) for rang, diapo in enumerate(diapos, 1))
    return (
        f'{_XML}<office:document-content {_ESPACES} office:version="1.3">'
        f"<office:automatic-styles>{_automatiques()}</office:automatic-styles>"
        f"<office:body><office:presentation>{pages}</office:presentation></office:body>"
        "</office:document-content>"
    )


def _page(rang: int, titre: str, phrases: Sequence[str], tableau: Sequence[Sequence[str]]) -> str:
    corps = _cadre("y", 1.2, 2.4, _textes("titre", [titre]), classe="title")
    if phrases:
        corps += _cadre("z", 4.2, 10, _textes("phrase", phrases), classe="outline")
    if tableau:
        corps += _cadre_nu(4.2, 10, _tableau(tableau))
    nom = f'draw:name="Diapositive {rang}" draw:master-page-name="maitre"'
    return f"<draw:page {nom}>{corps}</draw:page>"


def _cadre(nom: str, haut: float, hauteur: float, textes: str, classe: str) -> str:
    return _cadre_nu(
        haut,
        hauteur,
        f"<draw:text-box>{textes}</draw:text-box>",
        f' presentation:class="{classe}" presentation:user-transformed="true"',
    )


def _cadre_nu(haut: float, hauteur: float, contenu: str, suite: str = "") -> str:
    place = f'svg:x="2cm" svg:y="{haut}cm" svg:width="24cm" svg:height="{hauteur}cm"'
    return f'<draw:frame draw:style-name="cadre" {place}{suite}>{contenu}</draw:frame>'


def _textes(style: str, textes: Sequence[str]) -> str:
    return "".join(
        f'<text:p text:style-name="{style}">{escape(texte)}</text:p>' for texte in textes
    )


def _tableau(lignes: Sequence[Sequence[str]]) -> str:
    colonnes = f'<table:table-column table:number-columns-repeated="{len(lignes[0])}"/>'
    entete, *reste = ("".join(map(_case(rang), ligne)) for rang, ligne in enumerate(lignes))
    tete = f"<table:table-header-rows>{_rangee(entete)}</table:table-header-rows>"
    return f"<table:table>{colonnes}{tete}{''.join(map(_rangee, reste))}</table:table>"


def _rangee(cases: str) -> str:
    return f"<table:table-row>{cases}</table:table-row>"


def _case(rang: int):
    style = "case" if rang else "entete"
    return lambda texte: f"<table:table-cell>{_textes(style, [texte])}</table:table-cell>"
