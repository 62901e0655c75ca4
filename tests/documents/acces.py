"""Table des droits des documents : une ligne par URL (voir tests/test_droits.py)."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from tests.acces import REFERENT, TOUS, Acces, acte
from tests.documents.fichiers import PNG

TENEURS = frozenset({"referent_qualite", "correspondant"})
# Chaque agent d'un département y lit la documentation en vigueur.
LECTEURS = TOUS - {"lecteur_national"}
APPROBATEURS = frozenset({"referent_qualite", "copil"})


def document(decor, **champs):
    return factories.DocumentFactory(departement=decor.departement, service=decor.service, **champs)


def version(decor):
    return factories.VersionDocumentFactory(
        document=document(decor), numero=1, en_vigueur_du=date(2022, 1, 1)
    )


def a_rediger(decor):
    return document(decor, etat="a_rediger")


def en_redaction(decor):
    redige = document(decor, etat="en_redaction")
    factories.VersionDocumentFactory(document=redige, numero=1)
    return redige


def demande_de_lecture(decor):
    return factories.DemandeDeLectureFactory(
        document=version(decor).document, service=decor.service
    )


def correction(decor):
    return factories.CorrectionFactory(document=document(decor))


LECTURES = {
    "documents:consultations": Acces(TENEURS | {"copil", "auditeur"}),
    "documents:correction_list": Acces(TENEURS),
    "documents:mes_corrections": Acces(LECTEURS),
    "documents:correction_proposer": Acces(LECTEURS - {"auditeur"}, document),
    "documents:correction_repondre": Acces(TENEURS, correction),
    "documents:a_lire": Acces(LECTEURS),
    "documents:version_attester": acte(LECTEURS, version),
    "documents:lectures": Acces(TENEURS | {"copil", "auditeur"}, document),
    "documents:lecture_demander": Acces(TENEURS, document),
    "documents:demandedelecture_retirer": acte(TENEURS, demande_de_lecture),
    "documents:demandedelecture_relancer": acte(TENEURS, demande_de_lecture),
}


def diffusion(decor, **champs):
    return factories.DiffusionFactory(document=document(decor), **champs)


def photographiee(decor):
    photo = SimpleUploadedFile("photo.png", PNG)
    return diffusion(decor, photo=photo, date_photo=date(2022, 6, 1))


def site(decor):
    return decor.site


def inconnu(decor):
    return ("code-inconnu",)


DIFFUSIONS = {
    "documents:affiche_pdf": Acces(TENEURS, document),
    "documents:renvoi": Acces(TOUS, inconnu, ailleurs=200),
    "documents:tournees": Acces(TENEURS),
    "documents:tournee": Acces(TENEURS, site),
    "documents:tournee_pdf": acte(TENEURS, site),
    "documents:diffusion_list": Acces(TENEURS | {"copil", "auditeur"}),
    "documents:diffusion_create": Acces(TENEURS, document),
    "documents:diffusion_fichier": Acces(LECTEURS, photographiee),
    **{
        f"documents:diffusion_{verbe}": Acces(TENEURS, diffusion)
        for verbe in "update constater remplacer retirer".split()
    },
}
ACCES = LECTURES | {
    **DIFFUSIONS,
    "documents:typedocument_list": Acces(TOUS),
    "documents:document_list": Acces(LECTEURS),
    "documents:document_create": Acces(TENEURS),
    "documents:document_detail": Acces(LECTEURS, document),
    "documents:document_update": Acces(TENEURS, document),
    "documents:document_servir": Acces(TENEURS, document),
    "documents:document_delete": Acces(REFERENT, document),
    "documents:documents_actes": Acces(TENEURS, statut=302, methode="get"),
    "documents:version_fichier": Acces(LECTEURS, version),
    "documents:recherche": Acces(LECTEURS),
    "documents:apercu": Acces(LECTEURS, version),
    "documents:cadre": Acces(LECTEURS, version),
    "documents:comparer": Acces(LECTEURS, document),
    "documents:document_commencer": acte(TENEURS, a_rediger),
    "documents:document_soumettre": acte(TENEURS, en_redaction),
    "documents:document_approuver": Acces(APPROBATEURS, document),
    "documents:document_renvoyer": Acces(TENEURS | {"copil"}, document),
    "documents:formalisation": Acces(TENEURS | {"copil", "auditeur"}),
    "documents:formalisation_proposer": Acces(TENEURS, statut=302, methode="post"),
    **{
        f"documents:document_{verbe}": Acces(TENEURS, document)
        for verbe in (
            *("mettre_en_vigueur", "deposer", "relire", "prolonger", "reprendre"),
            *("remplacer", "archiver"),
        )
    },
}
