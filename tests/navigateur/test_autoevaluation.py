"""L'auto-évaluation dans un vrai navigateur : enregistrer sur place, à deux, sans JavaScript."""

import pytest
from django.db import connection
from playwright.sync_api import expect

from engagements.models import AutoEvaluation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ecran(campagne, service):
    return campagne.avisengagements.get(service=service).get_absolute_url()


def formulaire(onglet, code="1.1"):
    return onglet.get_by_role("form", name=f"Évaluer {code}")


def etat(onglet, code="1.1"):
    return formulaire(onglet, code).get_by_role("status")


def test_chaque_choix_s_enregistre_sans_recharger_et_garde_le_focus(
    ouvrir,
    correspondant,
    ecran,
    cellule,
):
    onglet = ouvrir(correspondant, ecran)
    onglet.evaluate("document.title = 'jamais rechargée'")
    avis = formulaire(onglet).get_by_label("Partiellement conforme")
    avis.check(force=True)
    expect(etat(onglet)).to_contain_text("Enregistré à")
    expect(avis).to_be_focused()
    avancement = formulaire(onglet).get_by_label("Avancement")
    expect(avancement).to_have_value("fait")  # un avis vaut relecture
    avancement.select_option("en_cours")
    commentaire = formulaire(onglet).get_by_label("Commentaire")
    commentaire.fill("Affiche à refaire")
    commentaire.press("Tab")
    expect(formulaire(onglet).locator("[name=version]")).to_have_value("3")
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.avancement) == ("partiel", "en_cours")
    assert cellule.commentaire == "Affiche à refaire"
    assert onglet.title() == "jamais rechargée"
    assert onglet.fautes == []


@pytest.fixture
def au_clavier(ouvrir, correspondant, ecran):
    """L'écran, le focus sur « Conforme » de la première exigence ; `envois` compte les POST."""
    onglet = ouvrir(correspondant, ecran)
    onglet.envois = []
    onglet.on("request", lambda r: onglet.envois.append(r) if r.method == "POST" else None)
    formulaire(onglet).get_by_label("Conforme", exact=True).focus()
    return onglet


def test_parcourir_les_avis_au_clavier_n_enregistre_qu_une_fois(au_clavier, cellule):
    for _ in range(2):
        au_clavier.keyboard.press("ArrowRight")
    expect(etat(au_clavier)).to_contain_text("Enregistré à")
    assert len(au_clavier.envois) == 1
    cellule.refresh_from_db()
    assert cellule.avis == "non_conforme"
    assert au_clavier.fautes == []


def test_quitter_le_groupe_enregistre_sans_attendre(au_clavier, cellule):
    au_clavier.keyboard.press("ArrowRight")
    with au_clavier.expect_response(lambda reponse: reponse.request.method == "POST", timeout=600):
        au_clavier.keyboard.press("Tab")
    assert len(au_clavier.envois) == 1


def test_quitter_la_page_n_oublie_pas_l_avis_qui_attendait(au_clavier, cellule, campagne):
    au_clavier.keyboard.press("ArrowRight")
    au_clavier.goto(au_clavier.url.split("/avis")[0] + campagne.get_absolute_url())
    au_clavier.wait_for_timeout(500)
    cellule.refresh_from_db()
    assert cellule.avis == "partiel"


def test_la_synthese_de_l_engagement_suit(ouvrir, correspondant, ecran):
    onglet = ouvrir(correspondant, ecran)
    for code in ("1.1", "1.2"):
        formulaire(onglet, code).get_by_label("Conforme", exact=True).check(force=True)
        expect(etat(onglet, code)).to_contain_text("Enregistré à")
    expect(onglet.locator("#synthese dd").first).to_contain_text("Conforme")


def test_le_motif_ne_parait_que_pour_le_non_applicable(ouvrir, correspondant, ecran, cellule):
    onglet = ouvrir(correspondant, ecran)
    motif = formulaire(onglet).get_by_label("Motif de non-applicabilité")
    expect(motif).to_be_hidden()
    formulaire(onglet).get_by_label("Non applicable").check(force=True)
    expect(etat(onglet)).to_contain_text("Pas encore enregistré")
    motif.fill("Le service ne reçoit pas de public")
    motif.press("Tab")
    expect(etat(onglet)).to_contain_text("Enregistré à")
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.motif) == (
        "non_applicable",
        "Le service ne reçoit pas de public",
    )


def test_deux_personnes_sur_une_cellule_ne_perdent_rien(
    ouvrir,
    correspondant,
    referent,
    ecran,
    cellule,
):
    premier, second = ouvrir(referent, ecran), ouvrir(correspondant, ecran)
    formulaire(premier).get_by_label("Non conforme").check(force=True)
    expect(etat(premier)).to_contain_text("Enregistré à")
    commentaire = formulaire(second).get_by_label("Commentaire")
    commentaire.fill("Mon constat, longuement tapé")
    commentaire.press("Tab")
    expect(etat(second)).to_contain_text("a changé pendant que vous écriviez")
    expect(etat(second)).to_contain_text(str(referent))
    expect(etat(second)).to_contain_text("Non conforme")
    expect(commentaire).to_have_value("Mon constat, longuement tapé")
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.commentaire) == ("non_conforme", "")
    second.get_by_role("button", name="Remplacer par ma saisie").click()
    expect(etat(second)).to_contain_text("Enregistré à")
    cellule.refresh_from_db()
    assert cellule.commentaire == "Mon constat, longuement tapé"


