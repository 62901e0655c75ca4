"""Les suites d'une enquête et ses publications : mêmes chiffres partout, figés, remplacés."""

import csv
import io
import subprocess
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from pypdf import PdfReader

from engagements import plan
from enquetes.models import Enquete, PublicationEnquete, SuiteDEnquete
from enquetes.resultats import sorties
from enquetes.resultats.figer import figer
from qualepref.socle.nombres import ecrire
from qualepref.socle.temps import aujourdhui, maintenant
from tests import factories
from tests.enquetes.resultats import enquete_remplie, questionnaire_d_essai, repondre
from tests.enquetes.test_import_reponses import ATTENDU, chiffres

INSECABLE = "\u00a0"


@pytest.fixture
def enquete(departement):
    return enquete_remplie(departement)


@pytest.fixture
def theme_bas(enquete):
    return enquete.questionnaire.themes.get(cle="attente")


@pytest.fixture
def proposer(client_de, referent, enquete):
    def proposer(theme):
        adresse = reverse("enquetes:suite_proposer", args=[enquete.pk, theme.pk])
        return client_de(referent).post(adresse, follow=True)

    return proposer


def publier(enquete, presentation=""):
    return PublicationEnquete.objects.publier(enquete, figer(enquete), presentation, None)


def texte_du_pdf(octets):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages]
    return " ".join(" ".join(pages).replace(INSECABLE, " ").split())


# --- Les mêmes chiffres partout -------------------------------------------------------------------


def test_l_affiche_et_le_diaporama_montrent_les_chiffres_attendus(importer):
    importer()
    Enquete.objects.update(etat="close", close_le=maintenant())
    publication = publier(Enquete.objects.get())
    taux = [dit["pct"] for dit in chiffres()["par_theme"].values()]
    assert taux == [dit["pct"] for dit in ATTENDU["par_theme"].values()]
    dits = [ecrire(pct / 100, "%").replace(INSECABLE, " ") for pct in taux]
    affiche = texte_du_pdf(sorties.affiche_pdf(publication, "a4"))
    projete = texte_du_pdf(sorties.diaporama_pdf(publication))
    modifiable = textes_de_l_odp(sorties.diaporama_odp(publication))
    for dit in dits:
        assert dit in affiche and dit in projete and dit in modifiable
    for texte in (affiche, projete, modifiable):
        assert f"{ATTENDU['repondants_exploitables']} réponses" in texte
    assert affiche.count("à améliorer") == len(ATTENDU["themes_sous_75"])


