"""Mesure les pages d'un registre de 20 000 documents, sur leur propre plancher.

    .venv/bin/python bench/registre.py [--documents 20000] [--essais 7] [--plans]

Un référent demande, par le client de Django, la liste, ses filtres, la recherche dans les textes et
le classeur de tout le registre, à tour de rôle avec leur plancher :

- une page : la même, ouverte par le référent d'un département de trois cents documents, donc
  autant de lignes à l'écran ; ce qui dépasse est le prix du grand registre, celui de la base ;
- le classeur : les mêmes lignes, déjà lues et mises en forme, seulement écrites.

Base SQLite jetable, ou celle de DATABASE_URL, vide et jetable aussi. Chaque page fait autant de
requêtes dans les deux départements, ce qui se vérifie. `--plans` montre les plans des requêtes
d'une page de plus de 2 ms. Les rapports se comparent d'une machine à l'autre ; les secondes, non.
"""

import argparse
from datetime import timedelta
from functools import partial
from io import BytesIO

import banc
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from documents.models import (
    CanalDiffusion,
    Contenu,
    CopieVersion,
    Diffusion,
    Document,
    TypeDocument,
    VersionDocument,
)
from qualepref.socle.models import Departement, Service, Site
from qualepref.socle.sorties.exports import classeur
from qualepref.socle.temps import aujourdhui, maintenant

SEUIL_PAGE, SEUIL_CLASSEUR = 4, 8
SERVICES, PETIT, LOT = 40, 300, 2000
MOTS = "accueil séjour titre guichet horaire courrier usager préfecture délai réponse".split()
LISTE, RECHERCHE = reverse("documents:document_list"), reverse("documents:recherche")
PAGES = {
    "liste": LISTE,
    "dernière page": f"{LISTE}?page=last",
    "triée par caducité": f"{LISTE}?sort=date_caducite",
    "en vigueur": f"{LISTE}?situation=valables",
    "à réviser": f"{LISTE}?situation=a_reviser",
    "caducs": f"{LISTE}?situation=caduc",
    "filtre par texte": f"{LISTE}?q=accueil",
    "accessibles par un canal": f"{LISTE}?canal=intranet",
    "recherche, mot courant": f"{RECHERCHE}?mots=guichet",
    "recherche, mot rare": f"{RECHERCHE}?mots=parvis",
    "recherche, suite de mots": f"{RECHERCHE}?mots=%22titre guichet%22",
}
CLASSEUR = "classeur, tout le registre"


def petit_departement() -> tuple[Site, list[Service]]:
    departement = Departement.objects.create(code="26", nom="Drôme")
    site = Site.objects.create(
        departement=departement, code="PREF26", nom="Préfecture", type=Site.Type.PREFECTURE
    )
    racine = Service.objects.create(site=site, code="PREF26", nom="Préfecture")
    return site, [Service.objects.create(site=site, parent=racine, code="B1", nom="Bureau")]


def remplir(services: list[Service], nombre: int) -> None:
    """Cinq documents en vigueur pour un archivé ; chacun sa version, ses mots, deux diffusions."""
    types = list(TypeDocument.objects.filter(retire=False))
    canaux = list(CanalDiffusion.objects.filter(retire=False))
    for debut in range(0, nombre, LOT):
        rangs = range(debut, min(debut + LOT, nombre))
        documents = [document(n, services[n % len(services)], types[n % len(types)]) for n in rangs]
        Document.objects.bulk_create(documents)
        versions = VersionDocument.objects.bulk_create(map(version, documents))
        CopieVersion.objects.bulk_create(
            CopieVersion(version=une, texte=texte(n))
            for une, n in zip(versions, rangs, strict=True)
        )
        Contenu.objects.bulk_create(
            Contenu(document=un, version=une, mots=texte(n), indexe_le=maintenant())
            for un, une, n in zip(documents, versions, rangs, strict=True)
        )
        Diffusion.objects.bulk_create(
            Diffusion(document=un, canal=canaux[(n + rang) % len(canaux)])
            for un, n in zip(documents, rangs, strict=True)
            for rang in (0, 1)
        )


def document(n: int, service: Service, type_: TypeDocument) -> Document:
    jour = aujourdhui()
    return Document(
        departement=service.site.departement,
        service=service,
        type=type_,
        reference=f"FP-{n:06d}",
        intitule=f"{MOTS[n % 10]} {MOTS[n // 10 % 10]} {n}".capitalize(),
        etat="archive" if n % 6 == 5 else "en_vigueur",
        motif="vieux" if n % 6 == 5 else "",
        date_archivage=jour if n % 6 == 5 else None,
        date_effet=jour - timedelta(days=200 + n % 900),
        date_caducite=jour + timedelta(days=(n * 7919) % 1100 - 100) if n % 10 else None,
        date_preavis=jour + timedelta(days=(n * 7919) % 1100 - 190) if n % 10 else None,
        date_revue=jour + timedelta(days=(n * 104729) % 400 - 40),
    )


