"""Reconnaître l'en-tête d'une feuille : sa ligne (ou ses deux lignes) et ses colonnes.

Une feuille sans en-tête reconnaissable est signalée, jamais devinée. L'utilisateur corrige par
une correspondance, la même que le fichier de l'option --correspondance : {"colonnes": {champ:
titre}, "feuilles": {feuille: {champ: titre}}, "entetes": {feuille: ligne}} ; un titre vide dit
que le champ n'y est pas, la ligne 0 que la feuille n'a pas d'en-tête.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Any

from qualepref.socle.lecture.cellules import Valeur, est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.rangs_de_titres import (
    SANS_ENTETE,
    Entete,
    entete_probable,
    entetes_possibles,
)
from qualepref.socle.lecture.reconnaissance import Colonne, Reconnaissance
from qualepref.socle.lecture.titres import CERTAINE, Champ, Lexique, Rapprochement
from qualepref.socle.lecture.valeurs import lire_texte, normaliser

_LIGNES_EXAMINEES = 60
_LIGNES_RAPPROCHEES = 25  # un rapprochement flou coûte cent fois plus qu'un titre exact
_COLONNES_MINIMALES = 2
_ECHANTILLON = 60
_DEMANDEE = 2.0
_MOITIE = 0.5
_PRESQUE_TOUT = 0.8
_MEME_ENTETE = 0.9  # part de la meilleure note : assez pour être le même en-tête, répété


def reconnaitre(
    feuille: Feuille, champs: Sequence[Champ], correspondance: Mapping[str, Any] | None = None
) -> Reconnaissance:
    """Choisit l'en-tête qui ressemble le plus aux champs cherchés."""
    demandes = colonnes_demandees(correspondance, feuille.nom)
    lexique = _lexique(tuple(c for c in champs if demandes.get(c.cle, "?")))
    voulus = {cle: titre for cle, titre in demandes.items() if titre}
    dite = ligne_dite(correspondance, feuille.nom)
    entete = _meilleure_entete(feuille, lexique, voulus, dite)
    if entete is None and _par_lettres(voulus):
        entete = SANS_ENTETE
    if entete is None:
        return _non_reconnue(feuille, champs, voulus, dite)
    reconnue = _Attribution(feuille, entete, lexique, voulus).reconnaissance(tuple(champs))
    if len(reconnue.colonnes) < _COLONNES_MINIMALES and dite is None:
        return _non_reconnue(feuille, champs, reconnue.introuvables)
    return reconnue


def _non_reconnue(
    feuille: Feuille,
    champs: Sequence[Champ],
    introuvables: Mapping[str, str],
    dite: int | None = None,
) -> Reconnaissance:
    """Avec les titres de la ligne la plus probable, pour que l'utilisateur dise ses colonnes."""
    probable = entete_probable(feuille) if dite is None else None
    titres = probable.titres if probable else {}
    return Reconnaissance(
        feuille.nom,
        tuple(champs),
        colonnes_ignorees=tuple(Colonne(j, str(titre)) for j, titre in titres.items()),
        introuvables=introuvables,
        ligne_probable=probable.lignes[0] + 1 if probable else dite,
        ligne_dite=dite,
    )


def _par_lettres(voulus: Mapping[str, str]) -> bool:
    """Des colonnes désignées par leurs lettres, sur une feuille sans titres."""
    return bool(voulus) and all(SANS_ENTETE.chercher(v) is not None for v in voulus.values())


def colonnes_demandees(correspondance: Mapping[str, Any] | None, feuille: str) -> dict[str, str]:
    """Titre ou lettre de colonne demandé pour chaque champ ; la feuille l'emporte."""
    correspondance = correspondance or {}
    propres = next(
        (
            colonnes
            for nom, colonnes in (correspondance.get("feuilles") or {}).items()
            if normaliser(str(nom)) == normaliser(feuille)
        ),
        {},
    )
    demandes = {**(correspondance.get("colonnes") or {}), **(propres or {})}
    return {cle: lire_texte(titre) for cle, titre in demandes.items()}


def ligne_dite(correspondance: Mapping[str, Any] | None, feuille: str) -> int | None:
    """Numéro de la ligne d'en-tête que l'utilisateur a dite pour cette feuille."""
    dites = ((correspondance or {}).get("entetes") or {}).items()
    return next((n for nom, n in dites if normaliser(str(nom)) == normaliser(feuille)), None)


