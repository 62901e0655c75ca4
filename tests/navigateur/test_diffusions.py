"""Les endroits d'un document et le retour d'une tournée : au clavier, sans faute pour axe."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Diffusion
from tests import factories
from tests.documents.fichiers import PNG
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def endroits(departement, service, site):
    document = factories.DocumentFactory(departement=departement, service=service)
    factories.VersionDocumentFactory(document=document, numero=1, en_vigueur_du=date(2022, 1, 1))
    lieu = factories.LieuFactory(site=site, nom="Hall d'accueil")
    chez = {"document": document, "site": site, "lieu": lieu}
    factories.DiffusionFactory(
        **chez, photo=SimpleUploadedFile("photo.png", PNG), date_photo=date(2022, 6, 1)
    )
    factories.DiffusionFactory(**chez, constat="absent", date_constat=date(2022, 6, 1))
    factories.DiffusionFactory(
        document=document, adresse="https://exemple.fr/" + "tres-long/" * 12, reponse="en_faute"
    )
    return Diffusion.objects.order_by("pk")


def pages(endroits, site):
    un = endroits[0]
    return [
        un.document.get_absolute_url(),
        reverse("documents:diffusion_list"),
        reverse("documents:tournees"),
        reverse("documents:tournee", args=[site.pk]),
    ]


def test_les_pages_pleines_passent_axe_et_ne_debordent_pas(ouvrir, referent, endroits, site):
    constats = []
    for adresse in pages(endroits, site):
        for largeur, theme in ((1280, "light"), (320, "dark")):
            onglet = ouvrir(referent, adresse, largeur, theme)
            constats += [(adresse, dit) for dit in violations(onglet) + onglet.fautes]
            deborde = onglet.evaluate("document.documentElement.scrollWidth") - largeur
            constats += [(adresse, f"déborde de {deborde} px")] if deborde > 0 else []
    assert constats == []


def test_le_retour_d_une_tournee_se_saisit_sans_souris(ouvrir, referent, endroits, site):
    onglet = ouvrir(referent, reverse("documents:tournee", args=[site.pk]))
    onglet.focus(f"[name=e{endroits[0].pk}-constat] >> nth=0")
    onglet.keyboard.press("ArrowRight")
    onglet.keyboard.press("Tab")
    assert onglet.evaluate("document.activeElement.type") == "date"
    onglet.focus(f"[name=e{endroits[0].pk}-observation]")
    onglet.keyboard.type("Bien visible")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=Constats notés : 1.")
    note = endroits[0]
    note.refresh_from_db()
    assert (note.constat, note.observation) == ("vu", "Bien visible")


def test_une_ligne_fautive_se_dit_et_garde_sa_saisie(ouvrir, referent, endroits, site):
    onglet = ouvrir(referent, reverse("documents:tournee", args=[site.pk]))
    prefixe = f"e{endroits[0].pk}"
    onglet.check(f"[name={prefixe}-constat][value=absent]")
    onglet.fill(f"[name={prefixe}-date_constat]", "2019-01-01")
    onglet.fill(f"[name={prefixe}-observation]", "Cadre vide")
    onglet.get_by_role("button", name="Enregistrer le retour").click()
    onglet.wait_for_selector(f"#faute-{endroits[0].pk}")
    assert onglet.input_value(f"[name={prefixe}-observation]") == "Cadre vide"
    assert violations(onglet) == []
