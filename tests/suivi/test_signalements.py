"""Les signalements : déposés en trois champs, traités, suivis, et leur auteur tu."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook
from PIL import ExifTags, Image

from engagements.models import Action
from qualepref.socle.models import Journal
from qualepref.socle.rapport import rendre
from suivi.models import Signalement
from suivi.rapports import BilanDesSignalements
from tests import factories
from tests.suivi.acces import PNG

LE_15 = date(2022, 3, 15)
LISTE, SIENS = reverse("suivi:signalement_list"), reverse("suivi:mes_signalements")
SIGNALER = reverse("suivi:signaler")
TEXTE = "La borne du hall ne rend plus de ticket depuis lundi."


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = LE_15


@pytest.fixture
def auteur(creer_agent, departement, service):
    return creer_agent("agent", departement, last_name="Toutblanc", username="toutblanc")


@pytest.fixture
def signalement(departement, service, auteur):
    return factories.SignalementFactory(
        departement=departement, service=service, auteur=auteur, description=TEXTE
    )


def page(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def adresse(verbe, signalement):
    return reverse(f"suivi:signalement_{verbe}", args=[signalement.pk])


def saisie(**champs):
    return {"nature": "dysfonctionnement", "description": TEXTE} | champs


# --- Signaler -----------------------------------------------------------------------------------


def test_trois_champs_suffisent_et_l_auteur_suit_le_sien(client_de, auteur, service):
    reponse = client_de(auteur).post(SIGNALER, saisie(service=service.pk), follow=True)
    depose = Signalement.objects.get()
    assert "transmis au référent qualité" in page(reponse) and TEXTE in page(reponse)
    assert (depose.auteur, depose.service, depose.site) == (auteur, service, service.site)
    assert (depose.etat, depose.date_depot) == ("recu", LE_15)
    assert (depose.departement, depose.nom_dicible) == (service.site.departement, False)
    assert TEXTE in page(client_de(auteur).get(SIENS))


def test_le_formulaire_montre_trois_champs_et_replie_les_autres(client_de, auteur, service):
    html = client_de(auteur).get(SIGNALER).content.decode()
    avant, repli = html.split('<details class="qp-details')
    for nom in ("nature", "description", "service"):
        assert f'name="{nom}"' in avant
    for nom in ("endroit", "piece", "nom_dicible"):
        assert f'name="{nom}"' in repli
    assert f'<optgroup label="{service.site.nom}">' in html and "Tout le site" in html


def test_un_service_ferme_ou_d_ailleurs_n_est_pas_propose(
    client_de, auteur, service, voisin, autre_service
):
    type(voisin).objects.filter(pk=voisin.pk).update(date_fin=date(2022, 1, 1))
    html = client_de(auteur).get(SIGNALER).content.decode()
    assert service.nom in html and voisin.nom not in html and autre_service.nom not in html
    for refuse in (voisin, autre_service):
        client_de(auteur).post(SIGNALER, saisie(service=refuse.pk))
    assert not Signalement.objects.exists()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"description": "  "}, "obligatoire"),
        ({"nature": "plainte"}, "Sélectionnez un choix valide"),
        ({"piece": SimpleUploadedFile("virus.exe", b"MZ")}, "ce type de fichier n'est pas accepté"),
        ({"piece": SimpleUploadedFile("faux.pdf", b"MZ")}, "n'est pas celui d'un fichier pdf"),
    ],
)
def test_une_saisie_fautive_se_dit_et_se_garde(client_de, auteur, champs, phrase):
    reponse = client_de(auteur).post(SIGNALER, saisie(endroit="Guichet 3") | champs)
    assert phrase in page(reponse)
    html = reponse.content.decode()
    assert 'value="Guichet 3"' in html and re.search(r"<details[^>]* open>", html)
    assert not Signalement.objects.exists()


def test_deux_clics_n_en_font_pas_deux(client_de, auteur):
    client = client_de(auteur)
    client.post(SIGNALER, saisie())
    assert "déjà envoyé ce signalement" in page(client.post(SIGNALER, saisie()))
    assert Signalement.objects.count() == 1


def test_un_compte_sans_departement_n_a_personne_a_qui_signaler(client_de, db):
    technicien = factories.AgentFactory(departement=None, is_superuser=True)
    reponse = client_de(technicien).post(SIGNALER, saisie())
    assert "d'aucun département" in page(reponse) and not Signalement.objects.exists()


# --- Tu à tous --------------------------------------------------------------------------------


def test_ni_les_pages_ni_l_export_ne_disent_l_auteur(
    client_de, auteur, referent, correspondant, auditeur, service
):
    client_de(auteur).post(SIGNALER, saisie(service=service.pk, piece=piece("toutblanc.png")))
    depose = Signalement.objects.get()
    for lecteur in (referent, correspondant, auditeur):
        client = client_de(lecteur)
        for url in (LISTE, depose.get_absolute_url(), f"{LISTE}?q=borne", f"{LISTE}?sort=auteur"):
            contenu = client.get(url).content.decode().lower()
            assert "toutblanc" not in contenu and str(depose.pk) in contenu
        classeur = load_workbook(BytesIO(client.get(f"{LISTE}?export=xlsx").content)).active
        lignes = [str(v).lower() for ligne in classeur.values for v in ligne]
        assert TEXTE.lower() in lignes and not any("toutblanc" in v for v in lignes)


def test_l_historique_ne_trahit_pas_l_auteur(client_de, auteur, referent):
    client_de(auteur).post(SIGNALER, saisie())
    depose = Signalement.objects.get()
    client_de(referent).post(adresse("repondre", depose), {"reponse": "Réparée"})
    client_de(auteur).get(depose.adresse_pour_l_auteur)
    versions = list(depose.history.order_by("pk"))
    assert [version.history_user for version in versions] == [None, referent]
    assert not hasattr(versions[0], "auteur_id") and not hasattr(versions[0], "a_lire")
    assert "un agent · création" in page(client_de(referent).get(depose.get_absolute_url()))


def test_un_lien_encore_vide_ne_se_dit_pas_supprime(client_de, referent, signalement):
    engagement = factories.EngagementFactory(numero=4, intitule="Former")
    versions = signalement.history.count()
    signalement.trier(engagement=engagement)
    fiche = page(client_de(referent).get(signalement.get_absolute_url()))
    assert signalement.history.count() == versions + 1
    assert "engagement : « vide » → « 4. Former »" in fiche and "Deleted" not in fiche


def test_deposer_et_suivre_ne_laissent_rien_au_journal(client_de, auteur):
    client = client_de(auteur)
    client.post(SIGNALER, saisie(piece=piece()))
    depose = Signalement.objects.get()
    client.get(depose.adresse_pour_l_auteur)
    assert client.get(reverse("suivi:ma_piece", args=[depose.pk])).status_code == 200
    assert not Journal.objects.exclude(genre=Journal.Genre.CONNEXION).exists()


def test_le_referent_ouvre_le_nom_et_cela_se_consigne(client_de, referent, signalement):
    fiche = client_de(referent).get(signalement.get_absolute_url())
    assert "Voir qui l’a déposé" in page(fiche) and "Toutblanc" not in page(fiche)
    assert "Toutblanc" in page(client_de(referent).get(adresse("auteur", signalement)))
    ligne = Journal.objects.get(genre=Journal.Genre.CONSULTATION)
    assert (ligne.agent, ligne.details) == (referent, {"signalement": signalement.pk})
    assert "toutblanc" not in str(ligne.details).lower()


def test_sur_place_aussi_la_consultation_se_consigne(client_de, referent, signalement):
    reponse = client_de(referent).get(
        adresse("auteur", signalement), headers={"HX-Request": "true"}
    )
    assert "<html" not in reponse.content.decode() and "Toutblanc" in page(reponse)
    assert Journal.objects.filter(genre=Journal.Genre.CONSULTATION).count() == 1


def test_un_nom_dicible_se_lit_du_service_et_jamais_de_l_auditeur(
    client_de, referent, correspondant, auditeur, signalement
):
    Signalement.objects.update(nom_dicible=True)
    url = signalement.get_absolute_url()
    assert "Toutblanc" in page(client_de(correspondant).get(url))
    assert "Toutblanc" in page(client_de(referent).get(url))
    assert "Toutblanc" not in page(client_de(auditeur).get(url))


def test_l_auteur_change_d_avis_sur_son_nom_sans_laisser_de_trace(
    client_de, auteur, correspondant, signalement
):
    versions = signalement.history.count()
    client, service = client_de(auteur), client_de(correspondant)
    fiche = client.post(reverse("suivi:mon_nom_nommer", args=[signalement.pk]), follow=True)
    assert "Ne plus dire mon nom" in page(fiche)
    assert "Toutblanc" in page(service.get(signalement.get_absolute_url()))
    client.post(reverse("suivi:mon_nom_taire", args=[signalement.pk]))
    assert "Toutblanc" not in page(service.get(signalement.get_absolute_url()))
    assert signalement.history.count() == versions


def test_qui_est_auditeur_ici_et_correspondant_ailleurs_ne_lit_pas_le_nom_ici(
    client_de, auditeur, signalement, voisin
):
    """Le droit de lire le nom vient de la désignation qui couvre ce service-là."""
    factories.DesignationFactory(
        agent=auditeur, fonction="correspondant_qualite", site=voisin.site, service=voisin
    )
    Signalement.objects.update(nom_dicible=True)
    fiche = client_de(auditeur).get(signalement.get_absolute_url())
    assert fiche.status_code == 200 and "Toutblanc" not in page(fiche)


def test_le_correspondant_lit_ceux_de_ses_services_seulement(
    client_de, correspondant, signalement, voisin, departement
):
    autres = [
        factories.SignalementFactory(departement=departement, service=voisin),
        factories.SignalementFactory(departement=departement, service=None),
    ]
    client = client_de(correspondant)
    assert client.get(LISTE).context["table"].paginator.count == 1
    assert client.get(signalement.get_absolute_url()).status_code == 200
    assert {client.get(a.get_absolute_url()).status_code for a in autres} == {404}
    assert "Répondre" not in page(client.get(signalement.get_absolute_url()))


def test_un_agent_n_ouvre_pas_celui_d_un_collegue(client_de, agent, signalement):
    client = client_de(agent)
    assert client.get(signalement.adresse_pour_l_auteur).status_code == 404
    assert client.get(signalement.get_absolute_url()).status_code == 403
    assert TEXTE not in page(client.get(SIENS))


def test_un_agent_mute_garde_les_siens(client_de, auteur, signalement, autre_departement):
    type(auteur).objects.filter(pk=auteur.pk).update(departement=autre_departement)
    auteur = type(auteur).objects.get(pk=auteur.pk)
    assert client_de(auteur).get(signalement.adresse_pour_l_auteur).status_code == 200


def test_l_auteur_dont_le_compte_disparait_laisse_son_signalement(auteur, signalement):
    auteur.delete()
    assert Signalement.objects.get().auteur is None


# --- Traiter ----------------------------------------------------------------------------------


def test_trier_repondre_clore(client_de, referent, signalement, voisin, auteur):
    client = client_de(referent)
    tri = {"nature": "idee", "service": voisin.pk, "endroit": "Hall"}
    client.post(adresse("trier", signalement), tri)
    signalement.refresh_from_db()
    assert (signalement.etat, signalement.nature, signalement.service) == (
        "en_cours",
        "idee",
        voisin,
    )
    assert not signalement.a_lire  # un tri n'apprend rien à l'auteur
    fiche = client.post(adresse("repondre", signalement), {"reponse": "Réparée."}, follow=True)
    assert "son auteur en est averti" in page(fiche) and "Réponse du 15 mars 2022" in page(fiche)
    client.post(adresse("clore", signalement))
    signalement.refresh_from_db()
    assert (signalement.etat, signalement.date_cloture) == ("clos", LE_15)


def test_l_auteur_est_averti_jusqu_a_lecture(client_de, referent, auteur, signalement):
    client = client_de(auteur)
    accueil = reverse("accueil")
    assert "signalement" not in page(client.get(accueil)).split("À faire")[-1]
    client_de(referent).post(adresse("repondre", signalement), {"reponse": "Réparée."})
    assert "nouvelle de votre signalement à lire" in page(client.get(accueil))
    assert "Nouvelle réponse" in page(client.get(SIENS))
    assert "Réparée." in page(client.get(signalement.adresse_pour_l_auteur))
    assert "Nouvelle réponse" not in page(client.get(SIENS))
    assert "à lire" not in page(client.get(accueil))
    client_de(referent).post(adresse("repondre", signalement), {"reponse": "Réparée hier."})
    assert "Nouvelle réponse" in page(client.get(SIENS))


def test_un_referent_qui_ouvre_la_fiche_ne_marque_rien_comme_lu(client_de, referent, signalement):
    Signalement.objects.update(a_lire=True)
    client_de(referent).get(signalement.get_absolute_url())
    technicien = factories.AgentFactory(is_superuser=True)
    client_de(technicien).get(signalement.adresse_pour_l_auteur)
    assert Signalement.objects.get().a_lire


def test_classer_demande_un_motif_que_l_auteur_lit(client_de, referent, auteur, signalement):
    client = client_de(referent)
    assert "obligatoire" in page(client.post(adresse("classer", signalement), {"motif": " "}))
    client.post(adresse("classer", signalement), {"motif": "Relève du propriétaire des murs."})
    suivi = page(client_de(auteur).get(signalement.adresse_pour_l_auteur))
    assert "Pourquoi il est sans suite" in suivi and "propriétaire des murs" in suivi
    assert "Répondu" not in suivi


def test_proposer_une_action_et_son_lien(client_de, referent, auteur, signalement, service):
    engagement = factories.EngagementFactory(numero=4)
    Signalement.objects.update(engagement=engagement)
    initial = client_de(referent).get(adresse("proposer", signalement)).context["form"].initial
    assert TEXTE not in str(initial)
    donnees = {"intitule": "Changer la borne", "chiffres": "Panne du 7 mars", "service": service.pk}
    fiche = client_de(referent).post(adresse("proposer", signalement), donnees, follow=True)
    action = Action.objects.get()
    assert (action.origine, action.etat) == ("signalement", "proposee")
    assert list(action.engagements.all()) == [engagement] and action.service == service
    assert action.get_absolute_url() in fiche.content.decode()
    signalement.refresh_from_db()
    assert (signalement.action, signalement.etat) == (action, "en_cours")
    suivi = page(client_de(auteur).get(signalement.adresse_pour_l_auteur))
    assert "Une action en est née" in suivi and "Changer la borne" in suivi
    encore = client_de(referent).post(adresse("proposer", signalement), donnees)
    assert "Une action est déjà proposée" in page(encore) and Action.objects.count() == 1


def test_deux_signalements_peuvent_mener_a_la_meme_action(departement, service):
    deux = factories.SignalementFactory.create_batch(2, departement=departement, service=service)
    actions = {s.proposer("Changer la borne", service=service) for s in deux}
    assert len(actions) == 1 and actions.pop().signalements.count() == 2


def test_un_acte_que_l_etat_ne_permet_plus_se_dit_sans_rien_perdre(
    client_de, referent, signalement
):
    """La fiche est restée ouverte dans un autre onglet."""
    Signalement.objects.update(etat="classe_sans_suite", motif="Hors sujet")
    client = client_de(referent)
    reponse = client.post(adresse("repondre", signalement), {"reponse": "Trop tard tapé"})
    assert "ne peut pas devenir répondu" in page(reponse) and "Trop tard tapé" in page(reponse)
    reponse = client.post(adresse("trier", signalement), {"nature": "idee"})
    assert "rouvrez-le d'abord" in page(reponse)
    assert "ne peut pas devenir clos" in page(
        client.post(adresse("clore", signalement), follow=True)
    )
    assert Signalement.objects.get().etat == "classe_sans_suite"
    client.post(adresse("rouvrir", signalement))
    assert Signalement.objects.get().etat == "en_cours"


def test_deux_personnes_repondent_la_seconde_relit_avant_d_ecraser(
    client_de, referent, creer_agent, departement, signalement
):
    premiere, seconde = (
        client_de(a) for a in (creer_agent("referent_qualite", departement), referent)
    )
    url = adresse("repondre", signalement)
    lue = seconde.get(url).context["form"].initial["version"]
    premiere.post(url, {"reponse": "Réparée lundi."})
    conflit = seconde.post(url, {"reponse": "Je m'en occupe.", "version": lue})
    assert "Quelqu'un a traité ce signalement" in page(conflit)
    assert "répondu : « Réparée lundi. »" in page(conflit) and "Je m'en occupe." in page(conflit)
    assert Signalement.objects.get().reponse == "Réparée lundi."
    version = re.search(r'name="version" value="(\d+)"', conflit.content.decode())[1]
    seconde.post(url, {"reponse": "Je m'en occupe.", "version": version})
    assert Signalement.objects.get().reponse == "Je m'en occupe."


def test_l_auteur_qui_lit_ne_gene_pas_qui_traite(client_de, referent, auteur, signalement):
    signalement.repondre("Réparée.")
    url = adresse("repondre", signalement)
    lue = client_de(referent).get(url).context["form"].initial["version"]
    client_de(auteur).get(signalement.adresse_pour_l_auteur)
    client_de(referent).post(url, {"reponse": "Réparée hier.", "version": lue})
    assert Signalement.objects.get().reponse == "Réparée hier."


def test_rouvrir_ce_qui_est_ouvert_se_refuse(signalement):
    with pytest.raises(ValidationError, match="rien à rouvrir"):
        signalement.rouvrir()


@pytest.mark.parametrize("champs", [{"etat": "repondu"}, {"etat": "classe_sans_suite"}])
def test_la_base_exige_une_reponse_ou_un_motif(departement, champs):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.SignalementFactory(departement=departement, **champs)


def test_inscrire_ce_qui_est_venu_par_la_boite_qualite(client_de, referent, auteur, service):
    url = reverse("suivi:signalement_create")
    donnees = saisie(canal="boite_qualite", date_depot="2022-03-01", auteur=auteur.pk)
    client_de(referent).post(url, donnees | {"service": service.pk})
    inscrit = Signalement.objects.get()
    assert (inscrit.canal, inscrit.auteur) == ("boite_qualite", auteur)
    assert TEXTE in page(client_de(auteur).get(SIENS))
    futur = client_de(referent).post(url, donnees | {"date_depot": "2022-04-01"})
    assert "dans le futur" in page(futur) and Signalement.objects.count() == 1


# --- Pièce jointe -----------------------------------------------------------------------------


def piece(nom="photo.png", contenu=PNG):
    return SimpleUploadedFile(nom, contenu)


def test_une_photo_s_ouvre_dans_la_page_et_son_nom_ne_dit_rien(client_de, auteur, referent):
    client_de(auteur).post(SIGNALER, saisie(piece=piece("toutblanc.png")))
    depose = Signalement.objects.get()
    assert "toutblanc" not in depose.piece.name
    reponse = client_de(referent).get(adresse("piece", depose))
    assert reponse["Content-Type"] == "image/png"
    assert reponse["Content-Disposition"] == f'inline; filename="signalement-{depose.pk}.png"'
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert Journal.objects.filter(genre=Journal.Genre.TELECHARGEMENT, agent=referent).exists()


def photo(largeur=60, hauteur=40):
    """Une photo prise téléphone debout : l'appareil y écrit son sens, son auteur et le lieu."""
    image = Image.new("RGB", (largeur, hauteur), "white")
    notes = image.getexif()
    notes[ExifTags.Base.Orientation] = 6
    notes[ExifTags.Base.Artist] = "Agent Toutblanc"
    notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    tampon = BytesIO()
    image.save(tampon, "JPEG", exif=notes, comment="Toutblanc")
    return tampon.getvalue()


