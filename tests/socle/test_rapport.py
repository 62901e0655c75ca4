"""La machine à rapports : ses formes, ses droits, sa production en tâche de fond."""

import json
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pytest
from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from openpyxl import load_workbook

from qualepref.socle import catalogue
from qualepref.socle.fabriques import ProductionRefusee
from qualepref.socle.forms import Formulaire
from qualepref.socle.models import Journal, Production, Service
from qualepref.socle.rapport import Rapport, demander, rendre
from qualepref.socle.sorties import pdf
from qualepref.socle.sorties.blocs import Paragraphe, Tableau, Titre
from tests import factories


class ChoixForm(Formulaire):
    lieux = {"service": "socle.view_service"}
    service = forms.ModelChoiceField(Service.objects.all(), label="Service")


@pytest.fixture
def rapport(monkeypatch):
    """Un rapport d'essai, inscrit le temps du test."""
    monkeypatch.setattr(catalogue, "_rapports", dict(catalogue._rapports))

    class FicheService(Rapport):
        slug = "fiche-service"
        titre = "Fiche d'un service"
        description = "Tout d'un service."
        permission_required = "socle.view_agent"
        template_name = "socle/_graphique_tableau.html"
        form_class = ChoixForm

        def donnees(self, agent, service):
            lignes = [["Nom", service.nom], ["Alias", "=1+1"]]
            return {"titre": f"Fiche : {service.nom}", "surtitre": "Essai", "lignes": lignes}

        def contexte(self, donnees, agent=None):
            lignes = [{"entete": a, "cellules": [b]} for a, b in donnees["lignes"]]
            tableau = {"legende": "Valeurs", "entetes": ["Clé", "Valeur"], "lignes": lignes}
            return super().contexte(donnees, agent) | {"tableau": tableau}

        def blocs(self, donnees):
            tableau = Tableau("Valeurs : tout/rien", ["Clé", "Valeur"], donnees["lignes"])
            return [Titre("Partie", 2), Paragraphe("Un <texte>\n\nEn deux."), tableau]

    return FicheService()


def test_deux_rapports_ne_portent_pas_le_meme_slug(rapport):
    with pytest.raises(ValueError, match="fiche-service"):
        type("Autre", (Rapport,), {"slug": "fiche-service"})


def test_l_index_ne_montre_que_les_rapports_permis(rapport, client_de, referent, agent):
    adresse = reverse("socle:rapport_list")
    assert "Fiche d&#x27;un service" in client_de(referent).get(adresse).content.decode()
    assert "Fiche d&#x27;un service" not in client_de(agent).get(adresse).content.decode()


def test_la_page_demande_ses_parametres_puis_montre_le_rapport(
    rapport, client_de, referent, service
):
    client, adresse = client_de(referent), reverse("socle:rapport_detail", args=["fiche-service"])
    assert "Fiche : " not in client.get(adresse).content.decode()
    page = client.get(adresse, {"service": service.pk}).content.decode()
    assert "Fiche : Accueil général" in page
    assert page.count("<h1") == 1


def test_le_rapport_ne_sort_pas_du_perimetre(rapport, client_de, referent, autre_service):
    adresse = reverse("socle:rapport_detail", args=["fiche-service"])
    page = client_de(referent).get(adresse, {"service": autre_service.pk}).content.decode()
    assert "Fiche : " not in page
    with pytest.raises(ProductionRefusee):
        rapport.lire({"service": autre_service.pk}, referent)


def test_un_rapport_sans_droit_ou_sans_nom_est_refuse(rapport, client_de, agent, referent):
    adresse = reverse("socle:rapport_detail", args=["fiche-service"])
    assert client_de(agent).get(adresse).status_code == 403
    inconnu = reverse("socle:rapport_detail", args=["inconnu"])
    assert client_de(referent).get(inconnu).status_code == 404


def test_une_forme_legere_se_telecharge_et_se_note_au_journal(
    rapport, client_de, referent, service
):
    adresse = reverse("socle:rapport_detail", args=["fiche-service"])
    reponse = client_de(referent).get(adresse, {"service": service.pk, "forme": "json"})
    assert json.loads(reponse.content)["titre"] == "Fiche : Accueil général"
    assert reponse["Content-Disposition"].endswith('"fiche-accueil-general.json"')
    export = Journal.objects.get(genre=Journal.Genre.EXPORT)
    assert export.details["rapport"] == "fiche-service"


def test_le_pdf_se_fabrique_en_tache_de_fond(
    rapport, client_de, referent, service, django_capture_on_commit_callbacks
):
    adresse = reverse("socle:rapport_fabriquer", args=["fiche-service"])
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client_de(referent).post(adresse, {"service": service.pk})
    production = Production.objects.get()
    assert reponse.url == production.get_absolute_url()
    assert production.etat == Production.Etat.TERMINEE, production.erreur
    assert production.nom_fichier == "fiche-accueil-general.pdf"


