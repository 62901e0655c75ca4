"""Les groupes de travail : membres et associés, engagements, livrables et leur état."""

from datetime import date

import pytest
from django.urls import reverse

from engagements.models import GroupeTravail, Livrable, MembreGroupe
from tests import factories

LISTE = reverse("engagements:groupetravail_list")


def adresse(nom, objet):
    return reverse(f"engagements:{nom}", args=[objet.pk])


@pytest.fixture
def groupe(departement):
    return factories.GroupeTravailFactory(departement=departement, nom="Point numérique")


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def membre(groupe, agent):
    return MembreGroupe.objects.create(groupe=groupe, agent=agent, date_debut=date(2022, 1, 1))


@pytest.fixture
def livrable(groupe):
    return Livrable.objects.create(
        groupe=groupe, genre="fiche_procedure", intitule="Fiche de l'accueil"
    )


def test_la_referente_cree_un_groupe_et_ses_engagements(client, campagne):
    engagement = campagne.modules()[0].engagements.get()
    donnees = {
        "nom": "Accueil et standard",
        "objet": "Tenir les engagements de l'accueil",
        "permanent": "on",
        "date_creation": "2022-01-10",
        "engagements": [engagement.pk],
    }
    page = client.post(reverse("engagements:groupetravail_create"), donnees, follow=True)
    assert "Groupe permanent, créé le 10 janvier 2022." in page.content.decode()
    assert "Nous vous informons" in page.content.decode()
    encore = client.post(reverse("engagements:groupetravail_create"), donnees).content.decode()
    assert "Un groupe porte déjà ce nom." in encore


def test_on_ajoute_un_agent_puis_une_personne_associee(client, groupe, agent):
    donnees = {"agent": agent.pk, "role": "animateur", "date_debut": "2022-01-10"}
    page = client.post(adresse("membregroupe_create", groupe), donnees, follow=True)
    assert str(agent) in page.content.decode() and "Animateur" in page.content.decode()
    encore = client.post(adresse("membregroupe_create", groupe), donnees).content.decode()
    assert "Cet agent est déjà membre du groupe." in encore
    donnees = {"role": "associe", "date_debut": "2022-01-10"}
    refus = client.post(adresse("membregroupe_create", groupe), donnees).content.decode()
    assert "Choisissez un agent, ou dites la qualité" in refus
    donnees["qualite"] = "Association d'usagers"
    page = client.post(adresse("membregroupe_create", groupe), donnees, follow=True)
    assert "Association d&#x27;usagers" in page.content.decode()
    assert groupe.membres.count() == 2


def test_on_ne_propose_que_les_agents_du_departement(client, groupe, autre_departement):
    ailleurs = factories.AgentFactory(departement=autre_departement)
    assert str(ailleurs) not in client.get(adresse("membregroupe_create", groupe)).content.decode()


def test_un_membre_part_a_une_date(client, membre):
    donnees = {
        "agent": membre.agent_id,
        "role": "membre",
        "date_debut": "2022-01-01",
        "date_fin": "2022-06-01",
    }
    page = client.post(adresse("membregroupe_update", membre), donnees, follow=True)
    assert "01/06/2022" in page.content.decode()


def test_on_demande_un_livrable(client, groupe):
    donnees = {
        "genre": "autodiagnostic",
        "intitule": "Autodiagnostic du point numérique",
        "date_demande": "2022-01-10",
        "date_echeance": "2022-03-01",
        "etat": "demande",
    }
    page = client.post(adresse("livrable_create", groupe), donnees, follow=True).content.decode()
    assert "Autodiagnostic du point numérique" in page and "Demandé, en retard" in page


def test_remis_sans_date_il_l_est_d_aujourd_hui(client, livrable):
    donnees = {
        "genre": livrable.genre,
        "intitule": livrable.intitule,
        "date_demande": "2022-01-10",
        "etat": "remis",
    }
    client.post(adresse("livrable_update", livrable), donnees)
    livrable.refresh_from_db()
    assert livrable.etat == "remis" and livrable.date_remise is not None


@pytest.mark.parametrize(
    ("etat", "echeance", "retard"),
    [
        ("demande", date(2022, 3, 1), True),
        ("en_cours", date(2022, 3, 1), True),
        ("en_cours", date(2022, 3, 2), False),
        ("remis", date(2022, 3, 1), False),
        ("demande", None, False),
    ],
)
def test_en_retard_se_dit_comme_cela_se_filtre(groupe, etat, echeance, retard):
    livrable = Livrable.objects.create(
        groupe=groupe,
        genre="autre",
        intitule="X",
        etat=etat,
        date_echeance=echeance,
        date_remise=date(2022, 3, 5) if etat == "remis" else None,
    )
    le = date(2022, 3, 2)
    assert livrable.est_en_retard(le) is retard
    assert Livrable.objects.en_retard(le).exists() is retard


def test_un_membre_voit_son_groupe_et_dit_ou_en_est_le_livrable(
    client_de, agent, membre, livrable, groupe
):
    autre = factories.GroupeTravailFactory(departement=groupe.departement)
    client = client_de(agent)
    page = client.get(LISTE).content.decode()
    assert "Point numérique" in page and autre.nom not in page
    page = client.get(groupe.get_absolute_url()).content.decode()
    assert adresse("livrable_update", livrable) in page and "Modifier" not in page
    assert client.get(autre.get_absolute_url()).status_code == 404
    client.post(adresse("livrable_update", livrable), {"etat": "remis", "emplacement": "RESANA"})
    livrable.refresh_from_db()
    assert (livrable.etat, livrable.emplacement) == ("remis", "RESANA")
    refus = client.post(adresse("livrable_update", livrable), {"etat": "accepte"}).content.decode()
    assert "Sélectionnez un choix valide" in refus
    assert client.get(adresse("groupetravail_update", groupe)).status_code == 403


def test_les_livrables_attendus_sont_a_faire(client_de, agent, referent, membre, livrable):
    accueil = reverse("accueil")
    assert "livrable attendu de vos groupes" in client_de(agent).get(accueil).content.decode()
    Livrable.objects.update(date_echeance=date(2022, 1, 1))
    assert "livrable de vos groupes en retard" in client_de(agent).get(accueil).content.decode()
    Livrable.objects.update(etat="remis", date_remise=date(2022, 1, 1))
    assert "vos groupes" not in client_de(agent).get(accueil).content.decode()
    assert "remis par les groupes" in client_de(referent).get(accueil).content.decode()


def test_la_liste_compte_membres_et_livrables(client, groupe, membre, livrable):
    MembreGroupe.objects.create(groupe=groupe, qualite="Élue", date_fin=date(2022, 2, 1))
    trouve = GroupeTravail.objects.avec_comptes().get()
    assert (trouve.nombre_membres, trouve.nombre_attendus) == (1, 1)
    assert "Point numérique" in client.get(LISTE).content.decode()
