"""Ce que montre la page d'un questionnaire : ses questions par bloc, ses langues, ses fautes."""

from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.db.models import Prefetch

from engagements.models import Exigence
from enquetes import affichage
from enquetes.langues import FRANCAIS
from enquetes.models import Choix, Question, Questionnaire, ThemeQuestionnaire
from enquetes.redaction.phrases import condition_en_mots
from enquetes.redaction.traductions import Ecrit, EtatDUneLangue, etat_des_langues
from enquetes.saisies import VISAGES, TypeQuestion

TEXTES = {
    "introduction": "introduction",
    "conclusion": "conclusion",
    "consigne_question": "consigne des questions",
    "consigne_expression_libre": "consigne du texte libre",
}
SANS_THEME = "Hors thème"
PROFIL = "Profil du répondant"


class Bloc(NamedTuple):
    """Des questions qui se suivent sous un même thème."""

    titre: str
    theme: ThemeQuestionnaire | None
    questions: list[Question]


class Contenu:
    """Tout le contenu d'un questionnaire, lu en un nombre constant de requêtes."""

    do_not_call_in_templates = True

    def __init__(self, questionnaire: Questionnaire):
        self.questionnaire = questionnaire

    @cached_property
    def questions(self) -> list[Question]:
        exigences = Exigence.objects.order_by("ordre", "pk")
        lues = self.questionnaire.questions.avec_choix()
        lues = list(lues.prefetch_related(Prefetch("exigences", exigences)))
        par_cle = {question.pk: question for question in lues}
        for question in lues:
            question.affichee_si = self._condition(question, par_cle)
        return lues

    def _condition(self, question, par_cle) -> str:
        if question.condition_id is None:
            return ""
        selon = par_cle[question.condition_id]
        choix = selon.echelle.choix.all() if selon.echelle else []
        dits = [str(un) for un in choix if un.cle in question.condition_choix]
        return condition_en_mots(selon.code, dits)

    @cached_property
    def themes(self) -> list[ThemeQuestionnaire]:
        return list(self.questionnaire.themes.all())

    @cached_property
    def echelles(self):
        """Chacune avec ses choix et les codes des questions qui s'en servent."""
        choix = Prefetch("choix", Choix.objects.order_by("ordre", "pk"))
        echelles = list(self.questionnaire.echelles.prefetch_related(choix))
        for echelle in echelles:
            echelle.employee_par = [q.code for q in self.questions if q.echelle_id == echelle.pk]
        return echelles

    @property
    def blocs(self) -> list[Bloc]:
        return [
            Bloc(titre, theme, list(questions))
            for (titre, theme), questions in groupby(self.questions, _titre)
        ]

    @cached_property
    def langues(self) -> list[EtatDUneLangue]:
        return etat_des_langues(self.ecrits(), self.questionnaire.langues)

    def ecrits(self) -> list[Ecrit]:
        """Tous les textes que lit un répondant, dans l'ordre où il les rencontre."""
        questionnaire = self.questionnaire
        textes = questionnaire.textes
        return [
            *(
                Ecrit(f"texte.{c}", dit, textes.get(c, {}), questionnaire, True)
                for c, dit in TEXTES.items()
            ),
            *(Ecrit(f"theme.{t.pk}", f"thème « {t} »", t.libelles, t) for t in self.themes),
            *(ecrit for question in self.questions for ecrit in _ecrits_d_une(question)),
            *(
                Ecrit(f"choix.{c.pk}", f"choix « {c} » ({echelle})", c.libelles, c)
                for echelle in self.echelles
                for c in echelle.choix.all()
            ),
        ]

    @cached_property
    def fautes(self) -> list[str]:
        """Une phrase par chose à corriger avant de poser ce questionnaire à quelqu'un."""
        sans_texte = [un.ou for un in self.ecrits() if un.manque(FRANCAIS)]
        return [
            *([] if self.questions else ["Ce questionnaire n'a pas de question."]),
            *(f"Il manque le texte en français : {ou}." for ou in sans_texte),
            *(f"La question {q.code} n'a pas de texte." for q in self.questions if not q.texte()),
            *(
                f"L'échelle « {echelle} » a moins de deux choix."
                for echelle in self.echelles
                if echelle.employee_par and len(echelle.choix.all()) < 2
            ),
            *(
                f"La question {q.code} montre trois visages : son échelle doit avoir trois choix."
                for q in self.questions
                if q.type == TypeQuestion.SMILEY and len(q.cles) != VISAGES
            ),
            *affichage.fautes([question.posee() for question in self.questions]),
        ]


def _titre(question):
    if question.theme is not None:
        return str(question.theme), question.theme
    return (PROFIL if question.profil else SANS_THEME), None


def _ecrits_d_une(q):
    yield Ecrit(f"question.{q.pk}", f"question {q.code}", q.libelles, q, True)
    yield Ecrit(f"aide.{q.pk}", f"aide de la question {q.code}", q.aides, q, True)
