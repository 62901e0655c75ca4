"""Ce que la base compte d'une enquête : une requête d'effectifs, quel que soit l'axe."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

from django.db.models import Avg, Count, FilteredRelation, Q

from enquetes.models import Enquete, Question, Valeur
from enquetes.resultats.axes import NON_PRECISE, Axe, groupe_dit, groupes_a_cacher
from enquetes.resultats.croisement import SANS_REPONSE, Croisees
from enquetes.resultats.lus import ChoixLu, Lu, QuestionLue, ThemeLu
from enquetes.resultats.masques import ENSEMBLE
from enquetes.resultats.tableau import Resultats, depouiller
from enquetes.saisies import TypeQuestion

NOMBRES = (TypeQuestion.NOTE, TypeQuestion.NOMBRE, TypeQuestion.TEMPS)


def lire_questions(enquete: Enquete) -> list[Question]:
    """En deux requêtes, choix compris."""
    posees = enquete.questionnaire.questions.avec_choix()
    return sorted(posees, key=lambda q: (q.theme.ordre if q.theme else 0, q.ordre, q.pk))


def compter(enquete: Enquete, questions: list[Question], axe: Axe | None = None) -> Lu:
    """Les effectifs de tous et, pour un axe, de chaque groupe, en quelques requêtes."""
    ranges = [q.theme for q in questions if q.theme]
    themes = {theme.cle: ThemeLu(theme.cle, str(theme), theme.pk) for theme in ranges}
    a_choix = [_lue(question) for question in questions if question.echelle]
    decomptes = _par_groupe(axe, lambda par: _decomptes(enquete, par))
    multiples = [q.cle for q in a_choix if q.plusieurs]
    cocheurs = _par_groupe(axe, lambda par: _cocheurs(enquete, multiples, par)) if multiples else {}
    lu = Lu(a_choix, list(themes.values()), _repondants(enquete, axe), decomptes, cocheurs)
    if not (incertains := lu.themes_a_compter(enquete.questionnaire.seuils)):
        return lu
    des_themes = _par_groupe(axe, lambda par: _des_themes(enquete, incertains, par))
    tous = {groupe: {**cocheurs.get(groupe, {}), **dits} for groupe, dits in des_themes.items()}
    return replace(lu, personnes=cocheurs | tous)


def _par_groupe(axe: Axe | None, compter: Callable) -> dict:
    """{groupe: {clé: nombre}} et l'ensemble ; `compter` reçoit un axe, ou rien pour l'ensemble.

    L'ensemble s'additionne des groupes quand chaque réponse est d'un groupe et d'un seul.
    """
    if axe is None:
        return compter(None)
    par_groupe = compter(axe)
    if axe.question is not None:
        return _avec_le_reste(compter(None) | par_groupe)
    ensemble: Counter = Counter()
    for comptes in par_groupe.values():
        ensemble.update(comptes)
    return {ENSEMBLE: dict(ensemble)} | {g: c for g, c in par_groupe.items() if g != ENSEMBLE}


def _avec_le_reste(par_groupe: dict) -> dict:
    """Qui n'a pas répondu à la question de profil fait un groupe : la somme le trahirait sinon."""
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
        type=question.type,
        plusieurs=question.type == TypeQuestion.CHOIX_MULTIPLE,
    )


def choix_lus(question: Question) -> tuple[ChoixLu, ...]:
    choix = question.echelle.choix.all()
    return tuple(ChoixLu(c.pk, str(c), c.favorable, c.cle) for c in choix)


def _valeurs(enquete: Enquete, axe: Axe | None):
    """Ses choix cochés, et les champs qui en portent le groupe."""
    valeurs, groupe = axe.valeurs if axe else (Valeur.objects.all(), None)
    lues = valeurs.filter(enquete=enquete, choix__isnull=False).order_by()
    return lues, [groupe] if groupe else []


def _ranger(lignes) -> dict:
    """{groupe: {clé: nombre}} de (clé, nombre, [groupe])."""
    comptes: dict = defaultdict(dict)
    for cle, nombre, dit in lignes:
        comptes[groupe_dit(dit[0]) if dit else ENSEMBLE][cle] = nombre
    return dict(comptes) or {ENSEMBLE: {}}


def _decomptes(enquete: Enquete, axe: Axe | None) -> dict:
    """{groupe: {(question, choix): réponses}}, en une requête."""
    lues, groupe = _valeurs(enquete, axe)
    comptes = lues.values_list("question", "choix", *groupe).annotate(n=Count("rang"))
    return _ranger(((question, choix), n, dit) for question, choix, *dit, n in comptes)