def textes_de_l_odp(octets):
    """Chaque partie est du XML bien formé, et le type vient en premier, sans compression."""
    archive = zipfile.ZipFile(io.BytesIO(octets))
    premier = archive.infolist()[0]
    assert (premier.filename, premier.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    parties = {nom: ElementTree.fromstring(archive.read(nom)) for nom in archive.namelist()[1:]}
    return " ".join(parties["content.xml"].itertext()).replace(INSECABLE, " ")


@pytest.mark.parametrize(("format_", "largeur"), [("a4", 595), ("a3", 842)])
def test_l_affiche_tient_sur_une_page_du_bon_format(enquete, format_, largeur):
    pages = PdfReader(io.BytesIO(sorties.affiche_pdf(publier(enquete), format_))).pages
    assert len(pages) == 1
    assert round(float(pages[0].mediabox.width)) == largeur


@pytest.mark.parametrize("fabriquer", [sorties.affiche_pdf, lambda p, _: sorties.diaporama_pdf(p)])
def test_le_qr_code_imprime_se_lit_et_mene_a_la_page(enquete, tmp_path, fabriquer):
    """Comme un téléphone devant l'affiche : l'image de la page, sans rien savoir du code."""
    publication, papier = publier(enquete), tmp_path / "affiche.pdf"
    papier.write_bytes(fabriquer(publication, "a4"))
    subprocess.run(["pdftoppm", "-r", "72", "-png", papier, tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page*.png"))
    lu = subprocess.run(["zbarimg", "-q", "--raw", pages[-1]], capture_output=True, text=True)
    assert lu.stdout.split() == [publication.adresse_publique]


def test_les_donnees_ouvertes_portent_les_agregats_et_rien_de_masque(departement):
    enquete = factories.EnqueteFactory(
        departement=departement,
        intitule="=1+1",
        close=True,
        questionnaire=questionnaire_d_essai(departement),
    )
    repondre(enquete, 40, A1="satisfait")
    repondre(enquete, 4, W1="satisfait")
    texte = sorties.donnees_csv(publier(enquete)).decode("utf-8-sig")
    lignes = list(csv.DictReader(io.StringIO(texte), delimiter=";"))
    assert {ligne["enquete"] for ligne in lignes} == {"'=1+1"}
    accueil, *_ = lignes
    assert (accueil["favorables"], accueil["exprimees"], accueil["taux"]) == ("40", "40", "1.0")
    attente = [ligne for ligne in lignes if ligne["theme"] == "Attente"]
    assert {ligne["masque"] for ligne in attente} == {"oui"}
    assert not any(ligne["taux"] or ligne["exprimees"] or ligne["reponses"] for ligne in attente)


# --- Ce qui change après ne change pas ce qui est publié ------------------------------------------


def test_une_publication_est_figee(enquete, client):
    publication = publier(enquete, "Pourquoi <b>nous</b> demandons votre avis.")
    repondre(enquete, 100, W1="satisfait")
    html = client.get(publication.chemin_public).content.decode()
    assert f"33,3{INSECABLE}%" in html and "60 réponses" in html
    assert "&lt;b&gt;nous" in html


def test_la_suivante_remplace_la_precedente_et_le_dit(enquete, client):
    ancienne, nouvelle = publier(enquete), publier(enquete)
    ancienne.refresh_from_db()
    assert ancienne.remplacee_par == nouvelle
    html = client.get(ancienne.chemin_public).content.decode()
    assert "ont été remplacés" in html and nouvelle.chemin_public in html
    assert "ne plus afficher" in texte_du_pdf(sorties.affiche_pdf(ancienne, "a4"))
    assert "remplacés" not in client.get(nouvelle.chemin_public).content.decode()


def test_une_enquete_plus_recente_remplace_et_non_l_inverse(enquete, departement):
    recente = enquete_remplie(
        departement, date_ouverture=date(2023, 9, 1), date_cloture=date(2023, 9, 30)
    )
    publiee = publier(recente)
    ancienne = publier(enquete)
    publiee.refresh_from_db()
    assert publiee.remplacee_par is None
    seconde = publier(recente)
    ancienne.refresh_from_db()
    assert ancienne.remplacee_par == seconde


@pytest.fixture
def retirer(client_de, referent):
    def retirer(publication, motif="Un site manquait."):
        adresse = reverse("enquetes:publication_retirer", args=[publication.pk])
        return client_de(referent).post(adresse, {"motif_du_retrait": motif}, follow=True)

    return retirer


def adresses_publiques(publication):
    return publication.chemin_public, f"{publication.chemin_public}donnees.csv"


@pytest.mark.parametrize("rang", [0, 1], ids=["page", "csv"])
def test_des_resultats_retires_ne_se_lisent_plus(enquete, retirer, client, rang):
    publication = publier(enquete)
    assert retirer(publication).status_code == 200
    reponse = client.get(adresses_publiques(publication)[rang])
    html = reponse.content.decode()
    assert reponse.status_code == 410
    assert "ont été retirés" in html and "Un site manquait." in html
    assert f"33,3{INSECABLE}%" not in html and "remplacés" not in html


@pytest.mark.parametrize("forme", ["affiche-a4", "affiche-a3", "diaporama-pdf", "diaporama-odp"])
def test_une_publication_retiree_n_a_plus_d_affiche(enquete, retirer, client_de, referent, forme):
    publication = publier(enquete)
    retirer(publication)
    adresse = reverse("enquetes:publication_fichier", args=[publication.pk, forme])
    reponse = client_de(referent).get(adresse)
    assert reponse.status_code == 410 and "ont été retirés" in reponse.content.decode()


def test_des_resultats_retires_menent_a_ceux_qui_se_lisent(enquete, retirer, client):
    premiere, deuxieme = publier(enquete), publier(enquete)
    retirer(premiere)
    assert deuxieme.chemin_public in client.get(premiere.chemin_public).content.decode()
    retirer(deuxieme)
    troisieme = publier(enquete)
    for ancienne in (premiere, deuxieme):
        html = client.get(ancienne.chemin_public).content.decode()
        assert troisieme.chemin_public in html and "remplacés par" in html


@pytest.mark.parametrize("motif", ["", "   ", "x" * 301])
def test_un_retrait_dit_pourquoi(enquete, retirer, motif):
    publication = publier(enquete)
    assert retirer(publication, motif).context["form"].errors
    publication.refresh_from_db()
    assert not publication.est_retiree


def test_on_ne_retire_pas_deux_fois(enquete, retirer):
    publication = publier(enquete)
    retirer(publication)
    assert "déjà retirés" in retirer(publication, "Autre").content.decode()
    publication.refresh_from_db()
    assert publication.motif_du_retrait == "Un site manquait."


def test_un_code_inconnu_est_introuvable(client, db):
    assert client.get("/resultats/inconnu0/").status_code == 404
    assert client.get("/resultats/inconnu0/donnees.csv").status_code == 404


def test_rien_ne_se_publie_sans_reponse(client_de, referent, departement):
    vide = factories.EnqueteFactory(
        departement=departement, questionnaire=questionnaire_d_essai(departement), close=True
    )
    reponse = client_de(referent).post(reverse("enquetes:publier", args=[vide.pk]), {})
    assert "rien à publier" in reponse.content.decode()
    assert not PublicationEnquete.objects.exists()


def test_la_page_publie_et_mene_aux_sorties(client_de, referent, enquete):
    reponse = client_de(referent).post(
        reverse("enquetes:publier", args=[enquete.pk]), {"presentation": "Merci."}, follow=True
    )
    html = reponse.content.decode()
    publication = enquete.publications.get()
    assert publication.publiee_par == referent
    for forme in ("affiche-a3", "diaporama-pdf", "diaporama-odp"):
        assert reverse("enquetes:publication_fichier", args=[publication.pk, forme]) in html
    assert "Merci." in html


# --- D'un thème sous le seuil à une action --------------------------------------------------------


def test_un_theme_sous_le_seuil_propose_une_action_avec_son_chiffre(proposer, theme_bas, enquete):
    question = theme_bas.questions.get()
    exigence = factories.ExigenceFactory()
    question.exigences.add(exigence)
    html = proposer(theme_bas).content.decode()
    suite = enquete.suites.get()
    assert suite.action.etat == plan.PROPOSEE
    assert suite.action.origine == "enquete_satisfaction"
    assert suite.action.annee == aujourdhui().year
    assert f"33,3{INSECABLE}% de satisfaits (20 sur 60)" in suite.action.description
    assert "Question W1" in suite.action.description
    assert list(suite.action.engagements.all()) == [exigence.engagement]
    assert "proposée" in html


def test_proposer_deux_fois_n_en_fait_qu_une(proposer, theme_bas):
    proposer(theme_bas)
    proposer(theme_bas)
    assert SuiteDEnquete.objects.count() == 1


def test_un_theme_qui_atteint_le_seuil_ne_propose_rien(proposer, enquete):
    html = proposer(enquete.questionnaire.themes.get(cle="accueil")).content.decode()
    assert "n&#x27;est pas sous le seuil" in html and not enquete.suites.exists()


def test_seules_les_actions_decidees_se_publient(proposer, theme_bas, enquete):
    proposer(theme_bas)
    assert figer(enquete)["actions"] == []
    action = enquete.suites.get().action
    action.etat = plan.A_FAIRE
    action.save()
    (dite,) = figer(enquete)["actions"]
    assert (dite["theme"], dite["etat"]) == ("Attente", "à faire")
    assert action.intitule in texte_du_pdf(sorties.affiche_pdf(publier(enquete), "a4"))


def test_une_action_refusee_se_lit_avec_son_motif(
    proposer, theme_bas, enquete, client_de, referent
):
    proposer(theme_bas)
    action = enquete.suites.get().action
    action.etat, action.motif = plan.REFUSEE, "Déjà engagée ailleurs"
    action.save()
    html = client_de(referent).get(reverse("enquetes:resultats", args=[enquete.pk])).content
    assert "Déjà engagée ailleurs" in html.decode()
