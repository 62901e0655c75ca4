"""Mesure la liste d'un million de demandes filtrée « en retard » pour un service.

    .venv/bin/python bench/retards.py [--lignes 1000000] [--essais 15]

Les demandes sont faites par une requête dans la base ; quelques-unes ont changé de service. Un
référent, puis une correspondante du service, demandent par le client de Django, à tour de rôle :

- la page : session, droits, filtres et leur formulaire, vues comptées, compte exact, 25 lignes,
  gabarit ;
- son cadre : la même page de 25 lignes dans un registre de 30 demandes, soit tout ce qu'elle coûte
  quel que soit le registre ;
- son SQL : chaque requête que la page envoie à la base, rejouée telle quelle ;
- à la main : les mêmes lignes et le même compte, par deux requêtes écrites sans Django.

Sous SQLite ou, par DATABASE_URL (base vide et jetable), sous PostgreSQL.
Seuil : ce que coûte le million, soit la page moins son cadre, ≤ 3 × son SQL. La page entière se
dit aussi, et son rapport à chaque SQL.
"""

import argparse
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import banc
from django.db import connection
from django.db.models import GeneratedField
from django.urls import reverse

from qualepref.socle.models import PeriodeSuspendue, Service, Site
from qualepref.socle.temps import aujourdhui
from suivi.models import Demande, Fait

SEUIL, SERVICES, JOURS, TRANSMISES, PETIT_REGISTRE = 3, 40, 1096, 1000, 30

SUITE = {
    "sqlite": "WITH RECURSIVE suite(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM suite"
    " WHERE n + 1 < {nombre})",
    "postgresql": "WITH suite(n) AS (SELECT generate_series(0::bigint, {nombre} - 1))",
}
JOUR = {
    "sqlite": "date('{origine}', ({jours}) || ' days')",
    "postgresql": "date '{origine}' + ({jours})::int",
}
# Par service : une demande sur cent sans réponse, les autres répondues sous vingt jours.
ARRIVEE, RANG = f"((n * 7919) % {JOURS})", f"(n / {SERVICES})"

COMMUN = """
 FROM suivi_demande d {jointure}
WHERE d.service_id = %(service)s AND {perimetre}
  AND d.etat IN ('recue', 'accusee', 'en_attente', 'transmise')
  AND d.date_retrait IS NULL AND d.reponse_non_due = '' AND d.date_echeance < %(jour)s
  AND NOT EXISTS (
      SELECT 1 FROM socle_periodesuspendue p
       WHERE p.departement_id = d.departement_id AND (p.site_id IS NULL OR p.site_id = d.site_id)
         AND d.date_arrivee BETWEEN p.date_debut AND p.date_fin)"""
LIGNES = f"""SELECT d.id, d.objet, d.date_echeance, d.etat, d.date_arrivee, d.canal, d.nature,
       d.numero, d.date_reponse, s.nom {COMMUN}
ORDER BY d.date_arrivee DESC, d.id DESC LIMIT 25"""
COMPTE = f"SELECT count(*) {COMMUN}"
JOINTURE = "JOIN socle_service s ON s.id = d.service_id"
PERIMETRES = {
    "référent": "d.departement_id = %(departement)s",
    "correspondante": "(d.service_id = %(service)s OR d.id IN"
    " (SELECT demande_id FROM suivi_fait WHERE de_service_id = %(service)s))",
}


def remplir(nombre: int, site: Site, services: list[Service]) -> None:
    """Toutes les colonnes du modèle : celles qu'on ne dit pas ont leur valeur d'origine."""
    dites = expressions(site, services)
    champs = [
        champ
        for champ in Demande._meta.concrete_fields
        if not champ.primary_key and not isinstance(champ, GeneratedField)
    ]
    valeurs = [dites.get(champ.attname) or "%s" for champ in champs]
    origines = [
        champ.get_db_prep_save(champ.get_default(), connection)
        for champ in champs
        if champ.attname not in dites
    ]
    colonnes = ", ".join(connection.ops.quote_name(champ.column) for champ in champs)
    suite = SUITE[connection.vendor].format(nombre=nombre)
    choix = f"SELECT {', '.join(valeurs)} FROM suite"
    requete = (
        f"{suite} INSERT INTO suivi_demande ({colonnes}) {choix}"
        if connection.vendor == "postgresql"
        else f"INSERT INTO suivi_demande ({colonnes}) {suite} {choix}"
    )
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            curseur.execute("PRAGMA cache_size = -600000")  # Ko : les index en mémoire
        curseur.execute(requete, origines)


def expressions(site: Site, services: list[Service]) -> dict[str, str]:
    origine = aujourdhui() - timedelta(days=JOURS)

    def jour(jours: str) -> str:
        return JOUR[connection.vendor].format(origine=origine, jours=jours.replace("%", "%%"))

    return {
        "departement_id": str(site.departement_id),
        "site_id": str(site.pk),
        "service_id": f"{services[0].pk} + n %% {SERVICES}",
        "numero": "'D-' || n",
        "objet": "'Demande d''essai n° ' || n",
        "cle_doublon": "'' || n",
        "date_arrivee": jour(ARRIVEE),
        "date_echeance": jour(f"{ARRIVEE} + 15"),
        "date_reponse": f"CASE WHEN {RANG} %% 100 < 99 THEN {jour(f'{ARRIVEE} + n % 20')} END",
    }