def test_une_photo_perd_ce_que_l_appareil_y_inscrit(client_de, auteur):
    assert b"Toutblanc" in photo()
    client_de(auteur).post(SIGNALER, saisie(piece=piece("vue.jpg", photo())))
    octets = Signalement.objects.get().piece.read()
    gardee = Image.open(BytesIO(octets))
    assert not gardee.getexif() and b"Toutblanc" not in octets
    assert gardee.size == (40, 60), "remise droite"


def test_une_photo_abimee_se_dit(client_de, auteur):
    rendu = client_de(auteur).post(SIGNALER, saisie(piece=piece("vue.jpg", photo()[:300])))
    assert "cette image ne s'ouvre pas" in page(rendu)
    assert not Signalement.objects.exists()


def test_un_pdf_se_telecharge(client_de, auteur, referent):
    client_de(auteur).post(SIGNALER, saisie(piece=piece("note.pdf", b"%PDF-1.4 essai")))
    reponse = client_de(referent).get(adresse("piece", Signalement.objects.get()))
    assert reponse["Content-Disposition"].startswith("attachment")


def test_sans_piece_ou_fichier_perdu_c_est_introuvable(client_de, auteur, referent, signalement):
    assert client_de(referent).get(adresse("piece", signalement)).status_code == 404
    Signalement.objects.update(piece="signalements/2022/perdu.png")
    assert client_de(referent).get(adresse("piece", signalement)).status_code == 404


