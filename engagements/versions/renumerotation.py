"""Avant de ranger une nouvelle version : retirer ce qui s'en va, déplacer ce qui change de numéro.

Ensuite seulement le chargeur retrouve chaque élément à son nouveau numéro, avec ses réponses.
"""

from collections.abc import Iterator

from django.db.models import F

from engagements.models import Engagement, Exigence
from engagements.versions.succession import Element, apparier

DECALAGE = 10_000  # hors de tout numéro, le temps que les places se libèrent
PILOTAGE = "pilotage"


def renumeroter(referentiel, donnees, modules, bilan) -> None:
    """`modules` : numéro → module déjà rangé."""
    devenus = _les_engagements(referentiel, donnees, modules, bilan)
    _les_exigences(referentiel, donnees, devenus, bilan)


def _les_engagements(referentiel, donnees, modules, bilan) -> dict[tuple[int, int], int]:
    """(module, numéro) dans le fichier → clé de l'engagement qu'il continue."""
    connus = Engagement.objects.du_fichier().filter(module__referentiel=referentiel)
    anciens = {e.pk: e for e in connus.select_related("module")}
    elements = {
        pk: Element(e.module.numero, e.numero, e.intitule, e.retire) for pk, e in anciens.items()
    }
    devenus = apparier(elements, dict(_engagements_du_fichier(donnees)))
    deplaces = [
        (anciens[pk], {"module": modules[module], "numero": numero})
        for (module, numero), pk in devenus.items()
        if (anciens[pk].module.numero, anciens[pk].numero) != (module, numero)
    ]
    _retirer(anciens, devenus, bilan)
    cles = [engagement.pk for engagement, _ in deplaces]
    Engagement.objects.filter(pk__in=cles).update(numero=F("numero") + DECALAGE)
    _deplacer(deplaces, bilan)
    _remettre(anciens, devenus, bilan)
    return devenus


def _les_exigences(referentiel, donnees, devenus, bilan) -> None:
    connues = Exigence.objects.du_fichier().filter(referentiel=referentiel)
    anciennes = {e.pk: e for e in connues}
    elements = {
        pk: Element(e.engagement_id or PILOTAGE, _place(e.code), e.intitule, e.retire)
        for pk, e in anciennes.items()
    }
    devenues = apparier(elements, dict(_exigences_du_fichier(donnees, devenus)))
    deplacees = [
        (anciennes[pk], {"code": code})
        for code, pk in devenues.items()
        if anciennes[pk].code != code
    ]
    _retirer(anciennes, devenues, bilan)
    for exigence, _ in deplacees:
        Exigence.objects.filter(pk=exigence.pk).update(code=f"~{exigence.pk}")
    _deplacer(deplacees, bilan)
    _remettre(anciennes, devenues, bilan)


def _engagements_du_fichier(donnees) -> Iterator[tuple[tuple[int, int], Element]]:
    for module in donnees["modules"]:
        for valeurs in module["engagements"]:
            cle = module["numero"], valeurs["numero"]
            yield cle, Element(*cle, valeurs["intitule"] or "")


def _exigences_du_fichier(donnees, devenus) -> Iterator[tuple[str, Element]]:
    """Le groupe d'une exigence est l'engagement que le sien continue, s'il en continue un."""
    for module in donnees["modules"]:
        for engagement in module["engagements"]:
            cle = module["numero"], engagement["numero"]
            yield from _exigences(engagement["exigences"], devenus.get(cle, cle))
    yield from _exigences(donnees.get("pilotage", {}).get("exigences", []), PILOTAGE)


def _exigences(exigences, groupe):
    for valeurs in exigences:
        code = valeurs["code"]
        yield code, Element(groupe, _place(code), valeurs["intitule"])


def _place(code: str) -> str:
    """Le rang dans l'engagement : « 5.2 » et « 6.2 » tiennent la même place."""
    return code.partition(".")[2] or code


def _retirer(anciens, devenus, bilan):
    gardes = set(devenus.values())
    for cle, element in anciens.items():
        if cle not in gardes and not element.retire:
            bilan.retirer(element, reponses_gardees(element))


def reponses_gardees(element: Engagement | Exigence) -> str:
    """« 3 réponses gardées » ; vide si personne n'y avait répondu."""
    cellules = element.avis if isinstance(element, Engagement) else element.autoevaluations
    nombre = cellules.exclude(version=0).count()
    s = "s" * (nombre > 1)
    return f"{nombre} réponse{s} gardée{s}" if nombre else ""


def _remettre(anciens, devenus, bilan):
    for cle in devenus.values():
        if anciens[cle].retire:
            bilan.remettre(anciens[cle])


def _deplacer(deplaces, bilan):
    """Le numéro s'écrit même s'il n'a pas changé : il a pu être mis de côté."""
    for element, valeurs in deplaces:
        bilan.changer(element, valeurs)
        type(element).objects.filter(pk=element.pk).update(**valeurs)
