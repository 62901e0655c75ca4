"""Ce qu'un contrôle entraîne : rappels, accueil, agenda, preuve d'une exigence, échantillon."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from engagements.models import Action, Preuve
from enquetes.controles.envoi import envoyer
from enquetes.controles.planification import planifier_l_annee
from enquetes.models import Controle, Echantillon
from enquetes.models.preuves import GRILLE
from enquetes.rappels import controles_a_faire, controles_clos
from enquetes.saisies import TypeQuestion
from enquetes.tasks import envoyer_le_controle, tenir_les_controles
from qualepref.socle.agenda import sources_pour
from qualepref.socle.destinataires import Destinataires
from qualepref.socle.echeancier import Fenetre
from qualepref.socle.models import Designation, Rappel
from qualepref.socle.taches import lignes_pour
from tests import factories

LE = date(2022, 12, 5)


@pytest.fixture(autouse=True)
def a_la_fin_de_2022(settings):
    settings.ARRETE = LE


@pytest.fixture
def grille(departement):
    """Deux points : oui ou non."""
    grille = factories.QuestionnaireFactory(
        departement=departement,
        intitule="Accueil sur site",
        nature="grille",
        portee="site",
        periodicite_mois=3,
        consignes={"destinataires": ["chef de bureau"], "echantillon": {"taille": 2}},
    )
    echelle = factories.EchelleFactory(questionnaire=grille)
    for cle, favorable in (("oui", True), ("non", False), ("sans_objet", None)):
        factories.ChoixFactory(echelle=echelle, cle=cle, favorable=favorable)
    for code in ("A-1", "A-2"):
        factories.QuestionFactory(
            questionnaire=grille, code=code, type=TypeQuestion.OUI_NON, echelle=echelle
        )
    return grille


@pytest.fixture
def controle(departement, site, grille):
    return factories.ControleFactory(departement=departement, questionnaire=grille, site=site)


@pytest.fixture
def clos(controle):
    """Un point conforme, un qui ne l'est pas."""
    releve = factories.ReleveFactory(controle=controle)
    choix = {un.cle: un for un in controle.questionnaire.echelles.get().choix.all()}
    for code, cle in (("A-1", "oui"), ("A-2", "non")):
        question = controle.questionnaire.questions.get(code=code)
        releve.valeurs.create(question=question, choix=choix[cle], commentaire="Vu à midi")
    releve.clore()
    controle.refresh_from_db()
    return controle


def fenetre(departement, jours=date(2022, 12, 31)):
    return Fenetre(departement, LE, jours, Destinataires(departement, LE))


def test_un_controle_a_faire_se_rappelle_a_qui_il_est_confie_sinon_au_referent(
    controle, departement, referent, agent
):
    (avis,) = controles_a_faire(fenetre(departement))
    assert (avis.agent, avis.date_due) == (referent.pk, date(2022, 12, 31))
    controle.responsable = agent
    controle.save()
    assert [avis.agent for avis in controles_a_faire(fenetre(departement))] == [agent.pk]
    assert not list(controles_a_faire(fenetre(departement, jours=LE)))


# --- Décider des écarts ---------------------------------------------------------------------------


def decider(client, controle, **saisie):
    adresse = reverse("enquetes:controle_decider", args=[controle.pk])
    return client.post(adresse, {"ecarts": ["A-2"]} | saisie)


def test_un_ecart_se_refuse_avec_un_motif_et_ne_se_propose_plus(clos, referent, client_de):
    client = client_de(referent)
    sans = decider(client, clos, decision="refuser", motif="  ")
    assert "Dites pourquoi" in sans.content.decode() and not clos.suites.exists()
    decider(client, clos, decision="refuser", motif="Corrigé le jour même")
    assert clos.suites.get().motif == "Corrigé le jour même"
    assert "Corrigé le jour même" in client.get(clos.get_absolute_url()).content.decode()
    decider(client, clos, decision="proposer")
    assert not Action.objects.exists()


def test_l_action_refusee_au_plan_dit_son_motif_sur_le_controle(clos, referent, client_de):
    client = client_de(referent)
    decider(client, clos, decision="proposer")
    Action.objects.get().refuser("Hors de notre portée")
    page = client.get(clos.get_absolute_url()).content.decode()
    assert "Hors de notre portée" in page and "à décider" not in page


@pytest.mark.parametrize("saisie", [{}, {"decision": "autre"}, {"decision": ["x", "y"]}])
def test_une_decision_illisible_se_dit(clos, referent, client_de, saisie):
    page = decider(client_de(referent), clos, **saisie)
    assert "Proposez ces actions, ou refusez-les" in page.content.decode()


