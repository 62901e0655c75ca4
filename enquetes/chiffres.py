"""Les chiffres d'une enquête de satisfaction, pour la commande `chiffres`."""

from enquetes.depouillement import Taux, Verdict, total
from enquetes.models import Enquete, Question, Valeur
from enquetes.saisies import TypeQuestion
from qualepref.socle.chiffres import Cadre, ChiffresRefuses, chiffres

POINTS = 100  # proportions en points, à deux décimales


@chiffres("enquete")
def enquete_de_satisfaction(cadre: Cadre) -> dict:
    """Compte, question par question et thème par thème ; à défaut de code, la dernière close."""
    enquete = _enquete(cadre)
    repondants = enquete.reponses.count()
    decompte = Valeur.objects.filter(enquete=enquete).decompte()
    questions = _questions(enquete)
    taux = {question.code: _taux(question, decompte) for question in questions}
    themes: dict[str, list[str]] = {}
    for question in questions:
        if question.theme:
            themes.setdefault(question.theme.cle, []).append(question.code)
    seuils = enquete.questionnaire.seuils
    par_theme = {cle: _theme(codes, taux, seuils) for cle, codes in themes.items()}
    return {
        "repondants": repondants,
        "par_question": {
            q.code: _question(q, decompte, repondants, taux[q.code]) for q in questions
        },
        "par_theme": par_theme,
        "themes_sous_75": [cle for cle, dit in par_theme.items() if dit["sous_75"]],
    }


def _enquete(cadre):
    siennes = Enquete.objects.filter(departement=cadre.departement)
    if cadre.enquete:
        siennes = siennes.filter(code=cadre.enquete)
    siennes = siennes.select_related("questionnaire")
    # Ouverte, elle ne se lit que si ses réponses viennent d'un fichier : qui tape ceci le tient.
    enquete = siennes.closes().first() or siennes.sans_point().first()
    if enquete is None:
        quelle = f" de code « {cadre.enquete} »" if cadre.enquete else ""
        raise ChiffresRefuses(f"Ce département n'a pas d'enquête{quelle} qui soit close.")
    return enquete


def _questions(enquete) -> list[Question]:
    """Celles de l'échelle de satisfaction, dans l'ordre des thèmes puis du questionnaire."""
    posees = enquete.questionnaire.questions.avec_choix().filter(type=TypeQuestion.ECHELLE)
    return list(posees.order_by("theme__ordre", "ordre"))


def _taux(question, decompte) -> Taux:
    comptes = [(c.favorable, decompte.get((question.code, c.cle), 0)) for c in _choix(question)]
    favorables = sum(nombre for favorable, nombre in comptes if favorable)
    return Taux(favorables, sum(nombre for favorable, nombre in comptes if favorable is not None))


def _choix(question):
    return question.echelle.choix.all()


def _question(question, decompte, repondants, taux) -> dict:
    """« sans_reponse » : ni choix, ni modalité inconnue (gardée en texte)."""
    comptes = {choix.cle: decompte.get((question.code, choix.cle), 0) for choix in _choix(question)}
    inconnues = decompte.get((question.code, None), 0)
    return {
        **comptes,
        "sans_reponse": repondants - sum(comptes.values()) - inconnues,
        "exprimees": taux.exprimees,
        "satisfaits": taux.favorables,
        "pct": _points(taux.valeur),
        "net_pct": _points(taux.net),
    }


def _theme(codes, taux, seuils) -> dict:
    ensemble = total(taux[code] for code in codes)
    valeurs = [taux[code].valeur for code in codes if taux[code].exprimees]
    moyenne = sum(valeurs) / len(valeurs) if valeurs else None
    return {
        "questions": codes,
        "satisfaits": ensemble.favorables,
        "exprimees": ensemble.exprimees,
        "pct": _points(ensemble.valeur),
        "moyenne_des_questions_pct": _points(moyenne),
        "sous_75": ensemble.verdict(seuils) is Verdict.SOUS_LE_SEUIL,
    }


def _points(proportion: float | None) -> float | None:
    return None if proportion is None else round(proportion * POINTS, 2)
