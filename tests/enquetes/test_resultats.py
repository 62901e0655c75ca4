"""Les résultats d'une enquête : les chiffres, ce qui se masque, ce qui se compare."""

from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from enquetes.depouillement import Seuils, Verdict
from enquetes.models import Question
from enquetes.resultats import axes, comptes, phrases, presentation
from enquetes.resultats.croisement import Croisees, croiser
from enquetes.resultats.lus import ChoixLu
from enquetes.saisies import TypeQuestion
from tests import factories
from tests.enquetes.resultats import (
    cocher,
    enquete_remplie,
    question_multiple,
    questionnaire_d_essai,
    questions,
    repondre,
)
from tests.enquetes.test_import_reponses import ATTENDU, chiffres

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


def test_l_export_sphinx_donne_les_taux_attendus(importer):
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


def test_la_commande_compte_comme_la_page(enquete):
    """Trois visages se jugent comme l'échelle : une seule règle."""
    W1 = enquete.questionnaire.questions.get(code="W1")
    W1.type = TypeQuestion.SMILEY
    W1.save()
    dits = chiffres(enquete=enquete.code)
    assert dits["themes_sous_75"] == ["attente"]
    assert dits["par_question"]["W1"]["pct"] == 33.33
    assert set(dits["par_question"]) == {"A1", "A2", "W1"}


def test_la_commande_juge_un_theme_sur_ses_personnes(departement):
    enquete = factories.EnqueteFactory(
        departement=departement, questionnaire=questionnaire_d_essai(departement), close=True
    )
    repondre(enquete, 20, A1=MAL, A2=MAL)
    assert chiffres(enquete=enquete.code)["themes_sous_75"] == []


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
    axe = axes.axes_de(comptes.lire_questions(enquete))["P1"]
    lus = comptes.resultats(enquete, axe)
    (attente,) = [t for t in lus.themes if t.theme.cle == "attente"]
    taux = {groupe: (c.taux.favorables, c.taux.exprimees) for groupe, c in attente.groupes.items()}
    assert sorted(taux.values()) == [(0, 15), (20, 45)]
    assert attente.chiffre.taux.exprimees == 60


def test_qui_n_a_pas_dit_son_profil_fait_un_groupe(enquete):
    repondre(enquete, 12, A1=BIEN)
    axe = axes.axes_de(comptes.lire_questions(enquete))["P1"]
    lus = comptes.resultats(enquete, axe)
    assert lus.repondants[axes.NON_PRECISE] == 12
    assert lus.themes[0].groupes[axes.NON_PRECISE].taux.exprimees == 12


@pytest.mark.parametrize(("cle", "nombre"), [("site", 8), ("moyen", 8), ("langue", 8), ("P1", 10)])
def test_le_nombre_de_requetes_est_borne_quelles_que_soient_les_reponses(
    cle, nombre, enquete, django_assert_max_num_queries, site
):
    """Les personnes d'un thème ne se comptent que s'il est près d'un seuil."""
    axe = axes.axes_de(comptes.lire_questions(enquete))[cle]
    with django_assert_max_num_queries(nombre):
        comptes.resultats(enquete, axe)
    autre = factories.SiteFactory(departement=enquete.departement)
    repondre(enquete, 50, site=autre, mode="papier", langue="en", A1=MAL, P1="association")
    repondre(enquete, 20, site=site, mode="tablette", langue="ar", A2=MAL)
    with django_assert_max_num_queries(nombre):
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


@pytest.fixture
def avant(departement):
    dates = {"date_ouverture": date(2021, 9, 1), "date_cloture": date(2021, 9, 30)}
    return enquete_remplie(departement, **dates)


def attente_de(enquete):
    return comptes.resultats(enquete).themes[1].chiffre


