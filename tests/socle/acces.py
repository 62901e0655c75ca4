"""Table des droits du socle : une ligne par URL (voir tests/test_droits.py)."""

from django.core.files.base import ContentFile

from qualepref.socle.models import Designation, Production
from tests import factories
from tests.acces import DEMARCHE, REFERENT, SERVICES, TOUS, Acces, acte
from tests.socle.importeur import ImporteurDeLieux

RAPPELES = TOUS - {"lecteur_national"}
LECTEURS = frozenset({"referent_qualite", "correspondant", "copil", "auditeur", "lecteur_national"})


def service(decor):
    return decor.service


def agent(decor):
    return factories.AgentFactory(departement=decor.departement, service=decor.service)


def designation(decor):
    return factories.DesignationFactory(
        agent=agent(decor),
        fonction=Designation.Fonction.APPUI_TECHNIQUE,
        site=decor.site,
        service=decor.service,
        lettre_mission=ContentFile(b"lettre", "lettre.pdf"),
    )


def fermeture(decor):
    return factories.FermetureFactory(site=decor.site)


def periode(decor):
    return factories.PeriodeSuspendueFactory(departement=decor.departement)


def rapport(decor):
    """L'adresse d'un rapport est la même pour tous ; ce qu'il montre ne l'est pas."""
    return ("tableau-de-bord",)


def production(decor):
    return factories.ProductionFactory(
        departement=decor.departement,
        demandeur=decor.agent,
        etat=Production.Etat.TERMINEE,
        fichier=ContentFile(b"fichier", "essai.txt"),
        nom_fichier="essai.txt",
    )


def rappel(decor):
    """Celui d'un agent ; nul autre, même référent, ne l'ouvre."""
    return factories.RappelFactory(departement=decor.departement, agent=decor.agent)


def vue(decor):
    return factories.VueEnregistreeFactory(departement=decor.departement, agent=decor.agent)


def verification(decor):
    return factories.ProductionFactory(
        departement=decor.departement,
        demandeur=decor.agent,
        genre="import",
        objet=ImporteurDeLieux.type,
        parametres={"essai": True, "nom": "lieux.csv", "correspondance": {}},
    )


def lieu(decor):
    return factories.LieuFactory(site=decor.site)


ACCES = {
    "socle:mot_de_passe": Acces(TOUS),
    "socle:organisation": Acces(TOUS),
    "socle:site_create": Acces(DEMARCHE),
    "socle:site_update": Acces(DEMARCHE, lambda decor: decor.site),
    "socle:service_create": Acces(DEMARCHE),
    "socle:service_detail": Acces(TOUS, service),
    "socle:service_update": Acces(DEMARCHE, service),
    "socle:service_delete": Acces(DEMARCHE, service),
    "socle:agent_list": Acces(DEMARCHE),
    "socle:agent_create": Acces(DEMARCHE),
    "socle:agent_detail": Acces(DEMARCHE, agent),
    "socle:agent_update": Acces(DEMARCHE, agent),
    "socle:designation_list": Acces(SERVICES),
    "socle:designation_create": Acces(DEMARCHE),
    "socle:designation_detail": Acces(SERVICES, designation),
    "socle:designation_lettre": Acces(SERVICES, designation),
    "socle:designation_update": Acces(DEMARCHE, designation),
    "socle:designation_delete": Acces(DEMARCHE, designation),
    "socle:lieu_list": Acces(SERVICES),
    "socle:lieu_create": Acces(DEMARCHE),
    "socle:lieu_update": Acces(DEMARCHE, lieu),
    "socle:fermeture_list": Acces(DEMARCHE),
    "socle:fermeture_create": Acces(DEMARCHE),
    "socle:fermeture_update": Acces(DEMARCHE, fermeture),
    "socle:fermeture_delete": Acces(DEMARCHE, fermeture),
    "socle:periodesuspendue_list": Acces(SERVICES),
    "socle:periodesuspendue_create": Acces(REFERENT),
    "socle:periodesuspendue_update": Acces(REFERENT, periode),
    "socle:periodesuspendue_delete": Acces(REFERENT, periode),
    "socle:production_list": Acces(SERVICES),
    "socle:production_detail": Acces(SERVICES, production),
    "socle:production_fichier": Acces(SERVICES, production),
    "socle:production_relancer": acte(REFERENT, production),
    "socle:import_list": Acces(REFERENT),
    "socle:import_create": Acces(REFERENT, lambda decor: (ImporteurDeLieux.type,), ailleurs=200),
    "socle:import_suite": acte(REFERENT, verification),
    "socle:rapport_list": Acces(TOUS),
    "socle:rapport_detail": Acces(LECTEURS, rapport, ailleurs=200),
    "socle:rapport_fabriquer": acte(LECTEURS & SERVICES, rapport)._replace(ailleurs=302),
    "socle:journal_list": Acces(DEMARCHE),
    "socle:rappel_list": Acces(RAPPELES),
    "socle:rappel_tout_lire": Acces(RAPPELES, statut=302, methode="post"),
    "socle:rappel_preferences": Acces(RAPPELES),
    "socle:rappel_ouvrir": Acces(RAPPELES, rappel, statut=302),
    "socle:rappel_lire": acte(RAPPELES, rappel),
}

# Les vues que chacun garde de ses listes.
ACCES |= {
    "socle:agenda": Acces(TOUS),
    "socle:agenda_ics": Acces(TOUS),
    "socle:vue_list": Acces(RAPPELES),
    "socle:vue_create": Acces(RAPPELES),
    "socle:vue_ouvrir": Acces(RAPPELES, vue, statut=302),
    "socle:vue_update": Acces(RAPPELES, vue),
    "socle:vue_delete": Acces(RAPPELES, vue),
}
