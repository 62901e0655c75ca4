"""Le jeu d'essai en base, sans passer par un classeur : de quoi éprouver les comptes."""

import pytest
from django.conf import settings

from qualepref.socle import chargement
from qualepref.socle.chargeurs import charger_organisation
from qualepref.socle.models import Departement, Service
from suivi.delais.bareme import calculer_echeances
from suivi.models import Demande, Registre
from tests.attendus import CLASSEURS, COURRIERS, RECLAMATIONS, lignes_de, lire_date

REGISTRES = {
    COURRIERS: Registre.COURRIERS_COURRIELS,
    RECLAMATIONS: Registre.SUGGESTIONS_RECLAMATIONS,
}


@pytest.fixture
def delais(db):
    """Les règles livrées par delais.yaml."""
    chargement.charger(settings.RACINE / "suivi" / "referentiels" / "delais.yaml")


@pytest.fixture
def isere(delais):
    """Le département de démonstration et toutes les demandes du jeu d'essai."""
    organisation = chargement.lire(CLASSEURS / "organisation.yaml")
    chargement.ranger(organisation, charger_organisation)
    services = {s.nom: s for s in Service.objects.select_related("site__departement")}
    demandes = [
        demande_de(ligne, services[ligne["service"]], registre, rang)
        for classeur, registre in REGISTRES.items()
        for rang, ligne in enumerate(lignes_de(classeur))
    ]
    calculer_echeances(demandes)
    Demande.objects.bulk_create(demandes)
    return Departement.objects.get()


def demande_de(ligne, service, registre, rang):
    return Demande(
        service=service,
        registre=registre,
        canal=ligne["canal"],
        nature=ligne["nature"],
        objet=f"Demande {rang}",
        date_arrivee=lire_date(ligne["recu_le"]),
        date_accuse=lire_date(ligne["ar_le"]),
        date_reponse=lire_date(ligne["repondu_le"]),
        reponse_non_due="anonyme" if ligne["anonyme"] == "1" else "",
        cle_doublon=f"{registre}-{rang}",
    )