def test_sans_javascript_le_bouton_enregistre(
    live_server,
    browser,
    ouvrir,
    correspondant,
    ecran,
    cellule,
):
    temoin = ouvrir(correspondant, ecran).context.cookies()
    contexte = browser.new_context(java_script_enabled=False, locale="fr-FR")
    contexte.add_cookies(temoin)
    onglet = contexte.new_page()
    onglet.goto(live_server.url + ecran)
    formulaire(onglet).get_by_label("Conforme", exact=True).check(force=True)
    formulaire(onglet).get_by_role("button", name="Enregistrer").click()
    expect(onglet.locator("#messages")).to_contain_text("enregistré.")
    contexte.close()
    cellule.refresh_from_db()
    assert cellule.avis == "conforme"


def test_la_grille_defile_dans_son_cadre_premiere_colonne_figee(
    ouvrir,
    referent,
    campagne,
):
    AutoEvaluation.objects.filter(campagne=campagne).update(avis="conforme", version=1)
    connection.close()
    onglet = ouvrir(referent, campagne.get_absolute_url(), largeur=320)
    cadre = onglet.get_by_role("region", name="Avis de chaque service sur chaque engagement")
    titre = cadre.get_by_role("rowheader").nth(1)
    avant = titre.bounding_box()["x"]
    cadre.focus()
    for _ in range(8):
        onglet.keyboard.press("ArrowRight")
    onglet.wait_for_timeout(300)
    assert cadre.evaluate("cadre => cadre.scrollLeft") > 0
    assert titre.bounding_box()["x"] == pytest.approx(avant, abs=1)
    assert onglet.evaluate("document.documentElement.scrollWidth") <= 320


# --- Quitter la page -----------------------------------------------------------------------------


def repondre_d_ailleurs(cellule):
    """Une autre personne répond pendant que l'écran est ouvert."""
    AutoEvaluation.objects.filter(pk=cellule.pk).update(avis="non_conforme", version=1)


def test_un_lien_attend_que_la_saisie_soit_enregistree(au_clavier, cellule, campagne):
    au_clavier.keyboard.press("ArrowRight")
    au_clavier.locator(f'a[href="{campagne.get_absolute_url()}"]').first.click()
    au_clavier.wait_for_url(f"**{campagne.get_absolute_url()}")
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.version) == ("partiel", 1)
    assert len(au_clavier.envois) == 1 and au_clavier.fautes == []


def test_un_conflit_retient_sur_la_page_au_lieu_de_passer_en_silence(au_clavier, cellule, campagne):
    repondre_d_ailleurs(cellule)
    avant = au_clavier.url
    au_clavier.keyboard.press("ArrowRight")
    au_clavier.locator(f'a[href="{campagne.get_absolute_url()}"]').first.click()
    expect(etat(au_clavier)).to_contain_text("Votre saisie est restée dans le formulaire")
    assert au_clavier.url == avant
    etat(au_clavier).get_by_role("link", name="Garder sa réponse").click()
    expect(formulaire(au_clavier).get_by_label("Non conforme")).to_be_checked()


def test_le_navigateur_previent_avant_de_quitter_une_saisie_non_enregistree(
    ouvrir, correspondant, ecran, cellule, campagne
):
    onglet = ouvrir(correspondant, ecran)
    prevenu = []
    onglet.on("dialog", lambda dialogue: (prevenu.append(dialogue.type), dialogue.accept()))
    formulaire(onglet).get_by_label("Non applicable").check(force=True)
    expect(etat(onglet)).to_contain_text("Pas encore enregistré")
    onglet.reload()
    assert prevenu == ["beforeunload"]
    commentaire = formulaire(onglet).get_by_label("Commentaire")
    commentaire.press_sequentially("Vu sur place")
    onglet.reload()
    assert prevenu == ["beforeunload"] * 2
    onglet.wait_for_timeout(500)
    cellule.refresh_from_db()
    assert cellule.commentaire == "Vu sur place"


def test_une_saisie_enregistree_se_quitte_sans_avertissement(ouvrir, correspondant, ecran, cellule):
    onglet = ouvrir(correspondant, ecran)
    prevenu = []
    onglet.on("dialog", lambda dialogue: (prevenu.append(dialogue.type), dialogue.accept()))
    formulaire(onglet).get_by_label("Conforme", exact=True).check(force=True)
    expect(etat(onglet)).to_contain_text("Enregistré à")
    onglet.reload()
    assert prevenu == []
