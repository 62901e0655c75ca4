"""Les pièces à fournir à un auditeur : l'état de chacune, la date d'envoi, la page."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import circuit
from engagements.cycle import CALCULE, FAIT, PREVU, Jalon
from engagements.models import Etape
from pilotage.dossier.retenus import Sort
from pilotage.envoi import Exemplaire, PieceFournie, Tenue, compter, envois, prochain_envoi
from pilotage.models import PieceAFournir
from pilotage.pieces import envoi_des_pieces, pieces_fournies, pieces_manquantes
from qualepref.socle.temps import aujourdhui
from tests import factories

LE = date(2022, 6, 1)
PAGE = "/pieces-a-fournir/"


def exemplaire(type_="guide_accueil", **suite):
    return Exemplaire(1, "GA-1", "Guide", type_, "Accueil", **suite)


def piece(*exemplaires, tenues=(), types_tenus=()):
    types = {"guide_accueil": "Guide d'accueil", "memo": "Mémo"}
    return PieceFournie(1, "Guides", types, exemplaires, tenues, frozenset(types_tenus))


# --- Règles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("une", "etat", "absents"),
    [
        (piece(), "manquante", []),
        (piece(exemplaire(caduc_depuis=LE)), "caduque", []),
        (piece(exemplaire()), "presente", ["Mémo"]),
        (piece(exemplaire(), exemplaire("memo")), "presente", []),
        (piece(exemplaire(), exemplaire("memo", caduc_depuis=LE)), "presente", ["Mémo"]),
        (piece(exemplaire(sort=Sort.PERSONNEL)), "dehors", ["Mémo"]),
        (piece(exemplaire(sort=Sort.AILLEURS), exemplaire(caduc_depuis=LE)), "dehors", ["Mémo"]),
        (piece(tenues=[Tenue("Plan", "/")], types_tenus=["memo"]), "tenue", ["Guide d'accueil"]),
    ],
)
def test_l_etat_d_une_piece(une, etat, absents):
    assert (une.etat, une.absents) == (etat, absents)
    assert une.est_prete == (etat in ("presente", "tenue"))


def test_les_etats_se_comptent_zeros_compris():
    assert compter([piece(), piece(exemplaire())]) == {
        **{"presente": 1, "tenue": 0, "dehors": 0, "caduque": 0, "manquante": 1}
    }


def test_l_envoi_est_trente_jours_avant_le_premier_audit_a_venir():
    jalons = [
        Jalon("audit_interne", date(2022, 5, 1), PREVU),  # passé
        Jalon("obtention", date(2022, 6, 2), PREVU),
        Jalon("renouvellement", date(2023, 1, 1), CALCULE),
        Jalon("suivi", date(2022, 7, 5), FAIT),
        Jalon("audit_externe", date(2022, 7, 10), PREVU),
    ]
    tous = envois(jalons, 30)
    assert [envoi.audit.month for envoi in tous] == [5, 7, 1]
    envoi = prochain_envoi(tous, LE)
    assert (envoi.genre, envoi.echeance) == ("audit_externe", date(2022, 6, 10))
    assert not envoi.est_depassee(date(2022, 6, 10)) and envoi.est_depassee(date(2022, 6, 11))
    assert prochain_envoi(envois(jalons[:2], 30), LE) is None


# --- Le registre ----------------------------------------------------------------------------------


@pytest.fixture
def politique(departement, service):
    factories.PieceAFournirFactory(ordre=2, intitule="Politique qualité")
    return factories.TypeDocumentFactory(cle="politique_qualite", libelle="Politique qualité")


@pytest.fixture
def document(departement, service, politique):
    un = factories.DocumentFactory(
        departement=departement,
        service=service,
        type=politique,
        reference="PQ-1",
        intitule="Notre politique",
        date_caducite=date(2022, 12, 31),
    )
    factories.VersionDocumentFactory(document=un, numero=1, en_vigueur_du=date(2022, 1, 1))
    return un


def seule(departement, le=LE, agent=None):
    """La seule pièce demandée ; l'accueil, qui compte en SQL, en dit autant."""
    (une,) = pieces_fournies(departement, le, agent)
    assert pieces_manquantes(departement, le, agent) == (not une.est_prete)
    return une


def test_sans_document_la_piece_manque(departement, politique):
    assert seule(departement).etat == "manquante"


def test_un_document_en_vigueur_la_rend_presente_jusqu_a_sa_caducite(departement, document):
    assert seule(departement).etat == "presente"
    assert seule(departement, date(2022, 12, 31)).etat == "presente"
    caduque = seule(departement, date(2023, 1, 1))
    assert caduque.etat == "caduque"
    assert caduque.caducs[0].caduc_depuis == date(2022, 12, 31)
    assert seule(departement, date(2021, 12, 31)).etat == "manquante"


def test_a_une_date_passee_c_est_la_version_d_alors(departement, document):
    ancienne = document.versions.get()
    document.versions.update(en_vigueur_au=date(2022, 5, 31))
    factories.VersionDocumentFactory(document=document, numero=2, en_vigueur_du=date(2022, 6, 1))
    (un,) = seule(departement, date(2022, 5, 31)).valables
    assert (un.version, un.numero) == (ancienne.pk, 1)
    assert seule(departement).valables[0].numero == 2


