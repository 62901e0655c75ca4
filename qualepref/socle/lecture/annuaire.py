"""Retrouver un service ou un site du département d'après ce qu'un classeur en écrit."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Departement, Service, Site

# Mots qui ne distinguent pas un service d'un autre : « Bureau du droit au séjour ».
MOTS_VIDES = set(
    "bureau service pole direction cellule section mission unite"
    " le la les l du de des d au aux et".split()
)
SIGLE = re.compile(r"[a-z]{2,4}")
ANNEE = re.compile(r"20\d\d")
SOUS_PREFECTURE = re.compile(r"\b(s\.? ?/? ?p\.?|s(ou)?s-?pref[a-z]*\.?)(?= |$)")
PREFECTURE = re.compile(r"\bpref\b\.?")
PREFECTURE_DE = re.compile(r"(?:prefecture|pref\.?) (?:d[eu]s?\b|d'|l'|- ?)")
RESSEMBLANCE = 0.85
# Un début de nom trop commun pour désigner à lui seul une ville.
DEBUTS_COMMUNS = set(
    "saint sainte st ste la le les l mont pont bourg val vals chateau ville".split()
)
COUPE = 28  # Excel coupe à 31 caractères le nom d'une feuille


class LieuInconnu(ValueError):
    """Le classeur nomme un lieu qu'on ne retrouve pas ; le message propose les plus proches."""


class Annuaire:
    """Noms, codes et autres noms des services d'un département, lus une fois par import."""

    def __init__(self, departement: Departement):
        services = Service.objects.filter(site__departement=departement).select_related("site")
        self.services = list(services)
        self.sites = list(Site.objects.filter(departement=departement))
        # Un nom l'emporte sur un code, un code sur un autre nom qu'on aurait donné à un voisin.
        self._rangs: tuple[dict[str, list[Service]], ...] = ({}, {}, {})
        for service in self.services:
            for rang, noms in enumerate(([service.nom], [service.code], service.alias)):
                for nom in {normaliser(n) for n in noms}:
                    self._rangs[rang].setdefault(nom, []).append(service)
        self._sites_par_nom = {nom: site for site in self.sites for nom in ecritures(site)}
        self._sites: dict[str, Site | None] = {"": None}
        self._services: dict[tuple[str, int | None], tuple[Service, bool] | str] = {}

    def situer(
        self, service: str, site: str, feuille: str, defaut: Site | None = None
    ) -> tuple[Service, str]:
        """Le service d'une ligne, et ce qu'il faut en dire ; lève LieuInconnu.

        Celui qu'elle écrit ; sinon celui que nomme la feuille ; sinon la racine de son site.
        """
        du_site = self.site(site) or self.site(feuille) or defaut
        if service:
            return self._ecrit(service, site, du_site)
        if site and not self.site(site):
            noms = {normaliser(connu.nom): connu.nom for connu in self.sites}
            raise LieuInconnu(f"site inconnu : « {site} »{proches(normaliser(site), noms)}")
        return self._de_la_feuille(feuille, du_site), ""

    def site(self, texte: str) -> Site | None:
        """Le site nommé ; « SP Arles » ou « Arles » pour « Sous-préfecture d'Arles »."""
        if texte not in self._sites:
            nom = normaliser(texte)
            voisins = [site for site in self.sites if any(map(meme_site(nom), ecritures(site)))]
            voisin = voisins[0] if len(voisins) == 1 else None
            self._sites[texte] = self._sites_par_nom.get(nom) or voisin
        return self._sites[texte]

    def site_approchant(self, texte: str) -> Site | None:
        """Le site nommé à peu près : « Aix », « SP d'Istre », « Préfecture de Marseille ».

        À signaler à l'utilisateur s'il n'est pas celui de `site`.
        """
        if exact := self.site(texte):
            return exact
        genre, ville = _genre_et_ville(normaliser(texte))
        proches = [
            site
            for site in self.sites
            if any(villes_proches(genre, ville, *_genre_et_ville(n)) for n in ecritures(site))
        ]
        if len(proches) == 1:
            return proches[0]
        return None if proches or genre != "prefecture" else self._prefecture_de(texte, ville)

    def _prefecture_de(self, texte: str, ville: list[str]) -> Site | None:
        """« Préfecture de X » : la seule du département, si X n'est pas une autre de ses villes."""
        chefs_lieux = [site for site in self.sites if site.type == Site.Type.PREFECTURE]
        villes = [_genre_et_ville(nom)[1] for s in self.sites for nom in ecritures(s)]
        ailleurs = any(villes_proches("", ville, "", autre) for autre in villes)
        nommee = PREFECTURE_DE.match(normaliser(texte)) is not None
        return chefs_lieux[0] if nommee and len(chefs_lieux) == 1 and not ailleurs else None

    def site_cite(self, texte: str) -> Site | None:
        """Le seul site cité parmi d'autres mots : « Statistiques SP Arles », « Tél. Aix »."""
        lus = mots(normaliser(texte))
        cites = {site.pk: site for site in self.sites if any(self._cite(lus, site))}
        if not cites and "prefecture" in lus and "sous" not in lus:
            chefs_lieux = [site for site in self.sites if site.type == Site.Type.PREFECTURE]
            return chefs_lieux[0] if len(chefs_lieux) == 1 else None
        cite = next(iter(cites.values())) if len(cites) == 1 else None
        contredit = cite and "prefecture" in lus and "sous" not in lus
        return None if contredit and cite.type != Site.Type.PREFECTURE else cite

    def _cite(self, lus: list[str], site: Site) -> Iterator[bool]:
        for nom in (site.nom, *site.alias):
            ville = [mot for mot in _genre_et_ville(normaliser(nom))[1] if mot != "en"]
            if ville:
                entiere = all(mot in lus for mot in ville)
                yield entiere or (ville[0] in lus and est_distinctif(ville[0]))

    def service(self, texte: str, site: Site | None = None) -> tuple[Service, bool]:
        """Le service nommé, et s'il a fallu rapprocher les noms ; lève LieuInconnu."""
        cle = texte, site.pk if site else None
        if cle not in self._services:
            try:
                self._services[cle] = self._chercher(texte, site)
            except LieuInconnu as inconnu:
                self._services[cle] = str(inconnu)
        trouve = self._services[cle]
        if isinstance(trouve, str):
            raise LieuInconnu(trouve)
        return trouve

    def a_un_service(self, texte: str) -> bool:
        """Un service porte exactement ce nom."""
        return any(normaliser(texte) in rang for rang in self._rangs)

    def racine(self, site: Site) -> Service:
        return next(s for s in self.services if s.site_id == site.pk and s.parent_id is None)

    def _ecrit(self, texte, site_ecrit, site):
        service, rapproche = self.service(texte, site)
        if site_ecrit and not self.site(site_ecrit):
            return service, f"site « {site_ecrit} » inconnu ; le service est de {service.site}"
        if site_ecrit and service.site_id != site.pk:
            return service, f"« {texte} » n'est pas de {site} mais de {service.site}"
        return service, f"compris comme « {service} »" if rapproche else ""

    def _de_la_feuille(self, feuille, site):
        try:
            service = self.service(feuille, site)[0]
        except LieuInconnu:
            if site is None:
                raise
            return self.racine(site)
        return self.racine(site) if site and service.site_id != site.pk else service

    def _chercher(self, texte, site):
        nom = normaliser(texte)
        exacts = self._exacts(nom, site)
        trouves = exacts or [s for s in self.services if self._se_ressemblent(nom, s)]
        au_site = [service for service in trouves if site and service.site_id == site.pk]
        trouves = au_site or trouves
        if len(trouves) == 1:
            return trouves[0], not exacts
        if trouves:
            raise LieuInconnu(f"service inconnu : « {texte} » {_hesitation(trouves)}")
        if nomme := self.site(texte):
            return self.racine(nomme), True
        noms = {normaliser(service.nom): service.nom for service in self.services}
        raise LieuInconnu(f"service inconnu : « {texte} »{proches(nom, noms)}")

    def _exacts(self, nom: str, site: Site | None) -> list[Service]:
        """Ceux du site s'il en a ; parmi eux, ceux que leur nom désigne, à défaut leur code…"""
        au_site = (
            [s for s in rang.get(nom, []) if site and s.site_id == site.pk] for rang in self._rangs
        )
        partout = (rang.get(nom, []) for rang in self._rangs)
        return next((trouves for trouves in (*au_site, *partout) if trouves), [])

    def _se_ressemblent(self, nom, service):
        noms = {normaliser(n) for n in (service.nom, *service.alias)}
        coupe = len(nom) >= COUPE and any(ecriture.startswith(nom) for ecriture in noms)
        return coupe or any(meme_service(nom, ecriture) for ecriture in noms)


