"""Les boîtes fonctionnelles relevées sur un vrai serveur IMAP : rien de perdu, rien de doublé."""

from datetime import UTC, date, datetime, time
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from suivi.messagerie import naissances, releve, reprise, tasks
from suivi.messagerie.releve import rejouer, relever
from suivi.models import Demande, Identite, MessageRecu, NonDue, PieceJointe, Signalement
from tests import factories
from tests.suivi.courriels import MAL_FORMES, PDF, courriel, octets
from tests.suivi.dovecot import SECRET, Coupeur, Dovecot

NUMEROS = count(1)
MO = 2**20


@pytest.fixture(scope="session")
def dovecot():
    serveur = Dovecot()
    serveur.lancer()
    yield serveur
    serveur.arreter()


@pytest.fixture
def boite(dovecot, service, settings, monkeypatch):
    """Une boîte en marche, neuve pour chaque essai."""
    settings.IMAP_SERVEURS, settings.IMAP_AUTORITE = ["127.0.0.1"], str(dovecot.certificat)
    monkeypatch.setenv("BOITE_ESSAI", SECRET)
    nom = f"essai{next(NUMEROS)}"
    return factories.BoiteFonctionnelleFactory(
        service=service,
        adresse=f"{nom}@prefecture.example.org",
        identifiant=nom,
        serveur="127.0.0.1",
        port=dovecot.port_ssl,
        cle_du_mot_de_passe="BOITE_ESSAI",
        depuis=date(2022, 3, 1),
        active=True,
    )


@pytest.fixture
def deposer(dovecot, boite):
    def deposer(*messages, **options):
        dovecot.deposer(boite.identifiant, *messages, **options)

    return deposer


@pytest.fixture
def coupeur(dovecot):
    coupeur = Coupeur(dovecot.port_ssl)
    yield coupeur
    coupeur.fermer()


def etats():
    return sorted(MessageRecu.objects.values_list("etat", "motif"))


def noms_des_pieces(demande):
    return list(demande.pieces.values_list("nom", flat=True))


# --- Un message devient une demande -------------------------------------------------------------


def test_chaque_message_devient_une_demande_avec_ses_pieces(delais, boite, deposer, dovecot):
    deposer(octets(objet="Passeport à refaire", pieces=[("avis.pdf", PDF)]), octets(objet="Permis"))
    bilan = relever(boite=boite)
    assert str(bilan) == "2 repris" and not bilan.panne
    demande = Demande.objects.get(objet="Passeport à refaire")
    assert (demande.service, demande.registre) == (boite.service, "courriers_courriels")
    assert (demande.canal, demande.etat) == ("courriel", "recue")
    assert (demande.date_arrivee, demande.heure_arrivee) == (date(2022, 3, 14), time(10, 30))
    assert demande.date_echeance is not None and demande.reponse_non_due == ""
    assert demande.identite.nom == "Usager 0012"
    assert demande.identite.coordonnees == "usager0012@example.org"
    assert noms_des_pieces(demande) == ["Courriel du 14-03-2022 à 10h30.txt", "avis.pdf"]
    texte = demande.pieces.first().fichier.read().decode()
    assert "j'ai perdu mon passeport" in texte and "Objet : Passeport à refaire" in texte
    assert demande.pieces.last().fichier.read() == PDF
    assert all(b"\\Seen" in drapeaux for drapeaux in dovecot.contenu(boite.identifiant))
    boite.refresh_from_db()
    assert boite.relevee_le and not boite.panne and boite.bail is None


def test_relever_deux_fois_n_ajoute_rien(boite, deposer):
    deposer(octets(), octets(message_id=""))
    relever(boite=boite)
    bilan = relever(boite=boite)
    assert str(bilan) == "aucun nouveau message" and Demande.objects.count() == 2


def test_un_message_range_puis_remis_ne_se_double_pas(boite, deposer, dovecot):
    boite.dossier_rangement = "Traités/Qualité"
    boite.save()
    brut = octets()
    deposer(brut)
    relever(boite=boite)
    assert dovecot.contenu(boite.identifiant) == []
    assert len(dovecot.contenu(boite.identifiant, "Traités/Qualité")) == 1
    deposer(brut)
    assert str(relever(boite=boite)) == "1 écarté"
    assert etats() == [("ecarte", "doublon"), ("repris", "")] and Demande.objects.count() == 1


