"""Les filtres de la grille, la phrase du référent et les barres par thème."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagements.cotation import CONFORME, NON_CONFORME, NON_EVALUE, PARTIEL, Taux
from engagements.filtrage import Choix, reduire
from engagements.grille import HORS_FILTRE, Reponse, dresser
from engagements.phrases import part_tenue, phrase_des_modules
from engagements.themes import barres_par_theme, taux_par_theme
from tests import factories


class Theme(SimpleNamespace):
    def __str__(self):
        return self.libelle


ACCUEIL, TELEPHONE = Theme(pk=1, libelle="Accueil"), Theme(pk=2, libelle="Téléphone")


def engagement(pk, theme):
    return SimpleNamespace(pk=pk, numero=pk, theme=theme, theme_id=theme and theme.pk)


def module(numero, *engagements):
    return SimpleNamespace(
        pk=numero, numero=numero, intitule=f"M{numero}", en_vigueur=list(engagements)
    )


AVIS = {
    (1, 1): CONFORME,
    (1, 2): NON_CONFORME,
    (2, 1): CONFORME,
    (2, 2): CONFORME,
    (3, 2): PARTIEL,
}
FEUILLES = {1: "a_remplir", 2: "soumise"}


@pytest.fixture
def grille():
    """Deux services ; le module 1 a deux engagements de thèmes distincts, le module 2 un seul."""
    reponses = [
        Reponse(10 * e + s, e, s, avis, "S", f"Service {s}", "Préfecture")
        for (e, s), avis in sorted(AVIS.items(), key=lambda couple: couple[0][1])
    ]
    modules = [
        module(1, engagement(1, ACCUEIL), engagement(2, TELEPHONE)),
        module(2, engagement(3, None)),
        module(7),
    ]
    return dresser(modules, reponses, [])


def montre(grille):
    """Ce qui se montre : {numéro d'engagement: [avis, « écartée » ou None]}."""
    return {
        ligne.engagement.numero: [
            c and (c.avis if c is not HORS_FILTRE else "écartée") for c in ligne.cellules
        ]
        for bloc in grille.blocs
        for ligne in bloc.lignes
    }


def test_sans_choix_la_grille_reste_telle_quelle(grille):
    assert reduire(grille, Choix(), FEUILLES) is grille


@pytest.mark.parametrize(
    ("choix", "attendu"),
    [
        (Choix(module=2), {3: [None, PARTIEL]}),
        (Choix(theme=1), {1: [CONFORME, NON_CONFORME]}),
        (Choix(service=1), {1: [CONFORME], 2: [CONFORME]}),
        (Choix(feuille="soumise"), {1: [NON_CONFORME], 2: [CONFORME], 3: [PARTIEL]}),
        (Choix(avis=NON_CONFORME), {1: [NON_CONFORME]}),
        (Choix(avis=CONFORME), {1: [CONFORME, "écartée"], 2: [CONFORME, CONFORME]}),
        (Choix(avis=NON_EVALUE), {}),
        (
            Choix(preuves="sans"),
            {1: ["écartée", NON_CONFORME], 2: [CONFORME] * 2, 3: [None, PARTIEL]},
        ),
        (Choix(preuves="avec"), {1: [CONFORME]}),
        (Choix(module=2, avis=CONFORME), {}),
    ],
)
def test_chaque_choix_garde_ce_qu_il_dit(grille, choix, attendu):
    reduite = reduire(grille, choix, FEUILLES, prouves={(1, 1)})
    assert montre(reduite) == attendu
    assert reduite.filtree


def test_les_colonnes_suivent_les_cellules(grille):
    reduite = reduire(grille, Choix(avis=PARTIEL), FEUILLES)
    assert [colonne.nom for colonne in reduite.colonnes] == ["Service 2"]
    assert reduite.sites == [("Préfecture", 1)]
    assert len(reduite.avancement) == 1


def test_les_taux_portent_toujours_sur_tout(grille):
    reduite = reduire(grille, Choix(service=1), FEUILLES)
    assert reduite.blocs[0].taux == grille.blocs[0].taux
    assert reduite.blocs[0].lignes[0].ensemble == NON_CONFORME


# --- La phrase du référent --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taux", "phrase"),
    [
        (Taux(conformes=3), "complet, 3 sur 3"),
        (Taux(conformes=12, partiels=8), "plus de la moitié des engagements tenus, 12 sur 20"),
        (Taux(conformes=10, partiels=10), "la moitié des engagements tenus, 10 sur 20"),
        (Taux(conformes=4, non_evalues=16), "moins de la moitié des engagements tenus, 4 sur 20"),
        (Taux(non_conformes=2), "aucun engagement tenu sur 2"),
        (Taux(non_applicables=5), "aucun engagement applicable"),
    ],
)
def test_la_part_tenue_se_dit_en_mots(taux, phrase):
    assert part_tenue(taux) == phrase


