"""Le registre des documents, sa diffusion, ses lectures."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from documents import models as documents
from tests.factories.engagements import PreuveFactory
from tests.factories.socle import AgentFactory, DepartementFactory, ServiceFactory, SiteFactory


class FamilleDocumentFactory(DjangoModelFactory):
    class Meta:
        model = documents.FamilleDocument

    cle = factory.Sequence(lambda n: f"famille-{n}")
    libelle = factory.LazyAttribute(lambda f: f"Famille {f.cle}")


class TypeDocumentFactory(DjangoModelFactory):
    class Meta:
        model = documents.TypeDocument

    famille = factory.SubFactory(FamilleDocumentFactory)
    cle = factory.Sequence(lambda n: f"type-{n}")
    libelle = factory.LazyAttribute(lambda t: f"Type {t.cle}")
    prefixe = factory.Sequence(lambda n: f"T{n}")
    statut_durees = "proposé"


class EtiquetteFactory(DjangoModelFactory):
    class Meta:
        model = documents.Etiquette

    cle = factory.Sequence(lambda n: f"etiquette-{n}")
    libelle = factory.LazyAttribute(lambda e: f"Étiquette {e.cle}")


class CanalDiffusionFactory(DjangoModelFactory):
    class Meta:
        model = documents.CanalDiffusion

    cle = factory.Sequence(lambda n: f"canal-{n}")
    libelle = factory.LazyAttribute(lambda c: f"Canal {c.cle}")
    public = documents.CanalDiffusion.Public.AGENTS
    statut = "confirmé"


class DocumentFactory(DjangoModelFactory):
    """En vigueur depuis le début de 2022, sans échéance."""

    class Meta:
        model = documents.Document

    departement = factory.SubFactory(DepartementFactory)
    service = factory.SubFactory(
        ServiceFactory, site__departement=factory.SelfAttribute("...departement")
    )
    type = factory.SubFactory(TypeDocumentFactory)
    reference = factory.Sequence(lambda n: f"FP-ESSAI-{n:04d}")
    intitule = "Accueillir un usager"
    etat = documents.Document.Etat.EN_VIGUEUR
    date_effet = date(2022, 1, 1)


class VersionDocumentFactory(DjangoModelFactory):
    class Meta:
        model = documents.VersionDocument

    document = factory.SubFactory(DocumentFactory)
    numero = factory.Sequence(lambda n: n + 1)
    fichier = factory.django.FileField(filename="fiche.pdf", data=b"%PDF-1.4 essai")
    nom = "fiche.pdf"
    taille = 14
    type = "application/pdf"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")


class PreuveDocumentFactory(DjangoModelFactory):
    class Meta:
        model = documents.PreuveDocument

    preuve = factory.SubFactory(PreuveFactory, genre="document")
    document = factory.SubFactory(
        DocumentFactory, departement=factory.SelfAttribute("..preuve.departement")
    )


class ProlongationFactory(DjangoModelFactory):
    class Meta:
        model = documents.Prolongation

    document = factory.SubFactory(DocumentFactory)
    ancienne = date(2022, 6, 30)
    nouvelle = date(2022, 12, 31)
    motif = "Relu, toujours valable"


class AdresseCourteFactory(DjangoModelFactory):
    class Meta:
        model = documents.AdresseCourte

    document = factory.SubFactory(DocumentFactory)


class DiffusionFactory(DjangoModelFactory):
    class Meta:
        model = documents.Diffusion

    class Params:
        complet = factory.Trait(
            site=factory.SubFactory(
                SiteFactory, departement=factory.SelfAttribute("..document.departement")
            ),
            version=factory.SubFactory(
                VersionDocumentFactory, document=factory.SelfAttribute("..document")
            ),
            constate_par=factory.SubFactory(AgentFactory),
        )

    document = factory.SubFactory(DocumentFactory)
    canal = factory.SubFactory(CanalDiffusionFactory)
    date_debut = date(2022, 1, 1)


class ConsultationFactory(DjangoModelFactory):
    class Meta:
        model = documents.Consultation

    document = factory.SubFactory(DocumentFactory)
    version = factory.SubFactory(
        VersionDocumentFactory, document=factory.SelfAttribute("..document")
    )
    mois = date(2022, 12, 1)
    nombre = 3


class CorrectionFactory(DjangoModelFactory):
    class Meta:
        model = documents.Correction

    document = factory.SubFactory(DocumentFactory)
    version = factory.SubFactory(
        VersionDocumentFactory, document=factory.SelfAttribute("..document")
    )
    auteur = factory.SubFactory(AgentFactory)
    texte = "Le numéro du standard a changé."


class DemandeDeLectureFactory(DjangoModelFactory):
    class Meta:
        model = documents.DemandeDeLecture

    document = factory.SubFactory(DocumentFactory)
    service = factory.SubFactory(
        ServiceFactory, site__departement=factory.SelfAttribute("...document.departement")
    )
    date_demande = date(2022, 1, 10)


class LectureFactory(DjangoModelFactory):
    class Meta:
        model = documents.Lecture

    version = factory.SubFactory(VersionDocumentFactory)
    agent = factory.SubFactory(AgentFactory)
