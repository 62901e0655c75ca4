"""Ce que le référentiel demande d'écrire, et ce qui l'est : fiches de procédure, autres documents.

Valeurs simples, sans base. Pratique de la préfecture de la Loire : deux tableaux de suivi, un
attendu par ligne, un service par colonne, et la part de ce qui est en vigueur.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from documents import circuit
from documents.validite import A_REVISER, CADUC

DEPARTEMENT, SITE, SERVICE = "departement", "site", "service"
MANQUANT = "manquant"
EN_VIGUEUR = frozenset({circuit.EN_VIGUEUR, A_REVISER})
# De deux documents pour un même attendu, celui qu'on montre : la situation la plus avancée.
RANGS = (
    *(circuit.EN_VIGUEUR, A_REVISER, circuit.EN_RELECTURE, circuit.EN_REDACTION),
    *(circuit.A_REDIGER, CADUC),
)


@dataclass(frozen=True)
class Attendu:
    """Un document que le référentiel demande, pour le département, chaque site ou chaque service.

    `par_engagement` : il y en a un pour chaque engagement, non un pour tous.
    """

    type: str
    libelle: str
    etiquette: str = ""
    engagements: tuple[int, ...] = ()
    portee: str = DEPARTEMENT
    par_engagement: bool = False

    def convient(self, tenu: "Tenu") -> bool:
        """L'étiquette décide ; un document sans étiquette convient s'il sert l'engagement."""
        if tenu.type != self.type:
            return False
        sert = bool(set(self.engagements) & tenu.engagements)
        if self.etiquette:
            return self.etiquette in tenu.etiquettes or (not tenu.etiquettes and sert)
        return sert or not self.par_engagement


@dataclass(frozen=True)
class Tenu:
    """Un document du registre, tel qu'il compte ici. `situation` : celle du jour."""

    cle: int
    type: str
    service: int
    nom_service: str
    site: int
    situation: str
    engagements: frozenset[int] = frozenset()
    etiquettes: frozenset[str] = frozenset()

    @property
    def rang(self) -> tuple[int, int]:
        return RANGS.index(self.situation), self.cle


@dataclass(frozen=True)
class Colonne:
    """Un service. `lignee` : lui et ceux dont il dépend ; `engagements` : ceux qu'il doit tenir."""

    service: int
    nom: str
    site: int
    lignee: frozenset[int] = frozenset()
    engagements: frozenset[int] = frozenset()

    def est_concernee(self, attendu: Attendu) -> bool:
        return bool(self.engagements & set(attendu.engagements))

    def tient(self, tenu: Tenu, portee: str) -> bool:
        return tenu.service in self.lignee or (portee == SITE and tenu.site == self.site)


class Case(NamedTuple):
    """`commun` : le document d'un autre service, qui vaut pour tous."""

    situation: str
    tenu: Tenu | None = None
    commun: bool = False

    @property
    def est_tenue(self) -> bool:
        return self.situation in EN_VIGUEUR

    @property
    def manque(self) -> bool:
        return self.situation in (MANQUANT, CADUC)


@dataclass(frozen=True)
class Ligne:
    """Un attendu, ce qu'en a le département, et chaque service ; None : service non concerné."""

    attendu: Attendu
    ensemble: Case
    cases: tuple[Case | None, ...]


class Taux(NamedTuple):
    tenus: int
    attendus: int

    @property
    def pct(self) -> float | None:
        """En %, None sans attendu."""
        return 100 * self.tenus / self.attendus if self.attendus else None


class Manque(NamedTuple):
    """Un document à écrire, ou à renouveler ; sans service, il est attendu du département."""

    attendu: Attendu
    colonne: Colonne | None
    a_renouveler: bool


@dataclass(frozen=True)
class Tableau:
    colonnes: tuple[Colonne, ...]
    lignes: tuple[Ligne, ...]

    @property
    def taux(self) -> Taux:
        return _taux(ligne.ensemble for ligne in self.lignes)

    @property
    def taux_par_service(self) -> list[Taux]:
        rangs = range(len(self.colonnes))
        return [_taux(ligne.cases[rang] for ligne in self.lignes) for rang in rangs]

    @property
    def manques(self) -> list[Manque]:
        return [manque for ligne in self.lignes for manque in self._manques(ligne)]

    def _manques(self, ligne: Ligne) -> list[Manque]:
        """Une fois pour le département ; sinon une fois par service ou par site qui ne l'a pas."""
        if ligne.attendu.portee == DEPARTEMENT:
            sans_service = [(None, ligne.ensemble)]
        else:
            sans_service = list(zip(self.colonnes, ligne.cases, strict=True))
        lieux, manques = set(), []
        for colonne, case in sans_service:
            lieu = colonne and (colonne.site if ligne.attendu.portee == SITE else colonne.service)
            if case and case.manque and lieu not in lieux:
                lieux.add(lieu)
                manques.append(Manque(ligne.attendu, colonne, case.situation == CADUC))
        return manques


def dresser(
    attendus: Iterable[Attendu], colonnes: Sequence[Colonne], tenus: Collection[Tenu]
) -> Tableau:
    """Les attendus qui ne concernent aucun service engagé n'y sont pas, s'il y a des services."""
    par_type: dict[str, list[Tenu]] = {}
    for tenu in tenus:
        par_type.setdefault(tenu.type, []).append(tenu)
    lignes = (_ligne(attendu, colonnes, par_type.get(attendu.type, [])) for attendu in attendus)
    return Tableau(
        tuple(colonnes),
        tuple(
            ligne
            for ligne in lignes
            if not colonnes or not ligne.attendu.engagements or any(ligne.cases)
        ),
    )


def _ligne(attendu, colonnes, tenus) -> Ligne:
    siens = [tenu for tenu in tenus if attendu.convient(tenu)]
    ensemble = _meilleure(siens)
    return Ligne(attendu, ensemble, tuple(_case(attendu, c, siens, ensemble) for c in colonnes))


def _case(attendu, colonne, tenus, ensemble) -> Case | None:
    if not colonne.est_concernee(attendu):
        return None
    propre = _meilleure([tenu for tenu in tenus if colonne.tient(tenu, attendu.portee)])
    if attendu.portee == DEPARTEMENT and ensemble.est_tenue and not propre.est_tenue:
        return ensemble._replace(commun=True)
    return propre


def _meilleure(tenus) -> Case:
    connus = [tenu for tenu in tenus if tenu.situation in RANGS]
    meilleur = min(connus, key=lambda tenu: tenu.rang, default=None)
    return Case(meilleur.situation, meilleur) if meilleur else Case(MANQUANT)


def _taux(cases: Iterable[Case | None]) -> Taux:
    dues = [case for case in cases if case]
    return Taux(sum(case.est_tenue for case in dues), len(dues))
