"""Un worker tué net au milieu d'un envoi à une direction : rien ne part deux fois seul."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from pilotage.expeditions import INTERROMPU
from pilotage.models import Expedition
from pilotage.models.expeditions import DIX_MINUTES
from pilotage.tasks import expedier, relancer_les_expeditions
from tests import factories
from tests.acces import Decor
from tests.pilotage.acces import tableau
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


def etat(expedition):
    return Expedition.objects.values_list("etat", flat=True).get(pk=expedition.pk)


def test_un_envoi_interrompu_ne_repart_pas_seul(celery_reel, smtp, service, referent):
    """Tué quand le serveur avait tout reçu : seule une personne peut décider de recommencer."""
    edition = tableau(Decor(service, referent))
    edition.pdf.save("t4.pdf", ContentFile(b"%PDF-essai"))
    premiere, seconde = (
        factories.ExpeditionFactory(departement=edition.departement, tableau=edition)
        for _ in range(2)
    )
    smtp.silence = "FIN"
    worker = celery_reel(*WORKER)
    expedier.delay(premiere.pk)
    attendre(smtp.muet.is_set)
    tuer(worker)
    smtp.silence = ""
    assert len(smtp.recus) == 1 and etat(premiere) == "a_envoyer"
    celery_reel(*WORKER)
    expedier.delay(premiere.pk)  # la file rend ce que le mort n'a pas acquitté
    expedier.delay(seconde.pk)
    attendre(lambda: etat(seconde) == "envoyee")
    passe = timezone.now() - DIX_MINUTES - timedelta(minutes=1)
    Expedition.objects.filter(pk=premiere.pk).update(depart_le=passe)
    relancer_les_expeditions.delay()
    attendre(lambda: etat(premiere) == "echouee")
    premiere.refresh_from_db()
    assert premiere.erreur == INTERROMPU and len(smtp.recus) == 2
    premiere.relancer()
    expedier.delay(premiere.pk)
    attendre(lambda: etat(premiere) == "envoyee")
    assert smtp.identifiants.count(premiere.message_id) == 2
    assert smtp.identifiants.count(seconde.message_id) == 1
