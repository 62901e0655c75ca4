"""Ce que la base documentaire rappelle, à qui, et combien de fois."""

from datetime import date, timedelta

import pytest

from documents.models import Document
from documents.validite import palier
from qualepref.socle.models import Designation, Rappel
from qualepref.socle.synthese import inscrire_les_rappels
from tests import factories

LUNDI = date(2022, 12, 5)
CADUCS, BIENTOT = "documents-caducs", "documents-bientot-caducs"
A_RELIRE, A_APPROUVER = "documents-a-relire", "documents-a-approuver"
JOUR = timedelta(days=1)


@pytest.fixture(autouse=True)
def lundi(settings):
    settings.ARRETE = LUNDI


@pytest.fixture
def document(departement, service, fiche):
    return factories.DocumentFactory(departement=departement, service=service, type=fiche)


def caduc_le(document, jour):
    document.date_caducite = jour
    document.dater()
    document.save()


def rappels(agent, *genres, le=LUNDI):
    """Ce que l'agent voit après une passe, par genre et par date."""
    inscrire_les_rappels(departement=agent.departement, le=le)
    siens = Rappel.objects.de(agent).order_by("genre", "date_due")
    return [(r.genre, r.date_due) for r in siens if r.genre in genres]


@pytest.mark.parametrize(
    ("restent", "attendu"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7)],
)
def test_le_palier_atteint(restent, attendu):
    assert palier(LUNDI + restent * JOUR, 90, LUNDI) == attendu


@pytest.mark.parametrize(("restent", "attendu"), [(31, None), (30, 30), (10, 10), (7, 7)])
def test_un_preavis_court_laisse_30_et_7_jours(restent, attendu):
    assert palier(LUNDI + restent * JOUR, 10, LUNDI) == attendu


def test_chaque_palier_se_dit_une_fois(document, correspondant, settings):
    caducite = LUNDI + 90 * JOUR
    caduc_le(document, caducite)
    cles = []
    for passes in (-1, 0, 1, 59, 60, 61, 82, 83, 84, 90):
        settings.ARRETE = LUNDI + passes * JOUR
        inscrire_les_rappels(departement=correspondant.departement, le=settings.ARRETE)
        vivants = Rappel.objects.de(correspondant).filter(genre=BIENTOT)
        cles.append([r.cle.removeprefix(f"{document.pk}-") for r in vivants])
    assert cles == [[], *[["90"]] * 3, *[["30"]] * 3, *[["7"]] * 3]
    assert Rappel.objects.filter(agent=correspondant, genre=BIENTOT).count() == 3


def test_une_nuit_manquee_se_rattrape(document, correspondant):
    caduc_le(document, LUNDI + 20 * JOUR)
    assert rappels(correspondant, BIENTOT) == [(BIENTOT, document.date_caducite)]


def test_caduc_il_se_dit_aussi_a_la_referente(document, correspondant, referent):
    caduc_le(document, LUNDI - JOUR)
    for agent in (correspondant, referent):
        assert rappels(agent, CADUCS, BIENTOT) == [(CADUCS, LUNDI - JOUR)]


def test_prolonge_le_rappel_se_tait(document, correspondant):
    caduc_le(document, LUNDI - JOUR)
    assert rappels(correspondant, CADUCS)
    document.prolonger(date(2024, 1, 1), "Relu")
    assert not Rappel.objects.de(correspondant).filter(genre=CADUCS)
    assert rappels(correspondant, CADUCS, BIENTOT) == []


@pytest.mark.parametrize("etat", ["en_redaction", "archive"])
def test_hors_vigueur_rien_ne_se_rappelle(document, correspondant, etat):
    caduc_le(document, LUNDI - JOUR)
    Document.objects.update(etat=etat, motif="essai", date_archivage=LUNDI, date_revue=LUNDI)
    assert rappels(correspondant, CADUCS, BIENTOT, A_RELIRE) == []


def test_la_relecture_se_rappelle_quinze_jours_avant(document, correspondant):
    for jours, attendu in ((16, []), (15, [(A_RELIRE, LUNDI + 15 * JOUR)])):
        Document.objects.update(date_revue=LUNDI + jours * JOUR)
        assert rappels(correspondant, A_RELIRE) == attendu


def test_le_document_suit_sa_fonction(document, correspondant, creer_agent, departement, service):
    caduc_le(document, LUNDI + 5 * JOUR)
    chef = factories.AgentFactory(departement=departement)
    factories.DesignationFactory(
        agent=chef,
        fonction=Designation.Fonction.CHEF_SERVICE,
        site=service.site,
        service=service,
    )
    Document.objects.update(fonction=Designation.Fonction.CHEF_SERVICE)
    assert rappels(chef, BIENTOT) and not rappels(correspondant, BIENTOT)


