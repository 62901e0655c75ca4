"""Les lignes de la table des droits pour les contrôles d'évaluateur."""

from tests import factories
from tests.acces import REFERENT, TOUS, Acces, acte

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


def pret(decor):
    pret = factories.PretFactory(departement=decor.departement)
    pret.controles.add(controle(decor))
    return pret


def code_du_pret(decor):
    return (pret(decor).code,)


def appel(decor):
    un = pret(decor)
    releve = factories.ReleveFactory(controle=un.controles.get(), pret=un)
    return un.code, releve.pk


def site_internet(decor):
    """Le contrôle du site, et une page à y tirer."""
    page(decor)
    grille = factories.QuestionnaireFactory(
        departement=decor.departement, code="site_internet", nature="grille"
    )
    return factories.ControleFactory(departement=decor.departement, questionnaire=grille)


ACCES = {
    "enquetes:calendrier_controles": Acces(LECTEURS),
    "enquetes:controle_planifier": Acces(REFERENT, statut=302, methode="post"),
    "enquetes:controle_list": Acces(LECTEURS),
    "enquetes:controle_create": Acces(REFERENT),
    "enquetes:controle_detail": Acces(LECTEURS, controle),
    "enquetes:controle_update": Acces(REFERENT, controle),
    "enquetes:controle_clore": acte(REFERENT, controle_rempli),
    "enquetes:controle_decider": Acces(REFERENT, controle),
    "enquetes:echantillon_create": Acces(REFERENT, site_internet),
    "enquetes:releve_create": acte(REFERENT, controle),
    "enquetes:releve_detail": Acces(LECTEURS, releve),
    "enquetes:releve_update": Acces(REFERENT, releve),
    "enquetes:releve_delete": Acces(REFERENT, releve),
    "enquetes:photoreleve_create": Acces(REFERENT, releve),
    "enquetes:photoreleve_fichier": Acces(LECTEURS, photo),
    "enquetes:photoreleve_delete": Acces(REFERENT, photo),
    "enquetes:pret_list": Acces(REFERENT),
    "enquetes:pret_create": Acces(REFERENT),
    "enquetes:pret_detail": Acces(REFERENT, pret),
    "enquetes:pret_update": Acces(REFERENT, pret),
    "enquetes:pret_revoquer": acte(REFERENT, pret),
    "enquetes:pret_clore": acte(REFERENT, pret),
    "enquetes:echange": Acces(TOUS, code_du_pret, ailleurs=200),
    "enquetes:appel": Acces(TOUS, appel, ailleurs=200),
    "enquetes:pageinternet_list": Acces(LECTEURS),
    "enquetes:pageinternet_create": Acces(REFERENT),
    "enquetes:pageinternet_update": Acces(REFERENT, page),
}
