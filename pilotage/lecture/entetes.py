"""Chercher les tableaux d'une feuille d'indicateurs.

Les mois sont en colonnes ou en lignes, les sites et les grandeurs aussi ; un en-tête a jusqu'à
trois lignes, une feuille plusieurs tableaux. Ce qui ne se reconnaît pas est laissé, et on le dit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from pilotage.lecture.dispositions import Disposition, est_total, titre_de
from pilotage.lecture.lexique import annees_dites, etiquette_de, grandeur_de, reseau_nomme
from pilotage.lecture.reperes import RIEN, Dite, Lecteur, Repere, lire_periode_dite
from qualepref.socle.lecture.cellules import ErreurExcel, Valeur, est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.entetes import colonnes_demandees
from qualepref.socle.lecture.valeurs import (
    ValeurRefusee,
    est_absence,
    lire_nombre,
    lire_texte,
    normaliser,
)
from qualepref.socle.periodes import Genre
from qualepref.socle.typographie import MOIS

LIGNES_EXAMINEES = 2000
LIGNES_D_ENTETE = 3
COLONNES_D_ETIQUETTES = 8
ECHANTILLON = 60
MOIS_NUMEROTES = [list(range(1, n + 1)) for n in range(6, 13)]
ETIQUETTES = ("site", "service", "indicateur", "compte", "periode", "annee", "valeur")


class Entetes:
    """Cherche les tableaux d'une feuille ; la correspondance de l'utilisateur l'emporte."""

    def __init__(self, feuille: Feuille, lecteur: Lecteur, correspondance: Mapping, nom: str):
        self.feuille, self.lecteur, self.nom = feuille, lecteur, nom
        demandes = colonnes_demandees(correspondance, feuille.nom)
        self.voulus = {normaliser(titre): cle for cle, titre in demandes.items() if titre}

    def tableaux(self) -> list[Disposition]:
        entetes = self._sans_voisines(list(self._entetes()))
        fins = [self._debut_des_titres(suivant.haut) for suivant in entetes[1:]]
        fins += [len(self.feuille.lignes)] if entetes else []
        return [
            self._achever(entete, entetes[0], fin)
            for entete, fin in zip(entetes, fins, strict=True)
        ]

    def _entetes(self) -> Iterator[Disposition]:
        for rang in range(min(len(self.feuille.lignes), LIGNES_EXAMINEES)):
            if self._peut_etre_un_entete(rang):
                possibles = [self._essayer(rang, n) for n in range(1, LIGNES_D_ENTETE + 1)]
                reconnues = [d for d in possibles if d and d.est_reconnue]
                if reconnues:
                    yield max(reconnues, key=lambda d: (d.poids, d.haut))

    def _peut_etre_un_entete(self, rang: int) -> bool:
        remplies = [v for v in self.feuille.lignes[rang] if not est_vide(v)]
        return len(remplies) > 1 and self._est_sans_nombre(rang)

    def _est_sans_nombre(self, rang: int) -> bool:
        """Des titres seulement, ou une année, ou les douze mois numérotés."""
        titres = self._etage(rang).values()
        return bool(titres) and not any(
            isinstance(v, float | time | timedelta) or (isinstance(v, int) and not 2000 <= v < 2100)
            for v in titres
        )

    def _sans_voisines(self, entetes: list[Disposition]) -> list[Disposition]:
        gardees: list[Disposition] = []
        for entete in entetes:
            if gardees and entete.haut <= gardees[-1].entete + 1:
                if entete.poids <= gardees[-1].poids:
                    continue
                gardees.pop()
            gardees.append(entete)
        return gardees

    def _essayer(self, rang: int, hauteur: int) -> Disposition | None:
        haut = rang - hauteur + 1
        if haut < 0 or not all(map(self._est_sans_nombre, range(haut, rang))):
            return None
        etages = [self._etage(rang), *(self._reporte(r) for r in range(rang - 1, haut - 1, -1))]
        # Un titre qui n'est qu'au-dessus nomme une colonne s'il n'y est pas reporté.
        titres = {
            j: [etage[j] for etage in etages if j in etage]
            for j in range(max(max(etage, default=0) for etage in etages) + 1)
            if j in etages[0] or not est_vide(self._au_dessus(rang, haut, j))
        }
        return self._disposer(haut, rang, titres)

    def _au_dessus(self, rang: int, haut: int, j: int) -> Valeur:
        cellules = (self.feuille.valeur(r, j) for r in range(rang - 1, haut - 1, -1))
        return next((v for v in cellules if not est_vide(v)), None)

    def _etage(self, rang: int) -> dict[int, Valeur]:
        ligne = self.feuille.lignes[rang]
        titres = {j: valeur for j, valeur in enumerate(ligne) if not est_vide(valeur)}
        nus = [j for j, v in titres.items() if str(v).strip().lstrip("0").isdecimal()]
        if [int(titres[j]) for j in nus] in MOIS_NUMEROTES:
            titres |= {j: MOIS[int(titres[j]) - 1] for j in nus}
        return titres

    def _reporte(self, rang: int) -> dict[int, Valeur]:
        """Un titre de groupe vaut pour sa fusion ; sans fusion, jusqu'au titre suivant."""
        titres = self._etage(rang)
        fusions = [f for f in self.feuille.fusions or () if f.haut == rang and f.droite > f.gauche]
        if fusions:
            couvertes = {j: titres.get(f.gauche) for f in fusions for j in _etendue(f)}
            return titres | {j: v for j, v in couvertes.items() if v is not None}
        reportes, courant = {}, None
        for j in range(max(map(len, self.feuille.lignes[rang : rang + LIGNES_D_ENTETE]))):
            courant = titres.get(j, courant)
            if courant is not None:
                reportes[j] = courant
        return reportes

    def _disposer(self, haut: int, rang: int, titres: dict[int, list[Valeur]]) -> Disposition:
        colonnes, etiquettes, dits = {}, {}, RIEN
        for j, etages in titres.items():
            repere = self._repere(etages)
            etiquette = self._etiquette(etages, self._porte_des_nombres(rang, j), etiquettes)
            if etiquette and not (repere.poids and etiquette == "valeur"):
                etiquettes.setdefault(etiquette, j)
            elif repere.poids and (self._est_sure(repere) or self._est_de_nombres(rang, j)):
                colonnes[j] = repere
            elif repere.poids:
                dits = dits.avec(repere)
        self._deviner(rang, colonnes, etiquettes)
        if "valeur" in etiquettes:
            colonnes.setdefault(etiquettes.pop("valeur"), RIEN)
        return Disposition(
            haut=haut,
            entete=rang,
            titres={j: _joindre(etages) for j, etages in titres.items()},
            etiquettes=etiquettes,
            colonnes=colonnes,
            contexte=dits.avec(
                self.lecteur.contexte(self._titres_au_dessus(haut), self.feuille.nom)
            ),
        )

    def _repere(self, etages: list[Valeur]) -> Repere:
        """Ce que disent les étages d'un titre ; rien, si le plus bas n'est pas compris."""
        textes = [titre_de(valeur) for valeur in etages]
        if not textes or (est_total(textes[0]) and not grandeur_de(textes[0], sure=True)[0]):
            return RIEN
        if cle := self.voulus.get(normaliser(textes[0])):
            return RIEN if cle in ETIQUETTES else Repere(cle=cle, compte=grandeur_de(textes[0])[1])
        lu = self.lecteur.titre(etages[0])
        if not lu.poids and len(textes) > 1:
            lu = self.lecteur.titre(f"{textes[1]} {textes[0]}")
        if lu.poids:
            for etage in etages[1:]:
                lu = lu.avec(self.lecteur.titre(etage))
        return lu

    def _etiquette(self, etages: list[Valeur], chiffree: bool, deja: Mapping) -> str | None:
        texte = titre_de(etages[0]) if etages else ""
        if voulue := self.voulus.get(normaliser(texte)):
            return voulue if voulue in ETIQUETTES else None
        lue = etiquette_de(texte) if texte and not lire_periode_dite(texte) else None
        if lue in ("indicateur", "valeur"):
            return "valeur" if chiffree else lue if lue not in deja else None
        if lue in ("site", "compte"):
            return None if chiffree else "service" if lue in deja and lue == "site" else lue
        return lue

    def _porte_des_nombres(self, rang: int, j: int) -> bool:
        return bool(self._echantillon(rang, j)) and self._est_de_nombres(rang, j)

    @staticmethod
    def _est_sure(repere: Repere) -> bool:
        """« 2022 » ou « Préfecture » titrent aussi une colonne de libellés ; « mars », non."""
        return bool(repere.cle or (repere.periode and repere.periode.genre is not Genre.ANNEE))

    def _est_de_nombres(self, rang: int, j: int) -> bool:
        """Une colonne vide peut en être une ; une colonne de textes, non."""
        cellules = self._echantillon(rang, j)
        return sum(map(_est_un_nombre, cellules)) * 2 >= len(cellules)

    def _echantillon(self, rang: int, j: int) -> list[Valeur]:
        lignes = self.feuille.lignes[rang + 1 : rang + 1 + ECHANTILLON]
        pleines = [li for li in lignes if j < len(li) and sum(not est_vide(v) for v in li) > 1]
        return [ligne[j] for ligne in pleines if not est_vide(ligne[j])]

    def _deviner(self, rang: int, colonnes: Mapping[int, Repere], etiquettes: dict) -> None:
        """Sous un titre muet, une colonne de mois, de sites ou de grandeurs en est une."""
        bornes = [*colonnes, *etiquettes.values()]
        for j in range(min(COLONNES_D_ETIQUETTES, max(bornes, default=0) + 1)):
            if j not in bornes and (genre := self._genre(self._echantillon(rang, j))):
                etiquettes.setdefault(genre, j)

    def _genre(self, cellules: list[Valeur]) -> str | None:
        textes = [v for v in cellules if isinstance(v, str | date) and not est_absence(v)]
        if not textes or len(textes) * 2 < len(cellules):
            return None
        epreuves = {
            "periode": lambda v: isinstance(v, date) or lire_periode_dite(v),
            "indicateur": lambda v: isinstance(v, str) and grandeur_de(v, sure=True)[0],
            "site": lambda v: isinstance(v, str) and self.lecteur.est_lieu(v),
            "compte": lambda v: isinstance(v, str) and reseau_nomme(v),
        }
        parts = {genre: sum(map(bool, map(f, textes))) for genre, f in epreuves.items()}
        genre = max(parts, key=parts.get)
        return genre if parts[genre] * 2 >= len(textes) else None

    def _debut_des_titres(self, haut: int) -> int:
        """Les lignes d'un seul texte, juste au-dessus d'un en-tête, sont ses titres."""
        rang = haut
        while rang and sum(not est_vide(v) for v in self.feuille.lignes[rang - 1]) <= 1:
            rang -= 1
        return rang

    def _titres_au_dessus(self, haut: int) -> list[str]:
        lignes = self.feuille.lignes[self._debut_des_titres(haut) : haut]
        return [lire_texte(v) for ligne in reversed(lignes) for v in ligne if not est_vide(v)]

    def _achever(self, entete: Disposition, premier: Disposition, fin: int) -> Disposition:
        dites = [repere.periode for repere in entete.colonnes.values() if repere.periode]
        if "periode" in entete.etiquettes:
            dites += self._dites_en_lignes(entete, fin)
        if not dites and entete.contexte.periode:
            dites = [entete.contexte.periode]
        pas = min((dite.genre for dite in dites), key=lambda genre: genre.mois, default=Genre.MOIS)
        mois = [dite.rang for dite in dites if dite.genre is Genre.MOIS]
        return replace(
            entete,
            fin=fin,
            pas=pas,
            premier_mois=mois[0] if mois else None,
            annees=self._annees(entete, premier),
        )

    def _dites_en_lignes(self, entete: Disposition, fin: int) -> list[Dite]:
        j = entete.etiquettes["periode"]
        cellules = [self.feuille.valeur(rang, j) for rang in range(entete.entete + 1, fin)]
        lues = (self.lecteur.periode(valeur) for valeur in cellules if not est_absence(valeur))
        return [dite for dite in lues if dite]

    def _annees(self, entete: Disposition, premier: Disposition) -> tuple[int, ...]:
        """Ce que disent titres, étiquettes, feuille et fichier ; un rappel n'y compte pas."""
        propres = self._titres_au_dessus(entete.haut)
        communs = self._titres_au_dessus(premier.haut)
        gauche = [t for j, t in entete.titres.items() if j in entete.etiquettes.values()]
        derniere = max(entete.colonnes)
        droite = [titre for j, titre in entete.titres.items() if j > derniere]
        haut = " ".join(titre_de(v) for v in self.feuille.lignes[entete.haut] if not est_vide(v))
        haut = haut if entete.haut < entete.entete else ""
        textes = (*gauche, haut, *propres, *communs, self.feuille.nom, self.nom, *droite)
        return annees_dites(textes)


def _etendue(fusion) -> range:
    return range(fusion.gauche, fusion.droite + 1)


def _joindre(etages: list[Valeur]) -> str:
    return " ".join(dict.fromkeys(titre_de(valeur) for valeur in reversed(etages)))


def _est_un_nombre(valeur: Valeur) -> bool:
    if isinstance(valeur, ErreurExcel | bool) or est_absence(valeur):
        return True
    try:
        lire_nombre(valeur)
    except ValeurRefusee:
        return False
    return True
