"""Chaque nuit, les adresses d'un département : laquelle répond encore."""

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings

from documents.adresses import EN_FAUTE, INJOIGNABLE, REFUSEE, REPOND, Reponse, controler
from documents.models import Diffusion
from qualepref.socle.temps import maintenant

LOT = 500  # adresses par nuit et par département ; les autres passent la nuit suivante
DUREE_MAX = 1800  # secondes
INTERROMPUE = Reponse("interrompue", "le contrôle a été interrompu")
ETATS = {
    REPOND: Diffusion.Reponse.REPOND,
    EN_FAUTE: Diffusion.Reponse.EN_FAUTE,
    REFUSEE: Diffusion.Reponse.NON_CONTROLEE,
    INTERROMPUE.etat: Diffusion.Reponse.NON_CONTROLEE,
}


def controler_le_departement(*, departement_id: int) -> None:
    """Contrôle chaque adresse une fois, puis juge celles où le réseau n'a pas mené.

    Sans réseau, aucune ne répond : on n'en accuse aucun site, elles ne sont « pas contrôlées ». Dès
    qu'une a répondu, le réseau est là : les injoignables sont en faute.
    """
    reponses: dict[str, Reponse] = {}
    siennes = Diffusion.objects.en_ligne().filter(document__departement=departement_id)
    adresses = list(dict.fromkeys(siennes.values_list("adresse", flat=True)))[:LOT]
    try:
        for adresse in adresses:
            reponses[adresse] = controler(adresse, settings.ADRESSES_PERMISES)
    except SoftTimeLimitExceeded:  # ce qui est lu s'écrit ; la suite, la nuit prochaine
        # Celle-ci s'écrit aussi : elle serait sinon la première chaque nuit, et la dernière.
        reponses.setdefault(adresse, INTERROMPUE)
    reseau = any(reponse.etat in (REPOND, EN_FAUTE) for reponse in reponses.values())
    for adresse, reponse in reponses.items():
        siennes.filter(adresse=adresse).order_by().update(
            reponse=juger(reponse.etat, reseau),
            reponse_dite=reponse.phrase[:200],
            controlee_le=maintenant(),
        )


def juger(etat: str, reseau: bool) -> str:
    """L'état à écrire ; une adresse injoignable n'est en faute que si le réseau mène ailleurs."""
    if etat != INJOIGNABLE:
        return ETATS[etat]
    return Diffusion.Reponse.EN_FAUTE if reseau else Diffusion.Reponse.NON_CONTROLEE
