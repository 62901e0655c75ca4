"""Trier les lignes d'une feuille reconnue : celles qu'on lit, celles qu'on laisse en silence.

Sont laissées : lignes vides, titres, en-têtes répétés, lignes de section, sous-totaux et totaux.
Dans le doute, une ligne est gardée : mieux vaut un refus expliqué qu'une demande perdue.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from qualepref.socle.lecture.cellules import ErreurExcel, Position, Valeur, est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.reconnaissance import Reconnaissance
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser

CATEGORIES = ("titre", "vides", "entete", "section", "total", "numero_seul")

_MOIS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|janv|fevr?|avr|juil|sept|oct|nov|dec"
)
_PERIODE = re.compile(
    rf"(?:mois d[e'] ?)?(?:{_MOIS})\.?(?: \d{{2,4}})?"
    r"|(?:semaine|sem\.?|s) ?(?:n[°o] ?)?\d{1,2}(?: .*)?"
    r"|(?:annee |exercice )?20\d\d|[ts][1-4](?: 20\d\d)?"
    r"|(?:[1-4](?:er|e|eme|nd)?|premier|deuxieme|second|troisieme|quatrieme)"
    r" (?:trimestre|semestre)(?: 20\d\d)?"
)
_TOTAL = r"(?:(?:sous|ss|grand)[ \-]?|s ?/ ?|s\.)?tot(?:al|aux|\.)|s ?/ ?t\b|t o t a l"
_TOTAL_LARGE = re.compile(
    rf"(?:{_TOTAL}|cumul|ensemble|moyenne|mediane|somme|recapitulatif|nombre|nb|nbre|taux"
    r"|pourcentage|%|delai moyen|dont|soit)(?:\W.*)?"
)
_TOTAL_STRICT = re.compile(
    rf"(?:{_TOTAL}|cumul)(?:[ :=\-/]+(?:general|generaux|annuel|mensuel|partiel|d[ue]|des|l[ae]|les"
    rf"|a|au|mois|annee|trimestre|semestre|periode|semaine|{_MOIS}|\d+|[ts][1-4]|courriers?"
    r"|courriels?|demandes?|recue?s?|d'|l'|d'annee))*[ :=.]*"
)
_CHIFFRE = re.compile(r"[+-]?\d[\d\s.,:/]*(?:%|[a-z' ]{0,30})|[-–]")
_FORMAT_DE_DATE = re.compile(r"\(?(?:jj|dd)[ /.\-]?mm[ /.\-]?(?:aa|yy)(?:aa|yy)?\)?")
_DEBUTS_DE_NOMBRE = set("0123456789+-–—−")
Cellules = list[tuple[int, Valeur]]


@dataclass(frozen=True)
class LignesUtiles:
    """Les lignes à lire : numéro du tableur et valeur brute de chaque champ trouvé.

    `ignorees` : numéros des lignes laissées, par catégorie de CATEGORIES.
    """

    lignes: list[tuple[int, dict[str, Valeur]]] = field(default_factory=list)
    ignorees: dict[str, list[int]] = field(
        default_factory=lambda: {categorie: [] for categorie in CATEGORIES}
    )

    def __iter__(self) -> Iterator[tuple[int, dict[str, Valeur]]]:
        return iter(self.lignes)

    def __len__(self) -> int:
        return len(self.lignes)


def lignes_utiles(feuille: Feuille, reconnaissance: Reconnaissance) -> LignesUtiles:
    """Une feuille non reconnue n'a pas de ligne utile."""
    resultat = LignesUtiles()
    if not reconnaissance.reconnue:
        return resultat
    tri = _Tri(feuille, reconnaissance)
    for rang in range(len(feuille.lignes)):
        categorie = tri.categorie(rang)
        if categorie:
            resultat.ignorees[categorie].append(rang + 1)
        else:
            resultat.lignes.append((rang + 1, tri.valeurs(rang)))
    return resultat


