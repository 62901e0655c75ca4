"""Un grand registre : la liste, ses filtres, la recherche et le classeur gardent leurs requêtes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Contenu, CopieVersion, Document
from qualepref.socle.temps import maintenant
from tests import factories

pytestmark = pytest.mark.usefixtures("au_31_decembre", "medias")
LISTE, RECHERCHE = reverse("documents:document_list"), reverse("documents:recherche")
PAGES = {
    "liste": LISTE,
    "triée": f"{LISTE}?sort=-date_caducite",
    "en vigueur": f"{LISTE}?situation=valables",
    "à réviser": f"{LISTE}?situation=a_reviser",
    "caducs": f"{LISTE}?situation=caduc",
    "archivés": f"{LISTE}?situation=archive",
    "par texte": f"{LISTE}?q=accueillir",
    "par engagement": f"{LISTE}?engagement=17",
    "par canal": f"{LISTE}?canal=intranet",
    "à ma charge": f"{LISTE}?a_ma_charge=true",
    "classeur": f"{LISTE}?export=xlsx",
    "classeur filtré": f"{LISTE}?export=xlsx&canal=intranet",
    "recherche": f"{RECHERCHE}?mots=accueillir",
    "suite de mots": f"{RECHERCHE}?mots=%22accueillir usager%22",
    "formalisation": reverse("documents:formalisation"),
}
DATES = ("date_caducite", "date_preavis")


@pytest.fixture(autouse=True)
def sans_file(monkeypatch):
    """Les mots s'écrivent ici à la main : lire deux cents fichiers n'est pas ce qu'on éprouve."""
    monkeypatch.setattr("documents.tasks.indexer.delay", lambda document_id: None)


def remplir(departement, service, type_, canal, engagement, nombre):
    """De toutes les situations, chacun diffusé, servant un engagement, et lu."""
    for rang in range(nombre):
        echeance = date(2022, 12, 31) + timedelta(days=(rang % 3 - 1) * 30)
        document = factories.DocumentFactory(
            departement=departement,
            service=service,
            type=type_,
            etat="archive" if rang % 4 == 3 else "en_vigueur",
            motif="vieux" if rang % 4 == 3 else "",
            date_archivage=date(2022, 2, 1) if rang % 4 == 3 else None,
            **dict.fromkeys(DATES, echeance),
        )
        document.engagements.add(engagement)
        factories.DiffusionFactory(document=document, canal=canal)
        version = factories.VersionDocumentFactory(
            document=document, numero=1, en_vigueur_du=date(2022, 1, 1)
        )
        CopieVersion.objects.create(version=version, texte="Accueillir un usager")
        Contenu.objects.create(
            document=document, version=version, mots="accueillir usager", indexe_le=maintenant()
        )


def test_autant_de_requetes_pour_deux_cents_documents_que_pour_vingt(
    client_de, referent, departement, service, fiche
):
    client = client_de(referent)
    lieu = (departement, service, fiche, factories.CanalDiffusionFactory(cle="intranet"))
    lieu = (*lieu, factories.EngagementFactory(numero=17))
    remplir(*lieu, 20)
    vingt = {nom: requetes(client, adresse) for nom, adresse in PAGES.items()}
    remplir(*lieu, 180)
    assert Document.objects.count() == 200
    assert {nom: requetes(client, adresse) for nom, adresse in PAGES.items()} == vingt
    assert max(vingt.values()) <= 12, vingt


def requetes(client, adresse):
    client.get(adresse)
    with CaptureQueriesContext(connection) as captees:
        reponse = client.get(adresse)
    assert reponse.status_code == 200
    if table := (reponse.context or {}).get("table"):
        assert table.rows, adresse
    return len(captees)
