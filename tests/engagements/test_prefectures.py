"""Trois préfectures, telles qu'elles publient leur démarche, saisies par les pages.

Loire : huit services, modules 1 et 2, module 7 quitté en mars 2022 ; Bouches-du-Rhône : cinq
sites, modules 1 et 4, un bureau restreint, label obtenu, perdu, obtenu de nouveau ; Val-d'Oise :
Qualipref 2.0, des sites aux modules différents, un site retiré en 2011 et revenu.
"""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from engagements.fiche_label import fiche
from engagements.models import AvisEngagement, Campagne, Engagement, Labellisation, Referentiel
from engagements.rapports import DossierCandidature
from pilotage.annees import Annee
from pilotage.chapitres_engagements import modules, perimetre
from pilotage.series import Series
from qualepref.socle.models import Service, Site
from qualepref.socle.periodes import Periode
from tests import factories
from tests.engagements.conftest import FICHIERS

PAGE = "engagements:"


@pytest.fixture(autouse=True)
def le_1er_decembre_2022(settings):
    settings.ARRETE = date(2022, 12, 1)


class Prefecture:
    """Une préfecture et sa référente, qui ne passe que par les pages."""

    def __init__(self, client, departement, code):
        self.client, self.departement = client, departement
        self.referentiel = Referentiel.objects.get(code=code)

    def site(self, nom, *services, type="sous_prefecture"):
        site = factories.SiteFactory(departement=self.departement, nom=nom, type=type)
        racine = factories.ServiceFactory(site=site, parent=None, nom=nom)
        return [factories.ServiceFactory(site=site, parent=racine, nom=nom) for nom in services]

    def labelliser(self, debut):
        donnees = {"referentiel": self.referentiel.pk, "date_debut": debut}
        self.client.post(reverse(f"{PAGE}labellisation_create"), donnees)
        self.label = Labellisation.objects.get(departement=self.departement)

    def engager(self, numero, services, restriction="", date_entree=""):
        donnees = {
            "module": self.module(numero).pk,
            "services": [service.pk for service in services],
            "role": "metier",
            "restriction": restriction,
            "date_entree": date_entree,
        }
        reponse = self.client.post(
            reverse(f"{PAGE}perimetre_create", args=[self.label.pk]), donnees
        )
        assert reponse.status_code == 302, reponse.context["form"].errors

    def module(self, numero):
        return self.referentiel.modules.get(numero=numero)

    def etape(self, genre, jour, motif="", site=""):
        donnees = {"genre": genre, "date": jour, "realisee": "on", "motif": motif, "site": site}
        reponse = self.client.post(reverse(f"{PAGE}etape_create", args=[self.label.pk]), donnees)
        assert reponse.status_code == 302, reponse.context["form"].errors

    def sortir(self, acte, jour, motif, suivi="", **quoi):
        donnees = {"date_sortie": jour, "motif": motif, "suivi_maintenu": suivi} | quoi
        reponse = self.client.post(
            reverse(f"{PAGE}perimetre_{acte}", args=[self.label.pk]), donnees
        )
        assert reponse.status_code == 302, reponse.context["form"].errors

    def ouvrir_une_campagne(self, debut="2022-10-01", fin="2022-12-31"):
        donnees = {
            "intitule": f"Auto-évaluation {debut[:4]}",
            "code": f"auto-{debut[:4]}",
            "genre": "autoevaluation",
            "referentiel": self.referentiel.pk,
            "date_debut": debut,
            "date_fin": fin,
        }
        reponse = self.client.post(reverse(f"{PAGE}campagne_create"), donnees)
        assert reponse.status_code == 302, reponse.context["form"].errors
        self.campagne = Campagne.objects.get(departement=self.departement)

    def donner_avis(self, avis, *numeros):
        siens = AvisEngagement.objects.filter(campagne=self.campagne)
        siens.filter(engagement__numero__in=numeros).update(avis=avis, version=1)

    def page(self, objet=None):
        return self.client.get((objet or self.campagne).get_absolute_url()).content.decode()

    def dossier(self, le=None):
        return DossierCandidature().donnees(None, self.label, le)

    def bilan(self, annee):
        periode = Periode.lire(annee)
        series = Series(self.departement, periode.debut, periode.fin, date(2022, 12, 1))
        return Annee(series, periode)


@pytest.fixture
def prefecture(client_de, creer_agent, qual_e_pref):
    def fonder(code, nom, referentiel="qual-e-pref-2019"):
        call_command("charger_referentiel", FICHIERS / "cycle-du-label.yaml", verbosity=0)
        if referentiel != "qual-e-pref-2019":
            call_command("charger_referentiel", FICHIERS / f"{referentiel}.yaml", verbosity=0)
        departement = factories.DepartementFactory(code=code, nom=nom)
        referente = creer_agent("referent_qualite", departement)
        return Prefecture(client_de(referente), departement, referentiel)

    return fonder


# --- Loire ------------------------------------------------------------------------------------

LOIRE = ["Accueil", "Standard", "Point numérique", "Étrangers", "Élections", "CERT", "Fraude", "RH"]


