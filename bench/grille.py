"""Mesure la grille 23 engagements × 40 services, et l'enregistrement d'une de ses cellules.

    .venv/bin/python bench/grille.py [--services 40] [--essais 40]

Un référent connecté demande, par le client de Django et à tour de rôle :

- la grille : la page d'une campagne du référentiel livré, modules 1 et 2, tous services engagés ;
- la liste simple : 25 demandes, la page de liste la plus ordinaire du projet ;
- l'enregistrement d'une cellule par htmx, l'avis changé chaque fois ;
- le POST vide : la même session, le même jeton, la même permission, rien à lire ni à écrire.

Les rapports des médianes se comparent d'une machine à l'autre ; les millisecondes, non. Seuils :
grille ≤ 12 requêtes et ≤ 3 × la liste ; cellule ≤ 8 requêtes et ≤ 2 × le POST vide.
"""

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))
jetable = tempfile.TemporaryDirectory(prefix="qualepref-bench-")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{jetable.name}/bench.sqlite3")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "qualepref.settings",
    "SECRET_KEY": "cle-de-mesure-sans-aucune-valeur-hors-de-ce-script",
    "ALLOWED_HOSTS": "testserver",
    "WHITENOISE_USE_FINDERS": "1",
    "DEBUG": "False",
    "ARRETE": "",
}

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path, reverse  # noqa: E402

from engagements.models import Campagne, Referentiel  # noqa: E402
from engagements.ouverture import ouvrir_campagne  # noqa: E402
from engagements.views.evaluation import REMPLIR  # noqa: E402
from qualepref import urls  # noqa: E402
from qualepref.socle.models import Agent, Departement, Designation, Service, Site  # noqa: E402
from qualepref.socle.pages import Page  # noqa: E402
from suivi.models import Demande  # noqa: E402

CHAUFFE = 5
JETON = "j" * 32
FORMULAIRE = "application/x-www-form-urlencoded"  # ce qu'envoie htmx


class VideView(Page):
    """Connecté, permission vérifiée, rien d'autre."""

    permission_required = REMPLIR

    def post(self, request):
        return HttpResponse("")


urls.urlpatterns += [path("bench/vide/", VideView.as_view())]


def remplir(nombre: int) -> tuple[Agent, Campagne]:
    """Un département, ses services tous engagés, la moitié des exigences évaluées."""
    call_command("migrate", verbosity=0)
    call_command("charger_referentiel", stdout=io.StringIO())
    departement = Departement.objects.create(code="38", nom="Isère")
    site = Site.objects.create(
        departement=departement, code="PREF38", nom="Préfecture", type=Site.Type.PREFECTURE
    )
    racine = Service.objects.create(site=site, code="PREF38", nom="Préfecture")
    services = [
        Service.objects.create(site=site, parent=racine, code=f"S{n}", nom=f"Bureau n° {n}")
        for n in range(nombre)
    ]
    campagne = ouvrir_campagne(
        Campagne(
            departement=departement,
            referentiel=Referentiel.objects.get(code="qual-e-pref-2019"),
            code="bench",
            intitule="Campagne de mesure",
            date_debut=date(2022, 1, 1),
            date_fin=date(2022, 12, 31),
        ),
        modules={1: [], 2: []},
    )
    cellules = campagne.autoevaluations
    cellules.filter(pk__in=list(cellules.values_list("pk", flat=True)[::2])).update(
        avis="conforme", version=1
    )
    Demande.objects.bulk_create(
        Demande(
            departement=departement,
            site=site,
            service=services[rang % nombre],
            objet=f"Demande {rang}",
            date_arrivee=date(2022, 1, 1),
            cle_doublon=str(rang),
        )
        for rang in range(25)
    )
    referent = Agent.objects.create(username="referent", departement=departement)
    Designation.objects.create(
        agent=referent,
        departement=departement,
        fonction=Designation.Fonction.REFERENT_QUALITE,
        date_debut=date(2020, 1, 1),
    )
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    return referent, campagne