def test_l_accueil_dit_les_ecarts_a_decider_jusqu_au_dernier(clos, referent, client_de):
    dit = "contrôle clos dont des écarts attendent une suite"
    (ligne,) = [une for une in lignes_pour(referent) if une.libelle == dit]
    liste = client_de(referent).get(ligne.url)
    assert liste.context["table"].paginator.count == 1
    decider(client_de(referent), clos, decision="refuser", motif="Vu")
    assert dit not in [une.libelle for une in lignes_pour(referent)]
    reste = client_de(referent).get(reverse("enquetes:controle_list"), {"a_decider": "false"})
    assert reste.context["table"].paginator.count == 1


# --- L'envoi --------------------------------------------------------------------------------------


@pytest.fixture
def contributrice(departement, creer_agent):
    """Elle tient une fonction qui ne donne aucun rôle."""
    une = factories.AgentFactory(departement=departement, email="internet@prefecture.example")
    factories.DesignationFactory(
        agent=une, departement=departement, fonction=Designation.Fonction.INTERNET
    )
    return une


def test_clore_envoie_aussitot_la_synthese_meme_a_qui_n_a_pas_de_role(
    controle, contributrice, client_de, django_capture_on_commit_callbacks, mailoutbox
):
    controle.questionnaire.consignes = {"destinataires": ["contributeurs"]}
    controle.questionnaire.save()
    client = client_de(contributrice)
    assert client.get(controle.get_absolute_url()).status_code == 403
    releve = factories.ReleveFactory(controle=controle)
    choix = controle.questionnaire.echelles.get().choix.get(cle="oui")
    for question in controle.questionnaire.questions.all():
        releve.valeurs.create(question=question, choix=choix)
    with django_capture_on_commit_callbacks(execute=True):
        releve.clore()
    (courriel,) = mailoutbox
    assert courriel.to == [contributrice.email] and "100,0" in courriel.body
    client = client_de(contributrice)
    assert "Accueil sur site" in client.get(reverse("socle:rappel_list")).content.decode()
    page = client.get(controle.get_absolute_url()).content.decode()
    assert str(contributrice) in page
    assert client.get(releve.get_absolute_url()).status_code == 200
    assert client.get(reverse("enquetes:releve_update", args=[releve.pk])).status_code == 403
    envoyer_le_controle(controle.pk, LE.isoformat())
    tenir_les_controles()
    assert len(mailoutbox) == 1


def test_ce_qui_n_est_pas_parti_part_la_nuit(clos, contributrice, mailoutbox):
    """La file de tâches était arrêtée à la clôture."""
    clos.questionnaire.consignes = {"destinataires": ["contributeurs"]}
    clos.questionnaire.save()
    assert clos.envoye_le is None
    tenir_les_controles()
    assert [courriel.to for courriel in mailoutbox] == [[contributrice.email]]


def test_un_jour_ferme_l_envoi_attend_le_prochain_jour_ouvre(
    clos, contributrice, mailoutbox, settings
):
    settings.ARRETE = date(2022, 12, 11)  # un dimanche
    clos.questionnaire.consignes = {"destinataires": ["contributeurs"]}
    clos.questionnaire.save()
    tenir_les_controles()
    clos.refresh_from_db()
    assert clos.envoye_le == date(2022, 12, 11) and not mailoutbox
    assert Rappel.objects.de(contributrice).count() == 1


def test_une_grille_close_va_a_ses_destinataires_avec_sa_synthese(
    clos, departement, service, creer_agent
):
    chef = creer_agent("agent", departement, service)
    factories.DesignationFactory(
        agent=chef,
        departement=departement,
        site=service.site,
        service=service,
        fonction=Designation.Fonction.CHEF_SERVICE,
    )
    assert envoyer(controle_id=clos.pk, le=LE) == [chef.pk]
    (avis,) = controles_clos(fenetre(departement))
    assert avis.agent == chef.pk and avis.date_due == LE
    assert "50,0" in avis.libelle and "1 écart" in avis.libelle


def test_l_accueil_dit_ce_qui_manque_et_ce_qui_est_confie(
    controle, departement, referent, agent, settings
):
    libelles = [ligne.libelle for ligne in lignes_pour(referent)]
    assert "contrôle à finir dans le mois" in libelles
    settings.ARRETE = date(2023, 1, 2)
    assert "contrôle manqué" in [ligne.libelle for ligne in lignes_pour(referent)]


def test_l_agenda_place_le_controle_a_son_echeance(controle, referent):
    (source,) = [une for une in sources_pour(referent) if une.cle == "controles"]
    fin = date(2022, 12, 31)
    assert source.compter(referent, LE, fin) == {fin: 1}
    assert "Accueil sur site" in source.libelle(source.siens(referent, LE, fin).get())


# --- La preuve ------------------------------------------------------------------------------------


