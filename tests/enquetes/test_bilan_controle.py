"""Le bilan d'un contrôle : conformes sur jugés, sans objet et blancs dehors."""

from enquetes.controles.bilan import Point, bilan
from enquetes.depouillement import Taux

POINTS = [Point("A-1", "abords"), Point("A-2", "abords"), Point("B-1", "confort")]


def test_le_sans_objet_et_les_blancs_ne_comptent_pas():
    lu = bilan(POINTS, {("A-1", True): 3, ("A-1", False): 1, ("A-2", None): 4})
    assert lu.ensemble == Taux(3, 4) and lu.sans_objet == 4
    assert lu.par_theme == {"abords": Taux(3, 4), "confort": Taux()}
    assert lu.par_point["B-1"].valeur is None


def test_un_theme_additionne_ses_points():
    lu = bilan(POINTS, {("A-1", True): 1, ("A-2", False): 1, ("B-1", True): 2})
    assert lu.par_theme["abords"] == Taux(1, 2) and lu.ensemble == Taux(3, 4)
