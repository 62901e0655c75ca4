"""Un document en remplace un autre : l'acte, ce qui l'empêche, l'ancienne adresse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.models import Document
from tests import factories

pytestmark = pytest.mark.usefixtures("au_31_decembre", "depot")
LE = date(2022, 12, 31)


@pytest.fixture
def ancien(departement, service, fiche):
    document = factories.DocumentFactory(
        departement=departement, service=service, type=fiche, reference="FP-AG-001"
    )
    factories.VersionDocumentFactory(document=document, numero=1, en_vigueur_du=date(2022, 3, 1))
    return document


@pytest.fixture
def nouveau(departement, service, fiche):
    return factories.DocumentFactory(
        departement=departement, service=service, type=fiche, reference="FP-AG-002"
    )


def adresse(document):
    return reverse("documents:document_remplacer", args=[document.pk])


def envoyer(client, ancien, reference="fp-ag-002", le="2022-12-15", motif="Refonte"):
    page = client.get(adresse(ancien)).context["form"]
    lues = {"version": page["version"].value() or ""}
    saisie = {"successeur": reference, "date_remplacement": le, "motif": motif}
    return client.post(adresse(ancien), lues | saisie, follow=True).content.decode()


def test_l_ancien_s_archive_ce_jour_la_et_les_deux_fiches_le_disent(
    client_de, correspondant, ancien, nouveau
):
    client = client_de(correspondant)
    page = envoyer(client, ancien)
    assert "Remplacé le 15 décembre 2022" in page and "FP-AG-002" in page
    ancien.refresh_from_db()
    assert (ancien.etat, ancien.motif, ancien.date_archivage) == (
        "archive",
        "Refonte",
        date(2022, 12, 15),
    )
    assert ancien.versions.get().en_vigueur_au == date(2022, 12, 15)
    fiche = client.get(nouveau.get_absolute_url()).content.decode()
    assert "Remplace" in fiche and "FP-AG-001" in fiche
    assert list(Document.objects.remplaces()) == [ancien]


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({"reference": "FP-AG-001"}, "ne se remplace pas lui-même"),
        ({"reference": "INCONNU"}, "Aucun document n&#x27;a la référence « INCONNU »"),
        ({"le": "2023-01-01"}, "dans le futur"),
        ({"le": "2022-02-28"}, "que depuis le 01/03/2022"),
        ({"motif": ""}, "obligatoire"),
    ],
)
def test_ce_qui_l_empeche_se_dit_et_rien_ne_se_perd(
    client_de, correspondant, ancien, nouveau, saisie, message
):
    page = envoyer(client_de(correspondant), ancien, **{"motif": "À garder"} | saisie)
    assert message in page
    assert "À garder" in page or not saisie.get("motif", "x")
    assert Document.objects.get(pk=ancien.pk).etat == "en_vigueur"


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({"etat": "en_redaction"}, "en rédaction"),
        ({"date_caducite": date(2022, 12, 1)}, "caduc"),
        ({"etat": "archive", "motif": "x", "date_archivage": LE}, "archivé"),
    ],
)
def test_le_nouveau_doit_valoir(client_de, correspondant, ancien, nouveau, champs, mot):
    Document.objects.filter(pk=nouveau.pk).update(**champs)
    assert f"FP-AG-002 est {mot}" in envoyer(client_de(correspondant), ancien)


def test_un_document_d_un_autre_departement_ne_le_remplace_pas(
    ancien, autre_service, autre_departement
):
    loin = factories.DocumentFactory(departement=autre_departement, service=autre_service)
    with pytest.raises(ValidationError, match="autre département"):
        ancien.remplacer_par(loin, "Refonte")


def test_un_brouillon_ne_se_remplace_pas(ancien, nouveau):
    ancien.etat = "en_redaction"
    with pytest.raises(ValidationError, match="en vigueur"):
        ancien.remplacer_par(nouveau, "Refonte")


def test_un_document_deja_archive_dit_apres_coup_ce_qui_l_a_remplace(
    client_de, correspondant, agent, ancien, nouveau
):
    """Il reste archivé depuis le même jour ; l'ancienne adresse mène désormais au nouveau."""
    ancien.archiver("Abandonné")
    Document.objects.filter(pk=ancien.pk).update(date_archivage=date(2022, 11, 30))
    client = client_de(correspondant)
    assert adresse(ancien) in client.get(ancien.get_absolute_url()).content.decode()
    assert "archivé depuis le 30 novembre" in client.get(adresse(ancien)).content.decode()
    assert "Remplacé le 15 décembre 2022" in envoyer(client, ancien, motif="Refonte")
    ancien.refresh_from_db()
    assert (ancien.date_archivage, ancien.remplace_par) == (date(2022, 11, 30), nouveau)
    assert (ancien.motif, ancien.history.order_by("history_id").last().motif) == ("Refonte",) * 2
    assert ancien.versions.get().en_vigueur_au == LE, "la version a cessé à l'archivage"
    suite = client_de(agent).get(ancien.get_absolute_url())
    assert suite.url == nouveau.get_absolute_url()


