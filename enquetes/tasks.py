from datetime import date

from celery import shared_task
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from enquetes import conduite
from enquetes.controles.envoi import UN_MOIS, envoyer
from enquetes.controles.planification import planifier_d_office
from enquetes.models import Controle, Questionnaire
from enquetes.models.controles import NATURES
from qualepref.socle.models import Departement
from qualepref.socle.synthese import jour_ferme
from qualepref.socle.tasks import rappeler_a_l_agent
from qualepref.socle.temps import aujourdhui


@shared_task
def tenir_les_enquetes() -> None:
    conduite.tenir(aujourdhui())


@shared_task
def ranger_les_reponses() -> None:
    """Chaque heure : celles d'une enquête close à la main n'attendent pas la nuit."""
    conduite.ranger_les_closes()


# --- Contrôles ------------------------------------------------------------------------------------


@shared_task
def tenir_les_controles() -> None:
    """Chaque nuit : le calendrier de l'année se complète, ce qui n'est pas parti repart."""
    le = aujourdhui()
    for departement in Departement.objects.order_by("pk"):
        planifier_les_controles.delay(departement.pk)
    for (cle,) in Controle.objects.a_envoyer(le - UN_MOIS).order_by("pk").values_list("pk"):
        envoyer_le_controle.delay(cle, le.isoformat())


@shared_task
def planifier_les_controles(departement_id: int) -> None:
    departement = Departement.objects.get(pk=departement_id)
    planifier_d_office(departement=departement, le=aujourdhui())


@shared_task
def envoyer_le_controle(controle_id: int, le: str) -> None:
    """Un jour fermé, l'inscription aux rappels suffit : la synthèse part au prochain jour ouvré."""
    jour = date.fromisoformat(le)
    agents = envoyer(controle_id=controle_id, le=jour)
    if agents and not jour_ferme(Controle.objects.get(pk=controle_id).departement, jour):
        for agent in agents:
            rappeler_a_l_agent.delay(agent, le)


@receiver(post_save, sender=Controle, dispatch_uid="enquetes.controle_clos")
def envoyer_apres(instance, raw=False, **kwargs):
    """Dès que la clôture est acquise ; sans file de tâches, la nuit y reviendra."""
    if instance.est_fait and not (raw or instance.envoye_le):
        cle, le = instance.pk, aujourdhui().isoformat()
        transaction.on_commit(lambda: envoyer_le_controle.delay(cle, le), robust=True)


@receiver(post_save, sender=Questionnaire, dispatch_uid="enquetes.grille_en_service")
def planifier_apres(instance, raw=False, **kwargs):
    """Une grille du département entre en service : son année n'attend pas la nuit."""
    attendue = instance.nature in NATURES and instance.periodicite_mois and not instance.retire
    if attendue and instance.departement_id and not raw:
        cle = instance.departement_id
        transaction.on_commit(lambda: planifier_les_controles.delay(cle), robust=True)
