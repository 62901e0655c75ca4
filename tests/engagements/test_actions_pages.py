"""Le plan d'actions par ses pages : lire, filtrer, saisir, faire avancer, proposer."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from engagements.models import Action
from engagements.proposition import proposer_action
from qualepref.socle.models import Designation
from tests import factories

LE = date(2022, 12, 31)
LISTE = reverse("engagements:action_list")


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = LE


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def action(departement, service):
    return factories.ActionFactory(
        departement=departement,
        service=service,
        numero=1,
        intitule="Refaire la signalétique",
        date_echeance=date(2022, 6, 30),
    )


def adresse(verbe, action):
    return reverse(f"engagements:action_{verbe}", args=[action.pk])


def envoyer(client, verbe, action, **saisie):
    """L'acte, envoyé comme par la page que l'agent vient d'ouvrir."""
    return client.post(adresse(verbe, action), {"empreinte": lire(client, verbe, action), **saisie})


def lire(client, verbe, action):
    """Ce que la page emporte de ce qu'elle montre."""
    if verbe in ("accepter", "commencer", "rouvrir"):
        return relire(action).empreinte()
    return client.get(adresse(verbe, action)).context["form"]["empreinte"].value()


def page(client, url, **donnees):
    return client.get(url, donnees).content.decode()


def relire(action):
    return Action.objects.get(pk=action.pk)


def test_la_liste_dit_les_retards_et_le_taux(client, action, departement):
    factories.ActionFactory(departement=departement, etat="realisee", intitule="Former")
    factories.ActionFactory(departement=departement, etat="abandonnee", intitule="Ranger")
    lue = page(client, LISTE)
    assert "Refaire la signalétique" in lue and "en retard" in lue
    assert "50,0" in lue and "1 sur 2" in lue


@pytest.mark.parametrize(
    ("filtre", "attendues"),
    [
        ({}, {1, 2, 3, 4}),
        ({"etat": "a_faire"}, {1, 4}),
        ({"etat": "ouvertes"}, {1, 2, 4}),
        ({"etat": "a_mener"}, {1, 2, 4}),
        ({"retard": "true"}, {1}),
        ({"retard": "false"}, {2, 3, 4}),
        ({"sans_echeance": "true"}, {2, 3, 4}),
        ({"sans_responsable": "true"}, {1, 2, 3}),
        ({"sans_service": "true"}, {3, 4}),
        ({"origine": "copil"}, {2}),
        ({"engagement": "5"}, {3}),
        ({"priorite": "1"}, {4}),
        ({"annee": "2023"}, set()),
        ({"q": "signal"}, {1}),
    ],
)
def test_les_filtres(client, action, departement, voisin, filtre, attendues):
    communs = {"departement": departement}
    factories.ActionFactory(**communs, numero=2, etat="en_cours", origine="copil", service=voisin)
    trois = factories.ActionFactory(**communs, numero=3, etat="realisee")
    trois.engagements.add(factories.EngagementFactory(numero=5))
    factories.ActionFactory(**communs, numero=4, priorite=1, responsable_lu="Adjointe")
    lignes = client.get(LISTE, filtre).context["table"].data
    assert {ligne.numero for ligne in lignes} == attendues


def test_l_export_reimporte_ne_change_rien(client, action, departement, tmp_path):
    engagement = factories.EngagementFactory(numero=5)
    communs = {"departement": departement, "responsable_lu": "Adjointe"}
    for rang, etat in enumerate(Action.Etat.values, 2):
        autre = factories.ActionFactory(
            **communs,
            numero=rang,
            intitule=f"Action {rang}",
            etat=etat,
            origine=Action.Origine.values[rang],
            origine_lue="Autre mot" if rang == 3 else "",
            motif="Sans moyens",
            bilan="Fait, et bien fait",
            avancement=100 if etat in ("realisee", "soldee") else 30,
            date_realisation=date(2022, 5, 3) if etat in ("realisee", "soldee") else None,
        )
        autre.engagements.add(engagement)
    Action.objects.filter(pk=action.pk).update(fonction="chef_service", priorite=1, origine="autre")
    chemin, rapport = tmp_path / "export.xlsx", tmp_path / "r.json"
    chemin.write_bytes(client.get(LISTE, {"export": "xlsx"}).content)
    call_command("importer", "actions", chemin, rapport=rapport, verbosity=0, stdout=StringIO())
    lu = json.loads(rapport.read_text())
    assert [lu[c] for c in ("creees", "mises_a_jour", "inchangees", "refusees")] == [0, 0, 9, 0]


def test_le_tableau_dit_l_avancement_sous_l_etat_et_laisse_le_reste_au_classeur(client, action):
    Action.objects.filter(pk=action.pk).update(etat="en_cours", avancement=30)
    table = client.get(LISTE).context["table"]
    titres = [entete.titre for entete in table.entetes()]
    assert "Priorité" in titres and not {"Avancement", "Origine", "Engagements"} & set(titres)
    assert "30\u00a0%" in table.rows[0].get_cell("etat")


