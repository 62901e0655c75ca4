from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from suivi.delais.bareme import calculer_echeances
from suivi.models import Demande, RegleDelai, Situation
from tests import factories

LUNDI = date(2022, 3, 7)


def demande(service, **champs):
    """Une demande datée selon les règles livrées, enregistrée."""
    nouvelle = factories.DemandeFactory.build(
        departement=None, service=service, **{"date_arrivee": LUNDI} | champs
    )
    calculer_echeances([nouvelle])
    nouvelle.save()
    return nouvelle


# --- L'état se déduit des dates ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "etat"),
    [
        ([], "recue"),
        (["date_accuse"], "accusee"),
        (["date_accuse", "date_attente"], "en_attente"),
        (["date_transmission", "date_accuse"], "transmise"),
        (["date_accuse", "date_transmission", "date_reponse"], "repondue"),
        (["date_reponse", "date_retrait"], "retiree"),
    ],
)
def test_l_etat_est_le_dernier_pas_franchi(service, dates, etat):
    nouvelle = factories.DemandeFactory(service=service, **dict.fromkeys(dates, LUNDI))
    assert nouvelle.etat == etat
    assert nouvelle.est_ouverte == Demande.objects.ouvertes().filter(pk=nouvelle.pk).exists()


def test_l_etat_suit_une_correction_des_dates(service):
    nouvelle = factories.DemandeFactory(service=service, date_reponse=LUNDI)
    nouvelle.date_reponse = None
    nouvelle.save()
    assert Demande.objects.get(pk=nouvelle.pk).etat == "recue"


def test_la_base_refuse_une_reponse_avant_l_arrivee(service):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.DemandeFactory(service=service, date_reponse=date(2022, 3, 6))


def test_la_contrainte_se_dit_en_francais(service):
    fautive = factories.DemandeFactory.build(
        departement=service.site.departement,
        site=service.site,
        service=service,
        date_reponse=date(2022, 3, 6),
        cle_doublon="a",
    )
    with pytest.raises(ValidationError, match="datée avant l'arrivée"):
        fautive.full_clean()


def test_la_meme_ligne_ne_s_enregistre_qu_une_fois_par_registre(service):
    ecrite = {"service": service, "numero": "12", "objet": "Passeport périmé"}
    factories.DemandeFactory(**ecrite)
    factories.DemandeFactory(**ecrite, registre="suggestions_reclamations")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.DemandeFactory(**ecrite | {"objet": " passeport\u00a0 PERIME"})


def test_l_empreinte_ne_laisse_pas_lire_l_usager(service):
    ecrite = factories.DemandeFactory.build(service=service)
    assert ecrite.empreinte("Usager 1") != ecrite.empreinte("Usager 2")
    assert len(ecrite.empreinte("Usager 1")) == 64


# --- Échéances --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "regle", "echeance", "accuse"),
    [
        ({}, "def-courriel-repli", "2022-03-14", "2022-03-14"),
        ({"nature": "information_generale"}, "def-courriel", "2022-03-14", "2022-03-14"),
        ({"canal": "courrier"}, "def-courrier-repli", "2022-03-21", "2022-03-21"),
        ({"canal": "guichet"}, "def-repli", "2022-03-21", "2022-03-14"),
        ({"nature": "reclamation"}, "def-suggestion-reclamation", "2022-03-21", "2022-03-14"),
        (
            {"registre": "suggestions_reclamations", "nature": "information_generale"},
            "def-suggestion-reclamation",
            "2022-03-21",
            "2022-03-14",
        ),
        ({"nature": "demande_collectivite"}, "def-collectivite", "None", "None"),
    ],
)
def test_l_echeance_suit_la_regle_la_plus_precise(delais, service, champs, regle, echeance, accuse):
    datee = demande(service, **champs)
    assert datee.regle == regle
    assert str(datee.date_echeance) == echeance
    assert str(datee.date_echeance_accuse) == accuse
    assert datee.calcul_de_la_reponse.date == datee.date_echeance
    assert datee.calcul_de_la_reponse.explication()


def test_le_profil_du_departement_passe_avant_le_reglage_d_origine(delais, departement, service):
    departement.profil_delais = "isere-2022"
    departement.save()
    service.refresh_from_db()
    assert demande(service, nature="reclamation").regle == "isere-reclamation"
    assert demande(service, canal="courrier").regle == "def-courrier-repli"


def test_le_service_passe_avant_son_site_et_le_site_avant_son_departement(delais, service):
    voisin = factories.ServiceFactory(site=service.site, parent=service.parent)
    ailleurs = factories.SiteFactory(departement=service.site.departement)
    ailleurs = factories.ServiceFactory(site=ailleurs)
    lieu = {"locale": True, "departement": service.site.departement}
    factories.RegleDelaiFactory(**lieu, cle="departement")
    factories.RegleDelaiFactory(**lieu, cle="site", site=service.site)
    factories.RegleDelaiFactory(**lieu, cle="service", site=service.site, service=service)
    regles = [demande(lieu, nature="autre").regle for lieu in (service, voisin, ailleurs)]
    assert regles == ["service", "site", "departement"]