@pytest.fixture
def loire(prefecture):
    loire = prefecture("42", "Loire")
    services = loire.site("Préfecture de Saint-Étienne", *LOIRE, type="prefecture")
    loire.labelliser("2019-09-01")
    loire.engager(1, services)
    loire.engager(2, services[5:7])
    loire.engager(7, services[:2])
    module_7 = loire.module(7).pk
    motif = "Retiré avant le premier audit"
    loire.sortir("quitter", "2022-03-15", motif, "on", module=module_7, site="")
    loire.ouvrir_une_campagne()
    loire.donner_avis("conforme", *range(1, 13), 21, 22, 23)
    loire.donner_avis("partiel", *range(13, 21))
    return loire


def test_loire_plus_de_la_moitie_du_module_1_et_le_module_2_en_entier(loire):
    page = loire.page()
    assert "12</strong> tenus sur 20" in page and "3</strong> tenus sur 3" in page
    assert "plus de la moitié des engagements tenus, 12 sur 20" in page
    assert "dans 8 services" in page


def test_loire_le_module_7_quitte_se_suit_hors_label_et_hors_des_taux(loire):
    page = loire.page()
    assert "Suivi hors label" in page and "Contenu non retrouvé" in page
    fiche_7 = loire.page(loire.label)
    assert "Quitté, suivi hors label" in fiche_7 and "Retiré avant le premier audit" in fiche_7
    assert ["Module 7 (suivi hors label)", "", None, None, None, None] in modules(
        loire.bilan("2022")
    ).lignes


def test_loire_ses_preuves_du_module_7_se_recueillent_sans_entrer_dans_un_taux(loire):
    adresse = reverse(f"{PAGE}engagement_create", args=[loire.module(7).pk])
    loire.client.post(adresse, {"numero": 24, "intitule": "Une alerte sans délai", "note": ""})
    assert Engagement.objects.get(numero=24).departement == loire.departement
    loire.donner_avis("non_conforme", 24)
    page = loire.page()
    assert "12</strong> tenus sur 20" in page and "Une alerte sans délai" in page
    assert "1 engagement, preuves encore recueillies" in page
    lignes = modules(loire.bilan("2022")).lignes
    assert [ligne[0] for ligne in lignes] == [
        "Module 1",
        "Module 2",
        "Module 7 (suivi hors label)",
    ]
    assert [ligne[2:4] for ligne in lignes] == [[12, 20], [3, 3], [None, None]]


def test_loire_son_perimetre_dit_le_module_quitte(loire):
    lignes = perimetre(loire.bilan("2022")).lignes
    (septieme,) = [ligne for ligne in lignes if ligne[1].startswith("Module 7")]
    assert septieme[1:] == [
        "Module 7 (suivi hors label)",
        "Accueil, Standard",
        "01/09/2019",
        "15/03/2022",
    ]


# --- Bouches-du-Rhône -------------------------------------------------------------------------


@pytest.fixture
def bouches_du_rhone(prefecture):
    bdr = prefecture("13", "Bouches-du-Rhône")
    services = bdr.site("Préfecture", "Accueil", "Collectivités", type="prefecture")
    for nom in ("Aix-en-Provence", "Arles", "Istres"):
        services += bdr.site(f"Sous-préfecture d'{nom}", f"Accueil d'{nom}")
    (bureau,) = bdr.site("Préfecture de police", "Bureau des polices", type="annexe")
    bdr.labelliser("2013-01-01")
    bdr.engager(1, services)
    bdr.engager(1, [bureau], restriction="points numériques uniquement")
    bdr.engager(4, services[1:2])
    bdr.etape("obtention", "2014-05-12")
    bdr.etape("perte", "2017-01-31", "Labels suspendus par le ministère")
    bdr.etape("candidature", "2019-10-01")
    bdr.etape("obtention", "2020-11-25")
    bdr.ouvrir_une_campagne()
    bdr.donner_avis("conforme", *range(1, 21))
    return bdr


def test_bouches_du_rhone_cinq_sites_et_un_bureau_restreint(bouches_du_rhone):
    page = bouches_du_rhone.page(bouches_du_rhone.label)
    assert page.count('class="qp-site"') == 5
    assert "Points numériques uniquement" in page
    premier = bouches_du_rhone.dossier()["parties"][0]
    assert premier["paragraphes"][0] == "6 services engagés sur 5 sites, 2 modules."


def test_bouches_du_rhone_le_module_4_dit_qu_il_est_inconnu(bouches_du_rhone):
    page = bouches_du_rhone.page()
    assert "20</strong> tenus sur 20" in page and "complet, 20 sur 20" in page
    assert "Module 4\u00a0: contenu non retrouvé, hors de tout taux" in page
    lignes = modules(bouches_du_rhone.bilan("2022")).lignes
    assert ["Module 4 (contenu non retrouvé)", "Préfecture", None, None, None, None] in lignes
    assert len([ligne for ligne in lignes if ligne[0] == "Module 1"]) == 5