def test_le_meme_message_sans_identifiant_ne_se_double_pas(boite, deposer):
    brut = octets(message_id="")
    deposer(brut, brut)
    relever(boite=boite)
    assert Demande.objects.count() == 1 and etats() == [("ecarte", "doublon"), ("repris", "")]


def test_un_identifiant_repris_par_un_autre_message_ne_le_fait_pas_perdre(boite, deposer):
    """Des formulaires mal faits donnent le même identifiant à tous leurs messages."""
    deposer(octets(message_id="<x@y>", corps="Un"), octets(message_id="<x@y>", corps="Deux"))
    relever(boite=boite)
    assert Demande.objects.count() == 2


def test_un_message_a_deux_boites_ne_fait_qu_une_demande(boite, deposer, dovecot):
    autre = factories.BoiteFonctionnelleFactory(
        **{
            nom: getattr(boite, nom)
            for nom in ("service", "serveur", "port", "cle_du_mot_de_passe", "depuis")
        },
        adresse="autre@prefecture.example.org",
        identifiant=f"{boite.identifiant}-autre",
        active=True,
    )
    brut = octets()
    deposer(brut)
    dovecot.deposer(autre.identifiant, brut)
    for une in (boite, autre):
        relever(boite=une)
    assert Demande.objects.count() == 1
    assert MessageRecu.objects.get(boite=autre).demande == Demande.objects.get()


def test_un_dossier_refait_par_le_serveur_ne_double_rien(boite, deposer, dovecot):
    """UIDVALIDITY change : tous les rangs sont neufs, les messages non."""
    deposer(octets(), octets())
    relever(boite=boite)
    MessageRecu.objects.update(uidvalidite=1)
    assert relever(boite=boite).panne == ""
    assert Demande.objects.count() == MessageRecu.objects.count() == 2
    assert str(relever(boite=boite)) == "aucun nouveau message"


def test_un_message_d_avant_la_mise_en_service_n_est_pas_repris(boite, deposer):
    deposer(octets(), le=datetime(2022, 2, 28, 22, 59, tzinfo=UTC))
    deposer(octets(objet="Minuit passé"), le=datetime(2022, 2, 28, 23, 30, tzinfo=UTC))
    relever(boite=boite)
    demande = Demande.objects.get()
    assert (demande.objet, demande.date_arrivee) == ("Minuit passé", date(2022, 3, 1))
    assert demande.heure_arrivee == time(0, 30)


def test_un_message_sans_expediteur_n_attend_pas_de_reponse(boite, deposer):
    deposer(b"Subject: Qui suis-je\r\n\r\nPersonne.\r\n")
    relever(boite=boite)
    demande = Demande.objects.get()
    assert demande.reponse_non_due == NonDue.SANS_ADRESSE
    assert not Identite.objects.exists()


def test_une_photo_jointe_perd_ses_metadonnees(boite, deposer):
    from tests.suivi.test_pieces import photo

    message = courriel()
    message.add_attachment(photo(), maintype="image", subtype="jpeg", filename="photo.jpg")
    deposer(message.as_bytes())
    relever(boite=boite)
    assert b"Toutblanc" not in PieceJointe.objects.get(nom="photo.jpg").fichier.read()


def test_starttls_vaut_tls(boite, deposer, dovecot):
    boite.securite, boite.port = "starttls", dovecot.port
    boite.save()
    deposer(octets())
    assert str(relever(boite=boite)) == "1 repris"


# --- L'accusé de réception ----------------------------------------------------------------------


@pytest.fixture
def accusante(boite, settings):
    """Une boîte qui accuse réception d'après un modèle du département."""
    settings.ARRETE = date(2022, 3, 15)
    modele = factories.ModeleReponseFactory(departement=boite.departement, usage="accuse")
    factories.VersionModeleFactory(modele=modele, objet="Bien reçu", corps="Bonjour {{ usager }},")
    boite.accuse, boite.modele_accuse = True, modele
    boite.save()
    return boite


def test_l_accuse_part_une_fois_dans_le_fil_du_message(
    accusante, deposer, mailoutbox, django_capture_on_commit_callbacks
):
    deposer(octets(message_id="<premier@x>"))
    with django_capture_on_commit_callbacks(execute=True):
        relever(boite=accusante)
        relever(boite=accusante)
    assert len(mailoutbox) == 1 and mailoutbox[0].to == ["usager0012@example.org"]
    envoye = mailoutbox[0].message()
    assert envoye["Auto-Submitted"] == "auto-replied" and envoye["In-Reply-To"] == "<premier@x>"
    demande = Demande.objects.get()
    assert (demande.date_accuse, demande.date_reponse) == (date(2022, 3, 15), None)
    deposer(octets(In_Reply_To=envoye["Message-ID"]))
    assert str(relever(boite=accusante)) == "1 rattaché" and len(mailoutbox) == 1


