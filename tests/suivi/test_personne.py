"""Ce qui est tenu sur une personne : retrouvé, remis, effacé, et chaque accès consigné."""

import json
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from qualepref.socle.models import Journal, Production
from suivi.identites.personne import nom_sur
from suivi.models import Blocage, Demande, Identite, PieceJointe, Reponse
from tests import factories
from tests.suivi.acces import PNG

PERSONNE, ACCES = reverse("suivi:personne"), reverse("suivi:acces")
NOM, ADRESSE = "Zoé Quidamont", "zoe.quidamont@example.org"


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 3, 15)


@pytest.fixture
def demande(service, referent):
    """Sa demande, avec une pièce, un courrier parti et une consultation."""
    demande = factories.DemandeFactory(
        departement=service.site.departement, service=service, numero="A-17", objet="Passeport"
    )
    factories.IdentiteFactory(demande=demande, nom=NOM, coordonnees=ADRESSE)
    PieceJointe.objects.joindre(demande, ContentFile(PNG, "carte d'identité/../x.png"), referent)
    reponse = Reponse.objects.create(
        demande=demande,
        objet="Votre passeport",
        texte="Il est prêt.",
        destinataire=NOM,
        redigee_par=referent,
        modifiee_par=referent,
        etat="remise",
        support="courrier",
        date_envoi=date(2022, 3, 10),
    )
    reponse.fichier.save("courrier.pdf", ContentFile(b"%PDF-courrier"))
    Journal.objects.consigner(referent, Journal.Genre.CONSULTATION, {"demande": demande.pk})
    return demande


@pytest.fixture
def autre(service):
    """La demande de quelqu'un d'autre."""
    autre = factories.DemandeFactory(departement=service.site.departement, service=service)
    factories.IdentiteFactory(demande=autre, nom="Usager 012")
    return autre


def chercher(client, texte, **suite):
    return client.post(PERSONNE, {"q": texte, "acte": "chercher"} | suite)


@pytest.mark.parametrize(
    ("texte", "trouvee"),
    [
        ("quidamont", True),
        ("Quidamont Zoé", True),
        (ADRESSE, True),
        ("passeport quidamont", True),
        ("quidamont arles", False),
        ("Usager 012", False),
    ],
)
def test_on_cherche_par_nom_adresse_ou_texte(demande, client_de, referent, texte, trouvee):
    trouvees = chercher(client_de(referent), texte).context["form"].trouvees
    assert (demande in trouvees) is trouvee


def test_une_recherche_trop_courte_ou_absurde_se_dit(demande, client_de, referent):
    client = client_de(referent)
    for texte in ("", "zo", "\x00\x00\x00\x00"):
        assert chercher(client, texte).context["form"].errors["q"]
    assert not Journal.objects.filter(details__acte="recherche d'une personne").exists()


def test_trop_de_demandes_se_disent(demande, autre, client_de, referent, monkeypatch):
    monkeypatch.setattr("suivi.forms.personne.MONTREES", 1)
    page = chercher(client_de(referent), "example.org")
    assert page.context["form"].deborde
    assert len(page.context["form"].trouvees) == 1


def test_la_recherche_se_consigne_sans_les_mots(demande, client_de, referent):
    chercher(client_de(referent), "quidamont")
    ligne = Journal.objects.filter(genre=Journal.Genre.CONSULTATION).first()
    assert ligne.agent == referent
    assert ligne.details == {"acte": "recherche d'une personne", "trouvees": 1}


def test_une_demande_d_un_autre_departement_ne_se_trouve_pas(client_de, referent, autre_service):
    autre = factories.DemandeFactory(
        departement=autre_service.site.departement, service=autre_service
    )
    factories.IdentiteFactory(demande=autre, nom=NOM)
    assert chercher(client_de(referent), "quidamont").context["form"].trouvees == []