@pytest.mark.parametrize(
    ("jour", "mot"),
    [
        (date(2013, 6, 1), "candidat"),
        (date(2016, 1, 1), "labellisé"),
        (date(2018, 1, 1), "perdu"),
        (date(2020, 1, 1), "candidat"),
        (date(2022, 12, 1), "labellisé"),
        (date(2023, 12, 1), "expiré"),
    ],
)
def test_bouches_du_rhone_obtenu_perdu_en_2017_obtenu_en_2020(bouches_du_rhone, jour, mot):
    vue = fiche(bouches_du_rhone.label, jour)
    assert vue.ensemble.mot == mot
    assert {etat.mot for etat in vue.sites} == {mot}


def test_bouches_du_rhone_toute_son_histoire_se_lit(bouches_du_rhone):
    page = bouches_du_rhone.page(bouches_du_rhone.label)
    assert "Labellisé jusqu&#x27;au 25 novembre 2023" in page
    assert "Labels suspendus par le ministère" in page and page.count('<th scope="row">Label') == 3
    assert "25 mai 2022" in page  # le suivi, à dix-huit mois


# --- Val-d'Oise -------------------------------------------------------------------------------


@pytest.fixture
def val_d_oise(prefecture):
    vdo = prefecture("95", "Val-d'Oise", "qualipref-2.0-2015")
    cergy = vdo.site("Préfecture de Cergy", "Accueil", "Titres", "Cabinet", type="prefecture")
    argenteuil = vdo.site("Sous-préfecture d'Argenteuil", "Accueil d'Argenteuil")
    sarcelles = vdo.site("Sous-préfecture de Sarcelles", "Accueil de Sarcelles")
    vdo.labelliser("2009-01-01")
    vdo.engager(1, [*cergy, *argenteuil, *sarcelles])
    vdo.engager(2, [cergy[1], *argenteuil, *sarcelles])
    vdo.engager(7, cergy[2:])
    vdo.etape("obtention", "2010-05-20")
    site = sarcelles[0].site_id
    vdo.sortir("retirer", "2011-09-01", "La mission n'y est plus exercée", site=site)
    vdo.etape("candidature", "2014-02-01", site=site)
    for numero in (1, 2):
        vdo.engager(numero, sarcelles, date_entree="2014-02-01")
    return vdo


def test_val_d_oise_chaque_site_a_ses_modules(val_d_oise):
    engages = val_d_oise.label.perimetres.en_vigueur(date(2015, 1, 1))
    par_site = {}
    for site, module in engages.values_list("service__site__nom", "module__numero"):
        par_site.setdefault(site, set()).add(module)
    assert par_site == {
        "Préfecture de Cergy": {1, 2, 7},
        "Sous-préfecture d'Argenteuil": {1, 2},
        "Sous-préfecture de Sarcelles": {1, 2},
    }


def test_val_d_oise_un_site_retire_en_2011_puis_revenu(val_d_oise):
    sarcelles = Site.objects.get(nom="Sous-préfecture de Sarcelles")
    en_2012 = {etat.lieu: etat for etat in fiche(val_d_oise.label, date(2012, 1, 1)).sites}
    assert (en_2012[sarcelles].mot, en_2012[sarcelles].services) == ("retiré", 0)
    assert en_2012[sarcelles].situation.motif == "La mission n'y est plus exercée"
    assert {etat.mot for lieu, etat in en_2012.items() if lieu != sarcelles} == {"labellisé"}
    en_2015 = {etat.lieu: etat for etat in fiche(val_d_oise.label, date(2015, 1, 1)).sites}
    assert (en_2015[sarcelles].mot, en_2015[sarcelles].services) == ("candidat", 1)
    accueil = Service.objects.get(nom="Accueil de Sarcelles")
    dates = val_d_oise.label.perimetres.filter(service=accueil, module__numero=1)
    assert list(dates.order_by("date_entree").values_list("date_entree", "date_sortie")) == [
        (date(2009, 1, 1), date(2011, 9, 1)),
        (date(2014, 2, 1), None),
    ]


def test_val_d_oise_rien_ne_se_calcule_sans_chiffres_connus(val_d_oise):
    page = val_d_oise.page(val_d_oise.label)
    assert "aucune date ne se calcule" in page and "Date calculée" not in page


def test_val_d_oise_ses_modules_inconnus_le_disent_partout(val_d_oise):
    val_d_oise.ouvrir_une_campagne("2015-01-01", "2015-06-30")
    page = val_d_oise.page()
    assert page.count("<strong>Contenu non retrouvé</strong>") == 3
    assert "tenu sur" not in page and "tenus sur" not in page
    lignes = modules(val_d_oise.bilan("2015")).lignes
    assert len(lignes) == 7 and all(ligne[2:] == [None] * 4 for ligne in lignes)
    tableaux = val_d_oise.dossier(date(2015, 2, 1))["parties"][1]["tableaux"]
    assert [t["note"][:22] for t in tableaux if not t["lignes"]] == ["Contenu non retrouvé :"] * 3
