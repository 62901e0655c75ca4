"""Le registre à l'écran : liste, fiche, saisie, conflits."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from documents.models import Document
from tests import factories
from tests.documents.fichiers import pdf

pytestmark = pytest.mark.usefixtures("au_31_decembre", "depot")
LISTE = reverse("documents:document_list")


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def document(departement, service, fiche):
    return factories.DocumentFactory(
        departement=departement, service=service, type=fiche, reference="FP-AG-001"
    )


def texte(reponse):
    return reponse.content.decode()


def refus(reponse):
    return [str(faute) for liste in reponse.context["form"].errors.values() for faute in liste]


# --- Liste ----------------------------------------------------------------------------------------


def test_la_liste_dit_la_situation_la_caducite_et_l_acces(client, document):
    document.date_caducite = date(2022, 11, 30)
    document.save()
    factories.DiffusionFactory(document=document, canal__libelle="Site intranet")
    retire = factories.DiffusionFactory(document=document, canal__libelle="Panneau du hall")
    retire.date_retrait = date(2022, 6, 1)
    retire.save()
    page = texte(client.get(LISTE))
    corps = page[page.index("<tbody") :]
    assert "FP-AG-001" in corps and "caduc" in corps and "30/11/2022" in corps
    assert "Site intranet" in corps and "Panneau du hall" not in corps


@pytest.mark.parametrize(
    ("filtres", "attendues"),
    [
        ("situation=valables", {"A", "B", "F"}),
        ("situation=en_vigueur", {"A"}),
        ("situation=a_reviser", {"B", "F"}),
        ("situation=caduc", {"C"}),
        ("situation=en_preparation", {"D"}),
        ("situation=archive", {"E"}),
        ("a_relire=true", {"F"}),
        ("a_relire=false", {"A", "B", "C", "D", "E"}),
        ("canal=intranet", {"A"}),
        ("caducite_du=2022-12-01&caducite_au=2022-12-31", {"C"}),
        ("revue_au=2022-12-31", {"F"}),
        ("sans_caducite=true", {"A", "D", "E", "F"}),
        ("engagement=17", {"B"}),
        ("public=usagers", {"C"}),
        ("type=fiche_procedure", set("ABCDEF")),
        ("q=accueillir", set("ABCDEF")),
        ("q=rien-de-tel", set()),
        ("", set("ABCDEF")),
    ],
)
def test_chaque_filtre_donne_ses_documents(client, departement, service, fiche, filtres, attendues):
    cas = {
        "A": {},
        "B": {"date_caducite": date(2023, 1, 15), "date_preavis": date(2022, 11, 16)},
        "C": {"date_caducite": date(2022, 12, 30), "public": "usagers"},
        "D": {"etat": "a_rediger"},
        "E": {"etat": "archive", "motif": "vieux", "date_archivage": date(2022, 1, 1)},
        "F": {"date_revue": date(2022, 12, 1)},
    }
    lieu = {"departement": departement, "service": service, "type": fiche}
    ecrits = {nom: factories.DocumentFactory(reference=nom, **lieu, **cas[nom]) for nom in cas}
    factories.DiffusionFactory(document=ecrits["A"], canal__cle="intranet")
    ecrits["B"].engagements.add(factories.EngagementFactory(numero=17))
    page = client.get(f"{LISTE}?{filtres}")
    assert {ligne.record.reference for ligne in page.context["table"].rows} == attendues


def test_le_classeur_porte_de_vraies_dates_et_les_engagements(client, document):
    document.date_caducite = date(2025, 1, 1)
    document.save()
    document.engagements.add(factories.EngagementFactory(numero=17))
    contenu = client.get(f"{LISTE}?export=xlsx").content
    feuille = load_workbook(BytesIO(contenu)).active
    entetes, ligne = (list(rang) for rang in feuille.iter_rows(values_only=True))
    lu = dict(zip(entetes, ligne, strict=True))
    assert lu["Référence"] == "FP-AG-001" and lu["Engagements"] == "17"
    assert lu["Situation"] == "en vigueur"
    assert lu["Date de caducité"].date() == date(2025, 1, 1)


def test_un_agent_ne_voit_que_ce_qui_est_en_vigueur(client_de, agent, document):
    Document.objects.filter(pk=document.pk).update(etat="en_redaction")
    autre = factories.DocumentFactory(
        departement=document.departement, service=document.service, reference="FP-AG-002"
    )
    page = client_de(agent).get(LISTE)
    assert [ligne.record for ligne in page.context["table"].rows] == [autre]
    adresse = reverse("documents:document_detail", args=[document.pk])
    assert client_de(agent).get(adresse).status_code == 404


# --- Fiche ----------------------------------------------------------------------------------------


def test_la_fiche_n_offre_a_l_agent_ni_acte_ni_historique(client_de, agent, document):
    page = texte(client_de(agent).get(document.get_absolute_url()))
    assert "Accueillir un usager" in page
    assert "Modifier" not in page and "Archiver" not in page and "Historique" not in page


def test_la_fiche_raconte_les_prolongations(client, document, referent):
    document.date_caducite = date(2022, 11, 30)
    document.save()
    document.prolonger(date(2023, 6, 30), "Relu en comité", par=referent)
    page = texte(client.get(document.get_absolute_url()))
    assert "<s>30/11/2022</s>" in page and "Relu en comité" in page


# --- Ajouter --------------------------------------------------------------------------------------


@pytest.fixture
def saisie(service, fiche):
    return {
        "intitule": "Orienter un usager",
        "type": fiche.pk,
        "service": service.pk,
        "public": "agents",
        "langue": "fr",
        "etat": "a_rediger",
    }


def ajouter(client, saisie):
    return client.post(reverse("documents:document_create"), saisie)


def test_un_document_a_rediger_recoit_sa_reference(client, saisie):
    assert ajouter(client, saisie).status_code == 302
    document = Document.objects.get()
    assert (document.reference, document.etat) == ("FP-AG-001", "a_rediger")
    assert document.revue_mois == 12  # ce que prévoit le type
    assert document.history.get().history_user is not None


def test_un_document_en_vigueur_s_ajoute_avec_son_fichier(client, saisie):
    saisie |= {"etat": "en_vigueur", "date_effet": "2022-03-01", "fichier": pdf()}
    assert ajouter(client, saisie).status_code == 302
    document = Document.objects.get()
    assert (document.etat, document.date_effet) == ("en_vigueur", date(2022, 3, 1))
    assert document.date_caducite == date(2025, 3, 1)  # les 36 mois du type
    assert document.date_revue == date(2023, 3, 1)
    assert document.version_en_vigueur(date(2022, 3, 1)).numero == 1


def test_un_document_permanent_n_a_pas_de_caducite(client, saisie):
    saisie |= {"etat": "en_vigueur", "permanent": "on", "emplacement": "Classeur de l'accueil"}
    ajouter(client, saisie)
    assert Document.objects.get().date_caducite is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"etat": "en_vigueur"}, "Joignez le fichier, ou dites où se trouve le document."),
        ({"etat": "en_vigueur", "approbation": "on"}, "une fois approuvé"),
        ({"permanent": "on", "date_caducite": "2023-01-01"}, "l'un ou l'autre"),
        ({"date_effet": "2023-01-01"}, "dans le futur"),
        (
            {"etat": "en_vigueur", "emplacement": "Intranet", "date_caducite": "2022-01-01"},
            "caduc avant sa date d'effet",
        ),
        ({"codes": "99.9"}, "Exigence inconnue : 99.9."),
        ({"numeros": "99"}, "ngagement"),
        ({"fichier": pdf(nom="macro.exe")}, "ce type de fichier n'est pas accepté"),
        ({"revue_mois": "0"}, "1"),
        ({"type": ""}, "obligatoire"),
    ],
)
def test_une_saisie_fautive_se_dit_et_n_ecrit_rien(client, saisie, change, message):
    reponse = ajouter(client, saisie | change)
    assert reponse.status_code == 200
    assert any(message in faute for faute in refus(reponse)), refus(reponse)
    assert not Document.objects.exists()
    assert "Orienter un usager" in texte(reponse)


def test_une_reference_deja_prise_se_dit(client, saisie, document):
    reponse = ajouter(client, saisie | {"reference": "FP-AG-001"})
    assert "déjà celle d&#x27;un autre document" in texte(reponse)


def test_une_reference_prise_au_meme_instant_se_dit(client, saisie, document, monkeypatch):
    monkeypatch.setattr(
        "documents.forms.documents.DocumentForm.clean_reference",
        lambda form: form.cleaned_data["reference"],
    )
    reponse = ajouter(client, saisie | {"reference": "FP-AG-001"})
    assert "déjà celle d&#x27;un autre document" in texte(reponse)
    assert Document.objects.count() == 1


def test_un_correspondant_n_ajoute_qu_a_ses_services(client_de, correspondant, saisie, voisin):
    reponse = ajouter(client_de(correspondant), saisie | {"service": voisin.pk})
    assert "service" in reponse.context["form"].errors


# --- Modifier -------------------------------------------------------------------------------------


def modifier(client, document, **change):
    adresse = reverse("documents:document_update", args=[document.pk])
    page = client.get(adresse).context["form"]
    lues = {nom: page[nom].value() for nom in page.fields}
    return client.post(adresse, {nom: "" if v is None else v for nom, v in lues.items()} | change)


def test_modifier_range_engagements_exigences_et_etiquette(client, document, cellule):
    etiquette = factories.EtiquetteFactory(cle="accueil_handicap")
    reponse = modifier(client, document, numeros="1", codes="1.1", etiquette=etiquette.cle)
    assert reponse.status_code == 302, refus(reponse)
    assert document.numeros_engagements == "1" and document.codes_exigences == "1.1"
    assert document.etiquette_dite == "accueil_handicap"
    assert modifier(client, document, numeros="", codes="", etiquette="").status_code == 302
    assert not document.engagements.exists() and not document.etiquettes.exists()


def test_repousser_la_caducite_passe_par_une_prolongation(client, document):
    Document.objects.filter(pk=document.pk).update(date_caducite=date(2023, 6, 30))
    for date_caducite in ("2023-07-01", ""):
        reponse = modifier(client, document, date_caducite=date_caducite)
        assert "prolongez le document" in " ".join(refus(reponse))
    assert modifier(client, document, date_caducite="2023-01-31").status_code == 302
    assert Document.objects.get().date_preavis == date(2022, 11, 2)


def test_deux_personnes_modifient_la_meme_fiche(client, document):
    adresse = reverse("documents:document_update", args=[document.pk])
    page = client.get(adresse).context["form"]
    lues = {nom: page[nom].value() or "" for nom in page.fields}
    modifier(client, document, intitule="Écrit par l'autre", langue="en")
    reponse = client.post(adresse, lues | {"intitule": "Écrit par moi"})
    assert "Changé pendant que vous écriviez" in texte(reponse)
    assert "Écrit par moi" in texte(reponse)
    assert Document.objects.get().intitule == "Écrit par l'autre"


def test_la_date_d_effet_suit_la_version(client, document):
    factories.VersionDocumentFactory(document=document, numero=1)
    adresse = reverse("documents:document_update", args=[document.pk])
    assert "date_effet" not in client.get(adresse).context["form"].fields


# --- Supprimer ------------------------------------------------------------------------------------


def test_une_fiche_sans_version_se_supprime(client, document):
    client.post(reverse("documents:document_delete", args=[document.pk]))
    assert not Document.objects.exists()


def test_un_document_qui_a_des_versions_s_archive(client, document):
    factories.VersionDocumentFactory(document=document, numero=1)
    adresse = reverse("documents:document_delete", args=[document.pk])
    page = texte(client.post(adresse, follow=True))
    assert "son histoire se garde" in page and "Archivez-le plutôt" in page
    Document.objects.update(etat="archive", motif="Fini", date_archivage=date(2022, 1, 1))
    assert "déjà archivé" in texte(client.post(adresse, follow=True)) and Document.objects.exists()
