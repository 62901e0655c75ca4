"""Le dossier de preuves fabriqué : ce qu'il contient à la date dite, et ce qu'il avoue manquer."""

import hashlib
import io
import subprocess
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from documents.models import PreuveDocument
from engagements.models import Engagement
from formations.models import PreuveFormation
from pilotage.dossier.archive import Archive
from pilotage.dossier.pages import poids
from qualepref.socle.models import Journal
from qualepref.socle.sorties.csv_inerte import en_csv
from tests import factories
from tests.pilotage.dossiers import LE, archive, document, etendue, fichiers, lignes, texte, version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def le_31_decembre(settings, tmp_path):
    settings.ARRETE = LE
    options = {"location": tmp_path / "medias"}
    settings.STORAGES = settings.STORAGES | {
        "default": {**settings.STORAGES["default"], "OPTIONS": options}
    }


@pytest.fixture
def engagement(campagne):
    return Engagement.objects.get(numero=1)


def test_une_date_passee_rend_l_ancienne_version(referent, service, engagement):
    fiche = document(service, engagement=engagement)
    version(fiche, b"%PDF ancienne", date(2021, 1, 1), numero=1, en_vigueur_au=date(2022, 5, 31))
    version(fiche, b"%PDF nouvelle", date(2022, 6, 1), numero=2)
    for le, numero, octets in (
        (date(2022, 5, 31), 1, b"%PDF ancienne"),
        (date(2022, 6, 1), 2, b"%PDF nouvelle"),
    ):
        relue = archive(referent, le, campagne=None)
        (nom,) = fichiers(relue, "01-")
        assert nom == f"01-Nous vous informons/FP-AG-001-v{numero} Accueillir un usager.pdf"
        assert relue.read(nom) == octets
    assert fichiers(archive(referent, date(2020, 12, 31)), "01-") == []


def test_sha256sum_ne_trouve_rien_a_redire(referent, service, engagement, tmp_path):
    version(document(service, "É-1", engagement, intitule="L'été à l'accueil, « fiche »"))
    version(document(service, "Z-1", intitule="-rf *"), b"\0" * 100_000, nom="x.docx")
    archive(referent).extractall(tmp_path / "lu")
    dit = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=tmp_path / "lu",
        capture_output=True,
        text=True,
        check=False,
    )
    assert dit.returncode == 0 and not dit.stderr
    assert len(dit.stdout.splitlines()) == len(fichiers(archive(referent))) - 1


def test_le_manifeste_dit_chaque_fichier(referent, service, engagement):
    fiche = document(service, engagement=engagement, intitule="=1+1")
    fiche.exigences.add(engagement.exigences.get(code="1.1"))
    version(fiche, numero=3)
    relue = archive(referent)
    dites = lignes(relue, "manifeste.csv")
    (une,) = [ligne for ligne in dites if ligne["référence"]]
    assert une == {
        "chemin": "01-Nous vous informons/FP-AG-001-v3 =1+1.pdf",
        "octets": "14",
        "sha256": hashlib.sha256(b"%PDF-1.4 essai").hexdigest(),
        "référence": "FP-AG-001",
        "version": "3",
        "intitulé": "'=1+1",
        "type": str(fiche.type),
        "engagements": "1",
        "exigences": "1.1",
        "service": "Accueil général",
        "en vigueur du": "2022-01-01",
        "en vigueur au": "",
        "gardé": "dans ce dossier",
    }
    hors = {"SHA256SUMS", "manifeste.csv"}
    assert {ligne["chemin"] for ligne in dites} == {*fichiers(relue)} - hors


def test_les_donnees_personnelles_restent_dehors(referent, service, engagement):
    fiche = document(service, engagement=engagement)
    fiche.type.donnees_personnelles = True
    fiche.type.save()
    version(fiche)
    relue = archive(referent)
    assert relue.bilan["fichiers"] == 0 and relue.bilan["dehors"] == 1
    assert fichiers(relue, "01-") == []
    assert "FP-AG-001" in texte(relue) and "porte des données personnelles" in texte(relue)


