"""Tous les écrans d'un usager, l'un après l'autre : axe, titre, focus, sens de lecture.

En français, en anglais et en arabe, à 1280 px sur fond clair et à 320 px sur fond sombre.
"""

from datetime import date, timedelta

import pytest

from enquetes.formulaire.mots import mots_de
from enquetes.models import Enquete, Mode, PointDeCollecte, Questionnaire, Reponse
from qualepref.socle import depot_public
from qualepref.socle.temps import aujourdhui
from tests.enquetes.questionnaire_d_essai import adresse, enquete, point
from tests.navigateur.test_accessibilite import violations
from tests.navigateur.test_formulaire_enquete import SUIVANT, examiner

pytestmark = pytest.mark.django_db(transaction=True)
FENETRES = [
    ("fr", 1280, "light"),
    ("fr", 320, "dark"),
    ("en", 320, "light"),
    ("ar", 1280, "dark"),
    ("ar", 320, "light"),
]
# Ce qu'on fait de chaque question : une faute quand il s'en peut faire, puis une réponse.
FAUTIVES = {"E1": "", "E4": "", "E9": "douze", "E10": "un moment"}
COCHEES = {"E1": "peu", "E2": "moyen", "E3": "non", "E5": "guichet", "E6": "courriel", "E7": "10"}
ECRITES = {"E4": "L'attente.", "E8": "2022-03-01", "E9": "12,5", "E10": "2:05", "E11": "Merci."}
CODES = [f"E{rang}" for rang in range(1, 12)]


@pytest.fixture
def lien(departement, site, monkeypatch):
    monkeypatch.setattr(depot_public, "AGE_MIN", 0)  # l'essai va plus vite qu'une personne
    return point(enquete(departement), Mode.LIEN, site=site)


@pytest.fixture
def tablette(lien):
    return point(lien.enquete, Mode.TABLETTE, site=lien.site)


def repondre(onglet, code, prefixe="q"):
    if code in COCHEES:
        choix = f"[name={prefixe}-{code}][value='{COCHEES[code]}']"
        onglet.locator(f"{choix} + label").click()
    else:
        onglet.fill(f"[name={prefixe}-{code}]", ECRITES[code])


def en_faute(onglet, mots):
    """Le titre le dit et le focus est sur ce qui l'explique."""
    assert onglet.title().startswith(f"{mots.erreur} : ")


# --- Écran par écran ------------------------------------------------------------------------------


@pytest.mark.parametrize(("langue", "largeur", "theme"), FENETRES)
def test_chaque_ecran_et_chaque_faute(ouvrir, lien, langue, largeur, theme):
    mots = mots_de(langue)
    onglet = ouvrir(None, f"{adresse(lien)}?lang={langue}", largeur, theme)
    examiner(onglet, largeur)
    assert onglet.get_attribute("html", "lang") == langue
    assert onglet.get_attribute("#page", "dir") == mots.sens
    onglet.click("form .fr-btn")
    for rang, code in enumerate(CODES, 1):
        nombre = 10 if rang < 4 else 11  # la quatrième vient d'un « non » à la troisième
        progression = mots.progression.format(rang=rang, nombre=nombre)
        onglet.wait_for_selector(f"text={progression}")
        onglet.wait_for_selector("h1:focus")
        assert onglet.title().startswith(progression)
        examiner(onglet, largeur)
        if code in FAUTIVES:
            if FAUTIVES[code]:
                onglet.fill(f"[name=q-{code}]", FAUTIVES[code])
            onglet.click(SUIVANT)
            onglet.wait_for_selector("#fautes:focus")
            en_faute(onglet, mots)
            examiner(onglet, largeur)
        repondre(onglet, code)
        onglet.click(SUIVANT)
    onglet.wait_for_selector("h1:focus")
    assert onglet.title().startswith(mots.merci)
    examiner(onglet, largeur)
    onglet.goto(f"{onglet.url}&deja=1")  # ce que lit un second envoi
    onglet.wait_for_selector(f"text={mots.deja}")
    examiner(onglet, largeur)
    assert onglet.fautes == []
    assert Reponse.objects.count() == 1


@pytest.mark.parametrize("langue", ["fr", "ar"])
def test_en_une_page_agrandie_au_double_rien_ne_deborde(ouvrir, lien, langue):
    Enquete.objects.update(une_question_par_ecran=False)
    onglet = ouvrir(None, f"{adresse(lien)}?lang={langue}", 640)
    onglet.click("form .fr-btn")
    for codes in (CODES[:3], CODES[3:]):
        onglet.wait_for_selector("h1:focus")
        onglet.evaluate("document.documentElement.style.fontSize = '200%'")
        examiner(onglet, 640)
        onglet.click(SUIVANT)
        onglet.wait_for_selector("#fautes:focus")
        onglet.locator("#fautes a").first.click()
        assert onglet.evaluate("document.activeElement.name") == f"q-{codes[0]}"
        for code in codes:
            repondre(onglet, code)
        onglet.click(SUIVANT)
    onglet.wait_for_selector(f"text={mots_de(langue).merci}")


