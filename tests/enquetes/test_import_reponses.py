"""L'import des réponses d'une enquête menée ailleurs : les chiffres attendus, et rien en double."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from enquetes.lecture.personnes import designe_quelqu_un
from enquetes.models import Enquete, JetonRecu, Reponse, Valeur
from enquetes.saisies import TypeQuestion
from tests.attendus import ARRETE, ATTENDUS, CLASSEURS
from tests.enquetes.conftest import EXPORTS_CONNUS

SPHINX = CLASSEURS / "resultats-enquete-sphinx.csv"
ATTENDU = ATTENDUS["classeurs"][SPHINX.name]


@pytest.fixture
def isere(db, settings):
    settings.ARRETE = ARRETE
    call_command(
        "charger_organisation", CLASSEURS / "organisation.yaml", verbosity=0, stdout=StringIO()
    )
    call_command("charger_referentiel", EXPORTS_CONNUS, verbosity=0, stdout=StringIO())


@pytest.fixture
def importer(isere, tmp_path):
    """Importe un fichier, ou le texte d'un CSV, par la commande ; rend le rapport, même refusé."""

    def importer(source=SPHINX, correspondance="", **options):
        rapport, dite = tmp_path / "rapport.json", tmp_path / "correspondance.yaml"
        chemin = source
        if isinstance(source, str):
            chemin = tmp_path / "export.csv"
            chemin.write_text(source, encoding="utf-8")
        if correspondance:
            dite.write_text(correspondance, encoding="utf-8")
            options["correspondance"] = dite
        options = {"departement": "38", "rapport": rapport, "verbosity": 0} | options
        sorties = {"stdout": StringIO(), "stderr": StringIO()}
        call_command("importer", "reponses-enquete", chemin, **options, **sorties)
        return json.loads(rapport.read_text())

    return importer


def decompte(**filtre):
    """{(code de question, clé du choix ou None): nombre}."""
    return Counter(Valeur.objects.filter(**filtre).values_list("question__code", "choix__cle"))


def chiffres(**options):
    sortie = StringIO()
    call_command("chiffres", "enquete", departement="38", format="json", stdout=sortie, **options)
    return json.loads(sortie.getvalue())


# --- L'export du jeu d'essai ----------------------------------------------------------------------


def test_l_export_sphinx_donne_les_chiffres_attendus(importer):
    rapport = importer()
    assert rapport["creees"] == ATTENDU["repondants_exploitables"]
    obtenus = chiffres()
    assert obtenus["repondants"] == ATTENDU["repondants_exploitables"]
    for partie in ("par_question", "par_theme", "themes_sous_75"):
        assert obtenus[partie] == ATTENDU[partie]


def test_les_modalites_inconnues_se_disent_et_ne_comptent_pas(importer):
    signalees = [f for f in importer()["avertissements"] if f["code"] == "modalite_inconnue"]
    # La première réponse est à la deuxième ligne du fichier.
    attendues = [m["enregistrement"] for m in ATTENDU["modalites_inconnues"]]
    assert [f["ligne"] - 1 for f in signalees] == attendues
    # Le rapport se garde : il ne répète aucune réponse.
    assert not any(f["valeur"] for f in signalees)
    textes = Valeur.objects.exclude(texte="").exclude(question__code="Q20")
    valeurs = sorted(m["valeur"] for m in ATTENDU["modalites_inconnues"])
    assert sorted(textes.values_list("texte", flat=True)) == valeurs


def test_le_meme_fichier_deux_fois_n_ajoute_rien(importer):
    importer()
    avant = Reponse.objects.count(), Valeur.objects.count()
    rapport = importer()
    assert (rapport["creees"], rapport["inchangees"]) == (0, 800)
    assert (Reponse.objects.count(), Valeur.objects.count()) == avant
    assert Enquete.objects.count() == 1


def test_ses_jours_passes_une_enquete_importee_est_close_et_bien_nommee(importer):
    importer()
    enquete = Enquete.objects.get()
    assert (enquete.etat, enquete.secret, JetonRecu.objects.count()) == ("close", "", 0)
    assert (enquete.intitule, enquete.code) == (
        "Satisfaction de l'accueil, mars 2022",
        "import-2022-03",
    )


