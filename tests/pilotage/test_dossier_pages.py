"""Demander un dossier de preuves, le suivre, le télécharger : qui le peut, et ce qu'on lit."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from pilotage.models import DossierDePreuves
from pilotage.models.dossiers import GENRE
from qualepref.socle import fabriques
from qualepref.socle.models import Designation, Journal, Production
from qualepref.socle.models.productions import DISQUE_PLEIN
from qualepref.socle.tasks import effacer_les_fichiers_perimes, produire, relancer_les_productions
from tests.pilotage.dossiers import LE, document, version

pytestmark = pytest.mark.django_db
AJOUTER = "pilotage:dossierdepreuves_create"


@pytest.fixture(autouse=True)
def le_31_decembre(settings, tmp_path):
    settings.ARRETE = LE
    settings.DOSSIER_DE_TRAVAIL = tmp_path / "travail"


@pytest.fixture
def demander(client_de, django_capture_on_commit_callbacks):
    """Remplit le formulaire au nom d'un agent ; la tâche est jouée sur place."""

    def demander(agent, **saisie):
        with django_capture_on_commit_callbacks(execute=True):
            reponse = client_de(agent).post(reverse(AJOUTER), {"le": "2022-12-31"} | saisie)
        assert reponse.status_code == 302, reponse.context["form"].errors
        return DossierDePreuves.objects.get()

    return demander


def telecharger(client, dossier):
    return client.get(reverse("pilotage:dossierdepreuves_fichier", args=[dossier.pk]))


def contenu(reponse):
    return zipfile.ZipFile(io.BytesIO(b"".join(reponse.streaming_content)))


@pytest.mark.parametrize("role", ["referent_qualite", "auditeur"])
def test_on_demande_un_dossier_et_on_le_telecharge(role, creer_agent, service, client_de, demander):
    agent = creer_agent(role, service.site.departement)
    version(document(service))
    dossier = demander(agent)
    page = client_de(agent).get(dossier.get_absolute_url()).content.decode()
    assert "1 document joint" in page and "Gardé jusqu’au" in page
    lue = contenu(telecharger(client_de(agent), dossier))
    assert "00-Démarche qualité/FP-AG-001-v" in " ".join(lue.namelist())
    assert Journal.objects.filter(genre=Journal.Genre.TELECHARGEMENT, agent=agent).exists()
    assert list(Path(dossier.production.fichier.path).parent.glob(f"{dossier.production.pk}-*"))


def test_le_dossier_fait_pour_un_auditeur_est_a_lui_pendant_ses_dates(
    referent, auditeur, creer_agent, client_de, demander
):
    dossier = demander(referent, destinataire=auditeur.pk)
    autre = creer_agent("auditeur", referent.departement)
    assert telecharger(client_de(auditeur), dossier).status_code == 200
    assert telecharger(client_de(autre), dossier).status_code == 404
    Designation.objects.filter(agent=auditeur).update(date_fin=LE - timedelta(days=1))
    assert telecharger(client_de(auditeur), dossier).status_code == 403


def test_un_auditeur_ne_voit_pas_les_dossiers_des_autres(
    referent, auditeur, client_de, demander, creer_agent, autre_departement
):
    dossier = demander(referent)
    page = client_de(auditeur).get(reverse("pilotage:dossierdepreuves_list"))
    assert list(page.context["table"].data) == []
    assert telecharger(client_de(auditeur), dossier).status_code == 404
    d_ailleurs = creer_agent("referent_qualite", autre_departement)
    assert telecharger(client_de(d_ailleurs), dossier).status_code == 404


def test_un_dossier_ne_se_prend_que_par_sa_page(referent, creer_agent, client_de, demander):
    production = demander(referent).production
    fiche = production.get_absolute_url()
    for agent in (referent, creer_agent("administrateur", referent.departement)):
        client = client_de(agent)
        assert [*client.get(reverse("socle:production_list")).context["table"].data] == []
        assert client.get(fiche).status_code == 404
        assert client.get(f"{fiche}fichier/").status_code == 404
        assert client.post(f"{fiche}relancer/").status_code in (403, 404)


def test_apres_ses_dates_un_auditeur_ne_prend_plus_le_dossier(auditeur, client_de, demander):
    production = demander(auditeur).production
    Designation.objects.filter(agent=auditeur).update(date_fin=LE - timedelta(days=1))
    fichier = client_de(auditeur).get(f"{production.get_absolute_url()}fichier/")
    assert fichier.status_code in (403, 404)


