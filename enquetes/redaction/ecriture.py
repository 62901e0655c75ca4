"""Un questionnaire écrit en YAML, tel que le chargeur le relit sans rien y changer."""

import yaml

from enquetes.lecture.questionnaires_lus import SITES
from enquetes.models import Choix, Question, Questionnaire


def ecrire(questionnaire: Questionnaire) -> bytes:
    """Le fichier entier, en UTF-8, dans l'ordre où on le lit."""
    return yaml.safe_dump(
        donnees(questionnaire), allow_unicode=True, sort_keys=False, width=120
    ).encode()


def donnees(questionnaire: Questionnaire) -> dict:
    echelles = questionnaire.echelles.prefetch_related("choix")
    questions = questionnaire.questions.avec_choix().prefetch_related("exigences")
    return {
        "meta": _meta(questionnaire),
        **_reglages(questionnaire),
        **_pleins(**questionnaire.textes),
        **questionnaire.consignes,
        **_pleins(
            themes=[
                {"cle": theme.cle, **theme.libelles, "referentiel": theme.du_referentiel}
                for theme in questionnaire.themes.all()
            ]
        ),
        "echelles": {echelle.cle: list(map(_choix, echelle.choix.all())) for echelle in echelles},
        "questions": [_question(question) for question in questions],
        **_pleins(scenarios=[_scenario(un) for un in questionnaire.scenarios.all()]),
    }


def nom_du_fichier(questionnaire: Questionnaire) -> str:
    return f"{questionnaire.code}-{questionnaire.version.replace('.', '-')}.yaml"


def _meta(questionnaire):
    return {
        "code": questionnaire.code,
        "version": questionnaire.version,
        "intitule": questionnaire.intitule,
        "nature": str(questionnaire.nature),
        "langues": questionnaire.langues,
        "statut": str(questionnaire.statut),
        **_pleins(
            type_enquete=questionnaire.type_enquete,
            referentiel=questionnaire.referentiel and questionnaire.referentiel.code,
        ),
    }


def _reglages(questionnaire):
    return {
        "portee": str(questionnaire.portee),
        "seuil": {"taux": questionnaire.seuil_satisfaction},
        "montrer_a_partir_de": questionnaire.montrer_a_partir_de,
        "effectif_min": {"valeur": questionnaire.juger_a_partir_de},
        **_pleins(
            unite_relevee=questionnaire.unite,
            periodicite_mois=questionnaire.periodicite_mois,
            duree_minutes=questionnaire.duree_minutes,
            realise_par=questionnaire.realise_par,
        ),
    }


def _choix(choix: Choix) -> dict:
    return {
        "cle": choix.cle,
        **choix.libelles,
        "positif": choix.favorable,
        "note": choix.note,
        **_pleins(
            commentaire_obligatoire=choix.commentaire_obligatoire,
            propose_action=choix.propose_action,
        ),
    }


def _question(question: Question) -> dict:
    condition = question.condition and {"question": question.condition.code}
    if condition and question.condition_choix:
        condition["parmi"] = question.condition_choix
    return {
        "code": question.code,
        "type": str(question.type),
        **question.libelles,
        **_pleins(
            theme=question.theme and question.theme.cle,
            echelle=question.echelle and question.echelle.cle,
            choix_depuis=question.source_des_choix and SITES,
            repere=question.repere,
            aide=question.aides,
            exigences=[exigence.code for exigence in question.exigences.all()],
            obligatoire=question.obligatoire,
            profil=question.profil,
            longueur_max=question.longueur_max,
            affichee_si=condition,
        ),
    }


def _scenario(scenario):
    dit = {"cle": scenario.cle, "libelle": scenario.libelle}
    return dit | _pleins(reponse_attendue=scenario.reponse_attendue)


def _pleins(**valeurs):
    """Ce qui est vide ne s'écrit pas."""
    return {nom: valeur for nom, valeur in valeurs.items() if valeur}
