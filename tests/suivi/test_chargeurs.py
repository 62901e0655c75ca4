import copy

import pytest
from django.conf import settings

from qualepref.socle import chargement
from suivi.models import ProfilDelais, RegleDelai
from tests import factories

FICHIER = settings.RACINE / "suivi" / "referentiels" / "delais.yaml"


@pytest.fixture
def charger(db, tmp_path):
    """Charge delais.yaml, retouché par la fonction donnée."""

    def charger(retoucher=lambda donnees: None):
        donnees = copy.deepcopy(chargement.lire(FICHIER))
        retoucher(donnees)
        chemin = tmp_path / "delais.yaml"
        chemin.write_text(chargement.yaml.safe_dump(donnees, allow_unicode=True), encoding="utf-8")
        return chargement.charger(chemin)

    return charger


def regles(donnees, profil):
    return next(p for p in donnees["profils"] if p["cle"] == profil)["regles"]


def test_les_six_profils_et_leurs_regles_se_chargent(charger):
    bilan = charger()
    assert (ProfilDelais.objects.count(), RegleDelai.objects.count()) == (6, 20)
    assert bilan.creees == 26 + 14  # avec 9 objets recevables et 5 exclusions
    isere = ProfilDelais.objects.get(cle="isere-2022")
    assert isere.traitement_compte_par == "accuse_circonstancie"
    repli = RegleDelai.objects.get(cle="def-repli")
    assert (repli.jours, repli.unite, repli.accuse_jours, repli.accuse_unite, repli.report) == (
        *(10, "ouvres", 7, "calendaires"),
        True,
    )


def test_charger_deux_fois_ne_change_rien(charger):
    charger()
    bilan = charger()
    assert (bilan.creees, bilan.mises_a_jour, bilan.retirees) == (0, 0, 0)


def test_une_regle_changee_garde_son_histoire_et_une_regle_otee_disparait(charger):
    charger()

    def retoucher(donnees):
        regles(donnees, "defaut")[0]["jours"] = 4
        del regles(donnees, "defaut")[-1]

    bilan = charger(retoucher)
    assert (bilan.mises_a_jour, bilan.retirees) == (1, 1)
    courriel = RegleDelai.objects.get(cle="def-courriel")
    assert [version.jours for version in courriel.history.all()] == [4, 5]
    assert not RegleDelai.objects.filter(cle="def-collectivite").exists()


def test_les_regles_locales_ne_bougent_pas(charger, departement):
    locale = factories.RegleDelaiFactory(locale=True, departement=departement)
    charger()
    assert RegleDelai.objects.contains(locale)


@pytest.mark.parametrize(
    ("fautif", "message"),
    [
        (lambda d: regles(d, "defaut")[0].update(canal="pigeon"), "profils/0/regles/0/canal"),
        (lambda d: regles(d, "defaut")[0].update(jours=0), "profils/0/regles/0/jours"),
        (lambda d: regles(d, "defaut")[0].update(depuis="2019-02-30"), "n'est pas une date"),
        (lambda d: regles(d, "defaut")[0].update(jusqua="2018-01-01"), "précède"),
        (lambda d: regles(d, "defaut")[1].update(cle="def-courriel"), "plusieurs fois"),
        (lambda d: d["natures"].update(plainte="Plainte"), "natures"),
        (lambda d: d["reponse_non_due"][0].update(cle="muet"), "reponse_non_due/0/cle"),
    ],
)
def test_un_fichier_fautif_est_refuse_avec_sa_cle(charger, fautif, message):
    with pytest.raises(chargement.ChargementRefuse, match=message):
        charger(fautif)
    assert not RegleDelai.objects.exists()
