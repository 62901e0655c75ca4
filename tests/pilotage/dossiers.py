"""De quoi essayer un dossier de preuves : des documents au registre, et l'archive relue."""

import csv
import hashlib
import io
import zipfile
from datetime import date

from django.core.files.base import ContentFile

from pilotage.dossier.fabrication import fabriquer
from pilotage.dossier.lecture import Etendue, campagne_d_office
from tests import factories

LE = date(2022, 12, 31)


def version(document, octets=b"%PDF-1.4 essai", du=date(2022, 1, 1), nom="fiche.pdf", **champs):
    """Une version dont l'empreinte est bien celle de son fichier."""
    return factories.VersionDocumentFactory(
        document=document,
        fichier=ContentFile(octets, nom),
        nom=nom,
        taille=len(octets),
        sha256=hashlib.sha256(octets).hexdigest(),
        en_vigueur_du=du,
        **champs,
    )


def document(service, reference="FP-AG-001", engagement=None, **champs):
    un = factories.DocumentFactory(
        departement=service.site.departement, service=service, reference=reference, **champs
    )
    if engagement:
        un.engagements.add(engagement)
    return un


def etendue(agent, le=LE, **champs):
    departement = agent.departement
    champs.setdefault("campagne", campagne_d_office(departement, le))
    return Etendue(departement, le, agent, **champs)


def archive(agent, le=LE, **champs):
    """Le dossier fabriqué, relu comme le lirait un auditeur."""
    flux = io.BytesIO()
    bilan = fabriquer(etendue(agent, le, **champs), flux)
    relue = zipfile.ZipFile(flux)
    relue.bilan = bilan
    return relue


def fichiers(relue, dossier=""):
    return [nom for nom in relue.namelist() if nom.startswith(dossier) and not nom.endswith("/")]


def texte(relue, nom="index.html"):
    return relue.read(nom).decode("utf-8-sig")


def lignes(relue, nom):
    return list(csv.DictReader(io.StringIO(texte(relue, nom)), delimiter=";"))
