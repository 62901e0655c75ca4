"""La grille, assemblée à partir de valeurs simples."""

from types import SimpleNamespace

from engagements.cotation import (
    CONFORME,
    NON_APPLICABLE,
    NON_CONFORME,
    NON_EVALUE,
    PARTIEL,
)
from engagements.grille import Cotation, Part, Reponse, dresser


def module(numero, *engagements):
    en_vigueur = [SimpleNamespace(pk=pk, numero=pk) for pk in engagements]
    return SimpleNamespace(numero=numero, en_vigueur=en_vigueur)


def reponse(engagement, service, avis=NON_EVALUE, site="Préfecture"):
    return Reponse(100 * engagement + service, engagement, service, avis, "S", f"S{service}", site)


def cotations(engagement, service, *avis):
    return [Cotation(engagement, service, a, False) for a in avis]


def test_chaque_cellule_porte_l_avis_que_forment_ses_exigences():
    grille = dresser(
        [module(1, 1)],
        [reponse(1, 1), reponse(1, 2)],
        cotations(1, 1, CONFORME, CONFORME) + cotations(1, 2, CONFORME, PARTIEL),
    )
    ligne = grille.blocs[0].lignes[0]
    assert [cellule.avis for cellule in ligne.cellules] == [CONFORME, PARTIEL]
    assert [cellule.pk for cellule in ligne.cellules] == [101, 102]
    assert ligne.ensemble == PARTIEL


def test_sans_cotation_l_avis_saisi_fait_foi():
    grille = dresser([module(1, 1)], [reponse(1, 1, CONFORME)], cotations(1, 1, NON_EVALUE))
    assert grille.blocs[0].lignes[0].ensemble == CONFORME


def test_une_divergence_se_voit():
    grille = dresser([module(1, 1)], [reponse(1, 1, CONFORME)], cotations(1, 1, NON_CONFORME))
    cellule = grille.blocs[0].lignes[0].cellules[0]
    assert cellule.synthese.diverge and cellule.avis == NON_CONFORME


def test_une_cellule_commencee_dit_ou_elle_en_est():
    grille = dresser([module(1, 1)], [reponse(1, 1)], cotations(1, 1, CONFORME, NON_EVALUE))
    cellule = grille.blocs[0].lignes[0].cellules[0]
    assert cellule.est_commencee
    assert (cellule.evaluees, cellule.exigences) == (1, 2)
    assert grille.avancement == [(1, 2)]
    assert (grille.evaluees, grille.exigences) == (1, 2)


def test_un_service_hors_du_module_n_entre_pas_dans_son_taux():
    grille = dresser(
        [module(1, 1), module(2, 2)],
        [reponse(1, 1, CONFORME), reponse(1, 2, NON_EVALUE), reponse(2, 1, CONFORME)],
        [],
    )
    premier, second = grille.blocs
    assert second.lignes[0].cellules[1] is None
    assert second.par_service[1] is None
    assert (second.taux.conformes, second.taux.applicables) == (1, 1)
    assert (premier.taux.conformes, premier.taux.non_evalues) == (0, 1)


def test_un_module_sans_contenu_reste_montre_mais_sans_taux():
    grille = dresser([module(1, 1), module(7)], [reponse(1, 1)], [])
    assert [bloc.module.numero for bloc in grille.blocs] == [1, 7]
    assert grille.blocs[1].taux.valeur is None


def test_un_module_dont_aucun_service_n_est_visible_ne_se_montre_pas():
    grille = dresser([module(1, 1), module(2, 2)], [reponse(1, 1)], [])
    assert [bloc.module.numero for bloc in grille.blocs] == [1]


def test_la_barre_d_un_module_met_les_avis_bout_a_bout():
    reponses = [
        reponse(numero, 1, avis)
        for numero, avis in enumerate([CONFORME, CONFORME, NON_CONFORME, NON_APPLICABLE], 1)
    ]
    grille = dresser([module(1, 1, 2, 3, 4)], reponses, [])
    assert grille.blocs[0].parts == [Part(CONFORME, 0, 2), Part(NON_CONFORME, 2, 1)]


def test_les_colonnes_se_groupent_par_site():
    reponses = [reponse(1, 1), reponse(1, 2), reponse(1, 3, site="Sous-préfecture")]
    grille = dresser([module(1, 1)], reponses, [])
    assert grille.sites == [("Préfecture", 2), ("Sous-préfecture", 1)]


def test_sans_reponse_la_grille_est_vide():
    assert dresser([module(1, 1)], [], []).colonnes == []
