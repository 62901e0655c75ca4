from documents.models.adresses_courtes import AdresseCourte
from documents.models.consultations import Consultation
from documents.models.contenus import Contenu, CopieVersion
from documents.models.corrections import Correction
from documents.models.diffusions import Diffusion
from documents.models.documents import Document
from documents.models.lectures import DemandeDeLecture, Lecture
from documents.models.preuves import PreuveDocument
from documents.models.prolongations import Prolongation
from documents.models.versions import VersionDocument
from documents.models.vocabulaire import (
    CACHES,
    CanalDiffusion,
    Etiquette,
    FamilleDocument,
    TypeDocument,
)

__all__ = [
    "AdresseCourte",
    "CACHES",
    "CanalDiffusion",
    "Consultation",
    "Contenu",
    "CopieVersion",
    "Correction",
    "DemandeDeLecture",
    "Diffusion",
    "Document",
    "Etiquette",
    "FamilleDocument",
    "Lecture",
    "PreuveDocument",
    "Prolongation",
    "TypeDocument",
    "VersionDocument",
]
