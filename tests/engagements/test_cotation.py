"""Cotation : les règles de la rubrique « evaluation », puis les chiffres attendus des classeurs."""

from itertools import permutations, product

import pytest

from engagements.cotation import (
    CONFORME,
    EN_COURS,
    NON_APPLICABLE,
    NON_CONFORME,
    NON_EVALUE,
    PARTIEL,
    PIRE,
    Synthese,
    avis_engagement,
    pire_avis,
    taux_module,
)
from tests.attendus import attendus_de

AVIS = [CONFORME, PARTIEL, NON_CONFORME, NON_APPLICABLE, NON_EVALUE]
ATTENDU = attendus_de("autoevaluation-engagements")
SERVICES = ATTENDU["colonnes"]["services"]


@pytest.mark.parametrize("avis", AVIS)
def test_un_seul_avis_est_le_pire(avis):
    assert pire_avis([avis]) == avis


@pytest.mark.parametrize("couple", [*product(AVIS, repeat=2)])
def test_le_pire_de_deux_avis(couple):
    applicables = [avis for avis in couple if avis != NON_APPLICABLE]
    attendu = min(applicables, key=PIRE.index) if applicables else NON_APPLICABLE
    assert pire_avis(couple) == attendu


@pytest.mark.parametrize("ordre", [*permutations(AVIS)])
def test_l_ordre_des_services_ne_change_rien(ordre):
    assert pire_avis(ordre) == NON_CONFORME


def test_par_site_puis_par_departement_donne_le_meme_avis_que_d_un_coup():
    for avis in product(AVIS, repeat=4):
        par_site = [pire_avis(avis[:2]), pire_avis(avis[2:])]
        assert pire_avis(par_site) == pire_avis(avis)


def test_sans_aucun_avis_rien_n_est_evalue():
    assert pire_avis([]) == NON_EVALUE
    assert avis_engagement([]) == NON_EVALUE


def test_l_ordre_du_pire_est_celui_du_referentiel():
    assert pire_avis([PARTIEL, NON_EVALUE], [NON_EVALUE, PARTIEL, CONFORME]) == NON_EVALUE


def test_un_avis_inconnu_est_refuse():
    with pytest.raises(ValueError):
        pire_avis(["peut-être"])


def test_en_cours_vaut_non_evalue():
    assert pire_avis([EN_COURS]) == NON_EVALUE
    assert pire_avis([EN_COURS, CONFORME]) == NON_EVALUE
    assert pire_avis([EN_COURS, PARTIEL]) == PARTIEL
    assert taux_module([EN_COURS, CONFORME]).non_evalues == 1


@pytest.mark.parametrize("facultatif", AVIS)
@pytest.mark.parametrize("obligatoire", AVIS)
def test_une_exigence_facultative_ne_change_pas_l_avis(obligatoire, facultatif):
    assert avis_engagement([(obligatoire, False), (facultatif, True)]) == obligatoire


@pytest.mark.parametrize(("calcule", "saisi"), [*product(AVIS, repeat=2)])
def test_l_avis_saisi_ne_vaut_que_tant_que_rien_n_est_calcule(calcule, saisi):
    synthese = Synthese(calcule, saisi)
    assert synthese.retenu == (saisi if calcule == NON_EVALUE else calcule)
    contredit = calcule != saisi and NON_EVALUE not in (calcule, saisi)
    assert synthese.diverge is contredit


def test_le_taux_laisse_les_non_evalues_au_denominateur():
    taux = taux_module([CONFORME, CONFORME, PARTIEL, NON_CONFORME, NON_EVALUE, NON_APPLICABLE])
    assert (taux.conformes, taux.applicables, taux.valeur) == (2, 5, 0.4)
    assert (taux.partiels, taux.non_conformes, taux.non_evalues) == (1, 1, 1)
    assert taux.non_applicables == 1


@pytest.mark.parametrize("avis", [[], [NON_APPLICABLE]])
def test_sans_engagement_applicable_il_n_y_a_pas_de_taux(avis):
    assert taux_module(avis).valeur is None


def engagements_du_classeur():
    """Numéro d'engagement → avis de l'ensemble des services, d'après les cellules du classeur."""
    return {
        ligne["engagement"]: pire_avis(ligne[service] for service in SERVICES)
        for ligne in ATTENDU["cellules"]
    }


def test_les_avis_du_classeur_donnent_ceux_attendus():
    attendus = ATTENDU["en_cours_compte_non_evalue"]["par_engagement"]
    assert engagements_du_classeur() == {int(n): avis for n, avis in attendus.items()}


@pytest.mark.parametrize(("module", "numeros"), [("1", range(1, 21)), ("2", range(21, 24))])
def test_les_avis_du_classeur_donnent_le_taux_du_module(module, numeros):
    avis = engagements_du_classeur()
    taux = taux_module(avis[numero] for numero in numeros)
    attendu = ATTENDU["en_cours_compte_non_evalue"]["par_module"][module]
    assert taux.applicables == attendu["applicables"]
    assert taux.conformes == attendu["conformes"]
    assert taux.partiels == attendu["partiels"]
    assert taux.non_conformes == attendu["non_conformes"]
    assert taux.non_evalues == attendu["non_evalues"]
    assert round(100 * taux.valeur, 2) == attendu["taux_conformite_pct"]
