"""Les résultats d'une enquête : les chiffres, ce qui se masque, ce qui se compare."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from enquetes.depouillement import Seuils, Verdict
from enquetes.resultats import comptes, phrases
from enquetes.resultats.croisement import croiser
from enquetes.resultats.masques import ENSEMBLE, Case, cases_masquees
from enquetes.resultats.tableau import ChoixLu
from tests import factories
from tests.enquetes.resultats import enquete_remplie, questionnaire_d_essai, repondre
from tests.enquetes.test_import_reponses import (  # noqa: F401
    ATTENDU,
    importer,
    isere,
)

BIEN, MAL = "satisfait", "peu_satisfait"


@pytest.fixture
def enquete(departement):
    return enquete_remplie(departement)


@pytest.fixture
def page(client_de, referent):
    def page(enquete, suite="", nom="resultats"):
        adresse = reverse(f"enquetes:{nom}", args=[enquete.pk])
        return client_de(referent).get(adresse + suite)

    return page


# --- Les chiffres ---------------------------------------------------------------------------------


def test_l_export_sphinx_donne_les_taux_attendus(importer):  # noqa: F811
    importer()
    enquete = comptes.Enquete.objects.get()
    lus = comptes.resultats(enquete)
    obtenus = {t.theme.cle: round(100 * t.chiffre.valeur, 2) for t in lus.themes}
    assert obtenus == {cle: dit["pct"] for cle, dit in ATTENDU["par_theme"].items()}
    questions = {q.question.code: q for t in lus.themes for q in t.questions}
    assert {code: round(100 * q.chiffre.valeur, 2) for code, q in questions.items()} == {
        code: dit["pct"] for code, dit in ATTENDU["par_question"].items()
    }
    assert [t.theme.cle for t in lus.sous_le_seuil] == ATTENDU["themes_sous_75"]
    assert lus.nombre == ATTENDU["repondants_exploitables"]


def test_un_theme_additionne_ses_questions(enquete):
    accueil, attente = comptes.resultats(enquete).themes
    assert (accueil.chiffre.taux.favorables, accueil.chiffre.taux.exprimees) == (105, 120)
    assert accueil.chiffre.verdict is Verdict.ATTEINT
    assert attente.chiffre.verdict is Verdict.SOUS_LE_SEUIL
    assert accueil.plus_basse.question.code == "A1"


def test_sans_objet_et_blancs_n_entrent_pas(enquete):
    repondre(enquete, 40, A1="sans_objet")
    accueil, _ = comptes.resultats(enquete).themes
    assert accueil.chiffre.taux.exprimees == 120


def test_un_groupe_se_lit_seul_et_l_ensemble_ne_change_pas(enquete, departement):
    axe = comptes.axes_de(comptes.lire_questions(enquete))["P1"]
    lus = comptes.resultats(enquete, axe)
    (attente,) = [t for t in lus.themes if t.theme.cle == "attente"]
    taux = {groupe: (c.taux.favorables, c.taux.exprimees) for groupe, c in attente.groupes.items()}
    assert sorted(taux.values()) == [(0, 15), (20, 45)]
    assert attente.chiffre.taux.exprimees == 60


def test_qui_n_a_pas_dit_son_profil_fait_un_groupe(enquete):
    repondre(enquete, 12, A1=BIEN)
    axe = comptes.axes_de(comptes.lire_questions(enquete))["P1"]
    lus = comptes.resultats(enquete, axe)
    assert lus.repondants[comptes.NON_PRECISE] == 12
    assert lus.themes[0].groupes[comptes.NON_PRECISE].taux.exprimees == 12


@pytest.mark.parametrize(("cle", "nombre"), [("site", 6), ("moyen", 6), ("langue", 6), ("P1", 7)])
def test_le_nombre_de_requetes_ne_depend_pas_des_reponses(
    cle, nombre, enquete, django_assert_num_queries, site
):
    axe = comptes.axes_de(comptes.lire_questions(enquete))[cle]
    with django_assert_num_queries(nombre):
        comptes.resultats(enquete, axe)
    autre = factories.SiteFactory(departement=enquete.departement)
    repondre(enquete, 50, site=autre, mode="papier", langue="en", A1=MAL, P1="association")
    repondre(enquete, 20, site=site, mode="tablette", langue="ar", A2=MAL)
    with django_assert_num_queries(nombre):
        comptes.resultats(enquete, axe)


# --- Depuis la précédente -------------------------------------------------------------------------


def test_l_evolution_se_lit_par_le_repere(departement):
    avant = enquete_remplie(
        departement, date_ouverture=date(2021, 9, 1), date_cloture=date(2021, 9, 30)
    )
    enquete = enquete_remplie(departement)
    repondre(enquete, 60, W1=BIEN)
    accueil, attente = comptes.resultats(enquete).themes
    assert accueil.chiffre.evolution.difference == 0
    assert attente.chiffre.evolution.difference == pytest.approx(80 / 120 - 20 / 60)
    assert phrases.sens(attente.chiffre.evolution) == "hausse nette"
    avant.questionnaire.questions.filter(code="W1").update(repere="AUTRE", code="W9")
    assert comptes.resultats(enquete).themes[1].chiffre.evolution is None


def test_sans_enquete_d_avant_l_evolution_est_n_d(enquete, page):
    assert comptes.resultats(enquete).themes[0].chiffre.evolution is None
    assert phrases.evolution(None) == "N/D"
    assert "N/D" in page(enquete).content.decode()


# --- Ce qui se masque -----------------------------------------------------------------------------


def test_sous_dix_reponses_le_chiffre_se_masque_et_son_theme_ne_le_trahit_pas():
    exprimees = {1: {ENSEMBLE: 50}, 2: {ENSEMBLE: 40}, 3: {ENSEMBLE: 6}}
    caches = cases_masquees(exprimees, {"t": [1, 2, 3]}, 10)
    assert caches == {Case(3, ENSEMBLE), Case(2, ENSEMBLE)}


def test_un_groupe_cache_n_est_pas_trahi_par_l_ensemble():
    exprimees = {1: {ENSEMBLE: 66, "a": 40, "b": 20, "c": 6}}
    caches = cases_masquees(exprimees, {}, 10)
    assert caches == {Case(1, "c"), Case(1, "b")}


def test_un_theme_de_peu_de_personnes_se_masque_meme_avec_douze_reponses():
    exprimees = {1: {ENSEMBLE: 6}, 2: {ENSEMBLE: 6}}
    assert Case("t", ENSEMBLE) in cases_masquees(exprimees, {"t": [1, 2]}, 10)


def test_rien_ne_se_devine_par_une_seule_soustraction():
    """Ni en ligne, ni en colonne, une case cachée n'est jamais seule."""
    exprimees = {
        1: {ENSEMBLE: 90, "a": 50, "b": 35, "c": 5},
        2: {ENSEMBLE: 80, "a": 45, "b": 31, "c": 4},
        3: {ENSEMBLE: 61, "a": 30, "b": 20, "c": 11},
    }
    caches = cases_masquees(exprimees, {"t": [1, 2, 3]}, 10)
    for ligne in (1, 2, 3, "t"):
        assert len([case for case in caches if case.ligne == ligne]) != 1
    for groupe in (ENSEMBLE, "a", "b", "c"):
        assert len([case for case in caches if case.groupe == groupe]) != 1


