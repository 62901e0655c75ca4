"""Classeurs fabriqués pour les essais, sains ou piégés, rendus en octets."""

import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

ENTETE = ("N°", "Date d'arrivée", "Canal", "Nature", "Objet", "Usager", "Date de réponse")


def octets(classeur: Workbook) -> bytes:
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def xlsx(*lignes: Iterable, nom: str = "Feuille", retouche: Callable = lambda feuille: None):
    """Une feuille qui commence en A1 ; `retouche` la complète."""
    classeur = Workbook()
    feuille: Worksheet = classeur.active
    feuille.title = nom
    for ligne in lignes:
        feuille.append(list(ligne))
    retouche(feuille)
    return octets(classeur)


def retoucher(archive: bytes, partie: str, fonction: Callable[[bytes], bytes | None]) -> bytes:
    """Récrit une partie d'un fichier compressé ; None la retire."""
    flux = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as avant:
        with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as apres:
            for nom in avant.namelist():
                contenu = avant.read(nom)
                contenu = fonction(contenu) if nom == partie else contenu
                if contenu is not None:
                    apres.writestr(nom, contenu)
    return flux.getvalue()


def archive(**parties: str | bytes) -> bytes:
    """Un fichier compressé ; « __ » tient lieu de « / » dans les noms."""
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in parties.items():
            zip_.writestr(
                nom.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), contenu
            )
    return flux.getvalue()


def ods(
    *feuilles: str, avant: str = "", genre: str = "spreadsheet", manifeste: str = "", noms=()
) -> bytes:
    """Classeur OpenDocument ; chaque feuille est le XML de ses lignes. `noms` entre guillemets."""
    espaces = " ".join(
        f'xmlns:{prefixe}="urn:{urn}"'
        for prefixe, urn in (
            ("office", "oasis:names:tc:opendocument:xmlns:office:1.0"),
            ("table", "oasis:names:tc:opendocument:xmlns:table:1.0"),
            ("text", "oasis:names:tc:opendocument:xmlns:text:1.0"),
            ("calcext", "org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"),
        )
    )
    tables = "".join(
        f"<table:table table:name={nom}>{xml}</table:table>"
        for nom, xml in zip(noms or _noms(len(feuilles)), feuilles, strict=True)
    )
    return archive(
        mimetype=f"application/vnd.oasis.opendocument.{genre}",
        **{"META-INF__manifest_xml": manifeste},
        content_xml=f"<office:document-content {espaces}><office:body><office:spreadsheet>"
        f"{avant}{tables}</office:spreadsheet></office:body></office:document-content>",
    )


def _noms(nombre: int) -> list[str]:
    return [f'"Feuille {rang}"' for rang in range(1, nombre + 1)]


def ligne_ods(*cellules: str, repetee: int = 1) -> str:
    repetition = f' table:number-rows-repeated="{repetee}"' if repetee > 1 else ""
    return f"<table:table-row{repetition}>{''.join(cellules)}</table:table-row>"


def texte_ods(texte: str, attributs: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {attributs}>'
        f"<text:p>{escape(texte)}</text:p></table:table-cell>"
    )


def date_ods(iso: str) -> str:
    return f'<table:table-cell office:value-type="date" office:date-value="{iso}"/>'


def erreur_ods(code: str) -> str:
    return (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string"'
        f' office:string-value="" calcext:value-type="error"><text:p>{code}</text:p>'
        "</table:table-cell>"
    )


VIDE_ODS = "<table:table-cell/>"
