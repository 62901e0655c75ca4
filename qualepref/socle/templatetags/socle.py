from django import template
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from simple_history.models import DeletedObject

from qualepref.socle import importation, typographie

register = template.Library()

VERBES = {"+": "création", "~": "modification", "-": "suppression"}
LIGNES_MAX = 20


@register.filter
def champs_import(type_classeur):
    """Les champs que l'importeur de ce genre laisse choisir (les leurres servent à l'éviter)."""
    return [champ for champ in importation.trouver(type_classeur).champs if not champ.leurre]


@register.filter
def entete_a_dire(type_classeur):
    return importation.trouver(type_classeur).entete_a_dire


@register.filter
def sur_des_lignes(fautes):
    """Sans celles d'une feuille entière, que la feuille dit elle-même plus bas."""
    return [faute for faute in fautes if faute.get("code") != "feuille_non_lue"]


@register.filter
def regroupees(fautes):
    """Les fautes de même lieu, valeur et raison en une seule, avec toutes leurs lignes."""
    groupes = {}
    for faute in fautes:
        cle = (faute["feuille"], faute["colonne"], faute["valeur"], faute["message"])
        groupes.setdefault(cle, faute | {"lignes": []})["lignes"].append(faute["ligne"])
    return list(groupes.values())


@register.filter
def insecables(texte):
    """Un texte venu d'un fichier, avec les espaces insécables du français."""
    return typographie.insecables(str(texte))


@register.filter
def pluriel(nombre):
    """La marque du pluriel, qui commence à deux : « 0 écart », « 2 écarts »."""
    return "s" if nombre >= 2 else ""


@register.filter
def moins(nombre, autre):
    return nombre - autre


@register.filter(expects_localtime=True)
def jour(date):
    """« 1er septembre 2022 » : le filtre de Django écrit « 1 septembre »."""
    return f"{typographie.jour_et_mois(date)} {date.year}"


@register.filter
def prose(texte):
    """Un texte saisi en HTML : paragraphes, et listes pour les lignes qui commencent par « - »."""
    return mark_safe("".join(map(_en_html, typographie.morceaux(str(texte)))))


def _en_html(morceau):
    lignes = [(ligne,) for ligne in morceau.lignes]
    if morceau.est_liste:
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lignes))
    return format_html("<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", lignes))


@register.filter
def historique(objet):
    """Les derniers changements de l'objet : qui, quand, avant, après (une requête)."""
    versions = list(objet.history.select_related("history_user")[: LIGNES_MAX + 1])
    precedentes = [*versions[1:], None][: len(versions)]  # un objet importé n'a pas de version
    return [
        {
            "moment": version.history_date,
            "qui": version.history_user,
            "quoi": VERBES[version.history_type],
            "raison": version.history_change_reason,
            "changements": _changements(version, precedente),
        }
        for version, precedente in zip(versions, precedentes, strict=False)
    ][:LIGNES_MAX]


def _changements(version, precedente):
    if precedente is None or version.history_type != "~":
        return []
    differences = version.diff_against(precedente, foreign_keys_are_objs=True)
    champs = version.instance_type._meta
    return [
        {
            "champ": champs.get_field(change.field).verbose_name,
            "avant": _lisible(champs.get_field(change.field), change.old),
            "apres": _lisible(champs.get_field(change.field), change.new),
        }
        for change in differences.changes
    ]


def _lisible(champ, valeur):
    if isinstance(valeur, DeletedObject):  # une clé vide l'est aussi pour la bibliothèque
        return "vide" if valeur.pk is None else f"{champ.related_model._meta.verbose_name} supprimé"
    if valeur in (None, "", [], {}):
        return "vide"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, list):
        return ", ".join(map(str, valeur))
    return dict(champ.flatchoices).get(valeur) if champ.choices else localize(valeur)
