"""Un relevé rempli sur un téléphone, à travers une coupure du réseau, et au clavier seul."""

from datetime import date

import pytest
from django.urls import reverse

from enquetes.models import Releve
from enquetes.saisies import TypeQuestion
from tests import factories
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)
ETROIT = 320


@pytest.fixture
def grille(departement):
    """Deux points et un temps mesuré."""
    grille = factories.QuestionnaireFactory(
        departement=departement,
        intitule="Accueil",
        nature="grille",
        portee="site",
        periodicite_mois=3,
        consignes={"champs_releves": ["heure", "duree_secondes"]},
    )
    theme = factories.ThemeQuestionnaireFactory(questionnaire=grille)
    echelle = factories.EchelleFactory(questionnaire=grille)
    for cle, favorable in (("oui", True), ("non", False), ("sans_objet", None)):
        factories.ChoixFactory(
            echelle=echelle, cle=cle, favorable=favorable, libelles={"fr": cle.capitalize()}
        )
    for code in ("A-1", "A-2"):
        factories.QuestionFactory(
            questionnaire=grille,
            theme=theme,
            code=code,
            type=TypeQuestion.OUI_NON,
            echelle=echelle,
            aides={"fr": "Regarder depuis la rue."},
        )
    factories.QuestionFactory(
        questionnaire=grille, theme=theme, code="A-2m", type=TypeQuestion.TEMPS
    )
    grille.scenarios.create(cle="horaires", libelle="Les horaires", reponse_attendue="La fiche")
    return grille


@pytest.fixture
def controle(departement, site, grille):
    return factories.ControleFactory(departement=departement, questionnaire=grille, site=site)


@pytest.fixture
def releve(controle, referent):
    return controle.commencer(par=referent)


def remplir(releve):
    return reverse("enquetes:releve_update", args=[releve.pk])


def cocher(onglet, code, cle):
    onglet.locator(f"#q-{code}-{cle}").check()


def dit(onglet, texte):
    onglet.wait_for_selector(f"#etat-enregistrement:has-text('{texte}')")


def test_ce_qui_se_note_sans_reseau_part_a_son_retour(ouvrir, referent, releve):
    onglet = ouvrir(referent, remplir(releve), largeur=375)
    cocher(onglet, "A-1", "oui")
    dit(onglet, "Tout est enregistré")
    onglet.context.set_offline(True)
    cocher(onglet, "A-2", "non")
    onglet.fill("[name='c-A-2']", "Porte fermée")
    dit(onglet, "Pas de réseau")
    assert set(releve.notees()) == {"A-1"}
    onglet.context.set_offline(False)
    dit(onglet, "Tout est enregistré")
    assert releve.notees()["A-2"] == (["non"], "Porte fermée")


def test_une_page_rouverte_reprend_ce_qui_n_etait_pas_parti(ouvrir, referent, releve):
    onglet = ouvrir(referent, remplir(releve), largeur=375)
    onglet.context.set_offline(True)
    cocher(onglet, "A-1", "non")
    onglet.fill("[name='c-A-1']", "Sans panneau")
    dit(onglet, "Pas de réseau")
    contexte, adresse = onglet.context, onglet.url
    onglet.close()
    contexte.set_offline(False)
    reprise = contexte.new_page()
    reprise.goto(adresse)
    dit(reprise, "Tout est enregistré")
    assert releve.notees()["A-1"] == (["non"], "Sans panneau")
    assert reprise.locator("#q-A-1-non").is_checked()


def test_la_grille_se_remplit_et_se_clot_au_clavier(ouvrir, referent, releve):
    onglet = ouvrir(referent, remplir(releve))
    for code in ("A-1", "A-2"):
        onglet.locator(f"#q-{code}-oui").focus()
        onglet.keyboard.press("Space")
    onglet.get_by_role("button", name="Clore le relevé").focus()
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=Résultat")
    assert Releve.objects.get().est_clos
    assert violations(onglet) == []


@pytest.mark.parametrize("largeur", [ETROIT, 1280])
def test_les_pages_des_controles_passent_axe(ouvrir, referent, controle, releve, largeur):
    pret = factories.PretFactory(
        departement=controle.departement, questionnaire=controle.questionnaire
    )
    pret.controles.add(controle)
    appel = pret.appeler(str(controle.pk))
    annee = date(2022, 12, 31).year
    adresses = [
        f"{reverse('enquetes:calendrier_controles')}?annee={annee}",
        controle.get_absolute_url(),
        remplir(releve),
        releve.get_absolute_url(),
        pret.get_absolute_url(),
        pret.chemin_public,
        appel.chemin_de_l_appel,
    ]
    onglet = ouvrir(referent, adresses[0], largeur=largeur)
    for adresse in adresses:
        onglet.goto(onglet.url.split("/", 3)[0] + "//" + onglet.url.split("/", 3)[2] + adresse)
        assert violations(onglet) == [], adresse
        large = onglet.evaluate("document.documentElement.scrollWidth")
        assert large <= largeur, adresse
    assert onglet.fautes == []
