"""Mesure les chiffres d'un trimestre, de dix millions de demandes, par les cumuls et par SQL.

    .venv/bin/python bench/cumul.py [--lignes 10000000] [--annees 4] [--sites 20] [--essais 5]

Effectif, part dans le délai, moyenne et médiane par site, mois d'arrivée et canal, à un arrêté
passé, en plein trimestre :

- les cumuls, lus et comptés comme le font les pages (`suivi.cumul.lecture.chiffrer`) ;
- le meilleur balayage SQL unique : une seule requête qui rend les mêmes chiffres, ses délais en
  jours calendaires, jouée par chacun des index du projet et par un index couvrant fait pour elle.

Les deux doivent rendre les mêmes nombres, case par case. Le jeu est fait par SQL dans une base
SQLite jetable (ou celle de DATABASE_URL, vide et jetable aussi). Les rapports se comparent d'une
machine à l'autre ; les secondes, non. Seuil : cumuls ≤ 0,1 × le meilleur balayage.
"""

import argparse
import time
from datetime import date, timedelta

import banc
from django.core.management import call_command
from django.db import connection

from qualepref.socle.models import Departement, Service, Site
from qualepref.socle.periodes import Genre
from suivi.comptes.decompte import EN_VIGUEUR
from suivi.cumul import declencheurs, tenue
from suivi.cumul.comptes import Question
from suivi.cumul.lecture import chiffrer
from suivi.delais.regles import Unite
from suivi.models import Cumul, Demande

SEUIL = 0.1
SERVICES_PAR_SITE = 5
PREMIERE_ANNEE = 2019
TRANCHE = 1_000_000
POSTGRESQL = connection.vendor == "postgresql"
CANAUX = "CASE {h} % 10 WHEN 0 THEN 'courrier' WHEN 1 THEN 'formulaire_internet' WHEN 2 THEN "
CANAUX += "'guichet' ELSE 'courriel' END"
NATURES = (
    "CASE {h} % 8 WHEN 0 THEN 'reclamation' WHEN 1 THEN 'suggestion' WHEN 2 THEN 'rendez_vous' "
)
NATURES += "WHEN 3 THEN 'suivi_dossier' WHEN 4 THEN 'autre' ELSE 'information_generale' END"


def organisation(sites: int, code: str = "38", nom: str = "Isère") -> list[Service]:
    """Un département et ses services, dont les clés se suivent : `remplir` compte dessus."""
    departement = Departement.objects.create(code=code, nom=nom)
    services = []
    for rang in range(sites):
        site = Site.objects.create(
            departement=departement,
            code=f"{code}-{rang}",
            nom=f"Site {rang}",
            type=Site.Type.ANNEXE,
        )
        for numero in range(SERVICES_PAR_SITE):
            parent = services[-numero] if numero else None
            service = Service(
                site=site, parent=parent, code=f"{site.code}-{numero}", nom=f"B{numero}"
            )
            service.save()
            services.append(service)
    return services


def remplir(nombre: int, annees: int, services: list[Service]) -> None:
    """Des demandes faites par SQL : hasard tiré du rang, toujours le même."""
    champs = {
        "departement_id": str(services[0].site.departement_id),
        "site_id": f"{services[0].site_id} + service_rang / {SERVICES_PAR_SITE}",
        "service_id": f"{services[0].pk} + service_rang",
        "registre": "CASE h2 % 12 WHEN 0 THEN 'suggestions_reclamations' "
        "ELSE 'courriers_courriels' END",
        "nature": NATURES.format(h="h3"),
        "canal": CANAUX.format(h="h4"),
        "objet": "'Demande d''essai n° ' || n",
        "date_arrivee": jour("j"),
        "date_accuse": f"CASE WHEN h5 % 3 > 0 THEN {jour('j + h5 % 6')} END",
        "date_reponse": f"CASE WHEN h6 % 20 > 0 THEN {jour('j + (h6 % 13) * (h7 % 4)')} END",
        "date_retrait": f"CASE WHEN h7 % 97 = 0 THEN {jour('j + 3')} END",
        "date_echeance": jour("j + CASE h4 % 10 WHEN 0 THEN 14 ELSE 7 END"),
        "unite": "'ouvres'",
        "reponse_non_due": "CASE h7 % 61 WHEN 0 THEN 'anonyme' ELSE '' END",
        "cle_doublon": "CAST(n AS TEXT)",
        "qualite_accueil": "'inconnu'",
        "repondue_par_accuse": "false",
        "explication": "'{}'",
    }
    vides = [f for f in Demande._meta.concrete_fields if f.column not in {"id", "etat", *champs}]
    champs |= {champ.column: "''" for champ in vides if not champ.null}
    jours = (date(PREMIERE_ANNEE + annees, 1, 1) - date(PREMIERE_ANNEE, 1, 1)).days
    with connection.cursor() as curseur:
        for acte in ("insert", "update", "delete"):
            nom = f"suivi_cumul_perime_{acte}"
            curseur.execute(f"DROP TRIGGER {nom}" + " ON suivi_demande" * POSTGRESQL)
        for debut in range(0, nombre, TRANCHE):
            fin = min(debut + TRANCHE, nombre)
            curseur.execute(lot(champs, debut, fin, nombre, jours, len(services)))
    declencheurs.poser()


