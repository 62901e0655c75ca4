from urllib.parse import urlencode

from django.urls import reverse

from documents.models import Document
from documents.models.phrases import CHANGER
from qualepref.socle.agenda import Source, inscrire


def adresse(champ, debut, fin):
    filtres = {
        "etat": "en_vigueur",
        "a_ma_charge": "true",
        f"{champ}_du": debut,
        f"{champ}_au": fin,
    }
    return f"{reverse('documents:document_list')}?{urlencode(filtres)}"


def adresse_des_caducites(debut, fin):
    return adresse("caducite", debut, fin)


def adresse_des_relectures(debut, fin):
    return adresse("revue", debut, fin)


inscrire(
    Source(
        "caducites",
        "document en fin de validité",
        "documents en fin de validité",
        permission=CHANGER,
        agir=CHANGER,
        champ_date="date_caducite",
        objets=Document.objects.en_vigueur,
        adresse=adresse_des_caducites,
        champ_service="service",
        libelle=lambda document: f"Fin de validité : {document}",
    )
)
inscrire(
    Source(
        "relectures",
        "document à relire",
        "documents à relire",
        permission=CHANGER,
        agir=CHANGER,
        champ_date="date_revue",
        objets=Document.objects.en_vigueur,
        adresse=adresse_des_relectures,
        champ_service="service",
        libelle=lambda document: f"À relire : {document}",
    )
)
