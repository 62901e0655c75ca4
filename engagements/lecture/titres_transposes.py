"""Les titres d'une feuille transposée : un engagement par colonne, ou par groupe de colonnes.

Au-dessus ou au-dessous de la ligne qui nomme les engagements peuvent se trouver leurs intitulés,
leur module, et ce que tient chaque colonne du groupe (« Avis », « Commentaire », « Oui », « Non »).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from engagements.lecture.avis_lus import avis_en_titre
from qualepref.socle.lecture.cellules import Valeur, est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.valeurs import lire_texte, normaliser

LIGNES_EXAMINEES = 40
LIGNES_DE_SUITE = 3
NOMBRES_EN_TITRES = 3  # à partir de là, des nombres qui se suivent numérotent des engagements
SAISIES = ("avis", "motif", "commentaire", "preuves")
AVIS = "Avis"


class Designation(NamedTuple):
    """Ce qu'une cellule dit d'un engagement ; deux cellules du même ont la même clé."""

    cle: Any
    numero: Valeur
    suite: str


@dataclass(frozen=True)
class Vocabulaire:
    """`champ` : le champ que nomme un titre ; `designe` : l'engagement que nomme une cellule."""

    designe: Callable[[Valeur], Designation | None]
    champ: Callable[[str], str | None]
    est_avis: Callable[[Valeur], bool]

    def saisie(self, texte: str) -> str:
        """Le titre de ce qu'on remplit : « Commentaire », « Oui » ; vide si ce n'en est pas un."""
        return texte if self.champ(texte) in SAISIES or avis_en_titre(texte) else ""


@dataclass(frozen=True)
class Colonne:
    """Une colonne de réponses : sa place, l'engagement dont elle répond, et ce qu'elle tient."""

    place: int
    engagement: Any
    saisie: str
    numero: Valeur = None
    intitule: str = ""
    module: str = ""


@dataclass(frozen=True)
class Titres:
    """`debut` : la première ligne de réponses ; `a_gauche` : titres des colonnes qui précèdent."""

    lignes: tuple[int, ...]
    debut: int
    colonnes: tuple[Colonne, ...]
    a_gauche: Mapping[int, str] = field(default_factory=dict)
    textes: Mapping[int, str] = field(default_factory=dict)
    laissees: tuple[str, ...] = ()


def lire_les_titres(feuille: Feuille, vocabulaire: Vocabulaire) -> Titres | None:
    """Ceux de la première ligne qui nomme plusieurs engagements ; None s'il n'y en a pas."""
    for rang in range(min(LIGNES_EXAMINEES, len(feuille.lignes))):
        designees = _designees(feuille, rang, vocabulaire)
        if len(designees) > 1 and min(designees) > 0:
            return _Lecture(feuille, rang, designees, vocabulaire).lire()
    return None


def _designees(feuille, rang, vocabulaire) -> dict[int, Designation]:
    """Colonne → engagement ; vide si des réponses s'y mêlent, ou si rien n'y est numéroté."""
    remplies = {j: v for j, v in enumerate(feuille.lignes[rang]) if not est_vide(v)}
    trouvees = {j: d for j, v in remplies.items() if (d := vocabulaire.designe(v))}
    cles = [cle for cle, _ in groupby(trouvees.values(), key=lambda d: d.cle)]
    nombres = [remplies[j] for j in trouvees if isinstance(remplies[j], int | float)]
    croissants = all(a < b for a, b in pairwise(nombres))
    assez = not nombres or len(nombres) >= NOMBRES_EN_TITRES or len(trouvees) > len(nombres)
    reponses = [v for j, v in remplies.items() if j not in trouvees and vocabulaire.est_avis(v)]
    if len(set(cles)) < len(cles) or not croissants or not assez or reponses:
        return {}
    return trouvees


