"""Les fautes de frappe d'une commande se disent en français, sortie 1."""

from datetime import date

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from qualepref.socle.commandes import (
    Commande,
    departements,
    jour,
    un_departement,
    un_site,
    verifier_dossier,
)


class CommandeDEssai(Commande):
    def add_arguments(self, parser):
        parser.add_argument("genre")
        parser.add_argument("--le", type=jour)
        parser.add_argument("--par", choices=["site", "service"])
        parser.add_argument("--nombre", type=int)

    def handle(self, genre, **options):
        if genre == "refus":
            raise CommandError("Une raison.\nUne autre.")


@pytest.mark.parametrize(
    ("frappe", "dit"),
    [
        (["a", "--par", "mois"], "--par : « mois » n'est pas permis ; choisir parmi"),
        (["a", "--zut"], "option inconnue : --zut"),
        ([], "il manque genre"),
        (["a", "--par"], "--par attend une valeur"),
        (["a", "--nombre", "trois"], "--nombre : « trois » n'est pas valable"),
        (["a", "--le", "31/12/2022"], "--le : « 31/12/2022 » n'est pas une date AAAA-MM-JJ"),
        (["a", "--le", "2022-02-30"], "n'est pas une date"),
        (["a", "--le", "0001-01-01"], "sort du calendrier"),
        (["refus"], "Une raison.\nUne autre."),
    ],
)
def test_une_faute_de_frappe_sort_par_1_et_en_francais(db, capsys, frappe, dit):
    with pytest.raises(SystemExit) as sortie:
        CommandeDEssai().run_from_argv(["manage.py", "essai", *frappe])
    erreurs = capsys.readouterr().err
    assert sortie.value.code == 1
    assert dit in erreurs
    assert "usage" not in erreurs and "CommandError" not in erreurs


@pytest.mark.parametrize(
    ("panne", "dit"),
    [
        ("no such table: socle_departement", "manage.py migrate"),
        ('relation "socle_departement" does not exist', "manage.py migrate"),
        ("unable to open database file", "DATABASE_URL"),
    ],
)
def test_une_base_qui_n_est_pas_prete_se_dit_sans_trace(db, capsys, monkeypatch, panne, dit):
    def tomber(*args, **options):
        raise OperationalError(panne)

    monkeypatch.setattr(CommandeDEssai, "handle", tomber)
    with pytest.raises(SystemExit):
        CommandeDEssai().run_from_argv(["manage.py", "essai", "a"])
    erreurs = capsys.readouterr().err
    assert dit in erreurs and "Traceback" not in erreurs


def test_un_dossier_de_sortie_absent_se_dit_avant_tout_calcul(tmp_path):
    verifier_dossier(tmp_path / "t4.pdf")
    for sortie, dit in ((tmp_path / "ici" / "t4.pdf", "n'existe pas"), (tmp_path, "un dossier")):
        with pytest.raises(CommandError, match=dit):
            verifier_dossier(sortie)


def test_un_jour_bien_ecrit():
    assert jour("2022-12-31") == date(2022, 12, 31)


def test_le_departement_demande(departement, autre_departement):
    assert un_departement(departement.code) == departement
    assert set(departements(None)) == {departement, autre_departement}
    with pytest.raises(CommandError, match="--departement"):
        un_departement(None)
    with pytest.raises(CommandError, match=f"connus : .*{departement.code}"):
        departements("999")
    with pytest.raises(CommandError, match="connus :"):
        un_site(departement, "ZZ")


def test_sans_departement_on_dit_quoi_lancer(db):
    with pytest.raises(CommandError, match="charger_organisation"):
        departements(None)
