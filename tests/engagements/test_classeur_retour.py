"""Comparer un classeur de service revenu à ce qui est à l'écran : la règle seule, sans base."""

import pytest

from engagements.classeurs.lecture import LigneLue, Retour
from engagements.classeurs.presentation import Identite, Reponse, empreintes, textes_de
from engagements.classeurs.retour import Comparateur, EnBase, fondre, meme_code, reponse_lue
from qualepref.socle.lecture.cellules import ErreurExcel
from qualepref.socle.lecture.valeurs import ValeurRefusee

VIERGE = Reponse("non_evalue", "a_revoir", "", "")
CONFORME = Reponse("conforme", "fait", "", "Affiché")
QUI = Identite("38", "auto-2022", "PREF38", "AG")


def ligne(parti, revenu, repere="X1", version=0):
    """Une ligne partie avec une réponse, revenue avec quatre textes."""
    textes = textes_de(revenu) if isinstance(revenu, Reponse) else revenu
    return LigneLue(4, repere, version, empreintes(textes_de(parti)), "1.1", textes)


def comparer(lignes, tranchees=None, raison="", **a_l_ecran):
    """`a_l_ecran` : repère → (version, réponse). Rend la comparaison et ce qui s'est écrit."""
    ecrites = {}
    en_base = {r: EnBase(v, "1.1", "Point", reponse) for r, (v, reponse) in a_l_ecran.items()}

    def verifier(repere, reponse):
        return reponse, raison

    def ecrire(repere, reponse):
        if not raison:
            ecrites[repere] = reponse
        return reponse, raison

    comparateur = Comparateur(en_base, verifier, ecrire, tranchees or {})
    return comparateur.comparer(Retour(QUI, list(lignes))), ecrites


def test_une_ligne_intacte_ne_change_rien():
    comparaison, ecrites = comparer([ligne(CONFORME, CONFORME)], X1=(3, CONFORME))
    assert comparaison.inchangees == 1 and not ecrites and not comparaison.a_l_ecran


def test_une_ligne_intacte_laisse_ce_que_l_ecran_a_change():
    comparaison, ecrites = comparer([ligne(VIERGE, VIERGE)], X1=(1, CONFORME))
    assert (comparaison.inchangees, comparaison.a_l_ecran) == (1, 1) and not ecrites


def test_une_ligne_remplie_est_un_changement():
    comparaison, ecrites = comparer([ligne(VIERGE, CONFORME)], X1=(0, VIERGE))
    (ecart,) = comparaison.changements
    assert ecart.champs == [
        ("Avis", "Non évalué", "Conforme"),
        ("Avancement", "À revoir", "Fait"),
        ("Commentaire", "", "Affiché"),
    ]
    assert ecrites == {"X1": CONFORME}


def test_la_meme_saisie_des_deux_cotes_est_un_conflit():
    partiel = Reponse("partiel", "fait", "", "")
    comparaison, ecrites = comparer([ligne(VIERGE, CONFORME)], X1=(1, partiel))
    (conflit,) = comparaison.conflits
    assert (conflit.avant, conflit.apres, conflit.version) == (partiel, CONFORME, 1)
    assert not ecrites and not comparaison.changements


def test_deux_saisies_differentes_se_completent():
    a_l_ecran = Reponse("conforme", "fait", "", "")
    revenu = VIERGE._replace(commentaire="Vu")
    comparaison, ecrites = comparer([ligne(VIERGE, revenu)], X1=(1, a_l_ecran))
    assert not comparaison.conflits
    assert ecrites["X1"] == a_l_ecran._replace(commentaire="Vu")


def test_la_meme_reponse_des_deux_cotes_n_est_pas_un_conflit():
    comparaison, ecrites = comparer([ligne(VIERGE, CONFORME)], X1=(1, CONFORME))
    assert comparaison.inchangees == 1 and not comparaison.conflits and not ecrites


@pytest.mark.parametrize(
    ("choix", "version", "conflits", "ecrit"),
    [
        ("classeur", 1, 0, True),
        ("ecran", 1, 0, False),
        ("classeur", 0, 1, False),
        ("", 1, 1, False),
    ],
)
def test_un_conflit_se_tranche_sur_ce_qu_on_a_vu(choix, version, conflits, ecrit):
    partiel = Reponse("partiel", "fait", "", "")
    tranchees = {"X1": (choix, version)} if choix else {}
    comparaison, ecrites = comparer([ligne(VIERGE, CONFORME)], tranchees, X1=(1, partiel))
    assert len(comparaison.conflits) == conflits and bool(ecrites) == ecrit


REFUSEES = [
    (("Peut-être", "Fait", "", ""), "n'est pas un avis"),
    (("Conforme", "Bientôt", "", ""), "n'est pas un avancement"),
]


@pytest.mark.parametrize(("textes", "raison"), REFUSEES)
def test_une_valeur_inconnue_est_refusee_avec_sa_raison(textes, raison):
    comparaison, ecrites = comparer([ligne(VIERGE, textes)], X1=(0, VIERGE))
    assert raison in comparaison.refus[0].raison.replace("\u00a0", " ") and not ecrites
    assert comparaison.refus[0].valeur.startswith(textes[0])


