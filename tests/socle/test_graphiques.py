"""Graphiques : le dessin dit les chiffres du tableau, et se lit sans couleur ni souris."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.dessin import svg
from qualepref.socle.dessin.etincelles import etincelle, parcours
from qualepref.socle.dessin.graphiques import GENRES, Graphique, Serie
from qualepref.socle.dessin.traces import BASE, HAUT, graduations
from qualepref.socle.nombres import ecrire
from tests.socle.dessins import ESPACE, MOIS, graphique, lire, textes, tous

FORMES = {f"{ESPACE}{nom}" for nom in "rect path line polyline circle text".split()}


EXTREMES = {
    "ordinaire": graphique(0.9, None, 0, 1, cible=0.95),
    "douze mois": graphique(*[0.9] * 12, cible=0.95, periodes_neutres=[2, 3]),
    "plusieurs séries": graphique([1, None, 3], [0, 5, None], [2, 2, 2], unite="jours"),
    "six séries": graphique(*[[n, n + 1] for n in range(6)], unite="nombre"),
    "une catégorie": graphique(4.2, unite="sur 5", cible=4),
    "tout à zéro": graphique(0, 0, unite="nombre"),
    "rien de mesuré": graphique(None, None, cible=0.9),
    "aucune catégorie": graphique([], categories=[]),
    "cible lointaine": graphique(3, 5, unite="nombre", cible=5000),
    "au-delà de la cible": graphique(1.4, 1.1, cible=0.5),
    "très grands": graphique(7.3e14, 1, unite="nombre", cible=9e14),
    "très petits": graphique(1e-6, 3e-7, unite="jours"),
    "noms longs": graphique(0.5, 0.6, categories=["Sous-préfecture " * 9, "x" * 80]),
    "sans nom": graphique(0.5, 0.6, categories=["", ""]),
    "quarante": graphique(*[0.5] * 40, categories=[f"Rang {n}" for n in range(40)]),
}


@pytest.fixture(params=EXTREMES)
def extreme(request):
    return EXTREMES[request.param]


@pytest.fixture(params=GENRES)
def dessin(request, extreme):
    champs = vars(extreme) | {"genre": request.param}
    return Graphique(**{nom: champs[nom] for nom in Graphique.__dataclass_fields__}).svg


class TestDessin:
    def test_le_svg_est_bien_forme_sans_style_ni_script(self, dessin):
        for element in lire(dessin).iter():
            assert element.tag not in (f"{ESPACE}style", f"{ESPACE}script")
            assert not [nom for nom in element.attrib if nom == "style" or nom.startswith("on")]

    def test_chaque_forme_a_sa_classe_et_ses_couleurs_propres(self, dessin):
        for element in lire(dessin).iter():
            if element.tag in FORMES:
                attendus = svg.PRESENTATION[element.get("class")]
                assert {
                    cle: str(v) for cle, v in attendus.items()
                }.items() <= element.attrib.items()
                assert element.get("fill") or element.get("stroke")

    def test_les_cotes_sont_finies_et_les_rectangles_dans_le_cadre(self, dessin):
        assert not re.search(r'"[^"]*\b(nan|inf)\b', dessin)
        _, _, large, haut = map(float, lire(dessin).get("viewBox").split())
        for rect in tous(dessin, "rect"):
            x, y = float(rect.get("x", 0)), float(rect.get("y", 0))
            assert float(rect.get("width")) > 0
            assert float(rect.get("height")) >= 0
            if rect.get("class") != "fond":  # une pastille suit son texte
                assert -0.2 <= x and x + float(rect.get("width")) <= large + 0.2
                assert -0.2 <= y and y + float(rect.get("height")) <= haut + 0.2

    def test_le_nom_et_la_description_sont_rattaches(self, dessin):
        racine = lire(dessin)
        ids = {e.get("id"): "".join(e.itertext()) for e in racine.iter() if e.get("id")}
        assert racine.get("role") == "img"
        assert all(ids[cle] for cle in racine.get("aria-labelledby").split())

    def test_chaque_trame_citee_est_definie(self, dessin):
        citees = set(re.findall(r"url\(#([^)]+)\)", dessin))
        assert citees <= {e.get("id") for e in tous(dessin, "pattern")}


class TestEtats:
    def test_rien_de_mesure_se_dit_en_mots(self):
        g = graphique(None, None, cible=0.9)
        assert textes(g.svg) == ["Aucune valeur mesurée."]
        assert "aucune valeur mesurée" in lire(g.svg).find(f"{ESPACE}desc").text
        assert g.legende == []

    def test_zero_laisse_un_filet_et_une_absence_rien(self):
        g = graphique(0.5, 0, None)
        hauteurs = [float(rect.get("height")) for rect in tous(g.svg, "rect", "g1")]
        assert hauteurs == [110, 1.5]
        assert textes(g.svg, "valeur") == ["50,0 %", "0,0 %"]
        assert textes(g.svg, "axe").count("N/D") == 1

    def test_une_periode_suspendue_est_une_bande_et_pas_une_absence(self):
        g = graphique(0.5, None, None, 0.7, periodes_neutres=[1, 2])
        bandes = [rect.get("fill") for rect in tous(g.svg, "rect", "motif")]
        assert bandes == ["url(#graphique-essai-trame-0)"] * 2
        assert "N/D" not in textes(g.svg)
        assert [cle["libelle"] for cle in g.legende] == ["Période suspendue, hors calcul"]

    @pytest.mark.parametrize(
        ("champs", "message"),
        [
            ({"cle": "deux mots"}, "identifiant"),
            ({"unite": "litres"}, "Unité"),
            ({"genre": "camembert"}, "Genre"),
            ({"categories": ["une seule"]}, "par catégorie"),
            ({"periodes_neutres": [2]}, "rang"),
            ({"cible": -1}, "positives"),
            ({"series": [Serie("x", [1, 1])] * 7}, "six séries"),
            ({"series": [Serie("x", [1, float("nan")])]}, "finies"),
            ({"series": [Serie("x", [1, -0.1])]}, "positives"),
        ],
    )
    def test_un_graphique_qui_mentirait_est_refuse(self, champs, message):
        valables = {"cle": "x", "titre": "", "description": "", "categories": ["a", "b"]}
        with pytest.raises(ValueError, match=message):
            Graphique(**{**valables, "series": [Serie("x", [1, 1])], **champs})


class TestEchelle:
    @given(st.floats(1e-6, 1e15), st.sampled_from(["%", "jours", "nombre", "sur 5"]))
    def test_les_graduations_sont_rondes_et_couvrent_depuis_zero(self, maximum, unite):
        reperes = graduations(maximum, unite)
        assert reperes[0] == 0
        assert reperes[-1] >= maximum * (1 - 1e-9)
        assert 2 <= len(reperes) <= 7
        assert f"{reperes[1]:e}"[0] in "125"
        assert all(b - a == pytest.approx(reperes[1]) for a, b in pairwise(reperes))

    def test_un_taux_se_lit_sur_cent_et_une_note_sur_cinq(self):
        assert graduations(0.3, "%") == [0, 0.2, 0.4, 0.6, 0.8, 1]
        assert graduations(2, "sur 5") == [0, 1, 2, 3, 4, 5]
        assert graduations(2, "nombre") == [0, 1, 2]
        assert graduations(0.1, "%") == [0, 0.02, 0.04, 0.06, 0.08, 0.1]

    def test_la_hauteur_d_une_barre_est_proportionnelle_a_sa_valeur(self):
        hauteurs = [float(r.get("height")) for r in tous(graphique(0.25, 0.5, 1).svg, "rect", "g1")]
        assert hauteurs == [55, 110, BASE - HAUT]

    def test_la_longueur_d_une_barre_horizontale_aussi(self):
        g = graphique(0.25, 0.5, 1, genre="barres_horizontales")
        assert [float(r.get("width")) for r in tous(g.svg, "rect", "g1")] == [145, 290, 580]

    @pytest.mark.parametrize(("cible", "y"), [(0.5, 132), (1, 22), (0, 242), (2, 22)])
    def test_la_ligne_de_cible_est_a_sa_hauteur_meme_au_dela_des_valeurs(self, cible, y):
        g = graphique(0.3, 0.4, cible=cible)
        (trait,) = tous(g.svg, "line", "cible")
        assert float(trait.get("y1")) == float(trait.get("y2")) == y
        assert ecrire(cible, "%").replace("\u00a0", " ") in textes(g.svg, "valeur")
        assert trait.get("stroke-dasharray")

    def test_sans_cible_pas_de_ligne(self):
        assert not tous(graphique(0.3).svg, "line", "cible")


class TestLignes:
    def test_une_ligne_ne_traverse_pas_un_trou(self):
        g = graphique(1, 2, None, 3, None, None, 4, 5, genre="lignes", unite="jours")
        suites = [len(e.get("points").split()) for e in tous(g.svg, "polyline")]
        assert suites == [2, 1, 2]
        assert len(tous(g.svg, "path", "g1")) == 5

    def test_chaque_serie_a_sa_forme_de_repere(self):
        g = graphique(*[[n, n] for n in range(6)], genre="lignes", unite="nombre")
        reperes = {e.get("d") for n in range(1, 7) for e in tous(g.svg, "path", f"g{n}")}
        assert len(reperes) == 6

    def test_la_valeur_d_un_creux_passe_sous_la_ligne(self):
        g = graphique(9, 2, 9, genre="lignes", unite="jours")
        points = [float(p.split(",")[1]) for p in tous(g.svg, "polyline")[0].get("points").split()]
        valeurs = [float(e.get("y")) for e in tous(g.svg, "text", "valeur")]
        assert [v > p for v, p in zip(valeurs, points, strict=True)] == [False, True, False]


class TestPiles:
    def test_les_etages_se_posent_l_un_sur_l_autre(self):
        g = graphique([2], [3], [5], unite="nombre", genre="barres_empilees")
        etages = [tous(g.svg, "rect", f"g{n}")[0] for n in (1, 2, 3)]
        assert [float(e.get("y")) for e in etages] == [BASE - 44, BASE - 110, BASE - 220]
        assert [float(e.get("height")) for e in etages] == [44, 66 - 1.5, 110 - 1.5]
        assert textes(g.svg, "valeur") == ["2", "3", "5", "10"]

    def test_une_pile_incomplete_n_a_pas_de_total(self):
        g = graphique([2, 2], [3, None], unite="nombre", genre="barres_empilees")
        assert Counter(textes(g.svg, "valeur")) == {"2": 2, "3": 1, "5": 1}


class TestEtiquettes:
    def test_douze_mois_ont_chacun_leur_nom_et_leur_valeur(self):
        g = graphique(*[1] * 12, cible=0.95)
        assert textes(g.svg, "categorie") == MOIS
        assert textes(g.svg, "valeur").count("100,0 %") == 12

    def test_les_valeurs_trop_serrees_s_eclaircissent_et_gardent_la_derniere(self):
        valeurs = [n / 100 for n in range(41)]
        g = graphique(*valeurs, categories=[f"R{n}" for n in range(41)])
        affichees = textes(g.svg, "valeur")
        assert 10 <= len(affichees) < 41
        assert affichees[-1] == "40,0 %"
        assert len(tous(g.svg, "rect", "g1")) == 41

    def test_les_grands_nombres_s_abregent(self):
        g = graphique(1_234_567, 0, unite="nombre")
        assert textes(g.svg, "valeur") == ["1,2 M", "0"]
        assert textes(g.svg, "axe")[-1] == "1,5 M"

    def test_un_nom_long_se_coupe_aux_espaces(self):
        noms = ["Sous-préfecture de La Tour-du-Pin", "B", "C"]
        g = graphique(1, 1, 1, categories=noms)
        assert " ".join(textes(g.svg, "categorie")[:-2]) == noms[0]


class TestTableau:
    def test_le_tableau_porte_les_memes_donnees_que_le_dessin(self, extreme):
        tableau = extreme.tableau
        assert len(tableau["lignes"]) == len(extreme.categories)
        for rang, ligne in enumerate(tableau["lignes"]):
            assert ligne["entete"].startswith(extreme.categories[rang])
            if rang not in extreme.periodes_neutres:
                attendues = [ecrire(s.valeurs[rang], extreme.unite) for s in extreme.series]
                assert ligne["cellules"] == attendues

    def test_les_barres_sans_place_gardent_leur_valeur_en_infobulle(self):
        g = graphique([0.91] * 12, [0.5] * 12, [None] * 12)
        assert textes(g.svg, "valeur") == []
        titres = [e.text for e in tous(g.svg, "title")]
        assert "Série 2, janv.\u00a0: 50,0\u00a0%" in titres

    def test_une_absence_une_suspension_et_la_cible_se_disent(self):
        tableau = graphique(0, None, None, periodes_neutres=[2], cible=0.95).tableau
        assert tableau["legende"] == "Essai (cible\u00a0: 95,0\u00a0%)"
        assert tableau["entetes"] == ["Période", "Série 1"]
        assert [ligne["cellules"] for ligne in tableau["lignes"]] == [
            ["0,0\u00a0%"],
            ["non mesuré"],
            ["suspendu"],
        ]
        assert tableau["lignes"][2]["entete"] == "mars (période suspendue)"

    def test_la_description_donne_l_etendue_et_la_cible(self):
        description = lire(graphique(0.8, None, 0.95, cible=0.9).svg).find(f"{ESPACE}desc").text
        assert description.replace("\u00a0", " ") == (
            "Par mois. Série 1 : de 80,0 % (janv.) à 95,0 % (mars). Cible : 90,0 %."
        )


class TestLegende:
    def test_une_seule_serie_entiere_n_en_a_pas_besoin(self):
        assert graphique(0.5, 0.6).legende == []

    def test_chaque_serie_a_un_repere_distinct_de_celui_du_dessin(self):
        g = graphique([1, 2], [3, None], unite="jours")
        libelles = [cle["libelle"].replace("\u00a0", " ") for cle in g.legende]
        assert libelles == ["Série 1", "Série 2", "N/D ou vide : non mesuré"]
        ids = re.findall(r' id="([^"]+)"', g.svg + "".join(cle["svg"] for cle in g.legende))
        assert len(ids) == len(set(ids)) > 4


class TestEtincelle:
    def test_son_nom_dit_toutes_les_valeurs(self):
        dessin = etincelle([0.9, None, 1], cible=0.95)
        nom = lire(dessin).find(f"{ESPACE}title").text.replace("\u00a0", " ")
        assert nom == "Évolution : 90,0 %, non mesuré, 100,0 % ; cible : 95,0 %"
        assert lire(dessin).get("aria-hidden") == "true"

    @pytest.mark.parametrize(
        ("valeurs", "dit"),
        [
            ([0.8, None, 0.9, 0.85, None], "de 80,0 % à 85,0 %"),
            ([None, 0.5, None], "une seule valeur : 50,0 %"),
            ([0, 0], "de 0,0 % à 0,0 %"),
            ([None, None], "non mesuré"),
            ([], "non mesuré"),
        ],
    )
    def test_une_phrase_la_redit(self, valeurs, dit):
        assert parcours(valeurs).replace("\u00a0", " ") == dit

    def test_une_periode_suspendue_est_une_bande_grise_et_coupe_la_ligne(self):
        dessin = etincelle([None, 0.8, None, 0.9, None], neutres=[0, 2, 4])
        bandes = [
            (float(b.get("x")), float(b.get("width"))) for b in tous(dessin, "rect", "neutre")
        ]
        assert bandes == [(0, 16.5), (37.5, 21), (79.5, 16.5)]
        assert all(0 <= x and x + large <= 96 for x, large in bandes)
        assert len(tous(dessin, "polyline")) == 2
        assert "suspendu, 80,0" in lire(dessin).find(f"{ESPACE}title").text

    def test_elle_s_interrompt_la_ou_rien_n_est_mesure(self):
        dessin = etincelle([0.9, 0.8, None, 1])
        assert [len(e.get("points").split()) for e in tous(dessin, "polyline")] == [2, 1]

    def test_un_fremissement_reste_plat(self):
        (ligne,) = tous(etincelle([0.950, 0.951]), "polyline")
        a, b = (float(point.split(",")[1]) for point in ligne.get("points").split())
        assert 0 < a - b < 0.5

    @pytest.mark.parametrize("valeurs", [[], [None], [0], [0, 0], [1e12, 1e-6]])
    def test_elle_tient_dans_sa_cellule(self, valeurs):
        dessin = etincelle(valeurs, unite="nombre")
        for point in tous(dessin, "circle"):
            assert 0 < float(point.get("cx")) < 96
            assert 0 < float(point.get("cy")) < 24
        assert bool(tous(dessin, "circle")) == any(v is not None for v in valeurs)
