"""La lecture demandée : à qui, jusqu'à quand, qui a lu, qui se rappelle."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from documents.lectures import Jalon, Lecteur, Suivi, echeance, jalon
from documents.models import DemandeDeLecture, Document, Lecture
from qualepref.socle.models import Rappel
from qualepref.socle.models.journal import EcritureInterdite
from qualepref.socle.synthese import inscrire_les_rappels
from tests import factories

LE = date(2022, 3, 1)
JOUR = timedelta(days=1)
GENRE = "documents-a-lire"


@pytest.fixture(autouse=True)
def premier_mars(settings):
    settings.ARRETE = LE


@pytest.fixture
def document(departement, service, fiche):
    return factories.DocumentFactory(
        departement=departement, service=service, type=fiche, reference="FP-AG-001"
    )


@pytest.fixture
def version(document):
    return factories.VersionDocumentFactory(
        document=document, numero=1, en_vigueur_du=date(2022, 1, 1)
    )


@pytest.fixture
def demande(version, voisin):
    """Demandée le 20 février au droit au séjour, pour le 7 mars."""
    return factories.DemandeDeLectureFactory(
        document=version.document, service=voisin, date_demande=date(2022, 2, 20)
    )


@pytest.fixture
def lectrice(creer_agent, departement, voisin):
    return creer_agent("agent", departement, voisin, first_name="Ada", last_name="Lectrice")


def succeder(version, le=LE):
    """Une version 2 entre en vigueur."""
    version.en_vigueur_au = le - JOUR
    version.save()
    return factories.VersionDocumentFactory(document=version.document, numero=2, en_vigueur_du=le)


def lire(client, version):
    return client.post(reverse("documents:version_attester", args=[version.pk]), follow=True)


def page(client, nom, *args):
    return client.get(reverse(f"documents:{nom}", args=args)).content.decode()


# --- Règles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demandee", "vigueur", "due"),
    [
        (date(2022, 2, 1), date(2022, 1, 1), date(2022, 2, 16)),
        (date(2022, 2, 1), date(2022, 3, 1), date(2022, 3, 16)),
    ],
)
def test_le_delai_court_de_la_demande_ou_de_la_version_qui_suit(demandee, vigueur, due):
    assert echeance(demandee, vigueur, 15) == due


@pytest.mark.parametrize(
    ("jours", "relance", "attendu"),
    [
        (-1, None, None),
        (0, None, "s0"),
        (6, None, "s0"),
        (7, None, "s1"),
        (21, None, "s3"),
        (-3, -5, "r20220224"),
        (-3, -2, None),  # relancé plus tard que le jour dit
        (2, -5, "s0"),
        (5, 3, "r20220304"),
        (7, 3, "s1"),
        (7, 7, "s1"),
    ],
)
def test_au_delai_puis_chaque_semaine_et_quand_on_relance(jours, relance, attendu):
    quand = relance if relance is None else LE + relance * JOUR
    trouve = jalon(LE, quand, LE + jours * JOUR)
    assert (trouve and trouve.cle) == attendu


def test_une_relance_d_avant_le_delai_se_date_de_son_jour():
    assert jalon(LE, LE - 5 * JOUR, LE - 3 * JOUR) == Jalon("r20220224", LE - 5 * JOUR)


def test_un_service_sans_agent_n_a_pas_de_taux():
    assert Suivi(LE, ()).taux is None and not Suivi(LE, ()).est_en_retard(LE + JOUR)
    deux = Suivi(LE, (Lecteur(1, "A", "S", LE), Lecteur(2, "B", "S")))
    assert (deux.taux, deux.restent, [une.nom for une in deux.pas_encore]) == (0.5, 1, ["B"])
    assert deux.est_en_retard(LE + JOUR) and not deux.est_en_retard(LE)


# --- Lire -----------------------------------------------------------------------------------------


def test_l_agent_demande_voit_lit_et_atteste(client_de, lectrice, demande, version):
    client = client_de(lectrice)
    assert "document à lire" in client.get("/").content.decode()
    liste = page(client, "a_lire")
    assert reverse("documents:apercu", args=[version.pk]) in liste and "7 mars 2022" in liste
    assert "J’ai lu la version 1" in page(client, "apercu", version.pk)
    assert "Votre lecture est notée" in lire(client, version).content.decode()
    assert "document à lire" not in client.get("/").content.decode()
    assert "Vous avez lu la version 1" in page(client, "document_detail", demande.document_id)
    assert "Mes dernières lectures" in page(client, "a_lire")
    lue = Lecture.objects.get()
    assert (lue.agent, lue.version, lue.service, lue.date) == (
        lectrice,
        version,
        demande.service,
        LE,
    )


def test_le_redire_ne_change_rien(client_de, lectrice, demande, version, settings):
    lire(client_de(lectrice), version)
    settings.ARRETE = LE + JOUR
    lire(client_de(lectrice), version)
    assert Lecture.objects.get().date == LE


def test_un_autre_service_n_a_rien_a_attester(
    client_de, agent, creer_agent, service, demande, version
):
    d_a_cote = creer_agent("agent", service.site.departement, service)
    for qui in (agent, d_a_cote):
        assert "document à lire" not in client_de(qui).get("/").content.decode()
        dite = lire(client_de(qui), version).content.decode()
        assert "demandée à votre service" in dite
    assert not Lecture.objects.exists()


def test_un_service_emporte_ceux_qu_il_contient(demande, lectrice, creer_agent, site, voisin):
    racine = site.services.get(parent=None)
    DemandeDeLecture.objects.filter(pk=demande.pk).update(service=racine)
    assert DemandeDeLecture.objects.a_lire_par(lectrice).get().pk == demande.pk
    sous = factories.ServiceFactory(site=site, parent=voisin)
    profond = creer_agent("agent", site.departement, sous)
    assert DemandeDeLecture.objects.a_lire_par(profond).exists()


def test_qui_audite_du_dehors_n_est_pas_attendu(
    client_de, referent, creer_agent, departement, voisin, demande, version
):
    creer_agent("agent", departement, voisin, last_name="Lectrice")
    externe = creer_agent("auditeur", departement, voisin, last_name="Externe")
    assert not DemandeDeLecture.objects.a_lire_par(externe).exists()
    lue = page(client_de(referent), "lectures", version.document_id)
    assert "0 sur 1" in lue and "Externe" not in lue


def test_deux_demandes_une_seule_lecture(client_de, lectrice, demande, version, site):
    racine = site.services.get(parent=None)
    factories.DemandeDeLectureFactory(document=demande.document, service=racine)
    assert page(client_de(lectrice), "a_lire").count('class="qp-siens__titre"') == 1
    lire(client_de(lectrice), version)
    assert "Vous n’avez rien à lire" in page(client_de(lectrice), "a_lire")


def test_une_nouvelle_version_redemande_la_lecture(client_de, lectrice, demande, version):
    lire(client_de(lectrice), version)
    nouvelle = succeder(version)
    assert "version 2" in page(client_de(lectrice), "a_lire")
    assert DemandeDeLecture.objects.a_lire_par(lectrice).get().due == LE + 15 * JOUR
    dite = lire(client_de(lectrice), nouvelle).content.decode()
    assert "notée" in dite and Lecture.objects.count() == 2


def test_sous_l_apercu_d_une_autre_version_on_ne_dit_pas_avoir_lu(
    client_de, creer_agent, departement, service, version
):
    """Qui tient le document relit l'ancienne : c'est la nouvelle qu'on lui demande."""
    factories.DemandeDeLectureFactory(document=version.document, service=service)
    tient = creer_agent("correspondant", departement, service)
    nouvelle = succeder(version)
    ancienne = page(client_de(tient), "apercu", version.pk)
    assert "J’ai lu" not in ancienne and "Lire la version 2" in ancienne
    assert reverse("documents:apercu", args=[nouvelle.pk]) in ancienne
    assert "J’ai lu la version 2" in page(client_de(tient), "apercu", nouvelle.pk)


