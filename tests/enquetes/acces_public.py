"""Les lignes de la table des droits pour les pages où l'on répond, ouvertes à tous."""

from enquetes.models import Mode
from tests.acces import TOUS, Acces
from tests.enquetes.questionnaire_d_essai import enquete, point


def code_du_point(decor):
    return (point(enquete(decor.departement), Mode.TABLETTE, site=decor.site).code,)


ACCES = {
    "recueil:formulaire": Acces(TOUS, code_du_point, ailleurs=200),
    "recueil:merci": Acces(TOUS, code_du_point, ailleurs=200),
    "recueil:tablette": Acces(TOUS, code_du_point, ailleurs=200),
    "recueil:veille_fichier": Acces(TOUS, code_du_point, ailleurs=200),
}
