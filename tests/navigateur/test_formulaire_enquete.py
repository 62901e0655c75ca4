"""Un usager répond à une enquête : au clavier, sans JavaScript, en anglais, sur une tablette."""

import pytest

from enquetes.models import Mode, Question, Reponse
from qualepref.socle import depot_public
from tests.enquetes.questionnaire_d_essai import adresse, enquete, point
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)
ETROIT = 320
SUIVANT = "button[value=suivant]"
UNE_MINUTE = 61_000  # millisecondes


@pytest.fixture
def lien(departement, site, monkeypatch):
    monkeypatch.setattr(depot_public, "AGE_MIN", 0)  # l'essai va plus vite qu'une personne
    return point(enquete(departement), Mode.LIEN, site=site)


@pytest.fixture
def tablette(lien):
    return point(lien.enquete, Mode.TABLETTE, site=lien.site)


def examiner(onglet, largeur=ETROIT):
    """À chaque écran : axe, rien qui déborde, un titre, un seul h1 en vue."""
    assert violations(onglet) == []
    assert onglet.evaluate("document.documentElement.scrollWidth") <= largeur
    assert onglet.locator("h1:visible").count() == 1
    assert onglet.title().strip()


def focus(onglet):
    return onglet.evaluate("document.activeElement.tagName")


def presser_jusqu_a(onglet, selecteur, touche="Tab"):
    """Avance au clavier jusqu'à l'élément voulu, comme on le ferait à la main."""
    for _ in range(40):
        if onglet.evaluate("s => document.activeElement.matches(s)", selecteur):
            return
        onglet.keyboard.press(touche)
    raise AssertionError(f"« {selecteur} » ne s'atteint pas au clavier")


def test_tout_se_repond_au_clavier_a_320_px(ouvrir, lien):
    onglet = ouvrir(None, adresse(lien), largeur=ETROIT)
    examiner(onglet)
    presser_jusqu_a(onglet, "form button")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=Question 1 sur 10")
    onglet.wait_for_selector("h1:focus")
    presser_jusqu_a(onglet, "input[type=radio]")
    onglet.keyboard.press("Space")
    for rang in range(2, 11):
        presser_jusqu_a(onglet, SUIVANT)
        onglet.keyboard.press("Enter")
        onglet.wait_for_selector(f"text=Question {rang} sur 10")
        onglet.wait_for_selector("h1:focus")
        assert f"Question {rang} sur 10" in onglet.title()
        examiner(onglet)
    presser_jusqu_a(onglet, "textarea")
    onglet.keyboard.type("Très bon accueil.")
    presser_jusqu_a(onglet, SUIVANT)
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=Merci, votre réponse est enregistrée")
    examiner(onglet)
    assert onglet.fautes == []
    assert onglet.context.cookies() == []
    valeurs = Reponse.objects.get().valeurs
    assert valeurs.get(question__code="E11").texte == "Très bon accueil."
    assert valeurs.get(question__code="E1").choix.cle == "tres"


FOYER = """() => {
  const etiquette = document.activeElement.nextElementSibling;
  const styles = [getComputedStyle(etiquette), getComputedStyle(etiquette, "::before")];
  return styles.some((un) => un.outlineStyle !== "none" && parseFloat(un.outlineWidth) > 0);
}"""


@pytest.mark.parametrize(
    "code, gestes, choisi", [("E2", ["ArrowDown", "ArrowDown"], "triste"), ("E7", ["ArrowUp"], 10)]
)
def test_les_visages_et_la_note_se_choisissent_aux_fleches(ouvrir, lien, code, gestes, choisi):
    Question.objects.update(condition=None, condition_choix=[])
    Question.objects.exclude(code=code).delete()
    onglet = ouvrir(None, adresse(lien), largeur=ETROIT)
    onglet.click("text=Commencer")
    onglet.wait_for_selector("h1:focus")
    presser_jusqu_a(onglet, "input[type=radio]")
    assert onglet.evaluate(FOYER)
    for geste in gestes:
        onglet.keyboard.press(geste)
        assert onglet.evaluate(FOYER)
    assert onglet.evaluate("document.activeElement.checked")
    presser_jusqu_a(onglet, SUIVANT)
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=Merci, votre réponse est enregistrée")
    valeur = Reponse.objects.get().valeurs.get()
    assert choisi == (valeur.choix.cle if valeur.choix else valeur.nombre)


