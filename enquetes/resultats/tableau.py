"""Des effectifs d'une enquête à ses résultats : par question, par thème, groupe par groupe."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from enquetes.depouillement import (
    Evolution,
    Intervalle,
    Seuils,
    Taux,
    Verdict,
    evolution,
    groupes_masques,
    total,
)
from enquetes.resultats.masques import ENSEMBLE, Case, cases_masquees

Decompte = Mapping[tuple[int, int], int]  # (question, choix) → réponses


@dataclass(frozen=True)
class ChoixLu:
    cle: int
    libelle: str
    favorable: bool | None


@dataclass(frozen=True)
class QuestionLue:
    """Une question à choix ; `theme` vide hors des thèmes."""

    cle: int
    code: str
    libelle: str
    choix: tuple[ChoixLu, ...]
    theme: str = ""
    repere: str = ""
    profil: bool = False

    @property
    def est_mesuree(self) -> bool:
        return any(choix.favorable is not None for choix in self.choix)

    def taux(self, decompte: Decompte) -> Taux:
        """« Sans objet » et blancs dehors."""
        favorables = self.compter(decompte, True)
        return Taux(favorables, favorables + self.compter(decompte, False))

    def compter(self, decompte: Decompte, favorable: bool) -> int:
        ceux = [choix.cle for choix in self.choix if choix.favorable is favorable]
        return sum(decompte.get((self.cle, cle), 0) for cle in ceux)


@dataclass(frozen=True)
class ThemeLu:
    cle: str
    libelle: str
    pk: int = 0


@dataclass(frozen=True)
class Chiffre:
    """Un taux et ce qu'on a le droit d'en dire : masqué, il n'en reste que cela."""

    taux: Taux
    verdict: Verdict
    evolution: Evolution | None = None

    @property
    def est_masque(self) -> bool:
        return self.verdict is Verdict.MASQUE and self.taux.exprimees > 0

    @property
    def est_lisible(self) -> bool:
        return self.taux.exprimees > 0 and not self.est_masque

    @property
    def valeur(self) -> float | None:
        return self.taux.valeur if self.est_lisible else None

    @property
    def intervalle(self) -> Intervalle | None:
        return self.taux.intervalle if self.est_lisible else None

    @property
    def est_sous_le_seuil(self) -> bool:
        return self.verdict is Verdict.SOUS_LE_SEUIL


@dataclass(frozen=True)
class QuestionDite:
    """`comptes` : {choix: réponses}, vide si la question est masquée ; `groupes` : par groupe."""

    question: QuestionLue
    comptes: Mapping[int, int]
    effectif: int
    chiffre: Chiffre | None
    groupes: Mapping[Hashable, Chiffre] = field(default_factory=dict)

    @property
    def est_masquee(self) -> bool:
        return bool(self.effectif) and not self.comptes


@dataclass(frozen=True)
class ThemeDit:
    theme: ThemeLu
    chiffre: Chiffre
    questions: Sequence[QuestionDite]
    groupes: Mapping[Hashable, Chiffre] = field(default_factory=dict)

    @property
    def plus_basse(self) -> QuestionDite | None:
        """La question lisible au taux le plus bas : celle que nomme l'action proposée."""
        lisibles = [q for q in self.questions if q.chiffre and q.chiffre.est_lisible]
        return min(lisibles, key=lambda q: q.chiffre.valeur, default=None)


@dataclass(frozen=True)
class Resultats:
    """`repondants` par groupe ; les groupes cachés n'y ont que None."""

    themes: Sequence[ThemeDit]
    autres: Sequence[QuestionDite]
    repondants: Mapping[Hashable, int | None]
    seuils: Seuils

    @property
    def sous_le_seuil(self) -> list[ThemeDit]:
        return [theme for theme in self.themes if theme.chiffre.est_sous_le_seuil]

    @property
    def atteints(self) -> list[ThemeDit]:
        return [theme for theme in self.themes if theme.chiffre.verdict is Verdict.ATTEINT]

    @property
    def nombre(self) -> int | None:
        """Les répondants de l'ensemble."""
        return self.repondants.get(ENSEMBLE)


@dataclass(frozen=True)
class Lu:
    """Ce que la base a compté : les questions, les thèmes et, par groupe, les effectifs."""

    questions: Sequence[QuestionLue]
    themes: Sequence[ThemeLu]
    repondants: Mapping[Hashable, int]
    decomptes: Mapping[Hashable, Decompte]

    @property
    def du_theme(self) -> dict[str, list[QuestionLue]]:
        mesurees = [q for q in self.questions if q.est_mesuree and not q.profil]
        return {t.cle: [q for q in mesurees if q.theme == t.cle] for t in self.themes}


