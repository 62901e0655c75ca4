"""Le corps d'un tableau : chaque colonne devient, une fois par page, une fonction ligne → html.

django-tables2 refait pour chaque case ce qui ne dépend que de la colonne (chemin de la valeur,
arguments que `render_…` attend, balises) : l'essentiel du temps d'une page de liste. Le faire une
fois ne change pas une lettre du rendu ; ce qui n'est pas une ligne de modèle ou une colonne
ordinaire reste rendu par django-tables2 (`get_cell`), et les tests comparent les deux.
"""

from collections.abc import Callable
from functools import cache, partialmethod
from inspect import getattr_static, ismethod
from operator import methodcaller

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.encoding import force_str
from django.utils.hashable import make_hashable
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Column
from django_tables2.columns import ManyToManyColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import AttributeDict, call_with_appropriate, computed_values, signature

Case = Callable[[BoundRow], str]
ARGUMENTS = {"value", "record", "column", "bound_column", "bound_row", "table"}
CHOIX = "choix"  # la colonne des cases à cocher : elle ne nomme pas la ligne
CADRE = Context()  # celui d'un gabarit ordinaire : échappement, dates et nombres à la française


def corps(table) -> SafeString:
    """Les lignes de la page en HTML ; la première colonne nomme la ligne (`th scope="row"`)."""
    lignes = list(table.paginated_rows)
    modele = type(lignes[0].record) if lignes and isinstance(lignes[0].record, Model) else None
    nommante = next((c.name for c in table.columns if c.name != CHOIX), None)
    cases = [
        case(table, colonne, 'th scope="row"' if colonne.name == nommante else "td", modele)
        for colonne in table.columns
    ]
    return mark_safe("\n".join(_ligne(table, ligne, cases) for ligne in lignes))


def _ligne(table, ligne, cases: list[Case]) -> str:
    attributs = ""
    if table.row_attrs:
        donnes = {"table": table, "record": ligne.record}
        attributs = _attributs(computed_values(table.row_attrs, kwargs=donnes))
    return f"<tr{attributs}>{''.join([case(ligne) for case in cases])}</tr>"


def case(table, colonne, balise: str, modele: type[Model] | None) -> Case:
    """La fonction qui écrit la case de cette colonne pour une ligne, balise comprise."""
    ecrire = str if colonne.localize is False else _ecrire
    fin = f"</{balise[:2]}>"

    def case_ordinaire(ligne):
        if type(ligne.record) is not modele:
            return case_quelconque(ligne)
        return f"{debut}{contenu(ligne)}{fin}"

    def case_quelconque(ligne):
        colonne.current_record = ligne.record
        colonne.current_value = ligne.get_cell(colonne.name)
        texte = conditional_escape(ecrire(colonne.current_value))
        return f"<{balise}{_attributs(colonne.attrs['td'])}>{texte}{fin}"

    if modele is None or not _est_ordinaire(table, colonne):
        return case_quelconque
    debut = f"<{balise}{_attributs(colonne.attrs['td'])}>"
    contenu = _contenu(colonne, modele, ecrire)
    return case_ordinaire


def _est_ordinaire(table, colonne) -> bool:
    genres_a_part = isinstance(colonne.column, BaseLinkColumn | ManyToManyColumn)
    return not genres_a_part and not _depend_de_la_ligne({**table.attrs, **colonne.column.attrs})


def _depend_de_la_ligne(attributs: dict) -> bool:
    return any(
        callable(valeur) or isinstance(valeur, dict) and _depend_de_la_ligne(valeur)
        for valeur in attributs.values()
    )


def _attributs(attributs: dict) -> str:
    html = AttributeDict(attributs).as_html()
    return f" {html}" if html else ""


def _ecrire(valeur):
    return valeur if isinstance(valeur, str) else render_value_in_context(valeur, CADRE)


