"""Les lignes des enquêtes et de leurs points de collecte (voir acces.py)."""

from datetime import timedelta

from qualepref.socle.temps import aujourdhui
from tests import factories
from tests.acces import REFERENT, Acces, acte

SAISISSEURS = frozenset({"referent_qualite", "correspondant"})
LECTEURS = frozenset({"referent_qualite", "correspondant", "copil", "auditeur"})


def enquete(decor, **champs):
    return factories.EnqueteFactory(departement=decor.departement, **champs)


def enquete_ouverte(decor):
    return enquete(decor, etat="ouverte")


def point(decor):
    return factories.PointDeCollecteFactory(enquete=enquete_ouverte(decor), site=decor.site)


def point_de_papier(decor):
    """D'une enquête qui prend des réponses aujourd'hui."""
    debut, fin = aujourdhui() - timedelta(days=5), aujourdhui() + timedelta(days=5)
    en_cours = enquete(decor, etat="ouverte", date_ouverture=debut, date_cloture=fin)
    factories.QuestionFactory(questionnaire=en_cours.questionnaire)
    return factories.PointDeCollecteFactory(enquete=en_cours, site=decor.site, mode="papier")


ACCES = {
    "enquetes:enquete_list": Acces(LECTEURS),
    "enquetes:enquete_create": Acces(REFERENT),
    "enquetes:enquete_detail": Acces(LECTEURS, enquete),
    "enquetes:enquete_update": Acces(REFERENT, enquete),
    "enquetes:enquete_delete": Acces(REFERENT, enquete),
    "enquetes:enquete_ouvrir": acte(REFERENT, enquete),
    "enquetes:enquete_clore": acte(REFERENT, enquete_ouverte),
    "enquetes:enquete_affiches": acte(REFERENT, enquete_ouverte),
    "enquetes:pointdecollecte_create": Acces(REFERENT, enquete),
    "enquetes:pointdecollecte_update": Acces(REFERENT, point),
    "enquetes:pointdecollecte_fermer": acte(REFERENT, point),
    "enquetes:pointdecollecte_rouvrir": acte(REFERENT, point),
    "enquetes:saisie_list": Acces(SAISISSEURS),
    "enquetes:saisie": Acces(SAISISSEURS, point_de_papier),
    "enquetes:pointdecollecte_pdf": Acces(LECTEURS, point),
}
