"""Le questionnaire que suppose un export, et celui d'une enquête qu'un export complète."""

import hashlib
from collections.abc import Iterable, Sequence

from django.utils.text import slugify

from enquetes.langues import FRANCAIS
from enquetes.lecture.modalites import ECRITURES
from enquetes.lecture.questionnaires_lus import ChoixLu, QuestionLue, QuestionnaireLu, ThemeLu
from enquetes.lecture.questions_du_fichier import QuestionDuFichier
from enquetes.lecture.rangement import ranger
from enquetes.models import ExportConnu, Question, Questionnaire
from enquetes.saisies import TypeQuestion
from qualepref.socle.chargement import Bilan, ChargementRefuse
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.refus import ImportRefuse

LONGUEUR_LIBRE = 20_000  # signes : un export n'est pas un formulaire, rien ne s'y coupe
Themes = list[tuple[str, str, list[str]]]  # clé, libellé, codes des questions


def questionnaire_suppose(departement, questions, themes: Themes, intitule) -> Questionnaire:
    """Celui qu'un import précédent a fait des mêmes colonnes ; à défaut, un nouveau."""
    code = f"import-{_empreinte(questions, themes)}"
    questionnaire, nouveau = Questionnaire.objects.get_or_create(
        departement=departement,
        code=code,
        version="1",
        defaults={
            "intitule": intitule,
            "nature": Questionnaire.Nature.SATISFACTION,
            "langues": [FRANCAIS],
        },
    )
    if nouveau:
        try:
            ranger(questionnaire, _en_questionnaire(questions, themes), Bilan())
        except ChargementRefuse as refus:
            raise ImportRefuse(refus.messages) from None
    return questionnaire


def _empreinte(questions: Iterable[QuestionDuFichier], themes: Themes) -> str:
    ecrits = [f"{q.code}:{normaliser(q.intitule)}:{q.repere}:{q.comprise.type}" for q in questions]
    return hashlib.sha256("\n".join([*ecrits, repr(themes)]).encode()).hexdigest()[:12]


def _en_questionnaire(questions, themes: Themes) -> QuestionnaireLu:
    theme_de = {code: _cle(cle) for cle, _, codes in themes for code in codes}
    echelles: dict[str, list[ChoixLu]] = {}
    lues = []
    for question in questions:
        comprise, echelle = question.comprise, ""
        if comprise.choix:
            echelle = comprise.echelle or question.code
            echelles.setdefault(echelle, list(comprise.choix))
        lues.append(
            QuestionLue(
                code=question.code,
                type=comprise.type,
                libelles={FRANCAIS: question.intitule},
                theme=theme_de.get(question.code, ""),
                echelle=echelle,
                repere=question.repere,
                profil=comprise.type is TypeQuestion.CHOIX_UNIQUE,
                longueur_max=LONGUEUR_LIBRE if comprise.type is TypeQuestion.TEXTE_LONG else None,
            )
        )
    return QuestionnaireLu([ThemeLu(_cle(c), {FRANCAIS: d}) for c, d, _ in themes], echelles, lues)


def _cle(cle: str) -> str:
    return slugify(cle).replace("-", "_")


def themes_de(
    dits: dict, connu: ExportConnu | None, questions: Sequence[QuestionDuFichier], comparables
) -> Themes:
    """Ceux de la correspondance ; à défaut d'un export connu ; à défaut des questions comparées."""
    codes = [question.code for question in questions]
    if dits:
        lus = [
            (cle, cle.replace("_", " ").capitalize(), list(map(str, c))) for cle, c in dits.items()
        ]
        if inconnus := [code for _, _, siens in lus for code in siens if code not in codes]:
            dit = "Correspondance : l'export n'a pas de question « {} »."
            raise ImportRefuse([dit.format(code) for code in inconnus])
        return lus
    if connu and connu.themes:
        lus = [
            (t["cle"], t["libelle"], [c for c in t["questions"] if c in codes])
            for t in connu.themes
        ]
        return [(cle, dit, siens) for cle, dit, siens in lus if siens]
    par_theme: dict[tuple[str, str], list[str]] = {}
    for question in questions:
        comparable = comparables.get(question.repere)
        if comparable and comparable.theme:
            theme = comparable.theme
            par_theme.setdefault((theme.cle, str(theme)), []).append(question.code)
    return [(cle, dit, siens) for (cle, dit), siens in par_theme.items()]


def apparier(
    questionnaire: Questionnaire, questions: Iterable[QuestionDuFichier]
) -> dict[str, Question]:
    """Code dans le fichier → question : celle qu'on a dite, sinon même code, sinon même texte."""
    siennes = [q for q in questionnaire.questions.avec_choix() if not q.source_des_choix]
    par_nom: dict[str, Question] = {}
    for nom in ("code", "repere"):
        for question in siennes:
            par_nom.setdefault(getattr(question, nom).upper(), question)
    par_texte = {normaliser(t): q for q in siennes for t in q.libelles.values()}
    paires: dict[str, Question] = {}
    for question in questions:
        trouvee = par_nom.get((question.repere or question.code).upper())
        trouvee = trouvee or par_texte.get(normaliser(question.intitule))
        if trouvee and trouvee in paires.values():
            raise ImportRefuse(
                f"Deux questions de l'export répondent à « {trouvee} » : n'en lisez qu'une."
            )
        if trouvee:
            paires[question.code] = trouvee
    return paires


def ecritures_de(question: QuestionDuFichier, cible: Question) -> dict[str, str]:
    """Écriture normalisée → clé du choix : ce qu'on a dit, puis libellés et clés de l'échelle."""
    choix = list(cible.echelle.choix.all()) if cible.echelle else []
    cles = {un.cle for un in choix}
    connues = {dit: cle for dit, cle in ECRITURES.items() if cle in cles}
    connues |= {dit: cle for dit, cle in question.comprise.ecritures.items() if cle in cles}
    connues |= {normaliser(un.cle): un.cle for un in choix}
    connues |= {normaliser(texte): un.cle for un in choix for texte in un.libelles.values()}
    return connues | {dit: cle for dit, cle in (question.dites or {}).items() if cle in cles}
