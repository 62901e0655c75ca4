"""Le registre des rappels : rien ne se perd, rien ne se dit deux fois."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qualepref import celery
from qualepref.socle import echeancier, tasks
from qualepref.socle.models import Departement, Designation, PreferenceRappel, Rappel
from qualepref.socle.synthese import envoyer_la_synthese, inscrire_les_rappels
from suivi.models import Demande
from tests import factories
from tests.factories import DemandeFactory, PreferenceRappelFactory

pytestmark = pytest.mark.django_db
LUNDI = date(2022, 12, 5)
ARMISTICE = date(2022, 11, 11)
Canal = PreferenceRappel.Canal


@pytest.fixture(autouse=True)
def lundi(settings):
    settings.ARRETE = LUNDI


@pytest.fixture
def suit(correspondant):
    """La correspondante de l'accueil, avec une adresse électronique."""
    correspondant.email = "accueil@exemple.fr"
    correspondant.save()
    return correspondant


@pytest.fixture
def demande(service):
    """Arrivée fin novembre, à échéance le mercredi 7 décembre."""
    return demande_du(service, date(2022, 12, 7))


def demande_du(service, echeance, **champs):
    return DemandeFactory(
        service=service, date_arrivee=date(2022, 11, 2), date_echeance=echeance, **champs
    )


def passer(le=LUNDI):
    """Une passe de la tâche, telle que beat la lance ; rend les courriels partis."""
    mail.outbox.clear()
    for departement in Departement.objects.all():
        tasks.rappeler_le_departement(departement.pk, le.isoformat())
    return mail.outbox


def ouverts(agent):
    return list(Rappel.objects.de(agent).values_list("genre", flat=True))


# --- Dire une fois --------------------------------------------------------------------------------


def test_une_demande_proche_se_dit_une_fois(suit, demande):
    (courriel,) = passer()
    assert courriel.to == ["accueil@exemple.fr"]
    assert courriel.subject == "Qualepref\u00a0: 1 rappel au 05/12/2022"
    assert "DEMANDES À ÉCHÉANCE (1)" in courriel.body
    assert "- 07/12/2022 : Demande du 02/11/2022 (Accueil général)" in courriel.body
    assert passer() == []
    assert passer(LUNDI + timedelta(days=1)) == []


def test_ce_qui_est_loin_ne_se_dit_pas_encore(suit, service):
    demande_du(service, LUNDI + timedelta(days=6))
    assert passer() == []
    assert len(passer(LUNDI + timedelta(days=1))) == 1


def test_un_seul_courriel_pour_tout_ce_qui_attend(suit, service):
    demande_du(service, date(2022, 12, 7))
    demande_du(service, date(2022, 12, 1))
    (courriel,) = passer()
    assert "DEMANDES EN RETARD DE RÉPONSE (1)" in courriel.body
    assert "DEMANDES À ÉCHÉANCE (1)" in courriel.body


def test_le_courriel_ne_dit_ni_l_objet_ni_l_auteur(suit, service):
    """Un courriel sort de la maison : ce que l'usager a écrit n'y va pas."""
    identite = factories.IdentiteFactory(
        demande=demande_du(service, date(2022, 12, 7), objet="Plainte de l'usager Untel")
    )
    (courriel,) = passer()
    html = courriel.alternatives[0][0]
    assert "Untel" not in courriel.body + html
    assert identite.nom not in courriel.body + html


def test_trois_jours_de_tache_arretee_font_un_courriel(suit, service):
    """Lundi rien ; mardi à jeudi personne ne lance la tâche ; vendredi tout se rattrape."""
    assert passer() == []
    demandes = [demande_du(service, LUNDI + timedelta(days=j)) for j in (1, 2, 3, 9)]
    (courriel,) = passer(LUNDI + timedelta(days=4))
    for demande in demandes:
        assert f"/rappels/{Rappel.objects.get(objet=demande.pk).pk}/" in courriel.body
    assert passer(LUNDI + timedelta(days=4)) == []


def test_une_demande_dont_la_date_passe_se_dit_en_retard(suit, demande):
    passer()
    (courriel,) = passer(date(2022, 12, 8))
    assert "EN RETARD" in courriel.body and "À ÉCHÉANCE" not in courriel.body
    assert ouverts(suit) == ["demandes-en-retard"]


def test_au_dela_de_vingt_lignes_le_courriel_renvoie_a_l_ecran(suit, service):
    for _ in range(23):
        demande_du(service, date(2022, 12, 7))
    (courriel,) = passer()
    assert courriel.body.count("- 07/12/2022") == 20
    assert "Et 3 autres, à lire dans vos rappels." in courriel.body
    assert "23 rappels" in courriel.subject


# --- Jours et territoires -------------------------------------------------------------------------


