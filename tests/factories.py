"""Une fabrique par modèle : le plus petit objet valable."""

from datetime import date

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
    code = factory.Sequence(lambda n: f"PREF{n}")
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

    username = factory.Sequence(lambda n: f"agent{n:03d}")
    first_name = "Agent"
    last_name = factory.Sequence(lambda n: f"{n:03d}")
    departement = factory.SubFactory(DepartementFactory)
    password = factory.django.Password("un-mot-de-passe-assez-long")


class DesignationFactory(DjangoModelFactory):
    class Meta:
        model = models.Designation

    agent = factory.SubFactory(AgentFactory)
    departement = factory.SelfAttribute("agent.departement")
    fonction = models.Designation.Fonction.REFERENT_QUALITE
    date_debut = date(2020, 1, 1)


class ProductionFactory(DjangoModelFactory):
    class Meta:
        model = models.Production

    departement = factory.SubFactory(DepartementFactory)
    genre = "essai"
    objet = "essai"
    titre = "Production d'essai"
