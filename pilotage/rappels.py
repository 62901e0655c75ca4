from datetime import timedelta

from django.db.models import Q

from pilotage.fraicheur import periode_attendue
from pilotage.models.suspensions import suspensions_de
from pilotage.releves import a_donner
from qualepref.socle.droits import TOUS
from qualepref.socle.echeancier import Avis, rappel


@rappel(
    "indicateurs-a-donner",
    "indicateurs à donner",
    *TOUS,
    permission="pilotage.view_indicateur",
    objets=a_donner,
    preavis=5,
)
def indicateurs_a_donner(fenetre):
    """Cinq jours avant que l'absence se signale, à qui en répond : le temps de relever."""
    dus = a_donner(fenetre.jusqu_au).filter(departement=fenetre.departement)
    suspensions = suspensions_de(fenetre.departement)
    confies = dus.exclude(Q(fonction="") & Q(agent=None))
    for un in confies.select_related("indicateur", "agent"):
        indicateur, qui = un.indicateur, responsable(un, fenetre.destinataires)
        delai = indicateur.delai_disponibilite_jours
        attendue = periode_attendue(indicateur.pas, delai, fenetre.jusqu_au)
        suspendue = any(
            s.vise(indicateur.pk) and s.couvre(attendue.debut, attendue.fin, None)
            for s in suspensions
        )
        if qui is not None and qui.is_active and not suspendue:
            limite = attendue.fin + timedelta(days=delai)
            dit = f"Indicateur à donner : {indicateur}, {attendue.libelle}"
            yield Avis(qui.pk, un.pk, limite, un.get_absolute_url(), dit, attendue.cle)


def responsable(reglage, destinataires):
    """La personne, sinon qui tient la fonction dans le département ; None si personne."""
    return reglage.agent or destinataires.au_plus_pres(reglage.fonction, None)
