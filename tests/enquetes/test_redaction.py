"""Rédiger un questionnaire par la page : ajouter, changer, ranger, ôter, et ce qui l'empêche."""

import pytest
from django.urls import reverse

from enquetes.models import Choix, Question, Questionnaire, ThemeQuestionnaire
from tests import factories
from tests.acces import Decor
from tests.enquetes.acces_questionnaires import questionnaire as fabriquer


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def questionnaire(service, referent):
    return fabriquer(Decor(service, referent))


@pytest.fixture
def deux_questions(questionnaire):
    return list(questionnaire.questions.all())


def url(nom, objet):
    return reverse(f"enquetes:{nom}", args=[objet.pk])


def saisie(client, adresse):
    """Ce que la page enverrait sans rien changer."""
    form = client.get(adresse).context["form"]
    valeurs = {nom: form[nom].value() for nom in form.fields}
    return {
        nom: getattr(valeur, "pk", valeur)
        for nom, valeur in valeurs.items()
        if valeur not in (None, False)
    }


def codes(questionnaire):
    return list(questionnaire.questions.values_list("code", flat=True))


# --- Questions ------------------------------------------------------------------------------------


def test_une_question_s_ajoute_apres_celles_de_son_theme(client, questionnaire):
    theme = questionnaire.themes.get()
    factories.QuestionFactory(questionnaire=questionnaire, code="FIN", ordre=32_000)
    exigence = factories.ExigenceFactory(code="7.3")
    questionnaire.referentiel = exigence.referentiel
    questionnaire.save()
    adresse = url("question_create", questionnaire)
    donnees = saisie(client, adresse) | {
        "code": "NEUVE",
        "type": "note",
        "theme": theme.pk,
        "libelles_fr": "Une note ?",
        "libelles_en": "A mark?",
        "codes": "7.3",
    }
    reponse = client.post(adresse, donnees)
    question = Question.objects.get(code="NEUVE")
    assert reponse.url == f"{questionnaire.get_absolute_url()}#question-{question.pk}"
    assert question.libelles == {"fr": "Une note ?", "en": "A mark?"}
    assert list(question.exigences.all()) == [exigence]
    assert codes(questionnaire)[-2:] == ["NEUVE", "FIN"]


@pytest.mark.parametrize(
    ("changements", "phrase"),
    [
        ({"libelles_fr": ""}, "Écrivez ce texte en français"),
        ({"type": "choix_unique"}, "Dites les choix de cette question"),
        ({"codes": "99.9"}, "Exigences inconnues du référentiel"),
        ({"longueur_max": "999999"}, "De 1 à 2000 signes."),
        ({"source_des_choix": "sites"}, "Une question de ce type n&#x27;a pas de choix"),
    ],
)
def test_une_question_fautive_se_dit_et_rien_n_est_perdu(
    client, questionnaire, changements, phrase
):
    adresse = url("question_create", questionnaire)
    donnees = {"code": "NEUVE", "type": "texte_court", "libelles_fr": "Q ?", "libelles_en": "Kept?"}
    lue = client.post(adresse, donnees | changements).content.decode()
    assert phrase in lue and "Kept?" in lue
    assert not Question.objects.filter(code="NEUVE").exists()


def test_un_code_deja_pris_se_refuse(client, questionnaire, deux_questions):
    adresse = url("question_create", questionnaire)
    donnees = {"code": deux_questions[0].code, "type": "note", "libelles_fr": "Q ?"}
    assert "Une autre question porte ce code." in client.post(adresse, donnees).content.decode()


def test_changer_l_echelle_dont_une_condition_depend_se_refuse(
    client, questionnaire, deux_questions
):
    premiere, _ = deux_questions
    autre = factories.EchelleFactory(questionnaire=questionnaire)
    factories.ChoixFactory.create_batch(2, echelle=autre)
    adresse = url("question_update", premiere)
    lue = client.post(adresse, saisie(client, adresse) | {"echelle": autre.pk}).content.decode()
    assert "qui n&#x27;a pas le choix « non »" in lue
    premiere.refresh_from_db()
    assert premiere.echelle != autre


