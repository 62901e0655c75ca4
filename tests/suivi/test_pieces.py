"""Les pièces jointes d'une demande : jointes, lues par qui voit l'identité, effacées."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from PIL import ExifTags, Image

from qualepref.socle.fichiers.noms import nom_court
from qualepref.socle.models import Journal
from suivi.models import Demande, PieceJointe
from suivi.models.pieces import PieceJointeQuerySet
from tests import factories

PDF = b"%PDF-1.4 essai"


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 3, 15)


@pytest.fixture
def demande(service):
    return factories.DemandeFactory(departement=service.site.departement, service=service)


def pdf(nom="justificatif.pdf", contenu=PDF):
    return SimpleUploadedFile(nom, contenu, "application/pdf")


def photo():
    """Une photo qui dit où et par qui elle fut prise."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Toutblanc"
    tampon = BytesIO()
    Image.new("RGB", (8, 8), "red").save(tampon, "JPEG", exif=exif)
    return tampon.getvalue()


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def joindre(client, demande, *fichiers):
    url = reverse("suivi:piece_joindre", args=[demande.pk])
    return client.post(url, {"fichiers": fichiers}, follow=True)


def test_deux_fichiers_se_joignent_d_un_coup(client_de, correspondant, demande):
    autre = SimpleUploadedFile("lettre.txt", "Très cher préfet".encode())
    reponse = joindre(client_de(correspondant), demande, pdf(), autre)
    lues = texte(reponse)
    assert "La pièce est jointe." in lues and "justificatif.pdf" in lues and "lettre.txt" in lues
    premiere = PieceJointe.objects.get(nom="justificatif.pdf")
    assert (premiere.taille, premiere.type) == (len(PDF), "application/pdf")
    assert (premiere.deposee_par, localdate(premiere.deposee_le)) == (
        correspondant,
        date(2022, 3, 15),
    )
    assert len(premiere.sha256) == 64 and "justificatif" not in premiere.fichier.name
    assert demande.history.first().history_change_reason == "pièce jointe ajoutée"


@pytest.mark.parametrize(
    ("fichiers", "phrase"),
    [
        ([], "Choisissez au moins un fichier."),
        ([("virus.exe", b"MZ")], "ce type de fichier n'est pas accepté"),
        ([("faux.pdf", b"MZ")], "n'est pas celui d'un fichier pdf"),
        ([("vide.pdf", b"")], "vide"),
        ([("a.pdf", PDF), ("b.exe", b"MZ")], "« b.exe »"),
        ([(f"{n}.pdf", PDF) for n in range(21)], "Pas plus de 20 fichiers"),
    ],
)
def test_un_fichier_refuse_se_dit_et_rien_n_est_joint(
    client_de, correspondant, demande, fichiers, phrase
):
    recus = [SimpleUploadedFile(*un) for un in fichiers]
    assert phrase in texte(joindre(client_de(correspondant), demande, *recus))
    assert not PieceJointe.objects.exists()


def test_un_fichier_trop_gros_se_dit_en_megaoctets(client_de, correspondant, demande, settings):
    settings.IMPORT_TAILLE_MAX = 1024 * 1024
    reponse = joindre(client_de(correspondant), demande, pdf(contenu=PDF + b"0" * 2**20))
    assert "Ce fichier dépasse 1 Mo." in texte(reponse) and not PieceJointe.objects.exists()


def test_le_meme_contenu_ne_se_joint_pas_deux_fois(client_de, correspondant, demande):
    client = client_de(correspondant)
    joindre(client, demande, pdf())
    assert "« copie.pdf » est déjà jointe" in texte(joindre(client, demande, pdf("copie.pdf")))
    assert PieceJointe.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.PieceJointeFactory(demande=demande, sha256=PieceJointe.objects.get().sha256)


def test_une_photo_perd_ses_metadonnees(client_de, correspondant, demande):
    joindre(client_de(correspondant), demande, SimpleUploadedFile("photo.jpg", photo()))
    gardee = PieceJointe.objects.get().fichier.read()
    assert b"Toutblanc" in photo() and b"Toutblanc" not in gardee


def test_un_pdf_s_ouvre_un_texte_se_telecharge_et_cela_se_consigne(
    client_de, correspondant, demande
):
    client = client_de(correspondant)
    joindre(client, demande, pdf(), SimpleUploadedFile("page.txt", b"<script>alert(1)</script>"))
    ouverte, telechargee = (client.get(p.get_absolute_url()) for p in PieceJointe.objects.all())
    assert ouverte["Content-Type"] == "application/pdf"
    assert ouverte["Content-Disposition"].startswith("inline")
    assert b"".join(ouverte.streaming_content) == PDF
    assert telechargee["Content-Type"] == "application/octet-stream"
    assert telechargee["Content-Disposition"].startswith("attachment")
    assert telechargee["X-Content-Type-Options"] == "nosniff"
    lignes = Journal.objects.filter(genre=Journal.Genre.TELECHARGEMENT)
    assert lignes.count() == 2 and lignes.first().details["demande"] == demande.pk
    assert lignes.first().agent == correspondant