def test_sans_personne_le_document_revient_a_la_referente(document, referent):
    caduc_le(document, LUNDI + 5 * JOUR)
    assert rappels(referent, BIENTOT) == [(BIENTOT, document.date_caducite)]


def test_une_version_a_approuver_se_dit_sauf_a_son_auteur(document, referent, creer_agent):
    copil = creer_agent("copil", document.departement)
    Document.objects.update(approbation=True, etat="en_relecture")
    factories.VersionDocumentFactory(document=document, numero=1, auteur=referent)
    assert [genre for genre, _ in rappels(copil, A_APPROUVER)] == [A_APPROUVER]
    assert rappels(referent, A_APPROUVER) == []
    Document.objects.get().approuver(copil)
    assert rappels(copil, A_APPROUVER) == []


# --- Ce qui pend encore ---------------------------------------------------------------------------


@pytest.fixture
def affiche(document):
    return factories.DiffusionFactory(document=document)


def endroits(agent, settings, le):
    settings.ARRETE = le
    return [jour for _, jour in rappels(agent, "endroits-a-reprendre", le=le)]


def test_un_endroit_a_remplacer_se_rappelle_quand_il_traine(
    affiche, document, correspondant, referent, settings
):
    remplacee = LUNDI - JOUR
    factories.VersionDocumentFactory(
        document=document, en_vigueur_du=date(2022, 1, 1), en_vigueur_au=remplacee
    )
    assert endroits(correspondant, settings, LUNDI + 13 * JOUR) == []
    for passe in (14, 15, 40):
        assert endroits(correspondant, settings, LUNDI + passe * JOUR) == [remplacee]
    assert endroits(referent, settings, LUNDI + 40 * JOUR) == []  # un correspondant en répond
    affiche.constat, affiche.date_constat = "vu", LUNDI + 40 * JOUR
    affiche.save()
    assert endroits(correspondant, settings, LUNDI + 41 * JOUR) == []


def test_un_endroit_dit_absent_se_rappelle_au_referent_sans_correspondant(
    affiche, referent, settings
):
    affiche.constat, affiche.date_constat = "absent", LUNDI
    affiche.save()
    assert endroits(referent, settings, LUNDI + 15 * JOUR) == [LUNDI]


def test_un_document_caduc_n_a_que_son_rappel(affiche, document, correspondant, settings):
    affiche.constat, affiche.date_constat = "absent", LUNDI
    affiche.save()
    caduc_le(document, LUNDI)
    assert endroits(correspondant, settings, LUNDI + 30 * JOUR) == []


@pytest.mark.parametrize("ou", ["departement", "site", "service"])
def test_qui_controle_par_une_fonction_sans_role_est_rappele(
    affiche, departement, service, correspondant, settings, client_de, ou
):
    """Le gestionnaire des réseaux sociaux n'a pas de rôle : c'est pourtant lui qui contrôle."""
    lieux = {"departement": departement}
    lieux |= {"site": service.site} if ou != "departement" else {}
    lieux |= {"service": service} if ou == "service" else {}
    gestionnaire = factories.AgentFactory(departement=departement)
    reseaux = Designation.Fonction.RESEAUX
    factories.DesignationFactory(agent=gestionnaire, fonction=reseaux, **lieux)
    affiche.fonction, affiche.constat, affiche.date_constat = reseaux, "absent", LUNDI
    affiche.save()
    assert endroits(gestionnaire, settings, LUNDI + 14 * JOUR) == []
    assert endroits(gestionnaire, settings, LUNDI + 15 * JOUR) == [LUNDI]
    assert endroits(correspondant, settings, LUNDI + 15 * JOUR) == []
    sien = Rappel.objects.de(gestionnaire).get(genre="endroits-a-reprendre")
    assert client_de(gestionnaire).get(sien.url).status_code == 200


def test_sans_titulaire_la_fonction_sans_role_revient_au_correspondant(
    affiche, departement, service, correspondant, settings
):
    """Parti, ou chargé d'un autre service, le titulaire n'y peut rien."""
    reseaux = Designation.Fonction.RESEAUX
    parti = factories.AgentFactory(departement=departement, is_active=False)
    d_a_cote = factories.AgentFactory(departement=departement)
    factories.DesignationFactory(agent=parti, fonction=reseaux, departement=departement)
    autre = factories.ServiceFactory(site=service.site, parent=service)
    factories.DesignationFactory(
        agent=d_a_cote,
        fonction=reseaux,
        departement=departement,
        site=service.site,
        service=autre,
    )
    affiche.fonction, affiche.constat, affiche.date_constat = reseaux, "absent", LUNDI
    affiche.save()
    assert endroits(correspondant, settings, LUNDI + 15 * JOUR) == [LUNDI]
    assert endroits(d_a_cote, settings, LUNDI + 15 * JOUR) == []