class _Lecture:
    """Lit le bloc des titres autour de la ligne qui nomme les engagements."""

    def __init__(self, feuille, rang, designees: dict[int, Designation], vocabulaire):
        self.feuille, self.rang, self.designees = feuille, rang, designees
        self.vocabulaire = vocabulaire
        self.premiere = min(designees)
        self.largeur = max(len(ligne) for ligne in feuille.lignes)
        self.intitules: int | None = None
        self.sous_titres: int | None = None
        self.fin = rang
        self._lire_la_suite()

    def _lire_la_suite(self):
        """Les lignes qui suivent, tant que ce sont encore des titres."""
        for rang in range(self.rang + 1, self.rang + 1 + LIGNES_DE_SUITE):
            textes = self._textes(rang)
            if not textes or not self._est_de_titres(rang, textes):
                return
            if self._sont_des_saisies(textes):
                self.sous_titres = rang
            elif self.intitules is None:
                self.intitules = rang
            self.fin = rang

    def _textes(self, rang) -> dict[int, str]:
        colonnes = range(self.premiere, self.largeur)
        return {j: t for j in colonnes if (t := lire_texte(self.feuille.valeur(rang, j)))}

    def _est_de_titres(self, rang, textes) -> bool:
        """À gauche rien, ou d'autres titres ; et pas une réponse."""
        gauche = [lire_texte(self.feuille.valeur(rang, j)) for j in range(self.premiere)]
        if any(texte and not self.vocabulaire.champ(texte) for texte in gauche):
            return False
        if self._sont_des_saisies(textes):
            return True
        return not any(self.vocabulaire.est_avis(texte) for texte in textes.values())

    def _sont_des_saisies(self, textes: dict[int, str]) -> bool:
        """« Oui, Non » sous chacun intitulent des colonnes ; sous un seul, ils répondent."""
        if not all(map(self.vocabulaire.saisie, textes.values())):
            return False
        reponses = any(map(self.vocabulaire.est_avis, textes.values()))
        return not reponses or len(textes) > len(self.designees)

    def lire(self) -> Titres:
        colonnes = self._colonnes()
        prises = {colonne.place for colonne in colonnes}
        textes = {j: t for j in range(self.largeur) if (t := self._titre(j))}
        return Titres(
            lignes=tuple(range(self.rang, self.fin + 1)),
            debut=self.fin + 1,
            colonnes=tuple(colonnes),
            a_gauche={j: t for j, t in textes.items() if j < self.premiere},
            textes=textes,
            laissees=tuple(
                t for j, t in textes.items() if j > self.premiere and j not in prises and t
            ),
        )

    def _titre(self, j) -> str:
        rangs = range(self.rang, self.fin + 1)
        textes = (lire_texte(self.feuille.valeur(rang, j)) for rang in rangs)
        return " – ".join(dict.fromkeys(filter(None, textes)))

    def _colonnes(self) -> list[Colonne]:
        colonnes, vues, courant = [], set(), None
        suivies = self._suivies()
        for j in range(self.premiere, self.largeur):
            designee = self.designees.get(j)
            propre = lire_texte(self.feuille.valeur(self.rang, j))
            if designee is None and (courant is None or not self._suit(j, propre, suivies)):
                courant = None
                continue
            courant = self._ouvrir(j, designee) if designee else courant
            saisie = self._saisie(j, designee, propre)
            if (courant.engagement, saisie) not in vues:
                vues.add((courant.engagement, saisie))
                colonnes.append(replace(courant, place=j, saisie=saisie))
        return colonnes

    def _ouvrir(self, j, designee: Designation) -> Colonne:
        dessous = ""
        if self.intitules is not None:
            dessous = lire_texte(self.feuille.valeur(self.intitules, j))
        suite = "" if self.vocabulaire.saisie(designee.suite) else designee.suite
        return Colonne(j, designee.cle, "", designee.numero, suite or dessous, self._module(j))

    def _suit(self, j, propre: str, suivies: bool) -> bool:
        """La colonne appartient encore à l'engagement nommé à sa gauche."""
        if propre:
            return suivies and bool(self.vocabulaire.saisie(propre))
        if self.sous_titres is None or est_vide(self.feuille.valeur(self.sous_titres, j)):
            return False
        groupes = [f for f in self.feuille.fusions or () if f.haut == self.rang]
        return not groupes or any(f.gauche < j <= f.droite for f in groupes)

    def _suivies(self) -> bool:
        """« E1, Commentaire, E2, Commentaire » : chacun le sien ; seul à la fin, il est commun."""
        apres = (lire_texte(self.feuille.valeur(self.rang, j + 1)) for j in self.designees)
        return sum(bool(self.vocabulaire.saisie(texte)) for texte in apres) > 1

    def _saisie(self, j, designee, propre) -> str:
        """Ce que tient la colonne, en un titre que la feuille redressée saura relire."""
        if self.sous_titres is not None:
            return lire_texte(self.feuille.valeur(self.sous_titres, j)) or AVIS
        if designee is not None:
            return self.vocabulaire.saisie(designee.suite) or AVIS
        return propre

    def _module(self, j) -> str:
        """« Module 1 » au-dessus, jusqu'au suivant."""
        if not self.rang:
            return ""
        textes = (lire_texte(self.feuille.valeur(self.rang - 1, k)) for k in range(j, -1, -1))
        dessus = next(filter(None, textes), "")
        return dessus if normaliser(dessus).startswith("module") else ""
