"""Ce que la base compte d'une enquête : une requête d'effectifs, quel que soit l'axe."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Avg, Count

from enquetes.langues import LANGUES
from enquetes.models import Enquete, Mode, Question, Reponse, Valeur
from enquetes.resultats.masques import ENSEMBLE
from enquetes.resultats.tableau import ChoixLu, Lu, QuestionLue, Resultats, ThemeLu, depouiller
from enquetes.saisies import TypeQuestion
from qualepref.socle.models import Site

NON_PRECISE = "non précisé"
NOMBRES = (TypeQuestion.NOTE, TypeQuestion.NOMBRE, TypeQuestion.TEMPS)
TEXTES = (TypeQuestion.TEXTE_COURT, TypeQuestion.TEXTE_LONG)


@dataclass(frozen=True)
class Axe:
    """Ce par quoi les résultats se ventilent ; `champ` part d'une réponse."""

    cle: str
    libelle: str
    champ: str
    question: int | None = None
    plusieurs: bool = False  # plusieurs choix se cochent

    @property
    def valeurs(self):
        """Les valeurs à compter, et le nom du champ qui porte leur groupe."""
        if self.question is None:
            return Valeur.objects.all(), f"reponse__{self.champ}"
        profil = {"reponse__valeurs__question": self.question}
        return Valeur.objects.filter(**profil), "reponse__valeurs__choix"

    @property
    def reponses(self):
        if self.question is None:
            return Reponse.objects.all(), self.champ
        return Reponse.objects.filter(valeurs__question=self.question), "valeurs__choix"


SITE, MOYEN, LANGUE = (
    Axe("site", "site", "site"),
    Axe("moyen", "moyen", "mode"),
    Axe("langue", "langue", "langue"),
)


def axes_de(questions: list[Question]) -> dict[str, Axe]:
    """Site, moyen, langue, puis chaque question de profil à choix."""
    profils = [q for q in questions if q.profil and q.echelle]
    multiple = TypeQuestion.CHOIX_MULTIPLE
    axes = [
        *(SITE, MOYEN, LANGUE),
        *(Axe(q.code, q.texte(), "", q.pk, q.type == multiple) for q in profils),
    ]
    return {axe.cle: axe for axe in axes}


def lire_questions(enquete: Enquete) -> list[Question]:
    """En deux requêtes, choix compris."""
    posees = enquete.questionnaire.questions.avec_choix()
    return sorted(posees, key=lambda q: (q.theme.ordre if q.theme else 0, q.ordre, q.pk))


def compter(enquete: Enquete, questions: list[Question], axe: Axe | None = None) -> Lu:
    """Les effectifs de tous et, pour un axe, de chaque groupe, en deux requêtes de plus."""
    ranges = [q.theme for q in questions if q.theme]
    themes = {theme.cle: ThemeLu(theme.cle, str(theme), theme.pk) for theme in ranges}
    a_choix = [_lue(question) for question in questions if question.echelle]
    decomptes = _decomptes_par(enquete, axe)
    repondants = {ENSEMBLE: enquete.reponses.count()}
    if axe:
        repondants = repondants | _repondants(enquete, axe)
        repondants = _avec_le_reste(axe, {g: {0: n} for g, n in repondants.items()})
        repondants = {groupe: comptes[0] for groupe, comptes in repondants.items()}
    return Lu(a_choix, list(themes.values()), repondants, decomptes)


def _decomptes_par(enquete: Enquete, axe: Axe | None) -> dict:
    """L'ensemble s'additionne des groupes quand chaque réponse est d'un groupe et d'un seul."""
    if axe is None:
        return _decomptes(enquete, None)
    par_groupe = _decomptes(enquete, axe)
    if axe.question is not None:
        return _avec_le_reste(axe, _decomptes(enquete, None) | par_groupe)
    ensemble: Counter = Counter()
    for comptes in par_groupe.values():
        ensemble.update(comptes)
    return {ENSEMBLE: dict(ensemble)} | {g: c for g, c in par_groupe.items() if g != ENSEMBLE}


def _avec_le_reste(axe: Axe, par_groupe: dict) -> dict:
    """Qui n'a pas répondu à la question de profil fait un groupe : la somme le trahirait sinon.

    Rien à compter quand plusieurs choix se cochent : les groupes se recouvrent.
    """
    if axe.question is None or axe.plusieurs:
        return par_groupe
    dits = [
        comptes for groupe, comptes in par_groupe.items() if groupe not in (ENSEMBLE, NON_PRECISE)
    ]
    restes = {
        cle: n - sum(comptes.get(cle, 0) for comptes in dits)
        for cle, n in par_groupe[ENSEMBLE].items()
    }
    if restes := {cle: n for cle, n in restes.items() if n > 0}:
        par_groupe = par_groupe | {NON_PRECISE: restes}
    return par_groupe


