"""Ce que vaut un document un jour donné : en vigueur, à réviser, caduc ; quand le relire.

Dates et durées seules, sans base. « À réviser » et « caduc » ne s'enregistrent jamais : ils se
lisent des dates au jour demandé. Source des règles : `etats` de types-documents.yaml.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from documents.circuit import EN_VIGUEUR
from engagements.cycle import ajouter_mois

A_REVISER, CADUC = "a_reviser", "caduc"
RAPPELS = (30, 7)  # jours avant la caducité, après le préavis du type


class Echeances(NamedTuple):
    """Les trois dates d'un document ; None : elle n'existe pas.

    `preavis` : premier jour où la caducité s'annonce, la durée de préavis du type étant comptée en
    jours calendaires.
    """

    caducite: date | None = None
    preavis: date | None = None
    revue: date | None = None

    def est_caduc(self, le: date) -> bool:
        """Le jour dit, le document vaut encore."""
        return self.caducite is not None and self.caducite < le

    def est_a_relire(self, le: date) -> bool:
        return self.revue is not None and self.revue < le

    def est_pres_de_la_caducite(self, le: date) -> bool:
        return self.preavis is not None and self.preavis <= le


def situation(etat: str, echeances: Echeances, le: date) -> str:
    """L'état du circuit ; en vigueur, le document peut être à réviser ou caduc ce jour-là."""
    if etat != EN_VIGUEUR:
        return etat
    if echeances.est_caduc(le):
        return CADUC
    if echeances.est_a_relire(le) or echeances.est_pres_de_la_caducite(le):
        return A_REVISER
    return EN_VIGUEUR


def proposer_caducite(effet: date | None, validite_mois: int | None) -> date | None:
    """La date d'effet plus la validité du type ; None si le type n'en a pas."""
    return ajouter_mois(effet, validite_mois) if effet and validite_mois else None


def prochaine_revue(
    effet: date | None, relecture: date | None, revue_mois: int | None
) -> date | None:
    """La dernière relecture, à défaut la date d'effet, plus la période de relecture."""
    depuis = max((jour for jour in (effet, relecture) if jour), default=None)
    return ajouter_mois(depuis, revue_mois) if depuis and revue_mois else None


def debut_du_preavis(caducite: date | None, preavis_jours: int) -> date | None:
    """Le premier jour où la caducité s'annonce."""
    return caducite - timedelta(days=preavis_jours) if caducite else None


def jours_de_rappel(preavis_jours: int) -> list[int]:
    """Combien de jours avant la caducité on le rappelle : le préavis, puis 30 et 7 jours."""
    return sorted({preavis_jours, *RAPPELS} - {0}, reverse=True)


def palier(caducite: date, preavis_jours: int, le: date) -> int | None:
    """Le dernier palier de rappel atteint ce jour-là, en jours avant la caducité ; None avant."""
    restent = (caducite - le).days
    return min(
        (jours for jours in jours_de_rappel(preavis_jours) if jours >= restent), default=None
    )


class Periode(NamedTuple):
    """Une version et les jours où elle vaut, bornes comprises ; `au` None : encore."""

    numero: int
    du: date | None
    au: date | None = None

    def couvre(self, le: date) -> bool:
        return self.du is not None and self.du <= le and (self.au is None or self.au >= le)


def en_vigueur_au(periodes: Iterable[Periode], le: date) -> int | None:
    """Le numéro de la version qui valait ce jour-là, ou None."""
    valables = [periode.numero for periode in periodes if periode.couvre(le)]
    return max(valables, default=None)