class Banc:
    def __init__(self, lignes: int, essais: int):
        site, services = banc.peupler(SERVICES)
        self.site, self.service = site, services[7]
        self.agents = {
            "référent": banc.designer("referent", "referent_qualite", site),
            "correspondante": banc.designer(
                "correspondante", "correspondant_qualite", site, self.service
            ),
        }
        self.adresse = (
            f"{reverse('suivi:demande_list')}?service={self.service.pk}&situation=en_retard"
        )
        petites = Demande.objects.bulk_create(self.petites())
        self.cadres = banc.mesurer(
            {role: self.demander(role) for role in self.agents}, essais, chauffe=3
        )
        Demande.objects.filter(pk__in=[petite.pk for petite in petites]).delete()
        remplir(lignes, site, services)
        PeriodeSuspendue.objects.create(
            departement=site.departement,
            date_debut=aujourdhui() - timedelta(days=900),
            date_fin=aujourdhui() - timedelta(days=850),
            motif="Crise sanitaire",
        )
        self.transmettre(services)
        with connection.cursor() as curseur:
            curseur.execute("ANALYZE")

    def transmettre(self, services: list[Service]) -> None:
        """Des demandes d'autres services, que celui-ci et d'autres leur ont transmises."""
        rangs = range(TRANSMISES)
        demandes = Demande.objects.exclude(service=self.service).order_by("pk")[:TRANSMISES]
        Fait.objects.bulk_create(
            Fait(
                demande=demande,
                genre=Fait.Genre.TRANSMISE,
                le=demande.date_arrivee,
                de_service=services[rang % SERVICES],
                vers_service_id=demande.service_id,
            )
            for rang, demande in zip(rangs, demandes, strict=True)
        )

    def petites(self) -> list[Demande]:
        """De quoi remplir une page, toutes en retard."""
        arrivee = aujourdhui() - timedelta(days=60)
        return [
            Demande(
                departement_id=self.site.departement_id,
                site=self.site,
                service=self.service,
                numero=f"D-{rang}",
                objet=f"Demande d'essai n° {rang}",
                cle_doublon=f"{rang}",
                date_arrivee=arrivee,
                date_echeance=arrivee + timedelta(days=15),
            )
            for rang in range(PETIT_REGISTRE)
        ]

    def demander(self, role: str) -> Callable:
        client = banc.navigateur(self.agents[role])
        return lambda: client.get(self.adresse)

    def gestes(self, role: str) -> dict:
        demander, requetes = self.demander(role), []
        page = demander()
        with connection.execute_wrapper(partial(noter, requetes)):
            demander()
        nombre, lignes = self.a_la_main(role)
        assert page.context_data["table"].paginator.count == nombre > 25, (role, nombre)
        vues = [ligne.record.pk for ligne in page.context_data["table"].page.object_list]
        assert vues == [ligne[0] for ligne in lignes]
        print(f"{role} : {nombre} demandes en retard, {len(requetes)} requêtes")
        return {
            "page": demander,
            "SQL": lambda: rejouer(requetes),
            "à la main": lambda: self.a_la_main(role),
        }

    def a_la_main(self, role: str) -> tuple[int, list]:
        valeurs = {
            "service": self.service.pk,
            "departement": self.site.departement_id,
            "jour": aujourdhui().isoformat(),
        }
        perimetre = PERIMETRES[role]
        with connection.cursor() as curseur:
            curseur.execute(COMPTE.format(jointure="", perimetre=perimetre), valeurs)
            nombre = curseur.fetchone()[0]
            curseur.execute(LIGNES.format(jointure=JOINTURE, perimetre=perimetre), valeurs)
            return nombre, curseur.fetchall()


def noter(requetes, executer, sql, parametres, plusieurs, contexte):
    requetes.append((sql, parametres))
    return executer(sql, parametres, plusieurs, contexte)


def rejouer(requetes: list[tuple]) -> None:
    with connection.cursor() as curseur:
        for sql, parametres in requetes:
            curseur.execute(sql, parametres)
            curseur.fetchall()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lignes", type=int, default=1_000_000)
    options.add_argument("--essais", type=int, default=15)
    choix = options.parse_args()
    mesure = Banc(choix.lignes, choix.essais)
    print(f"{choix.lignes} demandes, {connection.vendor}, {choix.essais} essais : médianes")
    for role in mesure.agents:
        m = banc.mesurer(mesure.gestes(role), choix.essais, chauffe=3)
        m["cadre"] = mesure.cadres[role]
        for nom, duree in m.items():
            print(f"  {nom:10} {duree * 1000:7.1f} ms")
        print(f"  page ÷ à la main : × {m['page'] / m['à la main']:.2f}")
        print(f"  page ÷ SQL : × {m['page'] / m['SQL']:.2f}")
        banc.juger(f"{role} : (page − cadre) ÷ SQL", (m["page"] - m["cadre"]) / m["SQL"], SEUIL)


if __name__ == "__main__":
    main()
