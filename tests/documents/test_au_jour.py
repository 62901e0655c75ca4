"""Un document à une date passée : la fiche d'alors, et s'il valait ce jour-là."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import circuit
from documents.models import Document, Prolongation
from tests import factories

pytestmark = pytest.mark.django_db
AVANT, PRES, APRES = date(2022, 6, 1), date(2022, 12, 31), date(2023, 2, 1)


@pytest.fixture(autouse=True)
def en_2023(settings):
    settings.ARRETE = date(2023, 6, 30)


def noter(document, jour, **champs):
    """Écrit la fiche comme on l'aurait écrite ce jour-là."""
    for champ, valeur in champs.items():
        setattr(document, champ, valeur)
    document.save()
    derniere = document.history.first()
    derniere.history_date = timezone.make_aware(datetime.combine(jour, time(12)))
    derniere.save()
    return document


@pytest.fixture
def document(service):
    un = factories.DocumentFactory.build(
        departement=service.site.departement,
        service=service,
        type=factories.TypeDocumentFactory(),
        date_caducite=date(2022, 9, 30),
        emplacement="Armoire 3",
    )
    return noter(un, date(2022, 1, 1))


def importe(document):
    """Le même, venu d'un import : rien dans son histoire."""
    document.history.all().delete()
    Document.objects.update(date_depot=date(2022, 1, 2))
    document.refresh_from_db()
    return document


def alors(le):
    """(effet, caducité, emplacement) de ceux qui valaient ce jour-là."""
    champs = ("effet_alors", "caducite_alors", "emplacement_alors")
    return [*Document.objects.valant_au(le).values_list(*champs)]


def version(document, du, **champs):
    return factories.VersionDocumentFactory(document=document, en_vigueur_du=du, **champs)


def test_la_caducite_est_celle_d_avant_la_prolongation(document):
    noter(document, APRES, date_caducite=date(2024, 9, 30))
    d_alors = [(date(2022, 1, 1), date(2022, 9, 30), "Armoire 3")]
    assert alors(AVANT) == alors(PRES) == d_alors
    assert alors(APRES)[0][1] == date(2024, 9, 30)
    assert not Document.objects.joignables_au(PRES).exists()


def test_la_caducite_suit_la_version_qui_valait(document):
    version(document, date(2022, 1, 1), numero=1, en_vigueur_au=date(2023, 1, 31))
    version(document, APRES, numero=2)
    noter(document, APRES, date_effet=APRES, date_caducite=date(2026, 1, 31))
    assert [caducite for _, caducite, _ in alors(PRES)] == [date(2022, 9, 30)]
    assert [caducite for _, caducite, _ in alors(APRES)] == [date(2026, 1, 31)]


def test_une_version_inscrite_apres_coup_vaut_de_sa_date_d_effet(document):
    version(document, date(2022, 1, 1), numero=1, en_vigueur_au=date(2022, 11, 30))
    version(document, date(2022, 12, 1), numero=2)
    noter(document, APRES, date_effet=date(2022, 12, 1), date_caducite=date(2026, 1, 31))
    assert alors(PRES) == [(date(2022, 12, 1), date(2026, 1, 31), "Armoire 3")]
    assert alors(AVANT)[0][1] == date(2022, 9, 30)


def test_une_fiche_sans_version_corrigee_est_celle_de_la_correction(document):
    noter(document, AVANT, date_effet=date(2021, 6, 1), date_caducite=date(2024, 6, 1))
    noter(document, PRES, date_effet=date(2018, 6, 1), date_caducite=date(2021, 6, 1))
    noter(document, APRES, date_effet=date(2022, 3, 1), date_caducite=date(2025, 6, 1))
    assert alors(PRES) == [(date(2018, 6, 1), date(2021, 6, 1), "Armoire 3")]
    assert alors(AVANT) == [(date(2021, 6, 1), date(2024, 6, 1), "Armoire 3")]
    assert not Document.objects.joignables_au(PRES).exists()


def test_un_document_inscrit_apres_coup_est_celui_de_son_inscription(document):
    document.history.all().delete()
    noter(document, APRES)
    noter(document, date(2023, 3, 1), date_caducite=date(2024, 9, 30))
    assert alors(PRES) == [(date(2022, 1, 1), date(2022, 9, 30), "Armoire 3")]