def lot(champs, debut, fin, nombre, jours, services) -> str:
    """Les arrivées suivent les rangs, comme dans un registre tenu au jour le jour."""
    hasards = ", ".join(f"(n * {premier}) / 65536 % 65521 AS h{rang}" for rang, premier in HASARDS)
    return f"""
    INSERT INTO suivi_demande ({", ".join(champs)})
    WITH RECURSIVE rangs(n) AS (
      SELECT {debut} UNION ALL SELECT n + 1 FROM rangs WHERE n < {fin - 1})
    SELECT {", ".join(champs.values())} FROM (
      SELECT n, n * {jours} / {nombre} AS j, {hasards}, (n * 2654435761) / 65536 % {services}
      AS service_rang FROM (SELECT CAST(n AS BIGINT) AS n FROM rangs) r) tirees"""


HASARDS = [
    (2, 40503),
    (3, 2246822519),
    (4, 3266489917),
    (5, 668265263),
    (6, 374761393),
    (7, 2971215073),
]


def jour(expression: str) -> str:
    origine = f"{PREMIERE_ANNEE}-01-01"
    if POSTGRESQL:
        return f"(DATE '{origine}' + CAST({expression} AS INTEGER))"
    return f"date('{origine}', '+' || ({expression}) || ' days')"


# Une seule lecture des demandes ; le rang de chaque réponse dans sa case donne la médiane.
BALAYAGE = """
WITH jugees AS (
  SELECT site_id, {mois} AS mois, canal, date_echeance, date_reponse <= %(arrete)s AS repondue,
    date_retrait IS NULL AND reponse_non_due = '' AND NOT EXISTS (
      SELECT 1 FROM socle_periodesuspendue p WHERE p.departement_id = d.departement_id
      AND (p.site_id IS NULL OR p.site_id = d.site_id)
      AND d.date_arrivee BETWEEN p.date_debut AND p.date_fin) AS due,
    date_reponse <= date_echeance AS a_temps, {duree} AS duree
  FROM suivi_demande d {index}
  WHERE departement_id = %(departement)s AND date_arrivee BETWEEN %(debut)s AND %(fin)s
), rangees AS (
  SELECT *, due AND repondue AS comptee,
    row_number() OVER (PARTITION BY site_id, mois, canal, due AND repondue ORDER BY duree) AS rang,
    count(*) OVER (PARTITION BY site_id, mois, canal, due AND repondue) AS effectif
  FROM jugees
)
SELECT site_id, mois, canal, count(*),
  sum(CASE WHEN comptee AND a_temps THEN 1 ELSE 0 END),
  sum(CASE WHEN due AND (date_echeance < %(arrete)s OR repondue) AND date_echeance IS NOT NULL
      THEN 1 ELSE 0 END),
  sum(CASE WHEN comptee THEN duree ELSE 0 END), sum(CASE WHEN comptee THEN 1 ELSE 0 END),
  avg(CASE WHEN comptee AND rang IN ((effectif + 1) / 2, effectif / 2 + 1) THEN duree END)
FROM rangees GROUP BY site_id, mois, canal
"""
COUVRANT = "bench_couvrant"
COLONNES = (
    "departement_id, date_arrivee, site_id, canal, date_reponse, date_echeance, date_retrait, "
)
COLONNES += "reponse_non_due"


