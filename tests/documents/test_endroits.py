"""Où chaque document est accessible : ce qui y pend encore, ce qu'on y a vu, et par qui."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from documents.models import Diffusion
from tests import factories
from tests.documents.fichiers import PNG, pdf

LE = date(2022, 12, 31)
LISTE = reverse("documents:diffusion_list")
pytestmark = pytest.mark.usefixtures("au_31_decembre", "depot")


@pytest.fixture
def photos(tmp_path, monkeypatch):
    stockage = FileSystemStorage(location=tmp_path / "photos")
    monkeypatch.setattr(Diffusion._meta.get_field("photo"), "storage", stockage)
    return tmp_path / "photos"


def changer(objet, **champs):
    for nom, valeur in champs.items():
        setattr(objet, nom, valeur)
    objet.save()
    return objet


def situation(diffusion, le=None):
    une = Diffusion.objects.avec_situation(le).get(pk=diffusion.pk)
    reprise = Diffusion.objects.a_reprendre(le).filter(pk=diffusion.pk).exists()
    assert reprise == (
        une.situation_du_jour
        in {
            "a_retirer",
            "a_remplacer",
            "absente",
            "muette",
        }
    )
    return une.situation_du_jour


def texte(reponse):
    return reponse.content.decode()


def fautes(reponse):
    return " ".join(
        str(faute) for liste in reponse.context["form"].errors.values() for faute in liste
    )


# --- Ce qui pend encore ---------------------------------------------------------------------------


def test_une_version_remplacee_laisse_un_endroit_a_remplacer(affiche, versions):
    ancienne, nouvelle = versions
    vue = {"constat": "vu", "date_constat": date(2022, 8, 1)}
    assert situation(changer(affiche, version=ancienne, **vue)) == "a_remplacer"
    assert situation(affiche, date(2022, 6, 30)) == "en_place"  # elle vaut encore ce jour-là
    assert situation(changer(affiche, version=nouvelle)) == "en_place"


def test_sans_version_dite_une_version_qui_a_cesse_depuis_est_a_remplacer(affiche, versions):
    assert situation(affiche) == "a_remplacer"  # posée en janvier
    assert situation(affiche, date(2022, 6, 30)) == "jamais_vue"
    assert situation(changer(affiche, date_constat=date(2022, 7, 1))) == "en_place"


def test_un_document_caduc_ou_archive_encore_en_place_est_a_retirer(affiche, document):
    changer(document, date_caducite=LE)
    assert situation(affiche) == "jamais_vue"  # le jour de sa caducité, il vaut encore
    assert situation(affiche, LE + timedelta(days=1)) == "a_retirer"
    document.archiver("Remplacé par un autre")
    assert situation(affiche) == "a_retirer"


def test_un_document_remis_en_redaction_est_a_remplacer(affiche, document, versions):
    changer(affiche, version=versions[1], date_constat=date(2022, 8, 1), constat="vu")
    document.reprendre("Circuit changé")
    assert situation(affiche) == "en_place"
    assert situation(affiche, LE + timedelta(days=1)) == "a_remplacer"


@pytest.mark.parametrize(
    ("constat", "attendue"),
    [("vu", "en_place"), ("a_remplacer", "a_remplacer"), ("absent", "absente")],
)
def test_le_dernier_constat_compte(affiche, constat, attendue):
    assert situation(changer(affiche, constat=constat, date_constat=LE)) == attendue


def test_ce_qui_est_retire_n_est_plus_a_reprendre(affiche, document):
    document.archiver("Fini")
    affiche.retirer()
    assert not Diffusion.objects.a_reprendre().exists()
    assert not Diffusion.objects.en_cours().exists()


def test_ce_qu_on_n_a_pas_vu_depuis_des_jours(affiche):
    changer(affiche, date_constat=date(2022, 12, 1))
    assert not Diffusion.objects.pas_vues_depuis(30).exists()
    assert Diffusion.objects.pas_vues_depuis(29).get() == affiche
    changer(affiche, date_constat=None)
    assert Diffusion.objects.pas_vues_depuis(200).get() == affiche  # posée en janvier


# --- Les actes ------------------------------------------------------------------------------------


def test_constater_garde_qui_quand_et_quelle_version(affiche, versions, agent):
    affiche.constater(agent, "vu", version=versions[0], observation="Coin déchiré")
    affiche.refresh_from_db()
    assert (affiche.constate_par, affiche.date_constat, affiche.version) == (
        agent,
        LE,
        versions[0],
    )
    assert affiche.history.first().observation == "Coin déchiré"


def test_le_stockage_en_panne_se_dit_et_rien_n_est_ecrit(photos, affiche, agent, monkeypatch):
    """Il n'écrit pas la photo, et n'efface pas non plus ce qu'il en aurait gardé."""

    def panne(*args, **kwargs):
        raise OSError("stockage en panne")

    for acte in ("save", "delete"):
        monkeypatch.setattr(FileSystemStorage, acte, panne)
    with pytest.raises(ValidationError, match="stockage ne répond pas"):
        affiche.constater(agent, "vu", photo=SimpleUploadedFile("photo.png", PNG))
    affiche.refresh_from_db()
    assert affiche.constat == ""


