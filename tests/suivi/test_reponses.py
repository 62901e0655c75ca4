"""Rédiger, relire, envoyer : une réponse à un usager, du modèle au départ."""

import hashlib
from datetime import UTC, date, datetime
from io import BytesIO
from smtplib import SMTPRecipientsRefused

import pikepdf
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from qualepref.socle.models import Journal, Rappel
from qualepref.socle.synthese import inscrire_les_rappels
from qualepref.socle.taches import lignes_pour
from suivi.models import Demande, Reponse, Usage
from suivi.reponses import envoi
from suivi.reponses.expedition import accuser_reception, expedier
from suivi.reponses.redaction import destinataire, ebauche
from suivi.tasks import relancer_les_envois
from suivi.templatetags.reponses import lettre
from tests import factories
from tests.suivi.test_pages import texte

ARRIVEE, JOUR = date(2022, 3, 7), date(2022, 3, 9)


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = JOUR


@pytest.fixture
def demande(service):
    demande = factories.DemandeFactory(service=service, numero="A-17", objet="Passeport perdu")
    factories.IdentiteFactory(
        demande=demande, nom="Usager 4242", coordonnees="1 rue des Essais\nusager4242@example.org"
    )
    return demande


@pytest.fixture
def version(departement):
    modele = factories.ModeleReponseFactory(departement=departement, intitule="Notre réponse")
    return factories.VersionModeleFactory(
        modele=modele,
        objet="Réf. {{ numero }}",
        corps="Bonjour {{ usager }}, votre demande du {{ date_arrivee }}.",
        signature="{{ agent }}",
    )


@pytest.fixture
def reponse(demande, referent):
    return factories.ReponseFactory(
        demande=demande, redigee_par=referent, courriel="usager4242@example.org"
    )


@pytest.fixture
def relecture(departement):
    factories.ReglageReponsesFactory(departement=departement, relecture=True)


def saisie(**champs):
    return {
        "usage": "reponse",
        "support": "courriel",
        "courriel": "usager4242@example.org",
        "objet": "Votre passeport",
        "texte": "Il est prêt.",
    } | champs


def rediger(demande):
    return reverse("suivi:reponse_create", args=[demande.pk])


def adresse(verbe, reponse):
    return reverse(f"suivi:reponse_{verbe}", args=[reponse.pk])


# --- Ébaucher -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coordonnees", "postal", "courriel"),
    [
        ("a.b@example.org", "Usager 1", "a.b@example.org"),
        ("1 rue X\n38000 Ville", "Usager 1\n1 rue X\n38000 Ville", ""),
        ("1 rue X ; a@example.org", "Usager 1\n1 rue X", "a@example.org"),
        ("", "Usager 1", ""),
    ],
)
def test_l_adresse_electronique_se_tire_des_coordonnees(coordonnees, postal, courriel):
    assert destinataire("Usager 1", coordonnees) == (postal, courriel)


def test_l_ebauche_reprend_le_modele_et_le_destinataire(demande, version, referent):
    champs = ebauche(demande=demande, agent=referent, version=version)
    assert champs["texte"] == "Bonjour Usager 4242, votre demande du 7 mars 2022."
    assert (champs["objet"], champs["signature"]) == ("Réf. A-17", str(referent))
    assert champs["courriel"] == "usager4242@example.org"
    assert champs["destinataire"] == "Usager 4242\n1 rue des Essais"


def test_un_champ_sans_valeur_se_signale_et_retient_l_envoi(service, version, referent):
    anonyme = factories.DemandeFactory(service=service)
    champs = ebauche(demande=anonyme, agent=referent, version=version)
    assert "Bonjour {{ usager }}" in champs["texte"]
    reponse = factories.ReponseFactory(
        demande=anonyme, redigee_par=referent, **champs | {"courriel": "x@example.org"}
    )
    assert reponse.manques() == [
        "Sans valeur pour cette demande : « nom de l'usager ». Écrivez-les dans le texte.",
    ]
    with pytest.raises(ValidationError, match="nom de l'usager"):
        expedier(reponse=reponse, agent=referent)


# --- Rédiger ------------------------------------------------------------------------------------


def test_la_page_propose_le_modele_et_le_remplit(client_de, referent, demande, version):
    page = client_de(referent).get(rediger(demande))
    assert page.context["form"]["texte"].value().startswith("Bonjour Usager 4242")
    assert page.context["form"]["version"].value() == version.pk
    assert Journal.objects.filter(genre="consultation", details={"demande": demande.pk}).exists()