def test_monter_une_question_au_dessus_de_celle_dont_elle_depend_se_refuse(
    client, questionnaire, deux_questions
):
    avant = codes(questionnaire)
    reponse = client.post(url("question_monter", deux_questions[1]), follow=True)
    assert "qui doit être posée avant elle" in reponse.content.decode()
    assert codes(questionnaire) == avant


def test_les_questions_d_un_theme_se_rangent_au_clavier(client, questionnaire, deux_questions):
    troisieme = factories.QuestionFactory(
        questionnaire=questionnaire, theme=deux_questions[0].theme, ordre=32_000
    )
    premiere, seconde = (question.code for question in deux_questions)
    client.post(url("question_monter", troisieme))
    assert codes(questionnaire) == [premiere, troisieme.code, seconde]
    client.post(url("question_descendre", troisieme))
    reponse = client.post(url("question_descendre", troisieme), follow=True)
    assert codes(questionnaire) == [premiere, seconde, troisieme.code]
    assert "déjà la dernière" in reponse.content.decode()


def test_une_question_dont_une_autre_depend_ne_s_ote_pas(client, deux_questions):
    premiere, seconde = deux_questions
    reponse = client.post(url("question_delete", premiere), follow=True)
    assert f"s&#x27;affichent selon celle-ci : {seconde.code}" in reponse.content.decode()
    client.post(url("question_delete", seconde))
    client.post(url("question_delete", premiere))
    assert not Question.objects.exists()


def test_une_condition_se_choisit_en_deux_temps(client, questionnaire, deux_questions):
    premiere, seconde = deux_questions
    adresse = url("question_condition", seconde)
    client.post(adresse, {"selon": ""})
    seconde.refresh_from_db()
    assert (seconde.condition, seconde.condition_choix) == (None, [])
    lue = client.get(f"{adresse}?selon={premiere.pk}").content.decode()
    assert "Pour ces réponses" in lue and "Oui" in lue
    client.post(adresse, {"selon": premiere.pk, "parmi": ["oui"]})
    seconde.refresh_from_db()
    assert (seconde.condition, seconde.condition_choix) == (premiere, ["oui"])


@pytest.mark.parametrize("selon", ["abc", "999999", "la suivante"])
def test_une_condition_ne_regarde_qu_une_question_d_avant(client, deux_questions, selon):
    premiere, seconde = deux_questions
    selon = seconde.pk if selon == "la suivante" else selon
    assert client.get(f"{url('question_condition', premiere)}?selon={selon}").status_code == 404


# --- Thèmes ---------------------------------------------------------------------------------------


def test_un_theme_emporte_ses_questions_quand_il_monte(client, questionnaire, deux_questions):
    client.post(url("themequestionnaire_create", questionnaire), {"libelles_fr": "L'accueil"})
    neuf = ThemeQuestionnaire.objects.get(cle="laccueil")
    factories.QuestionFactory(questionnaire=questionnaire, theme=neuf, code="ACC", ordre=32_000)
    client.post(url("themequestionnaire_monter", neuf))
    assert questionnaire.themes.first() == neuf
    assert codes(questionnaire) == ["ACC", *(question.code for question in deux_questions)]


def test_un_theme_qui_a_des_questions_ne_s_ote_pas(client, questionnaire):
    theme = questionnaire.themes.get()
    reponse = client.post(url("themequestionnaire_delete", theme), follow=True)
    assert "Ce thème a des questions" in reponse.content.decode()
    assert questionnaire.themes.exists()


# --- Échelles et choix ----------------------------------------------------------------------------


def test_une_echelle_s_ecrit_d_un_trait(client, questionnaire):
    adresse = url("echelle_create", questionnaire)
    client.post(adresse, {"cle": "avis", "choix": "+ Oui\n- Non\nSans avis"})
    echelle = questionnaire.echelles.get(cle="avis")
    assert [(c.cle, c.favorable) for c in echelle.choix.all()] == [
        ("oui", True),
        ("non", False),
        ("sans-avis", None),
    ]
    lue = client.post(adresse, {"cle": "avis", "choix": "+ Oui"}).content.decode()
    assert "porte ce nom" in lue and "de deux à 50 choix" in lue