def tout_lu(relue):
    """Chaque nom, chaque texte et chaque case de l'archive."""
    textes = [texte(relue, nom) for nom in fichiers(relue) if nom.endswith((".csv", ".html"))]
    livres = [nom for nom in fichiers(relue) if nom.endswith(".xlsx")]
    cases = [
        str(valeur)
        for nom in livres
        for feuille in load_workbook(io.BytesIO(relue.read(nom)))
        for ligne in feuille.values
        for valeur in ligne
    ]
    return " ".join([*relue.namelist(), *textes, *cases])


@pytest.mark.parametrize("le", [LE, None])
def test_un_document_personnel_ne_dit_que_sa_reference_et_son_type(
    le, referent, service, cellule, engagement
):
    fiche = document(
        service,
        "LF-7",
        engagement,
        intitule="Fiche de poste de Mme Untel",
        emplacement="Armoire de M. Quidam",
    )
    version(fiche)
    factories.PieceAFournirFactory(types=[fiche.type.cle])
    engagement.exigences.update(preuves=[fiche.type.cle])
    citer(cellule, fiche)
    a_la_main = factories.PreuveFactory(
        departement=referent.departement,
        intitule="Fiche de Mme Untel",
        emplacement="Chez M. Quidam",
        type_preuve=fiche.type.cle,
        valable_jusqu_au=date(2022, 6, 30),
    )
    cellule.preuves.add(a_la_main)
    type(fiche.type).objects.update(donnees_personnelles=True)
    tout = tout_lu(archive(referent, le or timezone.localdate()))
    assert "LF-7" in tout and fiche.type.libelle in tout
    assert "Untel" not in tout and "Quidam" not in tout


def test_une_feuille_d_emargement_citee_se_lit_sans_nommer(referent, service, cellule):
    """Son type porte des noms ; l'intitulé que tient l'application n'en dit aucun."""
    factories.TypeDocumentFactory(cle="feuille_emargement", donnees_personnelles=True)
    seance = factories.SensibilisationFactory(
        departement=referent.departement, sujet="Le label", presents=12, jour=date(2022, 11, 8)
    )
    cellule.preuves.add(PreuveFormation.objects.citer("sensibilisation", seance, service))
    tout = tout_lu(archive(referent, timezone.localdate()))
    assert "Sensibilisation : Le label, 08/11/2022 (présents : 12)" in tout


def test_intitules_et_emplacements_perdent_courriels_et_telephones(
    referent, service, cellule, engagement
):
    joindre = "jeu@essai.fr ou 01 23 45 67 89"
    version(document(service, "FP-1", engagement, intitule=f"Joindre {joindre}"))
    document(service, "FP-2", engagement, emplacement=f"Demander à {joindre}")
    citee = factories.PreuveFactory(
        departement=referent.departement,
        intitule=f"Lettre de {joindre}",
        emplacement=f"Chez {joindre}",
    )
    cellule.preuves.add(citee)
    tout = tout_lu(archive(referent, timezone.localdate()))
    assert "[effacé] ou [effacé]" in tout
    assert "jeu@essai.fr" not in tout and "01 23 45" not in tout


def test_un_fichier_disparu_se_dit_et_n_arrete_rien(referent, service, engagement):
    perdu = version(document(service, "FP-1", engagement))
    version(document(service, "FP-2", engagement))
    default_storage.delete(perdu.fichier.name)
    relue = archive(referent)
    assert relue.bilan["absents"] == 1 and relue.bilan["fichiers"] == 1
    assert "introuvable dans l" in texte(relue)


def test_un_fichier_change_depuis_son_depot_se_dit(referent, service, engagement):
    une = version(document(service, engagement=engagement))
    with default_storage.open(une.fichier.name, "wb") as fichier:
        fichier.write(b"%PDF autre")
    relue = archive(referent)
    assert relue.bilan["abimes"] == 1
    assert "n’a plus l’empreinte notée à son dépôt" in texte(relue)


