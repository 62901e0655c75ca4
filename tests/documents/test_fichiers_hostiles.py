"""Les fichiers hostiles, un à un, par chaque porte qui fait entrer un document ou une pièce.

L'examen lui-même est éprouvé dans tests/socle/test_fichiers_hostiles.py ; ici, aucune porte ne
l'oublie, et ce qu'elle refuse ne laisse ni ligne ni fichier.
"""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from documents.models import Document, VersionDocument
from qualepref.socle.models import Production
from suivi.models import PieceJointe
from tests import factories
from tests.socle import fichiers

pytestmark = pytest.mark.usefixtures("medias")
Mo = 1024 * 1024
REFERENCE = "FP-ACC-004"
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
DESSIN = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PIEGE_ZIP = fichiers.office(**{"word/../../../etc/passwd": "x"})
HOSTILES = {
    "page web nommée .pdf": (".pdf", PAGE, "n'est pas celui d'un fichier pdf"),
    "dessin à programme": (".svg", DESSIN, "n'est pas accepté"),
    "dessin à programme nommé .png": (".png", DESSIN, "n'est pas celui d'un fichier png"),
    "bombe": (".docx", fichiers.bombe(60 * Mo), "place démesurée"),
    "chemin qui remonte": (".docx", PIEGE_ZIP, "hors de son dossier"),
    "double extension": (".pdf.exe", fichiers.pdf(), "n'est pas accepté"),
    "zéro octet": (".pdf", b"", "vide"),
    "classeur à macros": (".xlsm", fichiers.office("xlsx"), "n'est pas accepté"),
    "classeur à macros nommé .xlsx": (
        ".xlsx",
        fichiers.office("xlsx", **{"xl/vbaProject.bin": "x"}),
        "macros",
    ),
}
# Ce qui entre, sous un nom où plus rien ne se lance ni ne déborde.
NEUTRALISES = {
    "trois cents signes": f"{REFERENCE} {'é' * 300}.pdf",
    "double extension inoffensive": f"{REFERENCE}.exe.pdf",
    "nom à l'envers": f"{REFERENCE} \u202efdp.pdf",
}


@pytest.fixture
def document(departement, service):
    return factories.DocumentFactory(
        departement=departement, service=service, reference=REFERENCE, etat="en_redaction"
    )


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def envoi(nom, octets):
    return SimpleUploadedFile(nom, octets)


def fautes(reponse):
    form = reponse.context["form"]
    return " ".join(str(faute) for liste in form.errors.values() for faute in liste)


# --- Les portes : chacune rend ce qu'elle dit du fichier, vide s'il est entré ---------------------


@pytest.fixture
def nouveau(client, document, fiche):
    def deposer(nom, octets):
        saisie = {"intitule": "Essai", "type": fiche.pk, "service": document.service_id}
        saisie |= {"public": "agents", "langue": "fr", "etat": "en_vigueur"}
        saisie["fichier"] = envoi(nom, octets)
        reponse = client.post(reverse("documents:document_create"), saisie)
        return "" if reponse.status_code == 302 else fautes(reponse)

    return deposer


@pytest.fixture
def version(client, document):
    def deposer(nom, octets):
        adresse = reverse("documents:document_deposer", args=[document.pk])
        saisie = {"fichier": envoi(nom, octets), "note": "Essai", "apres": 0}
        reponse = client.post(adresse, saisie)
        return "" if reponse.status_code == 302 else fautes(reponse)

    return deposer


def lot(nom, octets):
    return fichiers.archive({nom: octets})


def dit_du_lot(rapport):
    return " ".join(faute["message"] for faute in rapport["erreurs"])


@pytest.fixture
def zip_par_la_page(client, document):
    def deposer(nom, octets):
        adresse = reverse("socle:import_create", args=["documents"])
        client.post(adresse, {"fichier": envoi("lot.zip", lot(nom, octets))})
        verification = Production.objects.latest("pk")
        verification.produire()
        verification.refresh_from_db()
        suite = reverse("socle:import_suite", args=[verification.pk])
        client.post(suite, {"acte": "partiel"})
        Production.objects.latest("pk").produire()
        dernier = Production.objects.latest("pk")
        return dit_du_lot(verification.rapport) if dernier.rapport else dernier.erreur

    return deposer


