"""L'enquête mystère échangée : prêtée par une adresse secrète, remplie appel après appel."""

from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from enquetes.controles.appels import Avancee, scenario_suivant
from enquetes.controles.ecarts import appels_aboutis, bilan_de
from enquetes.models import Controle, Pret, Releve
from enquetes.saisies import TypeQuestion
from tests import factories

CLES = ["horaires", "permis", "titre"]


@pytest.fixture(autouse=True)
def a_la_fin_de_2022(settings):
    settings.ARRETE = date(2022, 12, 5)


@pytest.fixture
def grille(departement):
    """Deux points, une attente mesurée, trois scénarios."""
    grille = factories.QuestionnaireFactory(
        departement=departement,
        nature="mystere",
        type_enquete="mystere_telephone",
        portee="site",
        intitule="Mystère téléphonique",
        consignes={
            "plan_de_test": {"appels_par_site": 2, "regles": ["Appeler le matin et le soir."]},
            "champs_releves": ["date", "heure", "numero_appele", "duree_secondes"],
        },
    )
    echelle = factories.EchelleFactory(questionnaire=grille)
    for cle, favorable in (("oui", True), ("non", False), ("sans_objet", None)):
        factories.ChoixFactory(echelle=echelle, cle=cle, favorable=favorable)
    for code in ("MT-01", "MT-03"):
        factories.QuestionFactory(
            questionnaire=grille, code=code, type=TypeQuestion.OUI_NON, echelle=echelle
        )
    factories.QuestionFactory(questionnaire=grille, code="MT-03m", type=TypeQuestion.TEMPS)
    for cle in CLES:
        grille.scenarios.create(cle=cle, libelle=f"Scénario {cle}", reponse_attendue="La fiche")
    return grille


@pytest.fixture
def controle(departement, site, grille):
    return factories.ControleFactory(departement=departement, questionnaire=grille, site=site)


@pytest.fixture
def pret(departement, grille, controle):
    pret = factories.PretFactory(departement=departement, questionnaire=grille, appels_par_lieu=2)
    pret.controles.add(controle)
    return pret


@pytest.fixture
def voisine(db):
    """L'autre préfecture, sans compte."""
    return Client()


def repondre(**autres):
    codes = ("MT-01", "MT-03", "MT-03m")
    donnees = {"entete": "1", "jour": "2022-12-05", "pose": list(codes)}
    donnees |= {"q-MT-01": "oui", "q-MT-03": "non", "q-MT-03m": "2:05"}
    return donnees | {"champ-heure": "09:30", "champ-duree_secondes": "3:00"} | autres


def appeler(voisine, pret):
    reponse = voisine.post(pret.chemin_public, {"lieu": pret.controles.get().pk, "appeler": "1"})
    return reponse["Location"]


# --- Le scénario ----------------------------------------------------------------------------------


def test_chaque_scenario_passe_avant_qu_aucun_ne_revienne():
    joues = Counter()
    for _ in range(6):
        joues[scenario_suivant(CLES, joues, "lieu")] += 1
    assert set(joues.values()) == {2}


def test_le_tirage_d_un_scenario_se_refait_et_change_de_lieu():
    tires = {scenario_suivant(CLES, {}, f"lieu-{n}") for n in range(30)}
    assert tires == set(CLES)
    assert scenario_suivant(CLES, {}, "a") == scenario_suivant(reversed(CLES), {}, "a")
    assert scenario_suivant([], {}, "a") is None


def test_l_avancee_dit_ce_qui_reste():
    assert Avancee(4, 1, 9).reste == 4 and not Avancee(4, 1, 9).est_complete
    assert Avancee(10, 0, 9).reste == 0 and Avancee(10, 0, 9).est_complete


# --- Prêter ---------------------------------------------------------------------------------------


def test_la_referente_prete_la_grille_et_lit_son_adresse(client_de, referent, controle):
    client = client_de(referent)
    saisie = {
        "prefecture": "Préfecture de la Savoie",
        "controles": [controle.pk],
        "appels_par_lieu": "9",
        "date_echeance": "2022-12-31",
    }
    client.post(reverse("enquetes:pret_create"), saisie)
    pret = Pret.objects.get()
    assert pret.questionnaire == controle.questionnaire and len(pret.code) == 28
    assert pret.chemin_public in client.get(pret.get_absolute_url()).content.decode()