def test_un_document_caduc_a_cette_date_n_est_pas_joint(referent, service, engagement):
    version(document(service, engagement=engagement, date_caducite=date(2022, 6, 30)))
    assert archive(referent, date(2022, 6, 30)).bilan["fichiers"] == 1
    relue = archive(referent)
    assert relue.bilan["fichiers"] == 0
    assert "Caduc depuis le 30/06/2022" in texte(relue)


def ecrire_comme_au(objet, jour):
    """Date de ce jour-là la dernière ligne de son histoire."""
    ligne = objet.history.first()
    ligne.history_date = timezone.make_aware(datetime(jour.year, jour.month, jour.day, 12))
    ligne.save()


def test_ce_qui_a_ete_prolonge_depuis_est_caduc_au_dossier_d_avant(
    referent, service, cellule, engagement, settings
):
    fiche = document(service, engagement=engagement, date_caducite=date(2022, 6, 30))
    version(fiche)
    ecrire_comme_au(fiche, date(2022, 1, 1))
    settings.ARRETE = date(2022, 2, 1)
    citer(cellule, fiche)
    ecrire_comme_au(fiche.citations.get().preuve, date(2022, 2, 1))
    settings.ARRETE = LE
    fiche.prolonger(date(2024, 6, 30), "Toujours juste")
    avant = archive(referent, date(2022, 9, 30), campagne=cellule.campagne)
    assert avant.bilan["fichiers"] == 0 and "Caduc depuis le 30/06/2022" in texte(avant)
    assert "Périmée depuis le 30/06/2022" in texte(avant)
    _, ligne = classeur(avant, "tableau-des-enregistrements")
    assert ligne[8].date() == date(2022, 6, 30)
    aujourd_hui = archive(referent)
    assert aujourd_hui.bilan["fichiers"] == 1
    assert "au 30/06/2024</span>" in texte(aujourd_hui)


def test_un_document_garde_ailleurs_verse_depuis_reste_au_dossier_d_avant(
    referent, service, engagement
):
    fiche = document(service, engagement=engagement, emplacement="Armoire 3")
    ecrire_comme_au(fiche, date(2022, 1, 1))
    version(fiche, du=None)
    fiche.mettre_en_vigueur(date(2022, 9, 1))
    assert "Gardé ailleurs\xa0: Armoire 3" in texte(archive(referent, date(2022, 8, 31)))
    assert archive(referent, date(2022, 9, 1)).bilan["fichiers"] == 1


def test_un_document_garde_ailleurs_se_dit_partout(referent, service, engagement):
    fiche = document(service, engagement=engagement, emplacement="Armoire 3")
    engagement.exigences.update(preuves=[fiche.type.cle])
    factories.PieceAFournirFactory(intitule="La fiche", types=[fiche.type.cle])
    relue = archive(referent)
    assert "À joindre à part :</span> La fiche" in texte(relue)
    assert (relue.bilan["ailleurs"], relue.bilan["fichiers"], relue.bilan["manques"]) == (1, 0, 0)
    page = texte(relue)
    assert "Gardé ailleurs\xa0: Armoire 3" in page and "Preuve gardée ailleurs</h3>" in page
    (une,) = [ligne for ligne in lignes(relue, "manifeste.csv") if ligne["référence"]]
    assert (une["chemin"], une["gardé"]) == ("", "gardé ailleurs : Armoire 3")


def test_un_engagement_hors_du_perimetre_ne_manque_de_rien(referent, engagement, campagne):
    engagement.exigences.update(preuves=["affiche"])
    assert archive(referent).bilan["manques"] == 1
    Engagement.objects.update(facultatif=True)
    relue = archive(referent)
    assert relue.bilan["manques"] == 0 and lignes(relue, "preuves-manquantes.csv") == []
    assert "Non engagé au périmètre à cette date" in texte(relue)
    Engagement.objects.update(facultatif=False)
    engagement.exigences.update(facultative=True)
    assert archive(referent).bilan["manques"] == 0


