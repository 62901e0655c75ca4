"""Ce que contient un dossier de preuves : chaque document à sa place, et ce qui manque.

Valeurs simples, sans base ni fichier. Un document qui sert un seul engagement va dans le dossier
de celui-ci, un document qui en sert plusieurs dans celui des communs, une fois pour tous.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pilotage.dossier.attendus import Attendu, Citee, Exigence, attendus
from pilotage.dossier.noms import DOSSIER_MAX, distinguer, fichier_sur, nom_sur
from pilotage.dossier.retenus import Retenu, Sort

DEMARCHE = "00-Démarche qualité"
COMMUNS = "00-Communs à plusieurs engagements"
TABLEAUX = "00-Tableaux"
EDITIONS = "00-Éditions publiées"


@dataclass(frozen=True)
class Engagement:
    cle: int
    numero: int
    intitule: str
    engage: bool = True  # au périmètre ce jour-là

    @property
    def dossier(self) -> str:
        return nom_sur(f"{self.numero:02d}-{self.intitule}", DOSSIER_MAX)


@dataclass(frozen=True)
class Matiere:
    """Tout ce dont un dossier se compose. `tenus` : type → tableau du dossier qui en tient lieu."""

    retenus: Sequence[Retenu]
    engagements: Sequence[Engagement] = ()
    exigences: Sequence[Exigence] = ()
    citees: Sequence[Citee] = ()
    libelles: Mapping[str, str] = field(default_factory=dict)
    tenus: Mapping[str, str] = field(default_factory=dict)

    def sans_les_absents(self, absents: set[int]) -> "Matiere":
        """La même, une fois connu ce que le stockage n'a plus."""
        retenus = [replace(un, absent=un.cle in absents) for un in self.retenus]
        return replace(self, retenus=retenus)


@dataclass
class Chapitre:
    """Un engagement, ou la démarche : ses documents, ses preuves citées, ce qu'on attendait."""

    titre: str
    dossier: str
    documents: list[Retenu] = field(default_factory=list)
    citees: list[Citee] = field(default_factory=list)
    attendus: list[Attendu] = field(default_factory=list)
    engage: bool = True

    @property
    def manques(self) -> list[Attendu]:
        return [attendu for attendu in self.attendus if attendu.manque]

    @property
    def ailleurs(self) -> list[Attendu]:
        return [attendu for attendu in self.attendus if attendu.est_ailleurs]

    @property
    def joints(self) -> list[Retenu]:
        return [document for document in self.documents if document.sort is Sort.JOINT]


@dataclass
class Composition:
    """Le dossier entier. `chemins` : document → son fichier dans l'archive."""

    chapitres: list[Chapitre]
    chemins: dict[int, str]
    documents: dict[int, Retenu]
    exigences: dict[int, str]  # clé → code
    numeros: dict[int, int]  # engagement → numéro

    @property
    def ailleurs(self) -> list[Retenu]:
        """Ceux dont le fichier est gardé ailleurs que dans l'application."""
        return [un for un in self.documents.values() if un.est_ailleurs]

    def codes(self, retenu: Retenu) -> list[str]:
        return sorted(self.exigences[cle] for cle in retenu.exigences if cle in self.exigences)

    def engagements(self, retenu: Retenu) -> list[int]:
        return sorted(self.numeros[cle] for cle in retenu.engagements if cle in self.numeros)


def composer(matiere: Matiere, chemins: dict[int, str] | None = None) -> Composition:
    """`chemins` : ceux déjà donnés, quand on recompose après avoir écrit les fichiers.

    Une preuve citée pour un engagement qui n'est pas d'ici se range à la démarche.
    """
    dossiers = _dossiers(matiere.engagements)
    citees = [replace(c, engagements=c.engagements & dossiers.keys()) for c in matiere.citees]
    matiere = replace(matiere, citees=citees)
    retenus = [_complete(retenu, matiere, dossiers) for retenu in matiere.retenus]
    par_engagement = _par_engagement(matiere.exigences)
    hors = {un.cle for un in matiere.engagements if not un.engage}
    return Composition(
        [
            _chapitre(titre, cle, dossier, retenus, par_engagement[cle], matiere, cle not in hors)
            for cle, titre, dossier in _titres(matiere.engagements, dossiers)
        ],
        _chemins(retenus, dossiers) if chemins is None else chemins,
        {retenu.cle: retenu for retenu in retenus},
        {exigence.cle: exigence.code for exigence in matiere.exigences},
        {engagement.cle: engagement.numero for engagement in matiere.engagements},
    )


def _chapitre(titre, cle, dossier, retenus, exigences, matiere: Matiere, engage) -> Chapitre:
    """Un document sans engagement vaut pour tous : il répond à ce que chacun attend."""
    documents = [r for r in retenus if _est_du_chapitre(r, cle)]
    citees = [c for c in matiere.citees if _est_du_chapitre(c, cle)]
    communs = [r for r in retenus if cle and not r.engagements]
    rendus = [*documents, *communs]
    dus = attendus(exigences, rendus, citees, matiere.libelles, matiere.tenus)
    return Chapitre(titre, dossier, documents, citees, dus, engage)


def _dossiers(engagements: Sequence[Engagement]) -> dict[int, str]:
    pris = {nom.casefold() for nom in (DEMARCHE, COMMUNS, TABLEAUX, EDITIONS)}
    return {un.cle: distinguer(un.dossier, pris) for un in engagements}


def _complete(retenu: Retenu, matiere: Matiere, dossiers: dict[int, str]) -> Retenu:
    """Qui sert une exigence, ou s'y cite, sert son engagement ; hors d'ici, il ne compte pas."""
    servis = {e.engagement for e in matiere.exigences if e.cle in retenu.exigences}
    citees = [c for c in matiere.citees if c.document == retenu.cle]
    cites = {cle for c in citees for cle in c.engagements}
    tous = frozenset(cle for cle in retenu.engagements | servis | cites if cle in dossiers)
    demarche = None in servis or any(c.demarche for c in citees)
    return replace(retenu, engagements=tous, demarche=demarche)


def _chemins(retenus: Iterable[Retenu], dossiers: dict[int, str]) -> dict[int, str]:
    pris: set[str] = set()
    return {
        retenu.cle: distinguer(
            f"{_place(retenu, dossiers)}/{fichier_sur(retenu.nom, retenu.fichier.extension)}", pris
        )
        for retenu in retenus
        if retenu.sort is Sort.JOINT
    }


def _place(retenu: Retenu, dossiers: dict[int, str]) -> str:
    if not retenu.engagements:
        return DEMARCHE
    seul, *autres = retenu.engagements
    return COMMUNS if autres else dossiers[seul]


def _titres(engagements, dossiers):
    """(clé, titre, dossier) de chaque chapitre ; la démarche, sans clé, vient d'abord."""
    yield None, "Démarche qualité et pilotage", DEMARCHE
    for un in engagements:
        yield un.cle, f"Engagement {un.numero} : {un.intitule}", dossiers[un.cle]


def _est_du_chapitre(un: Retenu | Citee, cle: int | None) -> bool:
    """À la démarche (sans clé) : ce qui la sert, et ce qui ne sert aucun engagement d'ici."""
    return cle in un.engagements if cle else un.demarche or not un.engagements


def _par_engagement(exigences: Iterable[Exigence]) -> dict[int | None, list[Exigence]]:
    par_engagement: dict[int | None, list[Exigence]] = defaultdict(list)
    for exigence in exigences:
        par_engagement[exigence.engagement].append(exigence)
    return par_engagement
