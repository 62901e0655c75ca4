"""La vie du label : étapes, dates calculées ou corrigées, sorties du périmètre."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from engagements.models import Etape, Labellisation, Perimetre, Referentiel
from tests import factories
from tests.engagements.conftest import FICHIERS

CYCLE = {
    "duree_label_mois": 36,
    "audit_suivi_mois": 18,
    "audit_renouvellement_mois": 34,
    "ecart_interne_externe_jours": {"propose": 45},
}


@pytest.fixture(autouse=True)
def le_2_mai_2022(settings):
    settings.ARRETE = date(2022, 5, 2)


@pytest.fixture
def labellisation(campagne):
    labellisation = Labellisation.objects.get()
    Referentiel.objects.update(cycle=CYCLE)
    return Labellisation.objects.get(pk=labellisation.pk)


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def page_de(client, labellisation):
    return client.get(labellisation.get_absolute_url()).content.decode()


def etape(client, labellisation, genre, jour, **champs):
    donnees = {"genre": genre, "date": jour, "realisee": "on", "motif": "", "note": "", "site": ""}
    adresse = reverse("engagements:etape_create", args=[labellisation.pk])
    return client.post(adresse, donnees | champs, follow=True).content.decode()


# --- Étapes -----------------------------------------------------------------------------------


def test_le_label_obtenu_calcule_ses_jalons(client, labellisation):
    page = etape(client, labellisation, "obtention", "2020-11-25")
    assert "Labellisé jusqu&#x27;au 25 novembre 2023" in page
    for jalon in ("25 mai 2022", "25 septembre 2023", "11 août 2023"):
        assert jalon in page
    assert page.count("<td>Date calculée") == 4
    assert Etape.objects.get().chiffres == CYCLE


def test_changer_les_chiffres_ne_reecrit_pas_un_label_obtenu(client, labellisation):
    etape(client, labellisation, "obtention", "2020-11-25")
    Referentiel.objects.update(cycle=CYCLE | {"duree_label_mois": 48})
    assert "Labellisé jusqu&#x27;au 25 novembre 2023" in page_de(client, labellisation)


def test_une_date_calculee_se_corrige_avec_un_motif(client, labellisation):
    etape(client, labellisation, "obtention", "2020-11-25")
    page = page_de(client, labellisation)
    assert "?genre=suivi&amp;date=2022-05-25&amp;site=" in page
    adresse = reverse("engagements:etape_create", args=[labellisation.pk])
    prerempli = client.get(f"{adresse}?genre=suivi&date=2022-05-25").content.decode()
    assert 'value="2022-05-25"' in prerempli and 'value="suivi" selected' in prerempli
    refus = etape(client, labellisation, "suivi", "2022-07-05", realisee="")
    assert "Cette date se calcule : dites pourquoi la vôtre diffère." in refus
    page = etape(
        client,
        labellisation,
        "suivi",
        "2022-07-05",
        realisee="",
        motif="Certificateur indisponible",
    )
    assert "Date corrigée" in page and "au lieu du 25 mai 2022" in page
    assert "Certificateur indisponible" in page


def test_toute_la_vie_du_label_se_garde(client, labellisation):
    for genre, jour, motif in (
        ("obtention", "2014-03-01", ""),
        ("perte", "2017-01-31", "labels suspendus par le ministère"),
        ("obtention", "2020-11-25", ""),
    ):
        page = etape(client, labellisation, genre, jour, motif=motif)
    assert "Labellisé jusqu&#x27;au 25 novembre 2023" in page
    assert "labels suspendus par le ministère" in page
    assert page.count("Label obtenu") == 2 and "Label perdu" in page


def test_une_suspension_se_dit_depuis_son_jour_sans_terme(client, labellisation):
    etape(client, labellisation, "obtention", "2020-11-25")
    page = etape(client, labellisation, "suspension", "2022-03-01", motif="Écart majeur")
    assert "Suspendu depuis le 1er mars 2022" in page
    assert "Suspendu jusqu" not in page


@pytest.mark.parametrize("genre", ["suspension", "perte", "retrait"])
def test_une_interruption_demande_un_motif(client, labellisation, genre):
    refus = etape(client, labellisation, genre, "2022-01-01")
    assert "Dites pourquoi le label s&#x27;interrompt." in refus
    assert not Etape.objects.exists()


@pytest.mark.parametrize(
    ("jour", "message"),
    [
        ("2022-06-01", "Une étape faite ne peut pas être à venir"),
        ("9999-12-31", "n&#x27;est pas plausible"),
        ("0001-01-01", "n&#x27;est pas plausible"),
        ("31/02/2022", "n&#x27;a que 28"),
    ],
)
def test_une_date_impossible_est_refusee(client, labellisation, jour, message):
    assert message in etape(client, labellisation, "candidature", jour)
    assert not Etape.objects.exists()


def test_une_etape_se_modifie_et_se_supprime(client, labellisation):
    etape(client, labellisation, "candidature", "2022-02-01")
    une = Etape.objects.get()
    donnees = {"genre": "candidature", "date": "2022-02-15", "realisee": "on"}
    client.post(reverse("engagements:etape_update", args=[une.pk]), donnees)
    une.refresh_from_db()
    assert une.date == date(2022, 2, 15)
    client.post(reverse("engagements:etape_delete", args=[une.pk]))
    assert not Etape.objects.exists() and Etape.history.count() == 3


def test_une_etape_d_un_site_d_ailleurs_est_refusee(client, labellisation, autre_service):
    etape(client, labellisation, "candidature", "2022-02-01", site=autre_service.site_id)
    assert not Etape.objects.exists()


def test_un_lecteur_voit_la_vie_du_label_sans_pouvoir_l_ecrire(client_de, auditeur, labellisation):
    factories.EtapeFactory(labellisation=labellisation)
    page = page_de(client_de(auditeur), labellisation)
    assert "Dossier de candidature" in page and "<svg" in page
    assert "Modifier" not in page and "Ajouter une étape" not in page


def test_la_liste_des_perimetres_dit_la_situation_du_label(client, labellisation):
    etape(client, labellisation, "obtention", "2020-11-25")
    page = client.get(reverse("engagements:labellisation_list")).content.decode()
    assert "Labellisé jusqu&#x27;au 25 novembre 2023" in page


# --- Quitter un module, retirer un site -------------------------------------------------------

SORTIE = {"date_sortie": "2022-03-15", "motif": "Audit externe trop proche", "suivi_maintenu": "on"}


def quitter(client, labellisation, **champs):
    module = Perimetre.objects.first().module_id
    adresse = reverse("engagements:perimetre_quitter", args=[labellisation.pk])
    donnees = {"module": module, "site": ""} | SORTIE | champs
    return client.post(adresse, donnees, follow=True).content.decode()


def test_quitter_un_module_en_continuant_a_recueillir_les_preuves(client, labellisation, campagne):
    page = quitter(client, labellisation)
    assert "Quitté, suivi hors label" in page and "Audit externe trop proche" in page
    sorties = Perimetre.objects.values_list("date_sortie", "suivi_maintenu")
    assert set(sorties) == {(date(2022, 3, 15), True)}
    assert Perimetre.history.filter(history_type="~").count() == 2
    assert campagne.autoevaluations.count() == 6  # les preuves se recueillent encore
    grille = client.get(campagne.get_absolute_url()).content.decode()
    assert "Suivi hors label" in grille and "tenu sur" not in grille


def test_quitter_sans_suivi_retire_les_cellules_vierges_et_garde_les_reponses(
    client, labellisation, campagne, cellule
):
    campagne.autoevaluations.filter(pk=cellule.pk).update(avis="conforme", version=1)
    quitter(client, labellisation, suivi_maintenu="")
    assert list(campagne.autoevaluations.values_list("pk", flat=True)) == [cellule.pk]
    assert "Sortis du périmètre (2)" in page_de(client, labellisation)


def test_quitter_un_module_sur_un_seul_site(client, labellisation, campagne):
    ailleurs = factories.SiteFactory(departement=campagne.departement)
    module = Perimetre.objects.first().module
    lointain = factories.PerimetreFactory(
        service__site=ailleurs, module=module, labellisation=labellisation
    )
    quitter(client, labellisation, site=ailleurs.pk)
    lointain.refresh_from_db()
    assert lointain.est_sortie() and Perimetre.objects.filter(date_sortie=None).count() == 2


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"motif": ""}, "obligatoire"),
        ({"date_sortie": "2021-12-31"}, "n&#x27;est entré que le 01/01/2022"),
        ({"module": ""}, "obligatoire"),
    ],
)
def test_une_sortie_incomplete_ou_trop_tot_est_refusee(client, labellisation, champs, message):
    assert message in quitter(client, labellisation, **champs)
    assert not Perimetre.objects.exclude(date_sortie=None).exists()


def test_un_service_sorti_se_reengage_sur_une_nouvelle_ligne(client, labellisation, service):
    quitter(client, labellisation)
    adresse = reverse("engagements:perimetre_create", args=[labellisation.pk])
    donnees = {
        "module": Perimetre.objects.first().module_id,
        "services": [service.pk],
        "role": "metier",
        "date_entree": "2022-03-01",
    }
    refus = client.post(adresse, donnees).content.decode()
    assert "n&#x27;en est sorti que le 15/03/2022" in refus
    client.post(adresse, donnees | {"date_entree": "2023-01-01"})
    siennes = Perimetre.objects.filter(service=service).order_by("date_entree")
    assert [ligne.date_sortie for ligne in siennes] == [date(2022, 3, 15), None]


def test_un_service_revenu_n_est_plus_suivi_hors_label(client, labellisation, campagne, service):
    quitter(client, labellisation)
    adresse = reverse("engagements:perimetre_create", args=[labellisation.pk])
    donnees = {
        "module": Perimetre.objects.first().module_id,
        "services": [service.pk],
        "role": "metier",
        "date_entree": "2022-04-01",
    }
    client.post(adresse, donnees)
    page = page_de(client, labellisation)
    assert "Quitté" not in page and "Sorti du périmètre (1)" in page
    suivis = Perimetre.objects.suivis_hors_label(date(2022, 5, 2))
    assert [ligne.service.nom for ligne in suivis] == ["Droit au séjour"]
    assert campagne.perimetres().count() == 2
    grille = client.get(campagne.get_absolute_url()).content.decode()
    assert "0</strong> tenu sur 1" in grille and "Suivi hors label" in grille


def test_un_site_se_retire_et_l_histoire_le_dit(client, labellisation, site):
    adresse = reverse("engagements:perimetre_retirer", args=[labellisation.pk])
    donnees = SORTIE | {"site": site.pk, "motif": "mission absente"}
    page = client.post(adresse, donnees, follow=True).content.decode()
    assert "Retiré depuis le 15 mars 2022" in page and "plus aucun service engagé" in page
    retrait = Etape.objects.get()
    assert (retrait.genre, retrait.site, retrait.realisee) == ("retrait", site, True)


def test_la_page_fait_autant_de_requetes_quelle_que_soit_la_taille(
    client, labellisation, site, django_assert_max_num_queries
):
    module = Perimetre.objects.first().module
    for _ in range(15):
        service = factories.ServiceFactory(site=site, parent=site.services.get(parent=None))
        ligne = factories.PerimetreFactory(
            service=service, module=module, labellisation=labellisation
        )
        factories.DispenseFactory(perimetre=ligne)
        factories.EtapeFactory(labellisation=labellisation, site=site)
    page_de(client, labellisation)
    with django_assert_max_num_queries(11):
        page_de(client, labellisation)


# --- Le fichier -------------------------------------------------------------------------------


def test_le_cycle_livre_se_charge_sur_son_referentiel(qual_e_pref):
    call_command("charger_referentiel", FICHIERS / "cycle-du-label.yaml", verbosity=0)
    qual_e_pref.refresh_from_db()
    assert qual_e_pref.cycle["duree_label_mois"] == 36 and qual_e_pref.cycle["version"] == "1.0.0"
    call_command("charger_referentiel", FICHIERS / "qual-e-pref-2019.yaml", verbosity=0)
    qual_e_pref.refresh_from_db()
    assert qual_e_pref.cycle["audit_suivi_mois"] == 18


def test_le_cycle_d_un_referentiel_absent_est_refuse(db):
    with pytest.raises(CommandError, match="« qual-e-pref-2019 » n'est pas chargé"):
        call_command("charger_referentiel", FICHIERS / "cycle-du-label.yaml", verbosity=0)