@pytest.mark.parametrize(
    "champs",
    [
        {"X_Auto_Response_Suppress": "OOF"},
        {"de": "noreply@example.org", "Reply_To": "usager0012@example.org"},
    ],
)
def test_aucun_accuse_ne_va_a_une_machine(
    champs, accusante, deposer, mailoutbox, django_capture_on_commit_callbacks
):
    deposer(octets(**champs))
    with django_capture_on_commit_callbacks(execute=True):
        relever(boite=accusante)
    assert Demande.objects.count() == 1 and not mailoutbox


def test_le_quatrieme_message_du_jour_n_est_plus_accuse(
    accusante, deposer, mailoutbox, django_capture_on_commit_callbacks
):
    deposer(*(octets() for _ in range(5)))
    with django_capture_on_commit_callbacks(execute=True):
        relever(boite=accusante)
    assert Demande.objects.count() == 5 and len(mailoutbox) == 3
    assert "trop de messages" in MessageRecu.objects.first().avertissements[0]


def test_un_accuse_impossible_se_dit_et_la_demande_est_reprise(accusante, deposer, mailoutbox):
    accusante.modele_accuse.delete()
    accusante.refresh_from_db()
    deposer(octets())
    assert str(relever(boite=accusante)) == "1 repris"
    assert "n'est pas parti : Aucun modèle" in MessageRecu.objects.get().avertissements[0]


# --- Ce qui n'est pas une demande ---------------------------------------------------------------


def test_ce_qu_une_machine_envoie_est_ecarte_visible_et_rejouable(boite, deposer):
    deposer(octets(objet="Réponse automatique", Auto_Submitted="auto-replied"))
    assert str(relever(boite=boite)) == "1 écarté"
    message = MessageRecu.objects.get()
    assert message.motif == "reponse_automatique" and message.brut and not Demande.objects.exists()
    rejouer(message=message)
    message.refresh_from_db()
    assert message.etat == "repris" and message.demande == Demande.objects.get()
    assert message.demande.date_arrivee == date(2022, 3, 14)
    with pytest.raises(ValidationError, match="rien à reprendre"):
        rejouer(message=message)


def test_nos_propres_messages_ne_tournent_pas_en_rond(boite, deposer):
    demande = factories.DemandeFactory(service=boite.service)
    le_notre = factories.ReponseFactory(demande=demande).message_id
    deposer(octets(de=boite.adresse), octets(message_id=le_notre))
    relever(boite=boite)
    assert etats() == [("ecarte", "boucle")] * 2


def test_un_avis_de_non_remise_rejoint_sa_demande(boite, deposer):
    demande = factories.DemandeFactory(service=boite.service)
    le_notre = factories.ReponseFactory(demande=demande).message_id
    deposer(octets(de="mailer-daemon@mx.example.org", corps=f"Message-ID: {le_notre}"))
    relever(boite=boite)
    demande.refresh_from_db()
    assert MessageRecu.objects.get().demande == demande
    assert demande.observations == (
        "Le 14/03/2022 à 10 h 30, un envoi à l'usager n'a pas pu être remis."
    )


# --- Une suite ----------------------------------------------------------------------------------


def test_la_suite_d_un_usager_rejoint_sa_demande(boite, deposer):
    deposer(octets(message_id="<premier@x>"))
    relever(boite=boite)
    suite = octets(objet="Re: Passeport perdu", In_Reply_To="<premier@x>", pieces=[("b.pdf", PDF)])
    deposer(suite, le=datetime(2022, 3, 15, 8, 5, tzinfo=UTC))
    assert str(relever(boite=boite)) == "1 rattaché"
    demande = Demande.objects.get()
    assert demande.observations == (
        "Le 15/03/2022 à 09 h 05, l'usager a écrit de nouveau : voir les pièces jointes."
    )
    assert noms_des_pieces(demande)[1:] == ["Courriel du 15-03-2022 à 09h05.txt", "b.pdf"]
    assert list(MessageRecu.objects.suites_a_lire()) == [demande.messages.get(etat="rattache")]