def test_on_choisit_un_autre_modele_ou_aucun(client_de, referent, demande, version):
    client = client_de(referent)
    vide = client.get(rediger(demande) + "?modele=sans").context["form"]
    assert not vide["texte"].value()
    etrange = client.get(rediger(demande) + "?modele=99999&usage=rien").context["form"]
    assert etrange["version"].value() == version.pk


def test_le_brouillon_garde_sa_version_et_son_auteur(client_de, referent, demande, version):
    page = client_de(referent).post(rediger(demande), saisie(version=version.pk), follow=True)
    reponse = Reponse.objects.get()
    assert (reponse.version, reponse.redigee_par, reponse.etat) == (version, referent, "brouillon")
    assert "Il est prêt." in texte(page)
    assert version.modele.courante.est_figee


def test_la_version_d_un_autre_departement_est_refusee(
    client_de, referent, demande, autre_departement
):
    etrangere = factories.VersionModeleFactory(modele__departement=autre_departement)
    page = client_de(referent).post(rediger(demande), saisie(version=etrangere.pk))
    assert page.status_code == 200
    assert not Reponse.objects.exists()


def test_la_fiche_de_la_demande_montre_les_reponses_sans_leur_texte(
    client_de, referent, auditeur, demande, reponse
):
    for lecteur in (referent, auditeur):
        page = texte(client_de(lecteur).get(demande.get_absolute_url()))
        assert "Réponse sur le fond (courriel) : brouillon" in page
        assert reponse.texte not in page
        assert "usager4242@example.org" not in page


def test_la_liste_ne_dit_ni_le_texte_ni_a_qui(client_de, referent, reponse):
    liste = client_de(referent).get(reverse("suivi:reponse_list"))
    assert "A-17" in texte(liste)
    assert reponse.texte not in texte(liste)
    assert "usager4242" not in liste.content.decode()


def test_lire_le_texte_se_consigne(client_de, referent, reponse):
    client_de(referent).get(reponse.get_absolute_url())
    consultation = Journal.objects.get(genre=Journal.Genre.CONSULTATION)
    assert consultation.details == {"demande": reponse.demande_id}


# --- À deux -------------------------------------------------------------------------------------


def test_qui_ouvre_la_redaction_voit_le_brouillon_d_un_autre(
    client_de, correspondant, demande, reponse
):
    page = texte(client_de(correspondant).get(rediger(demande)))
    assert "Une réponse est déjà en cours pour cette demande" in page
    assert f"Réponse sur le fond de {reponse.redigee_par}" in page


def test_un_second_brouillon_est_refuse_et_son_texte_reste(
    client_de, correspondant, demande, reponse
):
    page = client_de(correspondant).post(rediger(demande), saisie(texte="Mon texte à moi"))
    assert f"{reponse.redigee_par} a commencé cette réponse" in texte(page)
    assert "Mon texte à moi" in texte(page)
    assert Reponse.objects.count() == 1


def test_la_base_refuse_deux_brouillons_du_meme_usage(demande, reponse):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.ReponseFactory(demande=demande)


def test_un_accuse_et_une_reponse_se_redigent_en_meme_temps(demande, reponse):
    assert factories.ReponseFactory(demande=demande, usage="accuse").pk


def test_deux_qui_modifient_le_meme_brouillon_ne_perdent_rien(
    client_de, referent, correspondant, reponse
):
    page = adresse("update", reponse)
    client_de(correspondant).post(page, saisie(tour=0, texte="Le premier"))
    client = client_de(referent)
    refus = client.post(page, saisie(tour=0, texte="Le second"))
    assert f"{correspondant} a enregistré ce texte" in texte(refus)
    assert "Le premier" in texte(refus)
    assert refus.context["form"]["texte"].value() == "Le second"
    assert Reponse.objects.get().texte == "Le premier"
    client.post(page, saisie(tour=refus.context["form"]["tour"].value(), texte="Le second"))
    assert Reponse.objects.get().texte == "Le second"


def test_on_n_envoie_que_le_texte_qu_on_a_lu(client_de, referent, correspondant, reponse):
    reponse.recrire(correspondant, texte="Changé")
    page = client_de(referent).post(adresse("envoyer", reponse), {"tour": 0}, follow=True)
    assert "Ce texte a changé depuis que vous l'avez ouvert" in texte(page)
    assert mail.outbox == []