def test_on_ne_remplace_pas_avant_le_dernier_constat(affiche, versions, agent):
    changer(affiche, date_constat=date(2022, 9, 1), constat="vu")
    with pytest.raises(ValidationError, match="déjà vu le 01/09/2022"):
        affiche.remplacer(agent, date(2022, 8, 1))


def test_la_liste_ne_mene_au_constat_que_qui_peut_le_faire(
    client_de, creer_agent, departement, voisin, affiche
):
    """Membre du comité, on lit tout ; correspondant d'un autre service, on constate le sien."""
    deux = creer_agent("correspondant", departement, voisin)
    factories.DesignationFactory(agent=deux, fonction="membre_copil", departement=departement)
    page = client_de(deux).get(LISTE).content.decode()
    assert affiche.document.reference in page
    assert reverse("documents:diffusion_constater", args=[affiche.pk]) not in page


def test_un_constat_d_absence_ne_change_pas_la_version(affiche, versions, agent):
    changer(affiche, version=versions[0])
    affiche.constater(agent, "absent", version=versions[1])
    assert affiche.version == versions[0]


@pytest.mark.parametrize(
    ("le", "dit"),
    [
        (date(2023, 1, 1), "futur"),
        (date(2021, 12, 31), "depuis le 01/01/2022"),
        (date(2022, 5, 1), "déjà vu le 01/06/2022"),
    ],
)
def test_un_jour_impossible_est_refuse(affiche, agent, le, dit):
    changer(affiche, date_constat=date(2022, 6, 1), constat="vu")
    with pytest.raises(ValidationError, match=dit):
        affiche.constater(agent, "vu", le=le)


def test_remplacer_pose_la_version_en_vigueur(affiche, versions, agent):
    changer(affiche, constat="a_remplacer", observation="Jauni", photo="vieille")
    affiche.remplacer(agent, date(2022, 12, 30))
    affiche.refresh_from_db()
    assert (affiche.version, affiche.constat, affiche.observation) == (versions[1], "vu", "")
    assert not affiche.photo and situation(affiche) == "en_place"


def test_on_ne_remplace_pas_un_document_qui_ne_vaut_plus(affiche, document, versions, agent):
    document.archiver("Fini")
    affiche.refresh_from_db()
    with pytest.raises(ValidationError, match="retirez-le"):
        affiche.remplacer(agent)


def test_un_endroit_retire_ne_bouge_plus(affiche, agent):
    affiche.retirer(date(2022, 6, 1))
    for acte in (affiche.retirer, lambda: affiche.remplacer(agent)):
        with pytest.raises(ValidationError, match="retiré depuis le 01/06/2022"):
            acte()


