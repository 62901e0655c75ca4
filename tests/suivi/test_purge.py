"""L'identité des usagers s'efface à son heure, partout, et les chiffres n'en savent rien."""

import json
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from qualepref.socle.models import Journal, Production, Rappel
from suivi.identites.conservation import limite, mois_gardes
from suivi.identites.purge import a_purger, apercevoir, effacer_a_la_demande, purger
from suivi.models import (
    Blocage,
    Demande,
    DureeConservation,
    Effacement,
    Identite,
    MessageRecu,
    PieceJointe,
    Qualification,
    Registre,
    Reponse,
)
from suivi.tasks import purger_les_identites
from tests import factories

LE_15 = date(2022, 3, 15)
NOM, ADRESSE = "Zoé Quidamont", "zoe.quidamont@example.org"
PURGE, DUREES = reverse("suivi:purge"), reverse("suivi:durees")


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = LE_15


@pytest.fixture
def demander(service):
    """Une demande et son auteur, close le jour dit."""

    def demander(reponse=date(2020, 3, 14), **champs):
        champs = {"date_arrivee": date(2020, 3, 1), "date_reponse": reponse} | champs
        demande = factories.DemandeFactory(
            departement=service.site.departement, service=service, **champs
        )
        factories.IdentiteFactory(demande=demande, nom=NOM, coordonnees=ADRESSE)
        return demande

    return demander


# --- La règle ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("le", "mois", "attendue"),
    [
        (date(2022, 3, 15), 24, date(2020, 3, 15)),
        (date(2022, 3, 31), 1, date(2022, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2022, 1, 10), 1, date(2021, 12, 10)),
        (date(2022, 12, 1), 12, date(2021, 12, 1)),
    ],
)
def test_la_limite_recule_de_mois_en_mois(le, mois, attendue):
    assert limite(le, mois) == attendue


def test_la_nature_passe_avant_le_registre_qui_passe_avant_l_usage():
    durees = {("a", ""): 12, ("a", "x"): 6, ("b", "x"): 36}
    assert mois_gardes(durees, "a", "x") == 6
    assert mois_gardes(durees, "a", "y") == 12
    assert mois_gardes(durees, "b", "x") == 36
    assert mois_gardes(durees, "b", "y") == 24


@pytest.mark.parametrize(
    ("champs", "purgee"),
    [
        ({"reponse": date(2020, 3, 14)}, True),
        ({"reponse": date(2020, 3, 15)}, False),
        ({"reponse": None}, False),
        ({"reponse": None, "date_retrait": date(2020, 3, 14)}, True),
        ({"reponse": date(2020, 3, 10), "date_retrait": date(2020, 4, 1)}, False),
        ({"reponse": None, "reponse_non_due": "sans_adresse"}, True),
        ({"reponse": date(2020, 4, 1), "reponse_non_due": "sans_adresse"}, False),
        ({"reponse": None, "date_accuse": date(2020, 3, 5), "repondue_par_accuse": True}, True),
        ({"reponse": None, "date_accuse": date(2020, 3, 5)}, False),
        ({"reponse": None, "date_transmission": date(2020, 3, 5)}, False),
    ],
)
def test_une_demande_se_purge_deux_ans_apres_sa_cloture(demander, departement, champs, purgee):
    demander(**champs)
    assert a_purger(departement).exists() is purgee


def test_un_departement_regle_ses_durees(demander, departement):
    demander()
    DureeConservation.objects.create(
        departement=departement, registre=Registre.COURRIERS_COURRIELS, mois=36
    )
    assert not a_purger(departement).exists()
    DureeConservation.objects.create(
        departement=departement,
        registre=Registre.COURRIERS_COURRIELS,
        nature="non_renseignee",
        mois=6,
    )
    assert a_purger(departement).count() == 1


def test_rouverte_ou_bloquee_elle_garde_son_identite(demander, departement, referent):
    rouverte, bloquee = demander(), demander()
    rouverte.rouvrir(motif="Réponse insuffisante", le=LE_15)
    Blocage.objects.create(demande=bloquee, motif="Recours", agent=referent)
    assert purger(departement=departement).demandes == 0
    assert Identite.objects.count() == 2
    apercu = apercevoir(departement)
    assert (apercu.ouvertes, apercu.rouvertes, len(apercu.bloquees)) == (0, 1, 1)
    bloquee.blocage.lever()
    assert purger(departement=departement).demandes == 1