def test_une_faute_prend_le_focus_et_mene_au_champ(ouvrir, lien):
    onglet = ouvrir(None, adresse(lien), largeur=ETROIT)
    onglet.click("text=Commencer")
    onglet.click(SUIVANT)
    onglet.wait_for_selector("#fautes:focus")
    assert onglet.title().startswith("Erreur")
    examiner(onglet)
    onglet.keyboard.press("Tab")
    onglet.keyboard.press("Enter")
    assert focus(onglet) == "INPUT"


def test_en_anglais_sans_javascript_a_320_px(lien, browser, live_server):
    taille = {"width": ETROIT, "height": 700}
    contexte = browser.new_context(java_script_enabled=False, viewport=taille)
    onglet = contexte.new_page()
    onglet.goto(live_server.url + adresse(lien) + "?lang=en")
    onglet.click("text=Start")
    onglet.check("[value=peu]", force=True)
    onglet.click("button[value=langue-fr]")
    onglet.wait_for_selector("text=Question 1 sur 10")
    assert onglet.is_checked("[value=peu]")
    onglet.click("button[value=langue-en]")
    onglet.click("text=Next")
    onglet.click("text=Next")
    onglet.check("[value=non]", force=True)
    onglet.click("text=Next")
    onglet.wait_for_selector("text=Question 4 of 11")
    onglet.fill("input[type=text]", "The queue.")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=Question 5 of 11")
    onglet.click("text=Back")
    assert onglet.input_value("input[type=text]") == "The queue."
    for rang in range(5, 12):
        onglet.click("text=Next")
        onglet.wait_for_selector(f"text=Question {rang} of 11")
    onglet.click("text=Send my answers")
    onglet.wait_for_selector("text=Thank you")
    contexte.close()
    une = Reponse.objects.get()
    assert une.langue == "en"
    assert une.valeurs.get(question__code="E4").texte == "The queue."


def test_le_texte_agrandi_au_double_ne_deborde_pas(ouvrir, lien):
    onglet = ouvrir(None, adresse(lien), largeur=640)
    onglet.click("text=Commencer")
    onglet.wait_for_selector("text=Question 1 sur 10")
    onglet.evaluate("document.documentElement.style.fontSize = '200%'")
    assert onglet.evaluate("document.documentElement.scrollWidth") <= 640


# --- La tablette ----------------------------------------------------------------------------------


def repondre(onglet):
    onglet.click("[data-langue=fr] [data-geste=commencer]")
    onglet.locator("[data-langue=fr] [data-code=E1] label", has_text="Tres").click()
    for rang in range(2, 11):
        onglet.click("[data-langue=fr] form [type=submit]")
        onglet.wait_for_selector(f"text=Question {rang} sur 10")
    onglet.fill("[data-langue=fr] textarea", "À travers la coupure.")
    onglet.click("[data-langue=fr] form [type=submit]")
    onglet.wait_for_selector("[data-langue=fr] [data-ecran=merci]")


