"""Le registre : références, situations, circuit, prolongations."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from documents import circuit
from documents.models import Document, Prolongation
from tests import factories
from tests.documents.fichiers import pdf

LE = date(2022, 12, 31)


pytestmark = pytest.mark.usefixtures("au_31_decembre", "depot")


@pytest.fixture
def nouveau(departement, service, fiche):
    """Un document à rédiger de l'accueil général."""
    return Document.objects.inscrire(
        Document(departement=departement, service=service, type=fiche, intitule="Accueillir")
    )


def deposer(document, texte="un", **reste):
    return document.versions.deposer(document, pdf(texte), **reste)


def relu(document):
    return Document.objects.get(pk=document.pk)


# --- Références -----------------------------------------------------------------------------------


def test_la_reference_se_propose_par_type_et_par_service(nouveau, departement, voisin, fiche):
    assert nouveau.reference == "FP-AG-001"
    ailleurs = Document(departement=departement, service=voisin, type=fiche, intitule="Séjour")
    assert Document.objects.inscrire(ailleurs).reference == "FP-DS-001"


def test_un_numero_supprime_ne_se_reprend_pas(nouveau, departement, service, fiche):
    nouveau.delete()
    suivant = Document(departement=departement, service=service, type=fiche, intitule="Orienter")
    assert Document.objects.inscrire(suivant).reference == "FP-AG-002"


def test_deux_documents_du_departement_n_ont_pas_la_meme_reference(nouveau, departement, voisin):
    double = Document(
        departement=departement, service=voisin, reference="FP-AG-001", intitule="Double"
    )
    with pytest.raises(ValidationError, match="déjà celle d'un autre document"):
        Document.objects.inscrire(double)
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save()


def test_deux_departements_ont_chacun_leurs_references(nouveau, autre_service, fiche):
    la_bas = factories.DocumentFactory(
        departement=autre_service.site.departement, service=autre_service, reference="FP-AG-001"
    )
    assert la_bas.pk


# --- Situations -----------------------------------------------------------------------------------


def date_ou_rien():
    return st.none() | st.dates(date(2022, 10, 1), date(2023, 3, 31))


@given(
    etat=st.sampled_from(Document.Etat.values),
    caducite=date_ou_rien(),
    preavis=date_ou_rien(),
    revue=date_ou_rien(),
)
@pytest.mark.django_db(transaction=False)
def test_la_base_dit_la_meme_situation_que_la_regle(
    django_db_blocker, etat, caducite, preavis, revue
):
    with transaction.atomic():
        document = factories.DocumentFactory(
            etat=etat,
            motif="essai",
            date_archivage=LE,
            date_caducite=caducite,
            date_preavis=preavis,
            date_revue=revue,
        )
        lu = Document.objects.avec_situation(LE).get(pk=document.pk)
        dite = document.situation(LE)
        assert lu.situation_du_jour == dite
        assert Document.objects.en_situation(dite, LE).exists()
        assert Document.objects.caducs(LE).exists() is (dite == "caduc")
        assert Document.objects.a_reviser(LE).exists() is (dite == "a_reviser")
        transaction.set_rollback(True)


def test_le_jour_de_sa_caducite_un_document_vaut_encore(db):
    document = factories.DocumentFactory(date_caducite=LE)
    assert not Document.objects.caducs(LE).exists()
    assert document.situation_en_mots == "en vigueur"
    assert document.situation(LE + timedelta(days=1)) == "caduc"


# --- Circuit --------------------------------------------------------------------------------------


def test_un_document_se_redige_se_relit_puis_entre_en_vigueur(nouveau):
    deposer(nouveau)
    document = relu(nouveau)
    assert document.etat == circuit.EN_REDACTION  # le dépôt commence la rédaction
    document.soumettre()
    document.mettre_en_vigueur(date(2022, 12, 1))
    lu = relu(nouveau)
    assert (lu.etat, lu.date_effet) == (circuit.EN_VIGUEUR, date(2022, 12, 1))
    assert lu.date_caducite == date(2025, 12, 1)  # proposée d'après les 36 mois du type
    assert lu.date_preavis == date(2025, 9, 2)
    assert lu.version_en_vigueur().numero == 1


def test_sans_version_on_ne_soumet_rien(nouveau):
    nouveau.commencer()
    with pytest.raises(ValidationError, match="Déposez d'abord la version à relire"):
        nouveau.soumettre()


def test_un_document_tenu_ailleurs_entre_en_vigueur_si_l_on_dit_ou_il_est(nouveau):
    with pytest.raises(ValidationError, match="dites où se trouve le document"):
        nouveau.mettre_en_vigueur()
    nouveau.emplacement = "Classeur de l'accueil"
    nouveau.mettre_en_vigueur(caducite=None)
    assert relu(nouveau).etat == circuit.EN_VIGUEUR
    assert relu(nouveau).date_caducite is None


def test_l_approbation_est_d_une_autre_personne(nouveau, referent, correspondant):
    nouveau.approbation = True
    nouveau.save()
    deposer(nouveau, agent=correspondant)
    document = relu(nouveau)
    document.soumettre()
    with pytest.raises(ValidationError, match="d'abord être approuvée"):
        document.mettre_en_vigueur()
    with pytest.raises(ValidationError, match="soi-même déposée"):
        document.approuver(correspondant)
    document.approuver(referent)
    document.mettre_en_vigueur()
    version = relu(nouveau).version_en_vigueur()
    assert (version.approbateur, version.date_approbation) == (referent, LE)


