"""Les versions : numéros sans trou, dates de vigueur, dépôts simultanés."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, transaction

from documents.models import Document, VersionDocument
from tests import factories
from tests.documents.fichiers import pdf

LE = date(2022, 12, 31)


def fichiers_de(depot):
    return [f for f in depot.rglob("*") if f.is_file()] if depot.exists() else []


@pytest.fixture
def document(db, settings, depot):
    settings.ARRETE = LE
    return factories.DocumentFactory(etat="en_redaction", date_effet=None)


def deposer(document, texte, **reste):
    return VersionDocument.objects.deposer(document, pdf(texte), **reste)


def entrer(document, le):
    Document.objects.get(pk=document.pk).mettre_en_vigueur(le)


def test_les_versions_se_suivent_sans_trou(document, referent):
    for texte in ("un", "deux", "trois"):
        deposer(document, texte, agent=referent, note=f"Version {texte}")
    assert [v.numero for v in document.versions.all()] == [3, 2, 1]
    version = document.versions.first()
    assert (version.auteur, version.note, version.nom) == (referent, "Version trois", "fiche.pdf")
    assert (version.type, version.taille, len(version.sha256)) == ("application/pdf", 14, 64)
    assert "fiche" not in version.fichier.name


def test_la_version_en_vigueur_a_une_date_passee(document):
    deposer(document, "un")
    entrer(document, date(2021, 1, 1))
    deposer(document, "deux")
    entrer(document, date(2022, 6, 1))
    deposer(document, "trois")
    lues = {le: numero_au(document, le) for le in (date(2020, 12, 31), date(2022, 5, 31), LE)}
    assert lues == {date(2020, 12, 31): None, date(2022, 5, 31): 1, LE: 2}


def numero_au(document, le):
    """La base et la règle disent le même numéro."""
    lu = Document.objects.avec_versions().get(pk=document.pk).version_en_vigueur(le)
    en_base = document.versions.en_vigueur_au(le).first()
    assert lu == en_base
    return lu and lu.numero


def test_la_suivante_ne_prend_pas_effet_avant_la_precedente(document):
    deposer(document, "un")
    entrer(document, LE)
    deposer(document, "deux")
    with pytest.raises(ValidationError, match="au plus tôt le lendemain"):
        entrer(document, LE)
    assert [v.en_vigueur_au for v in document.versions.all()] == [None, None]


def test_une_date_d_effet_a_venir_est_refusee(document):
    deposer(document, "un")
    with pytest.raises(ValidationError, match="dans le futur"):
        entrer(document, LE + timedelta(days=1))


def test_la_meme_version_ne_se_depose_pas_deux_fois(document):
    deposer(document, "un")
    with pytest.raises(ValidationError, match="à l'identique"):
        deposer(document, "un")


def test_qui_arrive_second_est_refuse_et_rien_ne_se_perd(document, referent, correspondant, depot):
    deposer(document, "un", apres=0, agent=referent)
    with pytest.raises(ValidationError) as refus:
        deposer(document, "deux", apres=0, agent=correspondant)
    assert f"{referent} a déposé la version 1 pendant que" in refus.value.messages[0]
    assert document.versions.count() == len(fichiers_de(depot)) == 1
    deposer(document, "deux", apres=1, agent=correspondant)
    assert document.versions.count() == 2


def test_la_base_refuse_deux_versions_du_meme_numero(document):
    deposer(document, "un")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.VersionDocumentFactory(document=document, numero=1)


def test_la_base_refuse_deux_versions_en_vigueur(document):
    factories.VersionDocumentFactory(document=document, numero=1, en_vigueur_du=date(2021, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.VersionDocumentFactory(document=document, numero=2, en_vigueur_du=LE)


def test_un_document_archive_ne_recoit_plus_de_version(document):
    document.archiver("Abandonné")
    with pytest.raises(ValidationError, match="archivé"):
        deposer(document, "un")


def test_un_disque_plein_ne_laisse_ni_ligne_ni_demi_fichier(document, depot, monkeypatch):
    def plein(stockage, nom, contenu):
        chemin = depot / nom
        chemin.parent.mkdir(parents=True)
        chemin.write_bytes(b"%PDF")  # un début de fichier
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", plein)
    with pytest.raises(ValidationError, match="le disque est plein"):
        deposer(document, "un")
    assert not document.versions.exists()
    assert not fichiers_de(depot)


def test_une_ligne_refusee_ne_laisse_pas_son_fichier(document, depot, monkeypatch):
    def refuser(version, *args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(VersionDocument, "save", refuser)
    with pytest.raises(IntegrityError), transaction.atomic():
        deposer(document, "un")
    assert not fichiers_de(depot)


def test_un_document_qui_a_des_versions_ne_se_supprime_pas(document):
    deposer(document, "un")
    with pytest.raises(Exception, match="PROTECT|protected"):
        document.delete()


def test_un_agent_ne_lit_que_la_version_en_vigueur(document, creer_agent):
    lecteur = creer_agent("agent", document.departement)
    deposer(document, "un")
    entrer(document, date(2022, 1, 1))
    deposer(document, "deux")
    voir = "documents.view_document"
    vues = VersionDocument.objects.visibles_par(lecteur, voir)
    assert [version.numero for version in vues] == [1]
