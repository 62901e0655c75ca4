"""Les bilans annuels et tableaux de bord publiés à la date demandée, dans leur PDF figé."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

from pilotage.dossier.archive import Archive
from pilotage.dossier.composition import EDITIONS
from pilotage.dossier.lecture import Etendue
from pilotage.dossier.noms import fichier_sur
from pilotage.dossier.pages import Verse
from pilotage.models import BilanAnnuel, TableauDeBord

# Le type de document dont chacune tient lieu.
TYPES = {BilanAnnuel: "bilan_annuel", TableauDeBord: "tableau_bord"}
SANS_PDF, ABSENT = "publié, mais son PDF n'est pas fait", "son PDF est introuvable au stockage"
CHANGE = "ce PDF n'a plus l'empreinte de sa publication"


def publiees(etendue: Etendue) -> Iterator[tuple[str, BilanAnnuel | TableauDeBord]]:
    """(type de document, édition), la plus récente d'abord ; deux requêtes."""
    for modele, type_ in TYPES.items():
        vues = modele.objects.visibles_par(etendue.agent).publies_au(etendue.le)
        for edition in vues.filter(departement=etendue.departement).defer("donnees"):
            yield type_, edition


def verser_les_editions(archive: Archive, etendue: Etendue) -> tuple[list[Verse], dict[str, str]]:
    """Chaque édition, jointe ou nommée ; et type → fichier qui en tient lieu, le plus récent."""
    lues = [(type_, _verser(archive, edition)) for type_, edition in publiees(etendue)]
    tenus = {type_: une.entree.chemin for type_, une in reversed(lues) if une.entree}
    return [une for _, une in lues], tenus


def _verser(archive: Archive, edition: BilanAnnuel | TableauDeBord) -> Verse:
    if not edition.pdf:
        return Verse(str(edition), None, SANS_PDF)
    try:
        source = default_storage.open(edition.pdf.name)
    except FileNotFoundError:
        return Verse(str(edition), None, ABSENT)
    with source:
        entree = archive.verser(f"{EDITIONS}/{fichier_sur(str(edition), 'pdf')}", source)
    return Verse(str(edition), entree, "" if entree.sha256 == edition.empreinte else CHANGE)
