"""Le chargement de formations.yaml : tout y est, deux fois ne change rien."""

from io import StringIO

import pytest
import yaml
from django.conf import settings as reglages
from django.core.management import CommandError, call_command

from formations.models import Formation, RegleTutorat, ThemeFormation

FICHIER = reglages.RACINE / "formations" / "donnees" / "formations.yaml"


def charger(fichier=FICHIER):
    sortie = StringIO()
    call_command("charger_referentiel", fichier, stdout=sortie)
    return sortie.getvalue()


@pytest.fixture
def change(tmp_path):
    """Le fichier livré, retouché."""

    def ecrire(retouche):
        donnees = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
        retouche(donnees)
        fichier = tmp_path / "formations.yaml"
        fichier.write_text(yaml.safe_dump(donnees, allow_unicode=True), encoding="utf-8")
        return fichier

    return ecrire


def test_le_fichier_livre_se_charge_et_deux_fois_ne_change_rien(db):
    assert "23 créés" in charger()
    assert "0 créés, 0 mis à jour, 23 inchangés" in charger()
    assert ThemeFormation.objects.get(cle="referent_qualite").renouvellement_mois is None
    langue = Formation.objects.get(cle="langue_des_signes")
    assert {theme.cle for theme in langue.themes.all()} == {"accueil_physique", "handicap"}
    assert RegleTutorat.objects.get().points_etape_jours == [15, 45, 90]


def test_un_theme_disparu_est_retire_et_ses_obligations_restent(db, change):
    charger()

    def sans_le_handicap(donnees):
        donnees["themes"] = [t for t in donnees["themes"] if t["code"] != "handicap"]
        for formation in donnees["catalogue"]:
            formation["valide"] = [v for v in formation["valide"] if v != "handicap"]

    assert "1 retirés" in charger(change(sans_le_handicap))
    assert ThemeFormation.objects.get(cle="handicap").retire


def test_une_formation_qui_valide_un_theme_inconnu_se_refuse(db, change):
    fichier = change(lambda donnees: donnees["catalogue"][0].update(valide=["poterie"]))
    with pytest.raises(CommandError, match="« poterie », qui n'est pas un thème"):
        charger(fichier)
    assert not ThemeFormation.objects.exists()


def test_un_delai_nul_se_refuse(db, change):
    fichier = change(lambda donnees: donnees["themes"][0].update(delai_initial_mois=0))
    with pytest.raises(CommandError, match="themes/0/delai_initial_mois"):
        charger(fichier)
