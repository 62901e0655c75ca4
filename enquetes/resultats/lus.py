"""Ce que la base a compté d'une enquête : les questions, les thèmes, les effectifs par groupe."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from enquetes.depouillement import Seuils, Taux

Decompte = Mapping[tuple[int, int], int]  # (question, choix) → réponses


@dataclass(frozen=True)
class ChoixLu:
    cle: int
    libelle: str
    favorable: bool | None
    code: str = ""


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
    type: str = ""
    plusieurs: bool = False  # plusieurs choix se cochent

    @property
    def est_mesuree(self) -> bool:
        return any(choix.favorable is not None for choix in self.choix)

    @property
    def forme(self):
        """Deux questions se comparent si elles offrent les mêmes choix, comptés de même."""
        return self.type, tuple((choix.code, choix.favorable) for choix in self.choix)

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
class Lu:
    """`repondants` et `decomptes` : par groupe. `personnes` : {groupe: {clé: personnes}}.

    `personnes` ne tient que ce que les décomptes ne disent pas. Ses clés : (question, vrai) pour
    qui s'est exprimé à une question à plusieurs choix, (question, faux) pour qui y a coché quelque
    chose, un thème pour qui s'est exprimé à l'une de ses questions.
    """

    questions: Sequence[QuestionLue]
    themes: Sequence[ThemeLu]
    repondants: Mapping[Hashable, int]
    decomptes: Mapping[Hashable, Decompte]
    personnes: Mapping[Hashable, Mapping] = field(default_factory=dict)

    @property
    def du_theme(self) -> dict[str, list[QuestionLue]]:
        mesurees = [q for q in self.questions if q.est_mesuree and not q.profil]
        return {t.cle: [q for q in mesurees if q.theme == t.cle] for t in self.themes}

    def exprimees(self, question: QuestionLue, groupe: Hashable) -> int:
        """Les personnes de ce groupe qui s'y sont exprimées, une fois chacune."""
        comptees = self.personnes.get(groupe, {}).get((question.cle, True))
        return question.taux(self.decomptes[groupe]).exprimees if comptees is None else comptees

    def effectif(self, question: QuestionLue, groupe: Hashable) -> int:
        """Les personnes de ce groupe qui y ont coché quelque chose."""
        comptees = self.personnes.get(groupe, {}).get((question.cle, False))
        if comptees is not None:
            return comptees
        decompte = self.decomptes[groupe]
        return sum(decompte.get((question.cle, choix.cle), 0) for choix in question.choix)

    def du_theme_exprimees(self, theme: str, questions, groupe: Hashable) -> int:
        """Qui s'est exprimé à l'une d'elles ; faute de l'avoir compté, au moins tant."""
        comptees = self.personnes.get(groupe, {}).get(theme)
        au_moins = max((self.exprimees(q, groupe) for q in questions), default=0)
        return au_moins if comptees is None else comptees

    def themes_a_compter(self, seuils: Seuils) -> list[str]:
        """Ceux dont un groupe passe un seuil, ou non, selon que ses réponses sont des mêmes.

        Les autres n'ont pas besoin d'un compte exact : de la question la plus répondue à la somme
        de toutes, aucun seuil ne tombe.
        """
        return [
            theme
            for theme, questions in self.du_theme.items()
            if any(self._est_incertain(questions, groupe, seuils) for groupe in self.decomptes)
        ]

    def _est_incertain(self, questions, groupe: Hashable, seuils: Seuils) -> bool:
        nombres = [self.exprimees(q, groupe) for q in questions]
        moins, plus = max(nombres, default=0), sum(nombres)
        return any(moins < seuil <= plus for seuil in (seuils.montrer, seuils.juger))