def test_un_referent_borne_a_un_site_ne_prend_que_les_siens(
    referent, creer_agent, site, client_de, demander
):
    dossier = demander(referent)
    borne = creer_agent("referent_qualite", referent.departement)
    borne.designations.update(site=site)
    assert telecharger(client_de(borne), dossier).status_code == 404
    DossierDePreuves.objects.update(destinataire=borne)
    assert telecharger(client_de(borne), dossier).status_code == 200


def test_un_fichier_absent_du_stockage_est_introuvable_sans_telechargement_note(
    referent, client_de, demander
):
    dossier = demander(referent)
    dossier.production.fichier.storage.delete(dossier.production.fichier.name)
    assert telecharger(client_de(referent), dossier).status_code == 404
    assert not Journal.objects.filter(genre=Journal.Genre.TELECHARGEMENT).exists()


@pytest.mark.parametrize(
    ("silence", "etat"), [(timedelta(0), "en_cours"), (timedelta(hours=1), "en_attente")]
)
def test_un_dossier_qui_se_fabrique_ne_se_relance_que_muet(
    silence, etat, referent, client_de, demander
):
    dossier = demander(referent)
    Production.objects.update(etat="en_cours", battement=timezone.now() - silence)
    adresse = reverse("pilotage:dossierdepreuves_relancer", args=[dossier.pk])
    page = client_de(referent).post(adresse, follow=True).content.decode()
    assert Production.objects.get().etat == etat
    assert ("attendez qu" in page) == (etat == "en_cours")


def test_une_campagne_commencee_apres_la_date_est_refusee(referent, campagne, client_de):
    veille = campagne.date_debut - timedelta(days=1)
    saisie = {"le": veille.isoformat(), "campagne": campagne.pk}
    page = client_de(referent).post(reverse(AJOUTER), saisie)
    assert page.status_code == 200 and "ne commence que le" in page.content.decode()
    assert not DossierDePreuves.objects.exists()


def test_seul_qui_adresse_un_dossier_choisit_un_auditeur(client_de, referent, auditeur):
    adresse = reverse(AJOUTER)
    champs = client_de(auditeur).get(adresse).context["form"].fields
    assert "destinataire" not in champs
    choix = client_de(referent).get(adresse).context["form"].fields["destinataire"].queryset
    assert list(choix) == [auditeur]


@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        ({"le": "2023-01-01"}, "à venir"),
        ({"le": "1900-01-01"}, "depuis le 01/01/1990"),
        ({"le": ""}, "obligatoire"),
        ({"le": "2022-12-31", "services": ["999999"]}, "Sélectionnez un choix valide"),
    ],
)
def test_une_demande_fautive_dit_quoi_corriger(client_de, referent, service, saisie, dit):
    page = client_de(referent).post(reverse(AJOUTER), saisie)
    assert page.status_code == 200 and dit in page.content.decode()
    assert not DossierDePreuves.objects.exists()


def test_les_services_choisis_bornent_le_dossier(referent, service, voisin, client_de, demander):
    version(document(service, "FP-1"))
    version(document(voisin, "FP-2"))
    noms = contenu(
        telecharger(client_de(referent), demander(referent, services=[voisin.pk]))
    ).namelist()
    assert any("FP-2" in nom for nom in noms) and not any("FP-1" in nom for nom in noms)


def test_la_campagne_choisie_d_office_se_garde(referent, campagne, demander):
    assert demander(referent).campagne == campagne


def test_un_auditeur_parti_avant_la_fabrication_ne_recoit_rien(auditeur):
    dossier = DossierDePreuves.objects.inscrire(
        DossierDePreuves(departement=auditeur.departement, le=LE, demandeur=auditeur)
    )
    Designation.objects.filter(agent=auditeur).update(date_fin=LE - timedelta(days=1))
    produire(dossier.production_id)
    production = Production.objects.get()
    assert production.etat == "echouee" and "ne peut plus lire" in production.erreur


def test_un_dossier_perime_s_efface_et_le_dit(referent, client_de, demander):
    dossier = demander(referent)
    Production.objects.update(expire_le="2020-01-01T00:00:00Z")
    effacer_les_fichiers_perimes()
    page = client_de(referent).get(dossier.get_absolute_url()).content.decode()
    assert "durée de conservation" in page and "effacé" not in page.split("durée")[0]
    assert telecharger(client_de(referent), dossier).status_code == 404


