"""Les indicateurs, les tableaux de bord, les bilans, les dossiers de preuves."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from pilotage import models as pilotage
from pilotage.rythmes import fiche_de_la_direction
from qualepref.socle.periodes import Periode
from tests.factories.socle import (
    AgentFactory,
    DepartementFactory,
    ProductionFactory,
    ServiceFactory,
    SiteFactory,
)


class DossierDePreuvesFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.DossierDePreuves

    class Params:
        complet = factory.Trait(
            demandeur=factory.SubFactory(AgentFactory),
            destinataire=factory.SubFactory(AgentFactory),
            campagne=factory.SubFactory(
                "tests.factories.CampagneFactory",
                departement=factory.SelfAttribute("..departement"),
            ),
        )

    departement = factory.SubFactory(DepartementFactory)
    le = date(2022, 12, 31)
    production = factory.SubFactory(
        ProductionFactory,
        genre="dossier-de-preuves",
        departement=factory.SelfAttribute("..departement"),
    )


class IndicateurFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.Indicateur
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"ESSAI-{n}")
    libelle = factory.LazyAttribute(lambda i: f"Indicateur {i.code}")
    famille = pilotage.Indicateur.Famille.TELEPHONIE
    numerateur = "Appels pris"
    denominateur = "Appels reçus"
    unite = "%"
    sens = "hausse"
    cible = Decimal("0.85")
    periodicite = "mensuelle"
    source = "memobox"
    mode_de_calcul = "Les uns sur les autres."
    delai_disponibilite_jours = 10
    ventilation = ["site"]
    statut = "confirmé"


class ReglageIndicateurFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.ReglageIndicateur

    indicateur = factory.SubFactory(IndicateurFactory)
    departement = factory.SubFactory(DepartementFactory)


class CibleIndicateurFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.CibleIndicateur

    indicateur = factory.SubFactory(IndicateurFactory)
    departement = factory.SubFactory(DepartementFactory)
    date_effet = date(2022, 1, 1)
    sens = "hausse"
    cible = Decimal("0.9")


class SuspensionIndicateurFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.SuspensionIndicateur

    indicateur = factory.SubFactory(IndicateurFactory)
    departement = factory.SubFactory(DepartementFactory)
    date_debut = date(2022, 10, 1)
    date_fin = date(2022, 12, 31)
    motif = "Standard en travaux"


class MeteoFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.Meteo

    indicateur = factory.SubFactory(IndicateurFactory)
    departement = factory.SubFactory(DepartementFactory)
    trimestre = "2022-T4"
    temps = "pluie"
    commentaire = "Le standard a manqué d'agents."


class MesureFactory(DjangoModelFactory):
    """Un mois de téléphonie : 90 sur 100."""

    class Meta:
        model = pilotage.Mesure

    class Params:
        mois = factory.Sequence(lambda n: f"{2000 + n // 12}-{n % 12 + 1:02}")
        complet = factory.Trait(
            site=factory.SubFactory(
                SiteFactory, departement=factory.SelfAttribute("..departement")
            ),
            service=factory.SubFactory(ServiceFactory, site=factory.SelfAttribute("..site")),
        )

    indicateur = factory.SubFactory(IndicateurFactory)
    departement = factory.SubFactory(DepartementFactory)
    date_debut = factory.LazyAttribute(lambda m: Periode.lire(m.mois).debut)
    date_fin = factory.LazyAttribute(lambda m: Periode.lire(m.mois).fin)
    numerateur = 90
    denominateur = 100
    source = "memobox"


class PropositionDeMesureFactory(MesureFactory):
    """Un mois de téléphonie qu'un site propose."""

    class Meta:
        model = pilotage.PropositionDeMesure
        exclude = ["source"]

    class Params:
        complet = factory.Trait(
            site=factory.SubFactory(
                SiteFactory, departement=factory.SelfAttribute("..departement")
            ),
            service=factory.SubFactory(ServiceFactory, site=factory.SelfAttribute("..site")),
            auteur=factory.SubFactory(AgentFactory),
        )


RIEN = {
    "departement": {"code": "38", "nom": "Isère"},
    "periode": "2022-11",
    "periode_dite": "novembre 2022",
    "arrete": "2022-12-31",
    "suspensions": [],
    "familles": [],
}


class TableauDeBordFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.TableauDeBord

    departement = factory.SubFactory(DepartementFactory)
    trimestre = factory.Sequence(lambda n: f"{2000 + n // 4 % 99}-T{n % 4 + 1}")


class DestinataireFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.Destinataire

    class Params:
        complet = factory.Trait(service=factory.SubFactory(ServiceFactory))

    departement = factory.SubFactory(DepartementFactory)
    intitule = factory.Sequence(lambda n: f"Direction {n}")
    courriel = factory.Sequence(lambda n: f"direction-{n}@exemple.fr")


class FicheFactory(DjangoModelFactory):
    """Une fiche mensuelle d'une direction qui n'a rien de mesuré."""

    class Meta:
        model = pilotage.Fiche

    departement = factory.SubFactory(DepartementFactory)
    service = factory.SubFactory(ServiceFactory)
    genre = "mensuelle"
    debut = factory.Sequence(lambda n: date(2000 + n // 12 % 99, n % 12 + 1, 1))
    donnees = factory.LazyAttribute(
        lambda f: fiche_de_la_direction(RIEN, f.service.nom, frozenset(), f.service.site_id)
    )


class ExpeditionFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.Expedition

    departement = factory.SubFactory(DepartementFactory)
    tableau = factory.SubFactory(
        TableauDeBordFactory, departement=factory.SelfAttribute("..departement")
    )
    intitule = factory.Sequence(lambda n: f"Direction {n}")
    courriel = factory.Sequence(lambda n: f"direction-{n}@exemple.fr")


class AfficheTransparenceFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.AfficheTransparence

    departement = factory.SubFactory(DepartementFactory)
    tableau = factory.SubFactory(
        TableauDeBordFactory, departement=factory.SelfAttribute("..departement")
    )
    trimestre = factory.SelfAttribute("tableau.trimestre")
    edition = 1
    chiffres = factory.LazyFunction(lambda: {"blocs": []})


class PlanBilanFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.PlanBilan
        django_get_or_create = ["code", "version"]

    code = "plan-d-essai"
    version = "1"
    intitule = "Plan d'essai"
    chapitres = factory.LazyFunction(
        lambda: [
            {
                "numero": "1",
                "titre": "Bilan des actions",
                "sections": [
                    {
                        "numero": "1.1",
                        "titre": "Les actions engagées",
                        "donnees": [],
                        "indicateurs": [],
                        "tableaux": [],
                        "recit": ["contexte_de_l_annee", "faits_marquants"],
                    }
                ],
            }
        ]
    )


class BilanAnnuelFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.BilanAnnuel

    departement = factory.SubFactory(DepartementFactory)
    annee = factory.Sequence(lambda n: 2000 + n % 99)
    plan = factory.SubFactory(PlanBilanFactory)


class PieceAFournirFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.PieceAFournir

    ordre = factory.Sequence(lambda n: n + 1)
    intitule = factory.LazyAttribute(lambda p: f"Pièce {p.ordre}")
    types = ["politique_qualite"]
    delai_jours = 30
