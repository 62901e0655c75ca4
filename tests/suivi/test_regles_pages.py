"""Les règles de délai d'un département : les ajouter, les changer, les arrêter."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from suivi.delais.bareme import calculer_echeances
from suivi.models import RegleDelai
from tests import factories

LISTE, AJOUTER = reverse("suivi:regledelai_list"), reverse("suivi:regledelai_create")


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 3, 15)


def page(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def saisie(**champs):
    return {
        "lieu": "",
        "canal": "courriel",
        "nature": "information_generale",
        "jours": "3",
        "unite": "ouvres",
        "accuse_jours": "",
        "accuse_unite": "",
        "depuis": "2022-01-01",
        "jusqua": "",
        "source": "COPIL du 12 mars",
    } | champs


def adresse(verbe, regle):
    return reverse(f"suivi:regledelai_{verbe}", args=[regle.pk])


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def regle(client, departement):
    client.post(AJOUTER, saisie())
    return RegleDelai.objects.get()


@pytest.mark.parametrize(
    ("lieu", "attendu"),
    [
        (lambda service: "", (None, None)),
        (lambda service: service.parent.pk, ("site", None)),
        (lambda service: service.pk, ("site", "service")),
    ],
    ids=["departement", "site", "service"],
)
def test_le_lieu_se_choisit_d_un_geste(client, service, lieu, attendu):
    reponse = client.post(AJOUTER, saisie(lieu=lieu(service)), follow=True)
    lieux = {None: None, "site": service.site, "service": service}
    regle = RegleDelai.objects.get()
    assert (regle.site, regle.service) == (lieux[attendu[0]], lieux[attendu[1]])
    assert (regle.departement, regle.statut) == (service.site.departement, "confirmé")
    assert regle.cle == "38-regle-1" in page(reponse) and "COPIL du 12 mars" in page(reponse)


def test_la_regle_du_departement_date_les_demandes_neuves_seulement(client, delais, service):
    def demande():
        nouvelle = factories.DemandeFactory.build(
            departement=None,
            service=service,
            date_arrivee=date(2022, 3, 7),
            nature="information_generale",
        )
        calculer_echeances([nouvelle])
        nouvelle.save()
        return nouvelle

    avant = demande()
    client.post(AJOUTER, saisie())
    apres = factories.DemandeFactory.build(
        departement=None,
        service=service,
        date_arrivee=date(2022, 3, 7),
        nature="information_generale",
    )
    calculer_echeances([apres])
    avant.refresh_from_db()
    assert (avant.regle, avant.date_echeance) == ("def-courriel", date(2022, 3, 14))
    assert (apres.regle, apres.date_echeance) == ("38-regle-1", date(2022, 3, 10))


def test_un_chevauchement_se_dit_et_se_confirme(client, regle):
    reponse = client.post(AJOUTER, saisie(jours="4", depuis="2022-06-01"))
    assert "« 38-regle-1 », du 01/01/2022, sans fin" in page(reponse)
    assert 'value="4"' in reponse.content.decode() and RegleDelai.objects.count() == 1
    client.post(AJOUTER, saisie(jours="4", depuis="2022-06-01", quand_meme="on"))
    liste = page(client.get(LISTE))
    assert (
        "information générale, tout le département : à partir du 1er juin 2022" in liste
        and "valent toutes deux" in liste
    )


def test_arreter_puis_remplacer_ne_laisse_ni_trou_ni_chevauchement(client, regle):
    reponse = client.post(adresse("arreter", regle), {"jusqua": "2022-05-31"}, follow=True)
    assert "La règle est arrêtée" in page(reponse)
    client.post(AJOUTER, saisie(depuis="2022-06-01"))
    assert RegleDelai.objects.count() == 2 and "sont à revoir" not in page(client.get(LISTE))


def test_un_trou_se_lit_sur_la_liste(client, regle):
    client.post(adresse("arreter", regle), {"jusqua": "2022-05-31"})
    client.post(AJOUTER, saisie(depuis="2022-07-01"))
    liste = page(client.get(LISTE))
    assert "du 1er juin 2022 au 30 juin 2022, ni « 38-regle-1 » ni « 38-regle-2 » ne vaut" in liste


@pytest.mark.parametrize("autre", [{"canal": "courrier"}, {"nature": "toutes"}, {"lieu": "voisin"}])
def test_un_autre_cas_ne_chevauche_pas(client, regle, voisin, autre):
    autre = {nom: voisin.pk if valeur == "voisin" else valeur for nom, valeur in autre.items()}
    client.post(AJOUTER, saisie(**autre))
    assert RegleDelai.objects.count() == 2 and "sont à revoir" not in page(client.get(LISTE))


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"depuis": "2022-03-01", "jusqua": "2022-02-01"}, "La fin de la règle précède son début."),
        ({"jours": "0"}, "Un délai vaut au moins un jour."),
        ({"jours": "abc"}, "nombre entier"),
        ({"unite": ""}, "obligatoire"),
        ({"accuse_jours": "2"}, "Dites en quels jours ce délai se compte."),
        ({"depuis": "31/02/2022"}, "n'a que 28 jours"),
    ],
)
def test_une_saisie_fautive_se_dit_en_francais(client, champs, phrase):
    assert phrase in page(client.post(AJOUTER, saisie(**champs)))
    assert not RegleDelai.objects.exists()


def test_modifier_garde_la_cle_et_se_lit_dans_l_historique(client, regle, service):
    html = client.get(adresse("update", regle)).content.decode()
    assert 'value="COPIL du 12 mars"' in html
    client.post(adresse("update", regle), saisie(jours="", lieu=service.pk))
    regle.refresh_from_db()
    assert (regle.cle, regle.jours, regle.service) == ("38-regle-1", None, service)
    historique = page(client.get(adresse("update", regle)))
    assert "délai de réponse en jours : « 3 » → « vide »" in historique
    assert f"service : « vide » → « {service} »" in historique


def test_arreter_avant_le_debut_se_refuse(client, regle):
    reponse = client.post(adresse("arreter", regle), {"jusqua": "2021-12-31"})
    assert "n'est en vigueur que depuis le 01/01/2022" in page(reponse)
    assert RegleDelai.objects.get().jusqua is None


def test_les_regles_d_un_profil_ne_se_changent_pas_ici(client, delais):
    livree = RegleDelai.objects.exclude(profil=None).first()
    assert client.get(adresse("update", livree)).status_code == 404
    assert client.get(adresse("arreter", livree)).status_code == 404


def test_un_correspondant_lit_les_regles_sans_pouvoir_les_changer(client_de, correspondant, regle):
    liste = client_de(correspondant).get(LISTE)
    assert "38-regle-1" in page(liste) and "Arrêter" not in page(liste)
    assert "Ajouter une règle" not in page(liste)


def test_un_compte_sans_departement_n_a_pas_de_regles(client_de, db):
    technicien = factories.AgentFactory(departement=None, is_superuser=True)
    assert "d'aucun département" in page(client_de(technicien).post(AJOUTER, saisie()))
