"""Un diaporama OpenDocument (.odp) simple, en 16:9 : titres, phrases, tableaux, en français."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from qualepref.socle.sorties.opendocument import LANGUE, empaqueter, partie

TYPE = "application/vnd.oasis.opendocument.presentation"
_PREFIXES = ("office", "draw", "presentation", "text", "table", "style", "svg", "fo")
_PAGE = 'fo:page-width="28cm" fo:page-height="15.75cm"'
Diapo = tuple[str, Sequence[str], Sequence[Sequence[str]]]  # titre, phrases, tableau


def ecrire_odp(titre: str, diapos: Iterable[Diapo]) -> bytes:
    return empaqueter(TYPE, titre, {"styles.xml": _styles(), "content.xml": _contenu(diapos)})


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
    automatiques = f"<office:automatic-styles>{page}{fond}</office:automatic-styles>"
    maitres = f"<office:master-styles>{maitre}</office:master-styles>"
    return partie("styles", _PREFIXES, automatiques + maitres)


def _paragraphe(nom: str, taille: int, suite: str = "", marge: str = "0.2cm") -> str:
    texte = f'fo:font-family="Marianne, Arial" fo:font-size="{taille}pt" {suite} {LANGUE}'
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
    styles = f"<office:automatic-styles>{_automatiques()}</office:automatic-styles>"
    corps = f"<office:body><office:presentation>{pages}</office:presentation></office:body>"
    return partie("content", _PREFIXES, styles + corps)


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