@lru_cache(maxsize=64)
def _lexique(champs: tuple[Champ, ...]) -> Lexique:
    return Lexique(champs)


def _meilleure_entete(
    feuille: Feuille, lexique: Lexique, voulus: Mapping[str, str], dite: int | None = None
) -> Entete | None:
    """Sur les titres connus mot pour mot, à défaut sur des titres rapprochés."""
    if dite == 0:
        return SANS_ENTETE
    if dite is not None:
        return _a_la_ligne(feuille, lexique, voulus, dite - 1)
    for prudent, limite in ((True, _LIGNES_EXAMINEES), (False, _LIGNES_RAPPROCHEES)):
        possibles = entetes_possibles(feuille, limite)
        notees = [(entete, _noter(entete, lexique, voulus, prudent)) for entete in possibles]
        if meilleure := _choisir(notees):
            return meilleure
    return None


def _a_la_ligne(
    feuille: Feuille, lexique: Lexique, voulus: Mapping[str, str], rang: int
) -> Entete | None:
    """La ligne dite, jointe ou non à la suivante ; même si aucun de ses titres n'est connu."""
    possibles = [e for e in entetes_possibles(feuille, rang + 2) if e.lignes[0] == rang]
    for prudent in (True, False):
        notees = [(entete, _noter(entete, lexique, voulus, prudent)) for entete in possibles]
        if meilleure := _choisir(notees):
            return meilleure
    return min(possibles, key=lambda entete: len(entete.lignes), default=None)


def _choisir(notees: Sequence[tuple[Entete, float]]) -> Entete | None:
    """La mieux notée, la plus courte à note égale ; répété plus bas, c'est le premier qui vaut."""
    seuil = _MEME_ENTETE * max((note for _, note in notees), default=0)
    valables = [(entete, note) for entete, note in notees if note and note >= seuil]
    premiere = min((entete.lignes[0] for entete, _ in valables), default=0)
    choisie, meilleure_note = None, 0.0
    for entete, note in valables:
        if entete.lignes[0] <= premiere + 1 and note > meilleure_note + 0.01:
            choisie, meilleure_note = entete, note
    return choisie


def _noter(entete: Entete, lexique: Lexique, voulus: Mapping[str, str], prudent: bool) -> float:
    """Somme des meilleures notes de chaque champ ; 0 s'il n'y a pas de quoi faire un en-tête."""
    if entete.est_pleine and not prudent:
        return 0
    notes: dict[Champ, float] = {}
    colonnes = set()
    for j, titre in entete.titres.items():
        for trouve in titre.rapprocher(lexique, prudent):
            notes[trouve.champ] = max(trouve.note, notes.get(trouve.champ, 0))
            if not trouve.champ.leurre:
                colonnes.add(j)
    demandees = sum(entete.chercher(demande) in entete.titres for demande in voulus.values())
    trouves = {champ for champ in notes if not champ.leurre}
    reconnues = min(len(trouves), len(colonnes)) + demandees
    if reconnues < _minimum(lexique.champs, trouves, demandees):
        return 0
    return sum(notes.values()) + demandees * _DEMANDEE


def _minimum(champs: Sequence[Champ], trouves: set[Champ], demandees: int) -> int:
    """Deux colonnes suffisent si l'utilisateur en désigne une, ou si elles sont requises."""
    requis = {champ for champ in champs if champ.requis}
    return 2 if demandees or (len(requis) > 1 and requis <= trouves) else 3