def test_on_ne_prete_ni_pour_un_jour_passe_ni_deux_grilles(client_de, referent, controle):
    autre = factories.ControleFactory(
        departement=controle.departement, questionnaire__nature="mystere"
    )
    saisie = {"prefecture": "Savoie", "appels_par_lieu": "9", "date_echeance": "2022-12-01"}
    page = client_de(referent).post(
        reverse("enquetes:pret_create"), saisie | {"controles": [controle.pk, autre.pk]}
    )
    texte = page.content.decode()
    assert "Ce jour est passé" in texte and "une seule grille" in texte
    assert not Pret.objects.exists()


# --- Appeler --------------------------------------------------------------------------------------


def test_l_autre_prefecture_remplit_sans_compte_appel_apres_appel(voisine, pret, controle):
    page = voisine.get(pret.chemin_public).content.decode()
    assert "Appeler le matin" in page and "nom de l’agent" in page
    for _ in range(2):
        adresse = appeler(voisine, pret)
        assert "Scénario" in voisine.get(adresse).content.decode()
        voisine.post(adresse, repondre(clore="1"))
    appels = list(Releve.objects.filter(pret=pret))
    assert [un.etat for un in appels] == ["clos", "clos"]
    assert len({un.scenario_id for un in appels}) == 2
    assert appels[0].evaluateur is None and appels[0].champs["duree_secondes"] == "180"
    assert appels[0].valeurs.get(question__code="MT-03m").nombre == 125
    ((_, avancee),) = pret.avancees()
    assert avancee.est_complete


def test_un_appel_se_reprend_ou_il_en_etait(voisine, pret):
    adresse = appeler(voisine, pret)
    voisine.post(adresse, {"pose": "MT-01", "q-MT-01": "non"}, headers={"X-Enregistrement": "1"})
    page = voisine.get(adresse).content.decode()
    assert 'value="non" checked' in page
    assert "Appels en cours (1)" in voisine.get(pret.chemin_public).content.decode()
    manques = voisine.post(adresse, {"clore": "1"}).content.decode()
    assert "Il manque 1 point pour clore" in manques


def test_clore_l_enquete_clot_ses_controles_et_ferme_l_adresse(voisine, pret, controle):
    voisine.post(appeler(voisine, pret), repondre(clore="1"))
    appeler(voisine, pret)  # ouvert, rien de noté : il s'efface
    voisine.post(pret.chemin_public, {"clore": "1"})
    controle.refresh_from_db()
    assert controle.est_fait and Releve.objects.count() == 1
    assert voisine.get(pret.chemin_public).status_code == 410


def test_un_appel_commence_empeche_de_clore_l_enquete(voisine, pret):
    voisine.post(appeler(voisine, pret), repondre())
    page = voisine.post(pret.chemin_public, {"clore": "1"}, follow=True).content.decode()
    assert "encore en cours" in page
    pret.refresh_from_db()
    assert pret.clos_le is None


@pytest.mark.parametrize(
    "champs",
    [{"revoque_le": "2022-12-01"}, {"clos_le": "2022-12-01"}, {"date_echeance": "2022-12-04"}],
)
def test_revoquee_close_ou_echue_l_adresse_ne_sert_plus(voisine, pret, champs):
    adresse = appeler(voisine, pret)
    Pret.objects.filter(pk=pret.pk).update(**champs)
    for page in (pret.chemin_public, adresse):
        assert voisine.get(page).status_code == 410
        assert voisine.post(page, repondre(clore="1")).status_code == 410
    assert not Releve.objects.clos().exists()


def test_une_adresse_devinee_ou_l_appel_d_un_autre_pret_sont_introuvables(voisine, pret):
    assert voisine.get(reverse("enquetes:echange", args=["bcdfghjk"])).status_code == 404
    autre = factories.PretFactory(departement=pret.departement)
    etranger = factories.ReleveFactory(pret=autre, controle__departement=pret.departement)
    ailleurs = reverse("enquetes:appel", args=[pret.code, etranger.pk])
    assert voisine.get(ailleurs).status_code == 404
    prive = reverse("enquetes:releve_detail", args=[etranger.pk])
    assert voisine.get(prive).status_code == 302


@pytest.mark.parametrize("lieu", ["", "abc", "9" * 30, "0"])
def test_un_lieu_hors_du_pret_ne_s_appelle_pas(voisine, pret, lieu):
    page = voisine.post(pret.chemin_public, {"lieu": lieu}, follow=True).content.decode()
    assert "Choisissez le lieu" in page and not Releve.objects.exists()


