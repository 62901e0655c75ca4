"""Redresser une feuille transposée : les engagements en colonnes, les services en lignes.

La feuille redressée a les engagements en lignes et se lit comme les autres ; chaque cellule garde
sa place d'origine, pour que les refus la nomment. Rien n'est deviné : une colonne dont le titre ne
désigne pas un engagement, une ligne sans service restent à dire.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engagements.lecture.lignes_avis import est_total
from engagements.lecture.titres_transposes import Colonne, Titres, Vocabulaire, lire_les_titres
from qualepref.socle.lecture.cellules import Fusion, Position, Valeur, est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser

SANS_NOM = "(ligne sans service)"
SITES = ("site", "sites", "lieu", "implantation")


@dataclass(frozen=True)
class Redressee:
    """`origines` : cellule redressée → cellule du classeur ; `titres` : ceux du classeur.

    `laissees` : titres de colonnes remplies qui ne disent pas leur engagement.
    """

    feuille: Feuille
    origines: Mapping[Position, Position]
    lignes_entete: tuple[int, ...]
    titres: Mapping[int, str] = field(default_factory=dict)
    lignes: tuple[int, ...] = ()
    laissees: tuple[str, ...] = ()


class Reponse(NamedTuple):
    """Une ligne du classeur : sa place, le service et le site qu'elle dit, et ce qu'elle tient.

    `nature` : « Avis » ou « Commentaire », quand chaque service a une ligne pour chacun.
    """

    place: Position
    service: str
    site: str = ""
    nature: str = ""


def redresser(feuille: Feuille, vocabulaire: Vocabulaire) -> Redressee | None:
    """La feuille, engagements en lignes ; None si elle n'est pas transposée.

    Lève ValeurRefusee si elle porte un second tableau.
    """
    titres = lire_les_titres(feuille, vocabulaire)
    if titres is None:
        return None
    reponses = _Reponses(feuille, titres, vocabulaire).lire()
    return _Redressement(feuille, titres, reponses).faire() if reponses else None


class _Reponses:
    """Les lignes qui répondent, et le service de chacune."""

    def __init__(self, feuille: Feuille, titres: Titres, vocabulaire: Vocabulaire):
        self.feuille, self.titres, self.vocabulaire = feuille, titres, vocabulaire
        self.colonnes = [c.place for c in titres.colonnes]
        self.gauche = range(min(self.colonnes))
        self.remplies = [i for i in range(titres.debut, len(feuille.lignes)) if self._dit(i)]
        self.nature = self._colonne_de_nature()
        self.site = self._intitulee(lambda titre: normaliser(titre) in SITES)
        self.service = self._colonne_du_service()

    def lire(self) -> list[Reponse]:
        if self.service is None:
            return []
        reponses, nom, site = [], "", ""
        for rang in self.remplies:
            propre = self._texte(rang, self.service)
            nom = propre if propre or self.nature is None else nom
            site = self._texte(rang, self.site) or site
            if not est_total(nom):
                nature = self._texte(rang, self.nature)
                reponses.append(Reponse((rang, self.service), nom or SANS_NOM, site, nature))
        return reponses

    def _dit(self, rang: int) -> bool:
        """Une réponse au moins ; l'en-tête répété plus bas n'en est pas une."""
        valeurs = [v for j in self.colonnes if not est_vide(v := self.feuille.valeur(rang, j))]
        repetees = [d.cle for v in valeurs if (d := self.vocabulaire.designe(v))]
        gauche = filter(None, (lire_texte(self.feuille.valeur(rang, j)) for j in self.gauche))
        if len(repetees) * 2 <= len(valeurs) or not all(map(self.vocabulaire.champ, gauche)):
            return bool(valeurs)
        if not set(repetees) <= {colonne.engagement for colonne in self.titres.colonnes}:
            raise ValeurRefusee(
                "second_tableau",
                f"un autre tableau commence à la ligne {rang + 1} : mettez-le sur sa feuille.",
            )
        return False

    def _texte(self, rang: int, j: int | None) -> str:
        """Le texte d'une colonne de gauche ; une fusion vers le bas vaut pour chaque ligne."""
        if j is None:
            return ""
        couvre = (
            f.haut
            for f in self.feuille.fusions or ()
            if f.gauche <= j <= f.droite and f.haut <= rang <= f.bas
        )
        return lire_texte(self.feuille.valeur(next(couvre, rang), j))

    def _intitulee(self, convient) -> int | None:
        return next((j for j in self.gauche if convient(self.titres.a_gauche.get(j, ""))), None)

    def _colonne_de_nature(self) -> int | None:
        """« Avis », « Commentaire », ligne après ligne."""
        for j in self.gauche:
            textes = [t for rang in self.remplies if (t := self._texte(rang, j))]
            if len(textes) > 1 and all(self.vocabulaire.saisie(texte) for texte in textes):
                return j
        return None

    def _colonne_du_service(self) -> int | None:
        """Celle qui s'intitule ainsi ; sinon la dernière qui porte des mots."""
        dite = self._intitulee(lambda titre: self.vocabulaire.champ(titre) == "service")
        if dite is not None and dite != self.nature:
            return dite
        mots = [j for j in self.gauche if j not in (self.nature, self.site) and self._a_des_mots(j)]
        return mots[-1] if mots else None

    def _a_des_mots(self, j: int) -> bool:
        return any(isinstance(self.feuille.valeur(rang, j), str) for rang in self.remplies)


