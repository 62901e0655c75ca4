"""La référente qualité au clavier : rédiger un questionnaire, le traduire, lire les résultats."""

import pytest
from django.urls import reverse

from enquetes.models import Mode, PublicationEnquete, Question, Verbatim
from enquetes.resultats.figer import figer
from tests.enquetes.questionnaire_d_essai import questionnaire as complet
from tests.enquetes.resultats import enquete_remplie, repondre
from tests.navigateur.test_accessibilite import violations
from tests.navigateur.test_formulaire_enquete import presser_jusqu_a

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def questionnaire(departement):
    return complet(departement)


def examiner(onglet, largeur=1280):
    assert violations(onglet) == []
    assert onglet.evaluate("document.documentElement.scrollWidth") <= largeur
    assert onglet.fautes == []


def presser(onglet, selecteur, touche="Enter"):
    """Atteint une commande au clavier et la joue ; attend la page qui suit."""
    for _ in range(400):
        onglet.keyboard.press("Tab")
        if onglet.evaluate("s => document.activeElement.matches(s)", selecteur):
            break
    else:
        raise AssertionError(f"« {selecteur} » ne s'atteint pas au clavier")
    with onglet.expect_navigation():
        onglet.keyboard.press(touche)


def codes(questionnaire):
    return list(questionnaire.questions.order_by("ordre").values_list("code", flat=True))


def test_une_question_s_ajoute_se_range_et_s_ote_au_clavier(ouvrir, referent, questionnaire):
    onglet = ouvrir(referent, questionnaire.get_absolute_url())
    ajouter = reverse("enquetes:question_create", args=[questionnaire.pk])
    presser(onglet, f"a[href='{ajouter}']")
    presser(onglet, "#page form button[type=submit]")  # rien de dit : la page explique
    assert onglet.title().startswith("Erreur : Ajouter une question")
    assert onglet.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    examiner(onglet)
    onglet.select_option("[name=type]", "note")
    onglet.fill("[name=code]", "NEUVE")
    onglet.select_option("[name=theme]", label="Accueil")
    onglet.fill("[name=libelles_fr]", "Une note ?")
    onglet.focus("[name=libelles_fr]")
    presser(onglet, "#page form button[type=submit]")
    neuve = Question.objects.get(code="NEUVE")
    ligne = f"#question-{neuve.pk}"
    assert onglet.url.endswith(ligne) and codes(questionnaire)[-1] == "NEUVE"
    # Le retour est sur la ligne : ses boutons sont les premiers qu'on atteint.
    onglet.keyboard.press("Tab")
    assert onglet.evaluate("s => document.activeElement.closest(s) !== null", ligne)
    onglet.keyboard.press("Shift+Tab")
    presser(onglet, f"{ligne} [title='Monter : NEUVE']")
    assert codes(questionnaire)[-2:] == ["NEUVE", "E11"]
    presser(onglet, f"{ligne} [title='Descendre : NEUVE']")
    assert codes(questionnaire)[-1] == "NEUVE"
    examiner(onglet)
    presser(onglet, f"{ligne} [title='Supprimer : NEUVE']")
    examiner(onglet)
    presser(onglet, "#page form button[type=submit]")
    assert "NEUVE" not in codes(questionnaire)


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (320, "dark")])
def test_l_apercu_montre_chaque_question_dans_chaque_langue(
    ouvrir, referent, questionnaire, largeur, theme
):
    adresse = reverse("enquetes:questionnaire_apercu", args=[questionnaire.pk])
    for langue in questionnaire.langues:
        onglet = ouvrir(referent, f"{adresse}?langue={langue}", largeur, theme)
        assert onglet.locator(".qp-relecture .qp-question").count() == 11
        examiner(onglet, largeur)


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (320, "dark")])
def test_un_questionnaire_se_traduit_cote_a_cote(ouvrir, referent, questionnaire, largeur, theme):
    adresse = reverse("enquetes:questionnaire_traduire", args=[questionnaire.pk])
    onglet = ouvrir(referent, f"{adresse}?langue=ar", largeur, theme)
    examiner(onglet, largeur)
    e1 = questionnaire.questions.get(code="E1")
    champ = onglet.locator(f"[name='question.{e1.pk}']")
    francais = onglet.locator(f"[id='fr-question.{e1.pk}']")
    a_gauche = francais.bounding_box()["x"] + 100 < champ.bounding_box()["x"]
    assert a_gauche is (largeur == 1280)
    champ.fill("ما رأيك؟")
    presser_jusqu_a(onglet, ".qp-traduire__envoi button")
    with onglet.expect_navigation():
        onglet.keyboard.press("Enter")
    e1.refresh_from_db()
    assert e1.libelles["ar"] == "ما رأيك؟" and onglet.url.endswith("#langues")


# --- Les résultats --------------------------------------------------------------------------------


@pytest.fixture
def remplie(departement, site):
    enquete = enquete_remplie(departement, site)
    repondre(enquete, 12, None, mode=Mode.TABLETTE, langue="ar", P1="association", A1="satisfait")
    return enquete


@pytest.mark.parametrize("par", ["", "site", "moyen", "langue", "P1"])
def test_les_resultats_se_lisent_par_chaque_axe(ouvrir, referent, remplie, par):
    adresse = f"{reverse('enquetes:resultats', args=[remplie.pk])}?par={par}"
    for largeur, theme in ((1280, "light"), (320, "dark")):
        onglet = ouvrir(referent, adresse, largeur, theme)
        onglet.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        examiner(onglet, largeur)


def test_un_croisement_se_choisit_au_clavier(ouvrir, referent, remplie):
    onglet = ouvrir(referent, reverse("enquetes:croisement", args=[remplie.pk]))
    onglet.select_option("[name=ligne]", label="P1 Vous êtes")
    onglet.select_option("[name=colonne]", label="A1 Question A1")
    presser(onglet, "#page form button[type=submit]")
    assert onglet.locator("#page table").count() == 1
    examiner(onglet)
    onglet.set_viewport_size({"width": 320, "height": 900})
    examiner(onglet, 320)


def test_les_textes_libres_et_la_publication_se_lisent(ouvrir, referent, remplie):
    texte = repondre(remplie, 1, None, T1="Écrire à marie.durand@exemple.fr ou au 02 38 00 00 00.")
    assert texte
    Verbatim.objects.relever([remplie.pk])
    publication = PublicationEnquete.objects.publier(remplie, figer(remplie), "Un guichet.", None)
    un = Verbatim.objects.get()
    for adresse in (
        reverse("enquetes:verbatim_list"),
        reverse("enquetes:verbatim_update", args=[un.pk]),
        reverse("enquetes:publication_detail", args=[publication.pk]),
        reverse("enquetes:resultats_publics", args=[publication.code]),
    ):
        for largeur, theme in ((1280, "light"), (320, "dark")):
            examiner(ouvrir(referent, adresse, largeur, theme), largeur)
