"""Un document, de sa création à son archivage, sans souris ; ses pages remplies passent axe."""

from datetime import date

import pytest
from django.urls import reverse
from weasyprint import HTML

from documents.contenus.index import indexer
from documents.models import CopieVersion, Document
from tests import factories
from tests.documents.conftest import au_31_decembre, depot, fiche  # noqa: F401
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


# --- Les pages remplies ; les endroits et les tournées ont les leurs ------------------------------


@pytest.fixture
def registre(au_31_decembre, depot, referent, service):  # noqa: F811
    """Un document de deux versions lues, à lire, corrigé, consulté, demandé par un auditeur."""
    document = factories.DocumentFactory(
        departement=referent.departement, service=service, date_caducite=date(2023, 1, 15)
    )
    ancienne, nouvelle = (
        factories.VersionDocumentFactory(
            document=document, numero=numero, en_vigueur_du=debut, en_vigueur_au=fin
        )
        for numero, debut, fin in (
            (1, date(2022, 1, 1), date(2022, 6, 30)),
            (2, date(2022, 7, 1), None),
        )
    )
    for version, heure in ((ancienne, 9), (nouvelle, 8)):
        lu = {"texte": f"Le bureau ouvre à {heure} heures.", "reserve": ""}
        CopieVersion.objects.update_or_create(version=version, defaults=lu)
    indexer(document_id=document.pk)
    factories.DemandeDeLectureFactory(document=document, service=service)
    factories.LectureFactory(version=nouvelle, agent=referent)
    factories.CorrectionFactory(document=document, version=nouvelle, auteur=referent)
    factories.ConsultationFactory(document=document, version=nouvelle)
    factories.DocumentFactory(departement=referent.departement, service=service)  # jamais ouvert
    factories.PieceAFournirFactory(types=[document.type.cle])
    factories.DossierDePreuvesFactory(departement=referent.departement, demandeur=referent)
    return document


def adresse(nom, *arguments, suite=""):
    return reverse(nom, args=arguments) + suite


PAGES = {
    "liste": lambda d: adresse("documents:document_list"),
    "liste filtrée sans résultat": lambda d: adresse("documents:document_list", suite="?q=zzz"),
    "fiche": lambda d: d.get_absolute_url(),
    "modifier": lambda d: adresse("documents:document_update", d.pk),
    "prolonger": lambda d: adresse("documents:document_prolonger", d.pk),
    "remplacer": lambda d: adresse("documents:document_remplacer", d.pk),
    "aperçu": lambda d: adresse("documents:apercu", d.derniere_version.pk),
    "comparer": lambda d: adresse("documents:comparer", d.pk),
    "recherche": lambda d: adresse("documents:recherche", suite="?mots=bureau"),
    "lectures": lambda d: adresse("documents:lectures", d.pk),
    "à lire": lambda d: adresse("documents:a_lire"),
    "suggestions": lambda d: adresse("documents:correction_list"),
    "mes suggestions": lambda d: adresse("documents:mes_corrections"),
    "suggérer": lambda d: adresse("documents:correction_proposer", d.pk),
    "répondre": lambda d: adresse("documents:correction_repondre", d.corrections.get().pk),
    "consultations": lambda d: adresse("documents:consultations"),
    "pièces à fournir": lambda d: adresse("pilotage:pieces"),
    "dossiers": lambda d: adresse("pilotage:dossierdepreuves_list"),
}


@pytest.mark.parametrize("largeur", [1280, 375])
def test_les_pages_remplies_passent_axe_et_ne_debordent_pas(ouvrir, referent, registre, largeur):
    constats = []
    for nom, situer in PAGES.items():
        onglet = ouvrir(referent, situer(registre), largeur)
        onglet.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        constats += [(nom, dit) for dit in violations(onglet) + onglet.fautes]
        deborde = onglet.evaluate("document.documentElement.scrollWidth") - largeur
        constats += [(nom, f"déborde de {deborde} px")] if deborde > 0 else []
        onglet.close()
    assert constats == []
