"""Les colonnes d'un export d'enquête : lesquelles se lisent, et ce qu'on en comprend."""

import pytest

from enquetes.lecture.personnes import designe_quelqu_un
from enquetes.models import Enquete, Reponse, Valeur
from enquetes.saisies import TypeQuestion
from tests.enquetes.conftest import decompte

# --- Ce qui n'est pas lu --------------------------------------------------------------------------

PERSONNES = """\
Date;Q1. Accueil;Remarques internes;Nom de l'agent;Q7. Votre adresse e-mail;refurl;Q8. Joindre;Q9
02/03/2023;Satisfait;vu;Agent 0001;usager@exemple.fr;http://ici/7;06 12 34 56 78;10.1.2.3
02/03/2023;Satisfait;vu;Agent 0002;autre@exemple.fr;http://ici/8;0612345679;10.1.2.4
"""


def test_sans_code_de_question_une_colonne_n_est_lue_que_si_on_le_dit(importer):
    rapport = importer(PERSONNES)
    sans_code = [f for f in rapport["avertissements"] if f["code"] == "colonne_sans_code"]
    assert [f["colonne"] for f in sans_code] == ["Remarques internes"]
    assert set(Enquete.objects.get().questionnaire.questions.values_list("code", flat=True)) == {
        "Q1"
    }
    importer(PERSONNES, "questions: {Remarques internes: EL-02}", enquete="nouvelle")
    reperes = Enquete.objects.first().questionnaire.questions.values_list("repere", flat=True)
    assert sorted(reperes) == ["EL-02", "Q1"]


def test_ce_qui_designe_quelqu_un_se_refuse_meme_nomme_et_se_dit(importer):
    rapport = importer(PERSONNES, "questions: {Nom de l'agent: EL-02, refurl: EL-02}")
    dites = [f["colonne"] for f in rapport["avertissements"] if f["code"] == "colonne_personnelle"]
    assert dites == ["Nom de l'agent", "Q7. Votre adresse e-mail", "refurl", "Q8. Joindre", "Q9"]
    assert not Valeur.objects.exclude(texte="").exists()


@pytest.mark.parametrize(
    ("titre", "personnel"),
    [
        *((titre, True) for titre in ("Prénom", "NOM", "Last name", "Q3. Nom et prénom :", "tel")),
        *((titre, True) for titre in ("ipaddr", "startdate", "datestamp", "token", "E-mail")),
        *((titre, True) for titre in ("Votre numéro de téléphone (facultatif)", "N° de dossier")),
        *((titre, False) for titre in ("Q15. Facilité à joindre un agent par téléphone", "Site")),
        *((titre, False) for titre in ("Q18. Clarté des courriers et courriels", "Q1. Vous êtes")),
    ],
)
def test_un_titre_designe_ou_non_quelqu_un(titre, personnel):
    assert designe_quelqu_un(titre, ["libre"]) is personnel


def test_telephone_note_ou_coche_reste_une_question():
    assert not designe_quelqu_un("Q5. Téléphone", ["Très satisfait", "Sans objet"])
    assert not designe_quelqu_un("G1Q2[SQ001]. Tél", ["Y", "N"])


# --- LimeSurvey et Sphinx -------------------------------------------------------------------------

TITRES_DU_TABLEAU = (
    *(
        "id",
        "submitdate",
        "startlanguage",
        "Q1[SQ001]. Avis [Accueil]",
        "Q1[SQ002]. Avis [Attente]",
    ),
    *("Q3[SQ001]. Venu pour [Carte]", "Q3[SQ002]. Venu pour [Titre]"),
    "Q3[other]. Venu pour [Autre]",
)
TABLEAU = f"""\
{";".join(TITRES_DU_TABLEAU)}
1;2023-05-02;anglais;A1;A2;Y;;
2;2023-05-02;Arabic;A2;A2;Y;Y;un visa
3;2023-05-03;klingon;A1;A1;N;N;
"""


def test_une_ligne_de_tableau_est_une_question_et_les_cases_un_choix_multiple(importer):
    rapport = importer(TABLEAU, "echelle: {A1: tres_satisfait, A2: peu_satisfait}")
    questions = {q.code: q for q in Enquete.objects.get().questionnaire.questions.all()}
    assert {code: (q.type, q.texte()) for code, q in questions.items()} == {
        "Q1-SQ001": ("echelle", "Avis : Accueil"),
        "Q1-SQ002": ("echelle", "Avis : Attente"),
        "Q3": ("choix_multiple", "Venu pour"),
        "Q3-other": ("texte_long", "Venu pour : Autre"),
    }
    comptes = decompte()
    assert (comptes["Q3", "sq001"], comptes["Q3", "sq002"]) == (2, 1)
    assert comptes["Q1-SQ001", "tres_satisfait"] == 2
    assert sorted(Reponse.objects.values_list("langue", flat=True)) == ["ar", "en", "fr"]
    assert [f["ligne"] for f in rapport["avertissements"] if f["code"] == "langue_inconnue"] == [4]


@pytest.mark.parametrize("separateur", [" ; ", " / "])
def test_plusieurs_choix_dans_une_cellule_se_separent_les_plus_dits_d_abord(importer, separateur):
    deux = separateur.join(["Titre de séjour", "Passeport"])
    lignes = 3 * f'02/03/2023;Satisfait;"{deux}"\n' + 4 * "02/03/2023;Satisfait;Passeport\n"
    importer("Date;Q1. Accueil;Q2. Motifs\n" + lignes)
    question = Enquete.objects.get().questionnaire.questions.get(code="Q2")
    assert question.type == TypeQuestion.CHOIX_MULTIPLE
    assert [str(choix) for choix in question.echelle.choix.all()] == [
        "Passeport",
        "Titre de séjour",
    ]
    assert decompte(question=question) == {("Q2", "c1"): 7, ("Q2", "c2"): 3}
