"""Ce que la page de recherche montre de chaque document trouvé."""

from collections.abc import Iterable
from typing import NamedTuple

from documents.contenus.extraits import Passage, extrait, surligner
from documents.contenus.mots import Requete
from documents.models import Contenu, Document, VersionDocument
from documents.models.phrases import VOIR


class Resultat(NamedTuple):
    """Le document, son titre et le passage où sont les mots ; `version` : celle qu'on a lue."""

    document: Document
    titre: list[Passage]
    passages: list[Passage]
    version: VersionDocument | None = None


def resultats(documents: Iterable[Document], requete: Requete, agent) -> list[Resultat]:
    """Un passage ne se montre que d'une version que l'agent peut ouvrir."""
    documents = list(documents)
    lues = Contenu.objects.filter(document__in=documents).order_by().values("version")
    lisibles = VersionDocument.objects.visibles_par(agent, VOIR).filter(pk__in=lues)
    versions = {une.document_id: une for une in lisibles.select_related("copie")}
    return [_resultat(un, versions.get(un.pk), requete) for un in documents]


def _resultat(document: Document, version: VersionDocument | None, requete: Requete) -> Resultat:
    texte = version.copie.texte if version and hasattr(version, "copie") else ""
    return Resultat(
        document, surligner(document.intitule, requete), extrait(texte, requete), version
    )
