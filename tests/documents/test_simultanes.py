"""À plusieurs au même instant : une version passe, les autres se disent, rien ne se perd."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, local

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from simple_history.manager import HistoricalQuerySet

from documents.models import Document, VersionDocument
from tests import factories
from tests.documents.fichiers import pdf

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="une base en mémoire n'a qu'un écrivain"
    ),
]
A_LA_FOIS = 5


def ensemble(faire):
    """Joue `faire(rang)` autant de fois au même instant ; rend ce que chacun a reçu."""
    depart = Barrier(A_LA_FOIS)

    def jouer(rang):
        depart.wait()
        try:
            return faire(rang)
        except ValidationError as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(A_LA_FOIS) as fils:
        return list(fils.map(jouer, range(A_LA_FOIS)))


def test_cinq_depots_au_meme_instant_n_en_font_qu_un(depot):
    document = factories.DocumentFactory(etat="a_rediger")

    def deposer(rang):
        return VersionDocument.objects.deposer(document, pdf(str(rang)), apres=0)

    recus = ensemble(deposer)
    refus = [recu for recu in recus if isinstance(recu, ValidationError)]
    assert len(refus) == A_LA_FOIS - 1
    assert all("a déposé la version 1 pendant que" in recu.messages[0] for recu in refus)
    assert [version.numero for version in document.versions.all()] == [1]
    assert len([f for f in depot.rglob("*") if f.is_file()]) == 1


def test_deux_personnes_deposent_par_la_page_au_meme_instant(
    departement, service, creer_agent, client_de, depot
):
    """L'une passe ; l'autre lit qui l'a devancée, garde sa note, et redépose sans rien perdre."""
    document = factories.DocumentFactory(
        departement=departement, service=service, etat="en_redaction"
    )
    adresse = reverse("documents:document_deposer", args=[document.pk])
    clients = [client_de(creer_agent("referent_qualite", departement)) for _ in range(A_LA_FOIS)]

    def envoyer(rang, apres=0):
        saisie = {"fichier": pdf(str(rang)), "note": f"Note {rang}", "apres": apres}
        return clients[rang].post(adresse, saisie)

    recus = ensemble(envoyer)
    refuses = [rang for rang, recu in enumerate(recus) if recu.status_code == 200]
    assert len(refuses) == A_LA_FOIS - 1 and document.versions.get().numero == 1
    for rang in refuses:
        page = recus[rang].content.decode()
        assert "a déposé la version 1 pendant que vous prépariez la vôtre" in page
        assert f"Note {rang}" in page
    apres = recus[refuses[0]].context["form"]["apres"].value()
    assert envoyer(refuses[0], apres).status_code == 302
    assert [version.numero for version in document.versions.all()] == [2, 1]
    assert len([f for f in depot.rglob("*") if f.is_file()]) == 2


def test_cinq_documents_inscrits_au_meme_instant_ont_chacun_leur_reference(service, fiche):
    def inscrire(rang):
        document = Document(
            departement=service.site.departement, service=service, type=fiche, intitule=str(rang)
        )
        return Document.objects.inscrire(document).reference

    assert sorted(ensemble(inscrire)) == [f"FP-AG-00{numero}" for numero in range(1, 6)]


def test_cinq_actes_au_meme_instant_ne_gardent_qu_une_fois_l_etat_d_avant(monkeypatch):
    document = factories.DocumentFactory(etat="en_vigueur")
    document.history.all().delete()
    lus, vrai = Barrier(A_LA_FOIS), HistoricalQuerySet.exists
    deja = local()

    def exists(histoire):
        """Tous lisent une histoire vide avant qu'aucun l'écrive."""
        reponse = vrai(histoire)
        if not hasattr(deja, "lu"):
            deja.lu = True
            lus.wait()
        return reponse

    monkeypatch.setattr(HistoricalQuerySet, "exists", exists)
    ensemble(lambda rang: Document.objects.get(pk=document.pk).garder_l_avant())
    assert [ligne.history_type for ligne in document.history.all()] == ["+"]
