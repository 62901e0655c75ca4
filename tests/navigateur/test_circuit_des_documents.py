"""Un document se conduit sans souris, de sa création à son archivage."""

from datetime import date

import pytest
from django.urls import reverse
from weasyprint import HTML

from documents.models import Document
from tests import factories
from tests.documents.conftest import depot, fiche  # noqa: F401
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)
ARRETS_MAXIMAUX = 150


def aller_a(onglet, cible):
    """Tabule jusqu'à l'élément : il est au bout du clavier, ou l'essai échoue."""
    for _ in range(ARRETS_MAXIMAUX):
        if cible.evaluate("element => element === document.activeElement"):
            return
        onglet.keyboard.press("Tab")
    pytest.fail(f"Le clavier n'atteint pas {cible}.")


def presser(onglet, nom, role="button", puis="h1", touche="Enter"):
    aller_a(onglet, onglet.locator("#page").get_by_role(role, name=nom, exact=True).first)
    onglet.keyboard.press(touche)
    onglet.wait_for_selector(puis)


def ecrire(onglet, nom, texte):
    aller_a(onglet, onglet.locator(f"[name={nom}]"))
    onglet.keyboard.type(texte)


def joindre(onglet, texte):
    """Le sélecteur de fichiers est celui du système : seul son résultat se joue."""
    champ = onglet.locator("[name=fichier]")
    aller_a(onglet, champ)
    contenu = HTML(string=f"<p>{texte}</p>").write_pdf()
    champ.set_input_files({"name": "fiche.pdf", "mimeType": "application/pdf", "buffer": contenu})


def creer(onglet):
    ecrire(onglet, "intitule", "Accueillir un usager")
    ecrire(onglet, "type", "Fiche")
    ecrire(onglet, "service", "Accueil")
    aller_a(onglet, onglet.locator("[name=approbation]"))
    onglet.keyboard.press("Space")
    ecrire(onglet, "etat", "En r")
    joindre(onglet, "Le bureau ouvre à 9 heures.")
    presser(onglet, "Enregistrer", puis="text=Soumettre à la relecture")


def approuver_et_mettre_en_vigueur(onglet):
    presser(onglet, "Approuver", "link", puis="h1:has-text('Approuver')")
    assert violations(onglet) == []
    presser(onglet, "Approuver la version", puis="text=La version est approuvée")
    presser(onglet, "Mettre en vigueur", "link", puis="[name=date_effet]")
    assert violations(onglet) == []
    presser(onglet, "Mettre en vigueur", puis="text=Le document est en vigueur.")


def deposer_la_suivante(onglet):
    presser(onglet, "Déposer une version", "link", puis="[name=note]")
    joindre(onglet, "Le bureau ouvre à 8 heures.")
    ecrire(onglet, "note", "Nouveaux horaires")
    presser(onglet, "Déposer une version", puis="text=La version est déposée")


def comparer(onglet):
    presser(onglet, "Comparer deux versions", "link", puis=".qp-differences")
    onglet.wait_for_selector(".qp-differences del:has-text('9')")
    onglet.wait_for_selector(".qp-differences ins:has-text('8')")
    assert violations(onglet) == []


def archiver(onglet):
    presser(onglet, "Archiver", "link", puis="[name=motif]")
    ecrire(onglet, "motif", "Le guichet est fermé")
    presser(onglet, "Archiver", puis="text=Le document est archivé.")


@pytest.mark.usefixtures("depot", "fiche")
def test_un_document_se_conduit_sans_souris(ouvrir, settings, correspondant, referent):
    settings.ARRETE = date(2022, 11, 2)
    redige = ouvrir(correspondant, reverse("documents:document_create"))
    creer(redige)
    presser(redige, "Soumettre à la relecture", puis="text=La version est soumise")
    document = Document.objects.get()
    relit = ouvrir(referent, document.get_absolute_url())
    approuver_et_mettre_en_vigueur(relit)
    settings.ARRETE = date(2022, 12, 1)
    deposer_la_suivante(redige)
    relit.reload()
    approuver_et_mettre_en_vigueur(relit)
    comparer(relit)
    relit.goto(redige.url)
    archiver(relit)
    document.refresh_from_db()
    assert (document.etat, document.date_archivage) == ("archive", date(2022, 12, 1))
    valeurs = document.versions.order_by("numero").values_list("en_vigueur_du", "en_vigueur_au")
    assert list(valeurs) == [
        (date(2022, 11, 2), date(2022, 11, 30)),
        (date(2022, 12, 1), date(2022, 12, 1)),
    ]
    assert redige.fautes + relit.fautes == []


@pytest.mark.usefixtures("depot")
def test_on_n_archive_pas_sans_motif_et_la_faute_se_dit(ouvrir, referent, service):
    document = factories.DocumentFactory(departement=referent.departement, service=service)
    onglet = ouvrir(referent, reverse("documents:document_archiver", args=[document.pk]))
    presser(onglet, "Archiver", puis=".fr-error-text")
    assert violations(onglet) == []
    assert onglet.get_attribute("[name=motif]", "aria-invalid") == "true"