def test_un_brouillon_jete_pendant_qu_un_autre_l_envoie(client_de, referent, reponse):
    Reponse.objects.filter(pk=reponse.pk).delete()
    with pytest.raises(ValidationError, match="vient d'être jetée"):
        reponse.partir(referent)


# --- Relire -------------------------------------------------------------------------------------


def test_le_second_regard_n_est_pas_exige_d_origine(reponse, referent):
    assert not reponse.a_relire_avant
    reponse.partir(referent)


def test_rien_ne_part_sans_le_second_regard_s_il_est_exige(client_de, referent, reponse, relecture):
    client = client_de(referent)
    page = texte(client.get(reponse.get_absolute_url()))
    assert "Faire relire" in page
    assert "Envoyer le courriel" not in page
    refus = texte(client.post(adresse("envoyer", reponse), follow=True))
    assert "Une autre personne doit relire cette réponse" in refus


def test_relue_par_un_autre_elle_part(
    client_de, referent, correspondant, reponse, relecture, django_capture_on_commit_callbacks
):
    client_de(referent).post(adresse("soumettre", reponse), {"tour": 0})
    assert any("à relire" in ligne.libelle for ligne in lignes_pour(correspondant))
    assert not any("à relire" in ligne.libelle for ligne in lignes_pour(referent))
    client_de(correspondant).post(adresse("approuver", reponse), {"tour": 1})
    reponse.refresh_from_db()
    assert (reponse.etat, reponse.relue_par) == ("relue", correspondant)
    with django_capture_on_commit_callbacks(execute=True):
        client_de(referent).post(adresse("envoyer", reponse), {"tour": 2})
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("verbe", ["approuver", "refuser"])
def test_on_ne_relit_pas_ce_qu_on_a_ecrit(reponse, referent, verbe):
    Reponse.objects.update(etat="a_relire")
    arguments = [referent] if verbe == "approuver" else [referent, "non"]
    with pytest.raises(ValidationError, match="une autre personne la relit"):
        getattr(reponse, verbe)(*arguments)


def test_la_base_refuse_qu_on_relise_ce_qu_on_a_ecrit(reponse, referent):
    with pytest.raises(IntegrityError), transaction.atomic():
        Reponse.objects.update(relue_par=referent)


def test_rendue_avec_une_note_elle_revient_a_son_auteur(
    client_de, referent, correspondant, reponse
):
    Reponse.objects.update(etat="a_relire")
    client = client_de(correspondant)
    vide = client.post(adresse("refuser", reponse), {"note": "", "tour": 0})
    assert vide.status_code == 200
    client.post(adresse("refuser", reponse), {"note": "Trop sec.", "tour": 0})
    page = texte(client_de(referent).get(reponse.get_absolute_url()))
    assert "À reprendre" in page
    assert "Trop sec." in page
    assert any("à reprendre" in ligne.libelle for ligne in lignes_pour(referent))


def test_un_texte_change_n_est_plus_relu(reponse, referent, correspondant):
    Reponse.objects.update(etat="relue", relue_par=correspondant, relue_le=timezone.now())
    reponse.recrire(referent, texte="Autre chose")
    assert (reponse.etat, reponse.relue_par) == ("brouillon", None)


# --- Envoyer ------------------------------------------------------------------------------------


@pytest.fixture
def envoyer(django_capture_on_commit_callbacks):
    def envoyer(reponse, agent=None):
        with django_capture_on_commit_callbacks(execute=True):
            expedier(reponse=reponse, agent=agent)
        reponse.refresh_from_db()
        return reponse

    return envoyer


def test_le_courriel_part_et_la_demande_est_repondue(envoyer, reponse, referent):
    envoyer(reponse, referent)
    assert (reponse.etat, reponse.date_envoi) == ("envoyee", JOUR)
    assert (reponse.demande.etat, reponse.demande.date_reponse) == ("repondue", JOUR)
    courriel = mail.outbox[0]
    assert (courriel.to, courriel.subject) == (["usager4242@example.org"], "Votre demande")
    assert courriel.extra_headers == {"Message-ID": reponse.message_id}


def test_l_usager_repond_a_la_boite_du_site(envoyer, reponse, site):
    factories.EnTeteFactory(site=site, courriel="accueil@example.org")
    envoyer(reponse)
    assert mail.outbox[0].reply_to == ["accueil@example.org"]


