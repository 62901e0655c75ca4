"""Les questionnaires livrés : chargés deux fois sans rien changer, gelés dès qu'on y répond."""

from copy import deepcopy

import pytest
import yaml
from django.conf import settings

from enquetes.models import Question, Questionnaire
from enquetes.saisies import TypeQuestion
from qualepref.socle import chargement
from tests.enquetes.conftest import LIVRES

SATISFACTION = settings.RACINE / "enquetes" / "questionnaires" / "satisfaction-2022.yaml"


@pytest.fixture
def fichier(tmp_path):
    """Écrit un fichier de questionnaire, d'après celui de 2022 et ce qu'on y change."""

    def ecrire(changer):
        donnees = deepcopy(chargement.lire(SATISFACTION))
        changer(donnees)
        chemin = tmp_path / "questionnaire.yaml"
        chemin.write_text(yaml.safe_dump(donnees, allow_unicode=True), encoding="utf-8")
        return chemin

    return ecrire


def test_les_huit_questionnaires_se_chargent_et_se_rechargent(questionnaires):
    assert len(questionnaires) == len(LIVRES) == 8
    for chemin in LIVRES:
        bilan = chargement.charger(chemin)
        assert (bilan.creees, bilan.mises_a_jour, bilan.retirees) == (0, 0, 0), chemin.name


@pytest.mark.parametrize(
    ("code", "nature", "nombre"),
    [
        ("satisfaction_usagers", "satisfaction", 4 + 21 + 2),
        ("satisfaction_collectivites", "satisfaction", 3 + 14 + 1),
        ("mystere_telephone", "mystere", 16 + 2),  # et deux mesures
        ("mystere_courriel", "mystere", 12 + 1),
        ("accueil_site", "grille", 27),
        ("site_internet", "grille", 21),
        ("courriers_courriels", "grille", 12),
        ("accuse_reception_boites", "grille", 10),
    ],
)
def test_chacun_a_ses_questions(questionnaires, code, nature, nombre):
    questionnaire = questionnaires[code]
    assert questionnaire.nature == nature
    assert questionnaire.questions.count() == nombre
    assert questionnaire.est_livre and not questionnaire.est_gele


def test_une_question_dit_son_theme_son_echelle_et_son_exigence(questionnaires):
    question = Question.objects.avec_choix().get(
        questionnaire=questionnaires["satisfaction_usagers"], code="AP-05"
    )
    assert str(question.theme) == "Accueil sur place"
    assert question.texte("en") == "Waiting time on site"
    assert question.cles == (
        *("tres_satisfait", "satisfait", "peu_satisfait", "pas_du_tout_satisfait", "sans_objet"),
    )
    favorables = [choix.favorable for choix in question.echelle.choix.all()]
    assert favorables == [True, True, False, False, None]
    assert [exigence.code for exigence in question.exigences.all()] == ["7.3"]


def test_une_mesure_suit_son_point_et_ne_se_pose_qu_apres_lui(questionnaires):
    mesure = questionnaires["mystere_telephone"].questions.get(code="MT-03m")
    assert mesure.type == TypeQuestion.TEMPS and mesure.texte() == "Secondes d'attente"
    assert mesure.condition.code == "MT-03"


def test_le_site_se_choisit_parmi_ceux_de_l_enquete(questionnaires):
    question = questionnaires["satisfaction_usagers"].questions.get(code="PR-04")
    assert question.source_des_choix == "sites" and question.echelle is None


def test_les_textes_et_les_seuils_viennent_du_fichier(questionnaires):
    usagers = questionnaires["satisfaction_usagers"]
    assert usagers.texte("conclusion", "en").startswith("Thank you.")
    assert usagers.texte("introduction", "ar").startswith("Votre avis nous aide")
    assert (usagers.seuils.satisfaction, usagers.seuils.juger, usagers.seuils.montrer) == (
        *(0.75, 30, 10),
    )
    assert questionnaires["satisfaction_collectivites"].seuils.juger == 20
    assert "mode_operatoire" in questionnaires["accuse_reception_boites"].consignes
    scenarios = questionnaires["mystere_telephone"].scenarios.all()
    assert [str(un) for un in scenarios][2] == "Permis de conduire perdu"


def test_tant_que_personne_n_a_repondu_le_fichier_commande(questionnaires, fichier):
    def changer(donnees):
        donnees["questions"].pop()
        donnees["questions"][0]["fr"] = "Les horaires"
        donnees["themes"].pop()

    bilan = chargement.charger(fichier(changer))
    # Une question change de texte, les deux dernières de rang ; un thème et sa question partent.
    assert (bilan.creees, bilan.mises_a_jour, bilan.retirees) == (0, 3, 2)
    usagers = questionnaires["satisfaction_usagers"]
    assert not usagers.questions.filter(code="GL-01").exists()
    assert usagers.questions.get(code="DG-01").texte() == "Les horaires"


def test_un_questionnaire_gele_refuse_de_changer(questionnaires, fichier):
    questionnaires["satisfaction_usagers"].geler()
    assert chargement.charger(SATISFACTION).creees == 0
    with pytest.raises(chargement.ChargementRefuse, match="donnez au fichier une autre version"):
        chargement.charger(fichier(lambda donnees: donnees["questions"].pop()))
    assert questionnaires["satisfaction_usagers"].questions.count() == 27


def test_une_autre_version_est_un_autre_questionnaire(questionnaires, fichier):
    questionnaires["satisfaction_usagers"].geler()
    chargement.charger(fichier(lambda donnees: donnees["meta"].update(version="2023.1.0")))
    versions = Questionnaire.objects.filter(code="satisfaction_usagers")
    assert sorted(versions.values_list("version", flat=True)) == ["2022.1.0", "2023.1.0"]


def _en_double(donnees):
    donnees["questions"][1]["code"] = "DG-01"


def _sans_theme(donnees):
    donnees["questions"][0]["theme"] = "ailleurs"


def _condition_en_avant(donnees):
    donnees["questions"][0]["affichee_si"] = {"question": "GL-01"}


def _choix_inconnu(donnees):
    donnees["questions"][3]["affichee_si"] = {"question": "PR-01", "parmi": ["roi"]}


def _exigence_inconnue(donnees):
    donnees["questions"][0]["exigence"] = "99.9"


def _referentiel_absent(donnees):
    donnees["meta"]["referentiel"] = "qual-e-pref-2050"


def _langue_inconnue(donnees):
    donnees["meta"]["langues"] = ["fr", "klingon"]


def _sans_francais(donnees):
    del donnees["questions"][0]["fr"]


@pytest.mark.parametrize(
    ("changer", "phrase"),
    [
        (_en_double, "Le code « DG-01 » y est plusieurs fois."),
        (_sans_theme, "La question DG-01 est du thème « ailleurs », qui n'est pas défini."),
        (_condition_en_avant, "GL-01, qui doit être posée avant elle."),
        (_choix_inconnu, "PR-01, qui n'a pas le choix « roi »."),
        (_exigence_inconnue, "L'exigence 99.9 n'est pas dans"),
        (_referentiel_absent, "Le référentiel « qual-e-pref-2050 » n'est pas chargé."),
        (_langue_inconnue, "« meta/langues/1 » vaut « klingon »"),
        (_sans_francais, "il manque « fr »"),
    ],
)
def test_un_fichier_fautif_est_refuse_d_une_phrase(referentiel_livre, fichier, changer, phrase):
    with pytest.raises(chargement.ChargementRefuse) as refus:
        chargement.charger(fichier(changer))
    assert any(phrase in message for message in refus.value.messages), refus.value.messages
    assert not Questionnaire.objects.exists()
