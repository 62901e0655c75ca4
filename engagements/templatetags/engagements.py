"""Les avis à l'écran : un mot et un pictogramme, jamais une couleur seule."""

from functools import cache

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from engagements import cotation, genres
from engagements.grille import HORS_FILTRE
from engagements.tables.preuves import validite

register = template.Library()

MOTS = {
    cotation.CONFORME: ("Conforme", "fr-icon-checkbox-circle-fill"),
    cotation.PARTIEL: ("Partiel", "fr-icon-contrast-fill"),
    cotation.NON_CONFORME: ("Non conforme", "fr-icon-close-circle-fill"),
    cotation.NON_APPLICABLE: ("Non applicable", "fr-icon-subtract-line"),
    cotation.NON_EVALUE: ("Non évalué", "fr-icon-question-line"),
}
# Dessinés une fois : la grille en montre près de mille.
PASTILLES = {
    avis: format_html(
        '<span class="qp-avis qp-avis--{}"><span class="{}" aria-hidden="true"></span> {}</span>',
        avis,
        icone,
        mot,
    )
    for avis, (mot, icone) in MOTS.items()
}


@register.filter
def pastille(avis):
    """Un avis en mot et pictogramme."""
    return PASTILLES[avis]


HORS_PERIMETRE = mark_safe(
    '<span class="qp-grille__hors">–<span class="fr-sr-only"> hors périmètre</span></span>'
)
ECARTEE = mark_safe('<span class="fr-sr-only">hors du filtre</span>')
COMMENCEE = (
    '<span class="qp-grille__note">{} / {}'
    '<span class="fr-sr-only"> exigences évaluées</span></span>'
)
PERIMEE = '<span class="qp-grille__note qp-grille__note--alerte">Preuve périmée</span>'
DIVERGE = '<span class="qp-grille__note qp-grille__note--alerte">Diverge</span>'


@register.filter
def case(cellule):
    """Une case de la grille : rien que des nombres et des mots à nous, écrits d'un trait."""
    if cellule is None:
        return HORS_PERIMETRE
    if cellule is HORS_FILTRE:
        return ECARTEE
    avant, apres = adresse_des_avis()
    notes = COMMENCEE.format(cellule.evaluees, cellule.exigences) if cellule.est_commencee else ""
    notes += DIVERGE if cellule.synthese.diverge else ""
    notes += PERIMEE if cellule.perimee else ""
    return mark_safe(f'<a href="{avant}{cellule.pk}{apres}">{PASTILLES[cellule.avis]}{notes}</a>')


@cache
def adresse_des_avis():
    """Ce qui entoure la clé dans l'adresse d'un avis : résoudre mille URL prend trop de temps."""
    avant, _, apres = reverse("engagements:avisengagement_detail", args=[0]).rpartition("0")
    return avant, apres


ETATS_DES_FEUILLES = {
    "a_remplir": ("À remplir", "info"),
    "soumise": ("Soumise", "new"),
    "retournee": ("Retournée", "warning"),
    "close": ("Close", "success"),
}


@register.filter
def etat_de_feuille(etat):
    """L'état d'une feuille en mot et pictogramme."""
    mot, genre = ETATS_DES_FEUILLES[etat]
    return format_html('<span class="fr-badge fr-badge--sm fr-badge--{}">{}</span>', genre, mot)


register.filter("validite", validite)


@register.filter
def adresse_joindre(cellule):
    """Où l'on joint une preuve à cette réponse."""
    return reverse(f"engagements:{cellule._meta.model_name}_joindre", args=[cellule.pk])


@register.inclusion_tag("engagements/_genres.html", takes_context=True)
def genres_a_citer(context, cellule):
    """Les liens qui citent devant cette réponse ce que tiennent les apps."""
    nom = f"engagements:{cellule._meta.model_name}_citer"
    offerts = genres.offerts_a(context["perms"].user)
    liens = [(genre, reverse(nom, args=[cellule.pk, genre.cle])) for genre in offerts]
    return {"cellule": cellule, "liens": liens}


@register.filter
def adresse_detacher(cellule, preuve):
    nom = f"engagements:{cellule._meta.model_name}_detacher"
    return reverse(nom, args=[cellule.pk, preuve.pk])


@register.filter
def valeur(dictionnaire, cle):
    """La valeur d'une clé, vide si elle n'y est pas."""
    return dictionnaire.get(cle, "")


ETATS_DES_LIVRABLES = {
    "demande": ("Demandé", "info"),
    "en_cours": ("En cours", "new"),
    "remis": ("Remis", "success"),
    "accepte": ("Accepté", "success"),
}


@register.filter
def etat_de_livrable(livrable):
    """Où en est un livrable, et s'il est en retard, en mots."""
    mot, genre = ETATS_DES_LIVRABLES[livrable.etat]
    if livrable.est_en_retard():
        mot, genre = f"{mot}, en retard", "error"
    return format_html('<span class="fr-badge fr-badge--sm fr-badge--{}">{}</span>', genre, mot)