def test_un_essai_ne_laisse_rien(importer):
    assert importer(essai=True)["creees"] == 800
    assert not Enquete.objects.exists() and not Reponse.objects.exists()


def test_le_profil_le_moyen_et_les_remarques_sont_repris(importer):
    importer()
    enquete = Enquete.objects.get()
    comptes = decompte(enquete=enquete, question__profil=True)
    libelles = {
        (question.code, choix.cle): str(choix)
        for question in enquete.questionnaire.questions.filter(profil=True).avec_choix()
        for choix in question.echelle.choix.all()
    }
    for code, attendus in ATTENDU["profil"].items():
        obtenus = {libelles[cle]: n for cle, n in comptes.items() if cle[0] == code}
        assert obtenus == {dit: n for dit, n in attendus.items() if dit}
    moyens = [Reponse.objects.filter(mode=mode).count() for mode in ("tablette", "lien")]
    assert moyens == [ATTENDU["par_origine"][nom]["repondants"] for nom in ("tablette", "internet")]
    remarques = Valeur.objects.filter(question__code="Q20")
    assert remarques.count() == ATTENDU["remarques_non_vides"]
    assert remarques.filter(texte="Accueil parfait, un grand merci\nJe reviendrai").exists()
    assert [str(enquete.date_ouverture), str(enquete.date_cloture)] == ATTENDU["periode"]


def test_les_questions_se_comparent_a_celles_du_questionnaire_livre(importer):
    importer()
    reperes = dict(Enquete.objects.get().questionnaire.questions.values_list("code", "repere"))
    assert (reperes["Q7"], reperes["Q13"], reperes["Q19"]) == ("RV-02", "AP-05", "GL-01")
    assert reperes["Q8"] == "Q8"  # rien de livré ne s'y compare


def test_la_correspondance_l_emporte_sur_l_export_connu(importer):
    importer(correspondance="themes: {attente: [Q13], accueil: [Q11, Q12]}")
    assert set(chiffres()["par_theme"]) == {"attente", "accueil"}


# --- D'autres exports -----------------------------------------------------------------------------

LIMESURVEY = """\
id;submitdate;startlanguage;ipaddr;G1Q1. Accueil;G1Q2[SQ001]. Tél;G1Q2[SQ002]. Mél;G1Q3;G1Q4
7;2023-05-02 10:11:12;en;10.0.0.1;A1;Y;;8;"Deux
lignes"
8;2023-05-02 10:12:00;fr;10.0.0.2;A4;Y;Y;3;=1+1
9;2023-05-03 09:00:00;fr;10.0.0.3;A5;;;10;
"""
CODES = "echelle: {A1: tres_satisfait, A4: pas_du_tout_satisfait, A5: sans_objet}"


def test_un_export_limesurvey_a_codes_se_lit_avec_son_echelle(importer):
    rapport = importer(LIMESURVEY, CODES)
    assert rapport["creees"] == 3
    questions = {q.code: q for q in Enquete.objects.get().questionnaire.questions.all()}
    assert questions["G1Q1"].type == TypeQuestion.ECHELLE
    assert questions["G1Q2"].type == TypeQuestion.CHOIX_MULTIPLE
    assert questions["G1Q3"].type == TypeQuestion.NOTE
    comptes = decompte()
    assert comptes["G1Q2", "sq001"] == 2 and comptes["G1Q2", "sq002"] == 1
    assert chiffres()["par_question"]["G1Q1"]["pct"] == 50.0
    textes = Valeur.objects.filter(question__code="G1Q4").values_list("texte", flat=True)
    assert sorted(textes) == ["=1+1", "Deux\nlignes"]
    assert Reponse.objects.filter(langue="en").count() == 1


def test_ce_qui_designe_une_personne_n_est_pas_lu_et_se_dit(importer):
    rapport = importer(LIMESURVEY, CODES)
    (signalee,) = [f for f in rapport["avertissements"] if f["code"] == "colonne_personnelle"]
    assert signalee["colonne"] == "ipaddr"
    assert not Valeur.objects.filter(texte__contains="10.0.0.").exists()


