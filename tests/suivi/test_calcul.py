"""La page qui calcule un délai, et les jours qu'elle dessine."""

from datetime import date

import pytest
from django.urls import reverse

from suivi.delais.echeances import calculer
from suivi.delais.interruptions import Interruption
from suivi.delais.mois_comptes import Marque, mois_comptes
from suivi.models import Demande
from tests import factories
from tests.suivi.calendriers import METROPOLE
from tests.suivi.vies import CINQ, QUINZE_CALENDAIRES, le

URL = reverse("suivi:calcul")
SAISIE = {"date_arrivee": "2022-03-07", "canal": "courriel", "nature": "information_generale"}


@pytest.fixture
def lire(client_de, creer_agent, departement, service, delais):
    client = client_de(creer_agent("agent", departement, service))

    def obtenir(**saisie):
        reponse = client.get(URL, SAISIE | saisie)
        return reponse.content.decode().replace("\u00a0", " ")

    return obtenir


def test_la_page_vierge_propose_la_date_du_jour(client_de, agent, delais):
    page = client_de(agent).get(URL).content.decode()
    assert f'value="{date.today():%Y-%m-%d}"' in page
    assert "Le résultat" not in page


def test_un_agent_lit_l_echeance_et_son_explication(lire):
    lue = lire()
    assert "lundi 14 mars 2022" in lue
    assert "Arrivée le lundi 7 mars 2022 : ce jour ne compte pas." in lue
    assert "règle « def-courriel »" in lue
    assert "Accusé de réception au plus tard le lundi 14 mars 2022" in lue


def test_rien_n_est_enregistre(lire):
    lire()
    assert not Demande.objects.exists()


def test_les_suspensions_deplacent_l_echeance(lire):
    lue = lire(suspendue_1="2022-03-09", reprise_1="2022-03-16")
    assert "lundi 21 mars 2022" in lue
    assert "du 10 au 16 mars, délai suspendu" in lue


def test_sans_reprise_le_delai_attend(lire):
    lue = lire(suspendue_1="2022-03-09")
    assert "Il restera 3 jours ouvrés à la reprise" in lue


def test_les_fermetures_du_site_choisi_comptent(lire, site):
    factories.FermetureFactory(site=site, jour=date(2022, 3, 8), motif="inventaire")
    assert "lundi 14 mars 2022" in lire()
    assert "mardi 15 mars 2022" in lire(site=site.pk)


def test_un_autre_territoire_a_ses_jours_feries(lire):
    arrivee = {"date_arrivee": "2022-04-13"}
    assert "jeudi 21 avril 2022" in lire(**arrivee)
    assert "vendredi 22 avril 2022" in lire(**arrivee, territoire="alsace-moselle")


def test_une_reponse_dit_si_elle_etait_dans_le_delai(lire):
    assert "en 3 jours ouvrés : dans le délai" in lire(date_reponse="2022-03-10")
    assert "en 6 jours ouvrés : hors délai" in lire(date_reponse="2022-03-15")


def test_une_demande_imaginee_n_est_pas_en_retard(lire):
    lue = lire(date_arrivee="2019-03-07")
    assert "dépassée" not in lue
    assert "il manque encore" not in lue


def test_une_nature_sans_delai_le_dit(lire):
    assert "Aucun délai fixé" in lire(canal="guichet", nature="demande_collectivite")


def test_avant_toute_regle_il_n_y_a_pas_d_echeance(lire):
    assert "Aucune règle n’était en vigueur" in lire(date_arrivee="2001-03-07")


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"date_arrivee": "hier"}, "hier"),
        ({"date_arrivee": ""}, "obligatoire"),
        ({"date_reponse": "2022-03-01"}, "vient avant la réception de la demande"),
        ({"reprise_1": "2022-03-10"}, "quand le délai s&#x27;est arrêté"),
        ({"suspendue_1": "2022-03-10", "reprise_1": "2022-03-09"}, "ne reprend rien"),
        ({"canal": "pigeon"}, "pigeon"),
        ({"site": "999999"}, "choix"),
    ],
)
def test_une_saisie_fautive_s_explique_sans_rien_perdre(lire, saisie, phrase):
    lue = lire(**saisie, suspendue_2="2022-03-11")
    assert phrase in lue
    assert 'value="2022-03-11"' in lue
    assert "Le résultat" not in lue


def test_une_date_hors_du_calendrier_le_dit(lire):
    assert "sort du calendrier" in lire(date_arrivee="2100-12-30")


