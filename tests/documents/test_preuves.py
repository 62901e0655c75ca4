"""Un document cité comme preuve : d'une réponse, de sa fiche, et ce qu'elle devient avec lui."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.models import Document, PreuveDocument
from engagements import genres
from engagements.models import Preuve
from qualepref.socle.temps import aujourdhui
from tests import factories
from tests.documents.test_pages import modifier

HTMX = {"headers": {"HX-Request": "true"}}
UN_JOUR = timedelta(days=1)


@pytest.fixture
def document(departement, service):
    return factories.DocumentFactory(
        departement=departement,
        service=service,
        reference="QP-FP-01",
        intitule="Répondre aux courriels",
        type__cle="fiche_procedure",
        date_caducite=aujourdhui() + 30 * UN_JOUR,
    )


@pytest.fixture
def client(client_de, correspondant):
    return client_de(correspondant)


def adresse(cellule):
    nom = f"engagements:{cellule._meta.model_name}_citer"
    return reverse(nom, args=[cellule.pk, "document"])


def servir(document):
    return reverse("documents:document_servir", args=[document.pk])


def relue(preuve):
    return Preuve.objects.get(pk=preuve.pk)


# --- Devant une réponse ---------------------------------------------------------------------------


def test_une_reference_et_entree_citent_le_document(client, cellule, document):
    page = client.post(adresse(cellule), {"q": "qp-fp-01"}, **HTMX).content.decode()
    preuve = cellule.preuves.get()
    assert "QP-FP-01 Répondre aux courriels" in page and "<html" not in page
    assert (preuve.genre, preuve.service) == ("document", cellule.service)
    assert preuve.type_preuve == "fiche_procedure"
    assert (preuve.date_effet, preuve.valable_jusqu_au) == (
        document.date_effet,
        document.date_caducite,
    )


def test_le_seul_document_trouve_est_cite(client, cellule, document):
    client.post(adresse(cellule), {"q": "courriels"}, **HTMX)
    assert cellule.preuves.get().preuvedocument.document == document


def test_plusieurs_documents_se_proposent_et_un_bouton_choisit(client, cellule, document, service):
    autre = factories.DocumentFactory(
        pk=12_345,  # au-delà de mille, une clé ne s'écrit pas comme un nombre français
        departement=document.departement,
        service=service,
        intitule="Trier les courriels",
    )
    reponse = client.post(adresse(cellule), {"q": "courriels"}, **HTMX)
    page = reponse.content.decode()
    assert "Plusieurs documents conviennent" in page and 'value="courriels"' in page
    assert f'name="document" value="{autre.pk}"' in page
    assert not cellule.preuves.exists()
    client.post(adresse(cellule), {"q": "courriels", "document": autre.pk}, **HTMX)
    assert cellule.preuves.get().preuvedocument.document == autre


def test_la_recherche_se_voit_pendant_la_frappe(client, cellule, document):
    page = client.get(adresse(cellule) + "?q=courri", **HTMX).content.decode()
    assert "QP-FP-01" in page and "Répondre aux courriels" in page
    assert "Aucun document" in client.get(adresse(cellule) + "?q=zzz", **HTMX).content.decode()


@pytest.mark.parametrize("q", ["", "zzz", "\x00", "QP-FP-01"])
def test_rien_qui_convienne_se_dit(client, cellule, document, q):
    Document.objects.update(date_caducite=aujourdhui() - UN_JOUR)  # caduc : il ne prouve rien
    page = client.post(adresse(cellule), {"q": q}).content.decode()
    assert "fr-error-text" in page and not Preuve.objects.exists()


@pytest.mark.parametrize("cle", ["abc", "-1", "9" * 30, "0"])
def test_un_choix_trafique_ne_cite_rien(client, cellule, document, cle):
    assert client.post(adresse(cellule), {"document": cle}, **HTMX).status_code == 200
    assert not Preuve.objects.exists()


def test_on_ne_cite_que_ce_qu_on_peut_lire(client, cellule, document, voisin, autre_service):
    """Le document d'un voisin se lit s'il est sans donnée personnelle ; celui d'ailleurs jamais."""
    Document.objects.update(service=voisin)
    type(document.type).objects.update(donnees_personnelles=True)
    client.post(adresse(cellule), {"q": "QP-FP-01"}, **HTMX)
    client.post(adresse(cellule), {"document": document.pk}, **HTMX)
    ailleurs = factories.DocumentFactory(
        departement=autre_service.site.departement, service=autre_service
    )
    client.post(adresse(cellule), {"document": ailleurs.pk}, **HTMX)
    assert not Preuve.objects.exists()
    type(document.type).objects.update(donnees_personnelles=False)
    client.post(adresse(cellule), {"q": "QP-FP-01"}, **HTMX)
    assert cellule.preuves.exists()


