"""Les pages du suivi : ce que voit et fait chacun."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from qualepref.socle.models import Journal
from suivi.delais.bareme import calculer_echeances
from suivi.models import Demande, Identite, RegleDelai
from tests import factories

AUJOURD_HUI = date(2022, 3, 15)
LUNDI = date(2022, 3, 7)


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = AUJOURD_HUI


@pytest.fixture
def demande(delais, service):
    """Une demande d'information arrivée par courriel, due la veille."""
    return enregistrer(service)


def enregistrer(service, **champs):
    champs = {"date_arrivee": LUNDI, "nature": "information_generale"} | champs
    nouvelle = factories.DemandeFactory.build(departement=None, service=service, **champs)
    calculer_echeances([nouvelle])
    nouvelle.save()
    return nouvelle


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def adresse(nom, objet):
    return reverse(f"suivi:demande_{nom}", args=[objet.pk])


def saisie(service, **champs):
    return {
        "registre": "courriers_courriels",
        "service": service.pk,
        "canal": "courriel",
        "nature": "information_generale",
        "objet": "Passeport perdu",
        "date_arrivee": "2022-03-07",
        "qualite_accueil": "inconnu",
        "nom": "Usager 0001",
    } | champs


def modifier(client, demande, **champs):
    """Ouvre la fiche puis l'envoie : la page rend l'empreinte de ce qu'elle montrait."""
    lien = adresse("update", demande)
    lue = client.get(lien).context["form"]["empreinte"].value()
    return client.post(lien, saisie(demande.service, empreinte=lue, **champs))


# --- Liste --------------------------------------------------------------------------------------


def test_un_correspondant_ne_voit_que_les_demandes_de_ses_services(
    client_de, correspondant, demande, autre_service
):
    voisin = factories.ServiceFactory(site=demande.site, parent=demande.service.parent)
    for lieu in (voisin, autre_service):
        enregistrer(lieu, objet="Ailleurs")
    page = texte(client_de(correspondant).get(reverse("suivi:demande_list")))
    assert demande.objet in page
    assert "Ailleurs" not in page


def test_le_correspondant_d_une_direction_voit_celles_de_ses_bureaux(
    client_de, correspondant, demande
):
    bureau = factories.ServiceFactory(site=demande.site, parent=demande.service)
    enregistrer(bureau, objet="Au bureau")
    assert "Au bureau" in texte(client_de(correspondant).get(reverse("suivi:demande_list")))


@pytest.mark.parametrize(
    ("filtre", "trouvees"),
    [
        ("situation=en_retard", {"En retard"}),
        ("situation=a_temps", {"Lettre"}),
        ("situation=repondue_a_temps", {"Répondue"}),
        ("situation=ouvertes", {"En retard", "Lettre", "Anonyme"}),
        ("situation=comptees", {"En retard", "Répondue"}),
        ("situation=repondues", {"Répondue"}),
        ("situation=non_due", {"Anonyme"}),
        ("situation=comptees&arrete=2022-03-14", {"Répondue"}),
        ("canal=courrier", {"Lettre"}),
        ("canal=courriels", {"En retard", "Répondue", "Anonyme"}),
        ("q=lettr", {"Lettre"}),
        ("q=A-17", {"Répondue"}),
        ("du=2022-03-08", {"Lettre"}),
        ("au=2022-03-07", {"En retard", "Répondue", "Anonyme"}),
        ("echeance=2022-03-14", {"En retard", "Répondue", "Anonyme"}),
        ("registre=suggestions_reclamations", set()),
    ],
)
def test_chaque_filtre_de_la_liste(client_de, referent, delais, service, filtre, trouvees):
    enregistrer(service, objet="En retard")
    enregistrer(service, objet="Lettre", canal="courrier", date_arrivee=date(2022, 3, 8))
    enregistrer(service, objet="Répondue", numero="A-17", date_reponse=date(2022, 3, 9))
    enregistrer(service, objet="Anonyme", reponse_non_due="anonyme")
    reponse = client_de(referent).get(f"{reverse('suivi:demande_list')}?{filtre}")
    assert {demande.objet for demande in reponse.context["table"].data} == trouvees


