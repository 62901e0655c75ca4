"""La composition d'un dossier : chaque document à sa place, chaque manque écrit."""

from dataclasses import replace
from datetime import date

from pilotage.dossier.attendus import Citee, Exigence
from pilotage.dossier.composition import COMMUNS, DEMARCHE, Engagement, Matiere, composer
from pilotage.dossier.retenus import Fichier, Retenu, Sort

ACCUEIL, COURRIERS = Engagement(1, 4, "Nous vous accueillons"), Engagement(2, 17, "Délais")
FICHIER = Fichier("documents/x", "pdf", 14, "0" * 64)


def retenu(cle=1, reference="FP-1", **champs):
    defauts = {"type": "fiche_procedure", "genre": "Fiche", "service": "Accueil", "numero": 1}
    defauts |= {"engagements": frozenset({1}), "fichier": FICHIER}
    return Retenu(cle, reference, "Accueillir", **{**defauts, **champs})


def exigence(types=("fiche_procedure",), engagement=1, cle=1, code="4.1"):
    return Exigence(cle, code, engagement, types)


def compose(*retenus, exigences=(), citees=(), tenus=None):
    return composer(Matiere(retenus, (ACCUEIL, COURRIERS), exigences, citees, {}, tenus or {}))


def test_un_document_va_au_dossier_de_son_seul_engagement():
    chemins = compose(
        retenu(1),
        retenu(2, engagements=frozenset({1, 2})),
        retenu(3, engagements=frozenset()),
        retenu(4, engagements=frozenset({999})),
    ).chemins
    assert [chemin.rpartition("/")[0] for chemin in chemins.values()] == [
        "04-Nous vous accueillons",
        COMMUNS,
        DEMARCHE,
        DEMARCHE,
    ]


def test_qui_sert_une_exigence_sert_son_engagement():
    un = compose(retenu(engagements=frozenset(), exigences=frozenset({1})), exigences=[exigence()])
    assert un.chemins[1].startswith("04-") and un.codes(un.documents[1]) == ["4.1"]
    assert un.engagements(un.documents[1]) == [4]


def test_deux_documents_de_meme_nom_ont_deux_fichiers():
    un = compose(retenu(1, "FP/1"), retenu(2, "FP-1"))
    assert list(un.chemins.values()) == [
        "04-Nous vous accueillons/FP-1-v1 Accueillir.pdf",
        "04-Nous vous accueillons/FP-1-v1 Accueillir (2).pdf",
    ]


def test_un_document_de_plusieurs_engagements_se_lit_dans_chacun_et_n_a_qu_un_fichier():
    un = compose(retenu(engagements=frozenset({1, 2})))
    assert [len(chapitre.documents) for chapitre in un.chapitres] == [0, 1, 1]
    assert len(un.chemins) == 1


def test_une_preuve_du_pilotage_et_d_un_engagement_compte_aux_deux():
    """P1 n'est d'aucun engagement : le même document répond aux deux chapitres, une fois rangé."""
    pilotage = exigence(engagement=None, cle=2, code="P1")
    lie = retenu(exigences=frozenset({1, 2}))
    un = compose(lie, exigences=[exigence(), pilotage])
    assert [len(chapitre.documents) for chapitre in un.chapitres] == [1, 1, 0]
    assert [chapitre.manques for chapitre in un.chapitres] == [[], [], []]
    citee = Citee(9, "Photo", "fiche_procedure", "", "", True, frozenset({1}), demarche=True)
    un = compose(exigences=[exigence(), pilotage], citees=[citee])
    assert [chapitre.manques for chapitre in un.chapitres] == [[], [], []]


def test_ce_qui_ne_se_joint_pas_n_a_pas_de_chemin_et_dit_pourquoi():
    jour = date(2022, 1, 1)
    un = compose(
        retenu(1, personnel=True),
        retenu(2, caduc_depuis=jour),
        retenu(3, fichier=None, emplacement="Armoire"),
        exigences=[exigence()],
    )
    assert un.chemins == {}
    assert [d.sort for d in un.documents.values()] == [Sort.PERSONNEL, Sort.CADUC, Sort.AILLEURS]
    (attendu,) = un.chapitres[1].attendus
    assert attendu.ailleurs == ("FP-1, gardé ailleurs : Armoire",) and len(attendu.reserves) == 2
    assert attendu.est_ailleurs and not attendu.manque and not attendu.tenu_par
    assert un.ailleurs == [un.documents[3]]


def test_une_preuve_attendue_que_rien_ne_tient_est_ecrite_manquante():
    un = compose(retenu(type="affiche"), exigences=[exigence()])
    (manque,) = un.chapitres[1].manques
    assert (manque.type, manque.exigences, manque.reserves) == ("fiche_procedure", ("4.1",), ())


def test_un_document_sans_engagement_repond_a_ce_que_chacun_attend():
    un = compose(retenu(engagements=frozenset()), exigences=[exigence()])
    assert not un.chapitres[1].manques and not un.chapitres[1].documents


def test_un_tableau_du_dossier_tient_lieu_de_sa_preuve():
    un = compose(exigences=[exigence(("plan_actions",))], tenus={"plan_actions": "plan.xlsx"})
    assert un.chapitres[1].attendus[0].tenu_par == ("plan.xlsx",)


def test_une_preuve_citee_compte_tant_qu_elle_vaut():
    def citee(valable):
        return Citee(
            1, "Photo du hall", "photo", "", "périmée", valable, frozenset({1}), frozenset({1})
        )

    for valable in (True, False):
        un = compose(exigences=[exigence(("photo",))], citees=[citee(valable)])
        (attendu,) = un.chapitres[1].attendus
        assert attendu.manque is not valable
        assert attendu.reserves == (() if valable else ("Photo du hall : périmée",))


def test_une_preuve_citee_pour_un_engagement_d_ailleurs_se_range_a_la_demarche():
    citee = Citee(1, "Photo du hall", "photo", "", "valable", True, frozenset({999}))
    un = compose(citees=[citee])
    assert [len(chapitre.citees) for chapitre in un.chapitres] == [1, 0, 0]


def test_un_fichier_introuvable_ne_tient_plus_lieu_de_preuve():
    matiere = Matiere((retenu(),), (ACCUEIL,), (exigence(),))
    avant = composer(matiere)
    apres = composer(matiere.sans_les_absents({1}), avant.chemins)
    assert not avant.chapitres[1].manques and apres.chapitres[1].manques
    assert apres.chemins == avant.chemins and apres.documents[1].sort is Sort.ABSENT


def test_une_exigence_qui_n_est_pas_due_n_attend_rien():
    due, facultative = exigence(), replace(exigence(cle=2, code="4.2"), due=False)
    (attendu,) = compose(exigences=[due, facultative]).chapitres[1].attendus
    assert attendu.exigences == ("4.1",)
    assert compose(exigences=[facultative]).chapitres[1].attendus == []
