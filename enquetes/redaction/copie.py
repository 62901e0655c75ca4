"""Copier un questionnaire : une version suivante, ou un nouveau questionnaire du département."""

from django.db import transaction

from enquetes.models import Questionnaire
from qualepref.socle.models import Departement

PROPRES = {"departement", "code", "version", "intitule"}


@transaction.atomic
def copier(questionnaire: Questionnaire, **propres) -> Questionnaire:
    """Thèmes, échelles, choix, questions, conditions, exigences et scénarios : tout est copié.

    `propres` : département, code, version et intitulé de la copie. Elle n'est ni gelée ni retirée.
    """
    if propres.keys() != PROPRES or not isinstance(propres["departement"], Departement):
        raise TypeError(f"on attend {', '.join(sorted(PROPRES))}")
    copie = _neuf(questionnaire, **propres, gele_le=None, retire=False, copie_de=questionnaire)
    _copier_les(questionnaire.scenarios.all(), questionnaire=copie)
    themes = _copier_les(questionnaire.themes.all(), questionnaire=copie)
    echelles = _copier_les(questionnaire.echelles.all(), questionnaire=copie)
    for echelle in questionnaire.echelles.prefetch_related("choix"):
        _copier_les(echelle.choix.all(), echelle=echelles[echelle.pk])
    _copier_les_questions(questionnaire, copie, themes, echelles)
    return copie


def _copier_les_questions(questionnaire, copie, themes, echelles):
    """Dans leur ordre : une condition ne regarde qu'une question déjà copiée."""
    copiees = {}
    for question in questionnaire.questions.prefetch_related("exigences"):
        copiee = copiees[question.pk] = _neuf(
            question,
            questionnaire=copie,
            theme=themes.get(question.theme_id),
            echelle=echelles.get(question.echelle_id),
            condition=copiees.get(question.condition_id),
        )
        copiee.exigences.set(question.exigences.all())


def _copier_les(objets, **champs):
    """Ancienne clé → copie."""
    return {objet.pk: _neuf(objet, **champs) for objet in objets}


def _neuf(objet, **champs):
    lus = [champ.attname for champ in objet._meta.concrete_fields if not champ.primary_key]
    neuf = type(objet)(**{nom: getattr(objet, nom) for nom in lus})
    for champ, valeur in champs.items():
        setattr(neuf, champ, valeur)
    neuf.save(force_insert=True)
    return neuf
