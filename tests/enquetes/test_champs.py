"""Les champs d'un questionnaire, dessinés dans une langue et relus."""

import pytest
from django.http import QueryDict

from enquetes.forms.questionnaire import FormulaireQuestionnaire
from tests.enquetes.questionnaire_d_essai import QUESTIONS, REPONSES, questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions(departement):
    return list(questionnaire(departement).questions.avec_choix())


def dessin(champ):
    return str(champ.as_field_group())


def test_chaque_sorte_de_question_se_dessine(questions):
    form = FormulaireQuestionnaire(questions, initial=REPONSES)
    dits = {code: dessin(form[code]) for code, *_ in QUESTIONS}
    assert dits["E1"].count('type="radio"') == 5 and dits["E1"].count("checked") == 1
    assert dits["E6"].count('type="checkbox"') == 3 and dits["E6"].count("checked") == 2
    assert dits["E7"].count('type="radio"') == 11
    assert 'type="date"' in dits["E8"] and 'value="2022-03-01"' in dits["E8"]
    assert 'inputmode="decimal"' in dits["E9"]
    assert "<textarea" in dits["E11"] and "Merci à l&#x27;accueil." in dits["E11"]
    assert all(visage in dits["E2"] for visage in ("content", "neutre", "mecontent"))


def test_un_groupe_a_sa_legende_et_un_champ_son_etiquette(questions):
    form = FormulaireQuestionnaire(questions)
    assert 'aria-labelledby="id_E1-legende id_E1-messages"' in dessin(form["E1"])
    assert '<label class="fr-label" for="id_E11">' in dessin(form["E11"])
    assert "<h1" not in dessin(form["E1"]) + dessin(form["E11"])


def test_seule_sur_son_ecran_la_question_est_le_titre(questions):
    form = FormulaireQuestionnaire(questions, en_titre=True)
    assert "<h1" in dessin(form["E1"]) and "autofocus" in dessin(form["E1"])
    assert '<label for="id_E11">' in dessin(form["E11"])


def test_les_mots_de_l_application_suivent_la_langue_ou_restent_en_francais(questions):
    anglais = FormulaireQuestionnaire(questions, langue="en")
    assert "Several answers possible." in dessin(anglais["E6"])
    assert "Guichet (en)" in dessin(anglais["E6"])
    arabe = dessin(FormulaireQuestionnaire(questions, langue="ar")["E6"])
    assert "يمكن اختيار عدة إجابات." in arabe and 'lang="fr"' not in arabe
    pachto = dessin(FormulaireQuestionnaire(questions, langue="ps")["E6"])
    assert 'lang="fr" dir="ltr"' in pachto and "Plusieurs réponses possibles." in pachto


def test_une_faute_se_dit_dans_la_langue_et_la_saisie_reste(questions):
    recus = QueryDict("E1=tres&E7=12&E11=" + "x" * 2001)
    form = FormulaireQuestionnaire(questions, recus, langue="en")
    assert not form.is_valid()
    assert form.errors["E7"] == ["Write a number, in figures."]
    assert form.errors["E11"] == ["Your answer is too long: 2000 characters at most."]
    assert "x" * 2001 in dessin(form["E11"])
    assert "E4" in form.errors  # toutes sont posées ici : choisir celles qui se voient est ailleurs


def test_un_script_dans_une_reponse_n_est_que_du_texte(questions):
    form = FormulaireQuestionnaire(questions, initial={"E11": ["</textarea><script>1</script>"]})
    assert "<script>" not in dessin(form["E11"])


def test_un_prefixe_permet_plusieurs_questionnaires_dans_une_page(questions):
    recus = {"a-E1": ["tres"]}
    form = FormulaireQuestionnaire(questions[:1], recus, prefix="a")
    assert form.is_valid() and form.cleaned_data["E1"].choix == ("tres",)