def test_la_version_remplacee_pendant_qu_on_lisait_ne_s_atteste_plus(lectrice, demande, version):
    succeder(version)
    with pytest.raises(ValidationError, match="n'est plus en vigueur"):
        Lecture.objects.attester(version, lectrice)


@pytest.mark.parametrize(
    "champs",
    [
        {"etat": "archive", "motif": "fini", "date_archivage": LE},
        {"etat": "en_redaction"},
        {"date_caducite": LE - JOUR},
    ],
)
def test_hors_d_usage_rien_ne_se_lit(demande, lectrice, champs):
    Document.objects.filter(pk=demande.document_id).update(**champs)
    assert not DemandeDeLecture.objects.a_lire_par(lectrice).exists()


def test_une_lecture_ne_change_ni_ne_s_efface(version, lectrice):
    lue = factories.LectureFactory(version=version, agent=lectrice)
    for faire in (lue.save, lue.delete, Lecture.objects.all().delete):
        with pytest.raises(EcritureInterdite):
            faire()
    with pytest.raises(EcritureInterdite):
        Lecture.objects.update(date=LE)


# --- Demander -------------------------------------------------------------------------------------


def demander(client, document, **saisie):
    adresse = reverse("documents:lecture_demander", args=[document.pk])
    return client.post(adresse, {"delai_jours": 10, **saisie}, follow=True)