class DisquePlein(OSError):
    def __init__(self):
        super().__init__(28, "No space left on device")


@pytest.mark.parametrize("ou", ["archive", "stockage"])
def test_un_disque_plein_ne_laisse_rien_et_se_relance(
    ou,
    monkeypatch,
    settings,
    referent,
    service,
    client_de,
    demander,
    django_capture_on_commit_callbacks,
):
    version(document(service), b"x" * 3_000_000)

    def plein(*args, **kwargs):
        raise DisquePlein

    with monkeypatch.context() as faute:
        if ou == "archive":
            faute.setattr("pilotage.dossier.archive.Archive.sceller", plein)
        else:
            faute.setattr("django.core.files.storage.FileSystemStorage._save", plein)
        dossier = demander(referent)
    assert dossier.production.erreur == DISQUE_PLEIN and not dossier.production.fichier
    assert list(settings.DOSSIER_DE_TRAVAIL.iterdir()) == []
    client = client_de(referent)
    assert "Le disque est plein" in client.get(dossier.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("pilotage:dossierdepreuves_relancer", args=[dossier.pk]))
    assert telecharger(client, dossier).status_code == 200


def test_ce_qu_un_worker_mort_a_laisse_s_efface_a_la_reprise(settings, referent, service):
    version(document(service))
    dossier = DossierDePreuves.objects.inscrire(
        DossierDePreuves(departement=referent.departement, le=LE, demandeur=referent)
    )
    settings.DOSSIER_DE_TRAVAIL.mkdir()
    reste = settings.DOSSIER_DE_TRAVAIL / f"{dossier.production_id}-mort"
    reste.write_bytes(b"PK une moitie")
    Production.objects.update(
        etat="en_cours", tentatives=1, battement="2020-01-01T00:00:00Z", jeton=None
    )
    relancer_les_productions()
    production = Production.objects.get()
    assert (production.etat, production.tentatives) == ("terminee", 2)
    assert list(settings.DOSSIER_DE_TRAVAIL.iterdir()) == []
    assert zipfile.ZipFile(production.fichier.open()).testzip() is None


def test_l_empreinte_est_celle_du_fichier_range(referent, demander):
    production = demander(referent).production
    lu = fabriques.Fichier("x", production.fichier.read())
    assert production.empreinte == lu.empreinte and production.genre == GENRE


# --- La commande ----------------------------------------------------------------------------------


def test_la_commande_ecrit_le_dossier_a_la_date_dite(departement, service, tmp_path, capsys):
    fiche = document(service)
    version(fiche, b"%PDF 1", date(2021, 1, 1), numero=1, en_vigueur_au=date(2021, 12, 31))
    version(fiche, b"%PDF 2", date(2022, 1, 1), numero=2)
    sortie = tmp_path / "preuves.zip"
    call_command("dossier_preuves", sortie=sortie, departement="38", date=date(2021, 6, 1))
    (nom,) = [nom for nom in zipfile.ZipFile(sortie).namelist() if nom.endswith(".pdf")]
    assert "-v1 " in nom and [f.name for f in tmp_path.iterdir() if f.is_file()] == ["preuves.zip"]
    assert "joints : 1 ;" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["--sortie=absent/p.zip"], "n'existe pas"),
        (["--sortie=p.zip", "--departement=99"], "connus : 38"),
        (["--sortie=p.zip", "--date=31/12/2022"], "AAAA-MM-JJ"),
        (["--sortie=p.zip", "--date=2023-01-01"], "à venir"),
    ],
)
def test_une_commande_fausse_dit_quoi_corriger(departement, arguments, dit):
    with pytest.raises(CommandError, match=dit):
        call_command("dossier_preuves", *arguments)


def test_une_commande_interrompue_ne_laisse_rien(departement, monkeypatch, tmp_path):
    def plein(*args, **kwargs):
        raise DisquePlein

    monkeypatch.setattr("pilotage.dossier.archive.Archive.sceller", plein)
    with pytest.raises(CommandError, match="n'a pas pu être écrit"):
        call_command("dossier_preuves", sortie=tmp_path / "p.zip")
    assert list(tmp_path.glob("*p.zip*")) == []