def test_ce_que_juge_l_ecran_est_refuse_pareil():
    comparaison, _ = comparer(
        [ligne(VIERGE, CONFORME)], raison="La campagne est close", X1=(0, VIERGE)
    )
    assert comparaison.refus[0].raison == "La campagne est close" and not comparaison.changements


def test_une_exigence_disparue_n_est_refusee_que_si_elle_est_remplie():
    comparaison, _ = comparer([ligne(VIERGE, VIERGE)])
    assert not comparaison.refus
    comparaison, _ = comparer([ligne(VIERGE, CONFORME)])
    assert "n'est plus à évaluer" in comparaison.refus[0].raison


def test_une_ligne_ajoutee_ou_en_double_est_refusee():
    lignes = [ligne(VIERGE, CONFORME), ligne(VIERGE, CONFORME), ligne(VIERGE, CONFORME, repere="")]
    comparaison, ecrites = comparer(lignes, X1=(0, VIERGE))
    assert ["double" in r.raison for r in comparaison.refus] == [True, False]
    assert len(ecrites) == 1


def test_ce_que_le_classeur_n_a_pas_se_compte():
    comparaison, _ = comparer([ligne(VIERGE, VIERGE)], X1=(0, VIERGE), X2=(0, VIERGE))
    assert comparaison.absentes == 1


@pytest.mark.parametrize(
    ("textes", "attendue"),
    [
        (("Conforme", "Fait", "", ""), Reponse("conforme", "fait", "", "")),
        (("partiellement conforme", "FAIT", "", ""), Reponse("partiel", "fait", "", "")),
        (("Oui", "", "", "Vu"), Reponse("conforme", "a_revoir", "", "Vu")),
        (
            ("NA", "Fait", "Pas de public", ""),
            Reponse("non_applicable", "fait", "Pas de public", ""),
        ),
        (("Non", "En cours", "Oublié", ""), Reponse("non_conforme", "en_cours", "", "")),
        (("en cours", "À revoir", "", ""), Reponse("non_evalue", "en_cours", "", "")),
        (("", "", "", ""), VIERGE),
    ],
)
def test_une_reponse_se_lit_dans_les_mots_du_service(textes, attendue):
    assert reponse_lue(textes) == attendue


def test_un_avis_inconnu_leve_un_refus():
    with pytest.raises(ValeurRefusee):
        reponse_lue(("42", "", "", ""))


def test_un_texte_que_le_tableur_a_coupe_reste_entier():
    long = Reponse("partiel", "fait", "", "x" * 40_000)
    revenue = ligne(long, textes_de(long._replace(avis="conforme")))
    fondue = fondre(revenue, reponse_lue(revenue.textes), long)
    assert fondue.avis == "conforme" and len(fondue.commentaire) == 40_000


def test_une_empreinte_abimee_fait_comparer_tout():
    abimee = ligne(VIERGE, CONFORME)._replace(empreinte="")
    comparaison, ecrites = comparer([abimee], X1=(0, VIERGE))
    assert len(comparaison.conflits) == 1 and not ecrites


def test_une_ligne_dont_le_tri_a_separe_les_colonnes_est_refusee():
    melangee = ligne(VIERGE, CONFORME)._replace(code="1.2")
    comparaison, ecrites = comparer([melangee], X1=(0, VIERGE))
    assert "un tri a séparé les colonnes" in comparaison.refus[0].raison and not ecrites


@pytest.mark.parametrize(
    ("lu", "attendu", "meme"),
    [("1.1", "1.1", True), ("1,1", "1.10", True), ("1.2", "1.1", False), ("A", "1", False)],
)
def test_un_code_change_en_nombre_est_le_meme(lu, attendu, meme):
    assert meme_code(lu, attendu) == meme


def test_un_motif_sans_avis_non_applicable_ne_se_perd_pas_en_silence():
    revenu = ("Conforme", "Fait", "Pas de public", "")
    comparaison, ecrites = comparer([ligne(VIERGE, revenu)], X1=(0, VIERGE))
    assert "Pas de public" in comparaison.refus[0].raison and not ecrites


def test_une_formule_en_erreur_est_refusee():
    revenu = ("Conforme", "Fait", "", ErreurExcel("#REF!"))
    comparaison, ecrites = comparer([ligne(VIERGE, revenu)], X1=(0, VIERGE))
    assert "la formule est en erreur" in comparaison.refus[0].raison and not ecrites


def test_des_espaces_recrits_par_un_tableur_ne_touchent_pas_une_saisie():
    parti = CONFORME._replace(commentaire="Affiché  dans\nle hall")
    revenu = CONFORME._replace(commentaire="Affiché dans le hall")
    comparaison, ecrites = comparer([ligne(parti, revenu)], X1=(0, parti))
    assert comparaison.inchangees == 1 and not ecrites