def test_un_filtre_replie_qui_sert_reste_ouvert(client_de, referent, demande):
    liste = reverse("suivi:demande_list")
    client = client_de(referent)
    assert '<details class="qp-filtres__plus">' in client.get(liste).content.decode()
    replie = client.get(f"{liste}?canal=courrier&nature=autre").content.decode()
    assert '<details class="qp-filtres__plus" open>' in replie


def test_la_liste_dit_la_situation_en_mots_et_le_temps_qui_reste(client_de, referent, demande):
    page = texte(client_de(referent).get(reverse("suivi:demande_list")))
    assert "en retard" in page
    assert "dépassée de 1 jour" in page


def test_la_liste_tient_en_six_colonnes_et_l_export_les_a_toutes(client_de, referent, demande):
    page = client_de(referent).get(reverse("suivi:demande_list"))
    _choix, *entetes = page.context["table"].entetes()
    titres = [entete.titre for entete in entetes]
    assert titres == ["Objet", "Situation", "Échéance", "Service", "Arrivée le", "Nature"]
    octets = client_de(referent).get(f"{reverse('suivi:demande_list')}?export=xlsx").content
    entete = [case.value for case in next(load_workbook(BytesIO(octets)).active.iter_rows())]
    assert {*titres, "Canal", "Reste", "Numéro"} <= set(entete)
    assert len(entete) == 10


def test_le_formulaire_ne_dit_pas_optionnel_ce_dont_il_faut_un(client_de, referent, service):
    page = client_de(referent).get(reverse("suivi:demande_create")).content.decode()
    for libelle in ("Nom de l&#x27;usager", "Coordonnées", "Réponse non due"):
        assert f"{libelle} (Optionnel)" not in " ".join(page.split())
    assert "sans l&#x27;un ni l&#x27;autre" in page


def test_l_export_donne_des_dates_et_des_jours(client_de, referent, demande):
    octets = client_de(referent).get(f"{reverse('suivi:demande_list')}?export=xlsx").content
    entete, ligne = [
        [c.value for c in r] for r in load_workbook(BytesIO(octets)).active.iter_rows()
    ]
    exporte = dict(zip(entete, ligne, strict=True))
    assert exporte["Échéance"].date() == date(2022, 3, 14)
    assert (exporte["Reste"], exporte["Situation"]) == (-1, "en retard")


# --- Fiche --------------------------------------------------------------------------------------


def test_la_fiche_explique_l_echeance_en_mots(client_de, referent, demande):
    page = texte(client_de(referent).get(demande.get_absolute_url()))
    assert "Réponse due le lundi 14 mars 2022" in page
    assert "Arrivée le lundi 7 mars 2022" in page
    assert "Délai : 5 jours ouvrés (règle « def-courriel »)" in page
    assert "samedi 12 mars 2022 : samedi" in page
    assert "Délai : 7 jours calendaires" in page


def test_la_fiche_dit_le_temps_qu_a_pris_la_reponse(client_de, referent, delais, service):
    repondue = enregistrer(service, date_reponse=date(2022, 3, 14))
    page = texte(client_de(referent).get(repondue.get_absolute_url()))
    assert "répondue en 7 jours (5 jours ouvrés)" in page
    assert "Répondre" not in page
    assert "La réponse du 14 mars 2022 a été faite hors de l’application." in page


def test_la_fiche_dit_pourquoi_une_demande_sort_des_delais(client_de, referent, delais, service):
    client = client_de(referent)
    anonyme = enregistrer(service, reponse_non_due="anonyme")
    assert "auteur non identifié" in texte(client.get(anonyme.get_absolute_url()))
    factories.PeriodeSuspendueFactory(
        departement=service.site.departement, date_debut=LUNDI, date_fin=LUNDI
    )
    assert "période suspendue" in texte(client.get(anonyme.get_absolute_url()))


def test_sans_regle_en_vigueur_la_fiche_le_dit(client_de, referent, delais, service):
    ancienne = enregistrer(service, date_arrivee=date(2018, 1, 2))
    page = texte(client_de(referent).get(ancienne.get_absolute_url()))
    assert "Aucune règle de délai n’était en vigueur le 2 janvier 2018" in page