@pytest.mark.parametrize(
    ("usage", "etat", "champ"),
    [
        (Usage.ACCUSE, "accusee", "date_accuse"),
        (Usage.ATTENTE, "en_attente", "date_attente"),
        (Usage.TRANSMISSION, "transmise", "date_transmission"),
        (Usage.REPONSE, "repondue", "date_reponse"),
    ],
)
def test_chaque_usage_date_ce_qu_il_est_et_rien_d_autre(envoyer, reponse, usage, etat, champ):
    Reponse.objects.update(usage=usage)
    envoyer(Reponse.objects.get())
    demande = Demande.objects.get()
    assert (demande.etat, getattr(demande, champ)) == (etat, JOUR)
    assert (demande.date_reponse is None) == (usage != Usage.REPONSE)


def test_rejouer_la_tache_n_envoie_rien_de_plus(envoyer, reponse):
    envoyer(reponse)
    assert not envoi.envoyer(reponse_id=reponse.pk)
    assert len(mail.outbox) == 1


def test_un_second_envoi_demande_est_refuse(reponse, referent):
    expedier(reponse=reponse, agent=referent)
    with pytest.raises(ValidationError, match=f"déjà en cours, demandé par {referent}"):
        expedier(reponse=Reponse.objects.get(), agent=referent)


