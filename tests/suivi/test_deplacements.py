"""Une règle ou une fermeture de plus déplace les demandes ouvertes, et elles seules."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.models import Production
from suivi.delais.bareme import calculer_echeances
from suivi.delais.deplacements import Deplacement, empreinte
from suivi.delais.echeances import calculer
from suivi.delais.recalcul import recalculer
from suivi.models import Demande, RegleDelai
from suivi.views import delais as vues
from tests import factories
from tests.suivi.calendriers import METROPOLE, PONT
from tests.suivi.vies import CINQ, DIX, QUINZE_CALENDAIRES, le

URL = reverse("suivi:deplacements")


def deplacement(avant, apres, **accuses):
    return Deplacement(cle=1, avant=avant, apres=apres, **accuses)


def de(arrivee, regle=CINQ, calendrier=METROPOLE):
    return calculer(arrivee, regle, calendrier)


@pytest.mark.parametrize(
    ("avant", "apres", "ecart", "raisons"),
    [
        pytest.param(
            de(le(20, 5)),
            de(le(20, 5), calendrier=PONT),
            "1 jour plus tard",
            ["Ne compte plus : le 27 mai, fermeture du site : pont de l'Ascension."],
            id="une fermeture de plus",
        ),
        pytest.param(
            de(le(20, 5), calendrier=PONT),
            de(le(20, 5)),
            "1 jour plus tôt",
            ["Compte désormais : le 27 mai, fermeture du site : pont de l'Ascension."],
            id="une fermeture de moins",
        ),
        pytest.param(
            de(le(13, 4)),
            de(le(13, 4), calendrier=Calendrier("alsace-moselle")),
            "1 jour plus tard",
            ["Ne compte plus : le 15 avril, Vendredi saint (jour férié)."],
            id="un autre territoire",
        ),
        pytest.param(
            de(le(7)),
            de(le(7), replace(CINQ, jours=3)),
            "4 jours plus tôt",
            ["Règle « courriel » : 3 jours ouvrés au lieu de 5 jours ouvrés."],
            id="une règle plus courte",
        ),
        pytest.param(
            de(le(7)),
            de(le(7), DIX),
            "7 jours plus tard",
            ["Règle « courriel » (5 jours ouvrés) remplacée par « courrier » (10 jours ouvrés)."],
            id="une autre règle",
        ),
        pytest.param(
            de(le(12, 5), QUINZE_CALENDAIRES),
            de(le(12, 5), QUINZE_CALENDAIRES, PONT),
            "3 jours plus tard",
            ["Ne compte plus : le 27 mai, fermeture du site : pont de l'Ascension."],
            id="un report de plus",
        ),
        pytest.param(
            None, de(le(7)), "", ["La règle « courriel » s'applique désormais."], id="une première"
        ),
        pytest.param(
            de(le(7)), None, "", ["La règle « courriel » ne s'applique plus."], id="plus aucune"
        ),
    ],
)
def test_chaque_deplacement_dit_de_combien_et_pourquoi(avant, apres, ecart, raisons):
    trouve = deplacement(avant, apres)
    assert trouve.deplace
    assert trouve.ecart_en_lettres == ecart
    assert [raison.replace("\u00a0", " ") for raison in trouve.raisons] == raisons


def test_une_regle_qui_change_de_nom_ne_deplace_rien():
    assert not deplacement(de(le(7)), de(le(7), replace(CINQ, cle="autre"))).deplace
    assert not deplacement(None, None).deplace
    assert deplacement(None, None).raisons == []


def test_l_accuse_peut_etre_seul_a_bouger():
    lent = replace(CINQ, accuse_jours=9)
    trouve = deplacement(de(le(7)), de(le(7), lent), accuse_avant=le(14), accuse_apres=le(16))
    assert trouve.deplace
    assert trouve.ecart == 0
    assert "9 jours calendaires au lieu de 7" in trouve.raisons[0]


def test_ce_qui_fut_vu_se_reconnait():
    un, autre = deplacement(de(le(7)), de(le(7), DIX)), deplacement(de(le(7)), None)
    assert empreinte([un]) == empreinte([un])
    assert empreinte([un]) != empreinte([autre]) != empreinte([])


# --- La page -----------------------------------------------------------------------------------


@pytest.fixture
def demandes(delais, departement, service):
    """Une ouverte et une répondue, arrivées la veille du pont ; fermé depuis."""
    ouverte, close = (
        factories.DemandeFactory.build(
            departement=departement,
            service=service,
            objet=objet,
            date_arrivee=date(2022, 5, 24),
            date_reponse=reponse,
            cle_doublon=objet,
        )
        for objet, reponse in (("Encore ouverte", None), ("Répondue", date(2022, 5, 25)))
    )
    calculer_echeances([ouverte, close])
    ouverte.save()
    close.save()
    return ouverte, close


@pytest.fixture
def pont(demandes, site):
    return factories.FermetureFactory(site=site, jour=date(2022, 5, 27), motif="pont")


def test_sans_changement_la_page_est_vide(client_de, referent, demandes):
    assert "Aucune demande ouverte ne bougerait" in lire(client_de(referent))


def test_une_fermeture_ajoutee_montre_la_demande_ouverte_et_elle_seule(client_de, referent, pont):
    """Piège U10, à l'écran : avant, après, et pourquoi."""
    page = lire(client_de(referent))
    assert "1 demande ouverte dont une échéance bougerait" in page
    assert "Encore ouverte" in page
    assert "Répondue" not in page
    assert "01/06/2022" in page and "02/06/2022" in page
    assert "le 27 mai, fermeture du site : pont" in page


