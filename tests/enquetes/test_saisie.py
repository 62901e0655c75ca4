"""Les fiches de papier se tapent l'une après l'autre, et rien ne dit qui les a tapées."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from enquetes.models import Enquete, JetonRecu, Question, Reponse, Valeur
from qualepref.socle.models import Journal
from tests import factories

LE_12 = date(2022, 9, 12)


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = LE_12


@pytest.fixture
def point(departement, site):
    questionnaire = factories.QuestionnaireFactory(departement=departement, langues=["fr", "en"])
    echelle = factories.EchelleFactory(questionnaire=questionnaire)
    for rang, cle in enumerate(("oui", "non")):
        factories.ChoixFactory(echelle=echelle, cle=cle, ordre=rang)
    accueil = factories.QuestionFactory(
        questionnaire=questionnaire, code="Q1", ordre=1, type="oui_non", echelle=echelle
    )
    factories.QuestionFactory(
        **{"questionnaire": questionnaire, "code": "Q2", "ordre": 2, "obligatoire": True},
        condition=accueil,
        condition_choix=["non"],
    )
    enquete = factories.EnqueteFactory(
        departement=departement, questionnaire=questionnaire, etat="ouverte"
    )
    return factories.PointDeCollecteFactory(enquete=enquete, site=site, mode="papier")


@pytest.fixture
def client(client_de, correspondant):
    return client_de(correspondant)


@pytest.fixture
def fiche():
    return {"jour": "2022-09-09", "langue": "fr", "jeton": str(uuid4()), "q-Q1": "oui"}


def adresse(point):
    return reverse("enquetes:saisie", args=[point.pk])


def texte(reponse):
    return " ".join(reponse.content.decode().split())


def test_une_fiche_s_enregistre_et_la_suivante_garde_le_jour_et_la_langue(client, point, fiche):
    reponse = client.post(adresse(point), fiche | {"langue": "en"}, follow=True)
    ecrite = Reponse.objects.get()
    assert (ecrite.mode, ecrite.jour, ecrite.langue) == ("papier", date(2022, 9, 9), "en")
    assert (ecrite.site, ecrite.point) == (point.site, point)
    assert Valeur.objects.get().choix.cle == "oui"
    assert "Fiche enregistrée (1 à ce point)." in texte(reponse)
    suivante = reponse.context["form"]
    assert (suivante["jour"].value(), suivante["langue"].value()) == ("2022-09-09", "en")
    assert str(suivante["jeton"].value()) != fiche["jeton"]


def test_deux_envois_de_la_meme_fiche_n_en_font_qu_une(client, point, fiche):
    client.post(adresse(point), fiche)
    reponse = client.post(adresse(point), fiche, follow=True)
    assert "déjà enregistrée" in texte(reponse)
    assert Reponse.objects.count() == 1


def test_rien_ne_dit_qui_a_saisi(client, point, fiche, correspondant):
    avant = Journal.objects.count()
    client.post(adresse(point), fiche)
    assert Journal.objects.count() == avant
    champs = {champ.name for champ in Reponse._meta.get_fields()}
    assert champs == {"id", "enquete", "point", "site", "mode", "langue", "jour", "valeurs"}


@pytest.mark.parametrize(
    "change, phrase",
    [
        ({"jour": "2022-09-13"}, "Cette date est dans le futur."),
        ({"jour": "2022-08-31"}, "L&#x27;enquête n&#x27;a commencé que le 01/09/2022."),
        ({"jour": ""}, "Ce champ est obligatoire."),
        ({"q-Q1": ""}, "Cette fiche n&#x27;a aucune réponse"),
        ({"q-Q1": "inventé"}, "Une réponse au moins est à reprendre"),
        ({"q-Q1": "non"}, "Une réponse au moins est à reprendre"),  # Q2 devient obligatoire
        ({"jeton": "faux"}, "UUID"),
        ({"langue": "xx"}, "Sélectionnez un choix valide"),
    ],
)
def test_une_fiche_fautive_se_dit_et_reste_a_l_ecran(client, point, fiche, change, phrase):
    reponse = client.post(adresse(point), fiche | {"q-Q2": ""} | change)
    assert reponse.status_code == 200
    assert phrase in texte(reponse)
    assert not Reponse.objects.exists()
    assert not JetonRecu.objects.exists()


def test_une_question_qui_ne_se_pose_pas_n_a_pas_de_faute(client, point, fiche):
    reponse = client.post(adresse(point), fiche | {"q-Q1": "inventé"})
    assert set(reponse.context["form"].questions.errors) == {"Q1"}


@pytest.mark.parametrize("code", ["jeton", "jour", "langue"])
def test_un_code_de_question_ne_heurte_pas_un_champ_de_la_page(client, point, fiche, code):
    Question.objects.filter(code="Q1").update(code=code)
    dit = fiche.pop("q-Q1")
    client.post(adresse(point), fiche | {f"q-{code}": dit})
    assert Valeur.objects.get().choix.cle == "oui"
    assert Reponse.objects.get().jour == date(2022, 9, 9)


def test_deux_onglets_ne_se_melangent_pas(client, point, fiche):
    """Chaque page a son jeton ; le jour et la langue de la suivante sont dans son adresse."""
    pages = [client.get(adresse(point)) for _ in range(2)]
    jetons = [str(page.context["form"]["jeton"].value()) for page in pages]
    assert len(set(jetons)) == 2
    un = client.post(adresse(point), fiche | {"jeton": jetons[0], "langue": "en"})
    deux = client.post(adresse(point), fiche | {"jeton": jetons[1], "jour": "2022-09-08"})
    assert ("langue=en" in un.url, "langue=fr" in deux.url) == (True, True)
    assert ("jour=2022-09-09" in un.url, "jour=2022-09-08" in deux.url) == (True, True)
    assert Reponse.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"etat": "preparee"},
        {"date_cloture": date(2022, 9, 11)},
        {"date_ouverture": LE_12.replace(day=13)},
    ],
)
def test_hors_de_l_enquete_il_n_y_a_rien_a_saisir(client, point, change):
    Enquete.objects.update(**change)
    assert client.get(adresse(point)).status_code == 404
    assert "n’attend de papier" in texte(client.get(reverse("enquetes:saisie_list")))


def test_un_point_public_ou_ferme_ne_se_saisit_pas(client, point):
    for change in ({"mode": "tablette"}, {"mode": "papier", "ferme": True}):
        type(point).objects.update(**change)
        assert client.get(adresse(point)).status_code == 404


def test_la_liste_mene_a_chaque_point(client, point):
    page = client.get(reverse("enquetes:saisie_list"))
    assert adresse(point) in texte(page)


def test_le_premier_choix_se_prend_au_chiffre(client, point):
    page = texte(client.get(adresse(point)))
    assert "data-saisie-au-clavier" in page
    assert "enquetes/saisie" in page