def test_une_demande_importee_n_a_pas_d_histoire_et_sa_fiche_s_ouvre(client_de, referent, demande):
    demande.history.all().delete()
    assert client_de(referent).get(demande.get_absolute_url()).status_code == 200


# --- Identité -----------------------------------------------------------------------------------


@pytest.fixture
def identite(demande):
    return factories.IdentiteFactory(demande=demande, nom="Usager 4242")


def test_la_fiche_ne_montre_pas_l_identite_sans_qu_on_la_demande(client_de, referent, identite):
    page = texte(client_de(referent).get(identite.demande.get_absolute_url()))
    assert "Voir l’identité" in page
    assert "4242" not in page
    assert not Journal.objects.filter(genre=Journal.Genre.CONSULTATION).exists()


@pytest.mark.parametrize("entetes", [{}, {"HX-Request": "true"}])
def test_consulter_une_identite_s_ecrit_au_journal(client_de, referent, identite, entetes):
    lien = reverse("suivi:identite_detail", args=[identite.demande.pk])
    assert "Usager 4242" in texte(client_de(referent).get(lien, headers=entetes))
    ligne = Journal.objects.get(genre=Journal.Genre.CONSULTATION)
    assert (ligne.agent, ligne.details) == (referent, {"demande": identite.demande.pk})


def test_modifier_montre_l_identite_et_le_consigne(client_de, referent, identite):
    page = client_de(referent).get(adresse("update", identite.demande)).content.decode()
    assert "Usager 4242" in page
    assert Journal.objects.filter(genre=Journal.Genre.CONSULTATION).count() == 1


@pytest.mark.parametrize("role", ["auditeur", "copil"])
def test_ni_l_auditeur_ni_le_copil_ne_voient_une_identite(
    client_de, creer_agent, departement, identite, role
):
    client = client_de(creer_agent(role, departement))
    fiche = texte(client.get(identite.demande.get_absolute_url()))
    assert "Voir l’identité" not in fiche
    assert "4242" not in fiche
    assert (
        client.get(reverse("suivi:identite_detail", args=[identite.demande.pk])).status_code == 403
    )
    assert client.get(adresse("update", identite.demande)).status_code == 403


def test_une_demande_sans_auteur_n_a_pas_de_page_d_identite(client_de, referent, demande):
    lien = reverse("suivi:identite_detail", args=[demande.pk])
    assert client_de(referent).get(lien).status_code == 404


# --- Création et modification -------------------------------------------------------------------


def creer(client, service, **champs):
    return client.post(reverse("suivi:demande_create"), saisie(service, **champs))


def test_creer_une_demande_calcule_son_echeance(client_de, correspondant, delais, service):
    reponse = creer(client_de(correspondant), service, coordonnees="usager@example.org")
    nouvelle = Demande.objects.get()
    assert reponse.url == nouvelle.get_absolute_url()
    assert (nouvelle.regle, nouvelle.date_echeance) == ("def-courriel", date(2022, 3, 14))
    assert nouvelle.departement == service.site.departement
    assert nouvelle.identite.coordonnees == "usager@example.org"
    assert nouvelle.history.get().history_user == correspondant


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"date_reponse": "2022-03-06"}, "vient avant l'arrivée de la demande (07/03/2022)"),
        ({"date_accuse": "2022-03-06"}, "vient avant l'arrivée de la demande"),
        ({"date_arrivee": "2022-03-16"}, "16/03/2022 est dans le futur"),
        ({"date_reponse": "2022-03-16"}, "est dans le futur"),
        ({"date_arrivee": "1922-03-07"}, "trop ancien"),
        ({"date_arrivee": "0001-01-01"}, "Le 01/01/0001 est trop ancien"),
        ({"date_arrivee": "2022-02-31"}, "date"),
        ({"objet": ""}, "obligatoire"),
        ({"nom": ""}, "pourquoi aucune réponse n'est due"),
    ],
)
def test_une_saisie_fautive_se_dit_sous_son_champ(
    client_de, referent, delais, service, champs, message
):
    reponse = creer(client_de(referent), service, **champs)
    assert reponse.status_code == 200
    assert message in texte(reponse)
    assert not Demande.objects.exists()


