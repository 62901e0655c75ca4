"""Les envois aux directions : à qui, une seule fois, et ce qui se reprend."""

from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pilotage import expeditions
from pilotage.models import Destinataire, Expedition
from pilotage.tasks import relancer_les_expeditions
from qualepref.socle.taches import lignes_pour
from tests import factories


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def publie(tableau, referent):
    tableau.publier(referent)
    tableau.pdf.save("t4.pdf", ContentFile(b"%PDF-essai"))
    return tableau


@pytest.fixture
def deux(departement):
    factories.DestinataireFactory(
        departement=departement, courriel="pas@exemple.fr", tableaux=False
    )
    return factories.DestinataireFactory.create_batch(2, departement=departement)


def etats():
    return sorted(Expedition.objects.values_list("etat", flat=True))


def test_chaque_direction_recoit_une_fois_le_pdf_et_le_lien(publie, deux, envoyer, settings):
    settings.ADRESSE = "https://qualite.exemple.fr"
    page = envoyer("pilotage:tableaudebord_envois", publie.pk)  # la lire n'envoie rien
    page = page.client.get(reverse("pilotage:tableaudebord_envois", args=[publie.pk]))
    assert "Envoyer à 2 adresses" in page.content.decode() and not mail.outbox
    page = envoyer("pilotage:tableaudebord_envoyer", publie.pk).content.decode()
    envoyer("pilotage:tableaudebord_envoyer", publie.pk)
    relancer_les_expeditions()
    assert sorted(m.to[0] for m in mail.outbox) == sorted(un.courriel for un in deux)
    assert etats() == ["envoyee"] * 2 and "Chaque destinataire a cette édition" in page
    message = mail.outbox[0]
    assert message.subject == "Tableau de bord du 4e trimestre 2022, Isère"
    assert message.attachments[0][:2] == ("tableau-de-bord-38-2022-T4.pdf", b"%PDF-essai")
    assert f"https://qualite.exemple.fr{publie.get_absolute_url()}" in message.body
    assert "1 cible atteinte" in message.body
    nouveau = factories.DestinataireFactory(departement=publie.departement)
    envoyer("pilotage:tableaudebord_envoyer", publie.pk)
    assert [m.to[0] for m in mail.outbox[2:]] == [nouveau.courriel]


@pytest.mark.parametrize(
    ("panne", "phrase"),
    [
        (OSError("muet"), expeditions.SERVEUR),
        (SMTPRecipientsRefused({}), expeditions.ADRESSE),
        (ValueError("en-tête"), expeditions.ADRESSE),
        (None, expeditions.INTROUVABLE),
    ],
)
def test_un_echec_se_dit_et_se_relance(publie, deux, envoyer, monkeypatch, referent, panne, phrase):
    if panne is None:
        default_storage.delete(publie.pdf.name)
    else:
        monkeypatch.setattr(EmailMessage, "send", lambda courriel: (_ for _ in ()).throw(panne))
    page = envoyer("pilotage:tableaudebord_envoyer", publie.pk)
    page = page.client.get(reverse("pilotage:tableaudebord_envois", args=[publie.pk]))
    assert etats() == ["echouee"] * 2 and phrase in page.content.decode().replace("&#x27;", "'")
    (ligne,) = [li for li in lignes_pour(referent) if "aux directions" in li.libelle]
    assert (ligne.nombre, ligne.url) == (2, publie.expeditions.first().get_absolute_url())
    monkeypatch.undo()
    if panne is None:
        publie.pdf.save("t4.pdf", ContentFile(b"%PDF-essai"))
    for expedition in publie.expeditions.all():
        envoyer("pilotage:expedition_relancer", expedition.pk)
        envoyer("pilotage:expedition_relancer", expedition.pk)
    assert etats() == ["envoyee"] * 2 and len(mail.outbox) == 2


def test_ce_que_la_file_a_perdu_repart_et_ce_qui_s_est_interrompu_attend(publie, deux, referent):
    """Rien n'est parti : ni le worker mort en route, ni le message perdu ne font un double."""
    oubliee, prise = Expedition.objects.inscrire(publie, referent)
    assert prise.prendre_le_depart() and not prise.prendre_le_depart()
    passe = timezone.now() - timedelta(minutes=11)
    Expedition.objects.update(demandee_le=passe)
    Expedition.objects.filter(pk=prise.pk).update(depart_le=passe)
    relancer_les_expeditions()
    relancer_les_expeditions()
    prise.refresh_from_db()
    assert (prise.etat, prise.erreur) == ("echouee", expeditions.INTERROMPU)
    assert [m.to[0] for m in mail.outbox] == [oubliee.courriel]
    assert mail.outbox[0].message()["Message-ID"] == oubliee.message_id


def test_ce_qui_empeche_l_envoi(tableau, deux, referent, envoyer):
    cas = []
    for changer in (lambda: None, lambda: tableau.publier(referent)):
        changer()
        with pytest.raises(ValidationError) as refus:
            Expedition.objects.inscrire(tableau, referent)
        cas.append(refus.value.messages[0])
    tableau.pdf.save("t4.pdf", ContentFile(b"%PDF-"))
    factories.TableauDeBordFactory(
        departement=tableau.departement,
        trimestre="2022-T4",
        edition=2,
        motif="Corrigé.",
        etat="publie",
        publie_le=timezone.now(),
    )
    page = envoyer("pilotage:tableaudebord_envoyer", tableau.pk).content.decode()
    assert "n'est pas publié" in cas[0] and "se fabrique" in cas[1]
    assert "Cette édition est remplacée" in page and not Expedition.objects.exists()


def test_une_adresse_n_est_qu_une_fois_dans_le_departement(envoyer, service, deux):
    saisie = {"intitule": "Secrétariat", "courriel": deux[0].courriel.upper(), "tableaux": "on"}
    page = envoyer("pilotage:destinataire_create", **saisie).content.decode()
    assert "déjà parmi les destinataires" in page
    saisie["courriel"] = "autre@exemple.fr"
    envoyer("pilotage:destinataire_create", **saisie, service=service.pk)
    assert Destinataire.objects.get(courriel="autre@exemple.fr").service == service
    ailleurs = factories.ServiceFactory()
    saisie["courriel"] = "encore@exemple.fr"
    page = envoyer("pilotage:destinataire_create", **saisie, service=ailleurs.pk).content.decode()
    assert "Erreur" in page and Destinataire.objects.count() == 4


def test_la_base_refuse_deux_envois_du_meme_tableau_a_la_meme_adresse(publie, deux, referent):
    une, _ = Expedition.objects.inscrire(publie, referent)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.ExpeditionFactory(
            departement=publie.departement, tableau=publie, courriel=une.courriel
        )
    deux[0].delete()
    une.refresh_from_db()
    assert une.intitule and une.destinataire is None  # le journal reste