# --- La fiche -------------------------------------------------------------------------------------


def test_la_fiche_dit_ou_il_est_et_ce_qui_est_a_reprendre(client_de, correspondant, affiche):
    changer(affiche, fonction="chef_service", constat="a_remplacer", date_constat=LE)
    page = texte(client_de(correspondant).get(affiche.document.get_absolute_url()))
    assert "À reprendre à 1 endroit." in page
    assert "Préfecture, Hall d&#x27;accueil" in page and "contrôle : chef de service" in page
    assert "Déclarer remplacé" in page and "Ajouter un endroit" in page


def test_un_agent_lit_les_endroits_sans_pouvoir_y_toucher(client_de, agent, affiche):
    page = texte(client_de(agent).get(affiche.document.get_absolute_url()))
    assert "Affichage sur place" in page
    assert "Constater" not in page and "Ajouter un endroit" not in page


def test_sans_endroit_la_fiche_le_dit(client_de, correspondant, document):
    page = texte(client_de(correspondant).get(document.get_absolute_url()))
    assert "Nulle part pour le moment" in page and "À reprendre" not in page


# --- Dire un endroit ------------------------------------------------------------------------------


@pytest.fixture
def canal(db):
    return factories.CanalDiffusionFactory(cle="affichage", libelle="Affichage sur place")


def ajouter(client, document, **saisie):
    adresse = reverse("documents:diffusion_create", args=[document.pk])
    return client.post(adresse, {"date_debut": "2022-12-01"} | saisie)


def test_ajouter_un_endroit_deduit_le_site_du_lieu(
    client_de, correspondant, document, versions, canal, hall
):
    client = client_de(correspondant)
    page = client.get(reverse("documents:diffusion_create", args=[document.pk]))
    assert page.context["form"]["version"].value() == versions[1].pk
    reponse = ajouter(client, document, canal=canal.pk, lieu=hall.pk, version=versions[1].pk)
    assert reponse.url.endswith("#endroits")
    assert document.diffusions.get().site == hall.site


@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        ({"date_debut": "2023-01-01"}, "futur"),
        ({"adresse": "https://exemple.fr/a"}, "pas en ligne"),
        ({"adresse": "javascript:alert(1)"}, "URL valide"),
        ({"canal": ""}, "obligatoire"),
    ],
)
def test_un_endroit_mal_dit_est_refuse(client_de, correspondant, document, canal, saisie, dit):
    reponse = ajouter(client_de(correspondant), document, **{"canal": canal.pk} | saisie)
    assert dit in fautes(reponse)
    assert not document.diffusions.exists()


def test_le_site_internet_demande_son_adresse(client_de, correspondant, document):
    internet = factories.CanalDiffusionFactory(cle="internet")
    reponse = ajouter(client_de(correspondant), document, canal=internet.pk)
    assert "Dites l'adresse de la page." in fautes(reponse)


def test_le_lieu_d_un_autre_site_ou_departement_est_refuse(
    client_de, correspondant, document, canal, hall, autre_service
):
    autre = factories.SiteFactory(departement=document.departement, code="SPV")
    client = client_de(correspondant)
    reponse = ajouter(client, document, canal=canal.pk, site=autre.pk, lieu=hall.pk)
    assert "Ce lieu est sur un autre site." in fautes(reponse)
    reponse = ajouter(client, document, canal=canal.pk, site=autre_service.site.pk)
    assert "site" in reponse.context["form"].errors


def test_deux_personnes_modifient_le_meme_endroit(client_de, correspondant, referent, affiche):
    adresse = reverse("documents:diffusion_update", args=[affiche.pk])
    page = client_de(correspondant).get(adresse)
    saisie = {
        champ.html_name: champ.value() or "" for champ in page.context["form"] if champ.value()
    }
    saisie["date_debut"] = "2022-01-01"
    client_de(referent).post(adresse, saisie | {"precision": "À droite"})
    reponse = client_de(correspondant).post(adresse, saisie | {"precision": "À gauche"})
    assert "Changé pendant que vous écriviez" in fautes(reponse)
    affiche.refresh_from_db()
    assert affiche.precision == "À droite"