class _Redressement:
    """Construit la feuille redressée, ligne d'en-tête et lignes d'engagements."""

    def __init__(self, feuille: Feuille, titres: Titres, reponses: list[Reponse]):
        self.feuille, self.titres, self.reponses = feuille, titres, reponses
        self.saisies = list(dict.fromkeys(c.saisie for c in titres.colonnes))
        self.par_nature = any(r.nature for r in reponses)
        self.colonnes = [(r, s) for r in reponses for s in self.saisies]
        self.origines: dict[Position, Position] = {}
        self.reports = self._reports()

    def faire(self) -> Redressee:
        entete = self._entete()
        groupes = list(dict.fromkeys(c.engagement for c in self.titres.colonnes))
        lignes = [self._ligne(rang, groupe) for rang, groupe in enumerate(groupes, len(entete))]
        redressee = Feuille(
            self.feuille.nom, [*entete, *lignes], self._fusions(), self.feuille.masquee
        )
        return Redressee(
            redressee,
            self.origines,
            self.titres.lignes,
            self.titres.textes,
            tuple(reponse.place[0] for reponse in self.reponses),
            self.titres.laissees,
        )

    def _entete(self) -> list[list[Valeur]]:
        """Les services, et au-dessous ce que tient chaque colonne, ou au-dessus leur site."""
        services = [reponse.service for reponse, _ in self.colonnes]
        sous = [reponse.nature or saisie for reponse, saisie in self.colonnes]
        for j, (reponse, _) in enumerate(self.colonnes, 3):
            self.origines[0, j] = self.origines[1, j] = reponse.place
        if self.par_nature or len(self.saisies) > 1:
            suites = {j for f in self._fusions() for j in range(f.gauche + 1, f.droite + 1)}
            services = [None if j in suites else nom for j, nom in enumerate(services, 3)]
            return [["N°", "Engagement", "Module", *services], [None] * 3 + sous]
        sites = [reponse.site or None for reponse, _ in self.colonnes]
        debut = [[None] * 3 + sites] if any(sites) else []
        return [*debut, ["N°", "Engagement", "Module", *services]]

    def _fusions(self) -> tuple[Fusion, ...]:
        """Chaque service au-dessus de ses colonnes."""
        bornes: dict[int, list[int]] = {}
        debuts: dict[str, int] = {}
        for j, (reponse, _) in enumerate(self.colonnes, 3):
            cle = reponse.service if self.par_nature else str(reponse.place)
            bornes.setdefault(debuts.setdefault(cle, j), []).append(j)
        return tuple(Fusion(0, js[0], 0, js[-1]) for js in bornes.values() if len(js) > 1)

    def _ligne(self, rang: int, engagement) -> list[Valeur]:
        siennes = {c.saisie: c for c in self.titres.colonnes if c.engagement == engagement}
        premiere = next(iter(siennes.values()))
        for j in range(3):
            self.origines[rang, j] = self.titres.lignes[0], premiere.place
        reponses = []
        for j, (reponse, saisie) in enumerate(self.colonnes, 3):
            colonne = siennes.get(saisie)
            reponses.append(self._valeur(reponse.place[0], colonne))
            self.origines[rang, j] = reponse.place[0], (colonne or premiere).place
        return [premiere.numero, premiere.intitule, premiere.module, *reponses]

    def _valeur(self, rang: int, colonne: Colonne | None) -> Valeur:
        if colonne is None:
            return None
        propre = self.feuille.valeur(rang, colonne.place)
        return self.reports.get((rang, colonne.place)) if est_vide(propre) else propre

    def _reports(self) -> dict[Position, Valeur]:
        """Une cellule fusionnée vaut pour chacune des colonnes de même saisie qu'elle couvre."""
        saisies = {c.place: c.saisie for c in self.titres.colonnes}
        return {
            (i, j): self.feuille.valeur(fusion.haut, fusion.gauche)
            for fusion in self.feuille.fusions or ()
            if fusion.haut >= self.titres.debut
            for i in range(fusion.haut, fusion.bas + 1)
            for j in range(fusion.gauche, fusion.droite + 1)
            if saisies.get(j) == saisies.get(fusion.gauche)
        }
