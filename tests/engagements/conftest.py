from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from engagements.models import Referentiel

FICHIERS = Path(__file__).parents[2] / "engagements" / "referentiels"


@pytest.fixture
def qual_e_pref(db):
    """Le référentiel livré, chargé par la commande."""
    return charger_qual_e_pref()


def charger_qual_e_pref():
    call_command("charger_referentiel", FICHIERS / "qual-e-pref-2019.yaml", verbosity=0)
    return Referentiel.objects.get(code="qual-e-pref-2019")


@pytest.fixture
def fichier_modifie(tmp_path):
    """Une copie du référentiel livré, que la fonction donnée a changée."""

    def modifier(changer, nom="qual-e-pref-2019.yaml"):
        donnees = yaml.safe_load((FICHIERS / nom).read_text(encoding="utf-8"))
        changer(donnees)
        chemin = tmp_path / nom
        chemin.write_text(yaml.safe_dump(donnees, allow_unicode=True), encoding="utf-8")
        return chemin

    return modifier
