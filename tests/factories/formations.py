"""Les formations, leurs sessions, les tutorats, l'immersion."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from formations import models as formations
from tests.factories.engagements import PreuveFactory
from tests.factories.socle import DepartementFactory, ServiceFactory


class ThemeFormationFactory(DjangoModelFactory):
    class Meta:
        model = formations.ThemeFormation

    cle = factory.Sequence(lambda n: f"theme_{n}")
    libelle = factory.LazyAttribute(lambda t: f"Thème {t.cle}")
    delai_initial_mois = 12
    renouvellement_mois = 48
    exigence = "4.1"
    statut = "confirmé"
    statut_periodicite = "confirmé"
    version = "1.0.0"


class FormationFactory(DjangoModelFactory):
    class Meta:
        model = formations.Formation
        skip_postgeneration_save = True

    departement = factory.SubFactory(DepartementFactory)
    intitule = factory.Sequence(lambda n: f"Formation {n}")

    @factory.post_generation
    def themes(self, create, valeurs):
        if create:
            self.themes.set(valeurs or [ThemeFormationFactory()])


class RegleTutoratFactory(DjangoModelFactory):
    class Meta:
        model = formations.RegleTutorat
        django_get_or_create = ["cle"]

    cle = "tutorat"
    version = "1.0.0"
    duree_mois = 3
    points_etape_jours = [15, 45, 90]
    statut = "proposé"


class AgentAFormerFactory(DjangoModelFactory):
    class Meta:
        model = formations.AgentAFormer

    service = factory.SubFactory(ServiceFactory)
    nom = factory.Sequence(lambda n: f"Agente {n:03}")


class ObligationFormationFactory(DjangoModelFactory):
    class Meta:
        model = formations.ObligationFormation

    class Params:
        complet = factory.Trait(derniere_formation=date(2021, 5, 3))

    agent = factory.SubFactory(AgentAFormerFactory)
    theme = factory.SubFactory(ThemeFormationFactory)
    date_prise_de_poste = date(2022, 3, 1)
    delai_initial_mois = 12
    renouvellement_mois = 48
    date_echeance = date(2023, 3, 1)


class SessionFormationFactory(DjangoModelFactory):
    class Meta:
        model = formations.SessionFormation
        skip_postgeneration_save = True

    departement = factory.SubFactory(DepartementFactory)
    formation = factory.SubFactory(
        FormationFactory, departement=factory.SelfAttribute("..departement")
    )
    date_debut = date(2022, 10, 6)
    date_fin = factory.SelfAttribute("date_debut")

    @factory.post_generation
    def themes(self, create, valeurs):
        if create:
            self.themes.set(valeurs or self.formation.themes.all())


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = formations.Participation

    agent = factory.SubFactory(AgentAFormerFactory)
    session = factory.SubFactory(
        SessionFormationFactory,
        departement=factory.SelfAttribute("..agent.service.site.departement"),
    )


class TutoratFactory(DjangoModelFactory):
    class Meta:
        model = formations.Tutorat

    service = factory.SubFactory(ServiceFactory)
    tutore = factory.SubFactory(AgentAFormerFactory, service=factory.SelfAttribute("..service"))
    tuteur = "Tuteur 01"
    chef_de_bureau = "Cheffe de bureau 01"


class PeriodeTutoratFactory(DjangoModelFactory):
    class Meta:
        model = formations.PeriodeTutorat

    tutorat = factory.SubFactory(TutoratFactory)
    rang = 1
    date_debut = date(2022, 3, 8)
    date_fin = date(2022, 6, 8)
    date_signature = date(2022, 3, 8)


class PointEtapeFactory(DjangoModelFactory):
    class Meta:
        model = formations.PointEtape

    tutorat = factory.SubFactory(TutoratFactory)
    date_prevue = date(2022, 3, 23)


class JourneeImmersionFactory(DjangoModelFactory):
    class Meta:
        model = formations.JourneeImmersion

    agent = factory.SubFactory(AgentAFormerFactory)
    accueil = factory.SubFactory(
        ServiceFactory,
        site=factory.SelfAttribute("..agent.service.site"),
        parent=factory.SelfAttribute("..agent.service"),
    )
    jour = date(2022, 4, 5)


class SensibilisationFactory(DjangoModelFactory):
    class Meta:
        model = formations.Sensibilisation

    departement = factory.SubFactory(DepartementFactory)
    sujet = factory.Sequence(lambda n: f"La démarche qualité {n}")
    jour = date(2022, 11, 8)


class PreuveFormationFactory(DjangoModelFactory):
    class Meta:
        model = formations.PreuveFormation

    sensibilisation = factory.SubFactory(SensibilisationFactory, presents=12)
    preuve = factory.SubFactory(
        PreuveFactory,
        genre="sensibilisation",
        departement=factory.SelfAttribute("..sensibilisation.departement"),
    )