def test_l_auditeur_n_ouvre_pas_la_piece(client_de, auditeur, signalement):
    Signalement.objects.update(piece="signalements/2022/photo.png")
    assert client_de(auditeur).get(adresse("piece", signalement)).status_code == 403
    assert (
        "Photo jointe"
        not in client_de(auditeur).get(signalement.get_absolute_url()).content.decode()
    )


# --- Listes, à faire, chiffres ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("filtre", "trouves"),
    [
        ("etat=recu", {"Neuf"}),
        ("etat=ouverts", {"Neuf", "Répondu"}),
        ("etat=sans_reponse", {"Neuf"}),
        ("nature=idee", {"Classé"}),
        ("du=2022-03-08", {"Classé"}),
        ("au=2022-03-07", {"Neuf", "Répondu"}),
        ("q=guichet", {"Neuf"}),
        ("action=true", {"Répondu"}),
        ("action=false", {"Neuf", "Classé"}),
        ("canal=hierarchie", set()),
    ],
)
def test_chaque_filtre_de_la_liste(client_de, referent, departement, filtre, trouves):
    action = factories.ActionFactory(departement=departement)
    neuf = {"departement": departement, "service": None}
    factories.SignalementFactory(**neuf, description="Neuf", endroit="Guichet 3")
    repondu = {"etat": "repondu", "reponse": "Oui", "date_reponse": LE_15, "action": action}
    factories.SignalementFactory(**neuf, description="Répondu", **repondu)
    classe = {"etat": "classe_sans_suite", "motif": "Non", "nature": "idee", "date_depot": LE_15}
    factories.SignalementFactory(**neuf, description="Classé", **classe)
    table = client_de(referent).get(f"{LISTE}?{filtre}").context["table"]
    assert {ligne.description for ligne in table.data} == trouves


