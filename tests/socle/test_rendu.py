"""Les champs écrits sans gabarit sont, espaces mis à part, ceux de Django."""

import re
from datetime import date, datetime

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from django_filters.widgets import BooleanWidget

from qualepref.socle.rendu import SANS_GABARIT, Rendu

DANGER = '"><script>alert("x")</script> & \'co\''
GROUPES = [("", gettext_lazy("None")), (DANGER, [(1, DANGER), (2, mark_safe("<b>2</b>"))])]

CHAMPS = {
    "texte": (forms.TextInput(), DANGER),
    "texte vide": (forms.TextInput(), None),
    "texte avec attributs": (forms.TextInput({"class": DANGER, "required": True, "x": False}), "a"),
    "attribut sûr": (forms.TextInput({"data-x": mark_safe("a&amp;b"), "maxlength": 12000}), "a"),
    "nombre": (forms.NumberInput(), 12345.5),
    "courriel": (forms.EmailInput(), "a@example.org"),
    "adresse": (forms.URLInput(), "http://example.org/?a=1&b=2"),
    "date": (forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), date(2022, 3, 1)),
    "moment": (forms.DateTimeInput(), datetime(2022, 3, 1, 12, 30)),
    "heure": (forms.TimeInput(), "12:30"),
    "case cochée": (forms.CheckboxInput(), True),
    "case vide": (forms.CheckboxInput(), False),
    "case à valeur": (forms.CheckboxInput(), "oui"),
    "liste": (forms.Select(choices=[("a", "A"), (None, "rien"), (12345, 67890)]), 12345),
    "liste groupée": (forms.Select(choices=GROUPES), "2"),
    "liste vide": (forms.Select(), None),
    "liste multiple": (forms.SelectMultiple(choices=GROUPES), ["1", 2]),
    "oui ou non": (BooleanWidget(), True),
    "peut-être": (forms.NullBooleanSelect(), None),
    "secret": (forms.PasswordInput(), "x"),
    "caché": (forms.HiddenInput(), "x"),
    "texte long": (forms.Textarea(), DANGER),
}


def serre(html):
    return re.sub(r">\s+|\s+<", lambda m: m[0].strip(), html.strip())


@pytest.mark.parametrize("nom", CHAMPS)
def test_un_champ_est_rendu_comme_par_django(nom):
    widget, valeur = CHAMPS[nom]
    attendu = widget.render(DANGER, valeur, {"id": "id_x"}, renderer=TemplatesSetting())
    assert serre(widget.render(DANGER, valeur, {"id": "id_x"}, renderer=Rendu())) == serre(attendu)


def test_les_gabarits_remplaces_existent_dans_django():
    noms = {widget.template_name for widget, _ in CHAMPS.values()}
    assert set(SANS_GABARIT) - noms == {"django/forms/widgets/input.html"}