def test_un_contenu_qui_ment_sur_son_nom_ne_s_ouvre_pas_dans_la_page(demande):
    page = SimpleUploadedFile("photo.png", b"<html><script>alert(1)</script></html>", "image/png")
    assert not PieceJointe.objects.joindre(demande, page).est_montrable


@pytest.mark.parametrize("role", ["auditeur", "copil"])
def test_qui_ne_voit_pas_l_identite_ne_voit_ni_piece_ni_nom(
    role, client_de, creer_agent, departement, service, demande
):
    piece = factories.PieceJointeFactory(demande=demande, nom="plainte-toutblanc.pdf")
    client = client_de(creer_agent(role, departement, service))
    fiche = texte(client.get(demande.get_absolute_url()))
    assert "Pièces jointes" not in fiche and "toutblanc" not in fiche
    assert client.get(piece.get_absolute_url()).status_code == 403


def test_un_correspondant_d_ailleurs_qui_audite_tout_ne_voit_pas_la_piece(
    client_de, correspondant, voisin
):
    """Il voit la demande au titre de l'audit, l'identité seulement dans son service."""
    factories.DesignationFactory(agent=correspondant, fonction="auditeur_externe")
    autre = factories.DemandeFactory(departement=voisin.site.departement, service=voisin)
    piece = factories.PieceJointeFactory(demande=autre)
    client = client_de(correspondant)
    reponse = client.get(autre.get_absolute_url())
    assert reponse.status_code == 200 and "Pièces jointes" not in texte(reponse)
    assert client.get(piece.get_absolute_url()).status_code == 404


def test_une_piece_retiree_emporte_son_fichier(
    client_de, correspondant, demande, django_capture_on_commit_callbacks
):
    client = client_de(correspondant)
    joindre(client, demande, pdf())
    piece = PieceJointe.objects.get()
    url = reverse("suivi:piece_retirer", args=[piece.pk])
    assert "sera effacée" in texte(client.get(url))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    assert not PieceJointe.objects.exists() and not default_storage.exists(piece.fichier.name)
    assert demande.history.first().history_change_reason == "pièce jointe retirée"


def test_supprimer_la_demande_efface_ses_fichiers(demande, django_capture_on_commit_callbacks):
    piece = PieceJointe.objects.joindre(demande, pdf())
    with django_capture_on_commit_callbacks(execute=True):
        demande.delete()
    assert not default_storage.exists(piece.fichier.name)


def test_la_purge_efface_les_pieces_de_plusieurs_demandes_apres_la_transaction(
    demande, service, django_capture_on_commit_callbacks
):
    gardee = factories.DemandeFactory(departement=demande.departement, service=service)
    partie, reste = (PieceJointe.objects.joindre(d, pdf()) for d in (demande, gardee))
    with django_capture_on_commit_callbacks() as apres:
        nombre = PieceJointe.objects.effacer(Demande.objects.filter(pk=demande.pk))
    assert nombre == 1 and default_storage.exists(partie.fichier.name)
    for suite in apres:
        suite()
    assert not default_storage.exists(partie.fichier.name)
    assert default_storage.exists(reste.fichier.name) and PieceJointe.objects.get() == reste


def test_un_fichier_disparu_du_depot_est_introuvable(client_de, correspondant, demande):
    piece = PieceJointe.objects.joindre(demande, pdf())
    default_storage.delete(piece.fichier.name)
    assert client_de(correspondant).get(piece.get_absolute_url()).status_code == 404


def test_un_disque_plein_ne_retire_que_les_pieces_creees(
    client_de, correspondant, demande, monkeypatch
):
    """Un autre joint le premier fichier pendant l'envoi ; le troisième ne tient pas au disque."""
    sienne = PieceJointe.objects.joindre(demande, pdf())
    monkeypatch.setattr(PieceJointeQuerySet, "contient", lambda *_: False)
    ranges, garder = [], default_storage.save

    def ranger(nom, contenu, max_length=None):
        if ranges:
            raise OSError(28, "No space left on device")
        ranges.append(garder(nom, contenu, max_length))
        return ranges[0]

    monkeypatch.setattr(default_storage, "save", ranger)
    client = client_de(correspondant)
    client.raise_request_exception = False
    joindre(client, demande, pdf(), pdf("deux.pdf", PDF + b"2"), pdf("trois.pdf", PDF + b"3"))
    assert ranges and not default_storage.exists(ranges[0])
    assert PieceJointe.objects.get() == sienne and default_storage.exists(sienne.fichier.name)


@pytest.mark.parametrize(
    ("recu", "garde"),
    [
        ("C:\\Documents\\lettre.pdf", "lettre.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\nc\u202e.pdf", "abc.pdf"),
        ("", "sans nom"),
        ("x" * 300 + ".pdf", "x" * 188 + "….pdf"),
    ],
)
def test_le_nom_d_une_piece_est_sans_danger(recu, garde):
    assert nom_court(recu) == garde
