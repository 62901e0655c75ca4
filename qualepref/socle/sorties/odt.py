"""Un texte OpenDocument (.odt) simple : titres, paragraphes, tableaux, en français.

De quoi reprendre un rapport dans un
traitement de texte ; la mise en page soignée est celle du PDF.
"""

from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from qualepref.socle.nombres import ecrire
from qualepref.socle.sorties.blocs import Bloc, Nombre, Paragraphe, Tableau, Titre
from qualepref.socle.sorties.opendocument import LANGUE, empaqueter, partie

TYPE = "application/vnd.oasis.opendocument.text"
_PREFIXES = ("office", "text", "table", "style", "fo")


def ecrire_odt(titre: str, blocs: Iterable[Bloc]) -> bytes:
    return empaqueter(TYPE, titre, {"styles.xml": _styles(), "content.xml": _contenu(titre, blocs)})


def _styles() -> str:
    texte = (
        f'<style:text-properties fo:font-family="Marianne, Arial" fo:font-size="10.5pt" {LANGUE}/>'
    )
    defaut = f'<style:default-style style:family="paragraph">{texte}</style:default-style>'
    titres = "".join(
        f'<style:style style:name="Titre{niveau}" style:family="paragraph" '
        f'style:default-outline-level="{niveau}"><style:paragraph-properties '
        f'fo:margin-top="0.5cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/>'
        f'<style:text-properties fo:font-size="{taille}pt" fo:font-weight="bold" '
        f'fo:color="#000091"/></style:style>'
        for niveau, taille in enumerate((20, 15, 12), 1)
    )
    gras = (
        '<style:style style:name="Entete" style:family="paragraph">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="Legende" style:family="paragraph"><style:paragraph-properties '
        'fo:margin-top="0.3cm" fo:keep-with-next="always"/>'
        '<style:text-properties fo:font-style="italic"/></style:style>'
    )
    return partie("styles", _PREFIXES, f"<office:styles>{defaut}{titres}{gras}</office:styles>")


def _contenu(titre: str, blocs: Iterable[Bloc]) -> str:
    cellule = (
        '<style:style style:name="Cellule" style:family="table-cell">'
        '<style:table-cell-properties fo:padding="0.1cm" fo:border="0.5pt solid #929292"/>'
        "</style:style>"
    )
    corps = "".join(_bloc(bloc) for bloc in [Titre(titre), *blocs])
    styles = f"<office:automatic-styles>{cellule}</office:automatic-styles>"
    texte = f"<office:body><office:text>{corps}</office:text></office:body>"
    return partie("content", _PREFIXES, styles + texte)


def _bloc(bloc: Bloc) -> str:
    if isinstance(bloc, Titre):
        niveau = min(bloc.niveau, 3)
        attributs = f'text:style-name="Titre{niveau}" text:outline-level="{niveau}"'
        return f"<text:h {attributs}>{escape(bloc.texte)}</text:h>"
    if isinstance(bloc, Paragraphe):
        return "".join(_paragraphe(ligne) for ligne in bloc.texte.splitlines() if ligne.strip())
    return _tableau(bloc)


def _paragraphe(texte: str, style: str = "") -> str:
    attribut = f" text:style-name={quoteattr(style)}" if style else ""
    return f"<text:p{attribut}>{escape(texte)}</text:p>"


def _tableau(tableau: Tableau) -> str:
    colonnes = f'<table:table-column table:number-columns-repeated="{len(tableau.entetes)}"/>'
    entete = (
        f"<table:table-header-rows>{_ligne(tableau.entetes, 'Entete')}</table:table-header-rows>"
    )
    lignes = "".join(_ligne(ligne) for ligne in tableau.lignes)
    legende = _paragraphe(tableau.legende, "Legende")
    return f"{legende}<table:table>{colonnes}{entete}{lignes}</table:table>"


def _en_texte(valeur) -> str:
    if isinstance(valeur, Nombre):
        return "" if valeur.valeur is None else ecrire(valeur.valeur, valeur.unite)
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    return "" if valeur is None else str(valeur)


def _ligne(valeurs: Iterable, style: str = "") -> str:
    cellules = "".join(
        '<table:table-cell table:style-name="Cellule" office:value-type="string">'
        f"{_paragraphe(_en_texte(valeur), style)}</table:table-cell>"
        for valeur in valeurs
    )
    return f"<table:table-row>{cellules}</table:table-row>"
