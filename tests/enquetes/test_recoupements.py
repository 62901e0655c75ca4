"""Deux ventilations des mêmes réponses : ce que l'une cache, l'autre ne le rend pas."""

import random
from collections import Counter
from itertools import combinations

import pytest
from django.urls import reverse

from enquetes.resultats import axes, comptes
from enquetes.resultats.recoupements import groupes_caches
from tests import factories
from tests.enquetes.resultats import enquete_remplie, question_multiple, repondre

MONTRER = 10


@pytest.mark.parametrize(
    ("croises", "caches"),
    [
        # Rien ne se recoupe.
        ([(("a", "x"), 30), (("a", "y"), 30), (("b", "x"), 30), (("b", "y"), 30)], [set(), set()]),
        # « y » est « b » et sept de « a » : l'écart dirait ces sept.
        ([(("a", "x"), 60), (("a", "y"), 7), (("b", "y"), 30)], [{"a", "b"}, {"x", "y"}]),
        # Les mêmes personnes sous deux noms : rien à apprendre.
        ([(("a", "x"), 60), (("b", "y"), 30)], [set(), set()]),
        # « c » se cache (3) avec « b » ; « y » est exactement « b », et « x », « a » à trois près.
        ([(("a", "x"), 60), (("b", "y"), 30), (("c", "x"), 3)], [{"a", "b", "c"}, {"x", "y"}]),
        ([], []),
    ],
)
def test_un_groupe_ne_se_retrouve_pas_par_un_autre_axe(croises, caches):
    assert groupes_caches(croises, MONTRER) == caches


def ecart(croises, un, autre):
    """Les personnes de l'un qui ne sont pas de l'autre, comptées une à une."""
    (i, a), (j, b) = un, autre
    return sum(n for groupes, n in croises if (groupes[i] == a) != (groupes[j] == b))


def test_entre_deux_axes_nul_ecart_de_quelques_personnes_ne_se_lit():
    hasard, lisibles = random.Random(2022), 0
    for _ in range(200):
        tire = Counter()
        for _ in range(hasard.randint(1, 12)):
            tire[hasard.choice("abc"), hasard.choice("wxyz"), hasard.choice("uv")] += hasard.choice(
                [1, 2, 3, 8, 20, 60]
            )
        croises = list(tire.items())
        caches, tous = groupes_caches(croises, MONTRER), tire.total()
        groupes = {(rang, dit[rang]) for dit in tire for rang in range(3)}
        for un, autre in combinations(sorted(groupes), 2):
            cachees = [g in caches[rang] for rang, g in (un, autre)]
            if un[0] == autre[0] or all(cachees):
                continue
            lisibles += 1
            proche = min(n := ecart(croises, un, autre), tous - n)
            assert proche >= MONTRER or (proche == 0 and not any(cachees)), (croises, un, autre)
    assert lisibles > 500


# --- Sur une enquête ------------------------------------------------------------------------------


@pytest.fixture
def enquete(departement, site):
    """60 sans site par lien ; 30 du site par tablette, et 7 par lien."""
    enquete = enquete_remplie(departement)
    repondre(enquete, 30, site=site, mode="tablette", P1="association", A1="satisfait")
    repondre(enquete, 7, site=site, mode="lien", P1="association", A1="peu_satisfait")
    return enquete


@pytest.mark.parametrize("cle", ["site", "moyen"])
def test_les_deux_axes_cachent_ce_que_leur_ecart_dirait(enquete, cle):
    """37 du site, 30 de la tablette : les sept autres se liraient par différence."""
    questions = comptes.lire_questions(enquete)
    lus = comptes.resultats(enquete, axes.axes_de(questions)[cle], questions)
    groupes = {g: n for g, n in lus.repondants.items() if g != "ensemble"}
    assert set(groupes.values()) == {None}


def test_une_question_de_profil_a_plusieurs_choix_ne_ventile_pas(enquete):
    question_multiple(enquete)
    enquete.questionnaire.questions.filter(code="M1").update(profil=True)
    assert set(axes.axes_de(comptes.lire_questions(enquete))) == {
        *("site", "moyen", "langue"),
        "P1",
    }


def test_la_ventilation_dit_qu_elle_reste_interne(enquete, client_de, referent):
    client = client_de(referent)
    page = reverse("enquetes:resultats", args=[enquete.pk])
    assert "ne se publie pas" in client.get(f"{page}?par=site").content.decode()
    assert "ne se publie pas" not in client.get(page).content.decode()


def test_le_groupe_sans_site_se_recoupe_comme_un_autre(departement):
    enquete = enquete_remplie(departement)
    site = factories.SiteFactory(departement=departement)
    repondre(enquete, 40, site=site, mode="papier", A1="satisfait")
    caches = axes.groupes_a_cacher(enquete, comptes.lire_questions(enquete))
    assert caches["site"] == caches["moyen"] == frozenset()
    repondre(enquete, 4, mode="papier", A1="satisfait")
    caches = axes.groupes_a_cacher(enquete, comptes.lire_questions(enquete))
    assert caches["site"] == {site.pk, axes.NON_PRECISE}
