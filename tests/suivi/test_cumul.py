"""Le cumul des demandes : égal au compte direct, à tout arrêté, après tout chemin d'écriture."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualepref.socle.periodes import Genre
from suivi.comptes.comptages import comptages
from suivi.comptes.decompte import EN_VIGUEUR, Compte
from suivi.cumul import declencheurs
from suivi.cumul.comptes import Question, resumer
from suivi.cumul.lecture import chiffrer
from suivi.cumul.tassement import FORME, coder, decoder
from suivi.cumul.tenue import rafraichir
from suivi.delais.bareme import calculer_echeances
from suivi.delais.recalcul import recalculer
from suivi.models import Canal, Cumul, CumulPerime, Demande, Nature, NonDue, Registre
from tests import factories
from tests.attendus import ARRETE
from tests.suivi.comptages_directs import comptages_directs
from tests.suivi.cumuls import egaux

PREMIER = date(2022, 1, 1)
ANNEE = {"debut": PREMIER, "fin": date(2022, 12, 31)}
REGLES = (EN_VIGUEUR, "5j_ouvres", "5j_calendaires", "10j_calendaires_report")
PAR = [(), ("site",), ("service", "canal"), ("site", "canal", "nature"), ("registre",)]


@pytest.fixture
def lieux(departement):
    sites = factories.SiteFactory.create_batch(2, departement=departement)
    for site in sites:
        racine = factories.ServiceFactory(site=site, parent=None)
        factories.ServiceFactory(site=site, parent=racine)
    factories.FermetureFactory(site=sites[0], jour="2022-02-11")
    return [service for site in sites for service in site.services.all()]


def une_demande(de: Random, services, rang) -> Demande:
    arrivee = PREMIER + timedelta(days=de.randrange(90))
    return Demande(
        service=de.choice(services),
        registre=de.choice(Registre.values),
        canal=de.choice(Canal.values[:3]),
        nature=de.choice(Nature.values[:4]),
        objet=f"Demande {rang}",
        date_arrivee=arrivee,
        date_reponse=plus_tard(de, arrivee, 0.7),
        date_accuse=plus_tard(de, arrivee, 0.5, -2),
        date_retrait=plus_tard(de, arrivee, 0.1),
        date_echeance=plus_tard(de, arrivee, 0.9),
        suspendue_le=plus_tard(de, arrivee, 0.1),
        repondue_par_accuse=de.random() < 0.2,
        unite=de.choice(["ouvres", "calendaires", ""]),
        reponse_non_due=de.choice(["", "", "", *NonDue.values[:1]]),
        cle_doublon=str(rang),
    )


def plus_tard(de, arrivee, part, depuis=0):
    if de.random() > part:
        return None
    return arrivee + timedelta(days=de.choice([depuis, 0, 1, 2, 3, 5, 5, 7, 10, 15, 40]))


def creer(de, services, nombre, depart=0):
    demandes = [une_demande(de, services, depart + rang) for rang in range(nombre)]
    for demande in demandes:
        demande.placer()
    return Demande.objects.bulk_create(demandes)


def tries(lignes):
    return sorted(lignes, key=repr)


def bousculer(de, services):
    """Ce que des agents font entre deux comptes."""
    demandes = list(Demande.objects.all())
    for demande in de.sample(demandes, min(4, len(demandes))):
        match de.randrange(4):
            case 0:
                demande.delete()
            case 1:
                demande.service = de.choice(services)
                demande.date_arrivee -= timedelta(days=de.randrange(60))
                demande.save()
            case 2:
                Demande.objects.filter(pk=demande.pk).update(canal="guichet")
            case 3:
                demande.date_reponse = demande.date_arrivee + timedelta(days=3)
                Demande.objects.bulk_update([demande], ["date_reponse"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    graine=st.integers(0, 10**9),
    nombre=st.integers(0, 40),
    par=st.sampled_from(PAR),
    genre=st.sampled_from([Genre.MOIS, Genre.TRIMESTRE, Genre.ANNEE]),
    compte=st.sampled_from(Compte),
    debut=st.dates(date(2021, 11, 1), date(2022, 3, 31)),
    longueur=st.integers(0, 200),
    arrete=st.dates(date(2021, 12, 15), date(2022, 6, 15)),
)
def test_le_cumul_est_egal_au_compte_direct(
    departement, lieux, graine, nombre, par, genre, compte, debut, longueur, arrete
):
    de = Random(graine)
    question = {"debut": debut, "fin": debut + timedelta(days=longueur), "arrete": arrete}
    question |= {"par": par, "genre": genre, "compte": compte, "regles": REGLES}
    with transaction.atomic():
        creer(de, lieux, nombre)
        if de.random() < 0.3:
            factories.ProfilDelaisFactory(cle="isere", traitement_compte_par="accuse_circonstancie")
            departement.profil_delais = "isere"
        if de.random() < 0.5:
            factories.PeriodeSuspendueFactory(
                departement=departement,
                site=de.choice([None, lieux[0].site]),
                date_debut=date(2022, 2, 3),
                date_fin=date(2022, 3, 1),
            )
        egaux(departement, **question)
        rafraichir()
        assert not CumulPerime.objects.exists()
        egaux(departement, **question)
        bousculer(de, lieux)
        creer(de, lieux, 3, depart=1000)
        egaux(departement, **question)
        periode = (question["debut"], question["fin"], arrete)
        assert tries(comptages(departement, *periode)) == tries(
            comptages_directs(departement, *periode)
        )
        transaction.set_rollback(True)


@pytest.mark.parametrize("arrete", [ARRETE, date(2022, 4, 1), date(2022, 10, 14)])
@pytest.mark.parametrize("compte", Compte)
def test_le_cumul_du_jeu_d_essai_est_celui_du_decompte(isere, arrete, compte):
    rafraichir()
    question = ANNEE | {"arrete": arrete, "compte": compte, "genre": Genre.TRIMESTRE}
    for par in PAR:
        assert egaux(isere, **question, par=par, regles=REGLES)


def test_une_duree_entiere_n_a_qu_un_groupe(isere):
    question = Question(**ANNEE, arrete=ARRETE)
    ((groupe, par_regle),) = chiffrer(question, lambda o: o.filter(departement=isere)).items()
    assert groupe == (None,)
    assert par_regle[EN_VIGUEUR].recues == 677


def test_une_unite_seule_garde_les_jours_de_chaque_regle(isere):
    """Cinq jours pour un courriel et dix pour un courrier, comptés des deux façons."""

    def retenir(profil):
        cas = (Registre.COURRIERS_COURRIELS, Nature.INFORMATION_GENERALE)
        return (profil.registre, profil.nature) == cas

    unites = Question(
        **ANNEE,
        arrete=ARRETE,
        par=("canal",),
        retenir=retenir,
        regles=("ouvres", "calendaires", "5j_ouvres", "5j_calendaires", "10j_calendaires"),
    )
    lus = chiffrer(unites, lambda o: o.filter(departement=isere))
    courriels, courriers = lus[None, "courriel"], lus[None, "courrier"]
    assert courriels["ouvres"].situations == courriels["5j_ouvres"].situations
    assert courriels["calendaires"].situations == courriels["5j_calendaires"].situations
    assert courriers["calendaires"].situations == courriers["10j_calendaires"].situations
    assert courriers["ouvres"].taux > courriers["calendaires"].taux


# --- Aucun chemin d'écriture n'est oublié ----------------------------------------------------


def test_chaque_ecriture_perime_le_cumul_de_son_service_et_de_son_mois(lieux):
    avant, apres = lieux[0], lieux[1]
    demande = factories.DemandeFactory(service=avant, departement=avant.site.departement)
    assert marques() == {(avant.pk, date(2022, 3, 1))}
    rafraichir()
    demande.service, demande.date_arrivee = apres, date(2022, 5, 31)
    demande.save()
    assert marques() == {(avant.pk, date(2022, 3, 1)), (apres.pk, date(2022, 5, 1))}
    rafraichir()
    assert not marques()
    demande.delete()
    assert marques() == {(apres.pk, date(2022, 5, 1))}
    rafraichir()
    assert not Cumul.objects.exists()


def marques():
    return set(CumulPerime.objects.values_list("service_id", "mois"))


def test_un_declencheur_perdu_se_repose_et_tout_est_a_refaire(lieux):
    """SQLite les perd quand une migration refait la table."""
    factories.DemandeFactory(service=lieux[0], departement=lieux[0].site.departement)
    rafraichir()
    with connection.cursor() as curseur:
        table = " ON suivi_demande" if connection.vendor == "postgresql" else ""
        curseur.execute(f"DROP TRIGGER {declencheurs.NOMS[1]}{table}")
    declencheurs.poser()
    assert marques() == {(lieux[0].pk, date(2022, 3, 1))}
    rafraichir()
    declencheurs.poser()
    assert not marques()


def test_un_cumul_d_une_forme_passee_n_est_plus_lu(departement, lieux):
    creer(Random(1), lieux, 20)
    rafraichir()
    Cumul.objects.update(forme=FORME + 1, profils=[])
    assert egaux(departement, **ANNEE, arrete=ARRETE, par=("service",), genre=Genre.MOIS)
    rafraichir()
    assert set(Cumul.objects.values_list("forme", flat=True)) == {FORME}
    assert not marques()


def test_trop_de_cumuls_perimes_se_lisent_par_mois_entiers(departement, lieux, monkeypatch):
    monkeypatch.setattr("suivi.cumul.lecture.CLES_MAXIMUM", 1)
    creer(Random(2), lieux, 40)
    rafraichir()
    Demande.objects.filter(service=lieux[0]).update(canal="guichet")
    assert egaux(departement, **ANNEE, arrete=ARRETE, par=("service", "canal"), genre=Genre.MOIS)


@pytest.mark.parametrize("fraiches", [True, False])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_demandes(departement, lieux, fraiches):
    question = Question(**ANNEE, arrete=ARRETE, par=("service",), genre=Genre.MOIS)
    nombres = []
    for rang in range(2):
        creer(Random(rang), lieux, 3 + 60 * rang, depart=1000 * rang)
        if fraiches:
            rafraichir()
        with CaptureQueriesContext(connection) as requetes:
            assert chiffrer(question, lambda o: o.filter(departement=departement))
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 6


# --- Les nombres -----------------------------------------------------------------------------


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.none() | st.integers(-5000, 40_000),
    st.none() | st.integers(-5000, 40_000),
)
def test_un_code_se_decode(arrivee, duree, reste):
    traitee, echeance = (
        None if jours is None else arrivee + timedelta(days=jours) for jours in (duree, reste)
    )
    assert decoder(coder(arrivee, traitee, echeance)) == (arrivee.day, duree, reste)


@pytest.mark.parametrize(
    ("histogramme", "mediane"), [({}, None), ({3: 1}, 3), ({1: 1, 4: 1}, 2.5), ({0: 2, 9: 1}, 0)]
)
def test_la_mediane_d_un_histogramme(histogramme, mediane):
    assert resumer(histogramme)["mediane"] == mediane


# --- Les chemins par où s'écrit une demande --------------------------------------------------


def ajouter(client, demande):
    saisie = {"registre": "courriers_courriels", "canal": "courriel", "objet": "Nouvelle"}
    saisie |= {"nature": "autre", "service": demande.service_id, "date_arrivee": "2022-03-09"}
    saisie |= {"qualite_accueil": "inconnu", "nom": "Usager 0001"}
    client.post(reverse("suivi:demande_create"), saisie)


def supprimer(client, demande):
    client.post(reverse("suivi:demande_delete", args=[demande.pk]))


def recalculer_tout(client, demande):
    factories.FermetureFactory(site=demande.site, jour="2022-03-09")
    recalculer(departement=demande.departement)


CHEMINS = {
    "ajouter": ajouter,
    "accuser": lambda _, demande: demande.accuser(date(2022, 3, 8)),
    "répondre": lambda _, demande: demande.repondre(date(2022, 3, 8)),
    "retirer": lambda _, demande: demande.retirer(date(2022, 3, 8)),
    "supprimer": supprimer,
    "recalculer": recalculer_tout,
    "suspendre": lambda _, demande: demande.suspendre("pièce attendue", date(2022, 3, 8)),
    "requête": lambda _, demande: Demande.objects.filter(pk=demande.pk).update(canal="guichet"),
    "effacer": lambda *_: Demande.objects.all().delete(),
}


@pytest.mark.parametrize("chemin", CHEMINS.values(), ids=list(CHEMINS))
def test_aucun_chemin_n_oublie_le_cumul(chemin, delais, client_de, referent, service):
    demande = Demande(service=service, objet="Essai", date_arrivee=date(2022, 3, 7))
    demande.cle_doublon = "essai"
    calculer_echeances([demande])
    demande.save()
    rafraichir()
    avant = compter_tout(service)
    chemin(client_de(referent), demande)
    assert marques() == {(service.pk, date(2022, 3, 1))}
    sur_le_champ = compter_tout(service)
    rafraichir()
    assert compter_tout(service) == sur_le_champ != avant


def compter_tout(service):
    """Ce que rendent les cumuls, à un arrêté où chaque acte se voit."""
    comptes = {}
    for compte in Compte:
        question = Question(
            **ANNEE, arrete=date(2022, 3, 15), compte=compte, par=("service", "canal")
        )
        lus = chiffrer(question, lambda o: o.filter(departement=service.site.departement))
        comptes[compte] = lus
    return comptes
