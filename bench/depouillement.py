"""Mesure les résultats d'une enquête de 100 000 réponses à vingt-cinq questions.

    .venv/bin/python bench/depouillement.py [--reponses 100000] [--essais 5]

Deux millions et demi de valeurs, dix sites. À tour de rôle :

- la page : droits, effectifs, thèmes, questions, moyennes, ventilation par site, masques, gabarit,
  demandée par le client de Django pour un membre du comité de pilotage ;
- la référence : les mêmes effectifs, les mêmes moyennes et les répondants de chaque site, par une
  seule requête écrite à la main, lue en entier.

Les nombres de la page doivent être ceux de la requête.
Sous SQLite ou, par DATABASE_URL (base vide et jetable), sous PostgreSQL.
Seuil : page ≤ 2 × la requête.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import banc
import enquete as enquetes_de_banc
from django.db import connection
from django.urls import reverse

from enquetes.models import Enquete, Mode
from qualepref.socle.temps import aujourdhui, maintenant

SEUIL, SERVICES, PAR_LOT, SANS_REPONSE = 2, 3, 20_000, 0.05
REPONSES = "id, enquete_id, point_id, site_id, mode, langue, jour"
VALEURS = "reponse_id, question_id, rang, enquete_id, choix_id, texte, nombre"
REFERENCE = """
SELECT r.site_id, v.question_id, v.choix_id, count(*), avg(v.nombre)
  FROM enquetes_valeur v JOIN enquetes_reponse r ON r.id = v.reponse_id
 WHERE v.enquete_id = %(enquete)s AND v.texte = ''
 GROUP BY r.site_id, v.question_id, v.choix_id
 UNION ALL
SELECT site_id, NULL, NULL, count(*), NULL FROM enquetes_reponse
 WHERE enquete_id = %(enquete)s GROUP BY site_id"""


class Banc:
    def __init__(self, reponses: int):
        site, _ = banc.peupler(SERVICES)
        self.sites = enquetes_de_banc.sites_de_plus(site.departement)
        self.enquete = enquetes_de_banc.enquete_ouverte(site.departement)
        self.questions = list(self.enquete.questionnaire.questions.avec_choix())
        self.hasard = random.Random(38)
        self.remplir(reponses)
        Enquete.objects.update(etat=Enquete.Etat.CLOSE, close_le=maintenant())
        lecteur = banc.designer("copil", "membre_copil", site)
        self.client = banc.navigateur(lecteur)
        self.adresse = f"{reverse('enquetes:resultats', args=[self.enquete.pk])}?par=site"

    def remplir(self, nombre: int) -> None:
        """Sans vérifier les clés étrangères, justes par construction, ligne à ligne."""
        postgresql = connection.vendor == "postgresql"
        with connection.cursor() as curseur:
            curseur.execute(
                "SET session_replication_role = replica"
                if postgresql
                else "PRAGMA foreign_keys=OFF"
            )
            for debut in range(0, nombre, PAR_LOT):
                reponses = [self.reponse() for _ in range(debut, min(debut + PAR_LOT, nombre))]
                self.ecrire(curseur, "enquetes_reponse", REPONSES, reponses)
                self.ecrire(curseur, "enquetes_valeur", VALEURS, self.valeurs(reponses))
            curseur.execute("VACUUM ANALYZE" if postgresql else "ANALYZE")

    def ecrire(self, curseur, table: str, colonnes: str, lignes) -> None:
        if connection.vendor == "postgresql":
            with curseur.copy(f"COPY {table} ({colonnes}) FROM STDIN") as copie:
                for ligne in lignes:
                    copie.write_row(ligne)
            return
        places = ", ".join(["%s"] * len(colonnes.split(", ")))
        curseur.executemany(f"INSERT INTO {table} ({colonnes}) VALUES ({places})", list(lignes))

    def reponse(self) -> tuple:
        cle = UUID(int=self.hasard.getrandbits(128), version=4)
        return (
            cle if connection.vendor == "postgresql" else cle.hex,
            self.enquete.pk,
            None,
            self.hasard.choice(self.sites).pk,
            self.hasard.choice((Mode.LIEN.value, Mode.PAPIER.value)),
            "fr",
            aujourdhui().isoformat(),
        )

    def valeurs(self, reponses: list[tuple]) -> Iterator[tuple]:
        """Une par question, sauf cinq blancs sur cent."""
        choix = [
            (q, [un.pk for un in q.echelle.choix.all()] if q.echelle else [])
            for q in self.questions
        ]
        for cle, *_ in reponses:
            for question, permis in choix:
                if self.hasard.random() < SANS_REPONSE:
                    continue
                coche = self.hasard.choice(permis) if permis else None
                note = self.hasard.randrange(11) if question.type == "note" else None
                texte = "Rien à dire." if (coche, note) == (None, None) else ""
                yield cle, question.pk, 0, self.enquete.pk, coche, texte, note

    def page(self):
        reponse = self.client.get(self.adresse)
        assert reponse.status_code == 200, reponse.status_code
        return reponse

    def requete(self) -> list[tuple]:
        with connection.cursor() as curseur:
            curseur.execute(REFERENCE, {"enquete": self.enquete.pk})
            return curseur.fetchall()

    def comparer(self) -> int:
        """Le nombre de chiffres comparés, tous égaux."""
        resultats, lignes = self.page().context_data["resultats"], self.requete()
        repondants = {site: n for site, question, _, n, _ in lignes if question is None}
        assert {s: n for s, n in resultats.repondants.items() if s in repondants} == repondants
        assert resultats.nombre == sum(repondants.values())
        comptes: Counter = Counter()
        for site, question, choix, n, _ in lignes:
            comptes[site, question, choix] += n
            comptes["ensemble", question, choix] += n
        dites = [q for theme in resultats.themes for q in theme.questions]
        return sum(self.comparer_une(question, comptes) for question in dites)

    def comparer_une(self, dite, comptes: Counter) -> int:
        cle, choix = dite.question.cle, dite.question.choix
        assert dite.comptes == {c.cle: comptes["ensemble", cle, c.cle] for c in choix}
        for site, chiffre in dite.groupes.items():
            for favorables, sens in (
                (chiffre.taux.favorables, {True}),
                (chiffre.taux.exprimees, {True, False}),
            ):
                ceux = [c.cle for c in choix if c.favorable in sens]
                assert favorables == sum(comptes[site, cle, un] for un in ceux), (site, cle)
        return len(choix) + 2 * len(dite.groupes)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reponses", type=int, default=100_000)
    options.add_argument("--essais", type=int, default=5)
    choix = options.parse_args()
    debut = time.perf_counter()
    mesure = Banc(choix.reponses)
    print(f"{connection.vendor}, {choix.reponses} réponses, {choix.essais} essais : médianes")
    print(f"  écrites en {time.perf_counter() - debut:.0f} s")
    print(f"  {mesure.comparer()} nombres comparés, tous égaux")
    m = banc.mesurer({"page": mesure.page, "requête": mesure.requete}, choix.essais)
    for nom, duree in m.items():
        print(f"  {nom:10} {duree * 1000:7.1f} ms")
    banc.juger("page ÷ requête", m["page"] / m["requête"], SEUIL)


if __name__ == "__main__":
    main()