class ServeurEnPanne(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("boum")


def test_un_echec_se_dit_et_l_on_renvoie(client_de, envoyer, reponse, referent, settings):
    marche = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.ServeurEnPanne"
    envoyer(reponse, referent)
    identifiant = reponse.message_id
    page = texte(client_de(referent).get(reponse.get_absolute_url()))
    assert "Le serveur de courriel ne répond pas" in page
    assert "Renvoyer le courriel" in page
    assert reponse.demande.etat == "recue"
    assert any("l'envoi a échoué" in ligne.libelle for ligne in lignes_pour(referent))
    settings.EMAIL_BACKEND = marche
    envoyer(reponse, referent)
    assert [un.extra_headers["Message-ID"] for un in mail.outbox] == [identifiant]
    assert reponse.erreur == ""


def test_une_adresse_que_le_courriel_n_accepte_pas_se_dit(envoyer, reponse):
    Reponse.objects.update(objet="Deux\nlignes")
    envoyer(Reponse.objects.get())
    assert Reponse.objects.get().etat == "echouee"
    assert "ne peut pas s'écrire" in Reponse.objects.get().erreur


def test_le_courriel_se_range_dans_le_fil_de_l_usager(envoyer, reponse, departement):
    boite = factories.BoiteFonctionnelleFactory(departement=departement)
    recus = ("<un@example.org>", "<deux@example.org>", "<pas un\nidentifiant>", "")
    for jour, identifiant in enumerate(recus, 7):
        factories.MessageRecuFactory(
            boite=boite,
            demande=reponse.demande,
            message_id=identifiant,
            recu_le=datetime(2022, 3, jour, 9, tzinfo=UTC),
        )
    factories.MessageRecuFactory(
        boite=boite, demande=reponse.demande, message_id="<avis@example.org>", etat="ecarte"
    )
    envoyer(reponse)
    entetes = mail.outbox[0].extra_headers
    assert entetes["In-Reply-To"] == "<deux@example.org>"
    assert entetes["References"] == "<un@example.org> <deux@example.org>"
    assert "Auto-Submitted" not in entetes


class AdresseRefusee(EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({"x": (550, b"inconnue")})


def test_une_adresse_refusee_par_le_serveur_se_nomme(envoyer, reponse, settings):
    settings.EMAIL_BACKEND = f"{__name__}.AdresseRefusee"
    envoyer(reponse)
    assert "refuse l'adresse usager4242@example.org" in reponse.erreur


def test_la_file_en_panne_ne_perd_rien(envoyer, reponse, referent, monkeypatch):
    def tomber(*args, **kwargs):
        raise ConnectionError("plus de file")

    monkeypatch.setattr("suivi.tasks.envoyer_reponse.delay", tomber)
    envoyer(reponse, referent)
    assert reponse.etat == "en_envoi"
    Reponse.objects.update(demandee_le=timezone.now() - envoi.DIX_MINUTES)
    monkeypatch.undo()
    relancer_les_envois()
    assert len(mail.outbox) == 1


def test_l_historique_de_la_demande_dit_qui_a_repondu(envoyer, reponse, referent):
    envoyer(reponse, referent)
    ligne = reponse.demande.history.first()
    assert ligne.history_user == referent
    assert ligne.history_change_reason == "réponse sur le fond (envoyée)"


def test_une_reponse_a_relire_se_rappelle_aux_autres(reponse, referent, correspondant):
    reponse.soumettre(referent)
    passe = inscrire_les_rappels(departement=referent.departement, le=JOUR)
    assert passe.en_panne == []
    rappels = Rappel.objects.filter(genre="reponses-a-relire")
    assert [rappel.agent for rappel in rappels] == [correspondant]
    assert "A-17" in rappels[0].libelle


def test_un_message_perdu_par_la_file_repart(reponse, referent):
    reponse.partir(referent)
    assert envoi.a_relancer() == []
    Reponse.objects.update(demandee_le=timezone.now() - envoi.DIX_MINUTES)
    assert envoi.a_relancer() == [reponse.pk]


def test_un_envoi_interrompu_attend_une_personne(reponse, referent):
    reponse.partir(referent)
    assert reponse.prendre_le_depart()
    Reponse.objects.update(depart_le=timezone.now() - 2 * envoi.DIX_MINUTES)
    assert envoi.a_relancer() == []
    reponse.refresh_from_db()
    assert (reponse.etat, reponse.erreur) == ("echouee", envoi.INTERROMPU)
    assert mail.outbox == []


def test_une_reponse_deja_partie_en_refuse_une_seconde_sauf_complement(
    envoyer, reponse, demande, referent
):
    envoyer(reponse)
    seconde = factories.ReponseFactory(demande=demande, redigee_par=referent)
    with pytest.raises(ValidationError, match="déjà partie le 09/03/2022"):
        expedier(reponse=seconde, agent=referent)
    seconde.recrire(referent, complement=True)
    envoyer(seconde, referent)
    assert (seconde.etat, seconde.avertissement) == ("envoyee", "")
    assert len(mail.outbox) == 2


def test_un_texte_vide_ne_part_pas(reponse):
    Reponse.objects.update(texte=" ")
    assert Reponse.objects.get().manques() == ["Le texte est vide."]


def test_une_demande_retiree_ne_recoit_plus_de_reponse(reponse, referent):
    Demande.objects.update(date_retrait=JOUR)
    with pytest.raises(ValidationError, match="retirée depuis le 09/03/2022"):
        expedier(reponse=Reponse.objects.get(), agent=referent)


def test_une_reponse_partie_ne_se_change_ni_ne_se_jette(client_de, envoyer, reponse, referent):
    envoyer(reponse)
    client = client_de(referent)
    assert client.get(adresse("update", reponse)).status_code == 404
    for verbe in (reponse.jeter, reponse.recrire):
        with pytest.raises(ValidationError):
            verbe(referent)
    page = client.post(adresse("jeter", reponse), {"tour": reponse.tour})
    assert "elle se garde" in texte(page)


def test_un_brouillon_se_jette(client_de, referent, reponse):
    client = client_de(referent)
    assert reponse.texte in texte(client.get(adresse("jeter", reponse)))
    client.post(adresse("jeter", reponse), {"tour": 0})
    assert not Reponse.objects.exists()


# --- Accuser réception --------------------------------------------------------------------------


@pytest.fixture
def modele_d_accuse(departement):
    modele = factories.ModeleReponseFactory(
        departement=departement, usage="accuse", intitule="Accusé"
    )
    factories.VersionModeleFactory(modele=modele, corps="Reçue le {{ date_arrivee }}.")
    return modele


def test_l_accuse_automatique_le_dit_dans_son_en_tete(
    demande, modele_d_accuse, relecture, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        accuse = accuser_reception(demande=demande)
    demande.refresh_from_db()
    assert (demande.etat, demande.date_reponse) == ("accusee", None)
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-replied"
    assert mail.outbox[0].body == "Reçue le 7 mars 2022.\n"
    assert accuse.redigee_par is None


def test_l_accuse_d_un_agent_se_relit_si_le_departement_le_veut(
    demande, modele_d_accuse, referent, relecture
):
    assert accuser_reception(demande=demande, agent=referent).etat == "a_relire"
    assert mail.outbox == []


def test_deux_accuses_de_la_meme_demande_n_en_font_qu_un(
    demande, modele_d_accuse, referent, django_capture_on_commit_callbacks
):
    accuser_reception(demande=demande, agent=referent)
    with pytest.raises(ValidationError, match="déjà en cours"):
        accuser_reception(demande=demande, agent=referent)
    Reponse.objects.all().delete()
    Demande.objects.update(date_accuse=JOUR)
    demande.refresh_from_db()
    with pytest.raises(ValidationError, match="déjà parti"):
        accuser_reception(demande=demande, agent=referent)
    assert not Reponse.objects.exists()


def test_sans_adresse_ni_modele_l_accuse_dit_pourquoi(service, demande, referent, request):
    with pytest.raises(ValidationError, match="Aucun modèle"):
        accuser_reception(demande=demande, agent=referent)
    request.getfixturevalue("modele_d_accuse")
    sans_adresse = factories.DemandeFactory(service=service)
    with pytest.raises(ValidationError, match="adresse électronique"):
        accuser_reception(demande=sans_adresse, agent=referent)


def test_des_accuses_en_nombre_partent_d_un_accord_et_se_disent_un_a_un(
    client_de, referent, service, demande, modele_d_accuse, django_capture_on_commit_callbacks
):
    sans_adresse = factories.DemandeFactory(service=service)
    client, adresse = client_de(referent), reverse("suivi:demandes_actes")
    choix = {"acte": "envoyer-accuse", "choix": [demande.pk, sans_adresse.pk]}
    apercu = client.post(adresse, choix)
    assert "1 sera faite , 1 refusée" in texte(apercu)
    assert mail.outbox == [] and not Reponse.objects.exists()
    accord = choix | {"confirmer": apercu.context["apercu"]["empreinte"]}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(adresse, accord)
    assert [courriel.to for courriel in mail.outbox] == [["usager4242@example.org"]]
    assert Reponse.objects.get().redigee_par == referent


# --- Courrier -----------------------------------------------------------------------------------


@pytest.fixture
def courrier(demande, referent):
    return factories.ReponseFactory(
        demande=demande,
        redigee_par=referent,
        support="courrier",
        destinataire="Usager 4242\n1 rue des Essais",
    )


def test_le_courrier_est_un_pdf_balise(client_de, referent, courrier):
    reponse = client_de(referent).get(adresse("pdf", courrier))
    with pikepdf.open(BytesIO(reponse.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert str(pdf.docinfo["/Title"]) == "Votre demande"


def test_le_courrier_remis_est_garde_tel_quel(client_de, referent, courrier):
    client = client_de(referent)
    client.post(adresse("remettre", courrier), {"tour": 0})
    courrier.refresh_from_db()
    assert (courrier.etat, courrier.demande.etat) == ("remise", "repondue")
    rendu = b"".join(client.get(adresse("pdf", courrier)).streaming_content)
    assert hashlib.sha256(rendu).hexdigest() == courrier.empreinte
    assert "4242" not in courrier.fichier.name


def test_un_courrier_sans_destinataire_ne_part_pas(client_de, referent, courrier):
    Reponse.objects.update(destinataire="")
    page = texte(client_de(referent).post(adresse("remettre", courrier), follow=True))
    assert "Il manque le nom et l'adresse du destinataire" in page


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("[[ à dire ]]", "<p><mark>[[ à dire ]]</mark></p>"),
        ("{{ numero }}.", "<p><mark>{{ numero }}</mark>.</p>"),
        ("<b>[[ x", "<p>&lt;b&gt;[[ x</p>"),
        ("Oui ?", "<p>Oui\u00a0?</p>"),
    ],
)
def test_ce_qui_reste_a_completer_se_voit_et_rien_ne_s_echappe(ecrit, lu):
    assert lettre(ecrit) == lu


# --- Purge --------------------------------------------------------------------------------------


def test_effacer_ne_laisse_ni_nom_ni_fichier(
    client_de, referent, courrier, django_capture_on_commit_callbacks
):
    client_de(referent).post(adresse("remettre", courrier), {"tour": 0})
    courrier.refresh_from_db()
    stockage, nom = courrier.fichier.storage, courrier.fichier.name
    with django_capture_on_commit_callbacks(execute=True):
        assert Reponse.objects.effacer_identites() == 1
    assert not stockage.exists(nom)
    courrier.refresh_from_db()
    assert {getattr(courrier, champ) for champ in Reponse.NOMINATIFS} == {""}
    assert (courrier.etat, courrier.date_envoi) == ("remise", JOUR)
    assert Reponse.objects.effacer_identites() == 0
    page = texte(client_de(referent).get(courrier.get_absolute_url()))
    assert "Ce texte a été effacé" in page
    assert client_de(referent).get(adresse("pdf", courrier)).status_code == 404