def test_la_fiche_dit_qui_tient_la_fonction(client, action, creer_agent, departement, service):
    Action.objects.update(fonction="chef_service")
    assert "Chef de service : fonction sans titulaire" in page(client, action.get_absolute_url())
    chef = factories.AgentFactory(departement=departement)
    factories.DesignationFactory(
        agent=chef, fonction=Designation.Fonction.CHEF_SERVICE, site=service.site, service=service
    )
    assert f"Chef de service : {chef}" in page(client, action.get_absolute_url())


def test_creer_une_action_lui_donne_un_numero(client, action, service):
    engagement = factories.EngagementFactory(numero=5)
    retour = client.post(
        reverse("engagements:action_create"),
        {
            "intitule": "Traduire le flyer",
            "annee": 2022,
            "origine": "clu",
            "numeros": "5",
            "service": service.pk,
            "priorite": 2,
            "avancement": 0,
            "date_echeance": "2023-03-31",
            "fonction": "chef_service",
        },
    )
    nouvelle = Action.objects.get(numero=2)
    assert retour.url == nouvelle.get_absolute_url()
    assert (nouvelle.etat, nouvelle.engagements.get()) == ("a_faire", engagement)


def test_une_action_du_referent_a_une_echeance_et_un_responsable(client, action, service):
    saisie = {"intitule": "Former", "annee": 2022, "origine": "clu", "priorite": 2, "avancement": 0}
    refus = client.post(reverse("engagements:action_create"), saisie)
    assert {"date_echeance", "fonction"} == set(refus.context["form"].errors)
    assert Action.objects.count() == 1


def test_une_action_importee_sans_responsable_se_modifie_quand_meme(client, action):
    saisie = {"intitule": "Refaire les panneaux", "origine": "clu", "priorite": 1, "avancement": 0}
    assert envoyer(client, "update", action, **saisie).status_code == 302
    assert envoyer(client, "update", action, **saisie, responsable_lu="Adjointe").status_code == 302
    refus = envoyer(client, "update", action, **saisie)  # on ne l'efface plus
    assert "Dites qui en répond" in refus.content.decode()


def test_un_engagement_inconnu_se_dit(client, action):
    factories.EngagementFactory(numero=5)
    saisie = {"intitule": "Former", "annee": 2022, "origine": "clu", "numeros": "99"}
    lue = client.post(reverse("engagements:action_create"), saisie).content.decode()
    assert "Engagement inconnu : 99." in lue


def test_un_correspondant_propose_et_le_referent_accepte(client_de, correspondant, client, service):
    saisie = {"intitule": "Former", "annee": 2022, "origine": "autoevaluation", "numeros": ""}
    saisie |= {"priorite": 2, "avancement": 0}
    adresse_creation = reverse("engagements:action_create")
    refus = client_de(correspondant).post(adresse_creation, saisie)
    assert "service" in refus.context["form"].errors
    client_de(correspondant).post(adresse_creation, saisie | {"service": service.pk})
    action = Action.objects.get()
    assert action.etat == "proposee"
    envoyer(client, "accepter", action)
    assert relire(action).etat == "a_faire"


def test_modifier_une_action_garde_son_histoire(client, action):
    saisie = {"intitule": "Refaire les panneaux", "origine": "clu", "priorite": 1, "avancement": 10}
    envoyer(client, "update", action, **saisie)
    assert relire(action).intitule == "Refaire les panneaux"
    assert "Refaire la signalétique" in page(client, action.get_absolute_url())  # l'historique


@pytest.mark.parametrize(
    ("verbe", "etat", "saisie", "arrivee"),
    [
        ("refuser", "proposee", {"motif": "Sans moyens"}, "refusee"),
        ("commencer", "a_faire", {}, "en_cours"),
        ("realiser", "en_cours", {"date_realisation": "2022-11-03"}, "realisee"),
        ("reporter", "en_cours", {"motif": "Budget", "date_echeance": "2023-03-31"}, "reportee"),
        ("solder", "realisee", {"bilan": "Les usagers se repèrent"}, "soldee"),
        ("abandonner", "a_faire", {"motif": "Travaux annulés"}, "abandonnee"),
        ("rouvrir", "realisee", {}, "en_cours"),
        ("avancer", "a_faire", {"avancement": "40", "commentaire": "Devis"}, "en_cours"),
    ],
)
def test_chaque_acte_par_sa_page(client, action, verbe, etat, saisie, arrivee):
    Action.objects.update(etat=etat)
    retour = envoyer(client, verbe, action, **saisie)
    assert retour.url == action.get_absolute_url()
    assert relire(action).etat == arrivee


