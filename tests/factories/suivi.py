"""Les demandes, leurs délais, leurs dépôts, leur conservation."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from suivi import models as suivi
from tests.factories.engagements import ActionFactory, EngagementFactory, PreuveFactory
from tests.factories.socle import AgentFactory, DepartementFactory, LieuFactory, ServiceFactory


class ProfilDelaisFactory(DjangoModelFactory):
    class Meta:
        model = suivi.ProfilDelais
        django_get_or_create = ["cle"]

    cle = "defaut"
    intitule = factory.LazyAttribute(lambda p: f"Profil {p.cle}")
    statut = "proposé"


class RegleDelaiFactory(DjangoModelFactory):
    class Meta:
        model = suivi.RegleDelai

    class Params:
        locale = factory.Trait(profil=None, departement=factory.SubFactory(DepartementFactory))
        complet = factory.Trait(profil=None)  # le département est donné

    profil = factory.SubFactory(ProfilDelaisFactory)
    cle = factory.Sequence(lambda n: f"regle-{n}")
    jours = 5
    unite = "ouvres"
    depuis = date(2019, 2, 4)


class DemandeFactory(DjangoModelFactory):
    class Meta:
        model = suivi.Demande

    class Params:
        complet = factory.Trait(nature="reclamation")  # de toutes les listes de demandes

    departement = factory.SubFactory(DepartementFactory)
    service = factory.SubFactory(
        ServiceFactory, site__departement=factory.SelfAttribute("...departement")
    )
    objet = factory.Sequence(lambda n: f"Renouvellement de passeport {n}")
    date_arrivee = date(2022, 3, 7)


class EchantillonDemandesFactory(DjangoModelFactory):
    class Meta:
        model = suivi.EchantillonDemandes

    preuve = factory.SubFactory(PreuveFactory, genre="demandes")
    debut, fin = date(2022, 1, 1), date(2022, 3, 31)
    taille, population, graine = 10, 40, "a1b2c3d4"


class FaitFactory(DjangoModelFactory):
    class Meta:
        model = suivi.Fait

    demande = factory.SubFactory(DemandeFactory)
    genre = "suspendue"
    le = date(2022, 3, 9)
    motif = "pièce manquante"


class ObjetReclamationFactory(DjangoModelFactory):
    class Meta:
        model = suivi.ObjetReclamation

    cle = factory.Sequence(lambda n: f"objet-{n}")
    libelle = factory.LazyAttribute(lambda o: f"Objet {o.cle}")


class CategorieReclamationFactory(DjangoModelFactory):
    class Meta:
        model = suivi.CategorieReclamation

    departement = factory.SubFactory(DepartementFactory)
    libelle = factory.Sequence(lambda n: f"Catégorie {n}")


class QualificationFactory(DjangoModelFactory):
    class Meta:
        model = suivi.Qualification

    demande = factory.SubFactory(
        DemandeFactory, registre="suggestions_reclamations", qualite_accueil="oui", theme="RDV"
    )
    objet = factory.SubFactory(ObjetReclamationFactory)
    categorie = factory.SubFactory(
        CategorieReclamationFactory, departement=factory.SelfAttribute("..demande.departement")
    )
    engagement = factory.SubFactory(EngagementFactory)


class LotSaisieFactory(DjangoModelFactory):
    class Meta:
        model = suivi.LotSaisie

    service = factory.SubFactory(ServiceFactory)
    date_arrivee = date(2022, 3, 7)


class FicheSaisieFactory(DjangoModelFactory):
    class Meta:
        model = suivi.FicheSaisie

    lot = factory.SubFactory(LotSaisieFactory)
    rang = factory.Sequence(lambda n: n + 1)
    jeton = factory.Faker("uuid4")
    empreinte = "0" * 64
    demande = factory.SubFactory(
        DemandeFactory,
        departement=factory.SelfAttribute("..lot.service.site.departement"),
        service=factory.SelfAttribute("..lot.service"),
    )


class IdentiteFactory(DjangoModelFactory):
    class Meta:
        model = suivi.Identite

    demande = factory.SubFactory(DemandeFactory)
    nom = factory.Sequence(lambda n: f"Usager {n:04d}")
    coordonnees = factory.Sequence(lambda n: f"usager{n:04d}@example.org")


class PieceJointeFactory(DjangoModelFactory):
    class Meta:
        model = suivi.PieceJointe

    class Params:
        complet = factory.Trait(
            deposee_par=factory.SubFactory(
                AgentFactory, departement=factory.SelfAttribute("..demande.departement")
            )
        )

    demande = factory.SubFactory(DemandeFactory)
    fichier = factory.django.FileField(filename="justificatif.pdf", data=b"%PDF-1.4 essai")
    nom = factory.Sequence(lambda n: f"justificatif-{n}.pdf")
    taille = 14
    type = "application/pdf"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")


class SignalementFactory(DjangoModelFactory):
    class Meta:
        model = suivi.Signalement

    class Params:
        complet = factory.Trait(
            service=factory.SubFactory(
                ServiceFactory, site__departement=factory.SelfAttribute("...departement")
            ),
            engagement=factory.SubFactory(EngagementFactory),
            action=factory.SubFactory(
                ActionFactory, departement=factory.SelfAttribute("..departement")
            ),
        )

    departement = factory.SubFactory(DepartementFactory)
    auteur = factory.SubFactory(AgentFactory, departement=factory.SelfAttribute("..departement"))
    nature = suivi.Signalement.Nature.DYSFONCTIONNEMENT
    description = factory.Sequence(lambda n: f"La borne d'accueil {n} ne rend plus de ticket")
    date_depot = date(2022, 3, 7)


class PointDeDepotFactory(DjangoModelFactory):
    class Meta:
        model = suivi.PointDeDepot

    class Params:
        complet = factory.Trait(
            lieu=factory.SubFactory(LieuFactory, site=factory.SelfAttribute("..service.site"))
        )

    service = factory.SubFactory(ServiceFactory)
    intitule = factory.Sequence(lambda n: f"Hall {n}")


class DepotFactory(DjangoModelFactory):
    class Meta:
        model = suivi.Depot

    demande = factory.SubFactory(DemandeFactory)
    point = factory.SubFactory(
        PointDeDepotFactory, service=factory.SelfAttribute("..demande.service")
    )


class DureeConservationFactory(DjangoModelFactory):
    class Meta:
        model = suivi.DureeConservation
        django_get_or_create = ["departement", "registre", "nature"]

    departement = factory.SubFactory(DepartementFactory)
    registre = suivi.Registre.COURRIERS_COURRIELS
    nature = ""
    mois = 12


class BlocageFactory(DjangoModelFactory):
    class Meta:
        model = suivi.Blocage

    demande = factory.SubFactory(DemandeFactory)
    motif = "Recours devant le tribunal administratif"


class EffacementFactory(DjangoModelFactory):
    class Meta:
        model = suivi.Effacement

    demande = factory.SubFactory(DemandeFactory)
    raison = suivi.Effacement.Raison.PURGE
