"""Les contrôles : le calendrier, la grille remplie sur place, son résultat et ses actions."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from engagements.models import Action
from enquetes.controles.ecarts import bilan_de, ecarts_de
from enquetes.controles.planification import planifier_l_annee
from enquetes.models import Controle, PhotoReleve, Releve
from tests import factories

REPONDU = "oui"


@pytest.fixture(autouse=True)
def a_la_fin_de_2022(settings):
    settings.ARRETE = date(2022, 12, 5)


@pytest.fixture
def grille(questionnaires):
    return questionnaires["accueil_site"]


@pytest.fixture
def controle(departement, site, grille):
    return factories.ControleFactory(
        departement=departement,
        questionnaire=grille,
        site=site,
        periode="2022-S2",
        date_debut=date(2022, 7, 1),
    )


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def tout_a_oui(controle, **autres):
    """Ce qu'envoie la page d'une grille remplie ; `autres` : code → (réponse, commentaire)."""
    codes = list(controle.questionnaire.questions.values_list("code", flat=True))
    donnees = {"entete": "1", "jour": "2022-12-05", "pose": codes}
    for code in codes:
        donnees[f"q-{code}"], donnees[f"c-{code}"] = autres.get(code, (REPONDU, ""))
    return donnees


def ouvrir(client, controle):
    client.post(reverse("enquetes:releve_create", args=[controle.pk]))
    return controle.releves.get()


def remplir(client, releve, donnees):
    return client.post(reverse("enquetes:releve_update", args=[releve.pk]), donnees)


# --- Le calendrier --------------------------------------------------------------------------------


def test_l_annee_se_planifie_des_periodicites_et_des_portees(departement, campagne, questionnaires):
    ajoutes = planifier_l_annee(departement=departement, annee=2022)
    par_grille = {}
    for un in Controle.objects.select_related("questionnaire"):
        par_grille.setdefault(un.questionnaire.code, []).append(un)
    nombres = {code: len(siens) for code, siens in par_grille.items()}
    assert nombres == {
        "accueil_site": 2,  # un site, deux semestres
        "site_internet": 4,
        "courriers_courriels": 4,
        "accuse_reception_boites": 1,
        "mystere_telephone": 1,
        "mystere_courriel": 2,  # deux services engagés
    }
    assert ajoutes == sum(nombres.values())
    assert planifier_l_annee(departement=departement, annee=2022) == 0


def test_un_controle_manque_se_voit_en_mots(client, controle, settings):
    settings.ARRETE = date(2023, 1, 2)
    page = client.get(reverse("enquetes:calendrier_controles"), {"annee": 2022})
    assert "Manqué" in page.content.decode()
    liste = client.get(reverse("enquetes:controle_list"), {"situation": "manque"})
    assert liste.context["table"].paginator.count == 1


def test_le_calendrier_se_planifie_de_la_page(client, departement, site, questionnaires):
    client.post(reverse("enquetes:controle_planifier"), {"annee": "2022"})
    assert Controle.objects.filter(departement=departement).exists()
    page = client.get(reverse("enquetes:calendrier_controles"), {"annee": "2022"})
    assert "Conditions d&#x27;accueil sur site" in page.content.decode()


def test_un_controle_hors_calendrier_dit_son_lieu(client, grille, site):
    adresse = reverse("enquetes:controle_create")
    page = client.post(adresse, {"questionnaire": grille.pk})
    assert "dites lequel" in page.content.decode()
    client.post(adresse, {"questionnaire": grille.pk, "site": site.pk})
    assert Controle.objects.get().periode == "2022-S2"
    encore = client.post(adresse, {"questionnaire": grille.pk, "site": site.pk})
    assert "déjà au calendrier" in encore.content.decode()


# --- Remplir --------------------------------------------------------------------------------------


def test_la_grille_se_remplit_se_clot_et_clot_son_controle(client, controle):
    releve = ouvrir(client, controle)
    remplir(client, releve, tout_a_oui(controle) | {"clore": "1"})
    releve.refresh_from_db()
    controle.refresh_from_db()
    assert releve.est_clos and controle.fait_le == date(2022, 12, 5)
    assert bilan_de(controle).ensemble.valeur == 1
    assert controle.questionnaire.__class__.objects.get(pk=controle.questionnaire_id).est_gele


def test_reprendre_ouvre_le_meme_brouillon(client, controle):
    premier = ouvrir(client, controle)
    assert ouvrir(client, controle) == premier


def test_un_point_change_s_enregistre_seul_sans_toucher_aux_autres(client, controle):
    releve = ouvrir(client, controle)
    remplir(client, releve, tout_a_oui(controle))
    reponse = client.post(
        reverse("enquetes:releve_update", args=[releve.pk]),
        {"pose": "AS-01", "q-AS-01": "non", "c-AS-01": "Panneau tombé"},
        headers={"X-Enregistrement": "1"},
    )
    assert reponse.json() == {"fautes": {}}
    notees = releve.notees()
    assert notees["AS-01"] == (["non"], "Panneau tombé")
    assert notees["AS-02"] == (["oui"], "")


def test_on_ne_clot_pas_sans_tout_ni_sans_le_mot_demande(client, controle):
    releve = ouvrir(client, controle)
    donnees = tout_a_oui(controle, **{"AS-02": ("non", ""), "AS-03": ("", "")})
    page = remplir(client, releve, donnees | {"clore": "1"}).content.decode()
    assert "Il manque 2 points pour clore" in page
    assert "dites pourquoi « Non »" in page and "pas encore de réponse" in page
    releve.refresh_from_db()
    assert not releve.est_clos and releve.notees()["AS-01"] == (["oui"], "")


def test_un_choix_inconnu_est_refuse_et_le_reste_garde(client, controle):
    releve = ouvrir(client, controle)
    page = remplir(client, releve, tout_a_oui(controle, **{"AS-01": ("peut-être", "")}))
    assert "Choisissez dans la liste proposée" in page.content.decode()
    assert "AS-01" not in releve.notees() and "AS-02" in releve.notees()


def test_un_commentaire_trop_long_ou_une_autre_question_ne_passent_pas(client, controle):
    releve = ouvrir(client, controle)
    donnees = {"pose": ["AS-01", "Q1"], "q-AS-01": "oui", "c-AS-01": "x" * 5000, "q-Q1": "1"}
    assert "dépasse 2000 signes" in remplir(client, releve, donnees).content.decode()
    assert releve.notees() == {}


def test_clos_un_releve_ne_change_plus(client, controle):
    releve = ouvrir(client, controle)
    remplir(client, releve, tout_a_oui(controle) | {"clore": "1"})
    reponse = client.post(
        reverse("enquetes:releve_update", args=[releve.pk]),
        {"pose": "AS-01", "q-AS-01": "non"},
        headers={"X-Enregistrement": "1"},
    )
    assert reponse.status_code == 409 and "ne change plus" in reponse.json()["refus"]
    assert releve.notees()["AS-01"] == (["oui"], "")
    assert client.get(reverse("enquetes:releve_delete", args=[releve.pk])).status_code == 404
    with pytest.raises(ValidationError):
        PhotoReleve.objects.joindre(releve, fichier=image())


def test_une_date_future_se_dit(client, controle):
    releve = ouvrir(client, controle)
    page = remplir(client, releve, tout_a_oui(controle) | {"jour": "2022-12-06"})
    assert "dans le futur" in page.content.decode()


# --- Photos ---------------------------------------------------------------------------------------


def image():
    tampon = BytesIO()
    Image.new("RGB", (8, 8), "red").save(tampon, "PNG")
    return SimpleUploadedFile("Hall d'entrée.png", tampon.getvalue(), "image/png")


def test_une_photo_se_joint_se_lit_et_se_retire(client, controle):
    releve = ouvrir(client, controle)
    adresse = reverse("enquetes:photoreleve_create", args=[releve.pk])
    client.post(adresse, {"fichier": image(), "legende": "Le hall"})
    photo = releve.photos.get()
    assert "Hall" not in photo.fichier.name
    lue = client.get(reverse("enquetes:photoreleve_fichier", args=[photo.pk]))
    assert lue["Content-Type"] == "image/png"
    client.post(reverse("enquetes:photoreleve_delete", args=[photo.pk]))
    assert not releve.photos.exists()


def test_un_faux_fichier_n_est_pas_une_photo(client, controle):
    releve = ouvrir(client, controle)
    faux = SimpleUploadedFile("hall.png", b"<script>", "image/png")
    adresse = reverse("enquetes:photoreleve_create", args=[releve.pk])
    assert client.post(adresse, {"fichier": faux}).status_code == 200
    assert not releve.photos.exists()


# --- Écarts et actions ----------------------------------------------------------------------------


def test_les_ecarts_deviennent_des_actions_liees_a_l_engagement(client, controle):
    releve = ouvrir(client, controle)
    donnees = tout_a_oui(controle, **{"AS-02": ("non", "L'affiche dit 8 h 30, le site 9 h.")})
    remplir(client, releve, donnees | {"clore": "1"})
    (ecart,) = ecarts_de(controle)
    assert (ecart.code, ecart.nombre, ecart.suite) == ("AS-02", 1, None)
    adresse = reverse("enquetes:controle_decider", args=[controle.pk])
    assert "AS-02" in client.get(adresse).content.decode()
    client.post(adresse, {"ecarts": ["AS-02"], "decision": "proposer"})
    action = Action.objects.get()
    assert action.etat == "proposee" and action.origine == "controle"
    assert [un.numero for un in action.engagements.all()] == [1]
    assert "exigence 1.1" in action.description and "8 h 30" in action.description
    encore = client.post(adresse, {"ecarts": ["AS-02"], "decision": "proposer"})
    assert "déjà prononcé" in encore.content.decode() and Action.objects.count() == 1
    page = client.get(controle.get_absolute_url()).content.decode()
    assert action.get_absolute_url() in page and "proposée" in page


def test_un_ecart_d_un_autre_controle_n_est_pas_propose(client, controle):
    adresse = reverse("enquetes:controle_decider", args=[controle.pk])
    client.post(adresse, {"ecarts": ["AS-02"], "decision": "proposer"})
    assert not Action.objects.exists()


# --- Droits ---------------------------------------------------------------------------------------


def test_a_qui_un_controle_est_confie_le_remplit_sans_role(client_de, agent, controle):
    client = client_de(agent)
    adresse = reverse("enquetes:releve_create", args=[controle.pk])
    assert client.post(adresse).status_code == 403
    Controle.objects.filter(pk=controle.pk).update(responsable=agent)
    autre = factories.ControleFactory(departement=controle.departement)
    assert client_de(agent).post(adresse).status_code == 302
    assert client.post(reverse("enquetes:releve_create", args=[autre.pk])).status_code == 404
    releve = Releve.objects.get()
    remplir(client_de(agent), releve, tout_a_oui(controle) | {"clore": "1"})
    releve.refresh_from_db()
    assert releve.est_clos and releve.evaluateur == agent


def test_un_controle_sans_releve_ou_avec_un_brouillon_ne_se_clot_pas(controle):
    with pytest.raises(ValidationError, match="rien à clore"):
        controle.clore()
    factories.ReleveFactory(controle=controle)
    with pytest.raises(ValidationError, match="encore en cours"):
        controle.clore()


@pytest.mark.django_db(transaction=True)
def test_un_releve_s_enregistre_sous_verrou_dans_une_transaction(client, controle):
    """Sans transaction autour du test : PostgreSQL refuse un verrou pris hors d'une transaction."""
    releve = ouvrir(client, controle)
    reponse = remplir(client, releve, tout_a_oui(controle))
    assert reponse.status_code == 302
    releve.refresh_from_db()
    assert releve.jour == date(2022, 12, 5)
