"""Ce que reçoit le serveur d'une tablette : une fois chaque réponse, et rien d'illisible."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from enquetes.models import Mode, Question, Reponse, Valeur
from enquetes.views import ouvertes
from qualepref.socle.temps import aujourdhui
from tests.enquetes.questionnaire_d_essai import REPONSES, adresse, enquete, point

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablette(departement, site):
    return point(enquete(departement), Mode.TABLETTE, site=site)


def envoi(**champs):
    jour = aujourdhui().isoformat()
    return {"jeton": str(uuid4()), "langue": "en", "jour": jour, "reponses": REPONSES, **champs}


def envoyer(tablette, dit):
    corps = dit if isinstance(dit, bytes | str) else json.dumps(dit)
    client = Client(enforce_csrf_checks=True)
    return client.post(adresse(tablette, "tablette"), corps, content_type="application/json")


def test_une_reponse_gardee_arrive_entiere_sans_temoin(tablette, site):
    reponse = envoyer(tablette, envoi())
    assert (reponse.status_code, reponse.json()) == (200, {"recu": True, "deja": False})
    assert not reponse.cookies
    une = Reponse.objects.get()
    assert (une.mode, une.site, une.langue, une.point) == (Mode.TABLETTE, site, "en", tablette)
    assert une.valeurs.count() == 11


def test_la_meme_envoyee_deux_fois_n_entre_qu_une_fois(tablette):
    dit = envoi()
    assert [envoyer(tablette, dit).json()["deja"] for _ in range(2)] == [False, True]
    assert Reponse.objects.count() == 1


def test_une_reponse_gardee_deux_jours_est_du_jour_ou_elle_fut_donnee(tablette):
    avant_hier = aujourdhui() - timedelta(days=2)
    envoyer(tablette, envoi(jour=avant_hier.isoformat()))
    assert Reponse.objects.get().jour == avant_hier


@pytest.mark.parametrize(
    ("dit", "retenu"), [("1999-01-01", date(2022, 1, 1)), ("2999-01-01", None)]
)
def test_une_horloge_dereglee_reste_dans_les_jours_de_l_enquete(tablette, dit, retenu):
    envoyer(tablette, envoi(jour=dit))
    assert Reponse.objects.get().jour == (retenu or aujourdhui())


@pytest.mark.parametrize(
    "corps",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b"[" * 50_000,
        json.dumps(envoi(jeton="pas-un-jeton")),
        json.dumps(envoi(jour="hier")),
        json.dumps(envoi(reponses=["E1"])),
        json.dumps(envoi(reponses={"E1": "tres"})),
        json.dumps(envoi(reponses={"E1": [{"a": 1}]})),
        json.dumps(envoi(reponses={"Z1": ["oui"]})),
        json.dumps(envoi(reponses={"E1": ["inconnu"]})),
        json.dumps(envoi(reponses={})),
        json.dumps(envoi(reponses={**REPONSES, "E11": ["x" * 1_000_000]})),
        json.dumps(envoi(reponses={**REPONSES, "E11": ["x" * 3_000_000]})),
    ],
    ids=range(16),
)
def test_ce_qui_n_est_pas_une_reponse_est_refuse_sans_panne(tablette, corps):
    assert envoyer(tablette, corps).status_code == 400
    assert not Reponse.objects.exists()


def test_un_script_reste_du_texte(tablette):
    texte = "<script>alert(1)</script>=1+1"
    envoyer(tablette, envoi(reponses={**REPONSES, "E11": [texte]}))
    assert Valeur.objects.get(question__code="E11").texte == texte


def test_close_pleine_ou_pressee_la_tablette_garde_ses_reponses(tablette, monkeypatch):
    with monkeypatch.context() as presse:
        presse.setattr(ouvertes, "PAR_HEURE", {Mode.TABLETTE: 0})
        assert envoyer(tablette, envoi()).status_code == 429
    tablette.plafond_du_jour = 0
    tablette.save()
    assert envoyer(tablette, envoi()).status_code == 429
    tablette.enquete.clore()
    assert envoyer(tablette, envoi()).status_code == 410
    assert not Reponse.objects.exists()


def test_seul_un_point_de_tablette_a_cette_page(tablette):
    lien = point(tablette.enquete, Mode.LIEN)
    assert Client().get(adresse(lien, "tablette")).status_code == 404
    assert envoyer(lien, envoi()).status_code == 404


def test_la_page_porte_toutes_les_langues_et_ce_qu_il_faut_pour_les_poser(tablette):
    page = Client().get(adresse(tablette, "tablette")).content.decode()
    assert page.count('data-ecran="accueil"') == 3
    assert page.count("data-code=") == 3 * Question.objects.count()
    assert 'data-selon="E3" data-parmi="[&quot;non&quot;]" data-obligatoire' in page
    assert 'dir="rtl"' in page


def test_la_veille_est_un_programme_servi_sous_l_adresse_de_la_tablette(tablette):
    reponse = Client().get(adresse(tablette, "veille_fichier"))
    assert reponse.headers["Content-Type"].startswith("text/javascript")
    assert adresse(tablette, "veille_fichier").startswith(adresse(tablette, "tablette"))
