"""Deux personnes, deux workers, au même instant : un seul courriel, une seule réponse."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from suivi.models import Reponse
from suivi.reponses import envoi
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="une base en mémoire n'a qu'un écrivain"
    ),
]
A_LA_FOIS = 6


@pytest.fixture
def reponse(service, referent):
    demande = factories.DemandeFactory(service=service)
    return factories.ReponseFactory(demande=demande, redigee_par=referent)


def ensemble(acte):
    """Joue l'acte dans plusieurs fils partis du même point ; rend ce que chacun obtient."""
    depart = Barrier(A_LA_FOIS)

    def un(rang):
        depart.wait()
        try:
            return acte(rang)
        except ValidationError as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(A_LA_FOIS) as fils:
        return list(fils.map(un, range(A_LA_FOIS)))


def reussites(resultats):
    return [un for un in resultats if not isinstance(un, ValidationError) and un is not False]


def test_plusieurs_envois_demandes_ensemble_n_en_font_qu_un(reponse, referent):
    obtenus = ensemble(lambda rang: Reponse.objects.get(pk=reponse.pk).partir(referent))
    assert len(reussites(obtenus)) == 1
    assert Reponse.objects.get().tour == 1


def test_plusieurs_workers_sur_le_meme_message_n_envoient_qu_un_courriel(reponse, referent):
    reponse.partir(referent)
    obtenus = ensemble(lambda rang: envoi.envoyer(reponse_id=reponse.pk))
    assert len(reussites(obtenus)) == 1
    assert len(mail.outbox) == 1
    assert Reponse.objects.get().demande.etat == "repondue"


def test_un_courrier_ne_se_remet_qu_une_fois(reponse, referent):
    Reponse.objects.update(etat="brouillon", support="courrier", destinataire="Usager 1")
    obtenus = ensemble(lambda rang: Reponse.objects.get(pk=reponse.pk).remettre(referent, b"%PDF"))
    assert len(reussites(obtenus)) == 1
    assert Reponse.objects.get().etat == "remise"


def test_deux_enregistrements_du_meme_texte_le_second_le_sait(reponse, referent):
    obtenus = ensemble(
        lambda rang: Reponse.objects.get(pk=reponse.pk).recrire(referent, 0, texte=f"Texte {rang}")
    )
    assert len(reussites(obtenus)) == 1
    gagnant = next(rang for rang, un in enumerate(obtenus) if not isinstance(un, ValidationError))
    assert Reponse.objects.get().texte == f"Texte {gagnant}"


def test_deux_brouillons_au_meme_instant_un_seul_se_garde(
    client_de, referent, correspondant, service
):
    demande = factories.DemandeFactory(service=service)
    adresse = reverse("suivi:reponse_create", args=[demande.pk])
    agents = [referent, correspondant] * (A_LA_FOIS // 2)

    def enregistrer(rang):
        saisie = {"usage": "reponse", "support": "courriel", "objet": "Oui", "texte": f"N° {rang}"}
        return client_de(agents[rang]).post(adresse, saisie).content.decode()

    pages = ensemble(enregistrer)
    assert Reponse.objects.count() == 1
    refusees = [(rang, page) for rang, page in enumerate(pages) if page]
    assert len(refusees) == A_LA_FOIS - 1
    assert all(f"N° {rang}" in page for rang, page in refusees)