def test_le_service_qui_tient_le_document_demande_la_lecture(
    client_de, correspondant, version, voisin
):
    envoi = {"services": [voisin.pk], "motif": "Nouvelle procédure"}
    reponse = demander(client_de(correspondant), version.document, **envoi)
    assert "La lecture est demandée" in reponse.content.decode()
    une = DemandeDeLecture.objects.get()
    assert (une.service, une.delai_jours, une.demandee_par) == (voisin, 10, correspondant)
    assert une.history.count() == 1


def test_une_saisie_fautive_se_dit_et_se_garde(client_de, correspondant, version):
    client = client_de(correspondant)
    page_ = demander(client, version.document, delai_jours=0, motif="À garder").content.decode()
    assert "À garder" in page_ and "obligatoire" in page_ and not DemandeDeLecture.objects.exists()


def test_sans_version_ou_avec_des_donnees_personnelles_on_ne_demande_pas(
    client_de, referent, document, voisin
):
    client = client_de(referent)
    assert "abord une version" in demander(client, document, services=[voisin.pk]).content.decode()
    document.type.donnees_personnelles = True
    document.type.save()
    refus = demander(client, document, services=[voisin.pk]).content.decode()
    assert "données personnelles" in refus and not DemandeDeLecture.objects.exists()


def test_un_service_d_un_autre_departement_ne_se_propose_pas(
    client_de, referent, version, autre_service
):
    demander(client_de(referent), version.document, services=[autre_service.pk])
    assert not DemandeDeLecture.objects.exists()


def test_retirer_garde_les_lectures(client_de, referent, demande, version, lectrice):
    factories.LectureFactory(version=version, agent=lectrice)
    client_de(referent).post(reverse("documents:demandedelecture_retirer", args=[demande.pk]))
    assert not DemandeDeLecture.objects.exists() and Lecture.objects.exists()
    assert "Version 1 : 1 lecture" in page(client_de(referent), "lectures", version.document_id)


# --- Qui a lu -------------------------------------------------------------------------------------


@pytest.fixture
def suivies(demande, version, lectrice, creer_agent, departement, voisin):
    """Ada a lu, Basile non ; un compte fermé ne compte pas."""
    factories.LectureFactory(version=version, agent=lectrice)
    creer_agent("agent", departement, voisin, first_name="Basile", last_name="Retardataire")
    creer_agent("agent", departement, voisin, last_name="Parti", is_active=False)
    return demande


NOMS = ("Lectrice", "Retardataire")


@pytest.mark.parametrize("role", ["referent_qualite", "correspondant"])
def test_qui_suit_lit_les_noms(client_de, creer_agent, departement, service, suivies, role):
    client = client_de(creer_agent(role, departement, service))
    lue = page(client, "lectures", suivies.document_id)
    assert all(nom in lue for nom in NOMS) and "1 sur 2" in lue and "Parti" not in lue
    assert "1 agent sur 2" in page(client, "document_detail", suivies.document_id)


@pytest.mark.parametrize("role", ["copil", "auditeur"])
def test_le_comite_et_l_auditeur_n_ont_que_les_nombres(
    client_de, creer_agent, departement, suivies, role
):
    client = client_de(creer_agent(role, departement))
    lue = page(client, "lectures", suivies.document_id)
    assert "1 sur 2" in lue and not any(nom in lue for nom in NOMS)
    assert feuilles(client, suivies) == ["Par service"]


def test_le_correspondant_du_service_qui_lit_suit_les_siens_seuls(
    client_de, creer_agent, departement, suivies, voisin, service
):
    autre = factories.DemandeDeLectureFactory(document=suivies.document, service=service)
    creer_agent("agent", departement, service, last_name="Ailleurs")
    client = client_de(creer_agent("correspondant", departement, voisin))
    lue = page(client, "lectures", suivies.document_id)
    assert all(nom in lue for nom in NOMS) and "Ailleurs" not in lue and "0 sur 1" in lue
    refus = client.post(reverse("documents:demandedelecture_relancer", args=[autre.pk]))
    assert refus.status_code == 404