# --- Constater ------------------------------------------------------------------------------------


def constater(client, diffusion, **saisie):
    adresse = reverse("documents:diffusion_constater", args=[diffusion.pk])
    version = client.get(adresse).context["form"]["version"].value()
    donnees = {"constat": "vu", "date_constat": "2022-12-31", "version": version or ""}
    return client.post(adresse, donnees | saisie)


def image(nom="photo.png", contenu=PNG):
    return SimpleUploadedFile(nom, contenu, "image/png")


def test_une_photo_se_garde_et_se_montre_a_qui_lit_le_document(
    client_de, correspondant, agent, affiche, photos
):
    reponse = constater(client_de(correspondant), affiche, photo=image())
    assert reponse.status_code == 302
    adresse = reverse("documents:diffusion_fichier", args=[affiche.pk])
    servie = client_de(agent).get(adresse)
    assert servie["Content-Type"] == "image/png" and b"".join(servie.streaming_content)
    assert servie["X-Content-Type-Options"] == "nosniff"
    affiche.document.archiver("Fini")
    assert client_de(agent).get(adresse).status_code == 404


@pytest.mark.parametrize(
    "fichier", [pdf(), image("page.png", b"<html>"), image("photo.gif"), image("vide.png", b"")]
)
def test_seule_une_image_est_une_photo(client_de, correspondant, affiche, photos, fichier):
    reponse = constater(client_de(correspondant), affiche, photo=fichier, observation="Vu")
    assert "photo" in reponse.context["form"].errors
    assert reponse.context["form"]["observation"].value() == "Vu"
    assert not photos.exists() or not [f for f in photos.rglob("*") if f.is_file()]


def test_disque_plein_rien_ne_change(client_de, correspondant, affiche, monkeypatch):
    def plein(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Diffusion._meta.get_field("photo").storage, "save", plein)
    reponse = constater(client_de(correspondant), affiche, photo=image())
    assert "disque est plein" in fautes(reponse)
    affiche.refresh_from_db()
    assert affiche.date_constat is None


def test_un_constat_apres_un_autre_se_relit_d_abord(client_de, correspondant, referent, affiche):
    adresse = reverse("documents:diffusion_constater", args=[affiche.pk])
    affiche.save()
    lue = client_de(correspondant).get(adresse).context["form"]["version"].value()
    constater(client_de(referent), affiche, constat="absent")
    saisie = {"constat": "vu", "date_constat": "2022-12-31", "version": lue, "observation": "Là"}
    client = client_de(correspondant)
    reponse = client.post(adresse, saisie)
    assert "Envoyez de nouveau" in fautes(reponse)
    relue = reponse.context["form"].data["version"]
    assert client.post(adresse, saisie | {"version": relue}).status_code == 302


def test_remplacer_et_retirer_par_la_page(client_de, correspondant, affiche, versions):
    client = client_de(correspondant)
    page = reverse("documents:diffusion_remplacer", args=[affiche.pk])
    assert client.post(page, {"date_constat": "2022-12-31"}).status_code == 302
    affiche.refresh_from_db()
    assert affiche.version == versions[1]
    page = reverse("documents:diffusion_retirer", args=[affiche.pk])
    reponse = client.post(page, {"date_retrait": "2023-01-31"})
    assert "Cette date est dans le futur." in fautes(reponse)
    assert client.post(page, {"date_retrait": "2022-12-31"}).status_code == 302


# --- Qui contrôle ---------------------------------------------------------------------------------


@pytest.fixture
def mediatrice(creer_agent, departement, site):
    """Une fonction sans rôle dans la démarche, tenue sur un site."""
    agent = creer_agent("agent", departement)
    factories.DesignationFactory(
        agent=agent, fonction="mediateur_numerique", departement=departement, site=site
    )
    return agent


