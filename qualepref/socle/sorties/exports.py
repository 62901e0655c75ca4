"""Export d'une liste : le tableau affiché, filtré et trié, en classeur Excel."""

import re
from datetime import date, datetime
from io import BytesIO

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOMBRES = (int, float)
INTERDITS_D_ONGLET = re.compile(r"[:\\/?*\[\]]")


def cellule(feuille, valeur):
    """Une cellule sûre : les dates restent des dates, un texte « =1+1 » reste un texte."""
    if isinstance(valeur, datetime):
        valeur = timezone.localtime(valeur).replace(tzinfo=None) if valeur.tzinfo else valeur
    case = WriteOnlyCell(feuille)
    if valeur is None or isinstance(valeur, (bool, date, *NOMBRES)):
        case.value = valeur
        if isinstance(valeur, date) and not isinstance(valeur, datetime):
            case.number_format = "DD/MM/YYYY"
        return case
    case.value = str(valeur)
    case.data_type = "s"
    return case


def classeur(lignes, titre="Feuille", largeurs=None) -> bytes:
    """Écrit des lignes (la première est l'en-tête) dans un classeur d'une feuille."""
    livre = Workbook(write_only=True)
    _ecrire_feuille(livre, titre, lignes, largeurs or [])
    return _octets(livre)


def classeur_de_feuilles(feuilles) -> bytes:
    """Un classeur de plusieurs feuilles (titre, lignes), aux onglets courts et distincts."""
    livre = Workbook(write_only=True)
    pris: set[str] = set()
    for titre, lignes in feuilles:
        nom = _nom_d_onglet(titre, pris)
        lignes = [list(ligne) for ligne in lignes]
        _ecrire_feuille(livre, nom, lignes, _largeurs(lignes))
    return _octets(livre)


def _nom_d_onglet(titre, pris):
    """Excel refuse plus de 31 signes, les doublons et : \\ / ? * [ ]."""
    base = INTERDITS_D_ONGLET.sub(" ", titre).strip(" '") or "Feuille"
    nom, rang = base[:31], 2
    while nom.lower() in pris:
        nom, rang = f"{base[:27]} ({rang})", rang + 1
    pris.add(nom.lower())
    return nom


def _largeurs(lignes):
    """Assez large pour le plus long texte, dans la limite du lisible."""
    colonnes = zip(*lignes, strict=True)
    return [min(60, 2 + max(len(str(v)) for v in colonne)) for colonne in colonnes]


def _ecrire_feuille(livre, titre, lignes, largeurs):
    feuille = livre.create_sheet(titre[:31])
    feuille.freeze_panes = "A2"
    for indice, largeur in enumerate(largeurs, 1):
        feuille.column_dimensions[get_column_letter(indice)].width = largeur
    for rang, ligne in enumerate(lignes):
        cases = [cellule(feuille, valeur) for valeur in ligne]
        if rang == 0:
            for case in cases:
                case.font = Font(bold=True)
        feuille.append(cases)


def _octets(livre):
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def reponse_xlsx(table, nom: str) -> HttpResponse:
    octets = classeur(table.as_values(exclude_columns=("actions",)), nom)
    return reponse_fichier(octets, f"{nom}.xlsx", TYPE_XLSX)


def reponse_fichier(octets, nom, type_mime) -> HttpResponse:
    reponse = HttpResponse(octets, content_type=type_mime)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