def test_des_appels_sans_fin_s_arretent(pret, controle):
    for _ in range(5):
        pret.appeler(str(controle.pk))
    with pytest.raises(ValidationError, match="Trop d'appels"):
        pret.appeler(str(controle.pk))
    Controle.objects.filter(pk=controle.pk).update(fait_le=date(2022, 12, 1))
    with pytest.raises(ValidationError, match="clos"):
        pret.appeler(str(controle.pk))


# --- Non abouti, échu, nommé ----------------------------------------------------------------------


@pytest.mark.parametrize("raison", ["occupe", "sans_reponse", "raccroche"])
def test_un_appel_non_abouti_se_compte_sans_se_noter(
    voisine, pret, controle, client_de, referent, raison
):
    adresse = appeler(voisine, pret)
    voisine.post(adresse, {"pose": "MT-01", "q-MT-01": "non"}, headers={"X-Enregistrement": "1"})
    voisine.post(adresse, {"non_abouti": raison})
    voisine.post(appeler(voisine, pret), repondre(clore="1"))
    manque = Releve.objects.get(non_abouti=raison)
    assert manque.est_clos and not manque.valeurs.exists()
    assert "dont 1 non abouti" in voisine.get(pret.chemin_public).content.decode()
    ((_, avancee),) = pret.avancees()
    assert avancee.est_complete and avancee.non_aboutis == 1
    assert appels_aboutis(controle).valeur == 0.5
    assert bilan_de(controle).ensemble.exprimees == 2  # du seul appel abouti
    page = client_de(referent).get(controle.get_absolute_url()).content.decode()
    assert "appels aboutis" in page and "(1 sur 2" in page


@pytest.mark.parametrize("raison", ["", "autre", "x" * 500])
def test_une_raison_inconnue_ne_clot_pas_l_appel(voisine, pret, raison):
    adresse = appeler(voisine, pret)
    page = voisine.post(adresse, {"non_abouti": raison}, follow=True).content.decode()
    assert "Dites pourquoi" in page and not Releve.objects.clos().exists()


def test_echu_en_plein_appel_rien_n_est_perdu_et_le_prolonger_le_rouvre(voisine, pret):
    adresse = appeler(voisine, pret)
    voisine.post(adresse, {"pose": "MT-01", "q-MT-01": "non"}, headers={"X-Enregistrement": "1"})
    Pret.objects.filter(pk=pret.pk).update(date_echeance=date(2022, 12, 4))
    tardif = {"pose": "MT-03", "q-MT-03": "oui", "c-MT-03": "Deux minutes"}
    enregistre = voisine.post(adresse, tardif, headers={"X-Enregistrement": "1"})
    assert enregistre.status_code == 410 and "04/12/2022" in enregistre.json()["refus"]
    page = voisine.post(adresse, tardif).content.decode()
    assert "Deux minutes" in page and "1 en cours" in page and "prolongé" in page
    assert set(Releve.objects.get().notees()) == {"MT-01"}
    Pret.objects.filter(pk=pret.pk).update(date_echeance=date(2022, 12, 31))
    assert 'value="non" checked' in voisine.get(adresse).content.decode()


@pytest.fixture
def nommant(voisine, pret):
    """Un appel dont un commentaire et la remarque nomment l'agent."""
    adresse = appeler(voisine, pret)
    dits = {"c-MT-03": "Mme Untel a raccroché", "remarque": "Reprendre avec Mme Untel."}
    page = voisine.post(adresse, repondre(clore="1", **dits)).content.decode()
    assert "Un nom d’agent s’y lit peut-être" in page and "« Untel » (nom)" in page
    assert not Releve.objects.clos().exists()
    return adresse, dits


def test_un_nom_d_agent_se_masque_avant_de_clore(voisine, nommant):
    adresse, dits = nommant
    voisine.post(adresse, repondre(masquer="1", **dits))
    appel = Releve.objects.clos().get()
    gardes = [appel.remarque, *appel.valeurs.values_list("commentaire", flat=True)]
    assert not any("Untel" in texte for texte in gardes)
    assert any("a raccroché" in texte for texte in gardes)


def test_un_mot_qui_ne_nomme_personne_se_garde(voisine, nommant):
    adresse, dits = nommant
    voisine.post(adresse, repondre(noms_relus="1", **dits))
    assert "Untel" in Releve.objects.clos().get().remarque
