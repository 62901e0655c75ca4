"""Les actions tenues à l'échéance fixée d'origine : un report ne la déplace pas."""

from collections import Counter
from datetime import date
from fractions import Fraction

from engagements.models import Action
from pilotage.grandeurs import Lieu, Valeur
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Genre, Periode

CODES_DES_ACTIONS = ("ACTIONS-ECHEANCE",)


def valeurs_des_actions(
    departement: Departement, debut: date, fin: date, arrete: date
) -> dict[str, list[Valeur]]:
    """Une valeur par trimestre et par service, d'après l'échéance d'origine, passée à l'arrêté.

    Une proposition ou un refus n'est pas au plan ; une action abandonnée n'a pas été tenue. Le
    jour de la réalisation compte, non celui où l'on solde après avoir vérifié l'efficacité.
    """
    dues: Counter = Counter()
    tenues: Counter = Counter()
    siennes = Action.objects.filter(departement=departement)
    passees = siennes.dues_a_l_origine(debut, min(fin, arrete))
    for action in passees.select_related("service"):
        origine = action.echeance_d_origine
        service = action.service
        lieu = Lieu(service and service.site_id, action.service_id)
        cle = (Periode.contenant(origine, Genre.TRIMESTRE), lieu)
        dues[cle] += 1
        tenues[cle] += action.est_faite_au(origine)
    return {
        "ACTIONS-ECHEANCE": [
            Valeur(
                periode=periode,
                lieu=lieu,
                numerateur=Fraction(tenues[periode, lieu]),
                denominateur=Fraction(nombre),
            )
            for (periode, lieu), nombre in dues.items()
        ]
    }