def _contenu(colonne, modele, ecrire) -> Case:
    """Valeur, défaut si elle est vide, `render`, puis lien : l'ordre de django-tables2."""
    lire, rendre, lier = lecture(colonne.accessor, modele), _rendu(colonne), _lien(colonne)
    vides, defaut = colonne.column.empty_values, conditional_escape(ecrire(colonne.default))

    def contenu(ligne):
        valeur = lire(ligne.record)
        if valeur in vides:
            return defaut
        texte = rendre(ligne, valeur) if rendre else valeur
        return conditional_escape(ecrire(lier(ligne, valeur, texte) if lier else texte))

    return contenu


def lecture(chemin, modele) -> Callable:
    """Record → valeur ; un champ à choix donne son libellé. Une erreur de chemin donne None."""
    *relations, dernier = chemin.bits
    champ = _champ(chemin.bits, modele)
    if champ is None:
        return _lecture_libre(chemin)
    libeller = _libelle(champ) if champ.choices else None

    def lire(record):
        for relation in relations:
            record = getattr(record, relation)
            if record is None:
                return None
        return libeller(record) if libeller else getattr(record, dernier)

    return lire


def _lecture_libre(chemin) -> Callable:
    """Une annotation se lit sur l'objet ; propriété, méthode ou long chemin, comme d'ordinaire."""
    *relations, nom = chemin.bits

    def lire(record):
        valeur = None if relations else record.__dict__.get(nom)
        if valeur is None or callable(valeur):
            return chemin.resolve(record, quiet=True)
        return valeur

    return lire


def _libelle(champ) -> Callable:
    """Le libellé d'un choix, sans refaire à chaque ligne la table des choix comme Django."""
    afficher = f"get_{champ.name}_display"
    if not isinstance(getattr_static(champ.model, afficher), partialmethod):
        return methodcaller(afficher)
    libelles = dict(make_hashable(champ.flatchoices))

    def libeller(record):
        valeur = getattr(record, champ.attname)
        return force_str(libelles.get(make_hashable(valeur), valeur), strings_only=True)

    return libeller


def _champ(bits, modele):
    """Le champ au bout du chemin, si tout le chemin suit des champs enregistrés."""
    champ = None
    for bit in bits:
        try:
            champ = modele._meta.get_field(bit)
        except (AttributeError, FieldDoesNotExist):
            return None
        if not champ.concrete:
            return None
        modele = champ.related_model
    return champ


def _rendu(colonne) -> Callable | None:
    """`render_<nom>` de la table, ou `render` de la colonne ; None s'il rend la valeur même."""
    if getattr(colonne.render, "__func__", None) is Column.render:
        return None
    return appel(colonne, colonne.render)


def appel(colonne, fonction: Callable) -> Callable:
    """(ligne, valeur) → ce que rend la fonction, avec les seuls arguments qu'elle attend."""
    voulus, reste = _arguments(fonction)
    if reste or not ARGUMENTS >= set(voulus):
        return lambda ligne, valeur: call_with_appropriate(
            fonction, ligne._optional_cell_arguments(colonne, valeur)
        )
    if tuple(voulus) == ("value",):
        return lambda ligne, valeur: fonction(value=valeur)

    def appeler(ligne, valeur):
        donnes = ligne._optional_cell_arguments(colonne, valeur)
        return fonction(**{nom: donnes[nom] for nom in voulus})

    return appeler


def _arguments(fonction) -> tuple[tuple[str, ...], str | None]:
    """Les arguments qu'attend `render`, et le nom de son `**reste` s'il en a un."""
    if not ismethod(fonction):
        return signature(fonction)
    noms, reste = _signature(fonction.__func__)
    return noms[1:], reste  # sans self


_signature = cache(signature)  # lente à lire ; retenue par fonction de classe, non par tableau


def _lien(colonne) -> Callable | None:
    if colonne.link is None:
        return None
    attributs = _attributs(colonne.link.attrs or {})

    def lier(ligne, valeur, texte):
        donnes = ligne._optional_cell_arguments(colonne, valeur)
        adresse = colonne.link.compose_url(**donnes)
        if adresse is None:
            return texte
        return mark_safe(f'<a{attributs} href="{escape(adresse)}">{conditional_escape(texte)}</a>')

    return lier
