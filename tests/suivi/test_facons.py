"""Répondre, accuser réception, faire attendre : un seul geste, deux façons."""

from datetime import date

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
ICI, DEJA = "Écrire la réponse ici", "Noter une réponse déjà partie"


@pytest.fixture
def demande(service):
    return factories.DemandeFactory(departement=service.site.departement, service=service)


def adresse(demande, verbe):
    return reverse(f"suivi:demande_{verbe}", args=[demande.pk])


def redaction(demande, usage=""):
    page = reverse("suivi:reponse_create", args=[demande.pk])
    return f"{page}?usage={usage}" if usage else page


def facons(reponse):
    """Libellé → (adresse, est-ce la page en cours)."""
    return {f["libelle"]: (f["adresse"], f["active"]) for f in reponse.context["facons"]}


def test_la_fiche_n_offre_qu_un_geste_pour_repondre(client_de, correspondant, demande):
    reponse = client_de(correspondant).get(demande.get_absolute_url())
    actes = {acte["libelle"]: acte["adresse"] for acte in reponse.context["actes"]["en_vue"]}
    assert next(iter(actes.items())) == ("Répondre", redaction(demande))
    assert actes["Accuser réception"] == redaction(demande, "accuse")
    assert reponse.content.decode().count(f'href="{redaction(demande)}"') == 1


@pytest.mark.parametrize(
    ("verbe", "usage", "titre"),
    [
        ("repondre", "", "Répondre"),
        ("accuser", "accuse", "Accuser réception"),
        ("attendre", "attente", "Faire attendre"),
    ],
)
def test_les_deux_pages_menent_l_une_a_l_autre(
    verbe, usage, titre, client_de, correspondant, demande
):
    client = client_de(correspondant)
    noter, ecrire = client.get(adresse(demande, verbe)), client.get(redaction(demande, usage))
    assert noter.context["title"] == ecrire.context["title"] == titre
    (ici, deja), (ici_, deja_) = facons(noter).values(), facons(ecrire).values()
    assert (ici, deja) == ((redaction(demande, usage), False), (adresse(demande, verbe), True))
    assert (ici_, deja_) == ((redaction(demande, usage), True), (adresse(demande, verbe), False))
    assert "aria-current" in noter.content.decode()


def test_noter_une_reponse_deja_partie_la_date(client_de, correspondant, demande):
    saisie = {"le": demande.date_arrivee.isoformat()}
    page = client_de(correspondant).get(adresse(demande, "repondre"))
    saisie |= {
        nom: page.context["form"][nom].value() for nom in page.context["form"].fields if nom != "le"
    }
    client_de(correspondant).post(adresse(demande, "repondre"), saisie)
    demande.refresh_from_db()
    assert (demande.etat, demande.date_reponse) == ("repondue", demande.date_arrivee)


def test_repondue_on_ecrit_de_nouveau_sans_rien_noter(client_de, correspondant, service):
    close = factories.DemandeFactory(
        departement=service.site.departement, service=service, date_reponse=date(2022, 3, 14)
    )
    client = client_de(correspondant)
    fiche = client.get(close.get_absolute_url()).content.decode()
    assert "Écrire de nouveau à l’usager" in fiche
    assert client.get(redaction(close)).context["facons"] == []


def test_un_modele_choisi_dit_l_acte_qu_il_ferait(client_de, correspondant, demande):
    modele = factories.ModeleReponseFactory(departement=demande.departement, usage="accuse")
    factories.VersionModeleFactory(modele=modele)
    page = client_de(correspondant).get(f"{redaction(demande)}?modele={modele.pk}")
    assert page.context["title"] == "Accuser réception"
    sans = client_de(correspondant).get(f"{redaction(demande, 'accuse')}&modele=sans")
    assert sans.context["form"]["usage"].value() == "accuse"


def test_qui_ne_fait_plus_que_lire_n_ecrit_plus(client_de, creer_agent, demande, service):
    autre = factories.ServiceFactory(site=service.site, parent=service.parent, nom="Titres")
    lectrice = creer_agent("correspondant", service.site.departement, service)
    demande.repondre(le=demande.date_arrivee)
    demande.rouvrir("erreur")
    demande.transferer(autre)
    fiche = client_de(lectrice).get(demande.get_absolute_url()).content.decode()
    assert redaction(demande) not in fiche


def test_le_blocage_de_l_effacement_vient_avec_les_donnees_personnelles(
    client_de, referent, demande
):
    factories.IdentiteFactory(demande=demande)
    fiche = client_de(referent).get(demande.get_absolute_url()).content.decode()
    places = [
        fiche.index(mot)
        for mot in ("Pièces jointes", "Réponses</h2>", "Données personnelles</h2>", "Bloquer l’")
    ]
    assert places == sorted(places)


def test_sans_identite_rien_n_est_dit_des_donnees_personnelles(client_de, referent, demande):
    fiche = client_de(referent).get(demande.get_absolute_url()).content.decode()
    assert "Données personnelles</h2>" not in fiche
