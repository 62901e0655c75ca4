"""Range un questionnaire lu : crée ce qui manque, change ce qui diffère, ôte le reste."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict

from engagements.models import Exigence
from enquetes.affichage import fautes
from enquetes.lecture.questionnaires_lus import QuestionLue, QuestionnaireLu
from enquetes.models import Choix, Echelle, Question, Questionnaire, ThemeQuestionnaire
from enquetes.saisies import A_CHOIX
from qualepref.socle.chargement import Bilan, ChargementRefuse


def ranger(questionnaire: Questionnaire, lu: QuestionnaireLu, bilan: Bilan) -> None:
    """Thèmes, échelles et questions du questionnaire deviennent ceux du fichier."""
    _exiger_coherent(lu)
    themes = _ranger_les_themes(questionnaire, lu, bilan)
    echelles = _ranger_les_echelles(questionnaire, lu, bilan)
    exigences = _exigences(questionnaire, lu)
    rangees: dict[str, Question] = {}
    for ordre, question in enumerate(lu.questions, 1):
        valeurs = _valeurs(question, ordre, themes, echelles, rangees)
        cle = {"questionnaire": questionnaire, "code": question.code}
        rangee = rangees[question.code] = bilan.ranger(Question.objects, cle, valeurs)
        _ranger_les_exigences(rangee, [exigences.get(code) for code in question.exigences], bilan)
    # Les questions d'abord : elles tiennent leurs thèmes et leurs échelles.
    _oter(questionnaire.questions.exclude(code__in=rangees).order_by("-ordre"), bilan)
    _oter(questionnaire.themes.exclude(cle__in=themes), bilan)
    _oter(questionnaire.echelles.exclude(cle__in=echelles), bilan)


def _exiger_coherent(lu: QuestionnaireLu) -> None:
    """Ce que le schéma ne voit pas : clés en double, renvois sans objet."""
    themes = [theme.cle for theme in lu.themes]
    codes = [question.code for question in lu.questions]
    refus = [f"Le code « {code} » y est plusieurs fois." for code in _doubles(codes)]
    refus += [f"Le thème « {cle} » y est plusieurs fois." for cle in _doubles(themes)]
    for cle, choix in lu.echelles.items():
        doubles = _doubles(un.cle for un in choix)
        refus += [f"Le choix « {un} » est plusieurs fois dans « {cle} »." for un in doubles]
    refus += [
        f"La question {question.code} est du thème « {question.theme} », qui n'est pas défini."
        for question in lu.questions
        if question.theme and question.theme not in themes
    ]
    refus += [faute for question in lu.questions for faute in _fautes_d_echelle(question, lu)]
    if refus := refus + fautes(lu.posees()):
        raise ChargementRefuse(refus)


def _fautes_d_echelle(question, lu):
    if question.echelle and question.echelle not in lu.echelles:
        yield f"La question {question.code} se répond sur « {question.echelle} », qui n'y est pas."
    elif question.type in A_CHOIX and not (question.echelle or question.source_des_choix):
        yield f"La question {question.code} est à choix, et n'en dit aucun."


def _doubles(valeurs: Iterable[str]) -> list[str]:
    return [valeur for valeur, nombre in Counter(valeurs).items() if nombre > 1]


def _ranger_les_themes(questionnaire, lu, bilan):
    return {
        theme.cle: bilan.ranger(
            ThemeQuestionnaire.objects,
            {"questionnaire": questionnaire, "cle": theme.cle},
            {
                "libelles": theme.libelles,
                "du_referentiel": theme.du_referentiel,
                "ordre": ordre,
            },
        )
        for ordre, theme in enumerate(lu.themes, 1)
    }


def _ranger_les_echelles(questionnaire, lu, bilan):
    echelles = {}
    for cle, choix in lu.echelles.items():
        echelle, _ = Echelle.objects.get_or_create(questionnaire=questionnaire, cle=cle)
        echelles[cle] = echelle
        for ordre, un in enumerate(choix, 1):
            valeurs = asdict(un) | {"ordre": ordre}
            bilan.ranger(Choix.objects, {"echelle": echelle, "cle": valeurs.pop("cle")}, valeurs)
        _oter(echelle.choix.exclude(cle__in=[un.cle for un in choix]), bilan)
    return echelles


def _exigences(questionnaire, lu):
    """Code → exigence du référentiel que le questionnaire éclaire ; un code inconnu se refuse."""
    voulus = {code for question in lu.questions for code in question.exigences}
    referentiel = questionnaire.referentiel_suivi
    if not referentiel:
        return {}
    siennes = Exigence.objects.en_vigueur().pour(questionnaire.departement)
    connues = {
        exigence.code: exigence
        for exigence in siennes.filter(referentiel=referentiel, code__in=voulus)
    }
    if inconnues := sorted(voulus - connues.keys()):
        raise ChargementRefuse(
            [f"L'exigence {code} n'est pas dans « {referentiel} »." for code in inconnues]
        )
    return connues


def _valeurs(question: QuestionLue, ordre, themes, echelles, rangees):
    return {
        "ordre": ordre,
        "type": question.type.value,
        "repere": question.repere or question.code,
        "libelles": question.libelles,
        "aides": question.aides,
        "theme": themes.get(question.theme),
        "echelle": echelles.get(question.echelle),
        "obligatoire": question.obligatoire,
        "profil": question.profil,
        "longueur_max": question.longueur_max,
        "source_des_choix": question.source_des_choix,
        "condition": rangees.get(question.condition),
        "condition_choix": list(question.condition_choix),
    }


def _ranger_les_exigences(question, exigences, bilan):
    voulues = {exigence.pk for exigence in exigences if exigence}
    if set(question.exigences.values_list("pk", flat=True)) != voulues:
        question.exigences.set(voulues)
        bilan.mises_a_jour += not bilan.ecarts.connait(question)


def _oter(absents, bilan):
    """Personne n'y a répondu : ce que le fichier ne dit plus s'efface."""
    for absent in absents:
        bilan.retirees += 1
        bilan.ecarts.disparait(absent, "")
        absent.delete()
