"""D'un questionnaire en YAML à une forme unique : enquête de satisfaction, mystère ou grille.

Les fichiers livrés ont deux dessins : `themes`, `questions`, `profil` et `expression_libre` pour
ce qu'on demande aux usagers ; `sections` et `items` pour ce que relève un contrôle. Ceux que
l'application écrit en ont un troisième, qui dit tout : `echelles` et `questions`, dans l'ordre.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from enquetes.affichage import Condition, Posee
from enquetes.langues import FRANCAIS, LANGUES
from enquetes.saisies import TypeQuestion

COMMUNE = "reponses"  # la clé de l'échelle que se partagent les questions d'un fichier
SITES = "sites_du_perimetre"
Textes = dict[str, str]


@dataclass(frozen=True)
class ChoixLu:
    cle: str
    libelles: Textes
    favorable: bool | None = None
    note: int | None = None
    commentaire_obligatoire: bool = False
    propose_action: bool = False


@dataclass(frozen=True)
class ThemeLu:
    cle: str
    libelles: Textes
    du_referentiel: bool = False


@dataclass(frozen=True)
class QuestionLue:
    code: str
    type: TypeQuestion
    libelles: Textes
    theme: str = ""
    echelle: str = ""
    repere: str = ""
    aides: Textes = field(default_factory=dict)
    exigences: tuple[str, ...] = ()
    obligatoire: bool = False
    profil: bool = False
    longueur_max: int | None = None
    source_des_choix: str = ""
    condition: str = ""
    condition_choix: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionnaireLu:
    """Thèmes, échelles et questions, dans l'ordre du fichier."""

    themes: list[ThemeLu]
    echelles: dict[str, list[ChoixLu]]
    questions: list[QuestionLue]

    def posees(self) -> list[Posee]:
        """Les questions vues de leurs conditions."""
        return [
            Posee(
                question.code,
                frozenset(choix.cle for choix in self.echelles.get(question.echelle, ())),
                Condition(question.condition, frozenset(question.condition_choix))
                if question.condition
                else None,
            )
            for question in self.questions
        ]


def lire(donnees: dict) -> QuestionnaireLu:
    """La forme unique d'un fichier déjà conforme au schéma."""
    if "sections" in donnees:
        return _lire_les_sections(donnees)
    return _lire_tout(donnees) if "echelles" in donnees else _lire_les_questions(donnees)


def textes(valeurs: dict, cle: str = "") -> Textes:
    """{langue: texte} : sous `cle`, dans le dictionnaire lui-même, ou d'un texte en français."""
    lus = valeurs.get(cle, {}) if cle else valeurs
    if isinstance(lus, str):
        return {FRANCAIS: lus}
    return {langue: lus[langue] for langue in LANGUES if lus.get(langue)}


# --- Ce que relève un contrôle --------------------------------------------------------------------


def _lire_les_sections(donnees: dict) -> QuestionnaireLu:
    sections = donnees["sections"]
    return QuestionnaireLu(
        themes=[ThemeLu(s["cle"], textes(s, "libelle")) for s in sections],
        echelles={COMMUNE: [_choix_d_un_controle(choix) for choix in donnees["reponses"]]},
        questions=[
            question
            for section in sections
            for item in section["items"]
            for question in _points(section["cle"], item)
        ],
    )


def _choix_d_un_controle(choix: dict) -> ChoixLu:
    """« valeur » 1 est favorable, 0 ne l'est pas, rien ne compte pas."""
    valeur = choix["valeur"]
    return ChoixLu(
        cle=choix["cle"],
        libelles=textes(choix, "libelle"),
        favorable=None if valeur is None else bool(valeur),
        note=valeur,
        commentaire_obligatoire=choix.get("commentaire_obligatoire", False),
        propose_action=choix.get("propose_action", False),
    )