@pytest.mark.parametrize("etat", [circuit.A_REDIGER, circuit.EN_REDACTION, circuit.EN_RELECTURE])
def test_un_document_en_preparation_ne_compte_pas(departement, document, etat):
    document.versions.all().delete()
    for connus in (type(document).objects, document.history):
        connus.update(etat=etat)
    assert seule(departement).etat == "manquante"


def test_un_document_archive_compte_jusqu_au_jour_de_son_archivage(departement, document):
    type(document).objects.update(
        etat=circuit.ARCHIVE, motif="Remplacé", date_archivage=date(2022, 6, 1)
    )
    document.versions.update(en_vigueur_au=date(2022, 6, 1))
    assert seule(departement).etat == "presente"
    assert seule(departement, date(2022, 6, 2)).etat == "manquante"


def test_le_perimetre_est_celui_des_sites_engages(departement, document, campagne):
    assert seule(departement).etat == "presente"
    ailleurs = factories.ServiceFactory(site__departement=departement)
    type(document).objects.update(service=ailleurs)
    assert seule(departement).etat == "manquante"


def test_un_autre_departement_ne_fournit_rien(autre_departement, document):
    assert seule(autre_departement).etat == "manquante"


def test_ce_que_l_application_tient_elle_meme_ne_manque_pas(departement, auditeur):
    factories.PieceAFournirFactory(types=["plan_actions"])
    assert seule(departement).etat == "manquante"
    factories.ActionFactory(departement=departement)
    une = seule(departement, agent=auditeur)
    assert une.etat == "tenue" and une.tenues[0].url == reverse("engagements:action_list")


def test_le_registre_des_reclamations_est_tenu_des_qu_une_y_est(departement, service):
    factories.PieceAFournirFactory(types=["registre_reclamations"])
    recue = {"service": service, "date_arrivee": LE}
    factories.DemandeFactory(registre="courriers_courriels", **recue)
    assert seule(departement).etat == "manquante"
    factories.DemandeFactory(registre="suggestions_reclamations", **recue)
    assert seule(departement).tenues[0].url == reverse("suivi:reclamation_list")


def test_la_date_vient_de_la_vie_du_label(departement):
    factories.PieceAFournirFactory()
    label = factories.LabellisationFactory(departement=departement)
    assert envoi_des_pieces(departement, LE) is None
    factories.EtapeFactory(
        labellisation=label, genre="audit_externe", date=date(2022, 9, 30), realisee=False
    )
    envoi = envoi_des_pieces(departement, LE)
    assert (envoi.audit, envoi.echeance) == (date(2022, 9, 30), date(2022, 8, 31))


def test_un_document_garde_ailleurs_ou_personnel_se_joint_a_part(
    departement, document, client_de, auditeur
):
    document.versions.all().delete()
    for connus in (type(document).objects, document.history):
        connus.update(emplacement="Armoire 3")
    une = seule(departement)
    assert (une.etat, une.etat_en_mots) == ("dehors", "à joindre à part")
    assert [un.reserve for un in une.exemplaires] == ["gardé ailleurs : Armoire 3"]
    page = client_de(auditeur).get(PAGE + "?le=2022-06-01").content.decode()
    assert "gardé ailleurs" in page and "Armoire 3" in page
    factories.VersionDocumentFactory(document=document, en_vigueur_du=date(2022, 1, 1))
    assert seule(departement).etat == "presente"
    type(document.type).objects.update(donnees_personnelles=True)
    (un,) = seule(departement).exemplaires
    assert seule(departement).etat == "dehors" and "données personnelles" in un.reserve


def test_l_envoi_des_pieces_est_au_calendrier(
    settings, departement, politique, client_de, referent, auditeur
):
    settings.ARRETE = LE
    label = factories.LabellisationFactory(departement=departement)
    factories.EtapeFactory(
        labellisation=label, genre="audit_externe", date=date(2022, 7, 20), realisee=False
    )
    for agent, sien in ((referent, True), (auditeur, False)):
        page = client_de(agent).get(reverse("socle:agenda") + "?mois=2022-06").content.decode()
        case = page.partition('id="jour-2022-06-20"')[2].partition("</td>")[0]
        assert f'href="{PAGE}"' in case and "1 envoi de pièces à l&#x27;auditeur" in case
        ics = client_de(agent).get(reverse("socle:agenda_ics")).content.decode()
        assert ("avant l'audit du 20/07/2022" in ics.replace("\r\n ", "")) is sien
    Etape.objects.update(realisee=True)
    page = client_de(referent).get(reverse("socle:agenda") + "?mois=2022-06").content.decode()
    assert "envoi de pièces à" not in page.partition('id="jour-2022-06-20"')[2]


# --- La liste livrée ------------------------------------------------------------------------------