def test_l_autre_departement_n_est_pas_touche(demander, autre_service):
    demander()
    assert purger(departement=autre_service.site.departement).demandes == 0
    assert Identite.objects.exists()


# --- Plus rien nulle part ----------------------------------------------------------------------


def partout(mot):
    """Où ce mot se lit encore : chaque champ de chaque table, chaque fichier déposé."""
    lignes = {
        f"{modele.__name__}.{champ.name}"
        for modele in apps.get_models()
        for ligne in modele._base_manager.all()
        for champ in modele._meta.concrete_fields
        if mot in str(champ.value_from_object(ligne)).lower()
    }
    return lignes | {nom for nom in fichiers("") if mot.encode() in lire(nom)}


def fichiers(dossier):
    dossiers, noms = default_storage.listdir(dossier)
    yield from (f"{dossier}{nom}" for nom in noms)
    for sous in dossiers:
        yield from fichiers(f"{dossier}{sous}/")


def lire(nom):
    with default_storage.open(nom) as fichier:
        return fichier.read().lower()


@pytest.fixture
def dossier(demander, referent):
    """Tout ce qui peut nommer un usager, rempli."""
    demande = demander(reponse=date(2020, 3, 5), objet=f"Relance de Mme QUIDAMONT ({ADRESSE})")
    demande.observations = f"{NOM} a rappelé deux fois."
    demande.save()
    demande.rouvrir(motif="Mme Quidamont insiste", le=date(2020, 3, 6))
    demande.repondre(le=date(2020, 3, 7))
    PieceJointe.objects.joindre(demande, ContentFile(NOM.encode(), "quidamont.txt"), referent)
    reponse = Reponse.objects.create(
        demande=demande,
        objet="Votre demande",
        texte=f"Chère {NOM}",
        destinataire=NOM,
        courriel=ADRESSE,
        redigee_par=referent,
        modifiee_par=referent,
        etat="remise",
        date_envoi=date(2020, 3, 7),
    )
    reponse.fichier.save("courrier.pdf", ContentFile(f"PDF {NOM}".encode()))
    Qualification.objects.create(demande=demande, motif=f"{NOM} relève d'un autre service")
    recevoir(demande)
    return demande


def recevoir(demande):
    """Le courriel dont elle serait née : son original, son auteur, ce qui en fut refusé."""
    boite = factories.BoiteFonctionnelleFactory(
        departement=demande.departement, service=demande.service
    )
    message = factories.MessageRecuFactory(
        boite=boite,
        demande=demande,
        message_id=f"<1.{ADRESSE}>",
        expediteur="empreinte-de-l-expediteur",
        avertissements=["« cni-quidamont.pdf » (40 Mo) : 30 Mo permis"],
        etat="rattache",
        erreur="Pièce de Quidamont illisible",
    )
    message.brut.save("brut", ContentFile(f"From: {NOM} <{ADRESSE}>".encode()))


def test_apres_la_purge_le_nom_n_est_plus_nulle_part(
    dossier, departement, referent, settings, tmp_path, django_capture_on_commit_callbacks
):
    assert len(partout("quidamont")) > 8
    with django_capture_on_commit_callbacks(execute=True):
        bilan = purger(departement=departement, agent=referent)
    assert (bilan.demandes, bilan.pieces, bilan.reponses) == (1, 1, 1)
    assert partout("quidamont") == partout("empreinte-de-l-expediteur") == set()
    message = MessageRecu.objects.get()
    assert (message.demande, message.etat, message.brut.name) == (dossier, "rattache", "")
    assert message.cle and dossier.effacement.raison == Effacement.Raison.PURGE
    dossier.refresh_from_db()
    assert dossier.objet == "Relance de Mme [effacé] ([effacé])"


def test_la_purge_rejouee_ne_trouve_plus_rien_et_ne_consigne_qu_une_fois(
    dossier, departement, referent
):
    purger(departement=departement, agent=referent)
    assert purger(departement=departement, agent=referent).demandes == 0
    ligne = Journal.objects.get(genre=Journal.Genre.EFFACEMENT)
    assert ligne.agent == referent
    assert ligne.details == {
        "acte": "purge",
        "demandes": 1,
        "pieces": 1,
        "reponses": 1,
        "rappels": 0,
    }