def balayer(question: Question, index: str = "") -> dict:
    mois = (
        "date_trunc('month', date_arrivee)::date"
        if POSTGRESQL
        else ("strftime('%%Y-%%m-01', date_arrivee)")
    )
    duree = (
        "date_reponse - date_arrivee"
        if POSTGRESQL
        else ("CAST(julianday(date_reponse) - julianday(date_arrivee) AS INTEGER)")
    )
    requete = BALAYAGE.format(mois=mois, duree=duree, index=index)
    bornes = {nom: getattr(question, nom) for nom in ("debut", "fin", "arrete")}
    bornes["departement"] = Departement.objects.get().pk
    if not POSTGRESQL:
        bornes |= {nom: str(bornes[nom]) for nom in ("debut", "fin", "arrete")}
    with connection.cursor() as curseur:
        curseur.execute(requete, bornes)
        lignes = curseur.fetchall()
    return {
        (date.fromisoformat(str(mois)), site, canal): (
            *map(int, comptes),
            mediane and float(mediane),
        )
        for site, mois, canal, *comptes, mediane in lignes
    }


def cumuler(question: Question) -> dict:
    lus = chiffrer(question, lambda objets: objets.filter(departement__code="38"))
    return {groupe: en_bref(par_regle[EN_VIGUEUR]) for groupe, par_regle in lus.items()}


def en_bref(chiffres) -> tuple:
    delais = chiffres.delais(Unite.CALENDAIRES)
    taux = chiffres.dans_le_delai, chiffres.base
    return chiffres.recues, *taux, delais["somme"], delais["n"], delais["mediane"]


def chronometrer(titre: str, geste):
    debut = time.perf_counter()
    rendu = geste()
    print(f"{titre} : {time.perf_counter() - debut:.1f} s", flush=True)
    return rendu


def couvrir() -> None:
    with connection.cursor() as curseur:
        curseur.execute(f"CREATE INDEX {COUVRANT} ON suivi_demande ({COLONNES})")
        curseur.execute("VACUUM ANALYZE suivi_demande" if POSTGRESQL else "ANALYZE")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lignes", type=int, default=10_000_000)
    options.add_argument("--annees", type=int, default=4)
    options.add_argument("--sites", type=int, default=20)
    options.add_argument("--essais", type=int, default=5)
    choix = options.parse_args()
    call_command("migrate", verbosity=0)
    services = organisation(choix.sites)
    chronometrer("fabrication", lambda: remplir(choix.lignes, choix.annees, services))
    faits = chronometrer("premiers cumuls, tout le registre", tenue.rafraichir)
    chronometrer("index couvrant", couvrir)
    debut = date(PREMIERE_ANNEE + choix.annees - 1, 4, 1)
    question = Question(
        debut=debut,
        fin=date(debut.year, 6, 30),
        arrete=debut + timedelta(days=74),
        par=("site", "canal"),
        genre=Genre.MOIS,
    )
    gestes = {"cumuls": lambda: cumuler(question)}
    if POSTGRESQL:
        gestes["SQL, au choix de PostgreSQL"] = lambda: balayer(question)
    else:
        for index in ("demande_arrivee", COUVRANT):
            gestes[f"SQL, {index}"] = lambda i=index: balayer(question, f"INDEXED BY {i}")
        gestes["SQL, toute la table"] = lambda: balayer(question, "NOT INDEXED")
    egaux(question)
    montrer(choix, faits, banc.mesurer(gestes, choix.essais))


def egaux(question: Question) -> None:
    par_sql, par_cumuls = balayer(question), cumuler(question)
    assert par_cumuls == par_sql, "les chiffres diffèrent"
    comptees = sum(comptes[0] for comptes in par_sql.values())
    print(f"{len(par_sql)} cases égales, {comptees:,} demandes du trimestre".replace(",", " "))


def montrer(choix, faits: int, medianes: dict[str, float]) -> None:
    print(f"{choix.lignes:,} demandes, {faits} cumuls, {connection.vendor}".replace(",", " "))
    for nom, duree in medianes.items():
        print(f"  {nom:28} {duree * 1000:9.1f} ms")
    meilleur = min(duree for nom, duree in medianes.items() if nom != "cumuls")
    rapport = medianes["cumuls"] / meilleur
    banc.juger("cumuls ÷ meilleur balayage", rapport, SEUIL)
    assert Cumul.objects.count()


if __name__ == "__main__":
    main()