def test_sans_regle_en_vigueur_il_n_y_a_pas_d_echeance(delais, service):
    ancienne = demande(service, date_arrivee=date(2018, 1, 2))
    assert (ancienne.regle, ancienne.date_echeance, ancienne.explication) == ("", None, {})
    assert ancienne.calcul_de_la_reponse is None


def test_changer_une_regle_ne_recrit_pas_le_passe(delais, service):
    datee = demande(service, nature="information_generale")
    regle = RegleDelai.objects.get(cle="def-courriel")
    regle.jours = 2
    regle.save()
    datee.refresh_from_db()
    assert datee.date_echeance == date(2022, 3, 14)
    assert datee.calcul_de_la_reponse.regle.jours == 5


def test_une_fermeture_du_site_repousse_l_echeance_et_s_explique(delais, service):
    factories.FermetureFactory(site=service.site, jour=date(2022, 3, 9), motif="pont")
    datee = demande(service)
    assert datee.date_echeance == date(2022, 3, 15)
    assert "pont" in " ".join(datee.calcul_de_la_reponse.explication())


def test_un_lot_se_date_en_deux_requetes_par_departement(delais, service, autre_service):
    lot = [
        factories.DemandeFactory.build(departement=None, service=lieu, canal=canal)
        for lieu in (service, autre_service)
        for canal in ("courriel", "courrier")
        for _ in range(20)
    ]
    with CaptureQueriesContext(connection) as requetes:
        calculer_echeances(lot)
    assert len(requetes) == 4
    assert all(datee.date_echeance for datee in lot)


# --- Situation à l'arrêté ---------------------------------------------------------------------

ECHEANCE = date(2022, 3, 14)


def situation(arrete, **champs):
    datee = factories.DemandeFactory(date_echeance=ECHEANCE, **champs)
    return Demande.objects.avec_situation(arrete).get(pk=datee.pk).situation


@pytest.mark.parametrize(
    ("arrete", "champs", "attendue"),
    [
        (ECHEANCE, {}, "a_temps"),  # l'échéance le jour de l'arrêté n'est pas passée
        (date(2022, 3, 15), {}, "en_retard"),
        (date(2022, 3, 15), {"date_accuse": LUNDI}, "en_retard"),  # un accusé n'est pas une réponse
        (ECHEANCE, {"date_reponse": ECHEANCE}, "repondue_a_temps"),
        (date(2022, 3, 15), {"date_reponse": date(2022, 3, 15)}, "repondue_hors_delai"),
        (date(2022, 3, 13), {"date_reponse": ECHEANCE}, "a_temps"),  # pas encore répondue
        (date(2022, 3, 15), {"date_reponse": date(2022, 3, 16)}, "en_retard"),
        (date(2022, 3, 15), {"reponse_non_due": "anonyme"}, "non_due"),
        (date(2022, 3, 15), {"date_retrait": LUNDI}, "non_due"),
        (date(2022, 3, 15), {"reponse_non_due": "anonyme", "date_reponse": LUNDI}, "non_due"),
    ],
)
def test_la_situation_a_l_arrete(db, arrete, champs, attendue):
    assert situation(arrete, **champs) == attendue


def test_sans_echeance_il_n_y_a_pas_de_retard(db):
    sans = factories.DemandeFactory(date_echeance=None)
    assert (
        Demande.objects.avec_situation(date(2030, 1, 1)).get(pk=sans.pk).situation == "sans_delai"
    )
    assert not Demande.objects.en_retard(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("debut", "fin", "suspendue"),
    [
        ("2022-03-07", "2022-03-07", True),
        ("2022-03-01", "2022-03-07", True),
        ("2022-03-08", "2022-03-20", False),
        ("2022-02-01", "2022-03-06", False),
    ],
)
def test_la_suspension_vaut_pour_les_arrivees_bornes_comprises(service, debut, fin, suspendue):
    arrivee = factories.DemandeFactory(service=service, date_echeance=ECHEANCE)
    factories.PeriodeSuspendueFactory(
        departement=service.site.departement, date_debut=debut, date_fin=fin
    )
    assert Demande.objects.suspendues().contains(arrivee) == suspendue
    assert Demande.objects.dues().contains(arrivee) != suspendue
    assert Demande.objects.en_retard(date(2022, 4, 1)).contains(arrivee) != suspendue


def test_les_phrases_disent_la_meme_chose_que_la_situation(isere):
    arrete = date(2022, 6, 30)
    situees = Demande.objects.avec_situation(arrete)

    def de(*situations):
        return set(situees.filter(situation__in=situations).values_list("pk", flat=True))

    dues = Demande.objects.dues()
    a_temps, hors = Situation.REPONDUE_A_TEMPS, Situation.REPONDUE_HORS_DELAI
    for phrase, situations in [
        (dues.repondues_dans_les_delais(arrete), [a_temps]),
        (dues.repondues(arrete), [a_temps, hors]),
        (dues.echues(arrete), [Situation.EN_RETARD]),
        (dues.comptees(arrete), [a_temps, hors, Situation.EN_RETARD]),
    ]:
        trouvees = set(phrase.values_list("pk", flat=True))
        assert trouvees == de(*situations)
        assert trouvees
