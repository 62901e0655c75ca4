"""Les réponses aux usagers, leurs modèles, les courriels reçus."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from suivi import models as suivi
from tests.factories.socle import AgentFactory, DepartementFactory, ServiceFactory, SiteFactory
from tests.factories.suivi import DemandeFactory


class ModeleReponseFactory(DjangoModelFactory):
    class Meta:
        model = suivi.ModeleReponse

    departement = factory.SubFactory(DepartementFactory)
    intitule = factory.Sequence(lambda n: f"Modèle {n}")
    usage = "reponse"
    support = "courriel"


class VersionModeleFactory(DjangoModelFactory):
    class Meta:
        model = suivi.VersionModele

    modele = factory.SubFactory(ModeleReponseFactory)
    numero = factory.Sequence(lambda n: n + 1)
    objet = "Votre demande {{ numero }}"
    corps = "Bonjour {{ usager }},"


class ReglageReponsesFactory(DjangoModelFactory):
    class Meta:
        model = suivi.ReglageReponses
        django_get_or_create = ["departement"]

    departement = factory.SubFactory(DepartementFactory)


class EnTeteFactory(DjangoModelFactory):
    class Meta:
        model = suivi.EnTete

    site = factory.SubFactory(SiteFactory)
    courriel = "contact@example.org"
    telephone = "04 00 00 00 00"


class ReponseFactory(DjangoModelFactory):
    class Meta:
        model = suivi.Reponse

    demande = factory.SubFactory(DemandeFactory)
    redigee_par = factory.SubFactory(AgentFactory)
    modifiee_par = factory.SelfAttribute("redigee_par")
    courriel = "usager0001@example.org"
    objet = "Votre demande"
    texte = "Bonjour, votre passeport est prêt."


class BoiteFonctionnelleFactory(DjangoModelFactory):
    class Meta:
        model = suivi.BoiteFonctionnelle

    departement = factory.SubFactory(DepartementFactory)
    service = factory.SubFactory(
        ServiceFactory, site__departement=factory.SelfAttribute("...departement")
    )
    adresse = factory.Sequence(lambda n: f"service{n}@prefecture.example.org")
    serveur = "imap.example.org"
    identifiant = factory.SelfAttribute("adresse")
    cle_du_mot_de_passe = "BOITE_ESSAI"


class MessageRecuFactory(DjangoModelFactory):
    class Meta:
        model = suivi.MessageRecu

    class Params:
        complet = factory.Trait(
            demande=factory.SubFactory(
                DemandeFactory, departement=factory.SelfAttribute("..boite.departement")
            ),
            signalement=factory.SubFactory(
                "tests.factories.SignalementFactory",
                departement=factory.SelfAttribute("..boite.departement"),
            ),
        )

    boite = factory.SubFactory(BoiteFonctionnelleFactory)
    cle = factory.Sequence(lambda n: f"{n:064x}")
    uidvalidite = 1
    uid = factory.Sequence(lambda n: n + 1)
    recu_le = datetime(2022, 3, 7, 9, 30, tzinfo=UTC)
    etat = "repris"