def _hesitation(services: Sequence[Service]) -> str:
    sites = sorted({str(service.site) for service in services})
    if len(sites) > 1:
        return f"existe sur plusieurs sites ({', '.join(sites)}) ; dites lequel"
    noms = ", ".join(sorted(f"« {service} »" for service in services))
    return f"peut être {noms} ({sites[0]}) ; donnez à chacun son nom"


def ecritures(site: Site) -> set[str]:
    return {normaliser(nom) for nom in (site.nom, site.code, *site.alias)}


def proches(nom: str, noms: Mapping[str, str]) -> str:
    """« (noms proches : …) », ou rien ; `noms` : nom normalisé → nom."""
    trouves = [noms[cle] for cle in get_close_matches(nom, noms, n=3, cutoff=0.45)]
    return f" (noms proches : {', '.join(trouves)})" if trouves else ""


def mots(nom: str) -> list[str]:
    """Les mots qui comptent d'un nom normalisé ; « sp » y vaut sous-préfecture."""
    entier = PREFECTURE.sub("prefecture", SOUS_PREFECTURE.sub("sous-prefecture", nom))
    trouves = re.findall(r"[a-z0-9]+", entier)
    return [mot for mot in trouves if mot not in MOTS_VIDES and not ANNEE.fullmatch(mot)]


def meme_site(nom: str) -> Callable[[str], bool]:
    """Compare à un nom de site : même ville, et même genre s'ils en disent un tous les deux."""
    genre, ville = _genre_et_ville(nom)

    def est_le_meme(autre: str) -> bool:
        autre_genre, autre_ville = _genre_et_ville(autre)
        if genre == "prefecture" and not ville:
            return autre_genre == genre
        memes_genres = not genre or not autre_genre or genre == autre_genre
        return bool(ville) and ville == autre_ville and memes_genres

    return est_le_meme


def _genre_et_ville(nom):
    lus = mots(nom)
    genre = "sous-prefecture" if "sous" in lus else "prefecture" if "prefecture" in lus else ""
    return genre, [mot for mot in lus if mot not in ("sous", "prefecture")]


def villes_proches(genre, ville, autre_genre, autre_ville) -> bool:
    """Même genre s'ils en disent un, et noms de ville à une faute ou une coupe près."""
    if not ville or not autre_ville or (genre and autre_genre and genre != autre_genre):
        return False
    courte = autre_ville[: len(ville)] == ville and est_distinctif(ville[0])
    ratio = SequenceMatcher(None, " ".join(ville), " ".join(autre_ville)).ratio()
    return courte or ratio >= RESSEMBLANCE


def est_distinctif(mot: str) -> bool:
    return len(mot) > 2 and mot not in DEBUTS_COMMUNS


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