def test_un_import_qui_repousse_la_caducite_ne_reecrit_pas_le_passe(document):
    importe(document)
    Document.objects.update(date_caducite=date(2025, 1, 1))
    for du, au, le in (
        (date(2022, 9, 30), date(2024, 1, 1), APRES),
        (date(2024, 1, 1), date(2025, 1, 1), date(2023, 3, 1)),
    ):
        Prolongation.objects.create(document=document, ancienne=du, nouvelle=au, date=le, motif="i")
    assert [caducite for _, caducite, _ in alors(PRES)] == [date(2022, 9, 30)]
    assert [caducite for _, caducite, _ in alors(APRES)] == [date(2024, 1, 1)]


def test_le_premier_acte_sur_un_document_importe_garde_l_etat_d_avant(document):
    importe(document).prolonger(date(2025, 1, 1), "Toujours juste")
    premiere, derniere = document.history.order_by("history_id")
    assert (premiere.date_caducite, derniere.date_caducite) == (
        date(2022, 9, 30),
        date(2025, 1, 1),
    )
    assert timezone.localdate(premiere.history_date) == date(2022, 1, 2)
    assert [caducite for _, caducite, _ in alors(PRES)] == [date(2022, 9, 30)]


def test_l_etat_d_avant_garde_ses_liens_et_n_a_pas_d_auteur(document, referent, client_de):
    engagement = factories.EngagementFactory()
    importe(document).engagements.set([engagement])
    document.history.all().delete()
    client_de(referent).post(
        reverse("documents:document_prolonger", args=[document.pk]),
        {"date_caducite": "2025-01-01", "motif": "Toujours juste"},
    )
    premiere, derniere = document.history.order_by("history_id")
    assert (premiere.history_user, derniere.history_user) == (None, referent)
    assert [lien.engagement for lien in premiere.engagements.all()] == [engagement]
    assert "engagements" not in derniere.diff_against(premiere).changed_fields


def test_garde_ailleurs_puis_verse_reste_au_dossier_d_avant(document):
    version(document, None, numero=1)
    document.mettre_en_vigueur(APRES)
    noter(document, APRES, emplacement="")
    assert alors(PRES) == [(date(2022, 1, 1), date(2022, 9, 30), "Armoire 3")]
    assert alors(APRES) == [(APRES, document.date_caducite, "")]


@pytest.mark.parametrize(
    ("etat", "vaut"),
    [(circuit.EN_REDACTION, False), (circuit.EN_RELECTURE, False), (circuit.EN_VIGUEUR, True)],
)
def test_garde_ailleurs_il_vaut_si_sa_fiche_d_alors_le_disait(etat, vaut, document):
    noter(document, AVANT, etat=etat)
    noter(document, APRES, etat=circuit.EN_VIGUEUR)
    assert bool(alors(PRES)) is vaut
    assert alors(date(2022, 3, 1)) and not alors(date(2021, 12, 31))


def test_garde_ailleurs_il_vaut_jusqu_au_jour_de_son_archivage(document):
    fin = {"etat": circuit.ARCHIVE, "motif": "Fini", "date_archivage": AVANT}
    noter(document, PRES, **fin)
    assert alors(AVANT) and not alors(PRES) and not alors(date(2022, 6, 2))


def test_archive_repris_puis_archive_de_nouveau_il_ne_valait_pas_entre_temps(document):
    fin = {"etat": circuit.ARCHIVE, "motif": "Fini"}
    noter(document, date(2022, 3, 1), **fin, date_archivage=date(2022, 3, 1))
    noter(document, date(2022, 9, 1), etat=circuit.EN_VIGUEUR, motif="", date_archivage=None)
    noter(document, APRES, **fin, date_archivage=APRES)
    assert not alors(AVANT)
    assert alors(date(2022, 3, 1)) and alors(PRES) and not alors(date(2023, 2, 2))


def test_seul_un_fichier_sans_donnees_personnelles_se_joint(document):
    Document.objects.update(date_caducite=None)
    document.history.all().delete()

    def joignables():
        return list(Document.objects.joignables_au(AVANT))

    assert joignables() == []  # gardé ailleurs
    sans = version(document, date(2022, 1, 1), fichier="", sha256="")
    assert joignables() == []
    sans.delete()
    version(document, date(2022, 1, 1))
    assert joignables() == [document]
    type(document.type).objects.update(donnees_personnelles=True)
    assert joignables() == []