@pytest.fixture
def archive(demande, autre, client_de, referent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        saisie = {"q": "quidamont", "acte": "remettre", "demandes": [demande.pk]}
        client_de(referent).post(PERSONNE, saisie)
    return Production.objects.get(genre="personne")


def test_l_archive_dit_tout_et_se_lit_sans_l_application(archive, demande, autre):
    with archive.fichier.open() as fichier, ZipFile(BytesIO(fichier.read())) as livre:
        noms = livre.namelist()
        page = livre.read("lisez-moi.html").decode()
        (donnees,) = json.loads(livre.read("donnees.json"))["demandes"]
        assert livre.read(donnees["pieces"][0]["fichier"]) == PNG
        assert livre.read(donnees["reponses"][0]["fichier"]) == b"%PDF-courrier"
    assert all(nom.count("..") == 0 and not nom.startswith("/") for nom in noms)
    assert (donnees["numero"], donnees["nom"], donnees["coordonnees"]) == ("A-17", NOM, ADRESSE)
    assert donnees["dates"]["arrivée le"] == "2022-03-07"
    assert len(donnees["consultations"]) == 1
    for dit in (NOM, ADRESSE, "Passeport", "Il est prêt.", "A-17"):
        assert dit in page
    assert "Usager 012" not in page


def test_l_archive_n_est_qu_a_qui_l_a_demandee_et_sept_jours(
    archive, client_de, creer_agent, departement
):
    assert (archive.expire_le - archive.terminee_le).days == 7
    for role in ("referent_qualite", "administrateur"):
        autrui = client_de(creer_agent(role, departement))
        assert autrui.get(archive.get_absolute_url()).status_code == 404
        assert NOM not in autrui.get(reverse("socle:production_list")).content.decode()


def test_la_remise_se_consigne(archive, demande, referent):
    ligne = Journal.objects.get(details__acte="données remises à une personne")
    assert (ligne.agent, ligne.details["demandes"]) == (referent, [demande.pk])


def test_une_piece_perdue_par_le_stockage_n_empeche_pas_l_archive(
    demande, client_de, referent, django_capture_on_commit_callbacks
):
    default_storage.delete(demande.pieces.get().fichier.name)
    with django_capture_on_commit_callbacks(execute=True):
        saisie = {"q": "quidamont", "acte": "remettre", "demandes": [demande.pk]}
        client_de(referent).post(PERSONNE, saisie)
    production = Production.objects.get(genre="personne")
    with production.fichier.open() as fichier, ZipFile(BytesIO(fichier.read())) as livre:
        assert "fichier absent" in livre.read("lisez-moi.html").decode()


def test_l_effacement_demande_un_motif_et_garde_la_saisie(demande, client_de, referent):
    saisie = {"q": "quidamont", "acte": "effacer", "demandes": [demande.pk]}
    page = client_de(referent).post(PERSONNE, saisie)
    assert "Dites pourquoi" in page.content.decode()
    assert page.context["form"].choisies == {str(demande.pk)}
    assert Identite.objects.exists()


def test_effacer_ne_touche_que_ce_qui_est_coche_et_jamais_un_blocage(
    demande, service, archive, client_de, referent, django_capture_on_commit_callbacks
):
    bloquee = factories.DemandeFactory(departement=service.site.departement, service=service)
    factories.IdentiteFactory(demande=bloquee, nom=NOM)
    Blocage.objects.create(demande=bloquee, motif="Recours")
    saisie = {"q": "quidamont", "acte": "effacer", "motif": "Lettre du 10 mars"}
    with django_capture_on_commit_callbacks(execute=True):
        suite = client_de(referent).post(
            PERSONNE, saisie | {"demandes": [demande.pk, bloquee.pk]}, follow=True
        )
    assert "est effacée de 1 demande" in suite.content.decode()
    assert "Gardées, car bloquées" in suite.content.decode()
    assert set(Identite.objects.values_list("nom", flat=True)) == {"Usager 012", NOM}
    assert not hasattr(Demande.objects.get(pk=demande.pk), "identite")
    archive.refresh_from_db()
    assert not archive.fichier, "l'archive remise nommait la personne"


def test_cocher_une_demande_hors_de_la_recherche_se_refuse(demande, autre, client_de, referent):
    saisie = {"q": "quidamont", "acte": "effacer", "motif": "x", "demandes": [autre.pk]}
    assert client_de(referent).post(PERSONNE, saisie).context["form"].errors
    assert Identite.objects.count() == 2


def test_sans_rien_cocher_on_le_dit(demande, client_de, referent):
    page = client_de(referent).post(PERSONNE, {"q": "quidamont", "acte": "remettre"})
    assert "Cochez d&#x27;abord" in page.content.decode()
    assert not Production.objects.exists()


@pytest.mark.parametrize(
    ("nom", "sur"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("carte d'identité.png", "carte-d-identité.png"),
        ("...", "piece"),
        ("CON:x?.pdf", "CON-x-.pdf"),
    ],
)
def test_un_nom_de_fichier_reste_dans_son_dossier(nom, sur):
    assert nom_sur(nom) == sur


def test_les_acces_disent_qui_quoi_quand_jamais_de_qui(demande, client_de, referent):
    page = client_de(referent).get(ACCES).content.decode()
    assert str(referent) in page and f"Référence {demande.pk}" in page
    assert "consultation d&#x27;identité" in page
    assert "Quidamont" not in page


def test_les_acces_se_filtrent_par_agent_date_et_demande(demande, autre, client_de, referent):
    Journal.objects.consigner(referent, Journal.Genre.CONSULTATION, {"demande": autre.pk})
    Journal.objects.consigner(referent, Journal.Genre.EXPORT, {"liste": "demandes"})
    client = client_de(referent)

    def nombre(**filtres):
        return client.get(ACCES, filtres).context["table"].paginator.count

    assert nombre() == 2
    assert nombre(demande=demande.pk) == 1
    assert nombre(agent=referent.pk) == 2
    assert nombre(du="2000-01-01", au="2001-01-01") == 0
    assert nombre(genre="effacement") == 0
    assert client.get(ACCES, {"export": "xlsx"}).status_code == 200