def _cocheurs(enquete: Enquete, multiples: list[int], axe: Axe | None) -> dict:
    """{groupe: {(question, exprimées ou non): personnes}} des questions à plusieurs choix."""
    lues, groupe = _valeurs(enquete, axe)
    comptes = lues.filter(question__in=multiples).values_list("question", *groupe)
    exprimees = Q(choix__favorable__isnull=False)
    lignes = comptes.annotate(
        tous=Count("reponse", distinct=True),
        exprimes=Count("reponse", distinct=True, filter=exprimees),
    )
    return _ranger(
        ((question, exprime), n, dit)
        for question, *dit, tous, exprimes in lignes
        for exprime, n in ((False, tous), (True, exprimes))
    )


def _des_themes(enquete: Enquete, themes: list[str], axe: Axe | None) -> dict:
    """{groupe: {thème: personnes exprimées à l'une de ses questions}}, en une requête."""
    lues, groupe = _valeurs(enquete, axe)
    exprimees = lues.filter(
        question__theme__cle__in=themes, question__profil=False, choix__favorable__isnull=False
    )
    comptes = exprimees.values_list("question__theme__cle", *groupe)
    return _ranger(
        (theme, n, dit) for theme, *dit, n in comptes.annotate(n=Count("reponse", distinct=True))
    )


def modalites_inconnues(enquete: Enquete) -> dict[int, int]:
    """{question à choix: réponses gardées en texte, faute de choix qui leur réponde}."""
    lues = Valeur.objects.filter(enquete=enquete, choix=None, question__echelle__isnull=False)
    return dict(lues.order_by().values_list("question").annotate(n=Count("rang")))


def _repondants(enquete: Enquete, axe: Axe | None) -> dict:
    """{groupe: répondants}, en deux requêtes au plus."""

    def compter(par: Axe | None) -> dict:
        if par is None:
            return {ENSEMBLE: {0: enquete.reponses.count()}}
        reponses, groupe = par.reponses  # une ligne par personne : un axe n'a qu'un choix chacune
        comptes = reponses.filter(enquete=enquete).order_by().values_list(groupe)
        return {groupe_dit(dit): {0: n} for dit, n in comptes.annotate(n=Count("pk"))}

    return {groupe: dits.get(0, 0) for groupe, dits in _par_groupe(axe, compter).items()}


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
    """Les résultats d'une enquête et leur évolution depuis la précédente.

    Les groupes d'un axe se cachent aussi pour ce que les autres axes en apprendraient.
    """
    questions = lire_questions(enquete) if questions is None else questions
    ancienne = precedente(enquete)
    avant = compter(ancienne, lire_questions(ancienne)) if ancienne else None
    caches = groupes_a_cacher(enquete, questions)[axe.cle] if axe else frozenset()
    return depouiller(compter(enquete, questions, axe), enquete.questionnaire.seuils, avant, caches)


def moyennes(enquete: Enquete, questions: list[Question]) -> dict[int, tuple[float, int]]:
    """{question: (moyenne, réponses)} des notes, des nombres et des temps, en une requête."""
    chiffrees = [q.pk for q in questions if q.type in NOMBRES]
    lues = Valeur.objects.filter(enquete=enquete, question__in=chiffrees, nombre__isnull=False)
    par_question = lues.order_by().values_list("question")
    comptes = par_question.annotate(moyenne=Avg("nombre"), n=Count("rang"))
    return {question: (float(moyenne), n) for question, moyenne, n in comptes}


def croiser(enquete: Enquete, ligne: Question, colonne: Question) -> Croisees:
    """Ceux qui ont répondu à l'une des deux questions au moins, en quatre requêtes."""
    liees = {
        nom: FilteredRelation("valeurs", condition=Q(valeurs__question=question))
        for nom, question in (("ligne", ligne), ("colonne", colonne))
    }
    repondues = Q(ligne__choix__isnull=False) | Q(colonne__choix__isnull=False)
    lues = enquete.reponses.annotate(**liees).filter(repondues).order_by()

    def par(*champs):
        comptes = lues.values_list(*champs).annotate(n=Count("pk", distinct=True))
        return {tuple(cle or SANS_REPONSE.cle for cle in dit): n for *dit, n in comptes}

    return Croisees(
        par("ligne__choix", "colonne__choix"),
        {cle: n for (cle,), n in par("ligne__choix").items()},
        {cle: n for (cle,), n in par("colonne__choix").items()},
        lues.aggregate(n=Count("pk", distinct=True))["n"],
    )