def test_une_demande_deja_inscrite_est_refusee_et_nommee(client_de, referent, delais, service):
    client = client_de(referent)
    creer(client, service)
    reponse = creer(client, service, objet="passeport  PERDU", nom="usager 0001")
    assert "déjà enregistrée dans ce registre : Demande du 07/03/2022" in texte(reponse)
    semblable = creer(client, service, numero="2", objet="passeport perdu", observations="Relance")
    assert "Une demande semblable existe : Demande du 07/03/2022" in texte(semblable)
    assert "Enregistrer quand même ?" in texte(semblable) and "Relance" in texte(semblable)
    assert Demande.objects.count() == 1
    creer(client, service, numero="2", quand_meme="on")
    assert Demande.objects.count() == 2


@pytest.mark.parametrize(
    "champs", [{"objet": "Autre"}, {"nom": "Usager 0002"}, {"date_arrivee": "2022-03-08"}]
)
def test_une_demande_qui_differe_ne_demande_pas_de_confirmation(
    client_de, referent, delais, service, champs
):
    client = client_de(referent)
    creer(client, service)
    assert "semblable" not in texte(creer(client, service, numero="2", **champs))
    assert Demande.objects.count() == 2


def test_la_meme_demande_a_l_autre_registre_se_signale(client_de, referent, delais, service):
    client = client_de(referent)
    creer(client, service)
    autre = creer(client, service, registre="suggestions_reclamations", canal="courrier")
    assert "Une demande semblable existe" in texte(autre)


def test_un_correspondant_n_inscrit_rien_dans_un_autre_service(client_de, correspondant, delais):
    ailleurs = factories.ServiceFactory(
        site=factories.SiteFactory(departement=correspondant.departement)
    )
    assert creer(client_de(correspondant), ailleurs).status_code == 200
    assert not Demande.objects.exists()


@pytest.mark.parametrize(
    ("champs", "echeance"),
    [
        ({"canal": "courrier"}, date(2022, 3, 21)),
        ({"nature": "reclamation"}, date(2022, 3, 21)),
        ({"registre": "suggestions_reclamations"}, date(2022, 3, 21)),
        ({"date_arrivee": "2022-03-08"}, date(2022, 3, 15)),
        ({"objet": "Autre objet"}, date(2022, 3, 14)),
    ],
)
def test_modifier_ce_qui_decide_de_la_regle_recalcule_l_echeance(
    client_de, referent, demande, champs, echeance
):
    modifier(client_de(referent), demande, **champs)
    demande.refresh_from_db()
    assert demande.date_echeance == echeance


def test_une_regle_changee_ne_touche_que_ce_que_l_on_redate(client_de, referent, demande):
    RegleDelai.objects.filter(cle="def-courriel").update(jours=2)
    client = client_de(referent)
    modifier(client, demande, objet="Objet corrigé")
    demande.refresh_from_db()
    assert (demande.objet, demande.date_echeance) == ("Objet corrigé", date(2022, 3, 14))
    modifier(client, demande, date_arrivee="2022-03-08")
    demande.refresh_from_db()
    assert demande.date_echeance == date(2022, 3, 10)


def test_un_changement_se_lit_dans_l_historique(client_de, referent, demande):
    client = client_de(referent)
    modifier(client, demande, canal="courrier")
    page = texte(client.get(demande.get_absolute_url()))
    assert "échéance : « 14 mars 2022 » → « 21 mars 2022 »" in page
    assert "règle de délai : « def-courriel » → « def-courrier »" in page


def test_modifier_sans_toucher_a_l_auteur_le_garde(client_de, referent, identite):
    sien = {"nom": identite.nom, "coordonnees": identite.coordonnees}
    modifier(client_de(referent), identite.demande, theme="titres", **sien)
    assert Identite.objects.get().nom == "Usager 4242"
    assert Demande.objects.get().theme == "titres"
    assert not Demande.history.exclude(history_change_reason=None).exists()