@pytest.mark.parametrize("jour", [date(2022, 12, 3), date(2022, 12, 4), ARMISTICE])
def test_un_jour_ferme_ne_dit_rien(jour, suit, service, settings):
    settings.ARRETE = jour
    demande_du(service, jour + timedelta(days=1))
    tasks.rappeler_les_echeances()
    assert mail.outbox == [] and not Rappel.objects.exists()


def test_un_jour_ferie_d_un_territoire_ne_retient_pas_les_autres(suit, demande, departement):
    """Le 26 décembre est férié en Alsace-Moselle seulement."""
    Demande.objects.update(date_echeance=date(2022, 12, 27))
    sortie = StringIO()
    call_command("rappeler", le=date(2022, 12, 26), stdout=sortie)
    assert len(mail.outbox) == 1
    departement.calendrier = "alsace-moselle"
    departement.save()
    Rappel.objects.all().delete()
    call_command("rappeler", le=date(2022, 12, 26), stdout=sortie)
    assert len(mail.outbox) == 1
    assert "Saint-Étienne (jour férié) le 26/12/2022, aucun rappel" in sortie.getvalue()


def test_le_jour_ouvre_la_tache_datee_previent_chacun(suit, demande):
    tasks.rappeler_les_echeances()
    assert len(mail.outbox) == 1


# --- Réarmer, effacer -----------------------------------------------------------------------------


def test_une_date_qui_change_rearme(suit, demande):
    passer()
    Demande.objects.update(date_echeance=date(2022, 12, 9))
    assert len(passer()) == 1
    assert [r.date_due for r in Rappel.objects.de(suit)] == [date(2022, 12, 9)]


def test_une_date_qui_change_efface_aussitot_l_ancien_rappel(suit, demande):
    passer()
    Demande.objects.update(date_echeance=date(2022, 12, 30))
    assert ouverts(suit) == []


def test_un_nouveau_titulaire_est_prevenu_et_l_ancien_ne_l_est_plus(
    suit, demande, creer_agent, departement, service
):
    passer()
    suit.designations.update(date_fin=date(2022, 12, 4))
    suivant = creer_agent("correspondant", departement, service, email="suite@exemple.fr")
    (courriel,) = passer()
    assert courriel.to == ["suite@exemple.fr"]
    assert not Rappel.objects.filter(agent=suit, clos_le=None).exists()
    assert ouverts(suivant) == ["demandes-a-echeance"]


def test_une_demande_repondue_efface_son_rappel_aussitot(suit, demande, client_de):
    passer()
    Demande.objects.update(date_reponse=LUNDI)
    assert ouverts(suit) == []
    assert "à lire" not in client_de(suit).get(reverse("accueil")).content.decode()
    passer()
    assert Rappel.objects.get().clos_le


def test_ce_qui_revient_a_la_meme_date_se_relit_mais_ne_se_renvoie_pas(suit, demande):
    passer()
    Rappel.objects.all().lire()
    Demande.objects.update(date_reponse=LUNDI)
    passer()
    Demande.objects.update(date_reponse=None)
    assert passer() == []
    assert Rappel.objects.de(suit).non_lus().count() == 1


def test_un_rappel_deja_lu_a_l_ecran_ne_s_envoie_pas(suit, demande, departement):
    inscrire_les_rappels(departement=departement, le=LUNDI)
    Rappel.objects.all().lire()
    assert passer() == []


# --- Pannes ---------------------------------------------------------------------------------------


class ServeurEnPanne(EmailBackend):
    """Refuse le courrier de la première adresse, prend celui des autres."""

    def send_messages(self, messages):
        if messages[0].to == ["accueil@exemple.fr"]:
            raise ConnectionRefusedError("serveur muet")
        return super().send_messages(messages)


@pytest.fixture
def panne(settings):
    settings.EMAIL_BACKEND = f"{__name__}.ServeurEnPanne"


@pytest.fixture
def voisine(creer_agent, departement, service):
    return creer_agent("correspondant", departement, service, email="voisine@exemple.fr")


def test_un_echec_d_envoi_n_empeche_pas_les_autres(suit, voisine, demande, panne, monkeypatch):
    monkeypatch.setitem(celery.app.conf, "task_eager_propagates", False)
    assert [courriel.to for courriel in passer()] == [["voisine@exemple.fr"]]
    assert Rappel.objects.get(agent=suit).envoye_le is None


def test_un_envoi_manque_se_rattrape_a_la_passe_suivante(suit, demande, panne, settings):
    with pytest.raises(ConnectionRefusedError):
        envoyer_la_synthese_de(suit)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(passer(LUNDI + timedelta(days=1))) == 1


def envoyer_la_synthese_de(agent):
    inscrire_les_rappels(departement=agent.departement, le=LUNDI)
    return envoyer_la_synthese(agent_id=agent.pk, le=LUNDI)


