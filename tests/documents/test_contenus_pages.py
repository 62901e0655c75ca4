"""La recherche, l'aperçu et la comparaison, à l'écran."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from documents import circuit
from documents.contenus.index import indexer
from documents.models import CopieVersion
from tests import factories

pytestmark = pytest.mark.usefixtures("au_31_decembre", "depot")
RECHERCHE = reverse("documents:recherche")


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def document(departement, service):
    return factories.DocumentFactory(
        departement=departement, service=service, reference="FP-AG-1", intitule="Recevoir un usager"
    )


def version(document, texte, numero=1, nom="fiche.txt", octets=b"texte", **champs):
    """Une version lue ; en vigueur depuis le début de l'année, sauf précision."""
    champs = {"en_vigueur_du": date(2022, 1, 1)} | champs
    faite = factories.VersionDocumentFactory(
        document=document, numero=numero, nom=nom, fichier=ContentFile(octets, nom), **champs
    )
    if texte is not None:
        CopieVersion.objects.create(version=faite, texte=texte)
    indexer(document_id=document.pk) if texte is not None else None
    return faite


def texte(reponse):
    page = reponse.content.decode()
    corps = page[page.index('id="page"') :]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", corps)))


def chercher(client, mots, **autres):
    return client.get(RECHERCHE, {"mots": mots} | autres)


# --- Recherche ------------------------------------------------------------------------------------


def test_un_document_trouve_montre_le_passage(client, document):
    version(document, "Les bureaux <b>ouvrent</b> à 9 heures.")
    reponse = chercher(client, "bureau usagers")
    page = reponse.content.decode()
    assert "1 document" in texte(reponse) and "FP-AG-1" in page
    assert "<mark>bureaux</mark>" in page and "Recevoir un <mark>usager</mark>" in page
    assert "&lt;b&gt;ouvrent" in page and "<b>ouvrent" not in page


@pytest.mark.parametrize(
    ("mots", "phrase"),
    [
        ("", "Tapez un ou plusieurs mots"),
        ("de la", "trop courants"),
        ("introuvable", "Aucun document ne contient tous ces mots"),
        ("\0'\"*<script>", "Aucun document"),
    ],
)
def test_sans_resultat_la_page_dit_pourquoi(client, document, mots, phrase):
    version(document, "texte")
    reponse = chercher(client, mots)
    assert reponse.status_code == 200 and phrase in texte(reponse)
    assert "<script>" not in reponse.content.decode().split('id="page"')[1].split("</form>")[0]


def test_la_page_suivante_garde_les_mots(client, departement, service):
    for rang in range(12):
        fait = factories.DocumentFactory(
            departement=departement, service=service, intitule=f"Accueil {rang}"
        )
        indexer(document_id=fait.pk)
    premiere = chercher(client, "accueil")
    assert "12 documents" in texte(premiere) and "1 sur 2" in texte(premiere)
    assert "mots=accueil&amp;page=2" in premiere.content.decode()
    assert chercher(client, "accueil", page=2).content.decode().count('qp-resultat"') == 2


def test_un_agent_ne_trouve_que_ce_qu_il_peut_lire(client_de, agent, document):
    version(document, "horaires publics")
    version(document, "projet confidentiel", numero=2, en_vigueur_du=None)
    client = client_de(agent)
    assert "1 document" in texte(chercher(client, "horaires"))
    assert "Aucun document" in texte(chercher(client, "confidentiel"))
    document.etat = circuit.EN_REDACTION
    document.save()
    indexer(document_id=document.pk)
    assert "Aucun document" in texte(chercher(client, "confidentiel"))


def test_un_autre_departement_ne_trouve_rien(client_de, creer_agent, autre_departement, document):
    version(document, "horaires")
    voisin = client_de(creer_agent("referent_qualite", autre_departement))
    assert "Aucun document" in texte(chercher(voisin, "horaires"))


def test_la_recherche_fait_autant_de_requetes_pour_un_document_que_pour_dix(
    client, departement, service, django_assert_max_num_queries
):
    for rang in range(10):
        fait = factories.DocumentFactory(departement=departement, service=service)
        version(fait, f"accueil {rang}")
    with django_assert_max_num_queries(10):
        assert "10 documents" in texte(chercher(client, "accueil"))


# --- Aperçu ---------------------------------------------------------------------------------------


