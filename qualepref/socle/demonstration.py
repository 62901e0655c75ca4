"""La démonstration : chaque app apporte son morceau dans son module `demonstration.py`.

Un morceau se joue par les mêmes actes que les pages (formulaires, verbes des modèles, importeurs),
dans l'ordre des étages. Il dit d'abord s'il est déjà là : rejouée, la démonstration n'ajoute rien.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import autodiscover_modules
from simple_history.models import HistoricalRecords

from qualepref.socle.models import Agent, Departement, Service

CLASSEURS = settings.RACINE / "tests" / "classeurs"


class SaisieRefusee(Exception):
    """Un formulaire refuse ce que la démonstration y écrit : l'un des deux est faux."""


@dataclass(frozen=True)
class Demonstration:
    """Le département montré, et de quoi agir à la place des gens."""

    departement: Departement
    dire: Callable[[str], object]

    def agent(self, identifiant: str) -> Agent:
        return Agent.objects.get(username=identifiant)

    def services(self, *codes: str) -> list[Service]:
        """Dans l'ordre des codes ; lève KeyError si l'un manque."""
        siens = Service.objects.filter(site__departement=self.departement, code__in=codes)
        par_code = {service.code: service for service in siens}
        return [par_code[code] for code in codes]

    @contextmanager
    def le(self, jour: date, identifiant: str = "referente") -> Iterator[Agent]:
        """Ce que fait cet agent ce jour-là : l'application s'y croit, l'historique le nomme."""
        agent, avant = self.agent(identifiant), settings.ARRETE
        settings.ARRETE = jour
        HistoricalRecords.context.request = SimpleNamespace(user=agent)
        try:
            yield agent
        finally:
            settings.ARRETE = avant
            del HistoricalRecords.context.request

    def importer(self, genre: str, classeur: Path | str, **options) -> None:
        """Importe les bonnes lignes d'un classeur ; un nom seul est celui d'un classeur d'essai."""
        call_command("importer", genre, CLASSEURS / classeur, partiel=True, **options)


def saisir(formulaire):
    """Enregistre un formulaire rempli. Lève SaisieRefusee avec ses fautes."""
    if not formulaire.is_valid():
        fautes = {nom: list(liste) for nom, liste in formulaire.errors.items()}
        raise SaisieRefusee(f"{type(formulaire).__name__} : {fautes}")
    return formulaire.save()


def comme_lue(formulaire, objet, agent) -> dict:
    """Ce que la page de cet objet rendrait sans rien changer : on n'y écrit que ce qui change."""
    lus = formulaire(instance=objet, agent=agent)
    valeurs = {champ.name: champ.value() for champ in lus}
    return {nom: valeur for nom, valeur in valeurs.items() if valeur is not None}


@dataclass(frozen=True)
class Morceau:
    titre: str
    est_la: Callable[[Departement], bool]
    jouer: Callable[[Demonstration], None]


_morceaux: list[Morceau] = []


def morceau(titre: str, *, est_la: Callable[[Departement], bool]):
    """Décorateur : `fonction(demonstration)` se joue si `est_la(departement)` est faux."""

    def enregistrer(fonction):
        _morceaux.append(Morceau(titre, est_la, fonction))
        return fonction

    return enregistrer


def jouer(demonstration: Demonstration) -> list[str]:
    """Joue les morceaux qui manquent, étage par étage ; rend leurs titres."""
    autodiscover_modules("demonstration")  # dans l'ordre d'INSTALLED_APPS, qui est celui des étages
    manquants = []
    for un in _morceaux:
        if not un.est_la(demonstration.departement):
            demonstration.dire(f"{un.titre}…")
            un.jouer(demonstration)
            manquants.append(un.titre)
    return manquants