def test_a_travers_une_coupure_les_reponses_arrivent_une_fois(ouvrir, tablette):
    onglet = ouvrir(None, adresse(tablette, "tablette"), largeur=800)
    onglet.wait_for_selector("[data-gardee=oui]")
    onglet.context.set_offline(True)
    repondre(onglet)
    onglet.wait_for_selector("text=1 réponse(s) en attente d'envoi")
    onglet.reload()  # la tablette redémarre sans réseau
    onglet.wait_for_selector("text=1 réponse(s) en attente d'envoi")
    repondre(onglet)
    onglet.wait_for_selector("text=2 réponse(s) en attente d'envoi")
    assert not Reponse.objects.exists()
    onglet.context.set_offline(False)
    onglet.evaluate("dispatchEvent(new Event('online'))")
    onglet.wait_for_selector("[data-attente]", state="hidden")
    onglet.reload()
    onglet.wait_for_selector("[data-gardee=oui]")
    assert Reponse.objects.count() == 2
    textes = {v.texte for r in Reponse.objects.all() for v in r.valeurs.exclude(texte="")}
    assert textes == {"À travers la coupure."}
    gardees = onglet.evaluate("Object.keys(localStorage).filter(c => c.includes('enquete'))")
    assert gardees == []


def test_une_reponse_dont_l_accuse_se_perd_n_entre_qu_une_fois(ouvrir, tablette):
    onglet = ouvrir(None, adresse(tablette, "tablette"), largeur=800)
    perdus = []

    def perdre_le_premier(route):
        if route.request.method != "POST" or perdus:
            return route.continue_()
        perdus.append(route.fetch().status)  # le serveur a écrit ; la tablette n'en sait rien
        return route.abort()

    onglet.route("**/tablette/", perdre_le_premier)
    repondre(onglet)
    onglet.wait_for_selector("text=1 réponse(s) en attente d'envoi")
    onglet.evaluate("dispatchEvent(new Event('online'))")
    onglet.wait_for_selector("[data-attente]", state="hidden")
    assert perdus == [200]
    assert Reponse.objects.count() == 1


def test_sans_un_geste_la_tablette_previent_puis_revient_au_debut(ouvrir, tablette):
    onglet = ouvrir(None, "/connexion/", largeur=800)
    onglet.clock.install()
    onglet.goto(onglet.url.replace("/connexion/", adresse(tablette, "tablette")))
    onglet.click("[data-langue=fr] [data-geste=commencer]")
    onglet.locator("[data-langue=fr] [data-code=E1] label", has_text="Tres").click()
    onglet.clock.fast_forward(51_000)
    onglet.wait_for_selector("dialog[open] >> text=Êtes-vous toujours là ?")
    assert violations(onglet) == []
    onglet.click("[data-langue=fr] [data-geste=continuer]")
    onglet.clock.fast_forward(20_000)
    assert onglet.is_checked("[name=fr-E1][value=tres]")
    onglet.clock.fast_forward(UNE_MINUTE)
    onglet.wait_for_selector("[data-langue=fr] [data-geste=commencer]")
    assert not onglet.is_checked("[name=fr-E1][value=tres]")


def test_la_tablette_parle_chaque_langue_et_ses_cibles_se_touchent(ouvrir, tablette):
    onglet = ouvrir(None, adresse(tablette, "tablette"), largeur=800)
    assert violations(onglet) == []
    onglet.click("[data-langue=fr] [data-geste=commencer]")
    onglet.locator("[data-langue=fr] [data-code=E1] label", has_text="Peu").click()
    onglet.click("[data-choisir=ar]")
    assert onglet.is_checked("[name=ar-E1][value=peu]")
    assert onglet.get_attribute("html", "lang") == "ar"
    assert violations(onglet) == []
    onglet.click("[data-choisir=en]")
    onglet.wait_for_selector("text=Question 1 of 10")
    hauteurs = onglet.evaluate(
        "[...document.querySelectorAll('[data-langue=en] [data-code=E1] label,"
        " [data-langue=en] .fr-btn, [data-choisir]')]"
        ".map(e => e.getBoundingClientRect().height).filter(h => h > 0)"
    )
    assert min(hauteurs) >= 48
    onglet.click("[data-langue=en] form [type=submit]")
    assert onglet.fautes == []
