"""Un worker tué net au milieu d'un envoi : rien n'est perdu, rien ne part deux fois."""

from datetime import timedelta

import pytest
from django.utils import timezone

from suivi.models import Reponse
from suivi.reponses import circuit, envoi
from suivi.reponses.expedition import expedier
from suivi.tasks import envoyer_reponse, relancer_les_envois
from tests import factories
from tests.suivi.smtp import Smtp
from tests.taches.conftest import attendre, tuer

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ("worker", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle")


@pytest.fixture
def smtp(monkeypatch):
    serveur = Smtp()
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{serveur.port}")
    yield serveur
    serveur.fermer()


@pytest.fixture
def reponse(service, referent):
    return une_reponse(service, referent)


def une_reponse(service, agent):
    return factories.ReponseFactory(
        demande=factories.DemandeFactory(service=service), redigee_par=agent
    )


def tuer_au_milieu(celery_reel, smtp, reponse, agent):
    """Le worker attend une réponse du serveur de courriel ; il meurt sans l'avoir eue."""
    worker = celery_reel(*WORKER)
    expedier(reponse=reponse, agent=agent)
    attendre(smtp.muet.is_set)
    tuer(worker)
    smtp.silence = ""
    reponse.refresh_from_db()
    assert reponse.etat == circuit.EN_ENVOI and reponse.depart_le and not reponse.date_envoi


def vieillir(reponse, champ, ecoulees):
    moment = timezone.now() - ecoulees - timedelta(minutes=1)
    Reponse.objects.filter(pk=reponse.pk).update(**{champ: moment})


def etat(reponse):
    return Reponse.objects.values_list("etat", flat=True).get(pk=reponse.pk)


@pytest.mark.parametrize(("silence", "recus"), [("MAIL", 0), ("FIN", 1)])
def test_un_envoi_interrompu_ne_repart_pas_seul(
    celery_reel, smtp, reponse, referent, service, silence, recus
):
    """Tué avant que le serveur n'ait rien reçu, puis une fois qu'il a tout : nul ne peut savoir."""
    smtp.silence = silence
    tuer_au_milieu(celery_reel, smtp, reponse, referent)
    assert len(smtp.recus) == recus
    suivante = une_reponse(service, referent)
    celery_reel(*WORKER)
    envoyer_reponse.delay(reponse.pk)  # la file rend ce que le mort n'a pas acquitté
    expedier(reponse=suivante, agent=referent)
    attendre(lambda: etat(suivante) == circuit.ENVOYEE)
    vieillir(reponse, "depart_le", envoi.DIX_MINUTES)
    relancer_les_envois.delay()
    attendre(lambda: etat(reponse) == circuit.ECHOUEE)
    reponse.refresh_from_db()
    assert reponse.erreur == envoi.INTERROMPU and reponse.demande.date_reponse is None
    assert len(smtp.recus) == recus + 1
    assert smtp.identifiants[-1] == suivante.message_id

    expedier(reponse=reponse, agent=referent)
    attendre(lambda: etat(reponse) == circuit.ENVOYEE)
    reponse.demande.refresh_from_db()
    assert reponse.demande.date_reponse
    assert smtp.identifiants.count(reponse.message_id) == recus + 1
    assert reponse.texte in smtp.recus[-1].decode()


def test_une_file_qui_a_tout_oublie_ne_perd_aucun_courriel(celery_reel, smtp, reponse, referent):
    """Redis redémarré à vide : la relance y remet le courriel, et deux relances n'en font qu'un."""
    reponse.partir(referent)
    vieillir(reponse, "demandee_le", envoi.DEUX_MINUTES)
    relancer_les_envois.delay()
    relancer_les_envois.delay()
    celery_reel(*WORKER)
    attendre(lambda: etat(reponse) == circuit.ENVOYEE)
    relancer_les_envois.delay()
    suivante = une_reponse(reponse.demande.service, referent)
    expedier(reponse=suivante, agent=referent)
    attendre(lambda: etat(suivante) == circuit.ENVOYEE)
    assert smtp.identifiants == [reponse.message_id, suivante.message_id]