def test_un_successeur_dit_par_erreur_se_corrige(ancien, nouveau, departement, service):
    bon = factories.DocumentFactory(departement=departement, service=service)
    ancien.remplacer_par(nouveau, "Refonte")
    ancien.remplacer_par(bon, "Erreur de référence")
    ancien.refresh_from_db()
    assert ancien.remplace_par == bon


def test_l_ancienne_adresse_mene_au_nouveau(client_de, agent, ancien, nouveau):
    ancien.remplacer_par(nouveau, "Refonte")
    client = client_de(agent)
    version = ancien.versions.get()
    for depart in (ancien.get_absolute_url(), reverse("documents:apercu", args=[version.pk])):
        reponse = client.get(depart, follow=True)
        assert reponse.redirect_chain == [(nouveau.get_absolute_url(), 302)]
        assert "est remplacé par celui-ci" in reponse.content.decode()


def test_de_remplacement_en_remplacement_on_arrive_au_dernier(
    client_de, agent, ancien, nouveau, departement, service
):
    dernier = factories.DocumentFactory(departement=departement, service=service)
    ancien.remplacer_par(nouveau, "Refonte")
    nouveau.remplacer_par(dernier, "Encore")
    reponse = client_de(agent).get(ancien.get_absolute_url())
    assert reponse.url == dernier.get_absolute_url()


def test_un_document_archive_sans_successeur_reste_introuvable(client_de, agent, ancien):
    ancien.archiver("Fini")
    assert client_de(agent).get(ancien.get_absolute_url()).status_code == 404


def test_l_adresse_ne_dit_rien_a_un_autre_departement(
    client_de, creer_agent, autre_departement, ancien, nouveau
):
    ancien.remplacer_par(nouveau, "Refonte")
    etranger = creer_agent("agent", autre_departement)
    assert client_de(etranger).get(ancien.get_absolute_url()).status_code == 404


def test_repris_il_n_est_plus_remplace(ancien, nouveau):
    ancien.remplacer_par(nouveau, "Refonte")
    ancien.reprendre("Finalement gardé")
    ancien.refresh_from_db()
    assert (ancien.etat, ancien.remplace_par, ancien.date_remplacement) == (
        "en_redaction",
        None,
        None,
    )


def test_les_endroits_ou_il_reste_sont_signales(client_de, correspondant, ancien, nouveau):
    canal = factories.CanalDiffusionFactory(libelle="Affichage sur place")
    factories.DiffusionFactory(document=ancien, canal=canal)
    client = client_de(correspondant)
    assert "Affichage sur place" in client.get(adresse(ancien)).content.decode()
    assert "À reprendre à 1 endroit" in envoyer(client, ancien)
