"""L'import des réponses d'une enquête menée ailleurs : les chiffres attendus, et rien en double."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from enquetes.models import Enquete, JetonRecu, Reponse, Valeur
from enquetes.saisies import TypeQuestion
from tests.attendus import ATTENDUS
from tests.enquetes.conftest import SPHINX, decompte

ATTENDU = ATTENDUS["classeurs"][SPHINX.name]


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