def test_une_panne_au_milieu_n_efface_rien(dossier, departement, monkeypatch):
    def tomber(*args, **kwargs):
        raise OSError("panne")

    monkeypatch.setattr("suivi.identites.purge._consigner", tomber)
    with pytest.raises(OSError):
        purger(departement=departement)
    assert Identite.objects.exists() and PieceJointe.objects.exists()
    assert "quidamont" in Demande.objects.get().objet.lower()


def test_tous_les_chiffres_sont_les_memes_avant_et_apres(isere, settings):
    settings.ARRETE = date(2030, 1, 1)
    for demande in Demande.objects.all():
        factories.IdentiteFactory(demande=demande)
    avant = chiffres()
    assert purger(departement=isere).demandes > 600
    assert chiffres() == avant


def chiffres():
    """La commande des délais sous toutes ses coupes, et la situation de chaque demande."""
    sorties = [
        commande("--registre", registre, "--compte", compte, "--par", par, "--periode", "mois")
        for registre in Registre.values
        for compte in ("reponse_fond", "accuse")
        for par in ("site", "service")
    ]
    situations = Demande.objects.avec_situation(date(2022, 12, 31)).order_by("pk")
    return sorties, list(situations.values_list("pk", "situation", "date_echeance"))


def commande(*options):
    sortie = StringIO()
    periode = ["--debut", "2022-01-01", "--fin", "2022-12-31", "--arrete", "2022-12-31"]
    call_command("delais", *periode, "--format", "json", *options, stdout=sortie)
    return json.loads(sortie.getvalue())


def test_un_vieux_classeur_reimporte_ne_rend_pas_ce_qui_est_efface(departement, service, settings):
    ligne = f"Numéro;Date d'arrivée;Usager;Coordonnées;Objet;Service;Canal\n12;02/03/2020;{NOM};"
    ligne += f"{ADRESSE};Passeport;Accueil général;courrier\n"
    chemin = settings.RACINE / "var" / "essai-purge.csv"
    chemin.parent.mkdir(exist_ok=True)
    chemin.write_text(ligne)
    try:
        importer(chemin)
        assert Identite.objects.get().nom == NOM
        Demande.objects.get().repondre(le=date(2020, 3, 4))
        assert purger(departement=departement).demandes == 1
        importer(chemin)
    finally:
        chemin.unlink()
    assert Demande.objects.count() == 1
    assert not Identite.objects.exists()


def importer(chemin):
    call_command(
        "importer", "demandes", str(chemin), partiel=True, departement="38", stdout=StringIO()
    )


# --- Ce qui s'oublie aussi ---------------------------------------------------------------------


def test_un_rappel_clos_s_oublie_au_bout_de_deux_ans(departement, referent):
    vieux = timezone.now() - timezone.timedelta(days=20 * 366)
    for cle, clos_le in (("a", vieux), ("b", None), ("c", timezone.now())):
        Rappel.objects.create(
            departement=departement,
            agent=referent,
            genre="essai",
            cle=cle,
            objet=1,
            date_due=date(2000, 1, 1),
            clos_le=clos_le,
        )
    purger(departement=departement)
    assert set(Rappel.objects.values_list("cle", flat=True)) == {"b", "c"}


def test_le_classeur_recu_s_efface_meme_si_l_import_n_a_rien_rendu(departement):
    production = factories.ProductionFactory(
        departement=departement, expire_le=timezone.now() - timezone.timedelta(days=1)
    )
    production.source.save("recu.xlsx", ContentFile(b"noms"))
    assert list(Production.objects.perimees()) == [production]
    production.effacer_les_fichiers()
    assert not Production.objects.perimees().exists()


# --- Pages, tâche, commande --------------------------------------------------------------------


def test_la_tache_du_mois_purge_chaque_departement(demander):
    demander()
    purger_les_identites()
    assert not Identite.objects.exists()
    assert Journal.objects.get(genre=Journal.Genre.EFFACEMENT).agent is None


def test_la_commande_dit_combien_et_l_essai_n_efface_rien(demander):
    demander()
    assert dire("--essai") == "Isère (38) : 1 identité à effacer.\n"
    assert Identite.objects.exists()
    assert dire() == "Isère (38) : 1 identité effacée.\n"
    assert dire("--departement", "38") == "Isère (38) : 0 identité effacée.\n"