def test_la_liste_livree_se_charge_et_ne_change_rien_deux_fois(db, capsys):
    dossier = settings.RACINE
    types = dossier / "documents" / "donnees" / "types-documents.yaml"
    audit = dossier / "pilotage" / "donnees" / "audit.yaml"
    call_command("charger_referentiel", types, audit, verbosity=0)
    pieces = PieceAFournir.objects.demandees()
    assert len(pieces) == 22 and {une.delai_jours for une in pieces} == {30}
    connus = set(factories.TypeDocumentFactory._meta.model.objects.values_list("cle", flat=True))
    assert {code for une in pieces for code in une.types} <= connus
    call_command("charger_referentiel", audit)
    assert "0 créés, 0 mis à jour, 22 inchangés" in capsys.readouterr().out


@pytest.fixture
def fichier(tmp_path):
    def ecrire(*lignes):
        chemin = tmp_path / "audit.yaml"
        entete = "meta: {code: audit}\npieces_a_fournir:\n  delai_jours_avant: 20\n  liste:\n"
        chemin.write_text(entete + "".join(f"    - {ligne}\n" for ligne in lignes))
        call_command("charger_referentiel", chemin, verbosity=0)

    return ecrire


def test_une_piece_absente_du_fichier_est_retiree(db, fichier):
    fichier("{ordre: 1, piece: Une, types: [memo]}", "{ordre: 2, piece: Deux, types: [memo]}")
    fichier("{ordre: 2, piece: La deuxième, types: [memo]}")
    assert [str(une) for une in PieceAFournir.objects.demandees()] == ["La deuxième"]


def test_deux_pieces_de_meme_rang_sont_refusees(db, fichier):
    with pytest.raises(CommandError, match="Deux pièces portent le rang 1"):
        fichier("{ordre: 1, piece: Une, types: [memo]}", "{ordre: 1, piece: Deux, types: [memo]}")
    assert not PieceAFournir.objects.exists()


# --- La page --------------------------------------------------------------------------------------


def test_l_auditeur_lit_les_pieces_et_leurs_documents(client_de, auditeur, document):
    page = client_de(auditeur).get(PAGE + "?le=2022-06-01").content.decode()
    assert "Politique qualité" in page and "PQ-1" in page and "présente" in page
    assert "elle part avec le dossier de preuves." in page
    assert "Au 1er juin 2022" in page.replace("\xa0", " ")
    page = client_de(auditeur).get(PAGE + "?le=2023-02-01").content.decode()
    assert "caduc depuis le 31/12/2022" in page


def test_une_date_illisible_se_dit(client_de, auditeur, document):
    page = client_de(auditeur).get(PAGE + "?le=31/02/2022").content.decode()
    assert "n&#x27;a que 28 jours" in page


def test_sans_audit_prevu_la_page_le_dit(client_de, referent, politique):
    page = client_de(referent).get(PAGE).content.decode()
    assert "Aucun audit n’est prévu" in page and "Noter l’audit" in page


def test_un_auditeur_d_un_site_ne_lit_pas_les_documents_d_un_autre(
    departement, document, creer_agent, site
):
    auditeur = creer_agent("auditeur", departement)
    autre_site = factories.SiteFactory(departement=departement)
    auditeur.designations.update(site=autre_site)
    type(document.type).objects.update(donnees_personnelles=True)
    assert seule(departement, agent=auditeur).etat == "manquante"
    assert seule(departement).etat == "dehors"


def test_autant_de_requetes_pour_une_piece_que_pour_vingt(client_de, auditeur, document):
    client = client_de(auditeur)
    client.get(PAGE)
    peu = requetes(client)
    factories.PieceAFournirFactory.create_batch(20)
    for type_ in factories.TypeDocumentFactory.create_batch(5):
        factories.PieceAFournirFactory(types=[type_.cle])
        factories.DocumentFactory.create_batch(
            5, type=type_, departement=document.departement, service=document.service
        )
    assert requetes(client) == peu


def requetes(client):
    with CaptureQueriesContext(connection) as capture:
        assert client.get(PAGE).status_code == 200
    return len(capture)


@pytest.mark.parametrize(
    ("jours_avant", "dite"), [(20, True), (31, True), (122, True), (123, False), (-1, False)]
)
def test_a_faire_annonce_l_envoi_trois_mois_avant(
    client_de, auditeur, departement, politique, jours_avant, dite
):
    label = factories.LabellisationFactory(departement=departement)
    audit = aujourdhui() + timedelta(days=jours_avant)
    factories.EtapeFactory(labellisation=label, genre="audit_externe", date=audit, realisee=False)
    page = client_de(auditeur).get("/").content.decode()
    envoi = audit - timedelta(days=30)
    dit = f"pièce encore hors du dossier de preuves, à envoyer le {envoi:%d/%m/%Y}"
    assert (dit in page) == dite


def test_l_accueil_compte_les_pieces_sans_lire_les_documents(departement, document):
    with CaptureQueriesContext(connection) as capture:
        assert pieces_manquantes(departement, LE) == 0
    assert not [une for une in capture if "intitule" in une["sql"]]
    assert len(capture) <= 4
