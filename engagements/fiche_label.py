"""La page d'une labellisation : la vie du label, la situation de chaque site, le périmètre."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from engagements import cycle
from engagements.frise import Frise, Repere
from engagements.models import Etape, Labellisation, Perimetre
from qualepref.socle.models import Site
from qualepref.socle.typographie import jour_et_mois

MOTS = {
    cycle.CANDIDAT: "candidat",
    cycle.LABELLISE: "labellisé",
    cycle.SUSPENDU: "suspendu",
    cycle.PERDU: "perdu",
    cycle.EXPIRE: "expiré",
    cycle.RETIRE: "retiré",
}
BADGES = {
    cycle.CANDIDAT: "info",
    cycle.LABELLISE: "success",
    cycle.SUSPENDU: "warning",
    cycle.PERDU: "error",
    cycle.EXPIRE: "error",
}
NATURES = {
    cycle.FAIT: "Faite",
    cycle.PREVU: "Prévue",
    cycle.CALCULE: "Date calculée",
    cycle.CORRIGE: "Date corrigée",
}
MARGE = timedelta(days=120)


def en_lettres(jour: date) -> str:
    """« 25 novembre 2023 », « 1er mai 2024 »."""
    return f"{jour_et_mois(jour)} {jour.year}"


class Etat(NamedTuple):
    """La situation d'un lieu, prête à lire."""

    lieu: object
    situation: cycle.Situation
    services: int = 0

    @property
    def mot(self) -> str:
        return MOTS[self.situation.etat]

    @property
    def phrase(self) -> str:
        """« Labellisé jusqu'au 25 novembre 2023 », « Suspendu depuis le 31 janvier 2017 »."""
        depuis, jusqu_au = self.situation.depuis, self.situation.jusqu_au
        if jusqu_au and self.situation.etat == cycle.LABELLISE:  # une suspension n'a pas de terme
            return f"{self.mot.capitalize()} jusqu'au {en_lettres(jusqu_au)}"
        suite = f" depuis le {en_lettres(depuis)}" if depuis else ""
        return f"{self.mot.capitalize()}{suite}"

    @property
    def badge(self) -> str:
        return BADGES.get(self.situation.etat, "new")


class Ligne(NamedTuple):
    """Un jalon et son numéro sur la frise ; `site` None : tous les sites."""

    numero: int
    jalon: cycle.Jalon
    site: Site | None

    @property
    def titre(self) -> str:
        return Etape.Genre(self.jalon.genre).label

    @property
    def nature(self) -> str:
        return NATURES[self.jalon.nature]

    @property
    def est_calcule(self) -> bool:
        return self.jalon.nature == cycle.CALCULE

    @property
    def est_faite(self) -> bool:
        return self.jalon.est_fait


@dataclass(frozen=True)
class DuModule:
    """Les lignes d'un module : engagées, à venir ou sorties."""

    module: object
    engagees: list[Perimetre] = field(default_factory=list)
    suivies: list[Perimetre] = field(default_factory=list)  # sorties, preuves encore recueillies
    sorties: list[Perimetre] = field(default_factory=list)

    @property
    def est_quitte(self) -> bool:
        return not self.engagees


@dataclass(frozen=True)
class Fiche:
    ensemble: Etat
    sites: list[Etat]
    jalons: list[Ligne]
    modules: list[DuModule]
    frise: object


def fiche(labellisation: Labellisation, le: date) -> Fiche:
    """Tout en quelques requêtes, quelle que soit la taille du périmètre."""
    lignes = labellisation.perimetres.select_related("module", "service__site")
    lignes = list(lignes.prefetch_related("dispenses__engagement"))
    faits = labellisation.faits()
    sites = _sites(lignes, faits)
    chiffres = labellisation.chiffres_du_cycle
    jalons = [
        Ligne(numero, jalon, sites.get(jalon.site))
        for numero, jalon in enumerate(cycle.jalons(faits, chiffres), 1)
    ]
    engages = {ligne.service for ligne in lignes if ligne.est_engagee(le)}
    return Fiche(
        Etat(None, cycle.situation(faits, le, chiffres=chiffres)),
        [_etat(site, faits, le, chiffres, engages) for site in sites.values()],
        jalons,
        modules(lignes, le),
        _frise(labellisation, faits, jalons, sites, le) if faits else "",
    )


def _sites(lignes: Iterable[Perimetre], faits: Iterable[cycle.Fait]) -> dict[int, Site]:
    """Les sites du périmètre, puis ceux qui n'y sont plus mais dont une étape parle."""
    sites = {ligne.service.site_id: ligne.service.site for ligne in lignes}
    absents = {fait.site for fait in faits if fait.site} - sites.keys()
    ordonnes = sorted(sites.values(), key=lambda site: site.pk)
    tous = [*ordonnes, *(Site.objects.filter(pk__in=absents) if absents else [])]
    return {site.pk: site for site in tous}


def _etat(site, faits, le, chiffres, engages) -> Etat:
    services = sum(service.site_id == site.pk for service in engages)
    return Etat(site, cycle.situation(faits, le, site.pk, chiffres), services)


def modules(lignes: Iterable[Perimetre], le: date) -> list[DuModule]:
    """Les lignes rangées par module ; un service revenu n'est plus suivi hors label."""
    lignes = list(lignes)
    engages = {(li.module_id, li.service_id) for li in lignes if li.est_engagee(le)}
    par_module: dict[int, DuModule] = {}
    for ligne in lignes:
        module = par_module.setdefault(ligne.module_id, DuModule(ligne.module))
        if not ligne.est_sortie(le):
            module.engagees.append(ligne)
        elif ligne.suivi_maintenu and (ligne.module_id, ligne.service_id) not in engages:
            module.suivies.append(ligne)
        else:
            module.sorties.append(ligne)
    return list(par_module.values())


def _frise(labellisation, faits, jalons, sites, le) -> str:
    """Une bande pour l'ensemble, une de plus pour chaque site dont l'histoire diffère."""
    jours = [labellisation.date_debut, le, *(ligne.jalon.jour for ligne in jalons)]
    debut, fin = min(jours) - MARGE, max(jours) + MARGE
    chiffres = labellisation.chiffres_du_cycle

    def periodes(site):
        # Au-delà d'aujourd'hui, rien n'est acquis.
        return cycle.periodes(faits, min(jours), le, site, chiffres)

    ensemble = periodes(None)
    bandes = [("Tous les sites", ensemble)]
    bandes += [
        (site.nom, siennes) for site in sites.values() if (siennes := periodes(site.pk)) != ensemble
    ]
    reperes = [
        Repere(ligne.numero, ligne.jalon.jour, f"{ligne.titre}, {ligne.nature}", ligne.est_faite)
        for ligne in jalons
    ]
    return Frise(debut, fin, le, bandes, reperes, MOTS).dessiner()