def test_une_version_corrigee_apres_l_approbation_est_a_approuver(nouveau, referent):
    nouveau.approbation = True
    nouveau.save()
    deposer(nouveau)
    document = relu(nouveau)
    document.soumettre()
    document.approuver(referent)
    deposer(document, "deux")
    with pytest.raises(ValidationError, match="d'abord être approuvée"):
        relu(nouveau).mettre_en_vigueur()


def test_renvoyer_demande_un_motif_et_revient_en_redaction(nouveau):
    deposer(nouveau)
    document = relu(nouveau)
    document.soumettre()
    with pytest.raises(ValidationError, match="Dites ce qu'il faut reprendre"):
        document.renvoyer("  ")
    document.renvoyer("Le numéro d'appel a changé")
    assert relu(nouveau).motif == "Le numéro d'appel a changé"
    assert relu(nouveau).etat == circuit.EN_REDACTION


def test_un_passage_impossible_se_dit(nouveau):
    with pytest.raises(ValidationError, match="est à rédiger : il ne peut pas passer"):
        nouveau.renvoyer("non")


def test_archiver_garde_le_motif_et_arrete_la_version(nouveau):
    deposer(nouveau)
    document = relu(nouveau)
    document.mettre_en_vigueur(date(2022, 6, 1))
    document.archiver("Remplacé par le guide")
    lu = relu(nouveau)
    assert (lu.etat, lu.date_archivage, lu.motif) == ("archive", LE, "Remplacé par le guide")
    assert lu.version_en_vigueur(LE).numero == 1
    assert lu.version_en_vigueur(LE + timedelta(days=1)) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=lu.pk).update(motif="")


def test_un_document_archive_se_reprend(nouveau):
    nouveau.archiver("Erreur de saisie")
    nouveau.reprendre("Finalement utile")
    lu = relu(nouveau)
    assert (lu.etat, lu.date_archivage) == (circuit.EN_REDACTION, None)


# --- Relecture et prolongation --------------------------------------------------------------------


def test_relire_repousse_la_prochaine_relecture(db):
    document = factories.DocumentFactory(revue_mois=12)
    document.dater()
    document.save()
    assert document.date_revue == date(2023, 1, 1)
    document.relire(date(2022, 12, 15))
    assert relu(document).date_revue == date(2023, 12, 15)


@pytest.mark.parametrize(
    ("le", "message"),
    [(date(2023, 1, 1), "dans le futur"), (date(2021, 1, 1), "précède la date d'effet")],
)
def test_une_relecture_a_une_date_plausible(db, le, message):
    with pytest.raises(ValidationError, match=message):
        factories.DocumentFactory(revue_mois=12).relire(le)


def test_prolonger_garde_l_ancienne_date_le_motif_et_la_personne(db, referent):
    document = factories.DocumentFactory(date_caducite=date(2022, 11, 30))
    document.prolonger(date(2023, 6, 30), "Relu en comité", par=referent)
    lu, gardee = relu(document), Prolongation.objects.get()
    assert (lu.date_caducite, lu.date_preavis) == (date(2023, 6, 30), date(2023, 6, 30))
    assert (gardee.ancienne, gardee.nouvelle) == (date(2022, 11, 30), date(2023, 6, 30))
    assert (gardee.motif, gardee.agent) == ("Relu en comité", referent)


@pytest.mark.parametrize(
    ("caducite", "nouvelle", "motif", "message"),
    [
        (date(2023, 3, 1), date(2023, 2, 1), "oui", "après le 01/03/2023"),
        (date(2022, 3, 1), date(2022, 12, 31), "oui", "après le 31/12/2022"),
        (date(2023, 3, 1), date(2023, 4, 1), " ", "Dites pourquoi"),
        (None, date(2023, 4, 1), "oui", "rien à prolonger"),
    ],
)
def test_une_prolongation_va_vers_l_avenir_et_se_motive(db, caducite, nouvelle, motif, message):
    document = factories.DocumentFactory(date_caducite=caducite)
    with pytest.raises(ValidationError, match=message):
        document.prolonger(nouvelle, motif)
    assert relu(document).date_caducite == caducite
    assert not Prolongation.objects.exists()


# --- Qui voit quoi --------------------------------------------------------------------------------


@pytest.fixture
def chez_le_voisin(departement, voisin):
    return factories.DocumentFactory(departement=departement, service=voisin)


def test_la_documentation_en_vigueur_se_lit_de_tout_le_departement(
    chez_le_voisin, correspondant, agent
):
    for lecteur in (correspondant, agent):
        assert list(Document.objects.visibles_par(lecteur)) == [chez_le_voisin]


@pytest.mark.parametrize(
    "changement",
    [
        {"etat": circuit.EN_REDACTION},
        {"date_caducite": date(2022, 12, 30)},
        {"etat": circuit.ARCHIVE, "motif": "vieux", "date_archivage": LE},
    ],
)
def test_le_reste_ne_se_lit_que_de_qui_le_tient(
    chez_le_voisin, correspondant, agent, referent, changement
):
    Document.objects.filter(pk=chez_le_voisin.pk).update(**changement)
    assert not Document.objects.visibles_par(correspondant)
    assert not Document.objects.visibles_par(agent)
    assert Document.objects.visibles_par(referent).count() == 1


def test_un_type_a_donnees_personnelles_n_est_pas_pour_tous(chez_le_voisin, agent, referent):
    chez_le_voisin.type.donnees_personnelles = True
    chez_le_voisin.type.save()
    assert not Document.objects.visibles_par(agent)
    assert Document.objects.visibles_par(referent).count() == 1


def test_un_document_d_un_autre_departement_ne_se_voit_pas(autre_service, agent, referent):
    factories.DocumentFactory(departement=autre_service.site.departement, service=autre_service)
    assert not Document.objects.visibles_par(agent)
    assert not Document.objects.visibles_par(referent)
