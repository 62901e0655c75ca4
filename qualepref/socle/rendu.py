"""Le rendu des champs de formulaire : ceux des filtres sont écrits sans gabarit.

Django rend chaque champ, et chaque option d'une liste déroulante, par trois gabarits emboîtés : le
formulaire de filtres coûtait plus que le tableau. Les deux formes de champ les plus simples sont
écrites ici, à l'identique ; les autres gardent leur gabarit.
"""

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe


class Rendu(TemplatesSetting):
    """Réglage FORM_RENDERER : les gabarits du projet, moins ceux qui coûtent pour rien."""

    def render(self, template_name, context, request=None):
        ecrire = SANS_GABARIT.get(template_name)
        if ecrire:
            return ecrire(context["widget"])
        return super().render(template_name, context, request)


def saisie(widget: dict) -> SafeString:
    valeur = widget["value"]
    valeur = "" if valeur is None else f' value="{conditional_escape(valeur)}"'
    nom, genre = escape(widget["name"]), widget["type"]
    return mark_safe(f'<input type="{genre}" name="{nom}"{valeur}{attributs(widget["attrs"])}>')


def liste(widget: dict) -> SafeString:
    groupes = "\n".join(groupe(nom, options) for nom, options, _ in widget["optgroups"])
    nom = escape(widget["name"])
    return mark_safe(f'<select name="{nom}"{attributs(widget["attrs"])}>\n{groupes}\n</select>')


def groupe(nom: str | None, options: list[dict]) -> str:
    html = "\n".join(map(option, options))
    return f'<optgroup label="{conditional_escape(nom)}">\n{html}\n</optgroup>' if nom else html


def option(choix: dict) -> str:
    valeur, libelle = (
        conditional_escape(choix["value"]),
        conditional_escape(localize(choix["label"])),
    )
    return f'<option value="{valeur}"{attributs(choix["attrs"])}>{libelle}</option>'


def attributs(valeurs: dict) -> str:
    """True écrit le nom seul, False rien : la règle des gabarits de Django."""
    return "".join(
        f" {escape(nom)}" if valeur is True else f' {escape(nom)}="{conditional_escape(valeur)}"'
        for nom, valeur in valeurs.items()
        if valeur is not False
    )


GENRES = ("input", "text", "number", "email", "url", "date", "datetime", "time", "checkbox")
SANS_GABARIT = {f"django/forms/widgets/{genre}.html": saisie for genre in GENRES}
SANS_GABARIT["django/forms/widgets/select.html"] = liste
