"""Les référentiels, les périmètres, les auto-évaluations, les actions."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from engagements import models as engagements
from qualepref.socle import models
from tests.factories.socle import AgentFactory, DepartementFactory, ServiceFactory, SiteFactory


class ReferentielFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Referentiel

    code = factory.Sequence(lambda n: f"referentiel-{n}-2019")
    intitule = factory.LazyAttribute(lambda r: f"Référentiel {r.code}")
    version = "2019"
    version_donnees = "1.0.0"
    editeur = "Ministère de l'Intérieur"
    date = date(2019, 2, 4)


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Module

    referentiel = factory.SubFactory(ReferentielFactory)
    numero = factory.Sequence(lambda n: n + 1)
    intitule = factory.LazyAttribute(lambda m: f"Contenu du module {m.numero}")
    caractere = engagements.Module.Caractere.OBLIGATOIRE
    statut = engagements.Statut.CONFIRME
    ordre = factory.SelfAttribute("numero")


class EngagementFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Engagement

    module = factory.SubFactory(ModuleFactory)
    numero = factory.Sequence(lambda n: n + 1)
    intitule = factory.LazyAttribute(lambda e: f"Promesse {e.numero}")
    ordre = factory.SelfAttribute("numero")


class ExigenceFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Exigence

    engagement = factory.SubFactory(EngagementFactory)
    referentiel = factory.SelfAttribute("engagement.module.referentiel")
    code = factory.Sequence(lambda n: f"1.{n}")
    intitule = factory.LazyAttribute(lambda e: f"Point {e.code}")
    origine = engagements.Origine.PROPOSEE
    preuves = ["fiche_procedure"]


class LabellisationFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Labellisation

    departement = factory.SubFactory(DepartementFactory)
    referentiel = factory.SubFactory(ReferentielFactory)
    date_debut = date(2022, 1, 1)


class PerimetreFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Perimetre

    service = factory.SubFactory(ServiceFactory)
    module = factory.SubFactory(ModuleFactory)
    labellisation = factory.SubFactory(
        LabellisationFactory,
        departement=factory.SelfAttribute("..service.site.departement"),
        referentiel=factory.SelfAttribute("..module.referentiel"),
    )
    date_entree = factory.SelfAttribute("labellisation.date_debut")


class EtapeFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Etape

    labellisation = factory.SubFactory(LabellisationFactory)
    genre = engagements.Etape.Genre.CANDIDATURE
    date = date(2022, 2, 1)
    realisee = True


class ConditionFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Condition

    referentiel = factory.SubFactory(ReferentielFactory)
    cle = factory.Sequence(lambda n: f"condition-{n}")
    question = factory.LazyAttribute(lambda c: f"Question {c.cle} ?")
    portee = engagements.Condition.Portee.SITE
    si_non = engagements.Condition.SiNon.NON_APPLICABLE
    origine = engagements.Origine.PROPOSEE


class DispenseFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Dispense

    perimetre = factory.SubFactory(PerimetreFactory)
    engagement = factory.SubFactory(
        EngagementFactory, module=factory.SelfAttribute("..perimetre.module")
    )
    motif = "ne reçoit pas de public"


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Decision

    labellisation = factory.SubFactory(LabellisationFactory)
    engagement = factory.SubFactory(
        EngagementFactory, module__referentiel=factory.SelfAttribute("...labellisation.referentiel")
    )
    annee = 2022
    choix = engagements.Decision.Choix.RETENU
    date_copil = date(2022, 1, 15)


class CampagneFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Campagne

    departement = factory.SubFactory(DepartementFactory)
    referentiel = factory.SubFactory(ReferentielFactory)
    code = factory.Sequence(lambda n: f"auto-{n}")
    intitule = factory.LazyAttribute(lambda c: f"Campagne {c.code}")
    date_debut = date(2022, 10, 1)
    date_fin = date(2022, 12, 31)


class ReponseConditionFactory(DjangoModelFactory):
    class Meta:
        model = engagements.ReponseCondition

    campagne = factory.SubFactory(CampagneFactory)
    condition = factory.SubFactory(
        ConditionFactory, referentiel=factory.SelfAttribute("..campagne.referentiel")
    )
    site = factory.SubFactory(
        SiteFactory, departement=factory.SelfAttribute("..campagne.departement")
    )
    reponse = False


class AvisEngagementFactory(DjangoModelFactory):
    class Meta:
        model = engagements.AvisEngagement

    service = factory.SubFactory(ServiceFactory)
    engagement = factory.SubFactory(EngagementFactory)
    campagne = factory.SubFactory(
        CampagneFactory,
        departement=factory.SelfAttribute("..service.site.departement"),
        referentiel=factory.SelfAttribute("..engagement.module.referentiel"),
    )


class AutoEvaluationFactory(DjangoModelFactory):
    class Meta:
        model = engagements.AutoEvaluation

    service = factory.SubFactory(ServiceFactory)
    exigence = factory.SubFactory(ExigenceFactory)
    campagne = factory.SubFactory(
        CampagneFactory,
        departement=factory.SelfAttribute("..service.site.departement"),
        referentiel=factory.SelfAttribute("..exigence.referentiel"),
    )


class LotActionsFactory(DjangoModelFactory):
    class Meta:
        model = engagements.LotActions

    class Params:
        complet = factory.Trait(
            valide_par=factory.SubFactory(AgentFactory), date_validation=date(2022, 12, 15)
        )

    departement = factory.SubFactory(DepartementFactory)
    intitule = factory.Sequence(lambda n: f"Lot {n}")
    date_copil = date(2022, 12, 15)


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Action

    class Params:
        complet = factory.Trait(
            service=factory.SubFactory(
                ServiceFactory, site__departement=factory.SelfAttribute("...departement")
            ),
            lot=factory.SubFactory(
                LotActionsFactory, departement=factory.SelfAttribute("..departement")
            ),
            fonction=models.Designation.Fonction.CHEF_SERVICE,
            date_echeance=date(2022, 6, 30),
            efficacite_par=factory.SubFactory(AgentFactory),
        )

    departement = factory.SubFactory(DepartementFactory)
    annee = 2022
    numero = factory.Sequence(lambda n: n + 1)
    intitule = factory.LazyAttribute(lambda a: f"Afficher la charte {a.numero}")


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Report

    action = factory.SubFactory(ActionFactory)
    ancienne = date(2022, 3, 31)
    nouvelle = date(2022, 6, 30)
    motif = "Budget attendu"
    agent = factory.SubFactory(AgentFactory)


class PreuveFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Preuve

    class Params:
        complet = factory.Trait(
            service=factory.SubFactory(
                ServiceFactory, site__departement=factory.SelfAttribute("...departement")
            )
        )

    departement = factory.SubFactory(DepartementFactory)
    intitule = factory.Sequence(lambda n: f"Preuve {n}")
    date_effet = date(2022, 1, 1)


class GroupeTravailFactory(DjangoModelFactory):
    class Meta:
        model = engagements.GroupeTravail

    departement = factory.SubFactory(DepartementFactory)
    nom = factory.Sequence(lambda n: f"Groupe {n}")
