"""Des effectifs d'une enquête à ses résultats : par question, par thème, groupe par groupe."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
from enquetes.resultats.lus import Lu, QuestionLue, ThemeLu
from enquetes.resultats.masques import ENSEMBLE, Case, Tableau, cases_masquees


@dataclass(frozen=True)
class Chiffre:
    """Un taux et ce qu'on a le droit d'en dire : masqué, il n'en reste que cela.

    `reformulee` : l'évolution rapproche deux libellés différents.
    """

    taux: Taux
    verdict: Verdict
    evolution: Evolution | None = None
    reformulee: bool = False

    @property
    def est_masque(self) -> bool:
        return self.verdict is Verdict.MASQUE

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
    """`comptes` : {choix: réponses, None si ce choix se cache}, vide si la question est masquée.

    `effectif` : les personnes qui ont répondu. `groupes` : par groupe.
    """

    question: QuestionLue
    comptes: Mapping[int, int | None]
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


def depouiller(
    lu: Lu, seuils: Seuils, avant: Lu | None = None, caches: frozenset[Hashable] = frozenset()
) -> Resultats:
    """Les résultats de tous et de chaque groupe ; `avant` : la même enquête, l'an dernier.

    `caches` : les groupes que les autres axes obligent à cacher.
    """
    groupes = [groupe for groupe in lu.decomptes if groupe != ENSEMBLE]
    effectifs = {groupe: lu.repondants.get(groupe, 0) for groupe in groupes}
    caches = groupes_masques(effectifs, seuils.montrer, caches)
    lecteur = _Lecteur(lu, seuils, caches, _Ancienne(avant, seuils) if avant else None)
    themes = [lecteur.theme(theme) for theme in lu.themes if lu.du_theme[theme.cle]]
    dans_un_theme = {q.cle for questions in lu.du_theme.values() for q in questions}
    autres = [lecteur.question(q) for q in lu.questions if q.cle not in dans_un_theme]
    repondants = {g: None if g in caches else n for g, n in effectifs.items()}
    return Resultats(
        themes, autres, {ENSEMBLE: lu.repondants.get(ENSEMBLE, 0)} | repondants, seuils
    )


def personnes_de(lu: Lu) -> dict[Hashable, dict[Hashable, int]]:
    """{question mesurée ou thème: {groupe: personnes qui s'y sont exprimées}}."""
    questions = [q for q in lu.questions if q.est_mesuree]
    themes = {cle: dedans for cle, dedans in lu.du_theme.items() if dedans}
    return {q.cle: {g: lu.exprimees(q, g) for g in lu.decomptes} for q in questions} | {
        cle: {g: lu.du_theme_exprimees(cle, dedans, g) for g in lu.decomptes}
        for cle, dedans in themes.items()
    }


def cases_cachees(lu: Lu, seuils: Seuils, caches: frozenset[Hashable] = frozenset()):
    themes = {cle: [q.cle for q in dedans] for cle, dedans in lu.du_theme.items() if dedans}
    return cases_masquees(Tableau(personnes_de(lu), themes, seuils.montrer, caches))


class _Ancienne:
    """L'enquête d'avant : ses taux d'ensemble, à qui peut s'y comparer."""

    def __init__(self, lu: Lu, seuils: Seuils):
        self.lu, self.seuils = lu, seuils
        self.masquees = cases_cachees(lu, seuils)
        self.questions = {q.repere or q.code: q for q in lu.questions if q.est_mesuree}

    def taux_de(self, questions: Sequence[QuestionLue]) -> tuple[Taux, bool] | None:
        """Le taux des mêmes questions, et si l'une a changé de libellé.

        None si l'une d'elles manquait, avait d'autres choix ou se masquait, et sous le seuil du
        verdict : l'écart dirait un chiffre caché, ou ce que trop peu de personnes pensaient.
        """
        memes = [self.questions.get(q.repere or q.code) for q in questions]
        if not all(memes) or any(a.forme != b.forme for a, b in zip(memes, questions, strict=True)):
            return None
        if any(Case(q.cle, ENSEMBLE) in self.masquees for q in memes):
            return None
        if max(self.lu.exprimees(q, ENSEMBLE) for q in memes) < self.seuils.juger:
            return None
        reformulee = any(a.libelle != b.libelle for a, b in zip(memes, questions, strict=True))
        return total(q.taux(self.lu.decomptes[ENSEMBLE]) for q in memes), reformulee


class _Lecteur:
    """Lit les effectifs sans rien montrer de ce qui se cache."""

    def __init__(self, lu: Lu, seuils: Seuils, groupes_caches, avant: _Ancienne | None):
        self.lu, self.seuils, self.avant = lu, seuils, avant
        self.personnes = personnes_de(lu)
        self.masquees = cases_cachees(lu, seuils, groupes_caches)

    def theme(self, theme: ThemeLu) -> ThemeDit:
        questions = self.lu.du_theme[theme.cle]
        par_groupe = {
            groupe: self.chiffre(theme.cle, groupe, total(q.taux(d) for q in questions))
            for groupe, d in self.lu.decomptes.items()
        }
        ensemble = self._compare(theme.cle, par_groupe.pop(ENSEMBLE), questions)
        return ThemeDit(theme, ensemble, [self.question(q) for q in questions], par_groupe)

    def question(self, question: QuestionLue) -> QuestionDite:
        """Masquée, aucun de ses choix ne se lit : les autres rendraient celui qui manque."""
        effectif = self.lu.effectif(question, ENSEMBLE)
        comptes = self._comptes(question)
        trop_peu = effectif < self.seuils.montrer
        if not question.est_mesuree:
            return QuestionDite(question, {} if trop_peu else comptes, effectif, None)
        par_groupe = {
            groupe: self.chiffre(question.cle, groupe, question.taux(d))
            for groupe, d in self.lu.decomptes.items()
        }
        ensemble = self._compare(question.cle, par_groupe.pop(ENSEMBLE), [question])
        masquee = trop_peu or ensemble.est_masque
        return QuestionDite(question, {} if masquee else comptes, effectif, ensemble, par_groupe)

    def _comptes(self, question: QuestionLue) -> dict[int, int | None]:
        """Les choix d'une question de profil sont des groupes : les trop petits se cachent."""
        decompte = self.lu.decomptes[ENSEMBLE]
        comptes = {c.cle: decompte.get((question.cle, c.cle), 0) for c in question.choix}
        caches = groupes_masques(comptes, self.seuils.montrer) if question.profil else ()
        return {cle: None if cle in caches else n for cle, n in comptes.items()}

    def chiffre(self, ligne, groupe, taux: Taux) -> Chiffre:
        if Case(ligne, groupe) in self.masquees:
            return Chiffre(taux, Verdict.MASQUE)
        return Chiffre(taux, taux.verdict(self.personnes[ligne][groupe], self.seuils))

    def _compare(self, ligne, chiffre: Chiffre, questions: Sequence[QuestionLue]) -> Chiffre:
        """Sans évolution sous le seuil du verdict, ni si l'un des deux se masque."""
        assez = self.personnes[ligne][ENSEMBLE] >= self.seuils.juger
        ancien = self.avant.taux_de(questions) if self.avant and assez else None
        if ancien is None or not chiffre.est_lisible:
            return chiffre
        avant, reformulee = ancien
        return replace(chiffre, evolution=evolution(avant, chiffre.taux), reformulee=reformulee)
