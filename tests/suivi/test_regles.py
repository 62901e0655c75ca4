"""Choix de la règle applicable, règles et clés de décompte."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suivi.delais.regles import (
    CleDeRegleInvalide,
    Portee,
    Regle,
    Unite,
    choisir_regle,
    regle_de_cle,
)
from tests.suivi.regles import DELAIS, regle, regles_du_profil


def choisie(regles, canal="courriel", nature="reclamation", le=date(2022, 3, 1)) -> str | None:
    trouvee = choisir_regle(
        regles, canal=canal, nature=nature, le=le, regroupements=DELAIS["regroupements"]
    )
    return trouvee and trouvee.cle


# --- Choix de la règle -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("canal", "nature", "attendue"),
    [
        ("courriel", "information_generale", "def-courriel"),
        ("formulaire_internet", "information_generale", "def-formulaire"),
        ("courrier", "information_generale", "def-courrier"),
        ("courriel", "suivi_dossier", "def-courriel-repli"),
        ("courrier", "rendez_vous", "def-courrier-repli"),
        ("guichet", "information_generale", "def-repli"),
        ("telephone", "autre", "def-repli"),
        ("courriel", "reclamation", "def-suggestion-reclamation"),
        ("courrier", "suggestion", "def-suggestion-reclamation"),
        ("fiche_accueil", "suggestion_reclamation", "def-suggestion-reclamation"),
        ("reseau_social", "information_generale", "def-reseau-social"),
        ("reseau_social", "autre", "def-repli"),
        ("courriel", "demande_collectivite", "def-collectivite"),
        ("courriel", "non_renseignee", "def-courriel-repli"),
        ("tous", "toutes", "def-repli"),
    ],
)
def test_le_profil_d_origine_couvre_tous_les_cas(canal, nature, attendue):
    assert choisie(regles_du_profil("defaut"), canal, nature) == attendue


@pytest.mark.parametrize(
    ("profil", "canal", "nature", "attendue"),
    [
        ("isere-2022", "courriel", "reclamation", "isere-reclamation"),
        ("isere-2022", "courrier", "reclamation", "def-suggestion-reclamation"),
        ("isere-2022", "courriel", "information_generale", "def-courriel"),
        ("bouches-du-rhone-2021", "courrier", "information_generale", "bdr-courrier"),
        ("bouches-du-rhone-2021", "courrier", "suggestion", "bdr-suggestion-reclamation"),
        ("bouches-du-rhone-2021", "courriel", "autre", "def-courriel-repli"),
        ("marianne-2008", "courrier", "information_generale", "mar08-courrier"),
        ("services-publics-plus-2023", "courriel", "information_generale", "def-courriel"),
    ],
)
def test_un_profil_passe_avant_celui_d_origine_qui_le_complete(profil, canal, nature, attendue):
    assert choisie(regles_du_profil(profil), canal, nature) == attendue


def test_une_regle_pas_encore_entree_en_vigueur_ne_s_applique_pas():
    regles = regles_du_profil("services-publics-plus-2023")
    cas = {"canal": "courriel", "nature": "information_generale"}
    assert choisie(regles, **cas, le=date(2023, 5, 31)) == "def-courriel"
    assert choisie(regles, **cas, le=date(2023, 6, 1)) == "spp-courriel"
    assert choisie(regles, **cas, le=date(2019, 2, 3)) is None


PAR_PRECISION = [
    regle("repli"),
    regle("canal", canal="courriel"),
    regle("groupe", nature="suggestion_reclamation"),
    regle("nature", nature="reclamation"),
    regle("groupe-canal", nature="suggestion_reclamation", canal="courriel"),
    regle("nature-canal", nature="reclamation", canal="courriel"),
    regle("repli du site", portee=Portee.SITE),
    regle("canal du site", portee=Portee.SITE, canal="courriel"),
    regle("repli du service", portee=Portee.SERVICE),
]


@pytest.mark.parametrize("rang", range(len(PAR_PRECISION)))
def test_la_regle_la_plus_precise_l_emporte(rang):
    autres = [regle("autre canal", canal="courrier", portee=Portee.SERVICE)]
    autres += [regle("autre nature", nature="autre", portee=Portee.SERVICE)]
    assert choisie(PAR_PRECISION[: rang + 1] + autres) == PAR_PRECISION[rang].cle


def test_a_egalite_la_derniere_entree_en_vigueur_l_emporte():
    ancienne = regle("ancienne", depuis=date(2019, 1, 1))
    nouvelle = regle("nouvelle", depuis=date(2022, 1, 1))
    assert choisie([nouvelle, ancienne]) == choisie([ancienne, nouvelle]) == "nouvelle"
    assert choisie([nouvelle, ancienne], le=date(2021, 12, 31)) == "ancienne"


def test_une_regle_vaut_jusqu_a_son_dernier_jour_compris():
    bornee = [regle("bornee", depuis=date(2022, 3, 1), jusqua=date(2022, 3, 31))]
    assert choisie(bornee, le=date(2022, 3, 31)) == choisie(bornee, le=date(2022, 3, 1)) == "bornee"
    assert choisie(bornee, le=date(2022, 4, 1)) is choisie(bornee, le=date(2022, 2, 28)) is None


def test_une_regle_recente_de_moindre_portee_ne_passe_pas_devant():
    du_service = regle("service", portee=Portee.SERVICE, depuis=date(2015, 1, 1))
    du_profil = regle("profil", nature="reclamation", canal="courriel", depuis=date(2022, 1, 1))
    assert choisie([du_profil, du_service]) == "service"


regles_au_hasard = st.lists(
    st.builds(
        Regle,
        cle=st.uuids().map(str),
        canal=st.sampled_from(["tous", "courriel", "courrier"]),
        nature=st.sampled_from(["toutes", "suggestion_reclamation", "reclamation", "autre"]),
        jours=st.just(5),
        unite=st.just(Unite.OUVRES),
        depuis=st.dates(date(2021, 1, 1), date(2022, 6, 1)),
        jusqua=st.none() | st.dates(date(2022, 1, 1), date(2023, 1, 1)),
        portee=st.sampled_from(Portee),
    ),
    max_size=12,
)


def choix_enonce(regles: list[Regle]) -> set[str]:
    """Le texte de delais.yaml, palier par palier, pour une réclamation par courriel."""
    natures = ("reclamation", "suggestion_reclamation")
    paliers = [(n, c) for c in ("courriel", "tous") for n in natures]
    paliers += [("toutes", "courriel"), ("toutes", "tous")]
    for portee in sorted(Portee, reverse=True):
        for palier in paliers:
            retenues = [r for r in regles if (r.nature, r.canal) == palier and r.portee == portee]
            if retenues:
                derniere = max(r.depuis for r in retenues)
                return {r.cle for r in retenues if r.depuis == derniere}
    return {None}


@given(regles_au_hasard, st.randoms())
def test_le_choix_suit_les_paliers_et_non_l_ordre_de_la_liste(regles, hasard):
    le = date(2022, 3, 1)
    trouvee = choisie(regles, le=le)
    assert trouvee in choix_enonce([r for r in regles if r.en_vigueur(le)])
    hasard.shuffle(regles)
    assert choisie(regles, le=le) == trouvee


# --- Règle -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cle", "nombre", "unite", "report"),
    [
        ("5j_calendaires", 5, Unite.CALENDAIRES, False),
        ("5j_calendaires_report", 5, Unite.CALENDAIRES, True),
        ("10j_ouvres", 10, Unite.OUVRES, False),
        ("365j_calendaires", 365, Unite.CALENDAIRES, False),
    ],
)
def test_une_cle_de_decompte_se_lit(cle, nombre, unite, report):
    lue = regle_de_cle(cle)
    assert (lue.cle, lue.jours, lue.unite, lue.report) == (cle, nombre, unite, report)


@pytest.mark.parametrize(
    "cle",
    ["", "5j", "j_ouvres", "0j_ouvres", "05j_ouvres", "-5j_ouvres", "5j_ouvrés", "5j_ouvres_report"]
    + ["5 j_ouvres", "5j_ouvres ", "5j_ouvres\n", "1000j_ouvres", "1٥j_ouvres"],
)
def test_une_cle_illisible_est_refusee_avec_un_exemple(cle):
    with pytest.raises(CleDeRegleInvalide, match="illisible : écrire .* comme 5j_ouvres"):
        regle_de_cle(cle)


@pytest.mark.parametrize("champs", [{"jours": 0}, {"jours": -1}, {"accuse_jours": 0}])
def test_un_delai_nul_ou_negatif_est_refuse(champs):
    with pytest.raises(ValueError, match="« nulle » : un délai vaut au moins un jour"):
        regle("nulle", **champs)


def test_une_unite_inconnue_est_refusee():
    with pytest.raises(ValueError):
        regle("unite", unite="ouvrés")
