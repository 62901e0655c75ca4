"""Les lignes de la table des droits pour les pages de l'usager et pour ses données."""

from tests import factories
from tests.acces import REFERENT, TOUS, Acces


def point(decor):
    return factories.PointDeDepotFactory(service=decor.service)


def code_du_point(decor):
    return (point(decor).code,)


def recu(decor):
    demande = factories.DemandeFactory(departement=decor.departement, service=decor.service)
    depot = factories.DepotFactory(point=point(decor), demande=demande)
    return depot.point.code, depot.jeton


ACCES = {
    "suivi:pointdedepot_list": Acces(REFERENT),
    "suivi:pointdedepot_create": Acces(REFERENT),
    "suivi:pointdedepot_detail": Acces(REFERENT, point),
    "suivi:pointdedepot_update": Acces(REFERENT, point),
    "suivi:pointdedepot_pdf": Acces(REFERENT, point),
    "suivi:deposer": Acces(TOUS, code_du_point, ailleurs=200),
    "suivi:depot_recu": Acces(TOUS, recu, ailleurs=200),
}
