"""Le périmètre : pages de saisie, commande, et ce qu'il change aux campagnes ouvertes."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from engagements.models import Campagne, Labellisation, Perimetre
from qualepref.socle.models import Service
from tests import factories
from tests.attendus import CLASSEURS


def test_le_referent_cree_le_perimetre_d_un_referentiel(client_de, referent):
    referentiel = factories.ReferentielFactory()
    donnees = {"referentiel": referentiel.pk, "date_debut": "2022-01-01"}
    client = client_de(referent)
    client.post(reverse("engagements:labellisation_create"), donnees)
    labellisation = Labellisation.objects.get()
    assert labellisation.departement == referent.departement
    page = client.get(labellisation.get_absolute_url()).content.decode()
    assert "Aucun service engagé" in page
    encore = client.post(reverse("engagements:labellisation_create"), donnees)
    assert "a déjà son périmètre" in encore.content.decode()


def test_engager_des_services_ouvre_leurs_cellules(client_de, referent, campagne, site):
    labellisation = Labellisation.objects.get()
    nouveau = factories.ServiceFactory(site=site, parent=site.services.get(parent=None))
    donnees = {
        "module": campagne.referentiel.modules.get().pk,
        "services": [nouveau.pk, *Perimetre.objects.values_list("service", flat=True)],
        "role": "support",
        "restriction": "points numériques uniquement",
    }
    adresse = reverse("engagements:perimetre_create", args=[labellisation.pk])
    retour = client_de(referent).post(adresse, donnees)
    assert retour.url == labellisation.get_absolute_url()
    assert campagne.autoevaluations.filter(service=nouveau).count() == 3
    assert Perimetre.objects.get(service=nouveau).restriction == "points numériques uniquement"
    assert Perimetre.objects.filter(role="metier").count() == 2  # les deux premiers, inchangés


def test_on_n_engage_ni_un_service_ni_un_module_d_ailleurs(
    client_de, referent, campagne, autre_service
):
    labellisation = Labellisation.objects.get()
    autre_module = factories.ModuleFactory()
    adresse = reverse("engagements:perimetre_create", args=[labellisation.pk])
    donnees = {"module": autre_module.pk, "services": [autre_service.pk], "role": "metier"}
    page = client_de(referent).post(adresse, donnees).content.decode()
    assert page.count("fr-error-text") >= 2 or page.count("fr-message--error") >= 2
    assert Perimetre.objects.count() == 2


def test_retirer_un_service_vierge_retire_ses_cellules(client_de, referent, campagne, voisin):
    perimetre = Perimetre.objects.get(service=voisin)
    client_de(referent).post(reverse("engagements:perimetre_delete", args=[perimetre.pk]))
    assert not campagne.autoevaluations.filter(service=voisin).exists()


def test_engager_qui_l_est_deja_ou_avant_la_demarche_se_refuse(client_de, referent, campagne):
    labellisation = Labellisation.objects.get()
    ligne = labellisation.perimetres.select_related("service__site").first()
    adresse = reverse("engagements:perimetre_create", args=[labellisation.pk])
    donnees = {"module": ligne.module_id, "services": [ligne.service_id], "role": "metier"}
    client = client_de(referent)
    page = client.post(adresse, donnees).content.decode()
    assert "Ces services sont déjà engagés sur ce module." in page
    assert f"{ligne.service} ({ligne.service.site})" in page
    veille = labellisation.date_debut - timedelta(days=1)
    page = client.post(adresse, donnees | {"date_entree": veille}).content.decode()
    assert f"La démarche ne commence que le {labellisation.date_debut:%d/%m/%Y}." in page


def test_une_sortie_prevue_ne_se_dit_pas_faite(client_de, referent, campagne):
    ligne = Perimetre.objects.select_related("labellisation").first()
    ligne.date_sortie, ligne.motif_sortie = date(2099, 1, 1), "Fin de la mission"
    ligne.save()
    page = client_de(referent).get(ligne.get_absolute_url()).content.decode()
    assert "Sort le 01/01/2099" in page and "Sorti le" not in page


def test_le_perimetre_se_lit_module_par_module(client_de, auditeur, campagne):
    page = client_de(auditeur).get(Labellisation.objects.get().get_absolute_url())
    texte = page.content.decode()
    assert "Droit au séjour" in texte and "Métier" in texte
    assert "Engager des services" not in texte


# --- La commande ------------------------------------------------------------------------------

OPTIONS = [
    "--departement=38",
    "--code=auto-2022",
    "--intitule=Auto-évaluation 2022",
    "--debut=2022-10-01",
    "--fin=2022-12-31",
]


@pytest.fixture
def organisation(qual_e_pref):
    call_command("charger_organisation", CLASSEURS / "organisation.yaml", verbosity=0)


def preparer(*modules, **options):
    call_command("preparer_campagne", *OPTIONS, *(f"--module={m}" for m in modules), **options)


def test_la_commande_engage_tous_les_services_et_les_cert_sur_le_module_2(organisation, capsys):
    preparer("1", "2=CERTPC,CERTCIV", support="SGCD,SIDSIC")
    campagne = Campagne.objects.get(code="auto-2022")
    assert campagne.avisengagements.values("service").distinct().count() == 18
    assert campagne.autoevaluations.count() == 18 * 67 + 2 * 8
    sous_prefectures = Service.objects.filter(code__startswith="SP")
    assert Perimetre.objects.filter(service__in=sous_prefectures).count() == 2
    assert not Perimetre.objects.filter(service__code="PREF38").exists()
    assert Perimetre.objects.filter(role="support").count() == 2
    assert "1222 cellules pour 18 services" in capsys.readouterr().out


def test_la_commande_rejouee_ne_change_rien(organisation):
    preparer("1", "2=CERTPC")
    comptes = (Perimetre.objects.count(), Perimetre.history.count())
    preparer("1", "2=CERTPC")
    assert (Perimetre.objects.count(), Perimetre.history.count()) == comptes
    assert Campagne.objects.count() == 1


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        (["12"], "Le référentiel n'a pas de module 12."),
        (["2=CERTPC,XYZ"], "Service inconnu dans le département 38 : XYZ."),
    ],
)
def test_la_commande_refusee_ne_laisse_rien(organisation, modules, message):
    with pytest.raises(CommandError) as refus:
        preparer("1", *modules)
    assert message in str(refus.value)
    assert not Labellisation.objects.exists() and not Perimetre.objects.exists()


def test_la_commande_refuse_une_fin_avant_le_debut(organisation):
    with pytest.raises(CommandError, match="La fin de la campagne précède son début"):
        preparer("1", debut=date(2022, 10, 1), fin=date(2022, 9, 1))
    assert not Labellisation.objects.exists()


def test_la_commande_dit_le_departement_inconnu(db):
    with pytest.raises(CommandError, match="Département inconnu : 38"):
        preparer("1")


def test_une_mise_a_jour_du_referentiel_complete_la_campagne_ouverte(organisation, fichier_modifie):
    preparer("2=CERTPC")
    campagne = Campagne.objects.get()
    repondue = campagne.autoevaluations.get(exigence__code="21.1")
    campagne.autoevaluations.filter(pk=repondue.pk).update(avis="conforme", version=1)

    def changer(donnees):
        exigences = donnees["modules"][1]["engagements"][0]["exigences"]
        exigences[0] = exigences[0] | {"code": "21.9", "intitule": "Un tout autre point"}

    call_command("charger_referentiel", fichier_modifie(changer), verbosity=0)
    codes = set(campagne.autoevaluations.values_list("exigence__code", flat=True))
    assert {"21.1", "21.9"} <= codes
    repondue.refresh_from_db()
    assert repondue.avis == "conforme" and repondue.exigence.retire
