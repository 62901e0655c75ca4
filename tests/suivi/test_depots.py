"""Un usager écrit sans compte : ce qui entre, ce qui se refuse, ce qu'on lui dit."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qualepref.socle import depot_public
from qualepref.socle.models import Journal, Passage
from suivi.depots.mots_publics import MOTS
from suivi.models import Demande, Depot, Identite, PointDeDepot
from tests import factories
from tests.suivi.acces import PNG

LE_7 = date(2022, 3, 7)
MESSAGE = "La porte du hall est trop lourde pour un fauteuil."


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = LE_7


@pytest.fixture
def point(service):
    factories.RegleDelaiFactory(cle="10j", canal="tous", nature="toutes", jours=10)
    return factories.PointDeDepotFactory(service=service, intitule="Hall de la préfecture")


@pytest.fixture
def vieux_jeton(point, monkeypatch):
    """Émis il y a une minute : le temps d'écrire."""
    return depot_public.emettre(f"depot-{point.code}", le=depot_public.time.time() - 60)


@pytest.fixture
def saisie(vieux_jeton):
    return {
        "jeton": vieux_jeton,
        "nature": "reclamation",
        "message": MESSAGE,
        "nom": "Usager 012",
        "coordonnees": "usager012@example.org",
    }


def envoyer(point, saisie, suite="", **entetes):
    return Client().post(point.chemin_public + suite, saisie, follow=True, **entetes)


def texte(reponse):
    return " ".join(unescape(reponse.content.decode()).replace("\u00a0", " ").split())


def test_un_message_devient_une_reclamation_et_son_auteur_est_a_part(point, saisie, service):
    envoyer(point, saisie | {"endroit": "Hall", "jour": "2022-03-04"})
    demande = Demande.objects.get()
    assert demande.service == service
    assert demande.registre == "suggestions_reclamations"
    assert (demande.canal, demande.nature) == ("formulaire_internet", "reclamation")
    assert (demande.objet, demande.date_arrivee) == (MESSAGE, LE_7)
    assert demande.date_echeance == date(2022, 3, 21)
    assert demande.observations.split("\n") == [
        "Déposé par : Hall de la préfecture",
        "Où : Hall",
        "Quand : 04/03/2022",
    ]
    assert demande.identite.nom == "Usager 012"
    assert "Usager 012" not in f"{demande.objet}{demande.observations}"


def test_le_recu_dit_un_numero_et_la_date_promise_rien_de_la_demande(point, saisie):
    page = texte(envoyer(point, saisie))
    assert "Vous recevrez une réponse au plus tard le lundi 21 mars 2022." in page
    assert Demande.objects.get().numero in page
    assert MESSAGE not in page and "Usager 012" not in page


def test_le_recu_ne_se_lit_qu_un_jour_et_que_par_son_jeton(point, saisie):
    envoyer(point, saisie)
    depot = Depot.objects.get()
    assert Client().get(depot.adresse_du_recu).status_code == 200
    autre = reverse("suivi:depot_recu", args=[point.code, "00000000-0000-4000-8000-000000000000"])
    assert Client().get(autre).status_code == 404
    Depot.objects.update(moment=timezone.now() - timedelta(hours=25))
    assert Client().get(depot.adresse_du_recu).status_code == 404


@pytest.mark.parametrize(
    ("laisse", "motif", "phrase"),
    [
        ({"nom": "", "coordonnees": ""}, "anonyme", "ni nom ni adresse"),
        ({"nom": "Usager 012", "coordonnees": ""}, "sans_adresse", "pas laissé d'adresse"),
        ({"nom": "", "coordonnees": "usager012@example.org"}, "", "au plus tard le"),
    ],
)
def test_sans_adresse_la_reponse_n_est_pas_due_et_c_est_dit(point, saisie, laisse, motif, phrase):
    page = texte(envoyer(point, saisie | laisse))
    assert Demande.objects.get().reponse_non_due == motif
    assert phrase in page
    assert Identite.objects.exists() is any(laisse.values())


def test_un_double_envoi_n_entre_qu_une_fois_et_montre_le_meme_recu(point, saisie):
    premier, second = envoyer(point, saisie), envoyer(point, saisie)
    assert Demande.objects.count() == Depot.objects.count() == 1
    assert premier.redirect_chain == second.redirect_chain


def test_deux_messages_pareils_de_deux_personnes_entrent_tous_les_deux(point, saisie):
    autre = depot_public.emettre(f"depot-{point.code}", le=depot_public.time.time() - 60)
    envoyer(point, saisie)
    envoyer(point, saisie | {"jeton": autre})
    assert Demande.objects.count() == 2


