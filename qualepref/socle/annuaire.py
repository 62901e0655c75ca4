"""Retrouver un service ou un site du département d'après ce qu'un classeur en écrit."""

import re
from difflib import get_close_matches

from qualepref.socle.models import Departement, Service, Site
from qualepref.socle.valeurs import normaliser

# Mots qui ne distinguent pas un service d'un autre : « Bureau du droit au séjour ».
MOTS_VIDES = set(
    "bureau service pole direction cellule section mission unite"
    " le la les l du de des d au aux et".split()
)
SIGLE = re.compile(r"[a-z]{2,4}")


class LieuInconnu(ValueError):
    """Le classeur nomme un lieu qu'on ne retrouve pas ; le message propose les plus proches."""


class Annuaire:
    """Noms, codes et autres noms des services d'un département, lus une fois par import."""

    def __init__(self, departement: Departement):
        services = Service.objects.filter(site__departement=departement).select_related("site")
        self.services = list(services)
        self.sites = list(Site.objects.filter(departement=departement))
        self._par_nom: dict[str, list[Service]] = {}
        for service in self.services:
            for nom in {normaliser(n) for n in (service.nom, service.code, *service.alias)}:
                self._par_nom.setdefault(nom, []).append(service)
        self._sites_par_nom = {
            normaliser(nom): site
            for site in self.sites
            for nom in (site.nom, site.code, *site.alias)
        }
        self._memoire: dict[tuple[str, int | None], tuple[Service, bool]] = {}

    def site(self, texte: str) -> Site | None:
        return self._sites_par_nom.get(normaliser(texte))

    def service(self, texte: str, site: Site | None = None) -> tuple[Service, bool]:
        """Le service nommé, et s'il a fallu rapprocher les noms ; lève LieuInconnu."""
        cle = texte, site.pk if site else None
        if cle not in self._memoire:
            self._memoire[cle] = self._chercher(texte, site)
        return self._memoire[cle]

    def _chercher(self, texte, site):
        nom = normaliser(texte)
        exacts = self._par_nom.get(nom, [])
        trouves = exacts or [s for s in self.services if self._se_ressemblent(nom, s)]
        au_site = [service for service in trouves if site and service.site_id == site.pk]
        trouves = au_site or trouves
        if len(trouves) == 1:
            return trouves[0], not exacts
        if trouves:
            sites = ", ".join(sorted({str(service.site) for service in trouves}))
            raise LieuInconnu(
                f"service inconnu : « {texte} » existe sur plusieurs sites ({sites}) ; dites lequel"
            )
        raise LieuInconnu(f"service inconnu : « {texte} »{self._proches(nom)}")

    def _se_ressemblent(self, nom, service):
        ecritures = {normaliser(n) for n in (service.nom, *service.alias)}
        return any(meme_service(nom, ecriture) for ecriture in ecritures)

    def _proches(self, nom):
        noms = {normaliser(service.nom): service.nom for service in self.services}
        proches = [noms[cle] for cle in get_close_matches(nom, noms, n=3, cutoff=0.45)]
        return f" (noms proches : {', '.join(proches)})" if proches else ""


def mots(nom: str) -> list[str]:
    return [mot for mot in re.findall(r"[a-z0-9]+", nom) if mot not in MOTS_VIDES]


def meme_service(un: str, autre: str) -> bool:
    """Mêmes mots utiles, un sigle valant les initiales qu'il abrège (« PC », permis de conduire).

    Les noms sont déjà normalisés ; « cert pc » et « cert permis de conduire » se ressemblent.
    """
    mots_un, mots_autre = mots(un), mots(autre)
    if not mots_un or not mots_autre:
        return False
    return mots_un == mots_autre or _abrege(mots_un, mots_autre) or _abrege(mots_autre, mots_un)


def _abrege(courts, longs):
    """Vrai si `courts` devient `longs` en développant ses sigles, un mot commun au moins."""
    if len(courts) >= len(longs) or not set(courts) & set(longs):
        return False
    rang = 0
    for mot in courts:
        if rang < len(longs) and mot == longs[rang]:
            rang += 1
        elif SIGLE.fullmatch(mot) and "".join(m[0] for m in longs[rang : rang + len(mot)]) == mot:
            rang += len(mot)
        else:
            return False
    return rang == len(longs)