def version(un: Document) -> VersionDocument:
    return VersionDocument(
        document=un,
        numero=1,
        fichier=f"documents/{un.reference}",
        nom="fiche.pdf",
        sha256="0" * 64,
        en_vigueur_du=un.date_effet,
        en_vigueur_au=un.date_archivage,
    )


def texte(n: int) -> str:
    """Deux cents mots ; « parvis » dans un document sur cent."""
    suite = [MOTS[(n * 7919 + rang * (1 + n % 7)) % 10] for rang in range(200)]
    return " ".join([*suite, *["parvis"] * (n % 100 == 7)])


class Banc:
    def __init__(self, documents: int):
        site, services = banc.peupler(SERVICES, regles=True)
        autre, siens = petit_departement()
        remplir(services, documents)
        remplir(siens, PETIT)
        with connection.cursor() as curseur:
            curseur.execute("ANALYZE")
        self.grand = banc.navigateur(banc.designer("grand", "referent_qualite", site))
        self.petit = banc.navigateur(banc.designer("petit", "referent_qualite", autre))
        self.lignes = documents

    def ouvrir(self, client, adresse: str) -> bytes:
        reponse = client.get(adresse)
        assert reponse.status_code == 200, adresse
        return reponse.content

    def gestes(self) -> dict:
        cellules = self.cellules()
        gestes = {CLASSEUR: partial(self.ouvrir, self.grand, f"{LISTE}?export=xlsx")}
        gestes[f"{CLASSEUR} (plancher)"] = partial(classeur, cellules)
        for nom, adresse in PAGES.items():
            gestes[nom] = partial(self.ouvrir, self.grand, adresse)
            gestes[f"{nom} (plancher)"] = partial(self.ouvrir, self.petit, adresse)
        return gestes

    def cellules(self) -> list[list]:
        octets = self.ouvrir(self.grand, f"{LISTE}?export=xlsx")
        feuille = load_workbook(BytesIO(octets), read_only=True).active
        lues = [list(ligne) for ligne in feuille.iter_rows(values_only=True)]
        assert len(lues) == self.lignes + 1
        return [[v.date() if hasattr(v, "date") else v for v in ligne] for ligne in lues]

    def requetes(self, client, adresse: str) -> list[dict]:
        self.ouvrir(client, adresse)
        with CaptureQueriesContext(connection) as captees:
            self.ouvrir(client, adresse)
        return captees.captured_queries


def verifier(mesure: Banc) -> None:
    """Autant de requêtes pour trois cents documents que pour vingt mille."""
    for nom, adresse in PAGES.items():
        nombres = [len(mesure.requetes(c, adresse)) for c in (mesure.petit, mesure.grand)]
        print(f"  {nom:28} {nombres[0]} et {nombres[1]} requêtes")
        assert nombres[0] == nombres[1], nom


def plans(mesure: Banc) -> None:
    expliquer = "EXPLAIN ANALYZE" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    for nom, adresse in PAGES.items():
        for requete in mesure.requetes(mesure.grand, adresse):
            if float(requete["time"]) > 0.002 and requete["sql"].startswith("SELECT"):
                print(f"\n{nom} : {requete['time']} s\n{requete['sql'][:1500]}")
                with connection.cursor() as curseur:
                    curseur.execute(f"{expliquer} {requete['sql'].replace('%', '%%')}", [])
                    print(*(ligne[-1] for ligne in curseur.fetchall()), sep="\n")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--documents", type=int, default=20_000)
    options.add_argument("--essais", type=int, default=7)
    options.add_argument("--plans", action="store_true")
    choix = options.parse_args()
    mesure = Banc(choix.documents)
    print(f"{choix.documents} documents, {connection.vendor}, {choix.essais} essais : médianes")
    verifier(mesure)
    if choix.plans:
        return plans(mesure)
    medianes = banc.mesurer(mesure.gestes(), choix.essais)
    for nom in (CLASSEUR, *PAGES):
        duree, plancher = medianes[nom], medianes[f"{nom} (plancher)"]
        print(f"  {nom:28} {duree * 1000:8.1f} ms, plancher {plancher * 1000:8.1f} ms")
        banc.juger(nom, duree / plancher, SEUIL_CLASSEUR if nom == CLASSEUR else SEUIL_PAGE)


if __name__ == "__main__":
    main()
