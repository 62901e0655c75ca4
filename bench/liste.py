"""Mesure d'une page de liste chaude : 25 lignes parmi 50 000 demandes, 8 colonnes et 5 filtres.

    .venv/bin/python bench/liste.py [--lignes 50000] [--essais 60]

Un référent connecté demande, par le client de Django, quatre pages à tour de rôle :

- la page : `ListView`, `FilterSet` et `Table` du projet, telles qu'une app les écrit ;
- le plancher : la même page (session, droits, filtre et son formulaire, comptage, gabarit de base),
  où les mêmes lignes sont écrites à la main dans une simple boucle de gabarit ;
- nu : le plancher sans son formulaire de filtres, ce qu'on ne saurait guère faire plus vite ;
- l'origine : la page, son tableau rendu par le gabarit de django-tables2.

Tout tourne dans un seul processus, sur une base SQLite jetable (ou celle de DATABASE_URL, qui doit
être vide et jetable aussi). Le tour de rôle partage entre les quatre le bruit de la machine, et le
rapport des médianes se compare d'une machine à l'autre ; les millisecondes, non.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

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

from django.core.management import call_command  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path  # noqa: E402

from qualepref import urls  # noqa: E402
from qualepref.socle.models import Agent, Departement, Designation, Service, Site  # noqa: E402
from qualepref.socle.pages import fil_d_ariane  # noqa: E402
from suivi.models import Demande  # noqa: E402
from suivi.views.demandes import DemandeListView  # noqa: E402

SERVICES = 40
PAR_PAGE = 25


class OrigineView(DemandeListView):
    def get_table_kwargs(self):
        return {"template_name": "django_tables2/table.html"}


PLANCHER = """{% extends "base.html" %}{% block page %}
<h1>{{ title }}</h1>
{% if filter %}{% include "socle/_filtres.html" with form=filter.form only %}{% endif %}
<p>{{ page.paginator.count }} lignes</p>
<table><thead><tr><th>Objet</th><th>Situation</th><th>Échéance</th><th>Service</th><th>Arrivée</th>
<th>Canal</th><th>Nature</th><th>Numéro</th><th>Réponse</th></tr></thead>
<tbody>{% for d in page %}<tr>
<td class="qp-objet"><a href="{{ d.get_absolute_url }}">{{ d.objet }}</a></td>
<td><p class="fr-badge fr-badge--sm fr-badge--info">{{ d.situation }}</p></td>
<td>{{ d.date_echeance|date:"d/m/Y"|default:"–" }}</td><td>{{ d.service }}</td>
<td>{{ d.date_arrivee|date:"d/m/Y" }}</td><td>{{ d.get_canal_display }}</td>
<td>{{ d.get_nature_display }}</td><td>{{ d.numero|default:"–" }}</td>
<td>{{ d.date_reponse|date:"d/m/Y"|default:"–" }}</td></tr>{% endfor %}</tbody></table>
{% for p in page.paginator.get_elided_page_range %}<a href="?page={{ p }}">{{ p }}</a>{% endfor %}
{% endblock %}"""


class PlancherView(DemandeListView):
    gabarit = engines["django"].from_string(PLANCHER)

    def get_context_data(self, **kwargs):
        page = Paginator(self.object_list, PAR_PAGE).get_page(self.request.GET.get("page"))
        cadre = {"title": "Demandes", "breadcrumb_data": fil_d_ariane((), "Demandes")}
        return cadre | {"page": page, "filter": self.filterset}

    def render_to_response(self, context, **kwargs):
        return HttpResponse(self.gabarit.render(context, self.request))


class NuView(PlancherView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"filter": None}


PAGES = {
    "page": DemandeListView,
    "plancher": PlancherView,
    "nu": NuView,
    "origine": OrigineView,
}
urls.urlpatterns += [path(f"bench/{nom}/", vue.as_view()) for nom, vue in PAGES.items()]


def remplir(nombre: int) -> Agent:
    """Un département, ses services, ses demandes sur trois ans ; rend son référent."""
    call_command("migrate", verbosity=0)
    departement = Departement.objects.create(code="38", nom="Isère")
    site = Site.objects.create(
        departement=departement, code="PREF38", nom="Préfecture", type=Site.Type.PREFECTURE
    )
    racine = Service.objects.create(site=site, code="PREF38", nom="Préfecture")
    services = [
        Service.objects.create(site=site, parent=racine, code=f"S{n}", nom=f"Bureau n° {n}")
        for n in range(SERVICES)
    ]
    Demande.objects.bulk_create(
        (demande(rang, departement, site, services) for rang in range(nombre)), batch_size=1000
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
    return referent


def demande(rang, departement, site, services):
    arrivee = date(2020, 1, 1) + timedelta(days=rang % 1096)
    natures = Demande._meta.get_field("nature").choices
    canaux = Demande._meta.get_field("canal").choices
    return Demande(
        departement=departement,
        site=site,
        service=services[rang % len(services)],
        canal=canaux[rang % len(canaux)][0],
        nature=natures[rang % len(natures)][0],
        numero=f"D-{rang:06d}",
        objet=f"Demande d'essai n° {rang} : titre de séjour & rendez-vous",
        date_arrivee=arrivee,
        date_echeance=arrivee + timedelta(days=15),
        date_reponse=arrivee + timedelta(days=rang % 20) if rang % 3 else None,
        cle_doublon=f"{rang}",
    )


def mesurer(client, adresses: dict[str, str], essais: int) -> dict[str, float]:
    """Médiane en millisecondes de chaque adresse, demandées à tour de rôle après une chauffe."""
    durees = {nom: [] for nom in adresses}
    for tour in range(essais + 5):
        for nom, adresse in adresses.items():
            debut = time.perf_counter()
            reponse = client.get(adresse)
            duree = time.perf_counter() - debut
            assert reponse.status_code == 200, adresse
            if tour >= 5:
                durees[nom].append(duree * 1000)
    return {nom: statistics.median(valeurs) for nom, valeurs in durees.items()}


def montrer(titre, client, parametres, essais):
    adresses = {nom: f"/bench/{nom}/{parametres}" for nom in PAGES}
    medianes = mesurer(client, adresses, essais)
    print(f"\n{titre} : médiane, rapport au plancher, rapport au nu")
    for nom, adresse in adresses.items():
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse)
        rapports = (f"× {medianes[nom] / medianes[base]:4.2f}" for base in ("plancher", "nu"))
        print(f"  {nom:9} {medianes[nom]:7.1f} ms  ", *rapports, f"  {len(requetes)} requêtes")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lignes", type=int, default=50_000)
    options.add_argument("--essais", type=int, default=60)
    choix = options.parse_args()
    client = Client()
    referent = remplir(choix.lignes)
    client.force_login(referent, "qualepref.socle.authentification.BackendDesignations")
    print(f"{choix.lignes} demandes, {connection.vendor}, {choix.essais} essais de chaque page")
    montrer("Première page", client, "", choix.essais)
    service = Service.objects.last().pk
    montrer("Filtrée et triée", client, f"?service={service}&sort=-date_echeance", choix.essais)
    montrer("Page 1000", client, "?page=1000", choix.essais)


if __name__ == "__main__":
    main()