def test_une_question_qui_change_d_echelle_ne_se_compare_plus(avant, enquete):
    assert attente_de(enquete).evolution
    neuve = factories.EchelleFactory(questionnaire=avant.questionnaire, cle="oui_non")
    for cle, favorable in (("oui", True), ("non", False)):
        factories.ChoixFactory(echelle=neuve, cle=cle, favorable=favorable)
    avant.questionnaire.questions.filter(code="W1").update(echelle=neuve)
    repondre(avant, 60, W1="oui")
    assert attente_de(enquete).evolution is None


def test_une_question_reformulee_se_compare_et_le_dit(avant, enquete, page):
    assert not attente_de(enquete).reformulee
    avant.questionnaire.questions.filter(code="W1").update(libelles={"fr": "Autrement dit"})
    assert attente_de(enquete).evolution and attente_de(enquete).reformulee
    assert "libellé changé" in page(enquete).content.decode()


@pytest.mark.parametrize("peu", ["avant", "apres"])
def test_sous_trente_reponses_l_evolution_ne_se_dit_pas(departement, peu):
    essai = {"departement": departement, "questionnaire": questionnaire_d_essai(departement)}
    ancienne = factories.EnqueteFactory(
        **essai, date_ouverture=date(2021, 9, 1), date_cloture=date(2021, 9, 30), close=True
    )
    neuve = factories.EnqueteFactory(
        **essai, date_ouverture=date(2022, 9, 1), date_cloture=date(2022, 9, 30)
    )
    repondre(ancienne, 29 if peu == "avant" else 60, W1=BIEN)
    repondre(neuve, 29 if peu == "apres" else 60, W1=MAL)
    assert attente_de(neuve).est_lisible and attente_de(neuve).evolution is None


def test_un_taux_masque_l_an_dernier_ne_se_retrouve_pas_par_l_evolution(avant, enquete):
    """A1 y cachait A2, que trop peu avaient remplie : leur écart avec cette année la rendrait."""
    avant.reponses.all().delete()
    repondre(avant, 50, A1=BIEN)
    repondre(avant, 6, A2=MAL)
    accueil = comptes.resultats(enquete).themes[0]
    assert [q.chiffre.evolution for q in accueil.questions] == [None, None]
    assert accueil.chiffre.evolution is None


def test_sans_enquete_d_avant_l_evolution_est_n_d(enquete, page):
    assert comptes.resultats(enquete).themes[0].chiffre.evolution is None
    assert phrases.evolution(None) == "N/D"
    assert "N/D" in page(enquete).content.decode()


# --- Ce qui se masque -----------------------------------------------------------------------------


def test_une_question_a_plusieurs_choix_se_masque_selon_ses_repondants(enquete):
    """Quatre personnes et douze coches : le seuil vise des personnes."""
    question_multiple(enquete)
    attente = enquete.questionnaire.themes.get(cle="attente")
    mesuree = question_multiple(enquete, "M2", attente, favorable=True)
    for reponse in repondre(enquete, 4, P1="association"):
        for question in (mesuree, *questions(enquete, "M1")):
            cocher(reponse, question)
    lus = comptes.resultats(enquete)
    (autre,) = [q for q in lus.autres if q.question.code == "M1"]
    assert autre.effectif == 4 and autre.comptes == {}
    dans_le_theme = {q.question.code: q.chiffre for q in lus.themes[1].questions}
    assert dans_le_theme["M2"].taux.exprimees == 12
    assert dans_le_theme["M2"].verdict is Verdict.MASQUE


def test_la_part_d_un_choix_se_lit_sur_les_repondants(enquete):
    multiple = question_multiple(enquete)
    for reponse in repondre(enquete, 20, P1="association"):
        cocher(reponse, multiple)
    (dite,) = [q for q in comptes.resultats(enquete).autres if q.question.code == "M1"]
    lue = presentation.question_dite(dite, Seuils())
    assert [choix["part"] for choix in lue["repartition"]] == ["100,0\u00a0%"] * 3


