"""L'organisation, les agents, le calendrier, les productions."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from qualepref.socle import models


class DepartementFactory(DjangoModelFactory):
    class Meta:
        model = models.Departement
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"{n % 900 + 100}")
    nom = factory.LazyAttribute(lambda d: f"Département {d.code}")


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = models.Site

    departement = factory.SubFactory(DepartementFactory)
    code = factory.Sequence(lambda n: f"SITE{n}")
    nom = factory.LazyAttribute(lambda s: f"Préfecture {s.code}")
    type = models.Site.Type.PREFECTURE


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = models.Service

    site = factory.SubFactory(SiteFactory)
    code = factory.Sequence(lambda n: f"S{n}")
    nom = factory.LazyAttribute(lambda s: f"Service {s.code}")


class AgentFactory(DjangoModelFactory):
    class Meta:
        model = models.Agent
        skip_postgeneration_save = True

    class Params:
        complet = factory.Trait(
            service=factory.SubFactory(
                ServiceFactory, site__departement=factory.SelfAttribute("...departement")
            )
        )

    username = factory.Sequence(lambda n: f"agent{n:03d}")
    first_name = "Agent"
    last_name = factory.Sequence(lambda n: f"{n:03d}")
    departement = factory.SubFactory(DepartementFactory)
    password = factory.django.Password("un-mot-de-passe-assez-long")


class DesignationFactory(DjangoModelFactory):
    class Meta:
        model = models.Designation

    class Params:
        complet = factory.Trait(
            service=factory.SubFactory(
                ServiceFactory, site__departement=factory.SelfAttribute("...departement")
            ),
            site=factory.SelfAttribute("service.site"),
            fonction=models.Designation.Fonction.APPUI_TECHNIQUE,
        )

    agent = factory.SubFactory(AgentFactory)
    departement = factory.SelfAttribute("agent.departement")
    fonction = models.Designation.Fonction.REFERENT_QUALITE
    date_debut = date(2020, 1, 1)


class ProductionFactory(DjangoModelFactory):
    class Meta:
        model = models.Production

    class Params:
        complet = factory.Trait(demandeur=factory.SubFactory(AgentFactory))

    departement = factory.SubFactory(DepartementFactory)
    genre = "essai"
    objet = "essai"
    titre = "Production d'essai"


class FermetureFactory(DjangoModelFactory):
    class Meta:
        model = models.Fermeture

    site = factory.SubFactory(SiteFactory)
    jour = factory.Sequence(lambda n: date(2022, 1, 3) + timedelta(days=n))
    motif = "pont"


class PeriodeSuspendueFactory(DjangoModelFactory):
    class Meta:
        model = models.PeriodeSuspendue

    class Params:
        complet = factory.Trait(
            site=factory.SubFactory(SiteFactory, departement=factory.SelfAttribute("..departement"))
        )

    departement = factory.SubFactory(DepartementFactory)
    date_debut = date(2020, 3, 17)
    date_fin = date(2020, 6, 30)
    motif = "crise sanitaire"


class JournalFactory(DjangoModelFactory):
    class Meta:
        model = models.Journal

    class Params:
        complet = factory.Trait(
            agent=factory.SubFactory(AgentFactory),
            genre=models.Journal.Genre.CONSULTATION,
            details={"demande": 1},
        )

    departement = factory.SubFactory(DepartementFactory)
    genre = models.Journal.Genre.EXPORT


class RappelFactory(DjangoModelFactory):
    class Meta:
        model = models.Rappel

    departement = factory.SubFactory(DepartementFactory)
    agent = factory.SubFactory(AgentFactory, departement=factory.SelfAttribute("..departement"))
    genre = "resume-des-demandes"
    cle = factory.Sequence(str)
    objet = factory.SelfAttribute("departement.pk")
    date_due = date(2022, 12, 26)
    url = "/demandes/"
    libelle = factory.LazyAttribute(lambda r: f"Rappel d'essai {r.cle}")


class PreferenceRappelFactory(DjangoModelFactory):
    class Meta:
        model = models.PreferenceRappel

    agent = factory.SubFactory(AgentFactory)
    genre = "resume-des-demandes"
    canal = models.PreferenceRappel.Canal.ECRAN


class VueEnregistreeFactory(DjangoModelFactory):
    class Meta:
        model = models.VueEnregistree

    departement = factory.SubFactory(DepartementFactory)
    agent = factory.SubFactory(AgentFactory, departement=factory.SelfAttribute("..departement"))
    liste = "socle:agent_list"
    intitule = factory.Sequence(lambda n: f"Vue {n}")
    parametres = "is_active=true"
    partagee = True


class LieuFactory(DjangoModelFactory):
    class Meta:
        model = models.Lieu

    site = factory.SubFactory(SiteFactory)
    nom = factory.Sequence(lambda n: f"Hall {n}")
