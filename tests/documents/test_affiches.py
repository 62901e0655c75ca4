"""L'affiche d'un document, et l'adresse de son QR code : la version en vigueur, et rien d'autre."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents.models import AdresseCourte
from tests import factories

pytestmark = pytest.mark.usefixtures("au_31_decembre", "depot")


@pytest.fixture
def courte(document):
    return AdresseCourte.objects.du_document(document)


@pytest.fixture
def en_ligne(document):
    return factories.DiffusionFactory(
        document=document, canal__cle="internet", adresse="https://exemple.fr/horaires"
    )


def lire(reponse):
    return PdfReader(BytesIO(reponse.content))


# --- L'affiche ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format_", "largeur", "hauteur"),
    [("a4", 210, 297), ("a3", 297, 420), ("etiquette", 100, 62), ("nimporte", 210, 297)],
)
def test_l_affiche_tient_sur_une_page_de_son_format(
    client_de, correspondant, document, format_, largeur, hauteur
):
    document.intitule = "Délivrance des titres de séjour : pièces à fournir et prise de rendez-vous"
    document.save()
    adresse = reverse("documents:affiche_pdf", args=[document.pk])
    pages = lire(client_de(correspondant).get(f"{adresse}?format={format_}")).pages
    assert len(pages) == 1
    mm = [round(float(cote) * 25.4 / 72) for cote in pages[0].mediabox[2:]]
    assert mm == [largeur, hauteur]
    texte = " ".join(pages[0].extract_text().split())
    code = AdresseCourte.objects.get(document=document).code
    assert code in texte.replace(" ", "") and "FP-AG-001" in texte


def test_l_adresse_imprimee_ne_change_pas(client_de, correspondant, document, settings):
    settings.ADRESSE = "https://qualite.exemple.fr"
    adresse = reverse("documents:affiche_pdf", args=[document.pk])
    for _ in range(2):
        client_de(correspondant).get(adresse)
    courte = AdresseCourte.objects.get()
    assert len(courte.code) == 10 and str(document.pk) != courte.code


def test_un_document_qui_ne_vaut_plus_ne_s_affiche_pas(client_de, correspondant, document):
    document.archiver("Fini")
    client = client_de(correspondant)
    adresse = reverse("documents:affiche_pdf", args=[document.pk])
    page = client.get(adresse, follow=True).content.decode()
    assert "pas à être affiché" in page and "étiquette" not in page
    assert not AdresseCourte.objects.exists()


def test_la_fiche_propose_l_affiche_a_qui_tient_le_document(
    client_de, correspondant, agent, document
):
    fiche = document.get_absolute_url()
    assert "format=a3" in client_de(correspondant).get(fiche).content.decode()
    assert "format=a3" not in client_de(agent).get(fiche).content.decode()


# --- Où mène le QR code ---------------------------------------------------------------------------


def test_un_agent_arrive_sur_la_fiche(client_de, agent, courte, en_ligne, document):
    assert client_de(agent).get(courte.chemin).url == document.get_absolute_url()


def test_un_passant_arrive_sur_la_page_internet(courte, en_ligne):
    assert Client().get(courte.chemin).url == "https://exemple.fr/horaires"


def test_un_document_interne_et_un_code_inconnu_ont_la_meme_page(courte, document):
    dedans, dehors = (
        Client().get(adresse).content.decode().replace(adresse, "")
        for adresse in (courte.chemin, reverse("documents:renvoi", args=["bbbbbbbbbb"]))
    )
    assert dedans == dehors
    assert document.reference not in dedans and document.intitule not in dedans
    assert "Connectez-vous" in dedans


@pytest.mark.parametrize("fin", ["archive", "caduc", "retire"])
def test_ce_qui_ne_vaut_plus_ne_mene_plus_en_ligne(courte, en_ligne, document, fin):
    if fin == "archive":
        document.archiver("Fini")
    elif fin == "caduc":
        document.date_caducite = date(2022, 12, 30)
        document.save()
    else:
        en_ligne.retirer()
    assert Client().get(courte.chemin).status_code == 200


def test_une_nouvelle_adresse_se_suit_sans_reimprimer(courte, en_ligne):
    en_ligne.adresse = "https://exemple.fr/nouveaux-horaires"
    en_ligne.save()
    assert Client().get(courte.chemin).url == "https://exemple.fr/nouveaux-horaires"


def test_un_agent_d_un_autre_departement_est_un_passant(
    client_de, creer_agent, autre_departement, courte, en_ligne
):
    etranger = creer_agent("agent", autre_departement)
    assert client_de(etranger).get(courte.chemin).url == "https://exemple.fr/horaires"


def test_se_connecter_mene_a_la_fiche(courte, document):
    page = Client().get(courte.chemin).content.decode()
    assert f"{reverse('socle:connexion')}?next={courte.chemin}" in page
    assert 'lang="en"' in Client().get(f"{courte.chemin}?lang=en").content.decode()


# --- Un document remplacé -------------------------------------------------------------------------


@pytest.fixture
def successeur(departement, service, fiche, document):
    nouveau = factories.DocumentFactory(
        departement=departement, service=service, type=fiche, reference="FP-AG-002"
    )
    document.remplacer_par(nouveau, "Refonte")
    return nouveau


@pytest.mark.parametrize("qui", ["agent", "correspondant"])
def test_remplace_il_mene_l_agent_a_la_fiche_du_suivant(
    client_de, request, courte, successeur, qui
):
    client = client_de(request.getfixturevalue(qui))
    assert client.get(courte.chemin).url == successeur.get_absolute_url()


def test_remplace_il_mene_le_passant_a_la_page_du_suivant(courte, en_ligne, successeur):
    assert Client().get(courte.chemin).status_code == 200
    factories.DiffusionFactory(
        document=successeur, canal=en_ligne.canal, adresse="https://exemple.fr/suivant"
    )
    assert Client().get(courte.chemin).url == "https://exemple.fr/suivant"


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_un_agent_connecte_n_est_pas_invite_a_se_connecter(
    client_de, creer_agent, autre_departement, courte, langue
):
    client = client_de(creer_agent("agent", autre_departement))
    page = client.get(f"{courte.chemin}?lang={langue}").content.decode()
    assert "Connectez-vous" not in page and "sign in" not in page