def test_l_accueil_du_referent_compte_ceux_a_trier(client_de, referent, signalement, departement):
    factories.SignalementFactory(departement=departement, etat="en_cours")
    contenu = page(client_de(referent).get(reverse("accueil")))
    assert "1 signalement à trier" in contenu and "1 signalement en cours, sans réponse" in contenu


def test_les_chiffres_du_bilan(departement, service, voisin):
    communs = {"departement": departement, "service": service}
    factories.SignalementFactory.create_batch(2, **communs)
    factories.SignalementFactory(
        **communs, nature="idee", date_depot=LE_15, etat="classe_sans_suite", motif="Non"
    )
    factories.SignalementFactory(
        departement=departement, etat="clos", reponse="Oui", date_reponse=LE_15
    )
    tous = Signalement.objects.all()
    assert tous.par_nature() == [("dysfonctionnement", 3), ("idee", 1)]
    assert tous.par_service() == [(service.nom, 3), (None, 1)]
    assert tous.par_mois() == [(3, 4)]
    assert tous.chiffres() == {
        "total": 4,
        "sans_reponse": 2,
        "repondus": 1,
        "classes": 1,
        "avec_action": 0,
    }
    assert tous.deposes_entre(LE_15, LE_15).count() == 1


def test_mes_signalements_se_lisent_par_vingt(client_de, auteur, departement):
    factories.SignalementFactory.create_batch(21, departement=departement, auteur=auteur)
    client = client_de(auteur)
    assert "1 sur 2" in page(client.get(SIENS))
    assert client.get(f"{SIENS}?page=2").content.decode().count("qp-siens__ligne") == 1


