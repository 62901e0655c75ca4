"""Le périmètre engagé, la vie du label, les décisions du comité de pilotage."""

from datetime import date

from engagements.forms import LabellisationForm, PerimetreAjoutForm
from engagements.forms.decisions import DecisionAjoutForm
from engagements.forms.label import EtapeForm, QuitterModuleForm, RetirerSiteForm
from engagements.models import Decision, Etape, Labellisation, Perimetre, Referentiel
from qualepref.socle.chargement import ranger
from qualepref.socle.chargeurs import charger_organisation
from qualepref.socle.demonstration import Demonstration, saisir

REFERENTIEL = "qual-e-pref-2019"
ENGAGEE_LE, COPIL_2021, COPIL_2022 = date(2021, 6, 14), date(2021, 9, 10), date(2022, 3, 15)
SOUS_PREFECTURES_LE = date(2022, 2, 1)
ANNEXE = {"code": "MDE", "nom": "Maison de l'État", "type": "annexe"}
Role = Perimetre.Role
# module, codes des services, rôle, restriction
ENGAGES = [
    (1, ("AG", "DS", "CERTPC", "MDE"), Role.METIER, ""),
    (1, ("PN",), Role.METIER, "L'accompagnement aux démarches en ligne seulement"),
    (1, ("STD",), Role.SUPPORT, "Le standard de tous les services"),
    (1, ("COM",), Role.SUPPORT, "Le site internet et les réseaux sociaux"),
    (2, ("CERTPC",), Role.METIER, ""),
    (7, ("CAB", "COM"), Role.METIER, ""),
]
Genre = Etape.Genre
# étape, date, faite, note ou motif
ETAPES = [
    (Genre.CANDIDATURE, date(2021, 7, 5), True, "Dossier adressé à la préfecture de région"),
    (Genre.VALIDATION, date(2021, 9, 20), True, "Modules 1, 2 et 7 acceptés"),
    (Genre.AUDIT_INTERNE, date(2022, 4, 5), True, "Par deux auditeurs d'un autre département"),
    (Genre.AUDIT_EXTERNE, date(2022, 5, 19), True, ""),
    (Genre.OBTENTION, date(2022, 7, 11), True, "Pour trois ans, sur trois sites"),
    (Genre.SUIVI, date(2024, 1, 16), False, "Jour convenu avec le certificateur"),
]


def engager_la_demarche(demonstration: Demonstration) -> Labellisation:
    """Quatre sites et neuf services entrent au module 1, puis le comité diffère un engagement."""
    with demonstration.le(ENGAGEE_LE) as referente:
        charger_l_annexe(demonstration)
        referentiel = Referentiel.objects.get(code=REFERENTIEL)
        saisie = {"referentiel": referentiel.pk, "date_debut": ENGAGEE_LE}
        labellisation = saisir(LabellisationForm(saisie, agent=referente))
        for numero, codes, role, restriction in ENGAGES:
            engager(demonstration, labellisation, numero, codes, role, restriction)
    differe = {
        "choix": Decision.Choix.DIFFERE,
        "differe_jusqu_au": date(2022, 6, 30),
        "motif": "La charte de modération reste à écrire",
    }
    decider(demonstration, labellisation, COPIL_2021, [20], differe)
    return labellisation


def charger_l_annexe(demonstration: Demonstration) -> None:
    """Un quatrième site, que l'organisation livrée n'a pas : il quittera la démarche en 2022."""
    departement = demonstration.departement
    decrit = {"code": departement.code, "nom": departement.nom}
    donnees = {"departement": decrit, "sites": [ANNEXE]}
    ranger(donnees, charger_organisation)


def engager(demonstration, labellisation, numero, codes, role, restriction="", le=None):
    saisie = {
        "module": labellisation.referentiel.modules.get(numero=numero).pk,
        "services": [service.pk for service in demonstration.services(*codes)],
        "role": role,
        "restriction": restriction,
        "date_entree": le,
    }
    referente = demonstration.agent("referente")
    saisir(PerimetreAjoutForm(saisie, instance=labellisation, agent=referente))


def decider(demonstration, labellisation, copil, numeros, choix) -> None:
    """Une décision du comité, pour l'année de sa séance."""
    with demonstration.le(copil) as referente:
        engagements = labellisation.engagements_a_decider().filter(numero__in=numeros)
        saisie = {"engagements": [e.pk for e in engagements], "date_copil": copil} | choix
        cadre = {"instance": labellisation, "annee": copil.year, "agent": referente}
        saisir(DecisionAjoutForm(saisie, **cadre))


def obtenir_le_label(demonstration: Demonstration, labellisation: Labellisation) -> None:
    """Les sous-préfectures entrent, le module 7 est quitté, le label obtenu ; l'annexe ferme."""
    with demonstration.le(SOUS_PREFECTURES_LE):
        sous_prefectures = ("SPVIE", "SPTDP")
        engager(
            demonstration,
            labellisation,
            1,
            sous_prefectures,
            Role.METIER,
            le=SOUS_PREFECTURES_LE,
        )
    quitter_le_module_7(demonstration, labellisation)
    decider(
        demonstration,
        labellisation,
        COPIL_2022,
        [8, 14, 15, 19, 20, 21, 22, 23],
        {"choix": Decision.Choix.RETENU},
    )
    noter_les_etapes(demonstration, labellisation)
    retirer_l_annexe(demonstration, labellisation)


def quitter_le_module_7(demonstration, labellisation) -> None:
    with demonstration.le(date(2022, 3, 1)) as referente:
        saisie = {
            "module": labellisation.referentiel.modules.get(numero=7).pk,
            "date_sortie": date(2022, 3, 14),
            "motif": "Trop peu d'événements majeurs pour réunir des preuves avant l'audit",
            "suivi_maintenu": True,
        }
        saisir(QuitterModuleForm(saisie, instance=labellisation, agent=referente))


def noter_les_etapes(demonstration, labellisation) -> None:
    """Chacune est notée le jour où elle se fait ; le suivi, le jour où le label est obtenu."""
    for genre, jour, faite, texte in ETAPES:
        with demonstration.le(jour if faite else date(2022, 7, 11)) as referente:
            champ = "note" if faite else "motif"
            saisie = {"genre": genre, "date": jour, "realisee": faite, champ: texte}
            saisir(EtapeForm(saisie, labellisation=labellisation, agent=referente))


def retirer_l_annexe(demonstration, labellisation) -> None:
    with demonstration.le(date(2022, 8, 31)) as referente:
        saisie = {
            "site": demonstration.services("MDE")[0].site_id,
            "date_sortie": date(2022, 8, 31),
            "motif": "L'annexe ne reçoit plus de public",
        }
        saisir(RetirerSiteForm(saisie, instance=labellisation, agent=referente))
