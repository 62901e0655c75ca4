"""Une fabrique par modèle : le plus petit objet valable.

Le Trait `complet` remplit aussi les relations facultatives que la liste du modèle montre : le
nombre de requêtes d'une liste ne se juge pas sur des cases vides (voir test_requetes.py).
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from documents import models as documents
from engagements import models as engagements
from enquetes import models as enquetes
from enquetes.saisies import TypeQuestion
from formations import models as formations
from pilotage import models as pilotage
from qualepref.socle import models
from qualepref.socle.periodes import Periode
from suivi import models as suivi


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


class LieuFactory(DjangoModelFactory):
    class Meta:
        model = models.Lieu

    site = factory.SubFactory(SiteFactory)
    nom = factory.Sequence(lambda n: f"Hall {n}")


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


class TableauDeBordFactory(DjangoModelFactory):
    class Meta:
        model = pilotage.TableauDeBord

    departement = factory.SubFactory(DepartementFactory)
    trimestre = factory.Sequence(lambda n: f"{2000 + n // 4 % 99}-T{n % 4 + 1}")


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
