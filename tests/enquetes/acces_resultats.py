"""Table des droits des résultats d'une enquête."""

from enquetes.models import PublicationEnquete
from enquetes.resultats.figer import figer
from tests import factories
from tests.acces import REFERENT, TOUS, Acces, acte
from tests.enquetes.resultats import enquete_remplie

LECTEURS = frozenset({"referent_qualite", "correspondant", "copil", "auditeur"})


def enquete(decor):
    return enquete_remplie(decor.departement)


def theme(decor):
    remplie = enquete(decor)
    return remplie.pk, remplie.questionnaire.themes.get(cle="attente").pk


def publication(decor):
    remplie = enquete(decor)
    return PublicationEnquete.objects.publier(remplie, figer(remplie), "", None)


def sortie(decor):
    return publication(decor).pk, "diaporama-odp"


def code(decor):
    return (publication(decor).code,)


def verbatim(decor):
    return factories.VerbatimFactory(enquete__departement=decor.departement)


ACCES = {
    "enquetes:resultats": Acces(LECTEURS, enquete),
    "enquetes:croisement": Acces(LECTEURS, enquete),
    "enquetes:suite_proposer": acte(REFERENT, theme),
    "enquetes:publier": Acces(REFERENT, enquete),
    "enquetes:publication_detail": Acces(LECTEURS, publication),
    "enquetes:publication_retirer": Acces(REFERENT, publication),
    "enquetes:publication_fichier": Acces(LECTEURS, sortie),
    "enquetes:verbatim_list": Acces(REFERENT),
    "enquetes:verbatim_update": Acces(REFERENT, verbatim),
    "enquetes:resultats_publics": Acces(TOUS, code, ailleurs=200),
    "enquetes:resultats_fichier": Acces(TOUS, code, ailleurs=200),
}