def test_la_reponse_a_l_un_de_nos_envois_rejoint_sa_demande(boite, deposer):
    demande = factories.DemandeFactory(service=boite.service, observations="Déjà venu.")
    le_notre = factories.ReponseFactory(demande=demande).message_id
    deposer(octets(References=f"<autre@x> {le_notre}"))
    relever(boite=boite)
    demande.refresh_from_db()
    assert demande.observations.startswith("Déjà venu.\nLe 14/03/2022 à 10 h 30, une suite")
    assert Demande.objects.count() == 1


def test_une_suite_ne_rejoint_pas_la_demande_d_un_autre_departement(boite, deposer, autre_service):
    ailleurs = factories.DemandeFactory(service=autre_service)
    le_notre = factories.ReponseFactory(demande=ailleurs).message_id
    deposer(octets(In_Reply_To=le_notre))
    assert str(relever(boite=boite)) == "1 repris" and not ailleurs.pieces.exists()


# --- Trop gros, mal formé -----------------------------------------------------------------------


def gros(nom="plan.pdf", megaoctets=40):
    return octets(objet="Avec un plan", pieces=[(nom, b"%PDF-1.4" + b"x" * (megaoctets * MO))])


def test_une_piece_de_40_mo_est_gardee_si_le_reglage_le_permet(boite, deposer, settings):
    settings.COURRIEL_TAILLE_MAX = 60 * MO
    deposer(gros())
    relever(boite=boite)
    piece = PieceJointe.objects.get(nom="plan.pdf")
    assert piece.taille == 40 * MO + 8 and not MessageRecu.objects.get().avertissements


def test_une_piece_de_40_mo_de_trop_reste_dans_la_boite_et_se_dit(
    boite, deposer, settings, dovecot
):
    settings.COURRIEL_TAILLE_MAX = 30 * MO
    boite.dossier_rangement = "Traités"
    boite.save()
    message = courriel(pieces=[("avis.pdf", PDF), ("plan été.pdf", b"%PDF-1.4" + b"x" * 40 * MO)])
    deposer(message.as_bytes(), octets(objet="Le suivant"))
    assert str(relever(boite=boite)) == "2 repris"
    demande = Demande.objects.get(objet="Passeport perdu")
    assert noms_des_pieces(demande)[1:] == ["avis.pdf"]
    assert demande.identite.nom == "Usager 0012"
    assert "j'ai perdu" in demande.pieces.first().fichier.read().decode()
    avertissement = demande.messages.get().avertissements[0]
    assert "« plan été.pdf » (40 Mo)" in avertissement and "30 Mo permis" in avertissement
    restes = dovecot.contenu(boite.identifiant)
    assert len(restes) == 1 and b"\\Flagged" in restes[0] and b"\\Seen" not in restes[0]
    assert str(relever(boite=boite)) == "aucun nouveau message"


@pytest.mark.parametrize("nom", [nom for nom in MAL_FORMES if nom != "que des octets"])
def test_un_message_mal_forme_est_repris_son_original_garde(nom, boite, deposer):
    deposer(MAL_FORMES[nom].replace(b"\x00", b""))
    assert relever(boite=boite).panne == ""
    demande = Demande.objects.get()
    if lu_mal_forme(nom):
        assert "Message original.eml" in noms_des_pieces(demande)
        assert naissances.MAL_FORME in demande.messages.get().avertissements
    assert str(relever(boite=boite)) == "aucun nouveau message"


def lu_mal_forme(nom):
    return nom in {"sans fin de partie", "base64 fautif", "encodage inconnu"}


def test_un_message_qui_fait_tomber_la_reprise_est_garde_et_rejouable(
    boite, deposer, monkeypatch, dovecot
):
    deposer(octets(objet="Avant"), octets(objet="Piège"), octets(objet="Après"))
    vrai = releve.lire

    def lire_mal(brut):
        if "Piège".encode() in brut or b"Pi=C3=A8ge" in brut:
            raise RecursionError("trop de parties")
        return vrai(brut)

    monkeypatch.setattr(releve, "lire", lire_mal)
    assert str(relever(boite=boite)) == "1 en erreur, 2 repris"
    message = MessageRecu.objects.a_revoir().get()
    assert "RecursionError" in message.erreur and message.brut.read()
    assert sum(b"\\Seen" in d for d in dovecot.contenu(boite.identifiant)) == 2
    assert str(relever(boite=boite)) == "aucun nouveau message"
    monkeypatch.setattr(releve, "lire", vrai)
    rejouer(message=message)
    message.refresh_from_db()
    assert (message.etat, message.erreur, message.demande.objet) == ("repris", "", "Piège")
    assert str(relever(boite=boite)) == "aucun nouveau message"
    assert all(b"\\Seen" in drapeaux for drapeaux in dovecot.contenu(boite.identifiant))


