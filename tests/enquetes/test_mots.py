"""Les mots de l'application autour d'un questionnaire : complets dans chaque langue livrée."""

from string import Formatter

import pytest
from django.urls import reverse

from enquetes.formulaire.mots import A_VERIFIER, DOSSIER, EN_FRANCAIS, PARLEES, mots_de, reserve
from enquetes.langues import LANGUES, NOMS_EN_FRANCAIS
from enquetes.models import Questionnaire
from enquetes.saisies import Faute
from tests.enquetes.questionnaire_d_essai import adresse, enquete, point

LES_PLUS_COURANTES = {"fr", "en", "ar", "es", "it", "pt", "de", "ru", "tr", "uk", "ro", "zh"}
AUTRES = sorted(PARLEES - {"fr"})


def a_plat(mots):
    """Chaque texte sous un nom : « tablette.continuer », « notice.2 »."""
    textes = {}
    for nom, dit in vars(mots).items():
        dits = {"": dit} if isinstance(dit, str) else dit
        dits = dict(enumerate(dits)) if isinstance(dits, list) else dits
        if isinstance(dits, dict):
            textes |= {f"{nom}.{cle}": texte for cle, texte in dits.items()}
    del textes["langue."]
    return textes


def reperes(texte):
    """Les trous d'un texte : {rang}, {date}…"""
    return {nom for _, nom, _, _ in Formatter().parse(texte) if nom is not None}


def test_les_langues_courantes_sont_livrees_et_nulle_autre_qui_ne_se_propose_pas():
    assert LES_PLUS_COURANTES <= PARLEES <= LANGUES.keys() == NOMS_EN_FRANCAIS.keys()


@pytest.mark.parametrize("langue", AUTRES)
def test_une_langue_dit_tout_ce_que_dit_le_francais(langue):
    attendus, dits = a_plat(mots_de("fr")), a_plat(mots_de(langue))
    assert dits.keys() == attendus.keys()
    assert [nom for nom, texte in dits.items() if not texte.strip()] == []
    assert {n: reperes(t) for n, t in dits.items()} == {n: reperes(t) for n, t in attendus.items()}
    memes = [nom for nom, texte in dits.items() if texte == attendus[nom] and len(texte) > 12]
    assert memes == []  # une phrase restée en français


@pytest.mark.parametrize("langue", sorted(PARLEES))
def test_chaque_faute_a_sa_phrase(langue):
    assert set(mots_de(langue).fautes) == {faute.value for faute in Faute}


@pytest.mark.parametrize("langue", AUTRES)
def test_une_langue_que_personne_n_a_relue_le_dit_dans_son_fichier(langue):
    lu = (DOSSIER / f"{langue}.yaml").read_text("utf-8")
    assert ("faire relire" in lu) is (not mots_de(langue).relue)


def test_ce_que_la_referente_doit_savoir_d_une_langue():
    assert reserve("fr") == ""
    assert reserve("es") == A_VERIFIER
    assert reserve("ti") == EN_FRANCAIS and mots_de("ti").langue == "fr"


def test_la_page_d_un_questionnaire_dit_les_langues_a_verifier(client_de, referent, departement):
    questionnaire = enquete(departement).questionnaire
    Questionnaire.objects.update(langues=["fr", "es", "ti"])
    lue = client_de(referent).get(questionnaire.get_absolute_url()).content.decode()
    assert lue.count("la traduction est à vérifier") == 1
    assert lue.count("on lit du français") == 1
    lue = client_de(referent).get(
        reverse("enquetes:questionnaire_langues", args=[questionnaire.pk])
    )
    assert "ትግርኛ – tigrigna, les boutons en français" in lue.content.decode()


@pytest.mark.parametrize("langue", AUTRES)
def test_l_usager_lit_chaque_langue_sans_reserve(client, departement, langue):
    lien = point(enquete(departement))
    Questionnaire.objects.update(langues=["fr", langue])
    lue = client.get(f"{adresse(lien)}?lang={langue}").content.decode()
    mots = mots_de(langue)
    assert f'<html lang="{langue}"' in lue and mots.commencer in lue and mots.contenu in lue
    assert "Commencer" not in lue and "à vérifier" not in lue


def test_dans_une_langue_non_parlee_le_francais_est_annonce_comme_tel(client, departement):
    lien = point(enquete(departement))
    Questionnaire.objects.update(langues=["fr", "ps"])
    lue = client.get(f"{adresse(lien)}?lang=ps").content.decode()
    assert 'type="submit" lang="fr" dir="ltr">Commencer' in lue
