"""Les consultations se comptent sans nommer personne et sans gêner qui lit."""

import socket
import time
from datetime import date
from io import BytesIO

import pytest
from celery import current_app
from django.db import OperationalError
from django.urls import reverse
from kombu.exceptions import OperationalError as FileMuette
from openpyxl import load_workbook

from documents.models import Consultation
from documents.tasks import compter_une_consultation
from qualepref.socle.models import Journal
from tests import factories

pytestmark = pytest.mark.usefixtures("au_31_decembre", "depot")
PAGE = reverse("documents:consultations")


@pytest.fixture
def version(departement, service, fiche):
    document = factories.DocumentFactory(
        departement=departement, service=service, type=fiche, reference="FP-AG-001"
    )
    return factories.VersionDocumentFactory(
        document=document, numero=1, en_vigueur_du=date(2022, 1, 1)
    )


def dit(reponse):
    return reponse.content.decode()


def test_l_apercu_et_le_fichier_se_comptent_par_service_et_par_mois(
    client_de, creer_agent, departement, service, agent, version
):
    for lecteur in (creer_agent("agent", departement, service), agent):
        client = client_de(lecteur)
        client.get(reverse("documents:apercu", args=[version.pk]))
        client.get(reverse("documents:cadre", args=[version.pk]))  # dans l'aperçu : déjà compté
        client.get(version.get_absolute_url())
    lignes = Consultation.objects.order_by("pk").values_list("service", "mois", "nombre")
    decembre = date(2022, 12, 1)
    assert list(lignes) == [(service.pk, decembre, 2), (None, decembre, 2)]
    champs = {champ.name for champ in Consultation._meta.fields}
    assert champs == {"id", "document", "version", "service", "mois", "nombre"}


def test_un_autre_mois_est_une_autre_ligne(version, service):
    for jour in ("2022-11-30", "2022-12-01", "2022-12-31"):
        compter_une_consultation(version.pk, service.pk, jour)
    assert Consultation.objects.par_mois() == {date(2022, 11, 1): 1, date(2022, 12, 1): 2}


@pytest.mark.parametrize("panne", [OperationalError("verrouillée"), ConnectionError("file")])
def test_si_le_compte_echoue_la_page_s_ouvre(client_de, agent, version, monkeypatch, panne):
    def echouer(*args, **kwargs):
        raise panne

    monkeypatch.setattr(compter_une_consultation, "apply_async", echouer)
    client = client_de(agent)
    for adresse in (reverse("documents:apercu", args=[version.pk]), version.get_absolute_url()):
        assert client.get(adresse).status_code == 200
    assert not Consultation.objects.exists()


def test_une_file_arretee_ne_retient_pas_la_page():
    """La file arrêtée refuse la connexion : on y renonce aussitôt."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        ferme = prise.getsockname()[1]
    with current_app.connection_for_write(f"redis://127.0.0.1:{ferme}/0") as file:
        debut = time.monotonic()
        with pytest.raises(FileMuette):
            assert file.default_channel
    assert time.monotonic() - debut < 3


def test_un_compte_ne_se_rejoue_pas():
    """Le worker perdu en route, il compterait deux fois."""
    assert compter_une_consultation.acks_late is False


def test_la_page_dit_combien_lesquels_et_jamais_qui(
    client_de, creer_agent, departement, service, version
):
    lectrice = creer_agent("agent", departement, service, last_name="Lectrice")
    client_de(lectrice).get(version.get_absolute_url())
    jamais = factories.DocumentFactory(departement=departement, service=service)
    for role in ("referent_qualite", "correspondant", "copil", "auditeur"):
        page = dit(client_de(creer_agent(role, departement, service)).get(PAGE))
        assert "1 consultation en 2022" in page and "FP-AG-001" in page and "<svg" in page
        assert jamais.reference in page and "Lectrice" not in page
        assert f"{service.nom} : <strong>1</strong>" in page


def test_un_correspondant_ne_compte_que_ses_documents(
    client_de, creer_agent, departement, version, voisin
):
    factories.ConsultationFactory(document=version.document, version=version)
    d_a_cote = client_de(creer_agent("correspondant", departement, voisin))
    page = dit(d_a_cote.get(PAGE))
    assert "Aucune consultation" in page and "FP-AG-001" not in page


def test_une_autre_annee_et_une_annee_illisible(client_de, referent, version):
    factories.ConsultationFactory(
        document=version.document, version=version, mois=date(2021, 5, 1), nombre=7
    )
    client = client_de(referent)
    assert "7 consultations en 2021" in dit(client.get(PAGE, {"annee": "2021"}))
    for illisible in ("abc", "99999", ""):
        assert "Aucune consultation n’est comptée en 2022" in dit(
            client.get(PAGE, {"annee": illisible})
        )


def test_l_export_dit_tout_ce_que_la_page_borne(client_de, referent, version, voisin, settings):
    """Chaque document en vigueur y est, consulté ou non ; rien de qui consulte."""
    factories.ConsultationFactory(
        document=version.document, version=version, mois=date(2021, 5, 1), nombre=7
    )
    jamais = factories.DocumentFactory(
        departement=referent.departement, service=version.document.service
    )
    client = client_de(referent)
    assert "?annee=2021&amp;export=xlsx" in dit(client.get(PAGE, {"annee": "2021"}))
    reponse = client.get(PAGE, {"annee": "2021", "export": "xlsx"})
    assert 'filename="consultations-2021.xlsx"' in reponse["Content-Disposition"]
    livre = load_workbook(BytesIO(reponse.content))
    mois, services, documents = (list(livre[nom].values) for nom in livre.sheetnames)
    assert [nombre for _, nombre in mois[1:]] == [0, 0, 0, 0, 7, *[0] * 7]
    assert services[1:] == [("Sans service", 7)]
    comptes = {reference: nombre for reference, _, _, nombre in documents[1:]}
    assert comptes == {"FP-AG-001": 7, jamais.reference: 0}
    assert Journal.objects.filter(genre=Journal.Genre.EXPORT, agent=referent).count() == 1


def test_l_export_ne_sort_que_ce_que_suit_l_agent(
    client_de, creer_agent, departement, voisin, version
):
    factories.ConsultationFactory(document=version.document, version=version)
    d_a_cote = client_de(creer_agent("correspondant", departement, voisin))
    livre = load_workbook(BytesIO(d_a_cote.get(PAGE, {"export": "xlsx"}).content))
    assert [livre[nom].max_row for nom in livre.sheetnames] == [13, 1, 1]
