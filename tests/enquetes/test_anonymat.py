"""Rien ne relie une réponse à une personne, ni ne dit dans quel ordre elles sont venues.

Ni une colonne, ni une ligne de journal, ni un fichier ; et le dire ici casse si l'on en ajoute.
"""

import logging
from datetime import UTC, datetime, time
from io import StringIO
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.utils.timezone import localtime
from gunicorn.config import Config

from enquetes.models import JetonRecu, Mode, Reponse, Valeur
from qualepref.socle import depot_public
from qualepref.socle.models import Affluence, Journal, Passage, SelHoraire
from qualepref.socle.tasks import oublier_l_affluence
from qualepref.socle.traces import JournalDAcces, SansTrace
from tests.enquetes.questionnaire_d_essai import adresse, enquete, point
from tests.enquetes.test_formulaire import Usager

pytestmark = pytest.mark.django_db
GARDES = (Reponse, Valeur, JetonRecu)
CHEZ_UN = "203.0.113.7"
MIDI = datetime(2022, 3, 7, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sans_attendre(monkeypatch):
    monkeypatch.setattr(depot_public, "AGE_MIN", 0)


@pytest.fixture
def lien(departement, site):
    return point(enquete(departement), Mode.LIEN, site=site)


# --- Les colonnes ---------------------------------------------------------------------------------


def test_aucune_colonne_ne_designe_quelqu_un_ni_un_instant():
    instants = (models.DateTimeField, models.TimeField, models.GenericIPAddressField)
    fautives = [
        f"{modele.__name__}.{champ.name}"
        for modele in GARDES
        for champ in modele._meta.get_fields()
        if isinstance(champ, instants) or champ.related_model is apps.get_model("socle", "Agent")
    ]
    assert fautives == []


def test_les_colonnes_sont_celles_qu_on_a_pesees():
    """Une colonne de plus se discute : elle peut dire qui, ou quand."""
    colonnes = {m.__name__: {champ.column for champ in m._meta.concrete_fields} for m in GARDES}
    for dites in colonnes.values():
        dites.discard(None)
    assert colonnes["Reponse"] == {
        "id",
        "enquete_id",
        "point_id",
        "site_id",
        "mode",
        "langue",
        "jour",
    }
    assert colonnes["JetonRecu"] == {"jeton", "enquete_id"}
    assert colonnes["Valeur"] >= {"reponse_id", "question_id", "rang", "choix_id", "texte"}
    assert colonnes["Valeur"] <= {
        "reponse_id",
        "question_id",
        "rang",
        "enquete_id",
        "choix_id",
        "texte",
        "nombre",
    }


def test_les_cles_sont_tirees_au_hasard_et_aucune_ne_s_incremente():
    suites = [
        f"{modele.__name__}.{champ.name}"
        for modele in GARDES
        for champ in modele._meta.concrete_fields
        if isinstance(champ, models.AutoField | models.BigAutoField)
    ]
    assert suites == []
    cles = [Reponse().pk for _ in range(200)]
    assert {cle.version for cle in cles} == {4}
    assert cles != sorted(cles)


def test_aucun_historique_ne_suit_une_reponse():
    suivis = {modele.__name__ for modele in apps.get_models()}
    assert not suivis & {f"Historical{modele.__name__}" for modele in GARDES}


def test_rien_ne_relie_un_jeton_a_sa_reponse():
    assert not {"reponse", "valeur", "point"} & {c.name for c in JetonRecu._meta.get_fields()}


def test_seules_des_donnees_sans_personne_pointent_vers_une_reponse():
    """Un modèle qui désigne une réponse ne désigne pas un agent."""
    for relation in Reponse._meta.related_objects:
        champs = relation.related_model._meta.concrete_fields
        noms = {champ.related_model.__name__ for champ in champs if champ.related_model}
        assert "Agent" not in noms, relation.related_model.__name__


def test_le_gel_du_questionnaire_ne_dit_pas_l_heure_de_la_premiere_reponse(lien):
    lien.enquete.questionnaire.geler()
    assert localtime(lien.enquete.questionnaire.gele_le).time() == time.min


# --- Ce qui reste après un envoi ------------------------------------------------------------------


def test_apres_un_envoi_la_base_ne_garde_ni_adresse_ni_instant(lien):
    Usager(lien, **{"X-Forwarded-For": CHEZ_UN}).repondre()
    assert Reponse.objects.count() == 1
    assert not (Passage.objects.exists() or Journal.objects.exists() or Session.objects.exists())
    affluence = Affluence.objects.get()
    assert CHEZ_UN not in f"{affluence.empreinte} {affluence.nombre}"
    assert {champ.name for champ in Affluence._meta.concrete_fields} == {"empreinte", "nombre"}


def toutes_les_lignes():
    modeles = apps.get_models(include_auto_created=True)
    return {m._meta.label: sorted(map(repr, m._base_manager.values_list())) for m in modeles}


def test_un_envoi_n_ecrit_que_dans_les_tables_qu_on_a_pesees(lien):
    """Toute la base est comparée : une ligne ailleurs daterait la réponse, ou la relierait."""
    Usager(lien).repondre()  # la première gèle le questionnaire et tire le sel de l'heure
    avant = toutes_les_lignes()
    Usager(lien).repondre()
    changees = {nom for nom, lignes in toutes_les_lignes().items() if lignes != avant[nom]}
    gardes = {modele._meta.label for modele in GARDES}
    assert changees == gardes | {Affluence._meta.label}


def test_un_agent_connecte_ne_laisse_pas_plus_de_trace(lien, agent, client_de):
    usager = Usager(lien)
    usager.client = client_de(agent)
    avant = Journal.objects.count()
    usager.repondre()
    assert Reponse.objects.count() == 1
    assert Journal.objects.count() == avant
    suivis = [m for m in apps.get_models() if hasattr(m, "history_user")]
    siens = [m.__name__ for m in suivis if m.objects.filter(history_user=agent.pk).exists()]
    assert suivis and siens == []


def test_a_l_heure_suivante_le_sel_est_detruit_et_les_comptes_avec_lui(db):
    assert [Affluence.objects.compter("e", CHEZ_UN, MIDI) for _ in range(3)] == [1, 2, 3]
    assert Affluence.objects.compter("e", "198.51.100.1", MIDI) == 1
    ancien = SelHoraire.objects.get().sel
    une_heure_apres = MIDI.replace(hour=13)
    assert Affluence.objects.compter("e", CHEZ_UN, une_heure_apres) == 1
    assert Affluence.objects.count() == 1
    assert SelHoraire.objects.get().sel != ancien


def test_sans_visite_la_tache_de_l_heure_efface_les_comptes(db):
    Affluence.objects.compter("e", CHEZ_UN, MIDI)
    oublier_l_affluence()
    assert not Affluence.objects.exists()


def test_l_empreinte_ne_se_refait_pas_sans_le_sel(db):
    Affluence.objects.compter("e", CHEZ_UN, MIDI)
    premiere = Affluence.objects.get().empreinte
    SelHoraire.objects.all().delete()
    Affluence.objects.compter("e", CHEZ_UN, MIDI)
    assert Affluence.objects.get().empreinte != premiere


# --- Les journaux ---------------------------------------------------------------------------------


def acces_journalise(chemin):
    """Ce que gunicorn écrirait de cette requête."""
    sortie = StringIO()
    reglages = Config()
    reglages.set("accesslog", "-")
    journal = JournalDAcces(reglages)
    journal.access_log.handlers = [logging.StreamHandler(sortie)]
    journal.access_log.setLevel(logging.INFO)
    reponse = SimpleNamespace(status="200 OK", sent=12, headers=[])
    environ = {
        "PATH_INFO": chemin,
        "RAW_URI": chemin,
        "REQUEST_METHOD": "POST",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": CHEZ_UN,
    }
    requete = SimpleNamespace(headers=[])
    journal.access(reponse, requete, environ, datetime(2022, 3, 7) - datetime(2022, 3, 6))
    return sortie.getvalue()


def test_le_journal_d_acces_tait_les_enquetes_et_dit_le_reste():
    assert CHEZ_UN in acces_journalise("/connexion/")
    assert acces_journalise("/e/bcd23456/") == ""
    assert acces_journalise("/e/bcd23456/tablette/") == ""
    assert acces_journalise("/echange/bcd23456/") == ""
    assert acces_journalise("/static/enquetes/formulaire.css") == ""
    assert acces_journalise("/static/socle/envoi.js") == ""  # la page des réponses le demande aussi


@pytest.fixture
def console():
    """Ce que dit vraiment la console du projet."""
    sortie, racine = StringIO(), logging.getLogger()
    poignee = logging.StreamHandler(sortie)
    poignee.addFilter(SansTrace())
    racine.addHandler(poignee)
    yield sortie
    racine.removeHandler(poignee)


def test_la_console_du_projet_porte_ce_filtre():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["sans_trace"]
    assert settings.LOGGING["filters"]["sans_trace"]["()"] == "qualepref.socle.traces.SansTrace"


def test_les_refus_des_enquetes_ne_s_ecrivent_pas(lien, console):
    Client().get("/e/nullepart/")
    lien.enquete.clore()
    Client().get(adresse(lien))
    assert console.getvalue() == ""
    Client().get("/nulle-part/")
    assert "/nulle-part/" in console.getvalue()


def test_rien_ne_s_ecrit_pendant_un_envoi(lien, console, tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    Usager(lien).repondre()
    assert console.getvalue() == ""
    assert list(tmp_path.rglob("*")) == []


def test_gunicorn_de_la_demonstration_prend_ce_journal():
    ecrit = (settings.RACINE / "bin" / "demonstration.py").read_text()
    assert "qualepref.socle.traces.JournalDAcces" in ecrit
    assert "access_log off" in (settings.RACINE / "docs" / "exploitation.md").read_text()


# --- L'adresse du point ---------------------------------------------------------------------------


def test_le_merci_ne_dit_pas_laquelle_est_la_reponse(lien):
    """Un même lien pour tous, un même merci : ni invitation nominative, ni numéro."""
    usager = Usager(lien).repondre()
    assert isinstance(Reponse.objects.get().pk, UUID)
    assert usager.reponse.url == f"{adresse(lien)}merci/?lang=fr"
