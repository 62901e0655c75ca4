"""Ce qu'une enquête rappelle à la référente : la semaine, l'accueil, le calendrier."""

from datetime import date, timedelta

import pytest

from enquetes.progression import Progression, en_une_phrase
from qualepref.socle.agenda import sources_pour
from qualepref.socle.models import Rappel
from qualepref.socle.synthese import inscrire_les_rappels
from qualepref.socle.taches import lignes_pour
from tests import factories

LUNDI = date(2022, 9, 12)


@pytest.fixture(autouse=True)
def lundi(settings):
    settings.ARRETE = LUNDI


@pytest.fixture
def enquete(departement, site):
    ouverte = factories.EnqueteFactory(departement=departement, intitule="Accueil", etat="ouverte")
    factories.PointDeCollecteFactory(enquete=ouverte, site=site, cible=40)
    factories.ReponseEnqueteFactory.create_batch(3, enquete=ouverte, site=site)
    return ouverte


def semaine(agent, le=LUNDI):
    inscrire_les_rappels(departement=agent.departement, le=le)
    return list(Rappel.objects.filter(agent=agent, genre="etat-des-enquetes"))


def dites(agent):
    return [f"{ligne.nombre} {ligne.libelle}" for ligne in lignes_pour(agent)]


def test_l_etat_part_une_fois_par_semaine_et_par_enquete(referent, enquete):
    (rappel,) = semaine(referent)
    phrase = "Accueil : 3 réponses sur 40, il en manque 37, jusqu'au 30/09/2022"
    assert (rappel.libelle, rappel.date_due) == (phrase, LUNDI)
    assert len(semaine(referent, LUNDI + timedelta(days=3))) == 1
    assert len(semaine(referent, LUNDI + timedelta(days=7))) == 2


@pytest.mark.parametrize("etat", ["preparee", "close"])
def test_rien_ne_se_dit_d_une_enquete_qui_ne_recueille_pas(referent, enquete, etat):
    type(enquete).objects.update(
        etat=etat, close_le=None if etat == "preparee" else "2022-09-11T09:00Z"
    )
    assert semaine(referent) == []


def test_la_phrase_dit_chaque_site_quand_il_y_en_a_plusieurs():
    lignes = [Progression("Préfecture", 12, 10), Progression("Vienne", 1, None)]
    dit = "Avis : 13 réponses sur 10, jusqu'au 01/02/2023 (Préfecture 12 sur 10, Vienne 1)"
    assert en_une_phrase("Avis", lignes, date(2023, 2, 1)) == dit
    assert en_une_phrase("Avis", [], date(2023, 2, 1)) == "Avis : 0 réponse, jusqu'au 01/02/2023"


def test_l_accueil_dit_ou_il_manque_des_reponses(referent, enquete):
    assert "1 enquête où il manque des réponses" in dites(referent)
    factories.ReponseEnqueteFactory.create_batch(20, enquete=enquete)
    assert not [dit for dit in dites(referent) if "manque" in dit]


def test_l_accueil_dit_ce_qui_s_ouvre_sans_point_et_ce_qui_se_depouille(referent, departement):
    factories.EnqueteFactory(departement=departement, date_ouverture=LUNDI + timedelta(days=9))
    close = {"etat": "close", "close_le": "2022-09-01T10:00Z"}
    factories.EnqueteFactory(departement=departement, **close)
    importee = {"date_ouverture": date(2022, 3, 1), "date_cloture": date(2022, 3, 30)}
    factories.EnqueteFactory(departement=departement, etat="ouverte", **importee)
    assert set(dites(referent)) >= {
        "1 enquête à ouvrir d'ici 14 jours, sans point de collecte",
        "1 enquête close depuis peu, à dépouiller",
        "1 enquête finie, à clore",
    }


def test_le_calendrier_compte_les_clotures_et_mene_a_la_liste(client_de, referent, enquete):
    factories.EnqueteFactory(
        departement=enquete.departement, etat="close", close_le="2022-09-30T10:00Z"
    )
    (source,) = [une for une in sources_pour(referent) if une.cle == "enquetes"]
    jour = enquete.date_cloture
    assert source.compter(referent, jour, jour) == {jour: 1}
    page = client_de(referent).get(source.adresse_du_jour(jour))
    assert list(page.context["object_list"]) == [enquete]