def test_les_preuves_manquantes_sont_ecrites(referent, service, engagement):
    engagement.exigences.filter(code="1.1").update(preuves=["fiche_procedure", "affiche"])
    engagement.exigences.filter(code="1.2").update(preuves=["affiche"])
    relue = archive(referent)
    dites = [
        (ligne["dossier"], ligne["preuve attendue"], ligne["exigences"], ligne["remarque"])
        for ligne in lignes(relue, "preuves-manquantes.csv")
    ]
    ou = "01-Nous vous informons"
    assert (ou, "affiche", "1.1, 1.2", "aucune preuve") in dites and len(dites) == 2
    assert relue.bilan["manques"] == 2


def test_les_preuves_citees_se_lisent_avec_leur_validite(referent, service, cellule):
    preuve = factories.PreuveFactory(
        departement=referent.departement,
        service=service,
        intitule="Photo du hall",
        valable_jusqu_au=date(2022, 6, 30),
        date_effet=date(2022, 1, 1),
        emplacement="Dossier commun",
    )
    cellule.preuves.add(preuve)
    page = texte(archive(referent))
    assert "Photo du hall" in page and "Périmée depuis le 30/06/2022" in page
    assert "Dossier commun" in page and "exigence 1.1" in page


def test_le_perimetre_demande_garde_les_services_et_leurs_parents(referent, service, voisin, site):
    for rang, un in enumerate((service, voisin, site.services.get(parent=None))):
        version(document(un, f"FP-{rang}"))
    relue = archive(referent, services=frozenset({service.pk}))
    assert [nom.split("-v")[0] for nom in fichiers(relue, "00-D")] == [
        "00-Démarche qualité/FP-0",
        "00-Démarche qualité/FP-2",
    ]


def test_rien_d_un_autre_departement_n_y_entre(referent, autre_service, campagne):
    version(document(autre_service))
    assert archive(referent).bilan["fichiers"] == 0


def test_les_tableaux_s_ouvrent_et_ne_nomment_personne(referent, service, cellule):
    factories.ActionFactory(
        departement=referent.departement, service=service, responsable_lu="Mme Untel"
    )
    version(document(service))
    Journal.objects.consigner(referent, Journal.Genre.EXPORT, {"liste": "demandes", "lignes": 3})
    relue = archive(referent, timezone.localdate())  # le journal suit l'horloge
    feuilles = {
        nom.rpartition("/")[2]: load_workbook(io.BytesIO(relue.read(nom)))
        for nom in fichiers(relue, "00-Tableaux")
    }
    assert set(feuilles) == {
        *("auto-evaluation.xlsx", "plan-d-actions.xlsx", "indicateurs.xlsx", "journal.xlsx"),
        *("tableau-des-enregistrements.xlsx", "registres-des-demandes.xlsx"),
    }
    tout = " ".join(
        str(valeur)
        for livre in feuilles.values()
        for feuille in livre
        for ligne in feuille.values
        for valeur in ligne
    )
    assert "Accueil général" in tout and "1.1" in tout and "liste demandes, lignes 3" in tout
    assert "Mme Untel" not in tout and str(referent) not in tout


def classeur(relue, nom):
    livre = load_workbook(io.BytesIO(relue.read(f"00-Tableaux/{nom}.xlsx")))
    return [list(ligne) for feuille in livre for ligne in feuille.values]


def test_le_tableau_des_enregistrements_est_celui_de_la_date(referent, service, engagement):
    fiche = document(service, engagement=engagement, date_caducite=date(2024, 6, 30))
    version(fiche, du=date(2021, 1, 1), numero=1, en_vigueur_au=date(2022, 5, 31))
    version(fiche, b"%PDF 2", date(2022, 6, 1), numero=2)
    for le, numero in ((date(2022, 5, 31), 1), (date(2022, 6, 1), 2)):
        _, ligne = classeur(archive(referent, le), "tableau-des-enregistrements")
        assert (ligne[0], ligne[4], ligne[6]) == ("FP-AG-001", "Accueil général", numero)
        assert ligne[8].date() == date(2024, 6, 30)


