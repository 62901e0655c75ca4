"""Une charge à débit donné : des requêtes HTTP toutes faites, parties à l'heure dite.

Le client n'attend pas une réponse pour envoyer la suivante, comme des usagers qui ne se connaissent
pas ; une durée part de l'heure où l'envoi était dû, file d'attente comprise.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

ATTENTE_MAX = 30  # secondes ; au-delà, l'envoi est perdu pour qui l'a fait
P95_MAX = 0.5  # seconde : au-delà, un usager attend


class Depart(NamedTuple):
    """Une requête entière, telle qu'elle va sur le réseau, à tant de secondes du début."""

    a: float
    requete: bytes


class Retour(NamedTuple):
    """`statut` 0 : rien n'est revenu."""

    statut: int
    vers: str
    duree: float


@dataclass(frozen=True)
class Palier:
    """Ce qu'un débit a donné."""

    debit: float
    retours: Sequence[Retour]
    attendu: int

    @property
    def fautes(self) -> int:
        return sum(retour.statut != self.attendu for retour in self.retours)

    @property
    def p95(self) -> float:
        return p95([retour.duree for retour in self.retours])

    @property
    def tient(self) -> bool:
        return not self.fautes and self.p95 <= P95_MAX

    def __str__(self):
        mediane = statistics.median(retour.duree for retour in self.retours)
        return (
            f"{self.debit:6.1f} /s : médiane {mediane * 1000:6.1f} ms, p95 {self.p95 * 1000:6.1f}"
            f" ms, {self.fautes} faute(s) sur {len(self.retours)}"
        )


def p95(durees: Sequence[float]) -> float:
    """Ce que dépasse une durée sur vingt."""
    return statistics.quantiles(durees, n=20, method="inclusive")[-1]


def arrivees(debit: float, secondes: float, hasard: random.Random) -> list[float]:
    """Des usagers qui viennent sans se concerter : un nombre fixe d'instants tirés au hasard."""
    return sorted(hasard.uniform(0, secondes) for _ in range(round(debit * secondes)))


def plus_haut_debit(
    essayer: Callable[[float], bool], depart: float, pas: float = 1.3, affinages: int = 3
) -> float:
    """Le plus haut débit qui tient : on monte jusqu'à ce qu'il cède, puis on resserre.

    Lève RuntimeError si le premier ne tient pas.
    """
    if not essayer(depart):
        raise RuntimeError(f"{depart} envois par seconde ne tiennent pas.")
    tenu, essai = depart, depart * pas
    while essayer(essai):
        tenu, essai = essai, essai * pas
    cede = essai
    for _ in range(affinages):
        milieu = (tenu + cede) / 2
        tenu, cede = (milieu, cede) if essayer(milieu) else (tenu, milieu)
    return tenu


def jouer(port: int, departs: Sequence[Depart]) -> list[Retour]:
    """Un retour par départ, dans le même ordre."""
    return asyncio.run(_jouer(port, departs))


async def _jouer(port: int, departs: Sequence[Depart]) -> list[Retour]:
    debut = time.perf_counter()
    return await asyncio.gather(*(_envoyer(port, debut + d.a, d.requete) for d in departs))


async def _envoyer(port: int, le: float, requete: bytes) -> Retour:
    await asyncio.sleep(max(0, le - time.perf_counter()))
    try:
        async with asyncio.timeout(ATTENTE_MAX):
            lu = await _echanger(port, requete)
    except OSError:  # refusé, coupé ou trop long : TimeoutError en est une
        return Retour(0, "", time.perf_counter() - le)
    return Retour(_statut(lu), _vers(lu), time.perf_counter() - le)


async def _echanger(port: int, requete: bytes) -> bytes:
    lecteur, ecrivain = await asyncio.open_connection("127.0.0.1", port)
    try:
        ecrivain.write(requete)
        return await lecteur.read(-1)
    finally:
        ecrivain.close()


def _statut(lu: bytes) -> int:
    return int(lu.split(b" ", 2)[1]) if lu else 0


def _vers(lu: bytes) -> str:
    entetes = lu.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    dits = (ligne.partition(": ") for ligne in entetes)
    return next((valeur for nom, _, valeur in dits if nom.lower() == "location"), "")