# --- Le bilan -----------------------------------------------------------------------------------

BILAN = reverse("socle:rapport_detail", args=["signalements"])


def test_le_comite_de_pilotage_lit_les_comptes_sans_un_mot_des_textes(
    client_de, creer_agent, departement, signalement
):
    copil = creer_agent("copil", departement)
    assert client_de(copil).get(LISTE).status_code == 403
    lu = page(client_de(copil).get(BILAN, {"annee": 2022}))
    assert "Signalements des agents, 2022" in lu and "Dysfonctionnement 1" in lu
    assert (
        "Déposés : 1 ; répondus : 0" in lu
        and "Mars 1" in lu
        and TEXTE not in lu
        and "Toutblanc" not in lu
    )


def test_le_bilan_d_un_correspondant_ne_compte_que_ses_services(
    client_de, correspondant, signalement, voisin, departement
):
    factories.SignalementFactory(departement=departement, service=voisin)
    lu = client_de(correspondant).get(BILAN, {"annee": ""}).context["donnees"]
    assert lu["annee"] == 2022 and lu["chiffres"]["total"] == 1


def test_une_annee_sans_rien_se_dit(client_de, referent, agent):
    assert "Aucun signalement cette année" in page(client_de(referent).get(BILAN, {"annee": 2019}))
    assert client_de(referent).get(BILAN, {"annee": "x"}).status_code == 200
    assert client_de(agent).get(BILAN).status_code == 403


@pytest.mark.parametrize("forme", ["xlsx", "odt", "json", "html", "pdf"])
def test_le_bilan_se_rend_dans_chaque_forme(referent, signalement, forme):
    bilan = BilanDesSignalements()
    assert rendre(bilan, bilan.donnees(referent, annee=2022), forme).octets