def test_le_verdict_d_un_theme_compte_ses_personnes(departement):
    """20 personnes à deux questions font 40 réponses, pas 40 avis ; 20 et 20 autres, si."""
    essai = questionnaire_d_essai(departement)
    peu = factories.EnqueteFactory(departement=departement, questionnaire=essai, close=True)
    repondre(peu, 20, A1=MAL, A2=MAL)
    assert comptes.resultats(peu).themes[0].chiffre.verdict is Verdict.PEU_DE_REPONSES
    assez = factories.EnqueteFactory(departement=departement, questionnaire=essai, close=True)
    repondre(assez, 20, A1=MAL)
    repondre(assez, 20, A2=MAL)
    assert comptes.resultats(assez).themes[0].chiffre.verdict is Verdict.SOUS_LE_SEUIL


@pytest.mark.parametrize("cle", ["site", "P1"])
def test_les_personnes_d_un_theme_se_comptent_groupe_par_groupe(cle, enquete, site):
    repondre(enquete, 6, site=site, P1="association", A1=MAL)
    repondre(enquete, 6, site=site, P1="association", A2=MAL)
    lues = comptes.lire_questions(enquete)
    lu = comptes.compter(enquete, lues, axes.axes_de(lues)[cle])
    association = questions(enquete, "P1")[0].echelle.choix.get(cle="association")
    groupe, attendu = (site.pk, 12) if cle == "site" else (association.pk, 15 + 12)
    assert lu.personnes[groupe]["accueil"] == attendu
    assert lu.personnes["ensemble"]["accueil"] == 72


def test_une_question_masquee_masque_tous_ses_choix(departement, page):
    """« Sans objet » compris : de deux choix, l'un se lirait par l'autre."""
    enquete = factories.EnqueteFactory(
        departement=departement, questionnaire=questionnaire_d_essai(departement), close=True
    )
    repondre(enquete, 40, A1=BIEN)
    repondre(enquete, 30, W1="sans_objet")
    repondre(enquete, 4, W1=MAL)
    repondre(enquete, 4, A2="sans_objet")
    dites = {q.question.code: q for t in comptes.resultats(enquete).themes for q in t.questions}
    assert dites["W1"].comptes == {} and dites["A2"].comptes == {}


def test_un_petit_profil_se_masque_dans_sa_propre_repartition(enquete):
    petit = factories.ChoixFactory(
        echelle=questions(enquete, "P1")[0].echelle, ordre=9, cle="elu", libelles={"fr": "Élu"}
    )
    repondre(enquete, 3, P1="elu")
    (dite,) = [q for q in comptes.resultats(enquete).autres if q.question.code == "P1"]
    caches = [choix.libelle for choix in dite.question.choix if dite.comptes[choix.cle] is None]
    assert caches == ["Association", "Élu"] and petit.pk in dite.comptes


def test_un_groupe_cache_ne_montre_aucune_case_vide(enquete, page, departement):
    grand, autre, petit = factories.SiteFactory.create_batch(3, departement=departement)
    repondre(enquete, 30, site=grand, A1=BIEN, W1=BIEN)
    repondre(enquete, 12, site=autre, A1=BIEN, W1=BIEN)
    repondre(enquete, 3, site=petit, A1=MAL)
    axe = axes.axes_de(comptes.lire_questions(enquete))["site"]
    lus = comptes.resultats(enquete, axe)
    assert lus.themes[1].groupes[petit.pk].est_masque


def test_une_moyenne_masquee_ne_dit_pas_combien(enquete):
    (dite,) = presentation.moyennes_dites({1: (7.5, 4)}, [Question(pk=1)], 10)
    assert (dite["moyenne"], dite["nombre"]) == ("masqué", None)


def test_la_page_masque_un_petit_site(enquete, page, departement):
    grand, petit = factories.SiteFactory.create_batch(2, departement=departement)
    repondre(enquete, 30, site=grand, A1=BIEN)
    repondre(enquete, 4, site=petit, A1=MAL)
    html = page(enquete, "?par=site").content.decode()
    assert "masqué" in html and "4 sur 4" not in html and "0 sur 4" not in html