def test_un_genre_en_panne_n_empeche_pas_les_autres(suit, service, monkeypatch):
    demande_du(service, date(2022, 12, 1))
    demande_du(service, date(2022, 12, 7))
    passer()
    casse = echeancier._genres["demandes-en-retard"]
    monkeypatch.setitem(echeancier._genres, casse.cle, remplacer(casse, calcul=tomber))
    demande_du(service, date(2022, 12, 8))
    assert len(passer()) == 1
    assert Rappel.objects.get(genre=casse.cle).clos_le is None, "son registre reste comme il est"


def remplacer(genre, **champs):
    return type(genre)(**{**genre.__dict__, **champs})


def tomber(fenetre):
    raise RuntimeError("détail technique")


def test_sans_adresse_rien_ne_part_et_tout_se_lit(correspondant, demande):
    assert passer() == []
    assert ouverts(correspondant) == ["demandes-a-echeance"]


def test_un_compte_ferme_ne_recoit_rien(suit, demande):
    suit.is_active = False
    suit.save()
    assert passer() == []
    assert not Rappel.objects.exists()


# --- Préférences ----------------------------------------------------------------------------------


def test_a_l_ecran_seulement(suit, demande):
    PreferenceRappelFactory(agent=suit, genre="demandes-a-echeance", canal=Canal.ECRAN)
    assert passer() == []
    assert ouverts(suit) == ["demandes-a-echeance"]


def test_jamais(suit, demande):
    PreferenceRappelFactory(agent=suit, genre="demandes-a-echeance", canal=Canal.JAMAIS)
    assert passer() == []
    assert ouverts(suit) == []


def test_un_preavis_plus_long_avance_le_rappel_de_cette_personne_seule(suit, voisine, service):
    demande_du(service, LUNDI + timedelta(days=20))
    PreferenceRappelFactory(
        agent=suit, genre="demandes-a-echeance", canal=Canal.ECRAN_ET_COURRIEL, preavis=30
    )
    assert [courriel.to for courriel in passer()] == [["accueil@exemple.fr"]]


def test_un_rappel_dont_la_referente_repond_ne_se_refuse_pas(referent, demande):
    PreferenceRappelFactory(agent=referent, genre="resume-des-demandes", canal=Canal.JAMAIS)
    referent.email = "qualite@exemple.fr"
    referent.save()
    assert passer() == [], "il ne part pas par courriel"
    assert ouverts(referent) == ["resume-des-demandes"]


# --- Nombre de requêtes ---------------------------------------------------------------------------


def lectures(departement):
    with CaptureQueriesContext(connection) as capture:
        inscrire_les_rappels(departement=departement, le=LUNDI)
    return [q["sql"] for q in capture.captured_queries if q["sql"].startswith("SELECT")]


def test_mille_demandes_se_lisent_en_autant_de_requetes_qu_une(suit, demande, departement):
    lectures(departement)  # droits en mémoire
    une = lectures(departement)
    Demande.objects.bulk_create(
        Demande(
            departement=departement,
            site=demande.site,
            service=demande.service,
            objet="",
            date_arrivee=date(2022, 11, 2),
            date_echeance=LUNDI + timedelta(days=rang % 9 - 4),
            cle_doublon=str(rang),
        )
        for rang in range(1000)
    )
    mille = lectures(departement)
    assert Rappel.objects.filter(agent=suit).count() > 900
    assert len(mille) == len(une), "\n".join(mille)


# --- Commande -------------------------------------------------------------------------------------


def test_la_commande_dit_ce_qu_elle_a_fait(suit, demande):
    sortie = StringIO()
    call_command("rappeler", "--le=2022-12-05", stdout=sortie)
    dit = "Isère (38), rappels inscrits : 1, clos : 0 ; courriels partis : 1, pour 1 rappel."
    assert dit in sortie.getvalue().splitlines()
    call_command("rappeler", "--le=2022-12-05", stdout=sortie)
    assert len(mail.outbox) == 1


def test_un_essai_n_ecrit_ni_n_envoie_rien(suit, demande):
    sortie = StringIO()
    call_command("rappeler", "--essai", stdout=sortie)
    assert "courriels à envoyer : 1, pour 1 rappel." in sortie.getvalue()
    assert mail.outbox == [] and not Rappel.objects.exists()


def test_la_commande_dit_les_courriels_qui_ne_partent_pas(suit, voisine, demande, panne):
    with pytest.raises(CommandError, match="Courriel non parti"):
        call_command("rappeler", stdout=StringIO())
    assert [courriel.to for courriel in mail.outbox] == [["voisine@exemple.fr"]]


# --- Rôles qui finissent --------------------------------------------------------------------------


def test_une_designation_qui_finit_se_dit_a_la_referente(referent, correspondant):
    Designation.objects.filter(agent=correspondant).update(date_fin=date(2022, 12, 20))
    passer()
    (rappel,) = Rappel.objects.de(referent)
    assert (rappel.genre, rappel.date_due) == ("designations-qui-finissent", date(2022, 12, 20))
    Designation.objects.filter(agent=correspondant).update(date_fin=None)
    assert ouverts(referent) == []