def dire(*options):
    sortie = StringIO()
    call_command("purger", *options, stdout=sortie)
    return sortie.getvalue()


def test_l_apercu_dit_combien_par_mois_puis_le_bouton_efface(demander, client_de, referent):
    demander()
    demander(reponse=None)
    client = client_de(referent)
    page = client.get(PURGE).content.decode()
    assert "1 demande dont l’identité a dépassé sa durée" in page and "mars 2020" in page
    assert "1 demande de plus de deux ans, jamais close" in page
    suite = client.post(PURGE, {"vues": "1"}, follow=True)
    assert "est effacée de 1 demande" in suite.content.decode()
    assert Identite.objects.count() == 1
    assert Journal.objects.get(genre=Journal.Genre.EFFACEMENT).agent == referent


def test_si_l_apercu_a_change_rien_ne_s_efface(demander, client_de, referent):
    demander(), demander()
    page = client_de(referent).post(PURGE, {"vues": "1"}, follow=True)
    assert "l&#x27;aperçu a changé" in page.content.decode()
    assert Identite.objects.count() == 2


def test_les_durees_se_reglent_et_s_oublient(client_de, referent, departement):
    client = client_de(referent)
    saisie = {
        "courriers_courriels-registre": "12",
        "suggestions_reclamations-registre": "24",
        "suggestions_reclamations-reclamation": "36",
    }
    assert client.post(DUREES, saisie).status_code == 302
    assert DureeConservation.objects.de(departement) == {
        ("courriers_courriels", ""): 12,
        ("suggestions_reclamations", ""): 24,
        ("suggestions_reclamations", "reclamation"): 36,
    }
    client.post(DUREES, saisie | {"suggestions_reclamations-reclamation": ""})
    assert ("suggestions_reclamations", "reclamation") not in DureeConservation.objects.de(
        departement
    )


@pytest.mark.parametrize("mois", ["", "0", "121", "deux"])
def test_une_duree_absurde_se_refuse(client_de, referent, mois):
    saisie = {"courriers_courriels-registre": mois, "suggestions_reclamations-registre": "24"}
    page = client_de(referent).post(DUREES, saisie)
    assert page.status_code == 200 and page.context["form"].errors
    assert not DureeConservation.objects.exists()


def test_un_blocage_se_pose_avec_son_motif_et_se_leve(demander, client_de, referent):
    demande, client = demander(), client_de(referent)
    adresse = reverse("suivi:demande_bloquer", args=[demande.pk])
    assert "obligatoire" in client.post(adresse, {"motif": ""}).content.decode()
    fiche = client.post(adresse, {"motif": "Recours 2203"}, follow=True).content.decode()
    assert "Effacement de l’identité bloqué" in fiche and "Recours 2203" in fiche
    assert Blocage.objects.get().agent == referent
    client.post(adresse, {"motif": "Recours 2204"})
    assert Blocage.objects.get().motif == "Recours 2204"
    client.post(reverse("suivi:demande_debloquer", args=[demande.pk]))
    assert not Blocage.objects.exists()


def test_l_auditeur_ne_lit_pas_le_motif_d_un_blocage(demander, client_de, auditeur):
    demande = demander()
    Blocage.objects.create(demande=demande, motif="Recours de Zoé")
    page = client_de(auditeur).get(demande.get_absolute_url()).content.decode()
    assert "bloqué" in page and "Recours de Zoé" not in page


def test_la_fiche_dit_que_l_identite_est_effacee(demander, departement, client_de, referent):
    demande = demander()
    purger(departement=departement)
    page = client_de(referent).get(demande.get_absolute_url()).content.decode()
    assert "effacée le 15 mars 2022 : durée de conservation passée" in page


def test_le_droit_a_l_effacement_n_attend_pas_mais_respecte_un_blocage(
    demander, departement, referent
):
    recente, bloquee = demander(reponse=None), demander()
    Blocage.objects.create(demande=bloquee, motif="Recours")
    bilan = effacer_a_la_demande(
        demandes=[recente.pk, bloquee.pk],
        departement=departement,
        agent=referent,
        motif="Demande écrite du 10 mars",
    )
    assert bilan.demandes == 1
    assert Identite.objects.get().demande == bloquee
    assert Journal.objects.get(genre=Journal.Genre.EFFACEMENT).details["motif"] == (
        "Demande écrite du 10 mars"
    )