def test_les_registres_des_demandes_ne_disent_que_des_jours(referent, service):
    factories.DemandeFactory(
        service=service,
        numero="2022-7",
        objet="Dossier de Mme Untel",
        date_arrivee=date(2022, 6, 1),
        date_reponse=date(2022, 6, 20),
    )
    factories.DemandeFactory(service=service, numero="2021-1", date_arrivee=date(2021, 12, 30))
    for le, repondue in ((date(2022, 6, 10), None), (LE, date(2022, 6, 20))):
        lignes_ = classeur(archive(referent, le), "registres-des-demandes")
        (ligne,) = [une for une in lignes_ if une[0] == "2022-7"]
        assert (ligne[9] and ligne[9].date()) == repondue
        assert "Untel" not in str(lignes_)
    assert "2021-1" not in str(lignes_)  # arrivée plus d'un an avant


def test_les_pieces_que_tient_l_application_sont_au_dossier(referent, service):
    factories.PieceAFournirFactory(
        ordre=1, intitule="Tableau tenu", types=["tableau_enregistrements"]
    )
    factories.PieceAFournirFactory(ordre=2, intitule="Registre tenu", types=["registre_demandes"])
    page = texte(archive(referent))
    assert 'href="00-Tableaux/tableau-des-enregistrements.xlsx"' in page
    assert 'href="00-Tableaux/registres-des-demandes.xlsx"' in page


def test_un_tableau_vide_ne_tient_lieu_de_rien(referent, service, engagement):
    attendus = ["plan_actions", "registre_demandes", "registre_reclamations"]
    engagement.exigences.update(preuves=attendus)
    factories.PieceAFournirFactory(intitule="Le plan", types=["plan_actions"])

    def manquent():
        relue = archive(referent)
        dites = {ligne["preuve attendue"] for ligne in lignes(relue, "preuves-manquantes.csv")}
        return dites, "Manque :</span> Le plan" in texte(relue)

    assert manquent() == (set(attendus), True)
    recue = {"service": service, "date_arrivee": date(2022, 6, 1)}
    factories.ActionFactory(departement=referent.departement, service=service)
    factories.DemandeFactory(registre="courriers_courriels", **recue)
    assert manquent() == ({"registre_reclamations"}, False)
    factories.DemandeFactory(registre="suggestions_reclamations", **recue)
    assert manquent() == (set(), False)


def test_un_texte_libre_perd_courriels_et_telephones(referent, service, cellule):
    type(cellule).objects.update(commentaire="Écrire à jeu@essai.fr ou au 01 23 45 67 89")
    tout = str(classeur(archive(referent), "auto-evaluation"))
    assert "Écrire à [effacé] ou au [effacé]" in tout


def test_autant_de_requetes_pour_2_fichiers_que_pour_40(referent, service, engagement):
    def requetes():
        with CaptureQueriesContext(connection) as lues:
            archive(referent)
        return len(lues)

    def remplir(nombre, depuis):
        for rang in range(depuis, depuis + nombre):
            version(document(service, f"FP-{rang:03d}", engagement), b"%%PDF %d" % rang)

    remplir(2, 0)
    requetes()  # caches en mémoire
    deux = requetes()
    remplir(38, 2)
    assert requetes() == deux
    assert archive(referent).bilan["fichiers"] == 40


def test_une_archive_interrompue_ne_se_croit_pas_entiere():
    flux = io.BytesIO()
    with pytest.raises(OSError), Archive(flux, datetime(2022, 12, 31)) as archive_:
        archive_.ecrire("a.txt", b"a")
        raise OSError(28, "No space left on device")
    assert not zipfile.is_zipfile(flux)


def test_les_fichiers_se_rangent_sans_les_comprimer(referent, service):
    version(document(service), b"\0" * 5_000)
    relue = archive(referent)
    (partie,) = [un for un in relue.infolist() if un.filename.endswith(".pdf")]
    assert partie.compress_type == zipfile.ZIP_STORED and partie.compress_size == 5_000


@pytest.mark.parametrize("valeur", ["=1+1", "+33", "-1", "@a", "\tx"])
def test_un_csv_ne_porte_pas_de_formule(valeur):
    assert f"'{valeur}".encode() in en_csv(["a"], [[valeur]])