def test_une_case_vide_ne_se_masque_pas():
    assert not cases_masquees({1: {ENSEMBLE: 40, "a": 40, "b": 0}}, {}, 10)


def test_la_page_masque_un_petit_site(enquete, page, departement):
    grand, petit = factories.SiteFactory.create_batch(2, departement=departement)
    repondre(enquete, 30, site=grand, A1=BIEN)
    repondre(enquete, 4, site=petit, A1=MAL)
    html = page(enquete, "?par=site").content.decode()
    assert "masqué" in html and "4 sur 4" not in html and "0 sur 4" not in html


def test_sous_trente_reponses_pas_de_verdict(departement):
    enquete = factories.EnqueteFactory(
        departement=departement, questionnaire=questionnaire_d_essai(departement)
    )
    repondre(enquete, 20, A1=MAL)
    accueil = comptes.resultats(enquete).themes[0]
    assert accueil.chiffre.verdict is Verdict.PEU_DE_REPONSES
    assert phrases.verdict(accueil.chiffre, Seuils()) == "Peu de réponses\u00a0: sans verdict"


# --- Croiser --------------------------------------------------------------------------------------

OUI, NON, PEUT = ChoixLu(1, "oui", None), ChoixLu(2, "non", None), ChoixLu(3, "peut-être", None)


def test_un_croisement_montre_ses_effectifs():
    lu = croiser({(1, 1): 20, (2, 2): 30, (1, 2): 5}, [OUI, NON], [OUI, NON], 10)
    assert [ligne.cases for ligne in lu.lignes] == [[20, 5], [0, 30]]
    assert (lu.totaux, lu.total) == ([20, 35], 55)


def test_un_croisement_cache_lignes_et_colonnes_trop_petites():
    lu = croiser({(1, 1): 20, (2, 1): 30, (3, 2): 4}, [OUI, NON, PEUT], [OUI, NON], 10)
    assert lu.lignes[2].total is None and lu.lignes[0].total is None
    assert lu.totaux == [None, None]
    assert lu.a_des_cases_masquees


def test_un_croisement_de_trop_peu_de_monde_est_tout_entier_masque():
    lu = croiser({(1, 1): 5}, [OUI, NON], [OUI, NON], 10)
    assert lu.total is None and lu.lignes[0].cases[0] is None


def test_la_page_croise_deux_questions(enquete, page):
    html = page(enquete, "?ligne=P1&colonne=W1", "croisement").content.decode()
    assert "Vous êtes, selon" in html and "<strong>45</strong>" in html


@pytest.mark.parametrize("suite", ["?ligne=W1&colonne=W1", "?ligne=X&colonne=", "?ligne=W1"])
def test_un_croisement_mal_demande_se_dit(enquete, page, suite):
    reponse = page(enquete, suite, "croisement")
    assert reponse.status_code == 200 and reponse.context["form"].errors


# --- La page --------------------------------------------------------------------------------------


def test_la_page_dit_les_themes_sous_le_seuil_en_mots(enquete, page):
    html = page(enquete).content.decode()
    assert "1 thème sur 2 atteint 75\u00a0% de satisfaits." in html
    assert "Sous 75\u00a0%\u00a0: Attente (33,3\u00a0%)." in html
    assert "45 sur 60" in html


def test_sans_reponse_la_page_le_dit(page, departement):
    vide = factories.EnqueteFactory(
        departement=departement, questionnaire=questionnaire_d_essai(departement), close=True
    )
    assert "Personne n’a encore répondu" in page(vide).content.decode()


def test_le_classeur_porte_les_memes_chiffres(enquete, page):
    reponse = page(enquete, "?par=P1&export=xlsx")
    livre = load_workbook(BytesIO(reponse.content))
    assert livre.sheetnames == ["Taux", "Réponses", "Par groupe"]
    lignes = list(livre["Taux"].iter_rows(values_only=True))
    assert lignes[1][:5] == ("Accueil", None, 105, 120, 0.875)
    assert lignes[-1][7] == "Sous 75\u00a0%"


def test_un_axe_inconnu_ne_ventile_pas(enquete, page):
    assert page(enquete, "?par=age").context["lu"]["ventilation"] is None
