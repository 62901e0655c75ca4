"""Les chiffres d'une enquête de satisfaction, pour la commande `chiffres`.

Les mêmes comptes et la même règle que la page des résultats, sans rien masquer : la commande est à
qui tient la base.
"""

from enquetes.depouillement import Taux, Verdict, total
from enquetes.models import Enquete
from enquetes.resultats import comptes
from enquetes.resultats.lus import Lu, QuestionLue
from enquetes.resultats.masques import ENSEMBLE
from qualepref.socle.chiffres import Cadre, ChiffresRefuses, chiffres

POINTS = 100  # proportions en points, à deux décimales


@chiffres("enquete")
def enquete_de_satisfaction(cadre: Cadre) -> dict:
    """Compte, question par question et thème par thème ; à défaut de code, la dernière close."""
    enquete = _enquete(cadre)
    lu = comptes.compter(enquete, comptes.lire_questions(enquete))
    inconnues = comptes.modalites_inconnues(enquete)
    mesurees = [q for q in lu.questions if q.est_mesuree and not q.profil]
    seuils = enquete.questionnaire.seuils
    par_theme = {
        cle: _theme(lu, cle, questions, seuils)
        for cle, questions in lu.du_theme.items()
        if questions
    }
    return {
        "repondants": lu.repondants[ENSEMBLE],
        "par_question": {q.code: _question(lu, q, inconnues.get(q.cle, 0)) for q in mesurees},
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


def _question(lu: Lu, question: QuestionLue, inconnues: int) -> dict:
    """« sans_reponse » : ni choix, ni modalité inconnue (gardée en texte)."""
    decompte = lu.decomptes[ENSEMBLE]
    dits = {choix.code: decompte.get((question.cle, choix.cle), 0) for choix in question.choix}
    taux = question.taux(decompte)
    repondu = lu.effectif(question, ENSEMBLE) + inconnues
    return {
        **dits,
        "sans_reponse": lu.repondants[ENSEMBLE] - repondu,
        "exprimees": taux.exprimees,
        "satisfaits": taux.favorables,
        "pct": _points(taux.valeur),
        "net_pct": _points(taux.net),
    }


def _theme(lu: Lu, cle: str, questions: list[QuestionLue], seuils) -> dict:
    taux: list[Taux] = [question.taux(lu.decomptes[ENSEMBLE]) for question in questions]
    ensemble = total(taux)
    valeurs = [un.valeur for un in taux if un.exprimees]
    moyenne = sum(valeurs) / len(valeurs) if valeurs else None
    personnes = lu.du_theme_exprimees(cle, questions, ENSEMBLE)
    return {
        "questions": [question.code for question in questions],
        "satisfaits": ensemble.favorables,
        "exprimees": ensemble.exprimees,
        "pct": _points(ensemble.valeur),
        "moyenne_des_questions_pct": _points(moyenne),
        "sous_75": ensemble.verdict(personnes, seuils) is Verdict.SOUS_LE_SEUIL,
    }


def _points(proportion: float | None) -> float | None:
    return None if proportion is None else round(proportion * POINTS, 2)
