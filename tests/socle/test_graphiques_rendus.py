"""Rendus des graphiques : couleurs des thèmes, figure de la page, PDF balisé."""

import logging
import re
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import dsfr
import pikepdf
import pytest
from django.template.loader import render_to_string
from weasyprint import HTML

from qualepref.socle.dessin import svg
from qualepref.socle.dessin.etincelles import etincelle
from qualepref.socle.dessin.graphiques import GENRES, Serie
from tests.socle.dessins import graphique

FEUILLE = Path(__file__).parents[2] / "static" / "socle" / "graphiques.css"
DSFR = Path(dsfr.__file__).parent / "static" / "dsfr" / "dist" / "dsfr.min.css"


def valeur_dsfr(feuille, theme, variable):
    """Couleur d'une variable du DSFR dans un thème, de renvoi en renvoi."""
    clair, sombre = (
        dict(re.findall(r"(--[\w-]+):([^;}]+)", bloc))
        for bloc in re.findall(
            r":root(?:\[data-fr-theme=dark\])?\{([^}]*--grey-1000-50[^}]*)\}", feuille
        )
    )
    variables = clair | sombre if theme == "sombre" else clair
    while variable.startswith(("var(", "--")):
        variable = variables[variable.removeprefix("var(").removesuffix(")")]
    return variable


def luminance(couleur):
    chiffres = couleur.removeprefix("#")
    chiffres = "".join(c * 2 for c in chiffres) if len(chiffres) == 3 else chiffres
    rvb = [int(chiffres[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, v, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rvb)
    return 0.2126 * r + 0.7152 * v + 0.0722 * b


def contraste(couleur, fond):
    bas, haut = sorted((luminance(couleur), luminance(fond)))
    return (haut + 0.05) / (bas + 0.05)


CONTRASTES = {
    **{f"{lettre}{n}": 3 for lettre in "gt" for n in range(1, 7)},
    **{"hachure": 3, "base": 3, "cible": 3, "cible-fin": 3},
    **{"axe": 4.5, "categorie": 4.5, "valeur": 4.5},
}


class TestThemes:
    REGLES = dict(
        re.findall(
            r"\.graphique-svg \.([\w-]+) \{ (?:fill|stroke): var\((--[\w-]+)\); \}",
            FEUILLE.read_text(),
        )
    )

    def test_chaque_classe_a_sa_couleur_dans_la_page(self):
        colorees = {classe for classe, attributs in svg.PRESENTATION.items() if attributs}
        assert set(self.REGLES) == colorees

    @pytest.mark.parametrize(("theme", "fond"), [("clair", "#fff"), ("sombre", "#161616")])
    def test_les_couleurs_du_dsfr_sont_assez_contrastees(self, theme, fond):
        feuille = DSFR.read_text()
        for classe, minimum in CONTRASTES.items():
            couleur = valeur_dsfr(feuille, theme, self.REGLES[classe])
            assert contraste(couleur, fond) >= minimum, (classe, couleur)

    def test_les_attributs_du_pdf_sont_les_couleurs_du_theme_clair(self):
        feuille = DSFR.read_text()
        for classe, variable in self.REGLES.items():
            attributs = svg.PRESENTATION[classe]
            couleur = valeur_dsfr(feuille, "clair", variable)
            assert couleur.lower() in (attributs.get("fill"), attributs.get("stroke")), classe


def test_tout_libelle_est_echappe():
    mechant = '<script>alert("x")</script>&'
    champs = {"titre": mechant, "description": mechant, "axe": mechant}
    for genre in GENRES:
        g = graphique([1, 1], [1, None], categories=[mechant] * 2, genre=genre, **champs)
        g = replace(g, series=[Serie(mechant, serie.valeurs) for serie in g.series])
        for gabarit in ("socle/_graphique.html", "socle/_graphique_pdf.html"):
            page = render_to_string(gabarit, {"g": g})
            assert "<script" not in page
            assert "&lt;script&gt;" in page


class TestGabarits:
    def test_la_page_rattache_la_figure_son_titre_et_son_tableau(self):
        page = render_to_string("socle/_graphique.html", {"g": graphique([1, 2], [3, None])})
        racine = ElementTree.fromstring(page.replace("&nbsp;", " "))
        ids = Counter(e.get("id") for e in racine.iter() if e.get("id"))
        assert set(ids.values()) == {1}
        assert racine.get("aria-labelledby") in ids
        assert racine.find(".//button").get("aria-controls") in ids
        assert racine.find(".//caption").text == "Essai"
        assert {th.get("scope") for th in racine.iter("th")} == {"col", "row"}

    def test_le_niveau_du_titre_de_l_accordeon_se_choisit(self):
        contexte = {"g": graphique(0.5), "niveau": 4}
        assert "<h4 " in render_to_string("socle/_graphique.html", contexte)

    def test_deux_figures_d_une_page_ne_partagent_aucun_identifiant(self):
        pages = [
            render_to_string("socle/_graphique.html", {"g": graphique([1, 2], [3, 4], cle=cle)})
            for cle in ("a", "b")
        ]
        ids = [set(re.findall(r' id="([^"]+)"', page)) for page in pages]
        assert not ids[0] & ids[1]

    def test_le_pdf_est_balise_sans_avertissement(self, caplog):
        g = graphique([0.9, None, 1], [0.8, 0.7, 0.6], cible=0.95, periodes_neutres=[1])
        corps = render_to_string("socle/_graphique_pdf.html", {"g": g}) + etincelle([0.5, 0.6])
        page = f"<html lang='fr'><head><title>Essai</title></head><body>{corps}</body></html>"
        with caplog.at_level(logging.WARNING, "weasyprint"):
            pdf = HTML(string=page).write_pdf(stylesheets=[FEUILLE], pdf_variant="pdf/ua-1")
        assert caplog.messages == []
        figures = alternatives(pdf)
        assert len(figures) == 5
        assert {"Essai", "Repère de «\u00a0Série 2\u00a0»"} <= set(figures)


def alternatives(pdf):
    """Texte de remplacement de chaque Figure du PDF ; une Figure sans texte fait échouer."""
    with pikepdf.open(BytesIO(pdf)) as document:
        elements = [o for o in document.objects if isinstance(o, pikepdf.Dictionary)]
        return [str(o.Alt) for o in elements if o.get("/S") == "/Figure"]