def test_le_site_d_un_autre_departement_ne_se_choisit_pas(lire, autre_service):
    assert "Le résultat" not in lire(site=autre_service.site.pk)


def test_un_compte_technique_sans_departement_le_choisit(client_de, delais):
    sans = factories.AgentFactory(departement=None, is_superuser=True)
    assert client_de(sans).get(URL, SAISIE).context["form"].errors.keys() == {"departement"}


# --- Les jours dessinés ----------------------------------------------------------------------


def cases(echeance, marque):
    mois = mois_comptes(echeance)
    dessinees = [c for m in mois for semaine in m.semaines for c in semaine if c]
    return [(c.jour.day, c.rang) for c in dessinees if c.marque is marque]


def test_chaque_jour_compte_porte_son_rang():
    echeance = calculer(le(4), CINQ, METROPOLE)
    assert cases(echeance, Marque.ARRIVEE) == [(4, None)]
    assert cases(echeance, Marque.COMPTE) == [(7, 1), (8, 2), (9, 3), (10, 4)]
    assert cases(echeance, Marque.EXCLU) == [(5, None), (6, None)]
    assert cases(echeance, Marque.ECHEANCE) == [(11, 5)]


def test_une_echeance_reportee_n_est_pas_un_jour_de_plus():
    echeance = calculer(le(4), QUINZE_CALENDAIRES, METROPOLE)
    assert cases(echeance, Marque.COMPTE)[-1] == (19, 15)
    assert cases(echeance, Marque.EXCLU) == [(20, None)]
    assert cases(echeance, Marque.ECHEANCE) == [(21, None)]


def test_un_delai_a_cheval_dessine_deux_mois():
    mois = mois_comptes(calculer(le(30), CINQ, METROPOLE))
    assert [m.libelle for m in mois] == ["mars 2022", "avril 2022"]
    assert all(len(semaine) == 7 for m in mois for semaine in m.semaines)


def test_un_delai_suspendu_se_dessine_jusqu_a_la_suspension():
    echeance = calculer(le(7), CINQ, METROPOLE, [Interruption(le(9))])
    assert cases(echeance, Marque.COMPTE) == [(8, 1), (9, 2)]
    assert cases(echeance, Marque.ECHEANCE) == []


def test_un_delai_trop_long_ou_absent_ne_se_dessine_pas():
    longue = calculer(le(7), CINQ, METROPOLE, [Interruption(le(8), date(2022, 11, 8))])
    assert mois_comptes(longue) == []
    assert mois_comptes(calculer(le(7), CINQ.pour_accuse(), METROPOLE)) != []
    sans = calculer(le(7), QUINZE_CALENDAIRES.pour_accuse(), METROPOLE)
    assert mois_comptes(sans) == []


# --- Qui n'est d'aucun département ------------------------------------------------------------


@pytest.fixture
def au_national(client_de, creer_agent, departement, delais):
    client = client_de(creer_agent("lecteur_national", departement))

    def obtenir(**saisie):
        return client.get(URL, SAISIE | saisie)

    return obtenir


def test_le_lecteur_national_choisit_le_departement(au_national, departement, autre_departement):
    page = au_national(departement=departement.pk)
    assert page.context["calcul"].parcours.reponse.echeance.date == date(2022, 3, 14)
    choix = set(page.context["form"].fields["departement"].queryset)
    assert choix == {departement, autre_departement}


def test_le_departement_choisi_donne_ses_regles_et_ses_fetes(au_national, autre_departement):
    autre_departement.calendrier = "alsace-moselle"
    autre_departement.save()
    arrivee = {"date_arrivee": "2022-04-13", "departement": autre_departement.pk}
    page = au_national(**arrivee)
    assert page.context["calcul"].parcours.reponse.echeance.date == date(2022, 4, 22)


def test_sans_departement_choisi_la_page_le_demande(au_national):
    page = au_national()
    assert page.status_code == 200
    assert page.context["calcul"] is None and page.context["form"].errors["departement"]


def test_le_site_est_de_ce_departement(au_national, departement, autre_service):
    page = au_national(departement=departement.pk, site=autre_service.site.pk)
    assert page.context["form"].errors["site"] == ["Ce site n'est pas de ce département."]


def test_un_agent_d_un_departement_ne_le_choisit_pas(lire, autre_departement):
    page = lire(departement=autre_departement.pk)
    assert 'name="departement"' not in page and "lundi 14 mars 2022" in page