def test_un_pdf_se_montre_dans_un_cadre_de_la_meme_origine(client, document):
    pdf = version(document, None, nom="a.pdf", octets=b"%PDF-1.4", type="application/pdf")
    page = client.get(reverse("documents:apercu", args=[pdf.pk]))
    cadre = reverse("documents:cadre", args=[pdf.pk])
    assert f'src="{cadre}"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    servi = client.get(cadre)
    assert servi["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in servi["Content-Security-Policy"]
    assert "default-src 'none'" in servi["Content-Security-Policy"]
    assert (
        servi["Content-Type"] == "application/pdf" and servi["X-Content-Type-Options"] == "nosniff"
    )
    assert b"".join(servi.streaming_content) == b"%PDF-1.4"


def test_le_fichier_seul_ne_s_inclut_nulle_part(client, document):
    pdf = version(document, None, nom="a.pdf", octets=b"%PDF-1.4", type="application/pdf")
    assert client.get(pdf.get_absolute_url())["X-Frame-Options"] == "DENY"


def test_une_image_se_montre(client, document):
    image = version(document, None, nom="a.png", octets=b"\x89PNG", type="image/png")
    page = client.get(reverse("documents:apercu", args=[image.pk])).content.decode()
    assert "<img" in page and "Aperçu de la version 1 (a.png)" in page and "<iframe" not in page


def test_un_document_de_bureautique_sans_copie_se_telecharge_et_montre_son_texte(client, document):
    word = version(document, "Accueil <b>général</b>", nom="a.docx", type="application/zip")
    page = client.get(reverse("documents:apercu", args=[word.pk]))
    assert "téléchargez-le" in texte(page) and "Accueil <b>général</b>" in texte(page)
    assert "<b>général" not in page.content.decode()
    assert client.get(reverse("documents:cadre", args=[word.pk])).status_code == 404


def test_un_document_de_bureautique_converti_se_montre_en_pdf(client, document):
    word = version(document, "Accueil", nom="a.docx", type="application/zip")
    word.copie.pdf.save("copie.pdf", ContentFile(b"%PDF-copie"))
    page = client.get(reverse("documents:apercu", args=[word.pk]))
    assert "<iframe" in page.content.decode() and "le fichier déposé fait foi" in texte(page)
    servi = client.get(reverse("documents:cadre", args=[word.pk]))
    assert b"".join(servi.streaming_content) == b"%PDF-copie"


def test_une_version_qui_vient_d_arriver_ou_non_versee_le_dit(client, document):
    neuve = version(document, None, nom="a.docx", type="application/zip")
    assert "se prépare" in texte(client.get(reverse("documents:apercu", args=[neuve.pk])))
    vide = factories.VersionDocumentFactory(
        document=document, numero=2, fichier="", sha256="", nom="", type=""
    )
    page = client.get(reverse("documents:apercu", args=[vide.pk]))
    assert "n'est pas versé" in texte(page) and "Télécharger" not in texte(page)


def test_un_agent_n_ouvre_pas_l_apercu_d_un_projet(client_de, agent, document):
    version(document, "v1")
    projet = version(
        document, "v2", numero=2, nom="a.pdf", type="application/pdf", en_vigueur_du=None
    )
    for nom in ("apercu", "cadre"):
        reponse = client_de(agent).get(reverse(f"documents:{nom}", args=[projet.pk]))
        assert reponse.status_code == 404


# --- Comparaison ----------------------------------------------------------------------------------


def comparer(client, document, **choix):
    return client.get(reverse("documents:comparer", args=[document.pk]), choix)


@pytest.fixture
def deux(document):
    fin = date(2022, 5, 31)
    return (
        version(document, "Ouvert à 9 heures.", en_vigueur_au=fin),
        version(document, "Ouvert à 8 heures.", numero=2, en_vigueur_du=date(2022, 6, 1)),
    )


def test_les_deux_dernieres_versions_se_comparent_mot_a_mot(client, document, deux):
    page = comparer(client, document)
    assert "1 mot retiré, 1 ajouté" in texte(page)
    assert re.search(r"<del><span class=.fr-sr-only.>retiré : </span>9<", page.content.decode())
    assert re.search(r"<ins><span class=.fr-sr-only.>ajouté : </span>8<", page.content.decode())
    fiche = client.get(document.get_absolute_url()).content.decode()
    assert reverse("documents:comparer", args=[document.pk]) in fiche
    assert reverse("documents:apercu", args=[deux[0].pk]) in fiche


def test_le_sens_et_l_identique_se_choisissent(client, document, deux):
    assert "ajouté : 9" in texte(comparer(client, document, avant=2, apres=1))
    assert "Le texte est le même" in texte(comparer(client, document, avant=1, apres=1))


@pytest.mark.parametrize("choix", [{"avant": "9"}, {"avant": "x", "apres": "'"}, {"apres": ""}])
def test_un_choix_impossible_se_dit(client, document, deux, choix):
    page = comparer(client, document, **choix)
    assert page.status_code == 200 and "fr-error-text" in page.content.decode()


def test_une_version_sans_texte_se_dit(client, document, deux):
    CopieVersion.objects.filter(version=deux[0]).update(texte="", reserve="Aucun texte ici.")
    assert "Version 1 : Aucun texte ici." in texte(comparer(client, document))
    CopieVersion.objects.filter(version=deux[0]).delete()
    assert "pas encore lu" in texte(comparer(client, document))


def test_la_fiche_ne_propose_pas_de_comparer_une_version_sans_fichier(client, document, deux):
    type(deux[0]).objects.filter(pk=deux[0].pk).update(fichier="", sha256="")
    fiche = client.get(document.get_absolute_url()).content.decode()
    assert reverse("documents:comparer", args=[document.pk]) not in fiche


def test_il_faut_deux_versions(client, document):
    version(document, "seule")
    assert "Il faut deux versions" in texte(comparer(client, document))


def test_un_agent_ne_compare_pas_avec_un_projet(client_de, agent, document):
    version(document, "horaires")
    version(document, "confidentiel", numero=2, en_vigueur_du=None)
    page = comparer(client_de(agent), document, avant=1, apres=2)
    assert "confidentiel" not in texte(page) and "Il faut deux versions" in texte(page)