def _points(theme: str, item: dict) -> Iterator[QuestionLue]:
    """Un point de contrôle, et la mesure qui l'accompagne s'il y en a une."""
    yield QuestionLue(
        code=item["code"],
        type=TypeQuestion.OUI_NON,
        libelles=textes(item, "intitule"),
        theme=theme,
        echelle=COMMUNE,
        aides=textes(item, "aide"),
        exigences=_exigences(item),
    )
    if mesure := item.get("mesure"):
        en_secondes = mesure.startswith("seconde")
        yield QuestionLue(
            code=f"{item['code']}m",
            type=TypeQuestion.TEMPS if en_secondes else TypeQuestion.NOMBRE,
            libelles={FRANCAIS: mesure[:1].upper() + mesure[1:]},
            theme=theme,
            condition=item["code"],
        )


# --- Ce qu'on demande aux usagers -----------------------------------------------------------------


def _lire_les_questions(donnees: dict) -> QuestionnaireLu:
    profil = donnees.get("profil", [])
    echelles = {COMMUNE: [_niveau(niveau) for niveau in donnees["echelle"]["niveaux"]]}
    for question in (*profil, *donnees["questions"]):
        if "choix" in question:
            echelles[question["code"]] = [_niveau(choix) for choix in question["choix"]]
    return QuestionnaireLu(
        themes=_themes(donnees),
        echelles=echelles,
        questions=[
            *(_question(question, profil=True) for question in profil),
            *(_question(question) for question in donnees["questions"]),
            *_expressions(donnees.get("expression_libre", [])),
        ],
    )


def _lire_tout(donnees: dict) -> QuestionnaireLu:
    """Rien n'y est sous-entendu : chaque question dit son type et son échelle."""
    return QuestionnaireLu(
        themes=_themes(donnees),
        echelles={cle: list(map(_niveau, choix)) for cle, choix in donnees["echelles"].items()},
        questions=[
            _question({"echelle": "", **question, "type": question.get("type", "texte_long")})
            for question in donnees["questions"]
        ],
    )


def _themes(donnees: dict) -> list[ThemeLu]:
    return [
        ThemeLu(theme["cle"], textes(theme), theme.get("referentiel", False))
        for theme in donnees.get("themes", [])
    ]


def _exigences(dite: dict) -> tuple[str, ...]:
    """Une seule sous `exigence`, ou plusieurs sous `exigences`."""
    seule = [dite["exigence"]] if dite.get("exigence") else []
    return tuple(dict.fromkeys([*seule, *dite.get("exigences", [])]))


def _niveau(niveau: dict) -> ChoixLu:
    return ChoixLu(
        cle=niveau["cle"],
        libelles=textes(niveau),
        favorable=niveau.get("positif"),
        note=niveau.get("note"),
        commentaire_obligatoire=niveau.get("commentaire_obligatoire", False),
        propose_action=niveau.get("propose_action", False),
    )


def _question(question: dict, profil: bool = False) -> QuestionLue:
    """Sans type dit, une question se répond sur l'échelle commune."""
    genre = TypeQuestion(question.get("type", TypeQuestion.ECHELLE))
    commune = COMMUNE if genre is TypeQuestion.ECHELLE and "echelle" not in question else ""
    condition = question.get("affichee_si", {})
    return QuestionLue(
        code=question["code"],
        type=genre,
        libelles=textes(question),
        theme=question.get("theme", ""),
        echelle=question.get("echelle") or (question["code"] if "choix" in question else commune),
        aides=textes(question, "aide"),
        repere=question.get("repere", ""),
        exigences=_exigences(question),
        obligatoire=question.get("obligatoire", False),
        profil=profil or question.get("profil", False),
        longueur_max=question.get("longueur_max"),
        source_des_choix="sites" if question.get("choix_depuis") == SITES else "",
        condition=condition.get("question", ""),
        condition_choix=tuple(condition.get("parmi", ())),
    )


def _expressions(expressions: Iterable[dict]) -> Iterator[QuestionLue]:
    for question in expressions:
        yield _question({"type": TypeQuestion.TEXTE_LONG, **question})
