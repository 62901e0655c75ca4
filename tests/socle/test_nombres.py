"""Écriture française des nombres."""

from decimal import Decimal

import pytest

from qualepref.socle.nombres import abreger, ecrire, graduer


def lisible(texte):
    """Les espaces insécables en « ~ », pour que le test les montre."""
    assert " " not in texte
    return texte.replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("valeur", "unite", "attendu"),
    [
        (0.94, "%", "94,0~%"),
        (1, "%", "100,0~%"),
        (0, "%", "0,0~%"),
        (1.25, "%", "125,0~%"),
        (3.5, "jours", "3,5~j"),
        (1234567, "nombre", "1~234~567"),
        (2.5, "nombre", "2,5"),
        (4.25, "sur 5", "4,3"),
        (Decimal("0.788"), "%", "78,8~%"),
    ],
)
def test_une_valeur_s_ecrit_avec_virgule_et_espaces_insecables(valeur, unite, attendu):
    assert lisible(ecrire(valeur, unite)) == attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"), [(0.9445, "94,5~%"), (0.0005, "0,1~%"), (0.99949, "99,9~%")]
)
def test_le_demi_s_arrondit_vers_le_haut_comme_dans_les_classeurs(valeur, attendu):
    assert lisible(ecrire(valeur, "%")) == attendu


def test_une_absence_se_dit_et_ne_devient_pas_zero():
    assert ecrire(None, "%") == "non mesuré"
    assert "0" not in ecrire(None, "nombre")


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [(999_999, "999~999"), (1_250_000, "1,3~M"), (3.44e9, "3,4~Md"), (1.5e12, "1~500,0~Md")],
)
def test_une_etiquette_abrege_a_partir_du_million(valeur, attendu):
    assert lisible(abreger(valeur, "nombre")) == attendu


@pytest.mark.parametrize(
    ("valeur", "unite", "attendu"),
    [
        (0.6, "%", "60~%"),
        (0.025, "%", "2,5~%"),
        (20_000, "nombre", "20~000"),
        (1_500_000, "nombre", "1,5~M"),
        (10, "jours", "10~j"),
        (0, "%", "0~%"),
    ],
)
def test_un_axe_n_ecrit_pas_de_decimale_inutile(valeur, unite, attendu):
    assert lisible(graduer(valeur, unite)) == attendu