def test_un_controle_clos_prouve_l_exigence_que_ses_points_eclairent(
    clos, cellule, client_de, correspondant
):
    clos.questionnaire.questions.get(code="A-1").exigences.add(cellule.exigence)
    client = client_de(correspondant)
    adresse = reverse("engagements:autoevaluation_citer", args=[cellule.pk, GRILLE])
    assert "Accueil sur site" in client.get(adresse).content.decode()
    client.post(adresse, {"controle": clos.pk})
    client.post(adresse, {"controle": clos.pk})
    preuve = Preuve.objects.get()
    assert list(cellule.preuves.all()) == [preuve]
    assert (preuve.type_preuve, preuve.date_effet) == ("releve_grille", LE)
    assert clos.get_absolute_url() in client.get(preuve.get_absolute_url()).content.decode()


def test_un_controle_qui_n_eclaire_pas_l_exigence_ne_la_prouve_pas(
    clos, cellule, client_de, correspondant
):
    adresse = reverse("engagements:autoevaluation_citer", args=[cellule.pk, GRILLE])
    client_de(correspondant).post(adresse, {"controle": clos.pk})
    assert not Preuve.objects.exists()


# --- L'échantillon --------------------------------------------------------------------------------

PAGES = {"": {f"page-{n}": f"Page {n}" for n in range(8)}}


def test_un_echantillon_garde_sa_graine_sa_taille_et_sa_liste(controle):
    tire = Echantillon.objects.tirer(controle=controle, population=PAGES, taille=3, graine="abc")
    assert (tire.graine, tire.taille, tire.population, len(tire.lignes)) == ("abc", 3, 8, 3)
    encore = Echantillon.objects.tirer(controle=controle, population=PAGES, taille=3, graine="abc")
    assert encore.lignes == tire.lignes and Echantillon.objects.count() == 1


def test_un_echantillon_ne_reprend_pas_ceux_des_derniers_controles(controle, departement, site):
    avant = factories.ControleFactory(
        departement=departement,
        questionnaire=controle.questionnaire,
        site=site,
        periode="2022-T3",
        date_debut=date(2022, 7, 1),
        date_echeance=date(2022, 9, 30),
    )
    premier = Echantillon.objects.tirer(controle=avant, population=PAGES, taille=4, graine="a")
    second = Echantillon.objects.tirer(controle=controle, population=PAGES, taille=4, graine="a")
    assert not set(premier.references) & set(second.references)


def test_un_echantillon_deja_releve_ne_se_retire_plus(controle):
    Echantillon.objects.tirer(controle=controle, population=PAGES, taille=3, graine="abc")
    factories.ReleveFactory(controle=controle)
    with pytest.raises(ValidationError, match="ne se retire plus"):
        Echantillon.objects.tirer(controle=controle, population=PAGES, taille=3, graine="xyz")


def test_rien_a_tirer_se_dit(controle):
    with pytest.raises(ValidationError, match="rien à tirer"):
        Echantillon.objects.tirer(controle=controle, population={"": {}}, taille=3, graine="a")


def test_on_ne_releve_que_ce_qui_est_tire(controle, referent):
    grille = controle.questionnaire
    grille.unite = "une réponse"
    grille.save()
    Echantillon.objects.tirer(controle=controle, population=PAGES, taille=2, graine="abc")
    controle.refresh_from_db()
    with pytest.raises(ValidationError, match="liste tirée"):
        controle.commencer(par=referent, objet="autre")
    cle = controle.echantillon.references[0]
    releve = controle.commencer(par=referent, objet=cle)
    assert releve.objet == cle and controle.commencer(par=referent, objet=cle) == releve


# --- L'année d'office -----------------------------------------------------------------------------


@pytest.fixture
def redigee(grille, campagne):
    """Un trimestre sur l'autre, dans un département engagé."""
    return grille


def test_au_premier_janvier_l_annee_vient_au_calendrier_sans_clic(redigee, settings):
    settings.ARRETE = date(2023, 1, 1)
    tenir_les_controles()
    tenir_les_controles()
    periodes = Controle.objects.values_list("periode", flat=True)
    assert sorted(periodes) == ["2023-T1", "2023-T2", "2023-T3", "2023-T4"]


def test_en_cours_d_annee_rien_n_est_manque_d_avance(redigee):
    tenir_les_controles()
    assert [un.periode for un in Controle.objects.all()] == ["2022-T4"]


def test_une_grille_remise_en_service_n_attend_pas_la_nuit(
    redigee, django_capture_on_commit_callbacks
):
    redigee.retirer()
    tenir_les_controles()
    assert not Controle.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        redigee.remettre()
    assert Controle.objects.count() == 1


def test_sans_demarche_engagee_ni_question_rien_ne_se_planifie(grille, departement):
    tenir_les_controles()
    assert not Controle.objects.exists()
    grille.questions.all().delete()
    assert planifier_l_annee(departement=departement, annee=2022) == 0
