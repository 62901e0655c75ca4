"""Ce qu'on peut montrer d'une version dans la page."""

from typing import NamedTuple

from django.db.models.fields.files import FieldFile

from documents.models import VersionDocument
from qualepref.socle.fichiers.contenus import MONTRABLES

PDF = MONTRABLES[0]
EN_COURS = "Ce fichier vient d'être déposé : son aperçu se prépare. Rechargez dans une minute."
SANS_APERCU = "Ce type de fichier ne se montre pas dans la page : téléchargez-le."
PAS_VERSE = "Le fichier de cette version n'est pas versé."


class Apercu(NamedTuple):
    """Le fichier à montrer et son type ; sans lui, le texte lu, et pourquoi."""

    fichier: FieldFile | None
    type: str = ""
    raison: str = ""
    texte: str = ""

    @property
    def est_pdf(self):
        return self.type == PDF


def apercu(version: VersionDocument) -> Apercu:
    copie = getattr(version, "copie", None)
    if not version.fichier:
        return Apercu(None, raison=PAS_VERSE)
    if version.est_montrable:
        return Apercu(version.fichier, version.type)
    if copie is None:
        return Apercu(None, raison=EN_COURS)
    if copie.pdf:
        return Apercu(copie.pdf, PDF)
    return Apercu(None, raison=SANS_APERCU, texte=copie.texte)
