"""Les pages des formations : ce qu'on y lit, ce qu'on y saisit, et ce que cela change."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from formations.feuilles import jours_a_signer
from formations.models import (
    AgentAFormer,
    ObligationFormation,
    Participation,
    SessionFormation,
)
from qualepref.socle.models import Designation
from tests import factories

LE = date(2022, 10, 7)


@pytest.fixture(autouse=True)
def le_7_octobre(settings):
    settings.ARRETE = LE


@pytest.fixture
def referente(client_de, creer_agent, departement, service):
    return client_de(creer_agent("referent_qualite", departement, service))


@pytest.fixture
def auditeur(client_de, creer_agent, departement, service):
    return client_de(creer_agent("auditeur", departement, service))


@pytest.fixture
def theme(db):
    return factories.ThemeFormationFactory(libelle="Accueil physique")


@pytest.fixture
def obligation(service, theme):
    agent = factories.AgentAFormerFactory(service=service, nom="Camille Essai")
    return ObligationFormation.objects.ouvrir(agent, theme, date(2021, 9, 1))


@pytest.fixture
def session(departement, theme):
    formation = factories.FormationFactory(departement=departement, themes=[theme])
    return factories.SessionFormationFactory(formation=formation, departement=departement, places=1)


def adresse(nom, *args):
    return reverse(f"formations:{nom}", args=args)


def test_le_tableau_compte_sans_nommer(auditeur, obligation):
    page = auditeur.get(adresse("tableau")).content.decode()
    assert "Accueil physique" in page
    assert "Camille" not in page
    assert "Agents à former" not in page


def test_un_jour_illisible_laisse_le_tableau_d_aujourdhui(referente, obligation):
    page = referente.get(adresse("tableau"), {"le": "hier"}).content.decode()
    assert "en retard au 07/10/2022" in page


def test_la_prevision_mene_a_ceux_qu_elle_compte(referente, obligation):
    page = referente.get(adresse("prevision"))
    (ligne,) = page.context["lignes"]
    assert ligne.echus == 1
    liste = referente.get(adresse("obligationformation_list"), {"au": "2022-10-06"})
    assert "Camille Essai" in liste.content.decode()


def test_la_prevision_s_imprime_avec_ses_totaux_et_sans_nom(auditeur, obligation, service):
    autre = factories.AgentAFormerFactory(service=service)
    theme = factories.ThemeFormationFactory(libelle="Accueil téléphonique")
    ObligationFormation.objects.ouvrir(autre, theme, date(2022, 3, 1))  # due au T1 2023
    page = auditeur.get(adresse("prevision"))
    assert page.context["totaux"] == [1, 0, 1, 0, 0, 0, 0, 0, 0]
    (feuille,) = PdfReader(BytesIO(auditeur.get(adresse("prevision_pdf")).content)).pages
    texte = feuille.extract_text()
    assert "Accueil téléphonique" in texte and "T1 2023" in texte and "Camille" not in texte
    assert feuille.mediabox.width > feuille.mediabox.height


@pytest.mark.parametrize(
    ("filtres", "nombre"),
    [
        ({"etat": "en_retard"}, 1),
        ({"etat": "a_jour"}, 0),
        ({"etat": "hors"}, 0),
        ({"q": "essai camille"}, 1),
        ({"inscrit": "true"}, 0),
        ({"couvert": "false"}, 1),
        ({"en_poste": "true"}, 1),
    ],
)
def test_la_liste_se_filtre(referente, obligation, filtres, nombre):
    page = referente.get(adresse("obligationformation_list"), filtres)
    assert len(page.context["table"].rows) == nombre


def test_la_liste_s_exporte_avec_la_situation_en_mots(referente, obligation):
    reponse = referente.get(adresse("obligationformation_list"), {"export": "xlsx"})
    entete, ligne = load_workbook(BytesIO(reponse.content)).active.iter_rows(values_only=True)
    lus = dict(zip(entete, ligne, strict=True))
    assert (lus["Agent"], lus["Situation"]) == ("Camille Essai", "en retard")


def test_un_agent_s_ajoute_avec_ce_qu_il_doit(referente, service, theme):
    saisie = {"nom": "Sacha", "service": service.pk, "theme": theme.pk}
    reponse = referente.post(
        adresse("agentaformer_create"), saisie | {"date_prise_de_poste": "2022-02-28"}
    )
    agent = AgentAFormer.objects.get()
    assert reponse.url == agent.get_absolute_url()
    assert agent.obligations.get().date_echeance == date(2023, 2, 28)


def test_une_formation_a_venir_ne_se_dit_pas_suivie(referente, service, theme):
    saisie = {"nom": "Sacha", "service": service.pk, "theme": theme.pk}
    saisie |= {"date_prise_de_poste": "2022-02-28", "formee_avant": "2022-12-01"}
    page = referente.post(adresse("agentaformer_create"), saisie).content.decode()
    assert "Cette date est dans le futur." in page
    assert not AgentAFormer.objects.exists()


def test_un_depart_arrete_ce_qui_etait_du(referente, obligation, modifier):
    agent = obligation.agent
    saisie = {"nom": agent.nom, "service": agent.service_id, "date_depart": "2022-10-01"}
    modifier(referente, adresse("agentaformer_update", agent.pk), saisie)
    obligation.refresh_from_db()
    assert obligation.date_depart == date(2022, 10, 1)
    assert not ObligationFormation.objects.en_retard().exists()


def test_le_meme_theme_deux_fois_se_refuse_en_francais(referente, obligation):
    saisie = {"theme": obligation.theme_id, "date_prise_de_poste": "2022-09-01"}
    page = referente.post(adresse("obligationformation_create", obligation.agent_id), saisie)
    assert "dites d&#x27;abord son départ" in page.content.decode()
    assert ObligationFormation.objects.count() == 1


def test_un_poste_change_ouvre_une_autre_obligation(referente, obligation, modifier):
    saisie = {"date_prise_de_poste": "2021-09-01", "date_depart": "2022-08-31"}
    modifier(referente, adresse("obligationformation_update", obligation.pk), saisie)
    saisie = {"theme": obligation.theme_id, "date_prise_de_poste": "2022-09-01"}
    referente.post(adresse("obligationformation_create", obligation.agent_id), saisie)
    neuve = ObligationFormation.objects.en_cours().get()
    assert neuve.date_echeance == date(2023, 9, 1)


def test_une_dispense_sans_motif_se_refuse(referente, obligation, modifier):
    saisie = {"date_prise_de_poste": "2021-09-01", "date_dispense": "2022-10-01"}
    url = adresse("obligationformation_update", obligation.pk)
    refus = modifier(referente, url, saisie).content.decode()
    assert "Une dispense a une date et un motif" in refus
    modifier(referente, url, saisie | {"motif_dispense": "Dix ans de guichet, note du 3 mai"})
    obligation.refresh_from_db()
    assert obligation.date_echeance is None
    assert obligation in ObligationFormation.objects.en_etat("dispense")


def test_on_inscrit_d_abord_qui_le_doit_et_pas_plus_que_de_places(referente, obligation, session):
    SessionFormation.objects.filter(pk=session.pk).update(
        date_debut=date(2022, 11, 8), date_fin=date(2022, 11, 8)
    )
    autre = factories.AgentAFormerFactory(service=obligation.agent.service, nom="Alex")
    url = adresse("sessionformation_inscrire", session.pk)
    page = referente.get(url).content.decode()
    assert page.index("dû le 01/09/2022") < page.index("Alex")
    refus = referente.post(url, {"agents": [obligation.agent_id, autre.pk]})
    assert "1 place(s), 0 prise(s)" in refus.content.decode()
    referente.post(url, {"agents": [obligation.agent_id]})
    une = ObligationFormation.objects.avec_situation().get()
    assert une.situation().inscrit_le == date(2022, 11, 8)
    assert list(ObligationFormation.objects.inscrits()) == [une]


def test_les_presences_se_disent_en_une_fois_et_refont_les_echeances(
    referente, obligation, session
):
    participation = factories.ParticipationFactory(agent=obligation.agent, session=session)
    url = adresse("sessionformation_presences", session.pk)
    vide = referente.post(url, {})
    assert "Camille Essai" in vide.content.decode()
    assert SessionFormation.objects.get().est_prevue
    etat = f"etat-{participation.pk}"
    referente.post(url, {etat: "present", f"note-{participation.pk}": "arrivée à 10 h"})
    obligation.refresh_from_db()
    assert obligation.date_echeance == date(2026, 10, 6)
    assert Participation.objects.get().observations == "arrivée à 10 h"
    referente.post(url, {etat: "absent"})  # une erreur se corrige
    obligation.refresh_from_db()
    assert obligation.date_echeance == date(2022, 9, 1)


def test_une_session_a_venir_ne_se_valide_pas(referente, obligation, session):
    participation = factories.ParticipationFactory(agent=obligation.agent, session=session)
    SessionFormation.objects.update(date_debut=date(2022, 11, 8), date_fin=date(2022, 11, 8))
    url = adresse("sessionformation_presences", session.pk)
    page = referente.post(url, {f"etat-{participation.pk}": "present"}).content.decode()
    assert "à partir de son premier jour" in page


def test_une_session_annulee_ne_se_valide_plus(referente, obligation, session):
    factories.ParticipationFactory(agent=obligation.agent, session=session)
    referente.post(adresse("sessionformation_annuler", session.pk), {"motif": "Grève des trains"})
    assert SessionFormation.objects.get().motif == "Grève des trains"
    encore = referente.post(adresse("sessionformation_annuler", session.pk), {"motif": "Bis"})
    assert "déjà annulée" in encore.content.decode()


def test_la_feuille_d_emargement_nomme_les_inscrits(referente, obligation, session):
    factories.ParticipationFactory(agent=obligation.agent, session=session)
    pdf = referente.get(adresse("emargement_pdf", session.pk))
    assert pdf["Content-Type"] == "application/pdf"
    texte = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert "Camille Essai" in texte


@pytest.mark.parametrize(
    ("debut", "fin", "jours"),
    [
        (date(2022, 10, 6), date(2022, 10, 6), [6]),
        (date(2022, 10, 6), date(2022, 10, 11), [6, 7, 10, 11]),  # sans la fin de semaine
        (date(2022, 10, 8), date(2022, 10, 9), [8, 9]),
        (date(2022, 10, 3), date(2022, 10, 28), [3, 4, 5, 6, 7, 10, 11, 12, 13, 14]),
    ],
)
def test_chaque_jour_d_une_session_se_signe(debut, fin, jours):
    assert [jour.day for jour in jours_a_signer(debut, fin)] == jours


def test_la_feuille_d_une_session_de_deux_jours_a_une_page_par_jour(referente, obligation, session):
    factories.ParticipationFactory(agent=obligation.agent, session=session)
    SessionFormation.objects.update(date_fin=date(2022, 10, 7))
    pdf = referente.get(adresse("emargement_pdf", session.pk))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages]
    assert ["jeudi 6 octobre" in pages[0], "vendredi 7 octobre" in pages[1]] == [True, True]
    assert len(pages) == 2 and all("Camille Essai" in page for page in pages)


def test_la_liste_de_convocation_dit_qui_quand_et_ou(referente, obligation, session):
    factories.ParticipationFactory(agent=obligation.agent, session=session)
    reponse = referente.get(adresse("convocations_xlsx", session.pk))
    _, ligne = load_workbook(BytesIO(reponse.content)).active.iter_rows(values_only=True)
    assert ligne[0] == "Camille Essai"


def test_l_auditeur_voit_la_session_sans_les_noms(auditeur, obligation, session):
    factories.ParticipationFactory(agent=obligation.agent, session=session)
    page = auditeur.get(session.get_absolute_url()).content.decode()
    assert "1 inscrit" in page
    assert "Camille" not in page


def test_le_catalogue_livre_ne_se_change_pas(referente):
    livree = factories.FormationFactory(departement=None, cle="livree")
    assert referente.get(adresse("formation_update", livree.pk)).status_code == 404


def test_la_formation_de_la_referente_se_lit_sans_nom_chez_l_auditeur(auditeur, referente, service):
    url = adresse("referents")
    assert "ni formation ni expérience notée" in auditeur.get(url).content.decode()
    theme = factories.ThemeFormationFactory(cle="referent_qualite", renouvellement_mois=None)
    compte = Designation.objects.get(fonction="referent_qualite").agent
    fiche = factories.AgentAFormerFactory(service=service, nom="Camille Essai", compte=compte)
    obligation = ObligationFormation.objects.ouvrir(
        fiche, theme, date(2021, 9, 1), formee_avant=date(2022, 4, 16)
    )
    page = auditeur.get(url).content.decode()
    assert "formation suivie le 16/04/2022, qui ne se renouvelle pas" in page
    assert str(compte) not in page and "Camille" not in page
    ObligationFormation.objects.filter(pk=obligation.pk).update(
        formee_avant=None, date_dispense=date(2022, 5, 2), motif_dispense="Note de Camille"
    )
    assert "expérience admise le 02/05/2022" in auditeur.get(url).content.decode()
    assert "Camille" not in auditeur.get(url).content.decode()
    assert "Note de Camille" in referente.get(url).content.decode()


def test_une_fiche_ouverte_a_deux_garde_ce_que_l_autre_a_change(
    client_de, creer_agent, departement, referente, obligation, modifier
):
    """Chacun son champ : les deux restent. Le même champ : le second tranche."""
    agent = obligation.agent
    url = adresse("agentaformer_update", agent.pk)
    lue = referente.get(url).context["form"]["empreinte"].value()
    commune = {"nom": agent.nom, "service": agent.service_id}
    autre = client_de(creer_agent("referent_qualite", departement))
    modifier(autre, url, commune | {"fonctions": "Préaccueil"})
    envoi = commune | {"empreinte": lue, "contrat": "contractuel"}
    referente.post(url, envoi)
    agent.refresh_from_db()
    assert (agent.fonctions, agent.contrat) == ("Préaccueil", "contractuel")
    page = referente.post(url, envoi | {"fonctions": "Guichet"}).content.decode()
    assert "Changé pendant que vous écriviez" in page
    agent.refresh_from_db()
    assert agent.fonctions == "Préaccueil"


@pytest.mark.parametrize(
    "nom", ["sessionformation_update", "sensibilisation_update", "obligationformation_update"]
)
def test_une_fiche_s_enregistre_telle_que_montree(
    referente, departement, obligation, session, modifier, nom
):
    seance = factories.SensibilisationFactory(departement=departement, sujet="Le label")
    seance.services.add(obligation.agent.service)
    objet = {"sen": seance, "ses": session, "obl": obligation}[nom[:3]]
    form = referente.get(adresse(nom, objet.pk)).context["form"]
    saisie = {champ.name: champ.value() for champ in form if champ.value() is not None}
    reponse = modifier(referente, adresse(nom, objet.pk), saisie | {"observations": "Relu"})
    assert reponse.status_code == 302
    objet.refresh_from_db()
    assert objet.observations == "Relu"
    assert set(session.themes.all()) == {obligation.theme}
    assert set(seance.services.all()) == {obligation.agent.service}


def test_les_listes_vont_du_plus_recent_et_du_plus_presse(
    referente, departement, service, obligation
):
    """Compter les inscrits, ou une échéance vide, ne brouille pas l'ordre."""
    for jour in (date(2022, 5, 4), date(2022, 9, 6), date(2022, 2, 1)):
        factories.SessionFormationFactory(departement=departement, date_debut=jour)
    page = referente.get(adresse("sessionformation_list"))
    jours = [ligne.record.date_debut for ligne in page.context["table"].rows]
    assert jours == sorted(jours, reverse=True)
    formee = factories.AgentAFormerFactory(service=service)
    une_fois = factories.ThemeFormationFactory(renouvellement_mois=None)
    ObligationFormation.objects.ouvrir(
        formee, une_fois, date(2021, 9, 1), formee_avant=date(2022, 4, 16)
    )
    page = referente.get(adresse("obligationformation_list"))
    dues = [ligne.record.date_echeance for ligne in page.context["table"].rows]
    assert dues == [date(2022, 9, 1), None]


def test_chaque_choix_de_presence_est_suivi_de_son_mot(referente, obligation, session):
    """Le système de design ne dessine le bouton que devant le mot qui suit la case."""
    factories.ParticipationFactory(agent=obligation.agent, session=session)
    page = referente.get(adresse("sessionformation_presences", session.pk)).content.decode()
    assert len(re.findall(r'<input type="radio"[^>]*><label class="fr-label"', page)) == 3
