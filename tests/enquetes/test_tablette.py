"""Ce que reçoit le serveur d'une tablette : une fois chaque réponse, et rien d'illisible."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from enquetes import conduite
from enquetes.formulaire.scelle import sceller_la_page
from enquetes.models import Enquete, Mode, Question, Reponse, Valeur
from enquetes.views import ouvertes
from enquetes.views import tablette as vue
from qualepref.socle.temps import aujourdhui
from tests.enquetes.questionnaire_d_essai import REPONSES, adresse, enquete, point

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablette(departement, site):
    return point(enquete(departement), Mode.TABLETTE, site=site)


def envoi(**champs):
    jour = aujourdhui().isoformat()
    return {"jeton": str(uuid4()), "langue": "en", "jour": jour, "reponses": REPONSES, **champs}


def sceau(tablette, jour=None):
    return sceller_la_page(f"enquete-{tablette.code}", jour or aujourdhui())


def envoyer(tablette, dit):
    """Sous le sceau d'une page ouverte aujourd'hui, sauf dit contraire."""
    if isinstance(dit, dict):
        dit = {"sceau": sceau(tablette)} | dit
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
    page = sceau(tablette, avant_hier)
    envoyer(tablette, envoi(jour=avant_hier.isoformat(), sceau=page))
    assert Reponse.objects.get().jour == avant_hier


@pytest.mark.parametrize(
    ("dit", "retenu"), [("1999-01-01", date(2022, 1, 1)), ("2999-01-01", None)]
)
def test_une_horloge_dereglee_reste_dans_les_jours_de_l_enquete(tablette, dit, retenu):
    envoyer(tablette, envoi(jour=dit, sceau=sceau(tablette, date(2022, 1, 1))))
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
        envoi(jeton="pas-un-jeton"),
        envoi(jour="hier"),
        envoi(reponses=["E1"]),
        envoi(reponses={"E1": "tres"}),
        envoi(reponses={"E1": [{"a": 1}]}),
        envoi(reponses={"Z1": ["oui"]}),
        envoi(reponses={"E1": ["inconnu"]}),
        envoi(reponses={}),
        envoi(reponses={**REPONSES, "E11": ["x" * 200_000]}),
        envoi(reponses={"E6": ["guichet"] * 101}),
        envoi(reponses={f"E{rang}": ["oui"] for rang in range(600)}),
        envoi(sceau=""),
        envoi(sceau="inventé"),
        envoi(sceau=sceller_la_page("enquete-d-un-autre", aujourdhui())),
        envoi(sceau=None),
    ],
    ids=range(21),
)
def test_ce_qui_n_est_pas_une_reponse_est_refuse_sans_panne(tablette, corps):
    assert envoyer(tablette, corps).status_code == 400
    assert not Reponse.objects.exists()


def test_aucune_reponse_ne_precede_l_ouverture_de_sa_page(tablette):
    hier = aujourdhui() - timedelta(days=1)
    envoyer(tablette, envoi(jour=hier.isoformat()))
    assert Reponse.objects.get().jour == aujourdhui()


def test_un_envoi_demesure_se_refuse_sans_se_lire(tablette, monkeypatch):
    monkeypatch.setattr(vue, "lire_l_envoi", None)  # l'appeler tomberait en panne
    trop = envoi(reponses={**REPONSES, "E11": ["x" * 3_000_000]})
    assert envoyer(tablette, trop).status_code == 413


def test_le_plafond_compte_le_jour_de_la_reponse_et_non_celui_de_l_envoi(tablette):
    hier = aujourdhui() - timedelta(days=1)
    tablette.plafond_du_jour = 1
    tablette.save()
    d_hier = {"jour": hier.isoformat(), "sceau": sceau(tablette, hier)}
    assert [envoyer(tablette, envoi(**d_hier)).status_code for _ in range(2)] == [200, 429]
    assert envoyer(tablette, envoi()).status_code == 200


# --- Après le dernier jour ------------------------------------------------------------------------

DERNIER = date(2022, 9, 30)


@pytest.fixture
def finie(tablette, settings):
    """Une tablette dont la page fut ouverte le 29 ; l'enquête a fini le 30."""
    Enquete.objects.update(date_ouverture=date(2022, 9, 1), date_cloture=DERNIER)
    settings.ARRETE = DERNIER + timedelta(days=7)
    return tablette


def gardee(tablette, jour=DERNIER, ouverte_le=date(2022, 9, 29)):
    return envoi(jour=jour.isoformat(), sceau=sceau(tablette, ouverte_le))


def test_sept_jours_durant_une_tablette_envoie_ce_qu_elle_garde(finie, settings):
    conduite.tenir(aujourdhui())
    assert envoyer(finie, gardee(finie)).status_code == 200
    assert Reponse.objects.get().jour == DERNIER
    settings.ARRETE = DERNIER + timedelta(days=8)
    assert envoyer(finie, gardee(finie)).status_code == 410
    conduite.tenir(aujourdhui())
    assert Enquete.objects.get().etat == Enquete.Etat.CLOSE


def test_ni_page_neuve_ni_reponse_d_apres_le_dernier_jour(finie):
    assert Client().get(adresse(finie, "tablette")).status_code == 410
    assert envoyer(finie, gardee(finie, DERNIER + timedelta(days=1))).status_code == 400
    assert envoyer(finie, gardee(finie, ouverte_le=aujourdhui())).status_code == 400
    assert not Reponse.objects.exists()


def test_rechargee_la_tablette_envoie_encore_mais_ne_demande_plus_rien(finie, settings):
    page = Client().get(adresse(finie, "tablette")).content.decode()
    assert "data-fermee" in page and "tablette.js" in page and "data-code=" not in page
    settings.ARRETE = DERNIER + timedelta(days=8)
    assert "data-fermee" not in Client().get(adresse(finie, "tablette")).content.decode()


def test_sans_tablette_l_enquete_se_clot_le_lendemain(finie, settings):
    settings.ARRETE = DERNIER + timedelta(days=1)
    type(finie).objects.update(mode=Mode.LIEN)
    conduite.tenir(aujourdhui())
    assert Enquete.objects.get().etat == Enquete.Etat.CLOSE


def test_avant_son_dernier_jour_la_fiche_dit_ce_que_refuse_une_cloture_a_la_main(
    finie, client_de, referent, settings
):
    settings.ARRETE = DERNIER
    page = client_de(referent).get(finie.enquete.get_absolute_url()).content.decode()
    assert "elle se clôt après le 7 octobre 2022" in page


def test_la_fiche_le_dit_et_une_cloture_a_la_main_refuse_le_reste(finie, client_de, referent):
    page = client_de(referent).get(finie.enquete.get_absolute_url()).content.decode()
    assert "7 octobre 2022" in page and "refuserait ces réponses" in page
    Enquete.objects.get().clore()
    assert envoyer(finie, gardee(finie)).status_code == 410


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