class _Tri:
    """Classe chaque ligne d'une feuille selon ce que contiennent ses colonnes."""

    def __init__(self, feuille: Feuille, reconnaissance: Reconnaissance):
        self.feuille = feuille
        self.entete = {numero - 1 for numero in reconnaissance.lignes_entete}
        self.champs = {champ.cle: champ for champ in reconnaissance.champs}
        self.colonnes = reconnaissance.colonnes
        self.champ_de = {
            j: self.champs[cle]
            for cle, colonne in self.colonnes.items()
            for j in (colonne.indice, *colonne.autres)
        }
        self.tete = min(self.champ_de, default=0)
        self.dates = {j for j, champ in self.champ_de.items() if champ.est_date}
        # La ligne du dessus peut être un titre de groupe, répété avec l'en-tête.
        hauts = {max(min(self.entete) - 1, 0), *self.entete} if min(self.entete) >= 0 else ()
        self.titres = [self._titres(rang) for rang in hauts]
        self.reports = self._reports()

    def _titres(self, rang: int) -> dict[int, str]:
        ligne = self.feuille.lignes[rang]
        return {j: normaliser(lire_texte(v)) for j, v in enumerate(ligne) if not est_vide(v)}

    def _reports(self) -> dict[Position, Valeur]:
        """Une cellule fusionnée sur plusieurs lignes vaut pour chacune."""
        return {
            (i, fusion.gauche): self.feuille.valeur(fusion.haut, fusion.gauche)
            for fusion in self.feuille.fusions or ()
            if fusion.haut > max(self.entete)
            for i in range(fusion.haut + 1, fusion.bas + 1)
        }

    def categorie(self, rang: int) -> str | None:
        """None : la ligne est à lire."""
        if rang in self.entete:
            return "entete"
        remplies = [
            (j, v)
            for j, v in enumerate(self.feuille.lignes[rang])
            if not est_vide(v) and not isinstance(v, ErreurExcel)
        ]
        if rang < max(self.entete):
            return "titre" if remplies else "vides"
        return self._categorie(rang, remplies)

    def _categorie(self, rang: int, remplies: Cellules) -> str | None:
        if not remplies:
            return "vides"
        if self._repete_entete(remplies):
            return "entete"
        textes = [(j, normaliser(v)) for j, v in islice(_mots(remplies), 3)]
        if len(textes) <= 2:
            if self._est_total(remplies, textes):
                return "total"
            if self._est_section(rang, remplies, textes):
                return "section"
        return self._sans_contenu(remplies)

    def _sans_contenu(self, remplies: Cellules) -> str | None:
        """Ni champ, ni numéro : rien à lire. Le numéro seul : ligne préparée d'avance."""
        champs = [self.champ_de[j] for j, _ in remplies if j in self.champ_de]
        if any(not champ.accessoire for champ in champs):
            return None
        return "numero_seul" if champs else "vides"

    def _repete_entete(self, remplies: Cellules) -> bool:
        """Mêmes textes aux mêmes places, ou ligne d'aide « jj/mm/aaaa » sous l'en-tête."""
        j, premiere = remplies[0]
        for titres in self.titres:
            if titres.get(j) == normaliser(lire_texte(premiere)):
                memes = sum(titres.get(j) == normaliser(lire_texte(v)) for j, v in remplies)
                if memes >= 2 and memes * 2 >= len(remplies):
                    return True
        return any(
            isinstance(v, str) and j in self.dates and _FORMAT_DE_DATE.fullmatch(normaliser(v))
            for j, v in remplies
        )

    def _est_total(self, remplies: Cellules, textes: list[tuple[int, str]]) -> bool:
        """Un mot de total et, pour le reste, des nombres."""
        if not textes:
            ecrite = any(j in self.dates and isinstance(v, str) for j, v in remplies)
            return not (ecrite or self._a_une_date(remplies) or self._est_numerotee(remplies))
        return any(self._annonce_total(j, texte, remplies, len(textes) == 1) for j, texte in textes)

    def _annonce_total(self, j: int, texte: str, remplies: Cellules, seul: bool) -> bool:
        """`seul` : aucun autre texte dans la ligne."""
        if j != remplies[0][0] and self._a_une_date(remplies):
            return False
        if j in self.dates and self._est_numerotee(remplies):
            return False
        if self._est_libre(j):
            a_part = seul and not self._est_numerotee(remplies)
            return a_part and _TOTAL_STRICT.fullmatch(texte) is not None
        if _TOTAL_STRICT.fullmatch(texte) or (seul and _TOTAL_LARGE.fullmatch(texte)):
            return True
        compte = seul and len(remplies) > 1 and _PERIODE.fullmatch(texte) is not None
        return compte and self._attend_un_intitule(j) and not self._a_une_date(remplies[1:])

    def _attend_un_intitule(self, j: int) -> bool:
        """Là où un mois n'est pas une valeur : numéro, date, colonne non lue."""
        champ = self.champ_de.get(j)
        return champ is None or champ.accessoire or champ.est_date

    def _est_section(self, rang: int, remplies: Cellules, textes: list[tuple[int, str]]) -> bool:
        """« Janvier », « Bureau X », « Service : Accueil » : un intitulé et rien d'autre."""
        j, valeur = remplies[0]
        if len(remplies) == 1:
            return self._est_intitule(rang, j, valeur)
        if len(remplies) > 2 or not textes or textes[0][0] != j:
            return False
        if textes[0][1].endswith(":"):
            return True
        champ = self.champ_de.get(j)
        sans_numero = champ is not None and champ.accessoire and not re.search(r"\d", textes[0][1])
        return sans_numero and isinstance(remplies[1][1], date)

    def _est_intitule(self, rang: int, j: int, valeur: Valeur) -> bool:
        if self._est_fusionnee(rang, j):
            return True
        if not isinstance(valeur, str):
            return isinstance(valeur, date) and j not in self.dates
        texte = normaliser(valeur)
        if j in self.dates and re.search(r"\d", texte) and not _PERIODE.fullmatch(texte):
            return False
        return j <= self.tete + 1 and not self._est_libre(j) or bool(_PERIODE.fullmatch(texte))

    def _est_fusionnee(self, rang: int, j: int) -> bool:
        return any(
            fusion.haut == rang and fusion.gauche == j and fusion.droite > j
            for fusion in self.feuille.fusions or ()
        )

    def _est_libre(self, j: int) -> bool:
        return j in self.champ_de and self.champ_de[j].libre

    def _est_numerotee(self, remplies: Cellules) -> bool:
        """Un numéro a au moins un chiffre : « Janvier » dans sa colonne n'en est pas un."""
        return any(
            self.champ_de[j].accessoire and re.search(r"\d", lire_texte(v))
            for j, v in remplies
            if j in self.champ_de
        )

    def _a_une_date(self, remplies: Cellules) -> bool:
        return any(j in self.dates and _est_date(v) for j, v in remplies)

    def valeurs(self, rang: int) -> dict[str, Valeur]:
        return {cle: self._valeur(rang, cle) for cle in self.colonnes}

    def _valeur(self, rang: int, cle: str) -> Valeur:
        colonne = self.colonnes[cle]
        if not colonne.autres:
            return self._cellule(rang, colonne.indice)
        parties = [
            lire_texte(self._cellule(rang, j)) for j in sorted((colonne.indice, *colonne.autres))
        ]
        return self.champs[cle].reunit.join(dict.fromkeys(filter(None, parties))) or None

    def _cellule(self, rang: int, j: int) -> Valeur:
        valeur = self.feuille.valeur(rang, j)
        return self.reports.get((rang, j)) if valeur is None else valeur


def _mots(cellules: Cellules) -> Iterator[tuple[int, str]]:
    """Les textes qui ne sont pas un nombre écrit (« 93,2 % », « 60 actions »)."""
    for j, valeur in cellules:
        if isinstance(valeur, str) and not (
            valeur.strip()[0] in _DEBUTS_DE_NOMBRE and _CHIFFRE.fullmatch(normaliser(valeur))
        ):
            yield j, valeur


def _est_date(valeur: Valeur) -> bool:
    try:
        return lire_date(valeur) is not None
    except ValeurRefusee:
        return False