def test_qui_tient_la_fonction_controle_ses_endroits_et_eux_seuls(
    client_de, mediatrice, affiche, document, autre_departement
):
    client = client_de(mediatrice)
    assert client.get(LISTE).context["table"].paginator.count == 0
    assert constater_statut(client, affiche) == 404
    changer(affiche, fonction="mediateur_numerique")
    document.archiver("Fini")  # elle ne le lit plus, mais c'est à elle de l'ôter
    assert client.get(LISTE).context["table"].paginator.count == 1
    assert constater_statut(client, affiche) == 200
    assert client.get(reverse("documents:diffusion_update", args=[affiche.pk])).status_code == 403
    reponse = constater(client, affiche)
    assert reponse.url == LISTE
    assert "endroit de diffusion à reprendre" in texte(client.get("/"))


def constater_statut(client, diffusion):
    return client.get(reverse("documents:diffusion_constater", args=[diffusion.pk])).status_code


def test_la_meme_fonction_d_un_autre_site_n_y_peut_rien(client_de, creer_agent, affiche):
    autre = factories.SiteFactory(departement=affiche.document.departement, code="SPV")
    agent = creer_agent("agent", affiche.document.departement)
    factories.DesignationFactory(
        agent=agent,
        fonction="mediateur_numerique",
        departement=affiche.document.departement,
        site=autre,
    )
    changer(affiche, fonction="mediateur_numerique")
    assert constater_statut(client_de(agent), affiche) == 404


def test_l_accueil_compte_ce_qui_est_a_reprendre(
    client_de, correspondant, referent, agent, affiche
):
    changer(affiche, constat="absent", date_constat=LE)
    adresse = f"{LISTE}?situation=a_reprendre&amp;a_ma_charge=true"
    for qui in (correspondant, referent):
        client = client_de(qui)
        assert adresse in texte(client.get("/"))
        page = client.get(adresse.replace("&amp;", "&"))
        assert [ligne.record for ligne in page.context["table"].rows] == [affiche]
    assert "endroit" not in texte(client_de(agent).get("/"))


# --- La liste -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filtres", "nombre"),
    [
        ("", 3),
        ("situation=jamais_vue", 1),
        ("situation=en_place", 1),
        ("situation=a_reprendre", 1),
        ("situation=absente", 1),
        ("jours=60", 1),
        ("q=FP-AG", 3),
        ("q=inconnu", 0),
        ("canal=affichage", 1),
        ("fonction=chef_service", 1),
        ("a_ma_charge=true", 3),
    ],
)
def test_la_liste_se_filtre(client_de, referent, document, affiche, canal, filtres, nombre):
    changer(affiche, canal=canal)
    vue = {"document": document, "date_constat": date(2022, 12, 1)}
    factories.DiffusionFactory(constat="vu", **vue)
    factories.DiffusionFactory(constat="absent", fonction="chef_service", **vue)
    factories.DiffusionFactory(document=document, date_retrait=date(2022, 6, 1))
    page = client_de(referent).get(f"{LISTE}?{filtres}")
    assert page.context["table"].paginator.count == nombre


def test_la_liste_s_exporte(client_de, referent, affiche):
    changer(affiche, precision="=1+1", fonction="chef_service")
    reponse = client_de(referent).get(f"{LISTE}?export=xlsx")
    feuille = load_workbook(BytesIO(reponse.content)).active
    lignes = [[case.value for case in ligne] for ligne in feuille.iter_rows()]
    entete, ligne = next(x for x in lignes if "Endroit" in x), lignes[-1]
    dite = dict(zip(entete, ligne, strict=True))
    assert dite["Endroit"] == "Préfecture, Hall d'accueil (=1+1)"
    assert dite["Situation"] == "jamais vu" and dite["Document"].startswith("FP-AG-001")
