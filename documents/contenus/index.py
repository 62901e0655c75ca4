"""Tenir l'index à jour : lire la version qu'on cherche, en garder les mots."""

from django.core.files.base import ContentFile
from django.utils import timezone

from documents import circuit
from documents.contenus.bornes import LISIBLES
from documents.contenus.conversion import en_pdf
from documents.contenus.lecture import Lu, lire
from documents.contenus.mots import normaliser
from documents.models import Contenu, CopieVersion, Document, VersionDocument
from qualepref.socle.fichiers.noms import extension_de

LOT = 200  # documents repris à chaque passage de la tâche de rattrapage
_DISPARU = Lu("", "Le fichier de cette version est introuvable.")


def indexer(*, document_id: int) -> None:
    """Refait les mots du document ; deux fois de suite ne change rien."""
    document = Document.objects.select_related("type").filter(pk=document_id).first()
    if document is None:
        return  # supprimé depuis
    debut = timezone.now()
    for deposee in document.versions.filter(copie=None).exclude(fichier=""):
        copie_de(deposee)
    version = version_cherchee(document)
    texte = copie_de(version).texte if version and version.fichier else ""
    titre = f"{document.reference} {document.intitule} {document.type or document.type_lu}"
    valeurs = {"version": version, "mots": normaliser(f"{titre}\n{texte}"), "indexe_le": debut}
    Contenu.objects.update_or_create(document=document, defaults=valeurs)


def version_cherchee(document: Document) -> VersionDocument | None:
    """Celle que lit quiconque voit le document : en vigueur, jamais un projet de la suivante.

    Tant qu'il n'est pas en vigueur, seuls le voient ceux qui en lisent toutes les versions.
    """
    if document.etat == circuit.EN_VIGUEUR:
        return document.version_en_vigueur()
    return document.derniere_version


def copie_de(version: VersionDocument) -> CopieVersion:
    """Le texte de la version, lu une fois pour toutes : son fichier ne change jamais."""
    if copie := CopieVersion.objects.filter(version=version).first():
        return copie
    lu, pdf = _lire(version)
    valeurs = {"texte": lu.texte, "reserve": lu.reserve, "pdf": pdf}
    return CopieVersion.objects.get_or_create(version=version, defaults=valeurs)[0]


def _lire(version: VersionDocument) -> tuple[Lu, ContentFile | None]:
    """Le texte, et la copie en PDF d'un document de bureautique."""
    extension = extension_de(version.nom)
    try:
        with version.fichier.open() as fichier:
            pdf = en_pdf(fichier, extension)
            copie = ContentFile(pdf, "copie.pdf") if pdf else None
            if copie and extension not in LISIBLES:  # un .doc, un .ppt : le texte de sa copie
                return lire(ContentFile(pdf), "pdf"), copie
            fichier.seek(0)
            return lire(fichier, extension), copie
    except FileNotFoundError:
        return _DISPARU, None
