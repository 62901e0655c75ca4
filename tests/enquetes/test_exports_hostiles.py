"""Des exports d'enquête mal faits ou malveillants : une phrase claire, jamais une panne."""

import pytest
from django.core.management import CommandError

from enquetes.models import Enquete, Reponse, Valeur

LIGNE = "02/03/2023;Satisfait;Peu satisfait\n"
TITRES = "Date;Q1. Accueil;Q2. Attente\n"


@pytest.mark.parametrize("encodage", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_chaque_encodage_se_lit(importer, tmp_path, encodage):
    chemin = tmp_path / "encode.csv"
    chemin.write_bytes((TITRES + "02/03/2023;Très satisfait;Peu satisfait\n").encode(encodage))
    assert importer(chemin)["creees"] == 1
    assert Valeur.objects.filter(choix__cle="tres_satisfait").exists()


def test_formules_et_lignes_trop_longues_n_arretent_rien(importer):
    titres = "Date;Q1. Accueil;Q2. Vos remarques\n"
    importer(titres + "02/03/2023;Satisfait;a b\n02/03/2023;Satisfait;=1+1;en;trop\n")
    textes = Valeur.objects.exclude(texte="").values_list("texte", flat=True)
    assert sorted(textes) == ["=1+1", "a b"]


def test_deux_colonnes_de_meme_titre_sont_deux_questions(importer):
    importer("Date;Q1. Accueil;Q1. Accueil\n" + LIGNE)
    codes = Enquete.objects.get().questionnaire.questions.values_list("code", flat=True)
    assert sorted(codes) == ["Q1", "Q1bis"]


def test_un_titre_sans_lettre_latine_se_lit(importer):
    assert importer("Date;Q1. الاستقبال;Q2. le\n" + LIGNE)["creees"] == 1


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        (LIGNE * 3, "pas de ligne de titres"),
        ("Date;Accueil;Attente\n" + LIGNE, "Aucune ligne de cet export ne porte de réponse"),
        (TITRES + "hier soir;Satisfait;Satisfait\n", "date non comprise"),
        (TITRES, "pas de ligne de titres"),
        (TITRES + "02/03/2023;Satis\x00fait;Satisfait\n", "abîmé"),
        ("", "aucune donnée|vide"),
    ],
)
def test_ce_qui_ne_se_comprend_pas_se_dit_en_une_phrase(importer, texte, phrase):
    with pytest.raises(CommandError, match=phrase):
        importer(texte)
    assert not Reponse.objects.exists()


def test_la_date_refusee_ne_se_repete_pas(importer):
    rapport = importer(TITRES + LIGNE + "secret;Satisfait;Satisfait\n", partiel=True)
    assert "secret" not in str(rapport) and rapport["refusees"] == 1