@pytest.mark.parametrize(
    ("octets", "dit"),
    [(0, "0\u00a0o"), (999, "999\u00a0o"), (1_400, "1,4\u00a0Ko"), (52_000_000, "52\u00a0Mo")],
)
def test_un_poids_se_dit_en_francais(octets, dit):
    assert poids(octets) == dit


def test_sans_referentiel_le_dossier_se_fait_quand_meme(referent, service):
    version(document(service))
    relue = archive(referent)
    assert relue.bilan["fichiers"] == 1 and etendue(referent).campagne is None


# --- Documents cités comme preuves ----------------------------------------------------------------


def citer(cellule, document_, version_=None):
    preuve = PreuveDocument.objects.citer(document_, cellule.service, version_)
    cellule.preuves.add(preuve)
    return preuve


def test_un_document_cite_va_au_dossier_de_l_engagement_qu_il_prouve(
    referent, service, voisin, cellule
):
    fiche = document(voisin)
    version(fiche, numero=1)
    citer(cellule, fiche)
    for services in (frozenset(), frozenset({service.pk})):
        relue = archive(referent, services=services)
        (nom,) = fichiers(relue, "01-")
        assert "FP-AG-001-v1" in nom
        apres = texte(relue).split("Preuves citées par les auto-évaluations")[1]
        assert 'href="01-Nous%20vous%20informons/FP-AG-001-v1' in apres


def test_une_version_citee_telle_quelle_se_joint_sans_valoir_preuve(
    referent, service, cellule, engagement
):
    fiche = document(service, engagement=engagement)
    engagement.exigences.update(preuves=[fiche.type.cle])
    version(fiche, b"%PDF 1", date(2021, 1, 1), numero=1, en_vigueur_au=date(2022, 5, 31))
    version(fiche, b"%PDF 2", date(2022, 6, 1), numero=2)
    citer(cellule, fiche, fiche.versions.get(numero=1))
    relue = archive(referent)
    assert [relue.read(nom) for nom in fichiers(relue, "01-")] == [b"%PDF 2", b"%PDF 1"]
    assert "Version citée par une preuve" in texte(relue)
    assert lignes(relue, "preuves-manquantes.csv") == []
    type(fiche).objects.update(etat="archive", motif="Remplacé", date_archivage=date(2022, 7, 1))
    fiche.versions.filter(numero=2).update(en_vigueur_au=date(2022, 7, 1))
    relue = archive(referent)
    assert [relue.read(nom) for nom in fichiers(relue, "01-")] == [b"%PDF 1"]
    assert relue.bilan["manques"] == 1


def test_un_texte_libre_perd_les_noms_des_agents(referent, service, cellule):
    factories.AgentFactory(
        departement=referent.departement, first_name="Zoé", last_name="Quidamont"
    )
    dit = "vu avec QUIDAMONT Zoé, puis Quidamont"
    type(cellule).objects.update(commentaire=dit)
    factories.ActionFactory(departement=referent.departement, service=service, bilan=dit)
    version(document(service, intitule="Consigne de Zoé Quidamont"))
    tout = tout_lu(archive(referent))
    assert "vu avec [effacé], puis [effacé]" in tout and "Consigne de [effacé]" in tout
    assert "quidamont" not in tout.casefold()


