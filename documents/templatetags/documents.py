"""Ce que la base documentaire apporte aux pages des étages plus bas."""

from django import template

from documents.formalisation import MANQUANT
from documents.models import Document, TypeDocument
from documents.tables.diffusions import badge_endroit as badge_de_l_endroit
from documents.tables.documents import COULEURS
from engagements.regles import en_clair
from qualepref.socle.models import Designation
from qualepref.socle.tables_socle import badge

register = template.Library()


@register.inclusion_tag("documents/_preuves_attendues.html")
def preuves_attendues(exigence):
    """Les libellés des types de documents qui prouvent l'exigence."""
    libelles = TypeDocument.objects.libelles()
    return {"preuves": [libelles.get(code, code) for code in exigence.preuves]}


@register.inclusion_tag("documents/_preuves_a_cocher.html")
def preuves_a_cocher(champ):
    """Les types de documents que propose un champ à choix multiple, par leur libellé."""
    libelles = TypeDocument.objects.libelles()
    cochees = set(champ.value() or [])
    cases = [
        {"code": code, "libelle": libelles.get(code, code), "cochee": code in cochees}
        for code, _ in champ.field.choices
    ]
    return {"champ": champ, "cases": sorted(cases, key=lambda case: case["libelle"].lower())}


@register.inclusion_tag("documents/_type_de_preuve.html")
def type_de_preuve(champ, attendus):
    """Le type d'une preuve : ce qu'attend l'exigence d'abord, puis tous, par famille."""
    libelles, choisi = TypeDocument.objects.libelles(), champ.value() or ""
    premiers = {code: libelles.get(code, code) for code in attendus}
    familles = {
        famille: [type_ for type_ in types if type_[0] not in premiers]
        for famille, types in TypeDocument.objects.par_famille().items()
    }
    offerts = premiers.keys() | {code for types in familles.values() for code, _ in types}
    groupes = {"Attendus ici": list(premiers.items())} | familles
    if choisi and choisi not in offerts:  # retiré du vocabulaire depuis
        groupes["Retirés"] = [(choisi, libelles.get(choisi, choisi))]
    return {"champ": champ, "choisi": choisi, "groupes": groupes}


@register.simple_tag
def type_en_clair(code):
    """Le libellé d'un type de document, à défaut son code."""
    return TypeDocument.objects.libelles().get(code, code)


@register.simple_tag
def preuves_en_texte(exigence):
    """Les mêmes, à la suite : « fiche de procédure ; photographie »."""
    libelles = TypeDocument.objects.libelles()
    return " ; ".join(libelles.get(code, code) for code in exigence.preuves)


@register.simple_tag
def regle_de_preuve(exigence):
    """La règle de preuve automatique en une phrase ; vide si l'exigence n'en a pas."""
    if not exigence.preuve_automatique:
        return ""
    fonctions = {cle: str(libelle) for cle, libelle in Designation.Fonction.choices}
    return en_clair(exigence.preuve_automatique, fonctions | TypeDocument.objects.libelles())


@register.filter
def badge_de_case(case):
    """Une case du suivi de la formalisation ; « manquant » quand rien ne convient."""
    if case.situation == MANQUANT:
        return badge("manquant", "error fr-badge--no-icon")
    couleur = f"{COULEURS[case.situation]} fr-badge--no-icon"  # la case est étroite
    return badge(Document.SITUATIONS[case.situation], couleur)


@register.filter
def badge_endroit(diffusion):
    """Ce qu'il en est aujourd'hui à cet endroit."""
    return badge_de_l_endroit(diffusion)


@register.filter
def se_comparent(versions):
    """Deux versions au moins ont un fichier : il y a de quoi comparer."""
    return sum(1 for une in versions if une.fichier) > 1