def test_une_production_refaite_ne_laisse_qu_un_fichier_et_le_meme(
    rapport, referent, service, departement
):
    saisie = {"service": service.pk}
    octets = []
    for _ in range(2):
        production = demander(
            rapport, "pdf", saisie, agent=referent, departement=departement, objet="Fiche"
        )
        production.produire()
        production.refresh_from_db()
        octets.append(production.fichier.read())
    assert octets[0] == octets[1]


def test_la_production_verifie_encore_les_droits_du_demandeur(
    rapport, referent, autre_service, departement
):
    production = demander(
        rapport,
        "pdf",
        {"service": autre_service.pk},
        agent=referent,
        departement=departement,
        objet="Fiche",
    )
    production.produire()
    production.refresh_from_db()
    assert production.etat == Production.Etat.ECHOUEE
    assert not production.fichier


@pytest.fixture
def donnees(rapport, referent, service):
    return rapport.donnees(referent, service=service)


def test_le_pdf_est_balise_en_francais_et_porte_son_titre(rapport, donnees):
    document = pikepdf.open(BytesIO(rendre(rapport, donnees, "pdf").octets))
    assert document.Root.Lang == "fr"
    assert document.Root.MarkInfo.Marked
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadonnees:
        assert metadonnees["pdfuaid:part"] == "1"
        assert metadonnees["dc:title"] == "Fiche : Accueil général"
    polices = {str(p["/BaseFont"]) for p in polices_de(document)}
    assert any("Marianne" in police for police in polices)


def polices_de(document):
    return [police for p in document.pages for police in p.Resources.Font.values()]


def test_le_classeur_a_une_feuille_par_tableau_et_aucune_formule(rapport, donnees):
    livre = load_workbook(BytesIO(rendre(rapport, donnees, "xlsx").octets))
    assert livre.sheetnames == ["Valeurs   tout rien"]
    assert [[c.value for c in ligne] for ligne in livre.active.iter_rows()][2] == ["Alias", "=1+1"]
    assert livre.active["B3"].data_type == "s"


def test_le_texte_opendocument_est_bien_forme_et_suit_la_norme(rapport, donnees):
    archive = zipfile.ZipFile(BytesIO(rendre(rapport, donnees, "odt").octets))
    premier = archive.infolist()[0]
    assert (premier.filename, premier.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    textes = {nom: archive.read(nom).decode() for nom in archive.namelist()[1:]}
    for texte in textes.values():
        ElementTree.fromstring(texte)
    contenu = textes["content.xml"]
    assert "Un &lt;texte&gt;" in contenu
    assert contenu.count("<table:table-row>") == 3


def test_la_page_seule_porte_son_style_et_ses_polices(rapport, donnees):
    page = rendre(rapport, donnees, "html").octets.decode()
    assert "@font-face" in page
    assert "data:font/woff2;base64," in page
    assert "../dsfr" not in page


def test_une_forme_inconnue_se_refuse_en_disant_lesquelles_existent(rapport, donnees):
    with pytest.raises(ProductionRefusee, match="html, json, odt, pdf, xlsx"):
        rendre(rapport, donnees, "docx")


@pytest.mark.parametrize(
    "adresse",
    [
        "http://exemple.fr/image.png",
        "file:///etc/passwd",
        "data:text/plain,bonjour",
        f"{pdf.ORIGINE}/autre/chose.css",
        f"{pdf.ORIGINE}/static/../../etc/passwd",
        f"{pdf.ORIGINE}/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        f"{pdf.ORIGINE}/medias/../../../etc/passwd",
        f"{pdf.ORIGINE}/medias//etc/passwd",
        f"{pdf.ORIGINE}/medias/absent.png",
    ],
)
def test_un_rapport_ne_lit_ni_le_reseau_ni_la_machine(adresse):
    with pytest.raises(pdf.RessourceRefusee):
        pdf.lire_ressource(adresse)


def test_un_rapport_lit_les_statiques_et_les_medias():
    octets, genre = pdf.lire_ressource(f"{pdf.ORIGINE}/static/socle/rapport.css")
    assert b"@page" in octets
    assert genre == "text/css"
    nom = default_storage.save("essai.png", ContentFile(b"image"))
    assert pdf.lire_ressource(f"{pdf.ORIGINE}/medias/{nom}") == (b"image", "image/png")


def test_une_image_exterieure_n_empeche_pas_le_pdf():
    html = '<html lang="fr"><title>T</title><p>Texte<img alt="" src="http://exemple.fr/x.png">'
    assert pdf.ecrire_pdf(html).startswith(b"%PDF-")


def test_le_rapport_d_un_agent_parti_reste_celui_de_l_application(rapport, service, departement):
    production = factories.ProductionFactory(
        departement=departement,
        demandeur=None,
        genre="rapport",
        parametres={
            "rapport": "fiche-service",
            "forme": "json",
            "saisie": {"service": service.pk},
        },
    )
    production.produire()
    production.refresh_from_db()
    assert production.etat == Production.Etat.TERMINEE, production.erreur
