"""Les lignes de la table des droits pour les pages de l'usager et pour ses données."""

from tests import factories
from tests.acces import DEMARCHE, REFERENT, TOUS, Acces, acte


def point(decor):
    return factories.PointDeDepotFactory(service=decor.service)


def code_du_point(decor):
    return (point(decor).code,)


def recu(decor):
    depot = factories.DepotFactory(point=point(decor), demande=demande(decor))
    return depot.point.code, depot.jeton


def demande(decor):
    une = factories.DemandeFactory(departement=decor.departement, service=decor.service)
    factories.IdentiteFactory(demande=une)
    return une


def bloquee(decor):
    return factories.BlocageFactory(demande=demande(decor)).demande


ACCES = {
    "suivi:pointdedepot_list": Acces(REFERENT),
    "suivi:pointdedepot_create": Acces(REFERENT),
    "suivi:pointdedepot_detail": Acces(REFERENT, point),
    "suivi:pointdedepot_update": Acces(REFERENT, point),
    "suivi:pointdedepot_pdf": Acces(REFERENT, point),
    "suivi:deposer": Acces(TOUS, code_du_point, ailleurs=200),
    "suivi:depot_recu": Acces(TOUS, recu, ailleurs=200),
    "suivi:purge": Acces(REFERENT),
    "suivi:durees": Acces(REFERENT),
    "suivi:acces": Acces(DEMARCHE),
    "suivi:personne": Acces(REFERENT),
    "suivi:demande_bloquer": Acces(REFERENT, demande),
    "suivi:demande_debloquer": acte(REFERENT, bloquee),
}
