"""La recherche plein texte : mêmes documents trouvés sur PostgreSQL et sur SQLite."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import circuit, tasks
from documents.contenus import plein_texte
from documents.contenus.index import indexer
from documents.contenus.mots import analyser
from documents.models import Contenu, CopieVersion, Document
from tests import factories

LE = date(2022, 3, 15)


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = LE


def version(document, texte, deja_lue=True, **champs):
    """Une version en vigueur, faite de ce texte ; déjà lue, pour aller vite."""
    champs = {"en_vigueur_du": date(2022, 1, 1), "nom": "fiche.txt"} | champs
    fichier = ContentFile(texte.encode(), "fiche.txt")
    faite = factories.VersionDocumentFactory(document=document, fichier=fichier, **champs)
    if deja_lue:
        CopieVersion.objects.create(version=faite, texte=texte)
    return faite


def document(intitule="Fiche", texte="", **champs):
    """Un document indexé."""
    fait = factories.DocumentFactory(intitule=intitule, **champs)
    if texte:
        version(fait, texte)
    indexer(document_id=fait.pk)
    return fait


def trouves(mots):
    return {un.intitule for un in Document.objects.contenant(mots)}


@pytest.fixture
def fonds(db):
    document("Recevoir un usager", "L'accueil général ouvre à 9 heures. Droit au séjour.")
    document("Répondre aux courriers", "Les bureaux et les locaux de la préfecture. Œuvre.")
    document("Plan d'urgence", reference="PU-SEJ-0003")


@pytest.mark.parametrize(
    ("mots", "attendus"),
    [
        ("accueil", {"Recevoir un usager"}),
        ("ACCUEIL general", {"Recevoir un usager"}),
        ("l'accueil", {"Recevoir un usager"}),
        ("répondre", {"Répondre aux courriers"}),
        ("repondre courrier", {"Répondre aux courriers"}),
        ("bureau local", {"Répondre aux courriers"}),
        ("usagers", {"Recevoir un usager"}),
        ("oeuvre", {"Répondre aux courriers"}),
        ("PU-SEJ-0003", {"Plan d'urgence"}),
        ("sej", {"Plan d'urgence"}),
        ("9 heures", {"Recevoir un usager"}),
        ('"droit au séjour"', {"Recevoir un usager"}),
        ('"séjour droit"', set()),
        ('"accueil ouvre"', set()),
        ("« accueil général »", {"Recevoir un usager"}),
        ("préf*", {"Répondre aux courriers"}),
        ("locaux*", {"Répondre aux courriers"}),
        ("ré* courr*", {"Répondre aux courriers"}),
        ("accueil courrier", set()),
        ("urg", set()),
        ("de la", set()),
        ("", set()),
        ("'\"()*:&|!<->\\ % _ ; --", set()),
        ('" OR 1=1', set()),
        ("NEAR(accueil) AND mots:accueil", set()),
    ],
)
def test_les_memes_mots_trouvent_les_memes_documents(fonds, mots, attendus):
    assert trouves(mots) == attendus


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.text(max_size=40))
def test_aucune_saisie_ne_fait_echouer_la_recherche(fonds, saisie):
    list(Document.objects.contenant(saisie))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.from_regex(r"\A[a-z0-9]{2,12}\Z"), min_size=1, max_size=6))
def test_tout_mot_indexe_se_retrouve(db, mots):
    """« 1e5 » ou « 0x1f » ne sont pas des nombres : le moteur ne découpe rien lui-même."""
    fait = factories.DocumentFactory(intitule=" ".join(mots))
    indexer(document_id=fait.pk)
    for mot in filter(analyser, mots):
        assert Document.objects.contenant(mot).filter(pk=fait.pk).exists()


def test_un_titre_change_se_retrouve_et_l_ancien_non(db):
    fait = document("Ancien titre")
    fait.intitule = "Nouvelle appellation"
    fait.save()
    assert list(Document.objects.a_indexer()) == [fait]
    tasks.indexer_les_retards()
    assert trouves("appellation") and not trouves("ancien")
    assert not Document.objects.a_indexer().exists()


def test_un_document_supprime_ne_se_retrouve_plus(db):
    fait = document("Éphémère")
    fait.delete()
    assert not trouves("éphémère")
    if connection.vendor == "sqlite":
        with connection.cursor() as curseur:
            curseur.execute("SELECT count(*) FROM documents_recherche('ephemere')")
            assert curseur.fetchone() == (0,)


def test_un_projet_ne_se_trouve_pas_par_son_texte_tant_qu_une_version_est_en_vigueur(db):
    """Un agent ne lit que la version en vigueur : la recherche ne lui dit rien de la suivante."""
    fait = document("Fiche", "horaires anciens")
    version(fait, "suppression du guichet", en_vigueur_du=None)
    indexer(document_id=fait.pk)
    assert trouves("horaires") and not trouves("guichet")


def test_un_document_en_redaction_se_trouve_par_son_projet(db):
    fait = factories.DocumentFactory(etat=circuit.EN_REDACTION, date_effet=None)
    version(fait, "projet du guichet", en_vigueur_du=None)
    indexer(document_id=fait.pk)
    assert trouves("guichet") == {fait.intitule}


def test_un_document_en_vigueur_sans_version_en_vigueur_ne_dit_rien_du_projet(db):
    fait = factories.DocumentFactory(emplacement="dossier commun")
    version(fait, "projet du guichet", en_vigueur_du=None)
    indexer(document_id=fait.pk)
    assert not trouves("guichet")


def test_ecrire_un_document_ou_une_version_l_indexe_une_fois_acquis(
    db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        fait = factories.DocumentFactory(intitule="Permanence")
    assert trouves("permanence")
    with django_capture_on_commit_callbacks(execute=True):
        version(fait, "texte de la version", deja_lue=False)
    assert trouves("permanence version")


def test_sans_file_de_taches_l_ecriture_reste_acquise(
    db, django_capture_on_commit_callbacks, monkeypatch
):
    def panne(*arguments):
        raise OSError("file injoignable")

    monkeypatch.setattr(tasks.indexer, "delay", panne)
    with django_capture_on_commit_callbacks(execute=True):
        fait = factories.DocumentFactory(intitule="Permanence")
    monkeypatch.undo()
    assert list(Document.objects.a_indexer()) == [fait]
    tasks.indexer_les_retards()
    assert trouves("permanence")


def test_indexer_deux_fois_ne_change_rien_et_ne_relit_pas_le_fichier(db, monkeypatch):
    fait = document("Fiche", "accueil")
    monkeypatch.setattr("documents.contenus.index.lire", None)
    indexer(document_id=fait.pk)
    assert Contenu.objects.count() == CopieVersion.objects.count() == 1
    indexer(document_id=fait.pk + 1000)


def test_un_fichier_disparu_se_dit_et_le_titre_se_cherche(db):
    fait = factories.DocumentFactory(intitule="Permanence")
    perdue = version(fait, "texte", deja_lue=False)
    perdue.fichier.storage.delete(perdue.fichier.name)
    indexer(document_id=fait.pk)
    assert trouves("permanence") and "introuvable" in perdue.copie.reserve


def test_ce_qu_une_migration_emporte_se_repose_et_l_index_se_refait(db):
    """Sur SQLite, refaire la table emporte ses déclencheurs."""
    if connection.vendor != "sqlite":
        pytest.skip("les déclencheurs sont ceux de SQLite")
    with connection.cursor() as curseur:
        for nom in plein_texte.DECLENCHEURS:
            curseur.execute(f"DROP TRIGGER {nom}")
    fait = document("Permanence")
    assert not trouves("permanence")
    plein_texte.poser()
    assert trouves("permanence") == {fait.intitule}
    plein_texte.poser()


def test_l_index_gin_est_pose_et_sert(db):
    if connection.vendor != "postgresql":
        pytest.skip("l'index GIN est celui de PostgreSQL")
    document("Permanence")
    with connection.cursor() as curseur:
        # Une petite table se lit d'un trait, ou par un autre index, si on ne l'en empêche.
        curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        curseur.execute(f"EXPLAIN {plein_texte.TROUVER['postgresql']}", ["'permanence'"])
        plan = " ".join(ligne for (ligne,) in curseur.fetchall())
    assert "documents_contenu_vecteur" in plan


def test_un_mot_de_deux_textes_sur_trois_se_trouve_par_l_index(service):
    """PostgreSQL tient nos textes pour chers à relire, même quand le mot est partout."""
    if connection.vendor != "postgresql":
        pytest.skip("c'est PostgreSQL qui choisit")
    communs = {"departement": service.site.departement, "service": service}
    documents = Document.objects.bulk_create(
        Document(reference=f"D{rang}", intitule="Accueil", **communs) for rang in range(400)
    )
    Contenu.objects.bulk_create(
        Contenu(document=un, mots="guichet" if rang % 3 else "accueil", indexe_le=timezone.now())
        for rang, un in enumerate(documents)
    )
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE documents_contenu")
        curseur.execute(f"EXPLAIN {plein_texte.TROUVER['postgresql']}", ["'guichet'"])
        plan = " ".join(ligne for (ligne,) in curseur.fetchall())
    assert "documents_contenu_vecteur" in plan and "Seq Scan" not in plan