def test_un_choix_se_traduit_et_se_range(client, questionnaire):
    oui, non = questionnaire.echelles.get().choix.all()
    adresse = url("choix_update", non)
    client.post(adresse, saisie(client, adresse) | {"libelles_en": "No", "favorable": ""})
    non.refresh_from_db()
    assert non.libelles == {"fr": "Non", "en": "No"} and non.favorable is None
    client.post(url("choix_monter", non))
    assert list(Choix.objects.all()) == [non, oui]


def test_un_choix_dont_une_condition_depend_ne_s_ote_pas(client, questionnaire):
    oui, non = questionnaire.echelles.get().choix.all()
    reponse = client.post(url("choix_delete", non), follow=True)
    assert "s&#x27;affichent selon ce choix" in reponse.content.decode()
    client.post(url("choix_delete", oui))
    assert list(Choix.objects.all()) == [non]


# --- Réglages, langues, gel -----------------------------------------------------------------------


def test_les_reglages_et_les_textes_se_changent(client, questionnaire):
    adresse = url("questionnaire_update", questionnaire)
    donnees = saisie(client, adresse) | {"pourcent": 80, "introduction_en": "Welcome"}
    client.post(adresse, donnees)
    questionnaire.refresh_from_db()
    assert questionnaire.seuil_satisfaction == 0.8
    assert questionnaire.texte("introduction", "en") == "Welcome"


def test_une_langue_otee_garde_ses_textes(client, questionnaire):
    theme = questionnaire.themes.get()
    ThemeQuestionnaire.objects.update(libelles={"fr": "Accueil", "en": "Reception"})
    client.post(url("questionnaire_langues", questionnaire), {"langues": ["ar"]})
    questionnaire.refresh_from_db()
    assert questionnaire.langues == ["fr", "ar"]
    adresse = url("themequestionnaire_update", theme)
    assert 'dir="rtl"' in client.get(adresse).content.decode()
    client.post(adresse, saisie(client, adresse) | {"libelles_fr": "L'accueil"})
    theme.refresh_from_db()
    assert theme.libelles == {"fr": "L'accueil", "en": "Reception"}


@pytest.mark.parametrize(
    ("nom", "champ"),
    [
        ("questionnaire_update", None),
        ("questionnaire_langues", None),
        ("question_create", None),
        ("question_update", "questions"),
        ("question_delete", "questions"),
        ("question_monter", "questions"),
        ("choix_create", "echelles"),
    ],
)
def test_un_questionnaire_gele_ne_se_change_plus_et_le_dit(client, questionnaire, nom, champ):
    questionnaire.geler()
    objet = getattr(questionnaire, champ).last() if champ else questionnaire
    avant = codes(questionnaire)
    for methode in ("post",) if nom.endswith("monter") else ("get", "post"):
        reponse = getattr(client, methode)(url(nom, objet), follow=True)
        assert "copiez-le pour le changer" in reponse.content.decode()
    assert codes(questionnaire) == avant
    assert "il ne se change plus" in reponse.content.decode()


def test_un_questionnaire_livre_ne_se_change_pas(client, questionnaire):
    Questionnaire.objects.update(departement=None)
    assert client.get(url("questionnaire_update", questionnaire)).status_code == 404
    assert client.get(questionnaire.get_absolute_url()).status_code == 200


def test_deux_personnes_qui_ecrivent_a_la_fois_tranchent(client, client_de, creer_agent, theme):
    autre = client_de(creer_agent("referent_qualite", theme.questionnaire.departement))
    adresse = url("themequestionnaire_update", theme)
    mienne, sienne = saisie(client, adresse), saisie(autre, adresse)
    autre.post(adresse, sienne | {"libelles_fr": "Le sien", "libelles_en": "Theirs"})
    lue = client.post(adresse, mienne | {"libelles_fr": "Le mien"}).content.decode()
    assert "a changé pendant que vous écriviez" in lue and "Le sien" in lue
    theme.refresh_from_db()
    assert theme.libelles == {"fr": "Le sien", "en": "Theirs"}


@pytest.fixture
def theme(questionnaire):
    return questionnaire.themes.get()