def _lue(question: Question) -> QuestionLue:
    return QuestionLue(
        cle=question.pk,
        code=question.code,
        libelle=question.texte(),
        choix=choix_lus(question),
        theme=question.theme.cle if question.theme else "",
        repere=question.repere,
        profil=question.profil,
    )


def choix_lus(question: Question) -> tuple[ChoixLu, ...]:
    return tuple(ChoixLu(c.pk, str(c), c.favorable) for c in question.echelle.choix.all())


def _decomptes(enquete: Enquete, axe: Axe | None) -> dict:
    """{groupe: {(question, choix): réponses}}, en une requête."""
    valeurs, groupe = axe.valeurs if axe else (Valeur.objects.all(), None)
    de_l_enquete = valeurs.filter(enquete=enquete, choix__isnull=False).order_by()
    champs = ["question", "choix", *([groupe] if groupe else [])]
    comptes: dict = defaultdict(dict)
    for question, choix, *dit, n in de_l_enquete.values_list(*champs).annotate(n=Count("rang")):
        comptes[_groupe(dit[0]) if dit else ENSEMBLE][question, choix] = n
    return dict(comptes) or {ENSEMBLE: {}}


def _groupe(dit):
    """Sans site, par exemple : un groupe comme les autres, ou la somme le trahirait."""
    return NON_PRECISE if dit in (None, "") else dit


def _repondants(enquete: Enquete, axe: Axe) -> dict:
    reponses, groupe = axe.reponses
    comptes = reponses.filter(enquete=enquete).order_by().values_list(groupe)
    return {_groupe(dit): n for dit, n in comptes.annotate(n=Count("pk", distinct=True))}


def noms_des_groupes(axe: Axe, enquete: Enquete, questions: list[Question]) -> dict:
    """{groupe: son nom}, dans l'ordre où il se lit."""
    if axe is SITE:
        sites = Site.objects.filter(departement=enquete.departement_id).order_by("nom", "pk")
        noms = {site.pk: site.nom for site in sites}
    elif axe is MOYEN:
        noms = {mode.value: mode.label for mode in Mode}
    elif axe is LANGUE:
        noms = LANGUES
    else:
        (profil,) = (q for q in questions if q.pk == axe.question)
        noms = {choix.pk: str(choix) for choix in profil.echelle.choix.all()}
    return noms | {NON_PRECISE: NON_PRECISE}


def precedente(enquete: Enquete) -> Enquete | None:
    """La dernière enquête close du même genre, ouverte avant celle-ci."""
    questionnaire = enquete.questionnaire
    memes = Enquete.objects.closes().filter(
        departement=enquete.departement_id,
        questionnaire__nature=questionnaire.nature,
        questionnaire__type_enquete=questionnaire.type_enquete,
        date_ouverture__lt=enquete.date_ouverture,
    )
    return memes.select_related("questionnaire").order_by("-date_ouverture", "-pk").first()


def resultats(enquete: Enquete, axe: Axe | None = None, questions=None) -> Resultats:
    """Les résultats d'une enquête et leur évolution depuis la précédente."""
    questions = lire_questions(enquete) if questions is None else questions
    ancienne = precedente(enquete)
    avant = compter(ancienne, lire_questions(ancienne)) if ancienne else None
    return depouiller(compter(enquete, questions, axe), enquete.questionnaire.seuils, avant)


def moyennes(enquete: Enquete, questions: list[Question]) -> dict[int, tuple[float, int]]:
    """{question: (moyenne, réponses)} des notes, des nombres et des temps, en une requête."""
    chiffrees = [q.pk for q in questions if q.type in NOMBRES]
    lues = Valeur.objects.filter(enquete=enquete, question__in=chiffrees, nombre__isnull=False)
    par_question = lues.order_by().values_list("question")
    comptes = par_question.annotate(moyenne=Avg("nombre"), n=Count("rang"))
    return {question: (float(moyenne), n) for question, moyenne, n in comptes}


def croiser(enquete: Enquete, ligne: Question, colonne: Question) -> dict[tuple[int, int], int]:
    """{(choix de l'une, choix de l'autre): répondants}, en une requête."""
    lues = Valeur.objects.filter(enquete=enquete, question=ligne, choix__isnull=False)
    croisees = lues.filter(
        reponse__valeurs__question=colonne, reponse__valeurs__choix__isnull=False
    )
    par_case = croisees.order_by().values_list("choix", "reponse__valeurs__choix")
    return {(a, b): n for a, b, n in par_case.annotate(n=Count("rang"))}
