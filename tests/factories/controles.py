"""Les grilles, leurs contrôles, leurs relevés, leurs prêts."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from enquetes import models as enquetes
from tests.factories.engagements import PreuveFactory
from tests.factories.enquetes import QuestionFactory, QuestionnaireFactory
from tests.factories.socle import AgentFactory, DepartementFactory, ServiceFactory, SiteFactory


class ControleFactory(DjangoModelFactory):
    """Une grille de site attendue au dernier trimestre de 2022."""

    class Meta:
        model = enquetes.Controle

    class Params:
        complet = factory.Trait(
            site=factory.SubFactory(
                SiteFactory, departement=factory.SelfAttribute("..departement")
            ),
            responsable=factory.SubFactory(
                AgentFactory, departement=factory.SelfAttribute("..departement")
            ),
            fait_le=date(2022, 12, 1),
        )

    departement = factory.SubFactory(DepartementFactory)
    questionnaire = factory.SubFactory(
        QuestionnaireFactory,
        departement=factory.SelfAttribute("..departement"),
        nature=enquetes.Questionnaire.Nature.GRILLE,
        portee=enquetes.Questionnaire.Portee.SITE,
        periodicite_mois=3,
    )
    periode = "2022-T4"
    date_debut = date(2022, 10, 1)
    date_echeance = date(2022, 12, 31)


class EchantillonFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.Echantillon

    controle = factory.SubFactory(ControleFactory)
    graine = "2022t4"
    taille = 2
    population = 8
    lignes = factory.LazyFunction(lambda: [{"cle": "D-1", "dit": "D-1"}])


class PageInternetFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.PageInternet

    class Params:
        complet = factory.Trait(
            service=factory.SubFactory(
                ServiceFactory, site__departement=factory.SelfAttribute("...departement")
            )
        )

    departement = factory.SubFactory(DepartementFactory)
    intitule = factory.Sequence(lambda n: f"Page {n}")
    adresse = factory.Sequence(lambda n: f"https://www.prefecture.example/page-{n}")


class PretFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.Pret

    departement = factory.SubFactory(DepartementFactory)
    questionnaire = factory.SubFactory(
        QuestionnaireFactory,
        departement=factory.SelfAttribute("..departement"),
        nature=enquetes.Questionnaire.Nature.MYSTERE,
    )
    prefecture = "Préfecture voisine"
    date_echeance = date(2099, 12, 31)


class PreuveControleFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.PreuveControle

    controle = factory.SubFactory(ControleFactory, fait_le=date(2022, 12, 1))
    preuve = factory.SubFactory(
        PreuveFactory, genre="grille", departement=factory.SelfAttribute("..controle.departement")
    )


class ReleveFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.Releve

    controle = factory.SubFactory(ControleFactory)
    jour = date(2022, 12, 1)


class PhotoReleveFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.PhotoReleve

    releve = factory.SubFactory(ReleveFactory)
    fichier = factory.django.ImageField(color="blue", format="PNG")


class SuiteDeControleFactory(DjangoModelFactory):
    """Un écart refusé ; pour une action, la donner et vider le motif."""

    class Meta:
        model = enquetes.SuiteDeControle

    controle = factory.SubFactory(ControleFactory)
    question = factory.SubFactory(
        QuestionFactory, questionnaire=factory.SelfAttribute("..controle.questionnaire")
    )
    motif = "Corrigé le jour même."