def par_la_commande(source, tmp_path):
    rapport = tmp_path / "rapport.json"
    sorties = {"stdout": StringIO(), "stderr": StringIO(), "verbosity": 0}
    try:
        call_command("importer", "documents", source, rapport=rapport, partiel=True, **sorties)
    except CommandError as refus:
        return str(refus)
    return dit_du_lot(json.loads(rapport.read_text()))


@pytest.fixture
def zip_par_la_commande(document, tmp_path):
    def deposer(nom, octets):
        source = tmp_path / "lot.zip"
        source.write_bytes(lot(nom, octets))
        return par_la_commande(source, tmp_path)

    return deposer


@pytest.fixture
def dossier_par_la_commande(document, tmp_path):
    def deposer(nom, octets):
        source = tmp_path / "lot"
        source.mkdir()
        (source / nom).write_bytes(octets)
        return par_la_commande(source, tmp_path)

    return deposer


@pytest.fixture
def piece(client, service):
    demande = factories.DemandeFactory(departement=service.site.departement, service=service)

    def joindre(nom, octets):
        adresse = reverse("suivi:piece_joindre", args=[demande.pk])
        reponse = client.post(adresse, {"fichiers": envoi(nom, octets)})
        return "" if reponse.status_code == 302 else fautes(reponse)

    return joindre


PORTES = ["nouveau", "version", "zip_par_la_page", "zip_par_la_commande"]
PORTES += ["dossier_par_la_commande", "piece"]


@pytest.fixture
def porte(request):
    return request.getfixturevalue(request.param)


def gardes(medias):
    """Ce qui reste des fichiers entrés ; le lot reçu par la page est la trace de l'import."""
    restes = [f for f in medias.rglob("*") if f.is_file()]
    return [f for f in restes if "productions" not in f.parts]


@pytest.mark.parametrize("porte", PORTES, indirect=True)
@pytest.mark.parametrize("cas", HOSTILES)
def test_un_fichier_hostile_n_entre_par_aucune_porte(porte, cas, medias):
    fin, octets, attendu = HOSTILES[cas]
    assert attendu in " ".join(porte(f"{REFERENCE}{fin}", octets).split())
    assert not gardes(medias)
    assert not VersionDocument.objects.exists() and not PieceJointe.objects.exists()
    assert Document.objects.count() <= 1


@pytest.mark.parametrize("porte", PORTES, indirect=True)
@pytest.mark.parametrize("cas", NEUTRALISES)
def test_un_nom_piege_entre_neutralise(porte, cas, medias, request):
    nom = NEUTRALISES[cas]
    if "dossier" in request.node.name and len(nom.encode()) > 255:
        nom = f"{REFERENCE} {'é' * 100}.pdf"  # un disque n'en garde pas de plus long
    assert porte(nom, fichiers.pdf()) == ""
    entre = VersionDocument.objects.first() or PieceJointe.objects.get()
    assert entre.nom.startswith(REFERENCE) and entre.nom.endswith(".pdf")
    assert len(entre.nom) <= 200 and ".exe." not in entre.nom and entre.nom.isprintable()
    assert len(gardes(medias)) == 1 and REFERENCE not in entre.fichier.name


LOTS = {
    "bombe": (lot(f"{REFERENCE}.pdf", b"\0" * 310 * Mo), "démesurée"),
    "chemin qui remonte": (lot(f"../{REFERENCE}.pdf", fichiers.pdf()), "hors de son dossier"),
    "page web nommée .zip": (PAGE, "abîmé"),
    "zéro octet": (b"", "vide"),
}


@pytest.mark.parametrize("cas", LOTS)
def test_un_lot_piege_par_la_page_se_refuse_en_entier(client, document, medias, cas):
    octets, attendu = LOTS[cas]
    adresse = reverse("socle:import_create", args=["documents"])
    reponse = client.post(adresse, {"fichier": envoi("lot.zip", octets)})
    if reponse.status_code == 200:
        assert attendu in fautes(reponse)
    else:
        verification = Production.objects.get()
        verification.produire()
        verification.refresh_from_db()
        assert attendu in verification.erreur
        page = client.get(verification.get_absolute_url())
        assert page.status_code == 200 and attendu in page.content.decode()
    assert not gardes(medias) and not VersionDocument.objects.exists()
