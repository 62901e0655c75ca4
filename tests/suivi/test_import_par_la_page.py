"""Les deux classeurs déposés par la page : les chiffres sont ceux d'attendus.json, un par un."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from qualepref.socle import chargement
from qualepref.socle.chargeurs import charger_organisation
from qualepref.socle.models import Departement, Production
from suivi.models import Demande
from tests.attendus import ARRETE, CLASSEURS, COURRIERS, RECLAMATIONS, attendus_de
from tests.suivi.lignes import cle_d_entree

ANNEE = ["--debut", "2022-01-01", "--fin", "2022-12-31", "--arrete", str(ARRETE)]
RECL = ["--registre", "suggestions_reclamations"]


@pytest.fixture
def deposer(delais, client_de, creer_agent, django_capture_on_commit_callbacks):
    """Dépose un classeur, puis prend ses bonnes lignes, comme le fait la référente."""
    chargement.ranger(chargement.lire(CLASSEURS / "organisation.yaml"), charger_organisation)
    client = client_de(creer_agent("referent_qualite", Departement.objects.get()))

    def envoyer(adresse, donnees):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(adresse, donnees).status_code == 302
        return Production.objects.latest("pk")

    def deposer(nom):
        octets = (CLASSEURS / f"{nom}.xlsx").read_bytes()
        fichier = SimpleUploadedFile(f"{nom}.xlsx", octets)
        verifiee = envoyer(reverse("socle:import_create", args=["demandes"]), {"fichier": fichier})
        suite = reverse("socle:import_suite", args=[verifiee.pk])
        return envoyer(suite, {"acte": "partiel" if verifiee.rapport["refusees"] else "importer"})

    return deposer


def delais_de(*options):
    sortie = StringIO()
    call_command("delais", *ANNEE, "--format", "json", *options, stdout=sortie)
    return {cle_d_entree(entree): entree for entree in json.loads(sortie.getvalue())}


def test_les_chiffres_des_deux_classeurs_sont_ceux_attendus(deposer):
    for nom in (COURRIERS, RECLAMATIONS):
        comptes = attendus_de(nom)["import_attendu"]["par_feuille"].values()
        rapport = deposer(nom).rapport
        for compte in ("lues", "creees", "refusees"):
            assert rapport[compte] == sum(feuille[compte] for feuille in comptes)
    obtenues, attendues = delais_de(), attendus_de(COURRIERS)["indicateurs"]
    assert len(attendues) == 140
    assert [obtenues[cle_d_entree(entree)] for entree in attendues] == attendues
    for compte, bloc in (("reponse_fond", "par_reponse_sur_le_fond"), ("accuse", "par_AR")):
        attendue = attendus_de(RECLAMATIONS)["prise_en_charge_tous"][bloc]
        regles = [f"--regle={cle}" for cle in attendue["regles"]]
        (obtenue,) = (
            entree
            for cle, entree in delais_de(*RECL, "--compte", compte, *regles).items()
            if cle == ("reclamations_suggestions", "TOUS", "TOUS", "2022")
        )
        assert {cle: obtenue[cle] for cle in attendue} == attendue


def test_deposer_deux_fois_ne_change_aucun_chiffre(deposer):
    deposer(COURRIERS)
    avant, nombre = delais_de(), Demande.objects.count()
    verifiee = deposer(COURRIERS)
    assert (verifiee.rapport["creees"], verifiee.rapport["mises_a_jour"]) == (0, 0)
    assert (delais_de(), Demande.objects.count()) == (avant, nombre)