def test_un_message_sans_brut_se_relit_a_la_releve_suivante(boite, deposer, settings, monkeypatch):
    settings.COURRIEL_TAILLE_MAX = 100
    deposer(octets())

    def tomber(*args):
        raise ValueError("plan illisible")

    with monkeypatch.context() as passage:
        passage.setattr("suivi.messagerie.serveur.parties", tomber)
        assert str(relever(boite=boite)) == "1 en erreur"
    rejouer(message=MessageRecu.objects.get())
    assert MessageRecu.objects.get().etat == "a_relire"
    assert str(relever(boite=boite)) == "1 repris" and MessageRecu.objects.get().etat == "repris"


# --- Coupures, deux workers ---------------------------------------------------------------------


@pytest.mark.parametrize("apres", [200, 3_000, 6_000, 9_000, 14_000, 25_000])
def test_une_coupure_au_milieu_ne_perd_ni_ne_double_rien(apres, boite, deposer, coupeur):
    deposer(*(octets(objet=f"Message {n}", corps="x" * 2_000) for n in range(5)))
    coupeur.apres, boite.port = apres, coupeur.port
    boite.save()
    panne = relever(boite=boite).panne
    assert "coupée" in panne or "connexion chiffrée" in panne or apres == 25_000
    boite.refresh_from_db()
    assert boite.bail is None and (boite.panne or apres == 25_000)
    coupeur.apres = None
    assert relever(boite=boite).panne == ""
    objets = sorted(Demande.objects.values_list("objet", flat=True))
    assert objets == [f"Message {n}" for n in range(5)]
    assert PieceJointe.objects.count() == MessageRecu.objects.filter(range=True).count() == 5
    boite.refresh_from_db()
    assert boite.panne == ""


def test_coupe_apres_l_enregistrement_le_message_est_range_ensuite(
    boite, deposer, dovecot, monkeypatch
):
    deposer(octets())

    def couper(self, uid, dossier):
        raise ConnectionResetError

    with monkeypatch.context() as passage:
        passage.setattr("suivi.messagerie.serveur.Serveur.ranger", couper)
        assert "coupée" in relever(boite=boite).panne
    assert Demande.objects.count() == 1
    assert not MessageRecu.objects.get().range
    relever(boite=boite)
    assert Demande.objects.count() == 1 and MessageRecu.objects.get().range
    assert b"\\Seen" in dovecot.contenu(boite.identifiant)[0]


def test_une_base_en_panne_au_milieu_d_un_message_n_en_laisse_rien(boite, deposer, monkeypatch):
    deposer(octets(pieces=[("a.pdf", PDF)]))
    ecrits = []

    def tomber(self, demande):
        vraie(self, demande)
        ecrits.extend(self.fichiers)
        raise OperationalError("plus de base")

    vraie = reprise.Reprise._joindre_tout
    with monkeypatch.context() as passage:
        passage.setattr(reprise.Reprise, "_joindre_tout", tomber)
        assert relever(boite=boite).panne == releve.INTERNE
    assert not (Demande.objects.exists() or MessageRecu.objects.exists())
    assert len(ecrits) == 2 and not any(map(default_storage.exists, ecrits))
    assert str(relever(boite=boite)) == "1 repris"


def test_deux_workers_ne_relevent_pas_la_meme_boite(boite, deposer):
    deposer(octets())
    assert boite.prendre()
    assert str(relever(boite=boite)) == "la boîte est déjà en cours de relève"
    assert not Demande.objects.exists()


def test_un_worker_mort_rend_la_boite(boite, deposer):
    deposer(octets())
    type(boite).objects.update(bail=timezone.now() - timezone.timedelta(seconds=1))
    assert str(relever(boite=boite)) == "1 repris"


