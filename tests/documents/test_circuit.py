import pytest

from documents.circuit import (
    A_REDIGER,
    ARCHIVE,
    EN_REDACTION,
    EN_RELECTURE,
    EN_VIGUEUR,
    TRANSITIONS,
    Dossier,
    actes_possibles,
)

TOUS_LES_ETATS = [A_REDIGER, EN_REDACTION, EN_RELECTURE, EN_VIGUEUR, ARCHIVE]


def test_les_passages_ne_nomment_que_des_etats_connus():
    assert set(TRANSITIONS) == set(TOUS_LES_ETATS)
    assert set().union(*TRANSITIONS.values()) <= set(TOUS_LES_ETATS)


@pytest.mark.parametrize(
    ("dossier", "attendu"),
    [
        (Dossier(A_REDIGER), True),  # tenu ailleurs
        (Dossier(EN_REDACTION, deja_versionne=True), False),
        (Dossier(EN_REDACTION, en_attente=True, deja_versionne=True), True),
        (Dossier(EN_RELECTURE, approbation=True, en_attente=True), False),
        (Dossier(EN_RELECTURE, approbation=True, en_attente=True, approuvee=True), True),
        (Dossier(EN_REDACTION, approbation=True), False),
        (Dossier(EN_VIGUEUR), False),
        (Dossier(EN_VIGUEUR, en_attente=True), True),
        (Dossier(ARCHIVE, en_attente=True), False),
    ],
)
def test_quand_un_document_entre_en_vigueur(dossier, attendu):
    assert dossier.peut_entrer_en_vigueur is attendu


@pytest.mark.parametrize(
    ("dossier", "attendus"),
    [
        (Dossier(A_REDIGER), ["mettre_en_vigueur", "commencer", "deposer", "archiver"]),
        (Dossier(EN_REDACTION, deja_versionne=True), ["deposer", "archiver"]),
        (
            Dossier(EN_REDACTION, en_attente=True),
            ["mettre_en_vigueur", "soumettre", "deposer", "archiver"],
        ),
        (
            Dossier(EN_RELECTURE, approbation=True, en_attente=True),
            ["approuver", "deposer", "renvoyer", "archiver"],
        ),
        (
            Dossier(EN_VIGUEUR, deja_versionne=True),
            ["deposer", "relire", "prolonger", "reprendre", "remplacer", "archiver"],
        ),
        (Dossier(ARCHIVE), ["reprendre", "remplacer"]),
    ],
)
def test_les_actes_qu_offre_la_fiche(dossier, attendus):
    assert actes_possibles(dossier, changer=True, approuver=True, renvoyer=True) == attendus


@pytest.mark.parametrize("etat", TOUS_LES_ETATS)
def test_qui_ne_peut_que_lire_n_a_aucun_acte(etat):
    dossier = Dossier(etat, approbation=True, en_attente=True)
    assert actes_possibles(dossier, changer=False, approuver=False) == []


def test_qui_approuve_peut_aussi_renvoyer():
    dossier = Dossier(EN_RELECTURE, approbation=True, en_attente=True)
    verbes = actes_possibles(dossier, changer=False, approuver=True, renvoyer=True)
    assert verbes == ["approuver", "renvoyer"]