def test_sous_trente_reponses_pas_de_verdict(departement):
    enquete = factories.EnqueteFactory(
        departement=departement, questionnaire=questionnaire_d_essai(departement), close=True
    )
    repondre(enquete, 20, A1=MAL)
    accueil = comptes.resultats(enquete).themes[0]
    assert accueil.chiffre.verdict is Verdict.PEU_DE_REPONSES
    assert phrases.verdict(accueil.chiffre, Seuils()) == "Peu de réponses\u00a0: sans verdict"


# --- Croiser --------------------------------------------------------------------------------------

OUI, NON, PEUT = ChoixLu(1, "oui", None), ChoixLu(2, "non", None), ChoixLu(3, "peut-être", None)


def croisees(cases):
    """Chacun n'a donné qu'une réponse : les sommes sont celles des cases."""
    lignes, colonnes = Counter(), Counter()
    for (a, b), nombre in cases.items():
        lignes[a] += nombre
        colonnes[b] += nombre
    return Croisees(cases, lignes, colonnes, lignes.total())


def test_un_croisement_montre_ses_effectifs():
    lu = croiser(croisees({(1, 1): 20, (2, 2): 30, (1, 2): 5}), [OUI, NON], [OUI, NON], 10)
    assert [ligne.cases for ligne in lu.lignes] == [[20, 5], [0, 30]]
    assert (lu.totaux, lu.total) == ([20, 35], 55)


def test_un_croisement_cache_lignes_et_colonnes_trop_petites():
    cases = {(1, 1): 20, (2, 1): 30, (3, 2): 4}
    lu = croiser(croisees(cases), [OUI, NON, PEUT], [OUI, NON], 10)
    assert lu.lignes[2].total is None and lu.lignes[0].total is None
    assert lu.totaux == [None, None]
    assert lu.a_des_cases_masquees


def test_une_ligne_masquee_ne_montre_pas_ses_zeros():
    """Les cases vides d'un groupe de trois diraient ce qu'aucun des trois n'a répondu."""
    cases = {(1, 1): 40, (1, 2): 30, (2, 1): 20, (2, 2): 15, (3, 2): 3}
    lu = croiser(croisees(cases), [OUI, NON, PEUT], [OUI, NON], 10)
    assert [ligne.cases for ligne in lu.lignes] == [[40, 30], [None, None], [None, None]]


def test_un_croisement_de_trop_peu_de_monde_est_tout_entier_masque():
    lu = croiser(croisees({(1, 1): 5}), [OUI, NON], [OUI, NON], 10)
    vus = {case for ligne in lu.lignes for case in (*ligne.cases, ligne.total)}
    assert vus | {*lu.totaux, lu.total} == {None}


def test_qui_n_a_repondu_qu_a_l_une_des_deux_compte(enquete):
    """Sans eux, l'écart avec les sommes de la page des résultats se lirait."""
    repondre(enquete, 12, P1="association")
    repondre(enquete, 11, W1=BIEN)
    repondre(enquete, 5, A1=BIEN)
    lues = comptes.croiser(enquete, *questions(enquete, "P1", "W1"))
    lu = croiser(lues, *(comptes.choix_lus(q) for q in questions(enquete, "P1", "W1")), 10)
    assert [ligne.choix.libelle for ligne in lu.lignes][-1] == "sans réponse"
    assert [ligne.total for ligne in lu.lignes] == [45, 27, 11]
    assert lu.totaux[-1] == 12 and lu.total == 83


def test_un_croisement_compte_des_personnes_et_non_des_coches(enquete):
    """Quatre personnes qui cochent trois choix restent quatre."""
    multiple = question_multiple(enquete)
    for reponse in repondre(enquete, 4, P1="association"):
        cocher(reponse, multiple)
    lues = comptes.croiser(enquete, *questions(enquete, "P1", "M1"))
    association = questions(enquete, "P1")[0].echelle.choix.get(cle="association")
    assert lues.lignes[association.pk] == 15 + 4
    assert lues.total == 64


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