def test_l_auteur_d_une_version_suit_sa_lecture(client_de, creer_agent, departement, site, suivies):
    loin = factories.ServiceFactory(site=site, parent=site.services.get(parent=None))
    auteur = creer_agent("correspondant", departement, loin)
    adresse = reverse("documents:lectures", args=[suivies.document_id])
    assert client_de(auteur).get(adresse).status_code == 404
    suivies.document.versions.update(auteur=auteur)
    assert "Retardataire" in client_de(auteur).get(adresse).content.decode()


def test_l_auteur_mute_ailleurs_ne_suit_plus_rien(
    client_de, creer_agent, autre_departement, autre_service, suivies
):
    auteur = creer_agent("correspondant", autre_departement, autre_service)
    suivies.document.versions.update(auteur=auteur)
    adresse = reverse("documents:lectures", args=[suivies.document_id])
    assert client_de(auteur).get(adresse).status_code == 404
    relance = reverse("documents:demandedelecture_relancer", args=[suivies.pk])
    assert client_de(auteur).post(relance).status_code == 404


@pytest.mark.parametrize("role", ["copil", "auditeur"])
def test_l_auteur_passe_a_un_role_sans_noms_n_en_lit_plus(
    client_de, creer_agent, departement, suivies, role
):
    auteur = creer_agent(role, departement)
    suivies.document.versions.update(auteur=auteur)
    client = client_de(auteur)
    lue = page(client, "lectures", suivies.document_id)
    assert "1 sur 2" in lue and not any(nom in lue for nom in NOMS)
    assert feuilles(client, suivies) == ["Par service"]


def feuilles(client, demande):
    reponse = client.get(
        reverse("documents:lectures", args=[demande.document_id]), {"export": "xlsx"}
    )
    return load_workbook(BytesIO(reponse.getvalue())).sheetnames


def test_le_classeur_a_les_agents(client_de, referent, suivies):
    assert feuilles(client_de(referent), suivies) == ["Par service", "Agents"]


def test_autant_de_requetes_pour_cinquante_agents(
    client_de,
    referent,
    suivies,
    creer_agent,
    departement,
    voisin,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    adresse = reverse("documents:lectures", args=[suivies.document_id])
    client = client_de(referent)
    client.get(adresse)
    with django_assert_max_num_queries(14) as une:
        client.get(adresse)
    for _ in range(20):
        creer_agent("agent", departement, voisin)
    with django_assert_num_queries(len(une)):
        client.get(adresse)


# --- Rappels --------------------------------------------------------------------------------------


def rappeles(agent, le):
    inscrire_les_rappels(departement=agent.departement, le=le)
    return [un.cle.split("-")[-1] for un in Rappel.objects.de(agent).filter(genre=GENRE)]


def test_au_delai_puis_une_fois_par_semaine(lectrice, demande, version, settings):
    dites = []
    for jours in (5, 6, 7, 13, 20):
        settings.ARRETE = LE + jours * JOUR
        dites.append(rappeles(lectrice, settings.ARRETE))
    assert dites == [[], ["s0"], ["s0"], ["s1"], ["s2"]]
    assert Rappel.objects.filter(agent=lectrice, genre=GENRE).count() == 3
    Lecture.objects.attester(version, lectrice)
    assert not Rappel.objects.de(lectrice).filter(genre=GENRE).exists()


def relancer(client, demande):
    adresse = reverse("documents:demandedelecture_relancer", args=[demande.pk])
    return client.post(adresse, follow=True).content.decode()


def test_relancer_previent_aussitot_qui_n_a_pas_lu(client_de, referent, suivies, lectrice):
    dite = relancer(client_de(referent), suivies)
    assert "1 agent relancé" in dite
    assert not Rappel.objects.de(lectrice).filter(genre=GENRE).exists()
    basile = Rappel.objects.get(genre=GENRE)
    assert basile.agent.last_name == "Retardataire" and "pour le 07/03/2022" in basile.libelle
    assert "déjà relancé" in relancer(client_de(referent), suivies)


def test_relancer_ne_touche_pas_aux_autres_rappels(client_de, referent, suivies, departement):
    caduc = factories.DocumentFactory(
        departement=departement, service=suivies.service, date_caducite=LE - JOUR
    )
    inscrire_les_rappels(departement=departement, le=LE)
    avant = Rappel.objects.filter(objet=caduc.pk, clos_le=None).count()
    relancer(client_de(referent), suivies)
    assert avant and Rappel.objects.filter(objet=caduc.pk, clos_le=None).count() == avant


def test_quand_chacun_a_lu_personne_n_est_relance(client_de, referent, demande, version, lectrice):
    factories.LectureFactory(version=version, agent=lectrice)
    assert "Personne à relancer" in relancer(client_de(referent), demande)
