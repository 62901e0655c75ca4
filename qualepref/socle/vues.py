"""Les vues d'une liste : des filtres d'adresse sous un nom, et rien d'autre.

Une liste en déclare une par ligne (`vues = (Vue("En retard", "situation=en_retard"), …)`) ; son
FilterSet reste seul à dire ce que l'agent en voit. `VueEnregistree` garde celles des agents.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.core.cache import cache
from django.db import connection
from django.db.models import IntegerField, QuerySet, Subquery
from django.http import QueryDict
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from qualepref.socle.models import Agent, VueEnregistree
from qualepref.socle.models.vues import VOIR
from qualepref.socle.temps import aujourdhui

PLAFOND = 999  # compter au-delà n'apprend rien, et coûterait à chaque page d'un grand registre
UNE_MINUTE = 60
GARDER = "socle.add_vueenregistree"
HORS_FILTRES = {"page", "per_page", "sort", "export"}


@dataclass(frozen=True)
class Vue:
    """Un nom et des filtres d'adresse ; sans filtre, la liste entière."""

    intitule: str
    filtres: str = ""


class Onglet(NamedTuple):
    """Une vue telle que la page la montre ; `nombre` est None si on ne la compte pas."""

    intitule: str
    adresse: str
    active: bool
    nombre: int | None = None

    @property
    def nombre_en_mots(self) -> str:
        return f"{PLAFOND}+" if self.nombre > PLAFOND else str(self.nombre)


class VuesDeLaPage(NamedTuple):
    """`garder` : où enregistrer les filtres du moment, vide s'ils ont déjà un nom."""

    declarees: list[Onglet]
    gardees: list[Onglet]
    garder: str

    @property
    def toutes(self) -> list[Onglet]:
        return [*self.declarees, *self.gardees]


class Nombre(Subquery):
    """Le nombre de lignes d'une requête, en sous-requête ; elle s'arrête au plafond."""

    empty_result_set_value = 0
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS comptees)"

    def __init__(self, ensemble: QuerySet):
        bornes = ensemble.order_by().values("pk")[: PLAFOND + 1]
        super().__init__(bornes, output_field=IntegerField())


def compter(agent: Agent, liste: str, ensembles: Callable[[], Iterable[QuerySet]]) -> list[int]:
    """Combien de lignes a chaque ensemble, en une requête : chacun y prend son propre index.

    La question, longue à écrire, se garde une minute par agent et par jour ; la réponse, jamais.
    """
    cle = f"vues-{agent.pk}-{liste}-{aujourdhui()}"
    sql, parametres = cache.get_or_set(cle, lambda: _question(agent, ensembles()), UNE_MINUTE)
    with connection.cursor() as curseur:
        curseur.execute(sql, parametres)
        return list(curseur.fetchone())


def _question(agent: Agent, ensembles: Iterable[QuerySet]) -> tuple[str, tuple]:
    nombres = [Nombre(ensemble) for ensemble in ensembles]
    lui = Agent.objects.order_by().filter(pk=agent.pk)
    return lui.values_list(*nombres).query.sql_with_params()


def vues_de_la_page(page) -> VuesDeLaPage:
    """Les vues que déclare cette liste et leur nombre, puis celles qu'a gardées l'agent."""
    parametres = page.request.GET.urlencode()
    ici = normaliser(parametres)
    liste = page.request.resolver_match.view_name
    nombres = compter(page.request.user, liste, partial(_ensembles, page)) if page.vues else []
    declarees = [
        Onglet(vue.intitule, f"?{vue.filtres}", normaliser(vue.filtres) == ici, nombre)
        for vue, nombre in zip(page.vues, nombres, strict=True)
    ]
    gardees = [
        Onglet(str(vue), vue.get_absolute_url(), normaliser(vue.parametres) == ici)
        for vue in _gardees(page)
    ]
    nouvelle = ici and not any(onglet.active for onglet in (*declarees, *gardees))
    return VuesDeLaPage(declarees, gardees, _ou_garder(page, parametres) if nouvelle else "")


def _ensembles(page) -> Iterator[QuerySet]:
    """Ce que montrerait chaque vue déclarée.

    Le jeu de filtres de la page sert à toutes, sa saisie remplacée le temps de chacune : en bâtir
    un par vue coûterait plus que la page entière.
    """
    jeu, tout = page.filterset, page.get_queryset()
    formulaire = jeu.form
    vides = {nom: champ.clean(None) for nom, champ in formulaire.fields.items()}
    for vue in page.vues:
        saisie = QueryDict(vue.filtres)
        lues = {nom: formulaire.fields[nom].clean(valeur) for nom, valeur in saisie.items()}
        jeu._form = SimpleNamespace(cleaned_data=vides | lues)
        try:
            yield jeu.filter_queryset(tout)
        finally:
            jeu._form = formulaire


def _gardees(page) -> Iterable[VueEnregistree]:
    if not (page.filterset_class and page.request.user.has_perm(VOIR)):
        return []
    visibles = VueEnregistree.objects.visibles_par(page.request.user)
    return visibles.de_la_liste(page.request.resolver_match.view_name)


def _ou_garder(page, parametres: str) -> str:
    if not page.filterset_class or not page.request.user.has_perm(GARDER):
        return ""
    liste = page.request.resolver_match.view_name
    quoi = {"liste": liste, "parametres": normaliser(parametres, garder={"sort"})}
    return f"{reverse('socle:vue_create')}?{urlencode(quoi)}"


def normaliser(parametres: str, garder: Iterable[str] = ()) -> str:
    """Les mêmes filtres s'écrivent toujours pareil : triés, sans vide, sans page ni tri.

    >>> normaliser("page=3&q=&situation=en_retard")
    'situation=en_retard'
    """
    exclus = HORS_FILTRES - set(garder)
    paires = parse_qsl(parametres, errors="replace")
    return urlencode(sorted({(nom, valeur) for nom, valeur in paires if nom not in exclus}))


def classe_de_liste(liste: str) -> type | None:
    """La page filtrable que désigne ce nom d'URL, ou None."""
    try:
        classe = getattr(resolve(reverse(liste)).func, "view_class", None)
    except (NoReverseMatch, Resolver404):
        return None
    return classe if getattr(classe, "filterset_class", None) else None


def titre_de_liste(liste: str) -> str:
    classe = classe_de_liste(liste)
    return classe().get_titre() if classe else "liste disparue"


def valables(classe: type, parametres: str, request) -> tuple[str, list[str]]:
    """Les filtres que cette liste comprend encore pour cet agent, et les noms des autres."""
    saisie = QueryDict(parametres, mutable=True)
    jeu = classe.filterset_class(saisie, queryset=classe.queryset.none(), request=request)
    ignores = [
        nom
        for nom in saisie
        if nom not in HORS_FILTRES and (nom not in jeu.filters or nom in jeu.form.errors)
    ]
    for nom in ignores:
        del saisie[nom]
    libelles = [str(jeu.filters[nom].label) if nom in jeu.filters else nom for nom in ignores]
    return saisie.urlencode(), libelles