def test_cite_deux_fois_c_est_la_meme_preuve(client, campagne, service, document, avis):
    for cellule in (*campagne.autoevaluations.filter(service=service), avis):
        client.post(adresse(cellule), {"q": "QP-FP-01"}, **HTMX)
    preuve = Preuve.objects.get()
    assert preuve.autoevaluations.count() == 3 and preuve.avisengagements.count() == 1


def test_feuille_soumise_rien_ne_se_cite(client, correspondant, campagne, cellule, document):
    campagne.feuilles.get(service=cellule.service).soumettre(correspondant)
    page = client.post(adresse(cellule), {"q": "QP-FP-01"}).content.decode()
    assert "la preuve n&#x27;est pas jointe" in page and not Preuve.objects.exists()


def test_l_ecran_offre_de_citer_et_un_genre_inconnu_est_introuvable(client, cellule):
    page = client.get(cellule.get_absolute_url()).content.decode()
    assert adresse(cellule) in page and "Citer un document" in page
    inconnu = adresse(cellule).replace("/document/", "/sortilege/")
    assert client.get(inconnu).status_code == 404


def test_sans_javascript_on_cite_sur_une_page(client, cellule, document):
    page = client.get(adresse(cellule)).content.decode()
    assert page.count("<h1") == 1 and "autofocus" in page
    page = client.post(adresse(cellule), {"q": "QP-FP-01"}, follow=True).content.decode()
    assert "La preuve est jointe." in page


# --- La preuve suit le document -------------------------------------------------------------------


@pytest.fixture
def preuve(document, service):
    return PreuveDocument.objects.citer(document, service)


def test_prolonge_la_preuve_l_est(document, preuve):
    fin = document.date_caducite + 100 * UN_JOUR
    document.prolonger(fin, "Relu")
    assert relue(preuve).valable_jusqu_au == fin


def test_archive_la_preuve_cesse_le_jour_meme(document, preuve):
    document.archiver("Sans objet")
    assert relue(preuve).valable_jusqu_au == aujourdhui()
    assert relue(preuve).est_perimee(aujourdhui() + UN_JOUR)


def test_remplace_par_un_autre_la_preuve_cesse_le_jour_meme(document, preuve, service):
    successeur = factories.DocumentFactory(departement=document.departement, service=service)
    document.remplacer_par(successeur, "Refondu")
    assert relue(preuve).valable_jusqu_au == aujourdhui()


def test_remis_en_redaction_puis_en_vigueur(document, preuve):
    document.reprendre("À refaire")
    assert relue(preuve).valable_jusqu_au == aujourdhui()
    Document.objects.filter(pk=document.pk).update(emplacement="Intranet")
    document = Document.objects.get(pk=document.pk)
    document.mettre_en_vigueur(caducite=None)
    fin = relue(preuve)
    assert fin.valable_jusqu_au is None and fin.emplacement == "Intranet"
    assert fin.date_effet == aujourdhui()


def test_refuse_rien_ne_cesse(document):
    version = factories.VersionDocumentFactory(
        document=document, numero=1, en_vigueur_du=date(2022, 1, 1)
    )
    document.etat = "en_redaction"
    with pytest.raises(ValidationError):
        document.reprendre("Encore")
    version.refresh_from_db()
    assert version.en_vigueur_au is None


def test_une_version_figee_cesse_quand_une_autre_la_remplace(document, service, voisin):
    premiere = factories.VersionDocumentFactory(
        document=document, numero=1, en_vigueur_du=date(2022, 1, 1)
    )
    figee = PreuveDocument.objects.citer(document, service, premiere)
    suiveuse = PreuveDocument.objects.citer(document, service)
    assert figee != suiveuse and "QP-FP-01-v1" in figee.emplacement
    factories.VersionDocumentFactory(document=document, numero=2)
    Document.objects.get(pk=document.pk).mettre_en_vigueur(caducite=None)
    assert relue(figee).valable_jusqu_au == aujourdhui() - UN_JOUR
    assert relue(suiveuse).valable_jusqu_au is None
    assert relue(suiveuse).date_effet == aujourdhui()


def test_la_fiche_corrigee_la_preuve_aussi(client, document, preuve):
    reponse = modifier(client, document, intitule="Répondre vite")
    assert reponse.status_code == 302
    assert relue(preuve).intitule == "QP-FP-01 Répondre vite"


def test_un_document_caduc_perime_la_preuve_sans_tache_de_nuit(document, preuve, settings):
    settings.ARRETE = document.date_caducite
    assert not relue(preuve).est_perimee() and not Preuve.objects.perimees().exists()
    settings.ARRETE = document.date_caducite + UN_JOUR
    assert relue(preuve).est_perimee() and Preuve.objects.perimees().get() == preuve


def test_un_document_qui_n_est_pas_en_vigueur_ne_se_cite_pas(document, service):
    Document.objects.update(etat="en_redaction")
    with pytest.raises(ValidationError, match="n'est pas en vigueur"):
        PreuveDocument.objects.citer(document, service)


