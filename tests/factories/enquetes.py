"""Les questionnaires, les enquêtes et leurs réponses."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from enquetes import models as enquetes
from enquetes.saisies import TypeQuestion
from tests.factories.engagements import ActionFactory
from tests.factories.socle import DepartementFactory, SiteFactory


class QuestionnaireFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.Questionnaire

    departement = factory.SubFactory(DepartementFactory)
    code = factory.Sequence(lambda n: f"questionnaire-{n}")
    version = "2022.1.0"
    intitule = factory.LazyAttribute(lambda q: f"Questionnaire {q.code}")
    nature = enquetes.Questionnaire.Nature.SATISFACTION
    langues = factory.LazyFunction(lambda: ["fr"])


class ThemeQuestionnaireFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.ThemeQuestionnaire

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    cle = factory.Sequence(lambda n: f"theme-{n}")
    libelles = factory.LazyAttribute(lambda t: {"fr": f"Thème {t.cle}"})


class EchelleFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.Echelle

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    cle = factory.Sequence(lambda n: f"echelle-{n}")


class ChoixFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.Choix

    echelle = factory.SubFactory(EchelleFactory)
    ordre = factory.Sequence(lambda n: n % 30_000)
    cle = factory.Sequence(lambda n: f"choix-{n}")
    libelles = factory.LazyAttribute(lambda c: {"fr": f"Choix {c.cle}"})


class QuestionFactory(DjangoModelFactory):
    """Un texte libre ; pour une question à choix, donner son type et son échelle."""

    class Meta:
        model = enquetes.Question
        skip_postgeneration_save = True

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    ordre = factory.Sequence(lambda n: n % 30_000)
    code = factory.Sequence(lambda n: f"Q{n}")
    type = TypeQuestion.TEXTE_LONG
    libelles = factory.LazyAttribute(lambda q: {"fr": f"Question {q.code} ?"})


class EnqueteFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.Enquete

    departement = factory.SubFactory(DepartementFactory)
    questionnaire = factory.SubFactory(
        QuestionnaireFactory, departement=factory.SelfAttribute("..departement")
    )
    code = factory.Sequence(lambda n: f"enquete-{n}")
    intitule = factory.LazyAttribute(lambda e: f"Enquête {e.code}")
    date_ouverture = date(2022, 9, 1)
    date_cloture = date(2022, 9, 30)

    class Params:
        close = factory.Trait(etat="close", close_le=datetime(2022, 10, 1, tzinfo=UTC))


class PointDeCollecteFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.PointDeCollecte

    enquete = factory.SubFactory(EnqueteFactory)
    mode = enquetes.Mode.TABLETTE
    site = factory.SubFactory(
        SiteFactory, departement=factory.SelfAttribute("..enquete.departement")
    )


class ReponseEnqueteFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.Reponse

    enquete = factory.SubFactory(EnqueteFactory)
    mode = enquetes.Mode.LIEN
    jour = date(2022, 9, 12)


class ValeurFactory(DjangoModelFactory):
    """Un texte libre ; pour un choix, donner la question, le choix et un texte vide."""

    class Meta:
        model = enquetes.Valeur

    reponse = factory.SubFactory(ReponseEnqueteFactory)
    question = factory.SubFactory(
        QuestionFactory, questionnaire=factory.SelfAttribute("..reponse.enquete.questionnaire")
    )
    enquete = factory.SelfAttribute("reponse.enquete")
    texte = "Accueil très aimable."


class SuiteDEnqueteFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.SuiteDEnquete

    enquete = factory.SubFactory(EnqueteFactory)
    theme = factory.SubFactory(
        ThemeQuestionnaireFactory, questionnaire=factory.SelfAttribute("..enquete.questionnaire")
    )
    action = factory.SubFactory(
        ActionFactory, departement=factory.SelfAttribute("..enquete.departement")
    )


class PublicationEnqueteFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.PublicationEnquete

    enquete = factory.SubFactory(EnqueteFactory)


class EtiquetteVerbatimFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.EtiquetteVerbatim

    departement = factory.SubFactory(DepartementFactory)
    nom = factory.Sequence(lambda n: f"étiquette {n}")


class VerbatimFactory(DjangoModelFactory):
    class Meta:
        model = enquetes.Verbatim

    enquete = factory.SubFactory(EnqueteFactory, close=True)
    question = factory.SubFactory(
        QuestionFactory, questionnaire=factory.SelfAttribute("..enquete.questionnaire")
    )
    texte = "Accueil très aimable."
