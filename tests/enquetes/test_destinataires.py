"""À qui va une grille close."""

import pytest

from enquetes.controles.destinataires import Tenue, destinataires, fonctions

CHEF_ICI = Tenue(1, "chef_service", site=10, service=100)
CHEF_AILLEURS = Tenue(2, "chef_service", site=20, service=200)
SECRETAIRE = Tenue(3, "chef_service", site=10, service=None)
CORRESPONDANT = Tenue(4, "correspondant_qualite", site=10, service=100)
DE_PARTOUT = Tenue(5, "chef_service", site=None, service=None)
TOUS = [CHEF_ICI, CHEF_AILLEURS, SECRETAIRE, CORRESPONDANT, DE_PARTOUT, CHEF_ICI]


def test_une_grille_de_site_va_aux_chefs_de_ce_site():
    assert destinataires(["chef de bureau", "directeur"], TOUS, site=10) == [1, 3, 5]


def test_une_grille_de_service_va_a_ceux_du_service_et_de_son_site():
    assert destinataires(["Chef de bureau"], TOUS, site=20, service=200) == [2, 5]


def test_une_grille_de_la_prefecture_va_a_tous_une_fois():
    assert destinataires(["chef de bureau"], TOUS) == [1, 2, 3, 5]


@pytest.mark.parametrize("dits", [None, "chef de bureau", ["service informatique"], [None, 3]])
def test_ce_qu_on_ne_sait_pas_lire_ne_designe_personne(dits):
    assert not fonctions(dits) and destinataires(dits, TOUS) == []