def test_l_heure_n_est_pas_gardee(importer):
    importer(LIMESURVEY, CODES)
    assert {str(jour) for jour in Reponse.objects.values_list("jour", flat=True)} == {
        *("2023-05-02", "2023-05-03"),
    }


def test_deux_reponses_pareilles_sont_deux_personnes(importer):
    ligne = "02/03/2023;Satisfait;Peu satisfait\n"
    rapport = importer("Date;Q1. Accueil;Q2. Attente\n" + 3 * ligne)
    assert rapport["creees"] == 3
    assert importer("Date;Q1. Accueil;Q2. Attente\n" + 4 * ligne)["creees"] == 1


@pytest.mark.parametrize(
    ("source", "correspondance", "phrase"),
    [
        (LIMESURVEY, "", "Aucune question n'est sur l'échelle de satisfaction"),
        (SPHINX, "themes: {attente: [Q99]}", "l'export n'a pas de question « Q99 »"),
    ],
)
def test_un_export_qu_on_ne_comprend_pas_est_refuse(importer, source, correspondance, phrase):
    with pytest.raises(CommandError, match=phrase):
        importer(source, correspondance)
    assert not Enquete.objects.exists() and not Reponse.objects.exists()


def test_sans_enquete_les_chiffres_le_disent(isere):
    with pytest.raises(CommandError, match="n'a pas d'enquête de code « absente »"):
        chiffres(enquete="absente")


def test_une_enquete_close_reconnait_le_fichier_deja_importe_et_refuse_tout_autre(importer):
    importer()
    lignes = SPHINX.read_text(encoding="cp1252").splitlines()
    with pytest.raises(CommandError, match="est close : ses réponses ne bougent plus"):
        importer("\n".join([lignes[0], lignes[1].replace('"', ""), *lignes[40:60]]))
    assert Reponse.objects.count() == 800


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
    decompte = Valeur.objects.all().decompte()
    assert (decompte["Q3", "sq001"], decompte["Q3", "sq002"]) == (2, 1)
    assert decompte["Q1-SQ001", "tres_satisfait"] == 2
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
    decompte = Valeur.objects.filter(question=question).decompte()
    assert decompte == {("Q2", "c1"): 7, ("Q2", "c2"): 3}


# --- L'enquête visée ------------------------------------------------------------------------------

UNE = "Date;Q1. Accueil;Q2. Attente\n02/03/2023;Satisfait;Peu satisfait\n"


def test_un_jeton_ne_se_refait_pas_de_ce_que_dit_la_ligne(importer):
    importer(UNE)
    jeton = JetonRecu.objects.get().jeton
    Enquete.objects.update(secret="autre")
    assert importer(UNE)["creees"] == 1
    assert jeton in JetonRecu.objects.values_list("jeton", flat=True)


def test_des_jours_qui_se_recouvrent_completent_l_enquete_d_autres_en_font_une_nouvelle(importer):
    importer(UNE)
    importer(UNE.replace("Peu", "Très"))
    assert (Enquete.objects.count(), Reponse.objects.count()) == (1, 2)
    importer(UNE.replace("02/03", "02/09"))
    assert set(Enquete.objects.values_list("code", flat=True)) == {
        "import-2023-03",
        "import-2023-09",
    }


def test_entre_deux_enquetes_on_ne_choisit_pas_a_sa_place(importer):
    importer(UNE)
    importer(UNE.replace("Peu", "Très"), enquete="nouvelle")
    autre = UNE.replace("Peu satisfait", "Satisfait")
    with pytest.raises(CommandError, match="dites laquelle elles complètent"):
        importer(autre)
    importer(autre, enquete="import-2023-03-2")
    assert Enquete.objects.get(code="import-2023-03-2").reponses.count() == 2
    with pytest.raises(CommandError, match="pas d'enquête de code « absente »"):
        importer(autre, enquete="absente")
