"""Un contrôle, un relevé, une photo malmenés : une phrase claire, jamais une page d'erreur."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from enquetes.models import Controle, PageInternet, PhotoReleve, Releve
from tests import factories


@pytest.fixture(autouse=True)
def a_la_fin_de_2022(settings, tmp_path):
    settings.ARRETE = date(2022, 12, 5)


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def controle(departement, site):
    return factories.ControleFactory(
        departement=departement, site=site, questionnaire__unite="une réponse"
    )


@pytest.fixture
def releve(controle):
    return factories.ReleveFactory(controle=controle, objet="Réponse 1")


# --- Contrôles ------------------------------------------------------------------------------------


@pytest.mark.parametrize("jour", ["2022-09-30", "0001-01-01", "9999-12-31"])
def test_une_echeance_hors_de_la_periode_se_dit(client, controle, jour):
    adresse = reverse("enquetes:controle_update", args=[controle.pk])
    page = client.post(adresse, {"date_echeance": jour})
    assert page.status_code == 200 and "commence le 01/10/2022" in page.content.decode()
    controle.refresh_from_db()
    assert controle.date_echeance == date(2022, 12, 31)


def test_un_service_qui_a_change_de_site_n_est_pas_controle_deux_fois(client, departement, service):
    grille = factories.QuestionnaireFactory(
        departement=departement, nature="grille", portee="service"
    )
    factories.QuestionFactory(questionnaire=grille)
    ailleurs = factories.SiteFactory(departement=departement)
    factories.ControleFactory(
        departement=departement,
        questionnaire=grille,
        service=service,
        site=ailleurs,
        periode="2022-12",
    )
    saisie = {"questionnaire": grille.pk, "service": service.pk}
    page = client.post(reverse("enquetes:controle_create"), saisie)
    assert page.status_code == 200 and "déjà au calendrier" in page.content.decode()
    assert Controle.objects.count() == 1


def test_une_page_sans_departement_se_refuse(client_de, db):
    admin = factories.AgentFactory(departement=None, is_superuser=True)
    saisie = {"intitule": "Accueil", "adresse": "https://www.prefecture.example/"}
    page = client_de(admin).post(reverse("enquetes:pageinternet_create"), saisie)
    assert page.status_code == 200 and "aucun département" in page.content.decode()
    assert not PageInternet.objects.exists()


# --- Relevés --------------------------------------------------------------------------------------


def test_deux_releves_du_meme_objet_se_disent_et_le_reste_est_garde(client, controle, releve):
    autre = factories.ReleveFactory(controle=controle, objet="Réponse 2", jour=date(2022, 12, 1))
    saisie = {"entete": "1", "jour": "2022-12-02", "objet": "Réponse 1", "remarque": "Vue"}
    page = client.post(reverse("enquetes:releve_update", args=[autre.pk]), saisie)
    texte = page.content.decode()
    assert page.status_code == 200 and "porte déjà sur cela" in texte and "Vue" in texte
    assert Releve.objects.get(pk=autre.pk).objet == "Réponse 2"


def test_clore_une_grille_dont_un_autre_releve_est_en_cours_se_dit(client, departement, site):
    entiere = factories.ControleFactory(departement=departement, site=site)
    siens = factories.ReleveFactory.create_batch(2, controle=entiere)
    adresse = reverse("enquetes:releve_update", args=[siens[0].pk])
    saisie = {"entete": "1", "jour": "2022-12-02", "clore": "1"}
    page = client.post(adresse, saisie, follow=True)
    assert page.status_code == 200 and "encore en cours" in page.content.decode()
    assert not Releve.objects.clos().exists()


# --- Photos ---------------------------------------------------------------------------------------


def photo(genre="JPEG", nom="hall.jpg", truquer=lambda octets: octets):
    """Une photo prise par un téléphone : orientée, datée, située."""
    lieu = Image.Exif()
    lieu[0x0112], lieu[0x010F] = 6, "Marque"
    lieu[0x8825] = {1: "N", 2: (45.0, 11.0, 16.0)}
    tampon = BytesIO()
    Image.new("RGB", (16, 8), "grey").save(tampon, genre, exif=lieu)
    return SimpleUploadedFile(nom, truquer(tampon.getvalue()), "image/jpeg")


def joindre(client, releve, fichier):
    adresse = reverse("enquetes:photoreleve_create", args=[releve.pk])
    return client.post(adresse, {"fichier": fichier})


def test_une_photo_perd_son_lieu_et_reste_droite(client, releve):
    joindre(client, releve, photo())
    with Image.open(PhotoReleve.objects.get().fichier) as gardee:
        assert gardee.size == (8, 16) and not dict(gardee.getexif())


def test_des_metadonnees_truquees_se_refusent(client, releve):
    """Le nom de la marque rangé sous une étiquette qui veut un nombre."""
    fichier = photo(truquer=lambda o: o.replace(b"\x01\x0f\x00\x02", b"\x01\x4c\x00\x02"))
    page = joindre(client, releve, fichier)
    assert page.status_code == 200 and "ne s&#x27;ouvre pas" in page.content.decode()
    assert not PhotoReleve.objects.exists()


def gardes(noms):
    depot = PhotoReleve._meta.get_field("fichier").storage
    return [nom for nom in noms if depot.exists(nom)]


def test_une_photo_retiree_n_a_plus_de_fichier(client, releve, django_capture_on_commit_callbacks):
    joindre(client, releve, photo())
    joindre(client, releve, photo())
    ote, reste = (une.fichier.name for une in releve.photos.all())
    assert gardes([ote, reste]) == [ote, reste]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("enquetes:photoreleve_delete", args=[releve.photos.first().pk]))
    assert gardes([ote, reste]) == [reste]


def test_un_releve_supprime_n_a_plus_de_photos(client, releve, django_capture_on_commit_callbacks):
    joindre(client, releve, photo())
    nom = releve.photos.get().fichier.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("enquetes:releve_delete", args=[releve.pk]))
    assert not Releve.objects.exists() and not gardes([nom])