@pytest.mark.parametrize(
    ("verbe", "etat", "saisie", "dit"),
    [
        ("refuser", "a_faire", {"motif": "Sans moyens"}, "ne peut pas devenir refusée"),
        ("realiser", "en_cours", {"date_realisation": "2023-02-01"}, "dans le futur"),
        ("deplacer", "a_faire", {"date_echeance": "2023-01-31"}, "L’échéance est passée"),
        ("solder", "en_cours", {"bilan": "Fait"}, "ne peut pas devenir soldée"),
        ("avancer", "realisee", {"avancement": "40"}, "son avancement ne change pas"),
    ],
)
def test_un_acte_refuse_se_dit_et_garde_la_saisie(client, action, verbe, etat, saisie, dit):
    Action.objects.update(etat=etat)
    reponse = envoyer(client, verbe, action, **saisie)
    lue = reponse.content.decode().replace("&#x27;", "’").replace("'", "’")
    assert reponse.status_code == 200 and dit in lue
    for valeur in saisie.values():
        assert valeur in lue
    assert relire(action).etat == etat


def test_un_ecart_d_audit_demande_la_verification(client, action, referent):
    Action.objects.update(etat="realisee", origine="audit_externe")
    refus = envoyer(client, "solder", action, bilan="Écrit")
    assert "efficacite" in refus.context["form"].errors
    saisie = {"bilan": "Écrit", "efficacite": "efficace", "date_efficacite": "2022-12-01"}
    envoyer(client, "solder", action, **saisie)
    assert relire(action).efficacite_par == referent


def test_le_report_se_lit_sur_la_fiche(client, action):
    envoyer(client, "deplacer", action, date_echeance="2023-01-31", motif="Agent absent")
    lue = page(client, action.get_absolute_url())
    assert "Échéances déplacées" in lue and "Agent absent" in lue and "30/06/2022" in lue


def test_le_correspondant_ne_voit_que_ses_services(client_de, correspondant, action, voisin):
    autre = factories.ActionFactory(departement=action.departement, service=voisin)
    sans = factories.ActionFactory(departement=action.departement)
    lecteur = client_de(correspondant)
    assert [a.pk for a in lecteur.get(LISTE).context["table"].data] == [action.pk]
    for cachee in (autre, sans):
        assert lecteur.get(cachee.get_absolute_url()).status_code == 404
    lue = page(lecteur, action.get_absolute_url())
    assert "Dire où elle en est" in lue and "Abandonner" not in lue


def test_l_auditeur_lit_sans_boutons(client_de, auditeur, action):
    lue = page(client_de(auditeur), action.get_absolute_url())
    assert "Refaire la signalétique" in lue and "Commencer" not in lue


# --- Propositions ---------------------------------------------------------------------------------


def test_une_app_propose_une_action_une_seule_fois(departement, service):
    dite = {
        "departement": departement,
        "origine": "enquete_satisfaction",
        "intitule": "Améliorer le thème « Attente »",
        "chiffres": "74,4 % de satisfaits, cible 75 %",
        "service": service,
    }
    engagement = factories.EngagementFactory(numero=7)
    action = proposer_action(**dite, engagements=[engagement])
    assert (action.etat, action.annee, action.numero) == ("proposee", 2022, 1)
    assert action.engagements.get() == engagement
    assert proposer_action(**dite) == action
    action.refuser("Déjà dans le plan")
    assert proposer_action(**dite) == action
    assert proposer_action(**dite, annee=2023) != action


def test_une_proposition_pour_un_service_d_ailleurs_est_une_erreur(departement, autre_service):
    with pytest.raises(ValueError, match="n'est pas un service"):
        proposer_action(
            departement=departement, origine="clu", intitule="Former", service=autre_service
        )


def test_l_ecran_d_evaluation_prepare_l_action(client, avis, cellule):
    cellule.avis = "non_conforme"
    cellule.save()
    lue = client.get(reverse("engagements:action_create"), {"cellule": cellule.pk})
    initial = lue.context["form"].initial
    assert initial["service"] == cellule.service_id
    assert initial["numeros"] == "1"
    assert "non conforme" in initial["description"]
    assert initial["origine"] == "autoevaluation"


def test_l_ecran_d_un_engagement_montre_ses_actions(client, client_de, auditeur, avis, action):
    action.engagements.add(avis.engagement)
    lue = page(client, avis.get_absolute_url())
    assert "Refaire la signalétique" in lue
    assert f"?avis={avis.pk}" in lue and "?cellule=" in lue
    assert "Créer une action" not in page(client_de(auditeur), avis.get_absolute_url())


def test_une_action_ne_va_pas_a_un_service_d_un_autre_departement(action, autre_service):
    action.service = autre_service
    with pytest.raises(ValidationError, match="autre département"):
        action.full_clean()