def test_les_champs_suivis_ne_se_corrigent_pas_sur_la_preuve(client, preuve, service):
    saisie = {"intitule": "Autre", "service": service.pk, "date_effet": "2000-01-01"}
    client.post(reverse("engagements:preuve_update", args=[preuve.pk]), saisie)
    assert relue(preuve).intitule == preuve.intitule
    assert genres.champs_suivis(preuve) and not genres.champs_suivis(Preuve())


# --- Ouvrir, supprimer ----------------------------------------------------------------------------


def test_la_preuve_ouvre_le_document_a_qui_en_a_le_droit(
    client_de, referent, creer_agent, departement, preuve, document, voisin
):
    page = client_de(referent).get(preuve.get_absolute_url()).content.decode()
    assert document.get_absolute_url() in page
    autre = creer_agent("correspondant", departement, voisin)
    type(document.type).objects.update(donnees_personnelles=True)
    Preuve.objects.update(service=voisin)
    page = client_de(autre).get(preuve.get_absolute_url()).content.decode()
    assert "Ce qu’elle désigne" in page and document.get_absolute_url() not in page


def test_une_version_figee_ouvre_son_fichier(client, document, service):
    version = factories.VersionDocumentFactory(
        document=document, numero=1, en_vigueur_du=date(2022, 1, 1)
    )
    preuve = PreuveDocument.objects.citer(document, service, version)
    assert version.get_absolute_url() in client.get(preuve.get_absolute_url()).content.decode()


def test_un_document_cite_ne_se_supprime_pas(client_de, referent, document, preuve):
    url = reverse("documents:document_delete", args=[document.pk])
    page = client_de(referent).post(url, follow=True).content.decode()
    assert "preuves par document" in page and Document.objects.filter(pk=document.pk).exists()


# --- Depuis la fiche ------------------------------------------------------------------------------


def test_servir_de_preuve_a_plusieurs_exigences(client, document, campagne, service):
    saisie = {"campagne": campagne.pk, "service": service.pk, "codes": "1.1; 1.3"}
    page = client.post(servir(document), saisie, follow=True).content.decode()
    preuve = Preuve.objects.get()
    codes = preuve.autoevaluations.values_list("exigence__code", flat=True)
    assert sorted(codes) == ["1.1", "1.3"]
    assert "Le document est joint" in page and "2 réponses" in page


def test_servir_propose_ce_que_la_fiche_dit(client, document, campagne):
    document.exigences.set(campagne.referentiel.exigences.filter(code="1.2"))
    page = client.get(servir(document)).content.decode()
    assert 'value="1.2"' in page and "Auto-évaluation 2022" in page and "Figer" not in page


def test_servir_peut_figer_la_version(client, document, campagne, service):
    version = factories.VersionDocumentFactory(
        document=document, numero=1, en_vigueur_du=date(2022, 1, 1)
    )
    saisie = {"campagne": campagne.pk, "service": service.pk, "codes": "1.1", "figer": "on"}
    client.post(servir(document), saisie)
    assert Preuve.objects.get().preuvedocument.version == version


@pytest.mark.parametrize(
    ("codes", "dit"),
    [
        ("1.1, 9.9", "Pas dans cette campagne pour ce service : 9.9."),
        (" , ", "Dites au moins une exigence."),
        ("", "obligatoire"),
    ],
)
def test_une_exigence_inconnue_se_dit(client, document, campagne, service, codes, dit):
    saisie = {"campagne": campagne.pk, "service": service.pk, "codes": codes}
    page = client.post(servir(document), saisie).content.decode()
    assert dit in page.replace("\xa0", " ") and not Preuve.objects.exists()


def test_servir_a_un_service_qu_on_ne_suit_pas_est_refuse(client, document, campagne, voisin):
    saisie = {"campagne": campagne.pk, "service": voisin.pk, "codes": "1.1"}
    client.post(servir(document), saisie)
    assert not Preuve.objects.exists()


def test_servir_a_une_feuille_soumise_est_refuse(
    client, correspondant, document, campagne, service
):
    campagne.feuilles.get(service=service).soumettre(correspondant)
    saisie = {"campagne": campagne.pk, "service": service.pk, "codes": "1.1"}
    page = client.post(servir(document), saisie).content.decode()
    assert "la preuve n&#x27;est pas jointe" in page and not Preuve.objects.exists()


def test_un_document_caduc_ne_sert_plus(client, document, campagne):
    assert "Servir de preuve" in client.get(document.get_absolute_url()).content.decode()
    Document.objects.update(date_caducite=aujourdhui() - UN_JOUR)
    assert "Servir de preuve" not in client.get(document.get_absolute_url()).content.decode()
    assert client.get(servir(document)).status_code == 404


def test_sans_campagne_ouverte_la_page_le_dit(client, document):
    assert "Aucune campagne" in client.get(servir(document)).content.decode()