@pytest.mark.parametrize(
    ("avant", "phrase"),
    [(0, "trop rapide"), (depot_public.AGE_MAX + 60, "restée ouverte longtemps")],
)
def test_trop_vite_ou_trop_tard_se_dit_sans_rien_perdre(point, saisie, avant, phrase):
    jeton = depot_public.emettre(f"depot-{point.code}", le=depot_public.time.time() - avant)
    page = envoyer(point, saisie | {"jeton": jeton})
    assert phrase in texte(page)
    assert MESSAGE in texte(page) and "Usager 012" in texte(page)
    assert not Demande.objects.exists()


def test_une_page_perimee_se_renvoie_avec_un_jeton_neuf(point, saisie):
    page = envoyer(point, saisie | {"jeton": "faux"})
    neuf = re.search(r'name="jeton" value="([^"]+)"', page.content.decode())[1]
    assert neuf != "faux"
    assert page.context["form"].data["jeton"] == neuf


def test_le_pot_de_miel_arrete_un_automate(point, saisie):
    assert "réservé aux automates" in texte(envoyer(point, saisie | {"telecopie": "http://spam"}))
    assert not Demande.objects.exists()


def test_au_dela_du_debit_on_dit_d_attendre(point, saisie):
    for _ in range(12):
        Passage.objects.noter(f"depot-{point.code}", "203.0.113.7")
    page = envoyer(point, saisie, REMOTE_ADDR="203.0.113.7")
    assert "envoyez de nouveau dans 10 min" in texte(page)
    assert not Demande.objects.exists()
    envoyer(point, saisie, REMOTE_ADDR="203.0.113.8")
    assert Demande.objects.exists()


def test_l_adresse_du_visiteur_n_est_nulle_part_en_base(point, saisie):
    envoyer(point, saisie, REMOTE_ADDR="203.0.113.7")
    passage = Passage.objects.get()
    assert "203.0.113.7" not in passage.empreinte
    assert len(passage.empreinte) == 64


@pytest.mark.parametrize(
    ("champ", "valeur", "faute"),
    [
        ("message", "", "obligatoire"),
        ("message", "x" * 4001, "4000"),
        ("nature", "autre", "choix"),
        ("nature", "rendez_vous", "choix"),
        ("jour", "2022-03-08", "dans le futur"),
        ("jour", "1022-03-08", "trop ancienne"),
        ("jour", "hier", "date valide"),
        ("nom", "x" * 201, "200"),
    ],
)
def test_une_saisie_fautive_se_dit_et_rien_n_est_perdu(point, saisie, champ, valeur, faute):
    page = texte(envoyer(point, saisie | {"endroit": "Guichet 3"} | {champ: valeur}))
    assert faute in page
    assert "Guichet 3" in page
    assert not Demande.objects.exists()


def test_un_long_message_est_entier_aux_observations(point, saisie):
    envoyer(point, saisie | {"message": "Très long. " * 100})
    demande = Demande.objects.get()
    assert len(demande.objet) <= 150 and demande.objet.endswith("…")
    assert demande.observations.endswith(("Très long. " * 100).strip())