def test_de_droite_a_gauche_les_marques_passent_a_droite(ouvrir, lien):
    """L'icône d'une alerte, la case et son texte : rien ne se chevauche ni ne reste à gauche."""
    Enquete.objects.update(une_question_par_ecran=False)
    onglet = ouvrir(None, f"{adresse(lien)}?lang=ar", 640)
    onglet.click("form .fr-btn")
    onglet.click(SUIVANT)
    style = "([s, p, nom]) => getComputedStyle(document.querySelector(s), p)[nom]"
    onglet.wait_for_selector("#fautes:focus")
    assert onglet.evaluate(style, ["#fautes", "::before", "right"]) == "0px"
    assert onglet.evaluate(style, [".fr-message--error", "::before", "marginLeft"]) != "0px"
    for code in CODES[:3]:
        repondre(onglet, code)
    onglet.click(SUIVANT)
    onglet.wait_for_selector(".qp-question--cases")
    case = ".qp-question--cases label"
    assert onglet.evaluate(style, [case, "::before", "marginRight"]) == "0px"
    assert onglet.evaluate(style, [case, "::before", "right"]) == "-32px"


# --- Ceux qui ne mènent à rien --------------------------------------------------------------------


def close():
    Enquete.objects.update(date_cloture=aujourdhui() - timedelta(days=1))


def pas_encore():
    demain = aujourdhui() + timedelta(days=1)
    Enquete.objects.update(date_ouverture=demain, date_cloture=date(2099, 12, 31))


def plafond():
    PointDeCollecte.objects.update(plafond_du_jour=1)
    un = PointDeCollecte.objects.get()
    Reponse.objects.create(enquete=un.enquete, point=un, mode=un.mode, jour=aujourdhui())


def introuvable():
    PointDeCollecte.objects.all().delete()


@pytest.mark.parametrize(("langue", "largeur", "theme"), FENETRES)
@pytest.mark.parametrize("situation", [close, pas_encore, plafond, introuvable])
def test_une_page_qui_ne_mene_a_rien_se_lit(ouvrir, lien, situation, langue, largeur, theme):
    chemin = adresse(lien)
    situation()
    onglet = ouvrir(None, f"{chemin}?lang={langue}", largeur, theme)
    titre = getattr(mots_de(langue), situation.__name__)
    assert onglet.title().startswith(titre) and onglet.locator("h1").inner_text() == titre
    assert onglet.get_attribute("html", "lang") == langue
    examiner(onglet, largeur)


def test_dans_une_langue_que_l_application_ne_parle_pas_le_francais_est_annonce(ouvrir, lien):
    Questionnaire.objects.update(langues=["fr", "ps"])
    onglet = ouvrir(None, f"{adresse(lien)}?lang=ps", 320)
    examiner(onglet)
    onglet.click("form .fr-btn")
    onglet.wait_for_selector("h1:focus")
    assert onglet.locator(SUIVANT).evaluate("e => e.closest('[lang]').lang") == "fr"
    examiner(onglet)


# --- La tablette ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("langue", "theme"), [("fr", "dark"), ("ar", "light")])
def test_chaque_ecran_de_la_tablette(ouvrir, tablette, langue, theme):
    mots, largeur = mots_de(langue), 800
    onglet = ouvrir(None, adresse(tablette, "tablette"), largeur, theme)
    onglet.click(f"[data-choisir={langue}]")
    examiner(onglet, largeur)
    bloc = f"[data-langue={langue}]"
    onglet.click(f"{bloc} [data-geste=commencer]")
    for rang, code in enumerate(CODES, 1):
        nombre = 10 if rang < 4 else 11
        onglet.wait_for_selector(f"text={mots.progression.format(rang=rang, nombre=nombre)}")
        assert onglet.evaluate("document.activeElement.dataset.code") == code
        examiner(onglet, largeur)
        if code in ("E1", "E2", "E3", "E5", "E6"):  # une cible prend toute la largeur
            place = f"{bloc} [data-code={code}]"
            cible = onglet.locator(f"{place} .qp-question__choix").first.bounding_box()
            assert cible["width"] > 0.95 * onglet.locator(place).bounding_box()["width"]
        if code in FAUTIVES:
            if FAUTIVES[code]:
                onglet.fill(f"[name={langue}-{code}]", FAUTIVES[code])
            onglet.click(f"{bloc} form [type=submit]")
            onglet.wait_for_selector(f"{bloc} [data-code={code}] .fr-message--error")
            en_faute(onglet, mots)
            assert onglet.evaluate("document.activeElement.name") == f"{langue}-{code}"
            assert violations(onglet) == []
        repondre(onglet, code, langue)
        onglet.click(f"{bloc} form [type=submit]")
    onglet.wait_for_selector(f"{bloc} [data-ecran=merci]")
    assert onglet.title() == mots.merci
    examiner(onglet, largeur)
    assert onglet.fautes == []


def test_la_tablette_sans_javascript_mene_au_formulaire(tablette, browser, live_server):
    contexte = browser.new_context(java_script_enabled=False)
    onglet = contexte.new_page()
    onglet.goto(live_server.url + adresse(tablette, "tablette"))
    onglet.click("noscript a")
    onglet.wait_for_selector("form button")
    assert onglet.url.endswith(adresse(tablette))
    contexte.close()