def depouiller(lu: Lu, seuils: Seuils, avant: Lu | None = None) -> Resultats:
    """Les résultats de tous et de chaque groupe ; `avant` : la même enquête, l'an dernier."""
    groupes = [groupe for groupe in lu.decomptes if groupe != ENSEMBLE]
    effectifs = {groupe: lu.repondants.get(groupe, 0) for groupe in groupes}
    caches = groupes_masques(effectifs, seuils.montrer)
    lecteur = _Lecteur(lu, seuils, caches, avant)
    themes = [lecteur.theme(theme) for theme in lu.themes if lu.du_theme[theme.cle]]
    dans_un_theme = {q.cle for questions in lu.du_theme.values() for q in questions}
    autres = [lecteur.question(q) for q in lu.questions if q.cle not in dans_un_theme]
    repondants = {g: None if g in caches else n for g, n in effectifs.items()}
    return Resultats(
        themes, autres, {ENSEMBLE: lu.repondants.get(ENSEMBLE, 0)} | repondants, seuils
    )


class _Lecteur:
    """Lit les effectifs sans rien montrer de ce qui se cache."""

    def __init__(self, lu: Lu, seuils: Seuils, groupes_caches, avant: Lu | None):
        self.lu, self.seuils, self.avant = lu, seuils, avant
        mesurees = [q for q in lu.questions if q.est_mesuree]
        exprimees = {
            q.cle: {g: q.taux(d).exprimees for g, d in lu.decomptes.items()} for q in mesurees
        }
        themes = {cle: [q.cle for q in dedans] for cle, dedans in lu.du_theme.items() if dedans}
        self.masquees = cases_masquees(exprimees, themes, seuils.montrer, groupes_caches)

    def theme(self, theme: ThemeLu) -> ThemeDit:
        questions = self.lu.du_theme[theme.cle]
        par_groupe = {
            groupe: self.chiffre(theme.cle, groupe, total(q.taux(d) for q in questions))
            for groupe, d in self.lu.decomptes.items()
        }
        ensemble = par_groupe.pop(ENSEMBLE)
        ancien = self._taux_d_avant(questions)
        dites = [self.question(q) for q in questions]
        return ThemeDit(theme, self._compare(ensemble, ancien), dites, par_groupe)

    def question(self, question: QuestionLue) -> QuestionDite:
        decompte = self.lu.decomptes[ENSEMBLE]
        comptes = {c.cle: decompte.get((question.cle, c.cle), 0) for c in question.choix}
        effectif = sum(comptes.values())
        if not question.est_mesuree:
            montree = effectif >= self.seuils.montrer
            return QuestionDite(question, comptes if montree else {}, effectif, None)
        par_groupe = {
            groupe: self.chiffre(question.cle, groupe, question.taux(d))
            for groupe, d in self.lu.decomptes.items()
        }
        ensemble = self._compare(par_groupe.pop(ENSEMBLE), self._taux_d_avant([question]))
        return QuestionDite(
            question, {} if ensemble.est_masque else comptes, effectif, ensemble, par_groupe
        )

    def chiffre(self, ligne, groupe, taux: Taux) -> Chiffre:
        masque = Case(ligne, groupe) in self.masquees
        return Chiffre(taux, Verdict.MASQUE if masque else taux.verdict(self.seuils))

    def _taux_d_avant(self, questions) -> Taux | None:
        """Le taux des mêmes questions l'an dernier ; None si l'une d'elles n'y était pas."""
        if self.avant is None:
            return None
        mesurees = {q.repere or q.code: q for q in self.avant.questions if q.est_mesuree}
        memes = [mesurees.get(q.repere or q.code) for q in questions]
        if not all(memes):
            return None
        return total(q.taux(self.avant.decomptes[ENSEMBLE]) for q in memes)

    def _compare(self, chiffre: Chiffre, ancien: Taux | None) -> Chiffre:
        """Sans évolution si l'un des deux se masque : elle le rendrait."""
        if ancien is None or not chiffre.est_lisible or ancien.exprimees < self.seuils.montrer:
            return chiffre
        return Chiffre(chiffre.taux, chiffre.verdict, evolution(ancien, chiffre.taux))
