"""Traduire un questionnaire entier sur une page : en face du français, d'un seul envoi."""

import pytest
from django.urls import reverse

from enquetes.models import Choix, Question, Questionnaire
from enquetes.redaction.contenu import Contenu
from tests.enquetes.questionnaire_d_essai import questionnaire as fabriquer


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def questionnaire(departement):
    un = fabriquer(departement)
    Questionnaire.objects.update(langues=["fr", "en", "es"])
    un.refresh_from_db()
    return un


def url(questionnaire, langue="es"):
    return f"{reverse('enquetes:questionnaire_traduire', args=[questionnaire.pk])}?langue={langue}"


def saisie(client, adresse):
    """Ce que la page enverrait sans rien changer."""
    form = client.get(adresse).context["form"]
    return {nom: form[nom].value() for nom in form.fields}


def test_tout_se_traduit_d_un_seul_envoi(client, questionnaire):
    adresse = url(questionnaire)
    page = client.get(adresse)
    donnees, textes = saisie(client, adresse), page.context["form"].ecrits
    assert f"Il manque {len(textes)} textes sur {len(textes)}" in page.content.decode()
    reponse = client.post(adresse, donnees | {cle: f"{cle} español" for cle in textes})
    assert reponse.url == f"{questionnaire.get_absolute_url()}#langues"
    questionnaire.refresh_from_db()
    etats = {etat.code: etat for etat in Contenu(questionnaire).langues}
    assert etats["es"].manquants == () and etats["es"].total == len(textes)
    e1, tres = Question.objects.get(code="E1"), Choix.objects.get(cle="tres")
    assert e1.libelles["es"] == f"question.{e1.pk} español"
    assert e1.aides["es"] == f"aide.{e1.pk} español"
    assert tres.libelles["es"] == f"choix.{tres.pk} español"
    assert e1.libelles["fr"] == "Que dites-vous de E1 ?"  # le français ne bouge pas
    assert questionnaire.textes["introduction"]["es"] == "texte.introduction español"
    assert "textes sont écrits" in client.get(adresse).content.decode()


def test_un_texte_vide_rend_la_place_au_francais(client, questionnaire):
    e1 = Question.objects.get(code="E1")
    adresse = url(questionnaire, "en")
    client.post(adresse, saisie(client, adresse) | {f"question.{e1.pk}": ""})
    e1.refresh_from_db()
    assert "en" not in e1.libelles and e1.texte("en") == "Que dites-vous de E1 ?"
    lue = client.get(adresse).content.decode()
    assert "Il manque 1 texte sur" in lue and lue.count(">Manque<") == 1


def test_seul_ce_qui_change_s_ecrit(client, questionnaire):
    e1, e2 = Question.objects.filter(code__in=("E1", "E2"))
    adresse = url(questionnaire)
    client.post(adresse, saisie(client, adresse) | {f"question.{e1.pk}": "¿Qué tal?"})
    assert (
        e1.history.filter(history_type="~").count(),
        e2.history.filter(history_type="~").count(),
    ) == (1, 0)


def test_un_texte_trop_long_se_dit_et_le_reste_n_est_pas_perdu(client, questionnaire):
    e1, e2 = Question.objects.filter(code__in=("E1", "E2"))
    adresse = url(questionnaire)
    donnees = saisie(client, adresse)
    donnees |= {f"question.{e1.pk}": "x" * 2001, f"question.{e2.pk}": "Gardée"}
    reponse = client.post(adresse, donnees)
    assert "2000" in str(reponse.context["form"].errors) and "Gardée" in reponse.content.decode()
    e2.refresh_from_db()
    assert "es" not in e2.libelles


def test_deux_traducteurs_a_la_fois_tranchent(client, client_de, creer_agent, questionnaire):
    autre = client_de(creer_agent("referent_qualite", questionnaire.departement))
    e1, e2 = Question.objects.filter(code__in=("E1", "E2"))
    adresse = url(questionnaire)
    mienne, sienne = saisie(client, adresse), saisie(autre, adresse)
    autre.post(adresse, sienne | {f"question.{e1.pk}": "La suya", f"question.{e2.pk}": "También"})
    lue = client.post(adresse, mienne | {f"question.{e1.pk}": "La mía"}).content.decode()
    assert "a changé pendant que vous écriviez" in lue and "La suya" in lue and "La mía" in lue
    e1.refresh_from_db()
    e2.refresh_from_db()
    assert (e1.libelles["es"], e2.libelles["es"]) == ("La suya", "También")


@pytest.mark.parametrize("langue", ["fr", "ar", "xx", ""])
def test_on_ne_traduit_que_dans_une_langue_du_questionnaire(client, questionnaire, langue):
    assert client.get(url(questionnaire, langue)).status_code == 404


def test_un_questionnaire_en_francais_seul_n_a_rien_a_traduire(client, questionnaire):
    Questionnaire.objects.update(langues=["fr"])
    adresse = reverse("enquetes:questionnaire_traduire", args=[questionnaire.pk])
    assert client.get(adresse).status_code == 404


def test_gele_il_ne_se_traduit_plus_et_dit_de_le_copier(client, questionnaire):
    adresse = url(questionnaire)
    donnees = saisie(client, adresse)
    questionnaire.geler()
    e1 = Question.objects.get(code="E1")
    for reponse in (
        client.get(adresse, follow=True),
        client.post(adresse, donnees | {f"question.{e1.pk}": "¿?"}, follow=True),
    ):
        assert "copiez-le pour le changer" in reponse.content.decode()
    e1.refresh_from_db()
    assert "es" not in e1.libelles


def test_le_sens_de_l_ecriture_suit_la_langue(client, questionnaire):
    Questionnaire.objects.update(langues=["fr", "ar"])
    page = client.get(url(questionnaire, "ar"))
    champs = page.content.decode().count('lang="ar" dir="rtl"')
    assert champs == len(page.context["form"].ecrits) > 30
