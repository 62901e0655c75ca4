"""Les questionnaires par la page : lus, copiés, retirés, supprimés."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagements.models.referentiel import Statut
from enquetes.models import Question, Questionnaire
from enquetes.redaction.copie import copier
from tests import factories
from tests.acces import Decor
from tests.enquetes.acces_questionnaires import questionnaire as fabriquer

LE_NOTRE = {"intitule": "Le nôtre", "nature": "satisfaction", "code": "notre", "version": "1"}


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def questionnaire(service, referent):
    return fabriquer(Decor(service, referent))


def page(client, questionnaire):
    return client.get(questionnaire.get_absolute_url()).content.decode()


def test_la_liste_dit_ce_qui_est_livre_a_verifier_et_gele(client, departement):
    factories.QuestionnaireFactory(departement=None, statut=Statut.A_VERIFIER, intitule="Le livré")
    gele = factories.QuestionnaireFactory(departement=departement, langues=["fr", "en"])
    gele.geler()
    lue = client.get(reverse("enquetes:questionnaire_list")).content.decode()
    assert "Le livré" in lue and "Livré avec l&#x27;application" in lue
    assert "À vérifier" in lue and "Gelé" in lue and "Français, English" in lue


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        ("origine=livres", {"livre"}),
        ("origine=propres", {"sien", "gele"}),
        ("gele=true", {"gele"}),
        ("q=sien", {"sien"}),
        ("retire=true", set()),
    ],
)
def test_la_liste_se_filtre(client, departement, filtre, attendus):
    factories.QuestionnaireFactory(departement=None, code="livre")
    factories.QuestionnaireFactory(departement=departement, code="sien")
    factories.QuestionnaireFactory(departement=departement, code="gele").geler()
    reponse = client.get(f"{reverse('enquetes:questionnaire_list')}?{filtre}")
    assert {ligne.record.code for ligne in reponse.context["table"].rows} == attendus


def test_l_export_dit_l_etat_en_mots(client, departement):
    factories.QuestionnaireFactory(departement=departement, retire=True).geler()
    table = client.get(reverse("enquetes:questionnaire_list")).context["table"]
    *_, ligne = table.as_values()
    assert ligne[-1] == "gelé, retiré" and ligne[4] == "Français"


def test_la_page_dit_la_condition_en_mots(client, questionnaire):
    premiere, seconde = questionnaire.questions.all()
    lue = page(client, questionnaire)
    assert f"S’affiche si {premiere.code} est «\xa0Non\xa0»" in lue
    assert "Défavorable" in lue and f"{seconde.code}" in lue
    assert "Il manque" in lue and "English" in lue


def test_la_page_montre_le_questionnaire_livre(client, questionnaires):
    lue = page(client, questionnaires["satisfaction_usagers"])
    assert "livré avec l’application" in lue and "Accueil sur place" in lue
    assert "Exigence <a href=" in lue and "les sites de l&#x27;enquête" in lue
    assert "Modifier" not in lue


def test_les_fautes_se_lisent_en_tete(client, questionnaire):
    seconde = questionnaire.questions.last()
    Question.objects.filter(pk=seconde.pk).update(ordre=0, libelles={"en": "Why?"})
    Question.objects.exclude(pk=seconde.pk).update(ordre=1)
    lue = page(client, questionnaire)
    assert "À corriger avant de poser ce questionnaire" in lue
    assert f"Il manque le texte en français\xa0: question {seconde.code}." in lue
    assert "qui doit être posée avant elle." in lue


def test_la_page_ne_coute_pas_plus_avec_plus_de_questions(client, questionnaire):
    page(client, questionnaire)
    with CaptureQueriesContext(connection) as peu:
        page(client, questionnaire)
    for theme in factories.ThemeQuestionnaireFactory.create_batch(4, questionnaire=questionnaire):
        echelle = factories.EchelleFactory(questionnaire=questionnaire)
        factories.ChoixFactory.create_batch(3, echelle=echelle)
        question = factories.QuestionFactory(
            questionnaire=questionnaire, theme=theme, type="choix_unique", echelle=echelle
        )
        question.exigences.add(factories.ExigenceFactory())
    with CaptureQueriesContext(connection) as beaucoup:
        page(client, questionnaire)
    assert len(beaucoup) == len(peu)


def test_une_copie_emporte_tout(questionnaires, departement):
    source = questionnaires["mystere_telephone"]
    copie = copier(
        source, departement=departement, code="mystere", version="1.0", intitule="Le nôtre"
    )
    assert copie.copie_de == source and copie.est_modifiable
    assert dessin(copie) == dessin(source)
    assert not set(copie.questions.values_list("pk")) & set(source.questions.values_list("pk"))
    assert copie.questions.get(code="MT-03m").condition.questionnaire == copie
    assert copie.scenarios.count() == source.scenarios.count() > 0


def dessin(questionnaire):
    return [
        (
            question.code,
            question.libelles,
            question.theme and question.theme.cle,
            question.cles,
            question.condition and question.condition.code,
            sorted(exigence.code for exigence in question.exigences.all()),
        )
        for question in questionnaire.questions.avec_choix()
    ]


def test_copier_par_la_page_propose_la_version_suivante(client, departement, questionnaires):
    source = questionnaires["satisfaction_usagers"]
    adresse = reverse("enquetes:questionnaire_copier", args=[source.pk])
    initial = client.get(adresse).context["form"].initial
    assert initial["version"] == "2022.1.1" and initial["code"] == "satisfaction_usagers"
    reponse = client.post(adresse, initial, follow=True)
    copie = Questionnaire.objects.get(departement=departement)
    assert reponse.redirect_chain[-1][0] == copie.get_absolute_url()
    assert copie.questions.count() == source.questions.count()
    assert "dont celui-ci est la copie" in reponse.content.decode()


def test_copier_sous_une_version_prise_se_dit_et_ne_perd_rien(client, questionnaire):
    adresse = reverse("enquetes:questionnaire_copier", args=[questionnaire.pk])
    donnees = {"intitule": "Autre", "code": questionnaire.code, "version": questionnaire.version}
    lue = client.post(adresse, donnees).content.decode()
    assert "Cette version de ce questionnaire existe déjà." in lue and 'value="Autre"' in lue
    assert Questionnaire.objects.count() == 1


def test_ajouter_un_questionnaire_vide_le_dit_a_corriger(client, departement):
    reponse = client.post(reverse("enquetes:questionnaire_create"), LE_NOTRE, follow=True)
    assert Questionnaire.objects.get(departement=departement).langues == ["fr"]
    assert "n&#x27;a pas de question" in reponse.content.decode()


def test_qui_n_a_pas_de_departement_n_en_ajoute_pas(db, client_de):
    technicien = factories.AgentFactory(is_superuser=True, departement=None)
    reponse = client_de(technicien).post(reverse("enquetes:questionnaire_create"), LE_NOTRE)
    assert "rattaché à aucun département" in reponse.content.decode()


def test_retirer_puis_remettre(client, questionnaire):
    client.post(reverse("enquetes:questionnaire_retirer", args=[questionnaire.pk]))
    questionnaire.refresh_from_db()
    assert questionnaire.retire and "Remettre en service" in page(client, questionnaire)
    client.post(reverse("enquetes:questionnaire_remettre", args=[questionnaire.pk]))
    questionnaire.refresh_from_db()
    assert not questionnaire.retire


def test_un_questionnaire_sans_enquete_se_supprime(client, questionnaire):
    client.post(reverse("enquetes:questionnaire_delete", args=[questionnaire.pk]))
    assert not Questionnaire.objects.exists()


def test_celui_d_un_autre_departement_est_introuvable(client, autre_departement):
    ailleurs = factories.QuestionnaireFactory(departement=autre_departement)
    assert client.get(ailleurs.get_absolute_url()).status_code == 404
    adresse = reverse("enquetes:questionnaire_copier", args=[ailleurs.pk])
    assert client.get(adresse).status_code == 404