def test_un_module_sans_contenu_le_dit(grille):
    phrase = phrase_des_modules(grille.blocs)
    assert phrase.startswith("Module 1 : la moitié des engagements tenus, 1 sur 2.")
    assert phrase.endswith("Module 7 : contenu non retrouvé, hors de tout taux.")


# --- Les barres par thème ---------------------------------------------------------------------


def test_chaque_theme_a_sa_part_et_son_compte(grille):
    taux = taux_par_theme(grille.blocs)
    assert list(taux) == ["Accueil", "Téléphone", "Sans thème"]
    dessin = barres_par_theme([("2022", taux)])
    assert dessin.categories[1] == "Téléphone\u00a0: 1 sur 1"
    assert list(dessin.series[0].valeurs) == [0, 1, 0]


def test_deux_campagnes_font_deux_series(grille):
    avant = {"Accueil": Taux(conformes=1), "Disparu": Taux(partiels=1)}
    dessin = barres_par_theme([("2021", avant), ("2022", taux_par_theme(grille.blocs))])
    assert [serie.libelle for serie in dessin.series] == ["2021", "2022"]
    assert list(dessin.series[0].valeurs) == [1, 0, None, None]
    assert dessin.categories[0] == "Accueil\u00a0: 1 sur 1, puis 0 sur 1"
    assert dessin.categories[1] == "Disparu\u00a0: 0 sur 1, puis non mesuré"


def test_sans_engagement_pas_de_dessin():
    assert barres_par_theme([("2022", {})]) is None


# --- La page ----------------------------------------------------------------------------------


def page(client, campagne, suite=""):
    return client.get(campagne.get_absolute_url() + suite).content.decode()


def test_la_page_dit_la_phrase_et_les_feuilles(client_de, referent, campagne):
    contenu = page(client_de(referent), campagne)
    assert "Module 1\u00a0: aucun engagement tenu sur 1." in contenu
    assert contenu.count("Feuille à remplir") == 2
    assert "Engagements tenus par thème" in contenu


def test_la_page_se_filtre(client_de, referent, campagne, service):
    campagne.autoevaluations.filter(service=service).update(avis="conforme")
    client = client_de(referent)
    contenu = page(client, campagne, "?avis=conforme")
    tableau = contenu.split("<table>")[-1]
    assert "Accueil général" in tableau and "Droit au séjour" not in tableau
    assert "Engagements tenus</th>" not in tableau
    rien = page(client, campagne, "?avis=non_conforme")
    assert "Aucune ligne ne correspond à ces filtres" in rien


def test_sans_preuve_se_filtre(client_de, referent, campagne, service, cellule):
    cellule.preuves.add(factories.PreuveFactory(departement=campagne.departement))
    client = client_de(referent)
    tableau = page(client, campagne, "?preuves=sans").split("<table>")[-1]
    assert "Droit au séjour" in tableau and "Accueil général" not in tableau
    tableau = page(client, campagne, "?preuves=avec").split("<table>")[-1]
    assert "Accueil général" in tableau and "Droit au séjour" not in tableau


@pytest.mark.parametrize("suite", ["?module=abc", "?avis=peut-etre", "?theme=9999999999999999999"])
def test_un_filtre_mal_saisi_se_dit_et_ne_cache_rien(client_de, referent, campagne, suite):
    contenu = page(client_de(referent), campagne, suite)
    assert "Sélectionnez un choix valide" in contenu
    assert "Droit au séjour" in contenu.split("<table>")[-1]


def test_la_grille_filtree_tient_en_douze_requetes(client_de, referent, campagne):
    client = client_de(referent)
    page(client, campagne)
    with CaptureQueriesContext(connection) as capture:
        page(client, campagne, "?preuves=sans&avis=non_evalue&feuille=a_remplir")
    assert len(capture) <= 12, "\n".join(requete["sql"] for requete in capture)