class _Attribution:
    """Donne à chaque champ sa colonne : la mieux notée, et à égalité la plus à gauche."""

    def __init__(
        self, feuille: Feuille, entete: Entete, lexique: Lexique, voulus: Mapping[str, str]
    ):
        self.feuille, self.entete, self.lexique = feuille, entete, lexique
        self.voulus = voulus
        self.colonnes: dict[str, Colonne] = {}
        self.prises: dict[int, Champ] = {}
        self.concurrentes: dict[str, list[Colonne]] = {}

    def reconnaissance(self, champs: tuple[Champ, ...]) -> Reconnaissance:
        introuvables = self._attribuer_demandes()
        for note, j, champ in chain(self._candidats(), self._devines()):
            self._attribuer(champ, j, note)
        leurres = {champ.cle for champ in champs if champ.leurre}
        gardees = {j for j, champ in self.prises.items() if champ.cle not in leurres}
        return Reconnaissance(
            feuille=self.feuille.nom,
            champs=champs,
            lignes_entete=tuple(rang + 1 for rang in self.entete.lignes),
            colonnes={
                c.cle: self.colonnes[c.cle]
                for c in champs
                if c.cle in self.colonnes and not c.leurre
            },
            colonnes_ignorees=tuple(
                self._colonne(j) for j in self.entete.titres if j not in gardees
            ),
            concurrentes={c: tuple(v) for c, v in self.concurrentes.items() if c not in leurres},
            introuvables=introuvables,
        )

    def _attribuer_demandes(self) -> dict[str, str]:
        introuvables = {}
        par_cle = {champ.cle: champ for champ in self.lexique.champs}
        for cle, demande in self.voulus.items():
            j = self.entete.chercher(demande)
            if j is None or cle not in par_cle or not self._existe(j):
                introuvables[cle] = demande
            else:
                self._attribuer(par_cle[cle], j, _DEMANDEE)
        return introuvables

    def _existe(self, j: int) -> bool:
        """Une colonne désignée par sa lettre peut n'avoir pas de titre, mais pas être vide."""
        return j in self.entete.titres or bool(self._echantillon(j))

    def _candidats(self) -> list[tuple[float, int, Champ]]:
        candidats = []
        for j, titre in self.entete.titres.items():
            for trouve in titre.rapprocher(self.lexique, prudent=False):
                note = trouve.note + self._bonus(trouve, j)
                if note > 0:
                    candidats.append((note, j, trouve.champ))
        return sorted(candidats, key=lambda candidat: (-candidat[0], candidat[1]))

    def _devines(self) -> Iterator[tuple[float, int, Champ]]:
        """Sous un titre inconnu, un contenu qui ne trompe pas : la colonne est à vérifier."""
        for champ in self.lexique.champs:
            if champ.devinable and champ.cle not in self.colonnes:
                parts = [(self._part(champ, j) or 0, j) for j in self.entete.titres]
                parts = [(part, j) for part, j in parts if part >= _PRESQUE_TOUT]
                yield from ((part / 2, j, champ) for part, j in sorted(parts, reverse=True))

    def _bonus(self, trouve: Rapprochement, j: int) -> float:
        """Un titre faible n'est retenu que si le contenu convient ; la part qui convient compte."""
        part = self._part(trouve.champ, j) if trouve.faible else None
        if part is None:
            return 0
        return part / 20 if part >= _MOITIE else -trouve.note

    def _part(self, champ: Champ, j: int) -> float | None:
        """Part des cellules qui conviennent au champ ; None si on ne peut pas le dire."""
        echantillon = self._echantillon(j) if champ.contient else []
        return sum(map(champ.contient, echantillon)) / len(echantillon) if echantillon else None

    def _echantillon(self, j: int) -> list[Valeur]:
        debut = self.entete.lignes[-1] + 1
        lignes = range(debut, min(debut + 5 * _ECHANTILLON, len(self.feuille.lignes)))
        remplies = (v for i in lignes if not est_vide(v := self.feuille.valeur(i, j)))
        return [v for _, v in zip(range(_ECHANTILLON), remplies, strict=False)]

    def _attribuer(self, champ: Champ, j: int, note: float) -> None:
        if j in self.prises:
            return
        choisie = self.colonnes.get(champ.cle)
        if choisie is None:
            self.prises[j] = champ
            self.colonnes[champ.cle] = self._colonne(j, incertaine=note < CERTAINE)
        elif champ.leurre or (champ.reunit and note >= CERTAINE):
            self.prises[j] = champ
            self.colonnes[champ.cle] = replace(choisie, autres=(*choisie.autres, j))
        else:
            self.concurrentes.setdefault(champ.cle, []).append(self._colonne(j))

    def _colonne(self, j: int, incertaine: bool = False) -> Colonne:
        titre = self.entete.titres.get(j)
        return Colonne(j, str(titre) if titre else "", incertaine)