def test_regarder_ne_change_rien(client_de, referent, demandes, pont):
    lire(client_de(referent))
    assert echeances() == [date(2022, 6, 1)] * 2


def test_confirmer_deplace_l_ouverte_et_laisse_la_close(client_de, referent, demandes, pont):
    client = client_de(referent)
    reponse = client.post(URL, {"vues": vues_de(client)}, follow=True)
    assert "L&#x27;échéance est recalculée." in reponse.content.decode()
    assert echeances() == [date(2022, 6, 2), date(2022, 6, 1)]
    ouverte = Demande.objects.get(pk=demandes[0].pk)
    assert "pont" in str(ouverte.calcul_de_la_reponse.explication())
    trace = ouverte.history.first()
    assert trace.history_user == referent
    assert "recalculée" in trace.history_change_reason
    assert "Aucune demande ouverte ne bougerait" in lire(client)


def test_une_regle_changee_se_voit_aussi(client_de, referent, demandes):
    RegleDelai.objects.filter(cle="def-courriel-repli").update(jours=7)
    RegleDelai.objects.filter(cle="def-courriel").update(jours=7)
    assert "7 jours ouvrés au lieu de 5 jours ouvrés" in lire(client_de(referent))


def test_une_liste_qui_a_change_se_montre_de_nouveau(client_de, referent, pont, site):
    client = client_de(referent)
    vues_avant = vues_de(client)
    factories.FermetureFactory(site=site, jour=date(2022, 5, 30), motif="inventaire")
    reponse = client.post(URL, {"vues": vues_avant}, follow=True)
    assert "Entre-temps, la liste a changé" in reponse.content.decode()
    assert echeances() == [date(2022, 6, 1)] * 2


def test_au_dela_d_un_seuil_le_travail_part_en_tache(
    client_de, referent, pont, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(vues, "EN_TACHE", 0)
    client = client_de(referent)
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(URL, {"vues": vues_de(client)})
    production = Production.objects.get()
    assert reponse.url == production.get_absolute_url()
    assert production.etat == Production.Etat.TERMINEE
    assert production.rapport == {"deplacees": 1}
    assert echeances() == [date(2022, 6, 2), date(2022, 6, 1)]


def test_recalculer_deux_fois_ne_change_plus_rien(departement, pont):
    assert recalculer(departement=departement) == 1
    assert recalculer(departement=departement) == 0


def test_l_autre_departement_ne_bouge_pas(autre_departement, demandes, pont):
    assert recalculer(departement=autre_departement) == 0
    assert echeances() == [date(2022, 6, 1)] * 2


def lire(client):
    return client.get(URL).content.decode().replace("\u00a0", " ")


def vues_de(client):
    return client.get(URL).context["vues"]


def echeances():
    return list(Demande.objects.order_by("pk").values_list("date_echeance", flat=True))
