from django.core.management import call_command
from django.urls import reverse

from engagements.models import Engagement, Module
from tests import factories


def page_de(client, objet):
    return client.get(objet.get_absolute_url()).content.decode()


def test_la_liste_compte_modules_engagements_et_exigences(client_de, agent, qual_e_pref):
    page = client_de(agent).get(reverse("engagements:referentiel_list")).content.decode()
    assert "Qual-e-Pref" in page
    ligne = [texte.strip() for texte in page.split("<td>")]
    assert any(cellule.startswith("23</td>") for cellule in ligne)
    assert any(cellule.startswith("75</td>") for cellule in ligne)


def test_sans_referentiel_la_liste_dit_quoi_faire(client_de, agent):
    page = client_de(agent).get(reverse("engagements:referentiel_list")).content.decode()
    assert "lancez la commande charger_referentiel" in page


def test_la_page_d_un_referentiel_montre_modules_et_conditions(client_de, agent, qual_e_pref):
    page = page_de(client_de(agent), qual_e_pref)
    assert "Relation générale avec les usagers" in page
    assert "Le site dispose-t-il d&#x27;un serveur vocal interactif local\u00a0?" in page
    assert page.count("Contenu non retrouvé") == 6
    assert "À vérifier" in page and "Proposée par le projet" in page
    assert "9 exigences, hors des engagements" in page


def test_un_module_sans_contenu_le_dit(client_de, agent, qual_e_pref):
    page = page_de(client_de(agent), Module.objects.get(numero=7))
    assert "Contenu non retrouvé." in page
    assert "hors de tout taux" in page


def test_un_module_range_ses_engagements_par_theme(client_de, agent, qual_e_pref):
    page = page_de(client_de(agent), Module.objects.get(numero=1))
    assert page.index("Téléphonie") < page.index("serveur vocal interactif local, s&#x27;il a été")
    assert "5 exigences" in page


def test_la_page_d_un_engagement_dit_exigences_preuves_et_regles(client_de, agent, db):
    call_command("charger_referentiel", verbosity=0)
    engagement = Engagement.objects.get(module__referentiel__code="qual-e-pref-2019", numero=2)
    page = page_de(client_de(agent), engagement)
    assert "Registre public d&#x27;accessibilité" in page
    assert "Code non officiel" in page and "Proposée par le projet" in page
    assert "Mesure de sécurité, à motiver par écrit pour le poste concerné." in page
    assert "Au moins 75\u00a0% de satisfaits" in page
    assert "Services Publics +" in page and "Un accueil attentif et courtois" in page
    assert "registre_accessibilite" not in page


def test_un_engagement_sans_exigence_ni_intitule_le_dit(client_de, agent, db):
    engagement = factories.EngagementFactory(intitule="", statut="à vérifier")
    page = page_de(client_de(agent), engagement)
    assert "Intitulé non retrouvé" in page and "Exigences non retrouvées" in page


def test_un_element_retire_ne_se_montre_plus(client_de, agent, db):
    exigence = factories.ExigenceFactory(code="9.9", retire=True)
    assert "9.9" not in page_de(client_de(agent), exigence.engagement)


def test_la_page_du_pilotage_montre_ses_neuf_exigences(client_de, agent, qual_e_pref):
    adresse = reverse("engagements:referentiel_pilotage", args=[qual_e_pref.pk])
    page = client_de(agent).get(adresse).content.decode()
    assert page.count('class="qp-exigence"') == 9
    assert "À vérifier" in page


def test_un_referentiel_sans_pilotage_n_a_pas_cette_page(client_de, agent):
    sans = factories.ReferentielFactory()
    adresse = reverse("engagements:referentiel_pilotage", args=[sans.pk])
    assert client_de(agent).get(adresse).status_code == 404


def test_la_page_d_un_engagement_fait_autant_de_requetes_pour_une_exigence_que_pour_dix(
    client_de, agent, django_assert_max_num_queries, db
):
    engagement = factories.EngagementFactory()
    client = client_de(agent)
    factories.ExigenceFactory.create_batch(10, engagement=engagement)
    with django_assert_max_num_queries(14):
        client.get(engagement.get_absolute_url())