def test_les_indicateurs_et_le_journal_sont_ceux_des_services_demandes(
    referent, service, voisin, settings
):
    settings.ARRETE = None
    le = timezone.localdate()
    cible = factories.IndicateurFactory(code="ATTENTE", ventilation=["service"])
    commun = factories.IndicateurFactory(code="SATISF", libelle="Satisfaction", ventilation=[])
    place = {"departement": referent.departement, "mois": f"{le.year}-01"}
    for un in (service, voisin):
        factories.MesureFactory(indicateur=cible, site=un.site, service=un, **place)
    factories.MesureFactory(indicateur=commun, **place)
    version(document(service, "FP-1"))
    version(document(voisin, "FP-2"))
    for details in ({"document": "FP-1"}, {"document": "FP-2"}, {"liste": "demandes"}):
        Journal.objects.consigner(referent, Journal.Genre.TELECHARGEMENT, details)
    relue = archive(referent, le, services=frozenset({service.pk}), campagne=None)
    mesurees = [ligne for ligne in classeur(relue, "indicateurs")[1:] if ligne[6]]
    assert {ligne[3] for ligne in mesurees if ligne[1] == "ATTENTE"} == {service.code}
    page = texte(relue).replace("&#x27;", "’")
    assert "qui n’existent qu’au département\xa0: Satisfaction." in page
    journal = str(classeur(relue, "journal"))
    assert "document FP-1" in journal
    assert "FP-2" not in journal and "liste demandes" not in journal
    entier = archive(referent, le, campagne=None)
    assert "FP-2" in str(classeur(entier, "journal"))
    assert "au département\xa0: Satisfaction" not in texte(entier)


def publier(edition, octets=b"%PDF bilan"):
    edition.etat, edition.publie_le = "publie", timezone.make_aware(datetime(2022, 3, 1, 12))
    if octets:
        edition.pdf.save("edition.pdf", ContentFile(octets), save=False)
        edition.empreinte = hashlib.sha256(octets).hexdigest()
    edition.save()


def test_les_editions_publiees_a_la_date_sont_au_dossier(referent, engagement):
    commun = {"departement": referent.departement}
    publier(factories.BilanAnnuelFactory(annee=2021, **commun))
    publier(factories.TableauDeBordFactory(trimestre="2022-T1", **commun), octets=b"")
    engagement.exigences.update(preuves=["bilan_annuel"])
    factories.PieceAFournirFactory(intitule="Le bilan", types=["bilan_annuel"])
    relue = archive(referent)
    nom = "00-Éditions publiées/Bilan qualité 2021.pdf"
    assert relue.read(nom) == b"%PDF bilan" and relue.bilan["manques"] == 0
    page = texte(relue).replace("&#x27;", "’")
    assert "Tableau de bord 2022-T1" in page and "son PDF n’est pas fait" in page
    assert "Au dossier :</span> Le bilan" in page
    assert nom in {ligne["chemin"] for ligne in lignes(relue, "manifeste.csv")}
    avant = archive(referent, date(2022, 2, 28), campagne=None)
    assert nom not in avant.namelist() and "Manque :</span> Le bilan" in texte(avant)


def test_un_service_demande_emporte_ceux_qu_il_contient(referent, service, site, cellule):
    """Demandes, réponses, actions et documents : le même périmètre partout."""
    racine = site.services.get(parent=None)
    type(service).objects.filter(pk=service.pk).update(parent=racine)
    factories.DemandeFactory(service=service, date_arrivee=LE)
    factories.ActionFactory(departement=referent.departement, service=service, intitule="Agir")
    cellule.preuves.add(
        factories.PreuveFactory(departement=referent.departement, intitule="Photo du hall")
    )
    relue = archive(referent, services=frozenset({racine.pk}))
    assert "Photo du hall" in texte(relue)
    assert len(classeur(relue, "registres-des-demandes")) == 2
    assert "Agir" in str(classeur(relue, "plan-d-actions"))


def test_qui_ne_suit_qu_un_site_n_a_que_ses_services(creer_agent, departement, service):
    ailleurs = factories.ServiceFactory(site=factories.SiteFactory(departement=departement))
    auditeur = creer_agent("auditeur", departement)
    auditeur.designations.update(site=service.site)
    assert service.pk in etendue(auditeur).perimetre
    assert ailleurs.pk not in etendue(auditeur).perimetre


def test_l_endroit_ou_une_piece_est_gardee_se_dit_sans_nommer(referent, service):
    factories.AgentFactory(departement=referent.departement, first_name="A", last_name="Quidamont")
    piece = document(service, emplacement="Bureau de Mme Quidamont", etat="en_vigueur")
    factories.PieceAFournirFactory(types=[piece.type.cle])
    assert "quidamont" not in texte(archive(referent)).casefold()