def test_deux_workers_sur_le_meme_message_n_en_font_qu_une_demande(boite, deposer, monkeypatch):
    """Le bail d'un worker très lent a expiré : l'autre a tout relevé pendant qu'il lisait."""
    deposer(octets(pieces=[("a.pdf", PDF)]), octets())
    vrai, passages = reprise.Reprise.executer, []

    def lent(self):
        if not passages:
            passages.append(1)
            type(boite).objects.update(bail=None)
            relever(boite=boite)
        return vrai(self)

    monkeypatch.setattr(reprise.Reprise, "executer", lent)
    relever(boite=boite)
    assert Demande.objects.count() == MessageRecu.objects.count() == 2
    assert PieceJointe.objects.count() == 3


def test_un_rangement_refuse_n_arrete_pas_la_releve(boite, deposer):
    boite.dossier_rangement = "é" * 100  # trois cents octets une fois codé : trop long
    boite.save()
    deposer(octets(), octets())
    bilan = relever(boite=boite)
    assert str(bilan) == "2 repris" and "refuse de ranger" in bilan.panne


# --- Pannes dites -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"serveur": "imap.example.org"}, "IMAP_SERVEURS"),
        ({"cle_du_mot_de_passe": "BOITE_ABSENTE"}, "poser BOITE_ABSENTE dans l'environnement"),
        ({"port": 1}, "127.0.0.1, port 1"),
        ({"dossier": "N'existe pas"}, "vérifiez le nom des dossiers"),
    ],
)
def test_une_boite_inaccessible_se_dit_en_une_phrase(boite, champs, phrase):
    for nom, valeur in champs.items():
        setattr(boite, nom, valeur)
    boite.save()
    relever(boite=boite)
    boite.refresh_from_db()
    assert phrase in boite.panne and boite.relevee_le is None


def test_un_mauvais_mot_de_passe_se_dit(boite, monkeypatch):
    monkeypatch.setenv("BOITE_ESSAI", "faux")
    assert "refuse l'identifiant" in relever(boite=boite).panne


def test_un_certificat_inconnu_arrete_tout(boite, settings):
    settings.IMAP_AUTORITE = ""
    assert "certificat" in relever(boite=boite).panne


# --- Signalements -------------------------------------------------------------------------------


def test_la_boite_qualite_apporte_des_signalements(boite, deposer, creer_agent, departement):
    agent = creer_agent("agent", departement, email="Agent007@prefecture.example.org")
    boite.cible = "signalements"
    boite.save()
    deposer(
        octets(
            objet="Borne en panne",
            corps="La borne du hall.",
            de="agent007@prefecture.example.org",
            message_id="<borne@x>",
            pieces=[("photo.pdf", PDF), ("autre.pdf", PDF + b"2")],
        ),
        octets(corps="Et encore.", In_Reply_To="<borne@x>"),
    )
    relever(boite=boite)
    signalement = Signalement.objects.get()
    assert not Demande.objects.exists()
    assert (signalement.auteur, signalement.canal) == (agent, "boite_qualite")
    assert signalement.description == (
        "Borne en panne\n\nLa borne du hall.\n\nLe 14/03/2022 à 10 h 30, son auteur ajoute :\n"
        "Passeport perdu\n\nEt encore."
    )
    assert signalement.piece.read() == PDF and signalement.date_depot == date(2022, 3, 14)
    assert signalement.history.last().history_user is None
    assert "ne porte qu'une photo" in signalement.messages.last().avertissements[0]
    relever(boite=boite)
    assert Signalement.objects.count() == 1


# --- Tâches et commande -------------------------------------------------------------------------


def test_seules_les_boites_en_marche_sont_relevees(boite, deposer):
    boite.active = False
    boite.save()
    deposer(octets())
    tasks.relever_les_boites()
    assert not Demande.objects.exists()
    type(boite).objects.update(active=True)
    tasks.relever_les_boites()
    assert Demande.objects.count() == 1


def test_la_commande_relever_dit_ce_qu_elle_a_fait(boite, deposer, capsys):
    deposer(octets())
    call_command("relever")
    assert f"{boite.adresse} : 1 repris." in capsys.readouterr().out


def test_les_messages_bruts_s_effacent(boite, deposer, django_capture_on_commit_callbacks):
    deposer(octets(Auto_Submitted="auto-replied"))
    relever(boite=boite)
    message = MessageRecu.objects.get()
    tasks.effacer_les_courriels_bruts()
    assert default_storage.exists(message.brut.name)
    MessageRecu.objects.update(repris_le=timezone.now() - timezone.timedelta(days=91))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.effacer_les_courriels_bruts()
    assert not default_storage.exists(message.brut.name) and not MessageRecu.objects.get().brut