def mesurer(gestes: dict, essais: int) -> dict[str, tuple[float, int]]:
    """Médiane en millisecondes et nombre de requêtes de chaque geste, joués à tour de rôle."""
    durees = {nom: [] for nom in gestes}
    for tour in range(essais + CHAUFFE):
        for nom, geste in gestes.items():
            debut = time.perf_counter()
            reponse = geste(tour)
            duree = time.perf_counter() - debut
            assert reponse.status_code == 200, nom
            if tour >= CHAUFFE:
                durees[nom].append(duree * 1000)
    return {
        nom: (statistics.median(durees[nom]), requetes(geste, essais + CHAUFFE))
        for nom, geste in gestes.items()
    }


def requetes(geste, tour: int) -> int:
    """Les requêtes d'un geste, sans les bornes de sa transaction."""
    with CaptureQueriesContext(connection) as capture:
        geste(tour)
    bornes = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not requete["sql"].startswith(bornes) for requete in capture.captured_queries)


def navigateur(agent) -> Client:
    """Un client connecté qui, comme un navigateur, doit rendre le jeton des formulaires."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent, "qualepref.socle.authentification.BackendDesignations")
    client.cookies[settings.CSRF_COOKIE_NAME] = JETON
    return client


def envoyer(client, adresse, champs=None, **entetes):
    corps = urlencode({"csrfmiddlewaretoken": JETON} | (champs or {}))
    return client.post(adresse, corps, FORMULAIRE, **entetes)


def enregistreur(client, cellule):
    """Un geste qui change l'avis de la cellule, comme le fait l'écran."""
    adresse = reverse("engagements:autoevaluation_update", args=[cellule.pk])

    def enregistrer(tour):
        avis = ("conforme", "partiel")[tour % 2]
        donnees = {"version": cellule.version + tour, "avis": avis, "avancement": "fait"}
        champs = donnees | {"motif": "", "commentaire": "Vu sur place"}
        reponse = envoyer(client, adresse, champs, HTTP_HX_REQUEST="true")
        assert "Enregistré à" in reponse.content.decode()
        return reponse

    return enregistrer


def montrer(titre, mesures, nom, base, seuils):
    (duree, nombre), (plancher, _) = mesures[nom], mesures[base]
    print(f"\n{titre}")
    for cle, (ms, n) in mesures.items():
        print(f"  {cle:16} {ms:8.1f} ms  {n:3} requêtes")
    requetes_max, rapport_max = seuils
    rapport = duree / plancher
    tenu = "tenu" if nombre <= requetes_max and rapport <= rapport_max else "DÉPASSÉ"
    print(
        f"  {nom} : {nombre} requêtes (≤ {requetes_max}), "
        f"× {rapport:.2f} {base} (≤ {rapport_max}) : {tenu}"
    )


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--services", type=int, default=40)
    options.add_argument("--essais", type=int, default=40)
    choix = options.parse_args()
    referent, campagne = remplir(choix.services)
    client = navigateur(referent)
    lignes = campagne.avisengagements.values("engagement").distinct().count()
    print(f"{lignes} engagements × {choix.services} services, {connection.vendor}")
    grille, liste = campagne.get_absolute_url(), reverse("suivi:demande_list")
    mesures = mesurer(
        {"grille": lambda _: client.get(grille), "liste": lambda _: client.get(liste)},
        choix.essais,
    )
    montrer("Lire la grille", mesures, "grille", "liste", (12, 3))
    cellule = campagne.autoevaluations.filter(version=0).first()
    mesures = mesurer(
        {
            "cellule": enregistreur(client, cellule),
            "POST vide": lambda _: envoyer(client, "/bench/vide/"),
        },
        choix.essais,
    )
    montrer("Enregistrer une cellule", mesures, "cellule", "POST vide", (8, 2))


if __name__ == "__main__":
    main()