def test_le_texte_de_l_usager_n_est_jamais_du_html(point, saisie, client_de, referent):
    envoyer(point, saisie | {"message": "<script>alert(1)</script>", "endroit": "<b>ici</b>"})
    page = client_de(referent).get(Demande.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "<b>ici" not in page
    assert "&lt;script&gt;" in page


def test_un_point_ferme_le_dit_et_ne_prend_rien(point, saisie):
    PointDeDepot.objects.update(est_ouvert=False)
    page = texte(envoyer(point, saisie))
    assert "Ce point de dépôt est fermé" in page and "<form" not in page
    assert not Demande.objects.exists()


def test_un_code_inconnu_est_introuvable(db):
    assert Client().get(reverse("suivi:deposer", args=["inconnu"])).status_code == 404


def test_les_codes_ne_se_devinent_pas(service):
    codes = {factories.PointDeDepotFactory(service=service).code for _ in range(20)}
    assert len(codes) == 20 and {len(code) for code in codes} == {10}


def test_sans_le_jeton_des_formulaires_rien_n_entre(point, saisie):
    client = Client(enforce_csrf_checks=True)
    page = client.post(point.chemin_public, saisie)
    assert page.status_code == 403
    assert "votre saisie y est encore" in texte(page)
    assert not Demande.objects.exists()


def test_la_page_s_ouvre_sans_compte_sans_nom_d_agent_et_ne_se_garde_pas(point, referent):
    reponse = Client().get(point.chemin_public)
    assert reponse.status_code == 200
    assert "no-store" in reponse["Cache-Control"]
    assert str(referent) not in texte(reponse)
    assert "Menu principal" not in texte(reponse)


def test_un_agent_connecte_lit_la_meme_page_que_l_usager(point, client_de, referent):
    page = texte(client_de(referent).get(point.chemin_public))
    assert "Menu principal" not in page and referent.username not in page


def test_tout_se_lit_aussi_en_anglais(point, saisie):
    page = texte(Client().get(f"{point.chemin_public}?lang=en"))
    assert '<html lang="en"' in page and MOTS["en"].titre in page
    assert all(question in page for question in MOTS["en"].questions.values())
    recu = texte(envoyer(point, saisie, "?lang=en"))
    assert "You will receive an answer by Monday 21 March 2022" in recu
    faute = texte(envoyer(point, saisie | {"message": ""}, "?lang=en"))
    assert "This field is required." in faute


def test_une_langue_inconnue_est_le_francais(point):
    assert MOTS["fr"].titre in texte(Client().get(f"{point.chemin_public}?lang=klingon"))


def test_chaque_question_se_lit_avec_son_aide(point):
    page = texte(Client().get(point.chemin_public))
    dites = [*MOTS["fr"].questions.values(), *MOTS["fr"].aides.values()]
    assert [dite for dite in dites if dite not in page] == []


def test_l_usager_lit_ce_que_deviennent_ses_donnees(point):
    page = texte(Client().get(point.chemin_public))
    assert "effacés 24 mois après la réponse" in page and "CNIL" in page


def test_chaque_langue_dit_tout():
    questions = {tuple(mots.questions) for mots in MOTS.values()}
    assert len(questions) == 1
    assert {tuple(mots.refus) for mots in MOTS.values()} == {tuple(MOTS["fr"].refus)}


def test_le_referent_tient_ses_points(client_de, referent, service):
    client = client_de(referent)
    saisie = {"intitule": "Hall", "service": service.pk, "est_ouvert": "on"}
    page = client.post(reverse("suivi:pointdedepot_create"), saisie, follow=True)
    point = PointDeDepot.objects.get()
    assert point.code in texte(page) and "<svg" in page.content.decode()


def test_un_lieu_d_un_autre_site_se_refuse(client_de, referent, service, departement):
    lieu = factories.LieuFactory(site__departement=departement)
    factories.ServiceFactory(site=lieu.site, parent=None)
    saisie = {"intitule": "Hall", "service": service.pk, "lieu": lieu.pk}
    page = client_de(referent).post(reverse("suivi:pointdedepot_create"), saisie)
    assert "sur un autre site" in texte(page)


def test_l_affiche_est_une_page_a4_qui_dit_l_adresse(point, client_de, referent, settings):
    settings.ADRESSE = "https://qualite.exemple.fr"
    reponse = client_de(referent).get(reverse("suivi:pointdedepot_pdf", args=[point.pk]))
    with pikepdf.open(BytesIO(reponse.content)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
    assert reponse["Content-Disposition"] == (
        'attachment; filename="affiche-hall-de-la-prefecture.pdf"'
    )
    assert Journal.objects.filter(genre=Journal.Genre.TELECHARGEMENT).exists()


def piece(contenu=PNG, nom="photo.png"):
    return SimpleUploadedFile(nom, contenu)


def test_une_photo_se_joint_sans_dire_qui_l_a_prise(point, saisie):
    envoyer(point, saisie | {"piece": piece()})
    jointe = Demande.objects.get().pieces.get()
    assert (jointe.type, jointe.deposee_par) == ("image/png", None)


@pytest.mark.parametrize(
    "refusee",
    [
        lambda: piece(b"MZ\x90", "photo.png"),
        lambda: piece(PNG, "programme.exe"),
        lambda: piece(b"%PDF-" + b"0" * (10 * 2**20), "gros.pdf"),
    ],
)
def test_une_piece_d_un_autre_type_ou_trop_lourde_se_refuse(point, saisie, refusee):
    assert MOTS["fr"].piece_refusee in texte(envoyer(point, saisie | {"piece": refusee()}))
    en_anglais = envoyer(point, saisie | {"piece": refusee()}, "?lang=en")
    assert MOTS["en"].piece_refusee in texte(en_anglais)
    assert not Demande.objects.exists()
