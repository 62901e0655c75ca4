"""Proposer une correction à un document, y répondre, lire la réponse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.models import Correction
from documents.models.corrections import TEXTE_MAX
from qualepref.socle.models import Rappel
from qualepref.socle.synthese import inscrire_les_rappels
from tests import factories

pytestmark = pytest.mark.usefixtures("au_31_decembre")
LE = date(2022, 12, 31)


@pytest.fixture
def document(departement, service, fiche):
    document = factories.DocumentFactory(
        departement=departement, service=service, type=fiche, reference="FP-AG-001"
    )
    factories.VersionDocumentFactory(document=document, numero=3, en_vigueur_du=date(2022, 1, 1))
    return document


@pytest.fixture
def correction(document, agent):
    return factories.CorrectionFactory(
        document=document, version=document.versions.get(), auteur=agent
    )


def proposer(client, document, texte="Le standard ferme à 16 h.", passage="Page 2"):
    adresse = reverse("documents:correction_proposer", args=[document.pk])
    return client.post(adresse, {"texte": texte, "passage": passage}, follow=True)


def repondre(client, correction, **saisie):
    adresse = correction.get_absolute_url()
    champs = client.get(adresse).context["form"]
    version = champs["version"].value()
    return client.post(adresse, {"version": version or "", **saisie}, follow=True)


def dit(reponse):
    return reponse.content.decode()


def test_qui_lit_propose_et_suit_sa_proposition(client_de, agent, document):
    client = client_de(agent)
    assert "Proposer une correction" in dit(client.get(document.get_absolute_url()))
    page = dit(proposer(client, document))
    assert "transmise au service" in page and "Le standard ferme à 16 h." in page
    une = Correction.objects.get()
    assert (une.auteur, une.version.numero, une.passage) == (agent, 3, "Page 2")
    assert (une.etat, une.date_depot) == ("proposee", LE)


@pytest.mark.parametrize(
    ("texte", "message"), [("", "obligatoire"), ("x" * (TEXTE_MAX + 1), "2000"), (" ", "obligat")]
)
def test_un_texte_vide_ou_trop_long_se_dit_et_se_garde(client_de, agent, document, texte, message):
    page = dit(proposer(client_de(agent), document, texte, passage="À garder"))
    assert message in page and "À garder" in page and not Correction.objects.exists()


def test_la_meme_deux_fois_ne_fait_qu_une_ligne(client_de, agent, document):
    client = client_de(agent)
    proposer(client, document)
    assert "déjà proposé" in dit(proposer(client, document))
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("fonction", ["auditeur_interne", "auditeur_externe"])
def test_qui_audite_n_en_propose_pas(client_de, auditeur, document, fonction):
    """L'auditeur est en lecture seule, du dedans comme du dehors."""
    auditeur.designations.update(fonction=fonction)
    client = client_de(auditeur)
    assert "Proposer une correction" not in dit(client.get(document.get_absolute_url()))
    assert proposer(client, document).status_code == 403 and not Correction.objects.exists()


def test_un_correspondant_qui_audite_aussi_en_propose(client_de, correspondant, document):
    factories.DesignationFactory(
        agent=correspondant, fonction="auditeur_interne", date_fin=date(2099, 1, 1)
    )
    assert "transmise au service" in dit(proposer(client_de(correspondant), document))


def test_on_ne_corrige_que_ce_qu_on_lit(client_de, agent, document):
    document.etat = "en_redaction"
    document.save()
    adresse = reverse("documents:correction_proposer", args=[document.pk])
    assert client_de(agent).get(adresse).status_code == 404


def test_le_service_proprietaire_la_voit(
    client_de, creer_agent, correspondant, correction, voisin, document
):
    client = client_de(correspondant)
    liste = reverse("documents:correction_list")
    assert "1 correction proposée, à répondre" in dit(client.get(document.get_absolute_url()))
    assert "correction proposée à un document" in dit(client.get("/"))
    assert client.get(liste, {"q": "fp-ag"}).context["table"].paginator.count == 1
    assert client.get(liste, {"etat": "retenue"}).context["table"].paginator.count == 0
    d_a_cote = client_de(creer_agent("correspondant", voisin.site.departement, voisin))
    assert d_a_cote.get(liste).context["table"].paginator.count == 0
    assert d_a_cote.get(correction.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("preparer", "suite"), [("", "correction_list"), ("on", "document_deposer")]
)
def test_retenue_elle_se_note_ou_ouvre_la_redaction(
    client_de, correspondant, correction, document, preparer, suite
):
    saisie = {"decision": "retenue", "reponse": "Merci", "preparer": preparer}
    reponse = repondre(client_de(correspondant), correction, **saisie)
    arguments = [document.pk] if preparer else []
    assert reponse.redirect_chain[-1][0] == reverse(f"documents:{suite}", args=arguments)
    correction.refresh_from_db()
    assert (correction.etat, correction.repondue_par) == ("retenue", correspondant)
    assert correction.date_reponse == LE and correction.history.count() >= 1


def test_l_auteur_lit_la_reponse_et_en_est_prevenu(client_de, agent, correspondant, correction):
    repondre(client_de(correspondant), correction, decision="ecartee", reponse="Il ferme à 17 h.")
    page = dit(client_de(agent).get(reverse("documents:mes_corrections")))
    assert "Il ferme à 17 h." in page and "écartée" in page
    inscrire_les_rappels(departement=agent.departement, le=LE)
    siens = Rappel.objects.de(agent).filter(genre="corrections-repondues")
    assert [un.date_due for un in siens] == [LE]
    assert not Rappel.objects.filter(agent=correspondant, genre="corrections-repondues").exists()


def test_on_n_ecarte_pas_sans_raison(client_de, correspondant, correction):
    page = dit(repondre(client_de(correspondant), correction, decision="ecartee"))
    assert "Dites pourquoi" in page
    assert Correction.objects.get().etat == "proposee"


def test_on_ne_repond_qu_une_fois(client_de, correspondant, correction):
    correction.repondre("doublon", "Voir la n° 1")
    with pytest.raises(ValidationError, match="déjà sa réponse"):
        correction.repondre("retenue")
    page = dit(client_de(correspondant).get(correction.get_absolute_url()))
    assert "Voir la n° 1" in page and 'name="decision"' not in page


def test_deux_reponses_en_meme_temps_la_seconde_le_lit(client_de, correspondant, correction):
    client = client_de(correspondant)
    champs = client.get(correction.get_absolute_url()).context["form"]
    lue = champs["version"].value() or ""
    Correction.objects.get(pk=correction.pk).repondre("retenue", "Par une autre")
    envoi = {"version": lue, "decision": "ecartee", "reponse": "La mienne"}
    page = dit(client.post(correction.get_absolute_url(), envoi))
    assert "pendant que vous écriviez" in page and "La mienne" in page
    assert Correction.objects.get().reponse == "Par une autre"


def test_chacun_ne_suit_que_les_siennes(client_de, creer_agent, departement, correction):
    autre = creer_agent("agent", departement)
    page = dit(client_de(autre).get(reverse("documents:mes_corrections")))
    assert "standard" not in page and "aucune correction" in page
