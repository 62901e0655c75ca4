"""Le disque plein, sur chaque page qui reçoit un fichier : la même phrase, jamais une panne.

Documents, imports et productions ont en plus leurs propres essais (tests/documents).
"""

import errno
from html import unescape

import pytest
from django import forms
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.urls import reverse

from qualepref.socle.fichiers.refus import SANS_PLACE
from qualepref.socle.models import Agent, Designation
from suivi.depots.mots_publics import MOTS
from suivi.models import Demande, PieceJointe, Signalement
from tests import factories
from tests.acces import Decor
from tests.adresses import adresses_du_projet
from tests.suivi.test_depots import envoyer, point, saisie, vieux_jeton  # noqa: F401
from tests.test_coherence import SANS_CONNEXION
from tests.test_droits import TABLE

PDF = b"%PDF-1.4 essai"
AUTREMENT = {"engagements:contenu_deposer": "fichier"}  # son formulaire dépend de l'envoi


def champs_de_fichier():
    """(nom de l'adresse, champ) de chaque formulaire d'une vue qui reçoit un fichier."""
    recus = dict(AUTREMENT)
    for adresse in adresses_du_projet():
        form = getattr(adresse.classe, "form_class", None)
        for nom, champ in getattr(form, "base_fields", {}).items():
            publique = adresse.nom in SANS_CONNEXION  # l'usager lit une autre phrase, plus bas
            if isinstance(champ, forms.FileField) and not publique:
                recus[adresse.nom] = nom
    return sorted(recus.items())


def plein(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def fichier(nom="essai.pdf", contenu=PDF):
    return SimpleUploadedFile(nom, contenu, "application/pdf")


def lu(reponse):
    return unescape(reponse.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def technicien(creer_agent, departement, service):
    agent = creer_agent("referent_qualite", departement, service)
    Agent.objects.filter(pk=agent.pk).update(is_superuser=True)
    return Agent.objects.get(pk=agent.pk)


@pytest.fixture
def sans_place_a_l_arrivee(settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", plein)


def test_les_formulaires_a_fichier_sont_bien_trouves():
    assert {nom for nom, _ in champs_de_fichier()} >= {
        *("engagements:retour_create", "engagements:referentiel_essai", "suivi:piece_joindre"),
        *("socle:designation_create", "suivi:signaler", "documents:document_deposer"),
    }


@pytest.mark.parametrize(("nom", "champ"), champs_de_fichier())
@pytest.mark.usefixtures("sans_place_a_l_arrivee")
def test_un_fichier_qui_n_arrive_pas_se_dit(nom, champ, client_de, technicien, service):
    acces = TABLE[nom]
    arguments = acces.arguments(Decor(service, technicien)) if acces.objet else []
    reponse = client_de(technicien).post(reverse(nom, args=arguments), {champ: fichier()})
    assert reponse.status_code == 200 and SANS_PLACE in lu(reponse)


# --- Arrivé, il ne se range pas -------------------------------------------------------------------


def ranger_sauf(monkeypatch, nombre):
    """Le stockage prend ce nombre de fichiers, puis n'a plus de place."""
    vrai, pris = FileSystemStorage._save, []

    def ranger(stockage, nom, contenu):
        if len(pris) == nombre:
            plein()
        pris.append(nom)
        return vrai(stockage, nom, contenu)

    monkeypatch.setattr(FileSystemStorage, "_save", ranger)


@pytest.fixture
def medias(settings, tmp_path):
    disque = settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": disque}
    return tmp_path


def test_de_deux_pieces_la_seconde_ne_tient_pas_aucune_ne_reste(
    client_de, correspondant, service, monkeypatch, medias
):
    demande = factories.DemandeFactory(departement=service.site.departement, service=service)
    ranger_sauf(monkeypatch, 1)
    deux = [fichier("une.pdf"), fichier("deux.pdf", PDF + b" deux")]
    adresse = reverse("suivi:piece_joindre", args=[demande.pk])
    reponse = client_de(correspondant).post(adresse, {"fichiers": deux})
    assert reponse.status_code == 200 and SANS_PLACE in lu(reponse)
    assert not PieceJointe.objects.exists()
    assert [chemin for chemin in medias.rglob("*") if chemin.is_file()] == []


def test_un_signalement_garde_sa_saisie(client_de, agent, service, monkeypatch):
    ranger_sauf(monkeypatch, 0)
    saisie = {"nature": Signalement._meta.get_field("nature").choices[0][0]}  # noqa: F811
    saisie |= {"description": "Le guichet 3 est sombre.", "service": service.pk}
    envoi = saisie | {"piece": fichier()}
    reponse = client_de(agent).post(reverse("suivi:signaler"), envoi)
    assert reponse.status_code == 200 and SANS_PLACE in lu(reponse)
    assert "Le guichet 3 est sombre." in lu(reponse) and not Signalement.objects.exists()


def test_une_lettre_de_mission_qui_ne_tient_pas_ne_designe_personne(
    client_de, referent, agent, monkeypatch
):
    ranger_sauf(monkeypatch, 0)
    envoi = {"agent": agent.pk, "fonction": "referent_telephonie", "date_debut": "2022-01-01"}
    envoi |= {"departement": referent.departement_id, "lettre_mission": fichier()}
    reponse = client_de(referent).post(reverse("socle:designation_create"), envoi)
    assert reponse.status_code == 200 and SANS_PLACE in lu(reponse)
    assert not Designation.objects.filter(agent=agent).exists()


@pytest.mark.parametrize("langue", ["fr", "en"])
@pytest.mark.parametrize("ou", ["arrivee", "stockage"])
def test_l_usager_garde_son_message(point, saisie, langue, ou, monkeypatch, settings):  # noqa: F811
    if ou == "stockage":
        ranger_sauf(monkeypatch, 0)
    else:
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
        monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", plein)
    page = lu(envoyer(point, saisie | {"piece": fichier()}, f"?lang={langue}"))
    assert MOTS[langue].piece_perdue in page and saisie["message"] in page
    assert not Demande.objects.exists()
