"""Les actes sur un document à l'écran : circuit, dépôt, fichiers, actes en nombre."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Document, VersionDocument
from qualepref.socle.models import Journal
from tests import factories
from tests.documents.fichiers import pdf

pytestmark = pytest.mark.usefixtures("au_31_decembre", "depot")
LE = date(2022, 12, 31)


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def document(departement, service, fiche):
    return factories.DocumentFactory(
        departement=departement,
        service=service,
        type=fiche,
        reference="FP-AG-001",
        etat="en_redaction",
        date_effet=None,
    )


def adresse(verbe, document):
    return reverse(f"documents:document_{verbe}", args=[document.pk])


def faire(client, verbe, document, **saisie):
    """Ouvre la page de l'acte puis l'envoie, comme un navigateur."""
    page = client.get(adresse(verbe, document)).context["form"]
    lues = {nom: page[nom].value() for nom in page.fields}
    lues = {nom: valeur for nom, valeur in lues.items() if valeur is not None}
    return client.post(adresse(verbe, document), lues | saisie)


def relu(document):
    return Document.objects.get(pk=document.pk)


def texte(reponse):
    return reponse.content.decode()


def test_le_circuit_entier_par_les_pages(client, client_de, correspondant, creer_agent, document):
    Document.objects.filter(pk=document.pk).update(approbation=True)
    tenant = client_de(correspondant)
    copil = client_de(creer_agent("copil", document.departement))
    assert faire(tenant, "deposer", document, fichier=pdf("un")).status_code == 302
    tenant.post(adresse("soumettre", document))
    assert relu(document).etat == "en_relecture"
    assert faire(copil, "renvoyer", document, motif="Numéro faux").status_code == 302
    assert relu(document).motif == "Numéro faux"
    faire(tenant, "deposer", document, fichier=pdf("deux"), note="Numéro corrigé")
    tenant.post(adresse("soumettre", document))
    assert "Approuver" in texte(copil.get(document.get_absolute_url()))
    assert faire(copil, "approuver", document).status_code == 302
    reponse = faire(client, "mettre_en_vigueur", document, date_effet="2022-12-15")
    assert reponse.status_code == 302
    lu = relu(document)
    assert (lu.etat, lu.date_effet) == ("en_vigueur", date(2022, 12, 15))
    version = lu.version_en_vigueur()
    assert (version.numero, version.note) == (2, "Numéro corrigé")


def test_on_n_approuve_pas_sa_propre_version(client, referent, document):
    Document.objects.filter(pk=document.pk).update(approbation=True, etat="en_relecture")
    factories.VersionDocumentFactory(document=document, numero=1, auteur=referent)
    assert "Approuver" not in texte(client.get(document.get_absolute_url()))
    page = texte(faire(client, "approuver", document))
    assert "soi-même déposée" in page
    assert not VersionDocument.objects.exclude(date_approbation=None).exists()


def test_une_version_arrivee_pendant_qu_on_lit_se_lit_avant_d_etre_approuvee(client, document):
    Document.objects.filter(pk=document.pk).update(approbation=True, etat="en_relecture")
    factories.VersionDocumentFactory(document=document, numero=1)
    champs = client.get(adresse("approuver", document)).context["form"]
    lues = {nom: champs[nom].value() or "" for nom in champs.fields}
    factories.VersionDocumentFactory(document=document, numero=2)
    page = texte(client.post(adresse("approuver", document), lues))
    assert "a déposé la version 2 pendant que vous lisiez la précédente" in page
    assert not VersionDocument.objects.exclude(date_approbation=None).exists()


def test_deux_depots_l_un_est_refuse_et_rien_ne_se_perd(client, client_de, correspondant, document):
    premier = client.get(adresse("deposer", document)).context["form"]
    apres = premier["apres"].value()
    faire(client_de(correspondant), "deposer", document, fichier=pdf("un"))
    envoi = {"fichier": pdf("deux"), "note": "La mienne", "apres": apres}
    reponse = client.post(adresse("deposer", document), envoi)
    assert "a déposé la version 1 pendant que vous prépariez la vôtre" in texte(reponse)
    assert "La mienne" in texte(reponse)
    envoi |= {"fichier": pdf("deux"), "apres": reponse.context["form"]["apres"].value()}
    assert client.post(adresse("deposer", document), envoi).status_code == 302
    assert [v.numero for v in document.versions.all()] == [2, 1]


@pytest.mark.parametrize(
    ("fichier", "message"),
    [
        (SimpleUploadedFile("page.pdf", b"<html><script>1</script>"), "n&#x27;est pas"),
        (SimpleUploadedFile("dessin.svg", b"<svg onload='1'/>"), "n&#x27;est pas accepté"),
        (SimpleUploadedFile("vide.pdf", b""), "vide"),
    ],
)
def test_un_fichier_douteux_est_refuse(client, document, fichier, message):
    page = texte(faire(client, "deposer", document, fichier=fichier))
    assert message in page
    assert not document.versions.exists()


def test_un_fichier_trop_gros_est_refuse(client, document, settings):
    settings.DOCUMENT_TAILLE_MAX = 2**20
    gros = pdf("x" * 2**20)
    assert "dépasse 1 Mo" in texte(faire(client, "deposer", document, fichier=gros))


def test_a_partir_de_la_deuxieme_version_on_dit_ce_qui_change(client, document):
    factories.VersionDocumentFactory(document=document, numero=1)
    page = texte(faire(client, "deposer", document, fichier=pdf("deux")))
    assert "obligatoire" in page and document.versions.count() == 1


def test_un_depot_refuse_dit_de_rechoisir_le_fichier(client, document):
    factories.VersionDocumentFactory(document=document, numero=1)
    assert "Choisissez de nouveau" in texte(faire(client, "deposer", document, fichier=pdf("deux")))
    nouveau = {"intitule": "", "etat": "a_rediger", "fichier": pdf("un")}
    page = texte(client.post(reverse("documents:document_create"), nouveau))
    assert page.count("Choisissez de nouveau") == 1


def test_un_acte_sur_un_document_change_entre_temps_se_relit(client, document):
    champs = client.get(adresse("archiver", document)).context["form"]
    lues = {nom: champs[nom].value() or "" for nom in champs.fields} | {"motif": "Doublon"}
    relu(document).archiver("Par un autre")
    page = texte(client.post(adresse("archiver", document), lues))
    assert "il est maintenant archivé" in page
    assert relu(document).motif == "Par un autre"


def test_prolonger_sans_motif_ne_fait_rien(client, document):
    Document.objects.filter(pk=document.pk).update(etat="en_vigueur", date_caducite=LE)
    reponse = faire(client, "prolonger", document, date_caducite="2023-12-31", motif=" ")
    assert "motif" in reponse.context["form"].errors
    assert relu(document).date_caducite == LE


# --- Fichiers -------------------------------------------------------------------------------------


def deposee(client, document, fichier):
    faire(client, "deposer", document, fichier=fichier)
    return document.versions.first()


def test_un_pdf_s_ouvre_sous_un_nom_qui_dit_la_version(client, document):
    version = deposee(client, document, pdf("un", nom="Scan du 3 mars.pdf"))
    reponse = client.get(version.get_absolute_url())
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"] == 'inline; filename="FP-AG-001-v1.pdf"'
    assert b"".join(reponse.streaming_content) == b"%PDF-1.4 un"
    assert version.get_absolute_url() == f"/documents/versions/{version.pk}/"


def test_tout_autre_fichier_se_telecharge(client, document):
    notes = SimpleUploadedFile("notes.txt", b"<script>alert(1)</script>", "text/html")
    reponse = client.get(deposee(client, document, notes).get_absolute_url())
    assert reponse["Content-Type"] == "application/octet-stream"
    assert reponse["Content-Disposition"].startswith("attachment")


def test_une_version_en_attente_ne_se_lit_pas_de_tous(client, client_de, agent, document):
    version = deposee(client, document, pdf())
    assert client_de(agent).get(version.get_absolute_url()).status_code == 404


def test_un_fichier_disparu_est_introuvable(client, document):
    version = deposee(client, document, pdf())
    version.fichier.storage.delete(version.fichier.name)
    assert client.get(version.get_absolute_url()).status_code == 404
    jamais = factories.VersionDocumentFactory(document=document, numero=9, fichier="", sha256="")
    assert client.get(jamais.get_absolute_url()).status_code == 404


def test_lire_un_document_nominatif_se_consigne(client, document):
    document.type.donnees_personnelles = True
    document.type.save()
    client.get(deposee(client, document, pdf()).get_absolute_url())
    ligne = Journal.objects.get(genre=Journal.Genre.TELECHARGEMENT)
    assert ligne.details == {"document": "FP-AG-001", "version": 1}


# --- En nombre ------------------------------------------------------------------------------------


def test_prolonger_plusieurs_documents_dit_les_refus(client, departement, service, fiche):
    lieu = {"departement": departement, "service": service, "type": fiche}
    bon = factories.DocumentFactory(date_caducite=date(2023, 1, 15), **lieu)
    permanent = factories.DocumentFactory(**lieu)
    envoi = {
        "acte": "prolonger",
        "choix": [bon.pk, permanent.pk],
        "saisie-date_caducite": "2023-12-31",
        "saisie-motif": "Relus en comité",
    }
    apercu = client.post(reverse("documents:documents_actes"), envoi)
    assert "rien à prolonger" in texte(apercu)
    envoi["confirmer"] = apercu.context["apercu"]["empreinte"]
    fait = client.post(reverse("documents:documents_actes"), envoi, follow=True)
    assert "1 prolongé." in texte(fait)
    assert relu(bon).date_caducite == date(2023, 12, 31)
    assert bon.prolongations.get().motif == "Relus en comité"