def test_changer_l_auteur_se_lit_dans_l_historique_sans_son_nom(client_de, referent, identite):
    client, demande = client_de(referent), identite.demande
    modifier(client, demande, nom="Usager 7777")
    fiche = texte(client.get(adresse("detail", demande)))
    assert "Identité de l'usager modifiée (valeurs masquées)" in fiche
    assert "7777" not in fiche and "4242" not in fiche


# --- Actes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acte", "champ", "etat"),
    [
        ("accuser", "date_accuse", "accusee"),
        ("repondre", "date_reponse", "repondue"),
        ("retirer", "date_retrait", "retiree"),
    ],
)
def test_chaque_acte_date_la_demande(client_de, correspondant, demande, acte, champ, etat):
    client, lien = client_de(correspondant), adresse(acte, demande)
    assert 'value="2022-03-15"' in client.get(lien).content.decode()
    assert client.post(lien, {"le": "2022-03-10"}).url == demande.get_absolute_url()
    demande.refresh_from_db()
    assert (getattr(demande, champ), demande.etat) == (date(2022, 3, 10), etat)
    assert demande.date_echeance == date(2022, 3, 14)


@pytest.mark.parametrize(
    ("jour", "message"),
    [
        ("2022-03-06", "vient avant l'arrivée"),
        ("2022-03-16", "dans le futur"),
        ("", "obligatoire"),
    ],
)
def test_une_reponse_mal_datee_est_refusee(client_de, referent, demande, jour, message):
    reponse = client_de(referent).post(adresse("repondre", demande), {"le": jour})
    assert message in texte(reponse)
    demande.refresh_from_db()
    assert demande.etat == "recue"


def test_on_ne_repond_pas_deux_fois(client_de, referent, demande):
    client, lien = client_de(referent), adresse("repondre", demande)
    client.post(lien, {"le": "2022-03-09"})
    reponse = client.post(lien, {"le": "2022-03-10"})
    assert "déjà répondue" in texte(reponse)
    demande.refresh_from_db()
    assert demande.date_reponse == date(2022, 3, 9)


def test_supprimer_laisse_une_trace(client_de, referent, demande):
    client_de(referent).post(adresse("delete", demande))
    assert not Demande.objects.exists()
    assert Demande.history.first().history_type == "-"


# --- Règles de délai et page d'accueil ------------------------------------------------------------


def test_les_regles_de_delai_disent_leurs_sources_et_leur_statut(client_de, agent, delais):
    page = texte(client_de(agent).get(reverse("suivi:regledelai_list")))
    assert "Profil de votre département Proposé par le projet" in page
    assert "« Bilan qualité 2022 », préfecture de l'Isère" in page
    assert "À vérifier" in page
    assert "Aucun délai fixé" in page


def test_les_reglages_d_un_departement_ne_se_voient_que_chez_lui(
    client_de, referent, delais, autre_departement
):
    for departement in (referent.departement, autre_departement):
        factories.RegleDelaiFactory(
            locale=True, departement=departement, cle=f"locale-{departement.code}"
        )
    page = texte(client_de(referent).get(reverse("suivi:regledelai_list")))
    assert "locale-38" in page
    assert "locale-13" not in page


def test_la_page_d_accueil_compte_les_retards_et_les_echeances_proches(
    client_de, correspondant, demande, autre_service
):
    enregistrer(demande.service, date_arrivee=date(2022, 3, 11))  # due le 18, trois jours ouvrés
    enregistrer(demande.service, date_arrivee=date(2022, 3, 14))  # due le 21
    enregistrer(autre_service)
    client = client_de(correspondant)
    lignes = {ligne.libelle: ligne for ligne in client.get("/").context["lignes"]}
    retard = lignes["demande en retard de réponse"]
    proche = lignes["demande à échéance d'ici 3 jours ouvrés"]
    assert (retard.nombre, proche.nombre) == (1, 1)
    for ligne in (retard, proche):
        assert client.get(ligne.url).context["table"].paginator.count == ligne.nombre
