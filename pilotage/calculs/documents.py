"""La part des documents qui valent encore, lue au dernier jour de chaque mois."""

from collections import Counter
from datetime import date
from fractions import Fraction

from documents.models import Document
from pilotage.grandeurs import Lieu, Valeur
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Genre, periodes_entre

CODES_DES_DOCUMENTS = ("DOC-A-JOUR",)


def valeurs_des_documents(
    departement: Departement, debut: date, fin: date, arrete: date
) -> dict[str, list[Valeur]]:
    """Une valeur par mois achevé et par service qui tient un document daté ; une requête.

    Ceux qui ont été archivés depuis comptent jusqu'à ce jour-là.
    """
    lus = list(
        Document.objects.filter(departement=departement)
        .en_vigueur_ou_archives()
        .exclude(date_caducite=None)
        .order_by()
        .values_list("service__site", "service", "date_effet", "date_archivage", "date_caducite")
    )
    valeurs = []
    for mois in periodes_entre(debut, min(fin, arrete), Genre.MOIS):
        if mois.fin > arrete:
            continue
        en_service = [
            (Lieu(site, service), caducite)
            for site, service, effet, archivage, caducite in lus
            if (effet is None or effet <= mois.fin) and (archivage is None or archivage >= mois.fin)
        ]
        tenus = Counter(lieu for lieu, _ in en_service)
        valables = Counter(lieu for lieu, caducite in en_service if caducite >= mois.fin)
        valeurs += [
            Valeur(
                periode=mois,
                lieu=lieu,
                numerateur=Fraction(valables[lieu]),
                denominateur=Fraction(nombre),
            )
            for lieu, nombre in tenus.items()
        ]
    return {"DOC-A-JOUR": valeurs}
