"""Le formulaire de l'usager par ses pages, sans JavaScript : d'un écran à l'autre, et les refus."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enquetes.formulaire.recueil import Recueil
from enquetes.models import Enquete, Mode, Question, Reponse
from enquetes.views import formulaire as vue
from enquetes.views import ouvertes
from qualepref.socle import depot_public
from qualepref.socle.temps import aujourdhui
from tests.enquetes.questionnaire_d_essai import REPONSES, adresse, enquete, point

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sans_attendre(monkeypatch):
    monkeypatch.setattr(depot_public, "AGE_MIN", 0)


@pytest.fixture
def lien(departement, site):
    return point(enquete(departement), Mode.LIEN, site=site)


@pytest.fixture
def en_une_page(lien):
    Enquete.objects.update(une_question_par_ecran=False)
    return lien


class Usager:
    """Suit les pages comme un navigateur sans JavaScript : il renvoie les champs cachés."""

    def __init__(self, point, **entetes):
        self.client = Client(enforce_csrf_checks=True, headers=entetes)
        self.chemin = adresse(point)
        self.lire(self.client.get(self.chemin))

    def lire(self, reponse):
        self.reponse, self.page = reponse, unescape(reponse.content.decode())
        caches = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.page)
        self.caches = dict(caches)
        return self

    def envoyer(self, geste="suivant", **dits):
        champs = {f"q-{code}": valeurs for code, valeurs in dits.items()}
        donnees = {**self.caches, "geste": geste, **champs}
        return self.lire(self.client.post(self.chemin, donnees))

    def repondre(self, reponses=REPONSES):
        """De l'accueil à l'envoi, quel que soit le découpage en écrans."""
        self.envoyer()
        for _ in range(20):
            if self.reponse.status_code != 200 or "ecran" not in self.caches:
                break
            codes = set(re.findall(r'name="q-(\w+)"', self.page))
            self.envoyer(**{code: reponses.get(code, []) for code in codes})
        return self


def valeurs(reponse):
    lues = reponse.valeurs.select_related("question", "choix").order_by("question__ordre", "rang")
    return [(v.question.code, v.choix.cle if v.choix else v.texte or v.nombre) for v in lues]


def test_d_ecran_en_ecran_jusqu_au_merci(lien, site):
    usager = Usager(lien)
    assert "Vos réponses sont anonymes" in usager.page
    usager.repondre()
    assert usager.reponse.status_code == 303
    fin = usager.client.get(usager.reponse.url)
    assert "Merci, votre réponse est enregistrée" in fin.content.decode()
    une = Reponse.objects.get()
    assert (une.site, une.mode, une.jour, une.point) == (site, Mode.LIEN, aujourdhui(), lien)
    assert ("E6", "guichet") in valeurs(une) and ("E11", "Merci à l'accueil.") in valeurs(une)
    assert len(valeurs(une)) == 11


def test_en_une_page_les_memes_reponses_donnent_la_meme_chose(en_une_page):
    usager = Usager(en_une_page).envoyer()
    codes = re.findall(r'<(?:fieldset|input|textarea)[^>]* id="id_q-(E\d+)"', usager.page)
    assert codes == ["E1", "E2", "E3"]  # la suivante dépend de la troisième
    Usager(en_une_page).repondre()
    assert len(valeurs(Reponse.objects.get())) == 11


def test_aucun_temoin_n_est_depose_meme_avec_le_controle_des_requetes_forgees(lien):
    usager = Usager(lien).repondre()
    usager.client.get(usager.reponse.url)
    assert not usager.client.cookies
    assert Reponse.objects.count() == 1


def test_une_question_affichee_selon_une_autre_ne_vient_qu_apres_elle(lien):
    Usager(lien).repondre({**REPONSES, "E3": ["non"], "E4": ["L'attente"]})
    assert ("E4", "L'attente") in valeurs(Reponse.objects.get())


def test_le_titre_et_la_progression_suivent_la_question(lien):
    usager = Usager(lien).envoyer()
    assert "<title>" in usager.page
    titre = " ".join(re.search(r"<title>(.*?)</title>", usager.page, re.S)[1].split())
    assert titre.startswith("Question 1 sur 10 – Que dites-vous de E1 ?")
    assert re.search(r'<h1[^>]*tabindex="-1" autofocus>Que dites-vous de E1', usager.page)
    usager.envoyer(E1=["tres"])
    assert "Question 2 sur 10" in usager.page


def test_une_obligation_oubliee_se_dit_et_se_corrige(lien):
    usager = Usager(lien).envoyer().envoyer()
    titre = " ".join(re.search(r"<title>(.*?)</title>", usager.page, re.S)[1].split())
    assert titre.startswith("Erreur : Question 1 sur 10")
    assert '<a href="#id_q-E1-0">' in usager.page
    assert "Répondez à cette question pour continuer." in usager.page
    assert usager.page.count("autofocus") == 1
    assert "Question 2 sur 10" in usager.envoyer(E1=["peu"]).page


def test_revenir_garde_ce_qui_est_dit_meme_faux(lien):
    usager = Usager(lien).envoyer().envoyer(E1=["peu"]).envoyer("precedent", E2=["triste"])
    assert re.search(r'value="peu" checked', usager.page)
    usager.envoyer(E1=["peu"])
    assert re.search(r'value="triste" checked', usager.page)
    accueil = usager.envoyer("precedent", E2=["triste"]).envoyer("precedent", E1=["peu"])
    assert "Vos réponses sont anonymes" in accueil.page
    assert re.search(r'value="peu" checked', accueil.envoyer().page)


def test_changer_de_langue_ne_perd_rien(lien):
    usager = Usager(lien).envoyer().envoyer("langue-en", E1=["assez"])
    assert '<html lang="en"' in usager.page and "Question 1 of 10" in usager.page
    assert re.search(r'value="assez" checked', usager.page)
    usager.envoyer("langue-ar", E1=["assez"])
    assert '<html lang="ar"' in usager.page and 'dir="rtl"' in usager.page
    usager.repondre()
    assert Reponse.objects.get().langue == "ar"


def test_la_langue_se_choisit_par_le_lien(lien):
    page = Client().get(adresse(lien) + "?lang=en").content.decode()
    assert "Your answers are anonymous" in page and "Votre avis (en)" in page


def test_un_double_envoi_n_entre_qu_une_fois(lien):
    usager = Usager(lien).repondre()
    caches = usager.caches
    assert not caches
    encore = Usager(lien).envoyer()
    while "Envoyer mes réponses" not in encore.page:
        codes = set(re.findall(r'name="q-(\w+)"', encore.page))
        encore.envoyer(**{code: REPONSES.get(code, []) for code in codes})
    derniers = {**encore.caches, "geste": "suivant"}
    premiere, seconde = (encore.client.post(encore.chemin, derniers) for _ in range(2))
    assert (premiere.status_code, seconde.status_code) == (303, 303)
    assert "deja=1" in seconde.url and "deja" not in premiere.url
    assert "déjà enregistrée" in encore.client.get(seconde.url).content.decode()
    assert Reponse.objects.count() == 2


@pytest.mark.parametrize(
    ("champs", "statut", "phrase"),
    [
        ({"etat": Enquete.Etat.PREPAREE, "date_ouverture": date(2099, 3, 1)}, 200, "1 mars 2099"),
        ({"date_ouverture": date(2099, 3, 1)}, 200, "Cette enquête n'est pas encore ouverte"),
        ({"date_cloture": date(2022, 3, 1)}, 410, "Cette enquête est close"),
    ],
)
def test_hors_de_ses_jours_l_enquete_le_dit(lien, champs, statut, phrase):
    Enquete.objects.update(**champs)
    for reponse in (Client().get(adresse(lien)), Client().post(adresse(lien), {"geste": "x"})):
        assert reponse.status_code == statut
        assert phrase in unescape(reponse.content.decode())


def test_close_l_enquete_ne_prend_plus_rien(lien):
    usager = Usager(lien).envoyer()
    lien.enquete.clore()
    assert usager.repondre().reponse.status_code == 410
    assert not Reponse.objects.exists()


def test_un_point_ferme_le_dit(lien):
    lien.ferme = True
    lien.save()
    assert Client().get(adresse(lien)).status_code == 410


def test_un_mauvais_lien_se_dit_dans_la_langue_demandee(db):
    reponse = Client().get("/e/nullepart/?lang=en")
    assert reponse.status_code == 404
    assert "This address leads to no survey" in reponse.content.decode()


def test_un_point_de_papier_n_a_pas_de_page(departement):
    assert Client().get(adresse(point(enquete(departement), Mode.PAPIER))).status_code == 404


def test_le_plafond_du_jour_ferme_le_point_sans_perdre_la_reponse(lien):
    usager = Usager(lien)
    lien.plafond_du_jour = 1
    lien.save()
    assert Usager(lien).repondre().reponse.status_code == 303
    assert Client().get(adresse(lien)).status_code == 429
    usager.repondre()
    assert usager.reponse.status_code == 429
    assert "Merci à l'accueil." in usager.page
    Reponse.objects.update(jour=aujourdhui() - timedelta(days=1))
    assert usager.envoyer(E11=REPONSES["E11"]).reponse.status_code == 303


def test_trop_d_envois_d_un_meme_reseau_attendent_sans_rien_perdre(lien, monkeypatch):
    monkeypatch.setattr(ouvertes, "PAR_HEURE", {Mode.LIEN: 1})
    assert Usager(lien).repondre().reponse.status_code == 303
    second = Usager(lien).repondre()
    assert second.reponse.status_code == 429 and "Merci à l'accueil." in second.page
    ailleurs = Usager(lien, **{"X-Forwarded-For": "203.0.113.7"}).repondre()
    assert ailleurs.reponse.status_code == 303


def test_le_piege_a_automates_arrete_l_envoi_et_garde_tout(lien):
    usager = Usager(lien)
    usager.repondre({**REPONSES, "E1": []})
    usager.envoyer(E1=["tres"])
    while "Envoyer mes réponses" not in usager.page:
        usager.envoyer(
            **{c: REPONSES.get(c, []) for c in re.findall(r'name="q-(\w+)"', usager.page)}
        )
    usager.caches["telecopie"] = "spam"
    usager.envoyer(E11=REPONSES["E11"])
    assert "réservé aux automates" in usager.page and "Merci à l'accueil." in usager.page
    assert not Reponse.objects.exists()


@pytest.mark.parametrize(("age", "phrase"), [(0, "trop rapide"), (7 * 3600, "ouverte longtemps")])
def test_un_jeton_trop_frais_ou_perime_garde_les_reponses(lien, monkeypatch, age, phrase):
    monkeypatch.setattr(depot_public, "AGE_MIN", 3)
    usager = Usager(lien)
    usager.caches["jeton"] = depot_public.emettre(
        f"enquete-{lien.code}", le=depot_public.time.time() - age
    )
    usager.envoyer()
    for _ in range(15):
        if "pas encore enregistrée" in usager.page or usager.reponse.status_code != 200:
            break
        codes = set(re.findall(r'name="q-(\w+)"', usager.page))
        usager.envoyer(**{code: REPONSES.get(code, []) for code in codes})
    assert phrase in usager.page and "Merci à l'accueil." in usager.page
    monkeypatch.setattr(depot_public, "AGE_MIN", 0)
    assert usager.envoyer(E11=REPONSES["E11"]).reponse.status_code == 303


# --- Entrées hostiles -----------------------------------------------------------------------------


def test_des_reponses_descellees_ramenent_a_l_accueil(lien):
    usager = Usager(lien).envoyer().envoyer(E1=["tres"])
    usager.caches["reponses"] = usager.caches["reponses"][:-3] + "abc"
    usager.envoyer()
    assert usager.reponse.status_code == 400 and "recommencez" in usager.page


def test_les_reponses_d_un_autre_point_ne_valent_rien_ici(lien):
    autre = point(lien.enquete, Mode.CODE_QR)
    ailleurs = Usager(autre).envoyer().envoyer(E1=["tres"])
    usager = Usager(lien).envoyer()
    usager.caches["reponses"] = ailleurs.caches["reponses"]
    assert usager.envoyer().reponse.status_code == 400


def test_un_texte_d_un_million_de_signes_est_refuse_et_borne(lien):
    usager = Usager(lien).envoyer()
    reponse = usager.client.post(
        usager.chemin, {**usager.caches, "q-E1": ["tres"], "q-E11": "x" * 1_000_000}
    )
    assert reponse.status_code == 200  # la question n'est pas de cet écran : ignorée
    for code in ("E4", "E1"):
        Question.objects.get(code=code).delete()
    Question.objects.exclude(code="E11").delete()
    trop = Usager(lien).envoyer().envoyer(E11=["x" * 1_000_000])
    assert "trop longue" in trop.page and len(trop.page) < 60_000
    assert not Reponse.objects.exists()


def test_plusieurs_longs_textes_ne_font_pas_une_page_de_plusieurs_mo(en_une_page, monkeypatch):
    monkeypatch.setattr(vue, "TOTAL_MAX", 5_000)
    usager = Usager(en_une_page).envoyer().envoyer(E1=["tres"], E3=["oui"])
    usager.envoyer(E11=["x" * 9_000])
    assert usager.reponse.status_code == 413
    assert "Que dites-vous de E11" in usager.page and "trop longue" in usager.page
    assert len(usager.page) < 40_000
    usager.envoyer(E11=["Court"])  # ce qui précède n'est pas perdu
    assert ("E1", "tres") in valeurs(Reponse.objects.get())


@pytest.mark.parametrize("sites, posee", [(["PREF38"], True), (["AILLEURS"], False), ([], True)])
def test_au_point_d_un_site_ce_qui_depend_du_site_se_pose_ou_non(lien, sites, posee):
    """La question du site ne s'y pose pas ; celles qui en dépendent valent d'après lui."""
    Question.objects.filter(code="E3").update(
        source_des_choix=Question.Source.SITES, echelle=None, type="choix_unique"
    )
    lien.site.code = "PREF38"
    lien.site.save()
    Question.objects.filter(code="E4").update(condition_choix=sites, obligatoire=False)
    codes = [ecran.code for ecran in Recueil(lien.enquete, lien).posees]
    assert ("E4" in codes, "E3" in codes) == (posee, False)
    Usager(lien).repondre({**REPONSES, "E4": ["Ici"]})
    assert (("E4", "Ici") in valeurs(Reponse.objects.get())) is posee


def test_un_envoi_demesure_est_refuse_sans_panne(lien):
    usager = Usager(lien).envoyer()
    assert usager.envoyer(E1=["x" * 3_000_000]).reponse.status_code == 400


@pytest.mark.parametrize(
    "texte", ["<script>alert(1)</script>", "=HYPERLINK(1)", "\x00\x1b[2J", "ﷺ" * 9]
)
def test_scripts_et_formules_ne_sont_que_du_texte(lien, texte):
    usager = Usager(lien).repondre({**REPONSES, "E11": [texte]})
    assert usager.reponse.status_code == 303
    assert "<script>alert" not in usager.page


def test_un_choix_inconnu_est_refuse(lien):
    usager = Usager(lien).envoyer().envoyer(E1=["parfait"])
    assert "Choisissez dans la liste proposée." in usager.page


def test_la_question_d_une_autre_enquete_n_est_pas_gardee(lien):
    usager = Usager(lien).envoyer().envoyer(E1=["tres"], Z9=["oui"])
    assert usager.repondre().reponse.status_code == 303
    assert all(
        v.question.questionnaire_id == lien.enquete.questionnaire_id
        for v in Reponse.objects.get().valeurs.select_related("question")
    )


def test_un_ecran_invente_ramene_au_debut(lien):
    usager = Usager(lien).envoyer()
    usager.caches["ecran"] = "Z9"
    assert "Question 1 sur 10" in usager.envoyer().page


def test_les_pages_ne_disent_pas_d_ou_l_on_vient_et_ne_s_indexent_pas(lien):
    reponse = Client().get(adresse(lien))
    assert reponse.headers["Referrer-Policy"] == "no-referrer"
    assert reponse.headers["X-Robots-Tag"] == "noindex"


# Point, jeton, plafond, sel, débit ; puis l'enquête tenue, et jeton, réponse et valeurs écrites.
REQUETES_D_UN_ENVOI = 9


def test_le_dernier_envoi_fait_peu_de_requetes(en_une_page):
    Usager(en_une_page).repondre()
    suivant = Usager(en_une_page).envoyer()
    premiers = {code: REPONSES.get(code, []) for code in ("E1", "E2", "E3")}
    suivant.envoyer(**premiers)
    suite = {code: dits for code, dits in REPONSES.items() if code not in premiers}
    with CaptureQueriesContext(connection) as lues:
        suivant.envoyer(**suite)
    assert suivant.reponse.status_code == 303
    siennes = [q["sql"] for q in lues if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(siennes) <= REQUETES_D_UN_ENVOI, "\n".join(siennes)
