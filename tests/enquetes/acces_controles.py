"""Les lignes de la table des droits pour les contrôles d'évaluateur."""

from tests import factories
from tests.acces import REFERENT, Acces, acte

LECTEURS = REFERENT | {"correspondant", "copil", "auditeur"}


def controle(decor):
    return factories.ControleFactory(departement=decor.departement, site=decor.site)


def controle_rempli(decor):
    releve = factories.ReleveFactory(controle=controle(decor), etat="clos", clos_le="2022-12-01")
    return releve.controle


def releve(decor):
    return factories.ReleveFactory(controle=controle(decor))


def photo(decor):
    return factories.PhotoReleveFactory(releve=releve(decor))


def page(decor):
    return factories.PageInternetFactory(departement=decor.departement)


ACCES = {
    "enquetes:calendrier_controles": Acces(LECTEURS),
    "enquetes:controle_planifier": Acces(REFERENT, statut=302, methode="post"),
    "enquetes:controle_list": Acces(LECTEURS),
    "enquetes:controle_create": Acces(REFERENT),
    "enquetes:controle_detail": Acces(LECTEURS, controle),
    "enquetes:controle_update": Acces(REFERENT, controle),
    "enquetes:controle_clore": acte(REFERENT, controle_rempli),
    "enquetes:controle_proposer": Acces(REFERENT, controle),
    "enquetes:releve_create": acte(REFERENT, controle),
    "enquetes:releve_detail": Acces(LECTEURS, releve),
    "enquetes:releve_update": Acces(REFERENT, releve),
    "enquetes:releve_delete": Acces(REFERENT, releve),
    "enquetes:photoreleve_create": Acces(REFERENT, releve),
    "enquetes:photoreleve_detail": Acces(LECTEURS, photo),
    "enquetes:photoreleve_delete": Acces(REFERENT, photo),
    "enquetes:pageinternet_list": Acces(LECTEURS),
    "enquetes:pageinternet_create": Acces(REFERENT),
    "enquetes:pageinternet_update": Acces(REFERENT, page),
}
