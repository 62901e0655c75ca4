"""Les lots du COPIL, la modification en masse, les autres vues du plan et « À faire »."""

from datetime import date

import pytest
from django.urls import reverse

from engagements.models import Action, LotActions
from tests import factories

LE = date(2022, 12, 31)
MASSE = reverse("engagements:action_masse")


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = LE


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def copil(client_de, creer_agent, departement):
    return client_de(creer_agent("copil", departement))


@pytest.fixture
def actions(departement, service):
    """Une en retard, une proposée, une réalisée."""
    communs = {"departement": departement, "service": service}
    return [
        factories.ActionFactory(
            **communs, numero=1, intitule="Refaire la signalétique", date_echeance=date(2022, 6, 30)
        ),
        factories.ActionFactory(**communs, numero=2, intitule="Former", etat="proposee"),
        factories.ActionFactory(**communs, numero=3, intitule="Ranger", etat="realisee"),
    ]


def page(client, url, **donnees):
    return client.get(url, donnees).content.decode()


def etats():
    return list(Action.objects.order_by("numero").values_list("etat", flat=True))


# --- Lots -----------------------------------------------------------------------------------------


def test_constituer_un_lot_puis_le_valider(client, copil, actions):
    creation = reverse("engagements:lotactions_create")
    proposables = client.get(creation).context["form"].fields["actions"].queryset
    assert set(proposables) == set(actions[:2])  # ni réalisée, ni dans un autre lot
    saisie = {"intitule": "COPIL de décembre", "date_copil": "2022-12-15"}
    client.post(creation, saisie | {"actions": [actions[0].pk, actions[1].pk]})
    lot = LotActions.objects.get()
    assert lot.actions.count() == 2
    assert "lot d&#x27;actions à valider" in page(copil, "/")
    assert "Valider le lot" in page(copil, lot.get_absolute_url())
    assert "Valider le lot" not in page(client, lot.get_absolute_url())
    copil.post(reverse("engagements:lotactions_valider", args=[lot.pk]))
    lue = page(copil, lot.get_absolute_url())
    assert "validé" in lue and "31 décembre 2022" in lue
    assert etats() == ["a_faire", "a_faire", "realisee"]


def test_un_lot_valide_ne_se_modifie_plus(client, copil, actions, departement):
    lot = factories.LotActionsFactory(departement=departement)
    Action.objects.filter(pk=actions[0].pk).update(lot=lot)
    copil.post(reverse("engagements:lotactions_valider", args=[lot.pk]))
    saisie = {"intitule": "Autre", "date_copil": "2022-12-15", "actions": []}
    lue = client.post(reverse("engagements:lotactions_update", args=[lot.pk]), saisie)
    assert "ne se modifie plus" in lue.content.decode()
    assert lot.actions.count() == 1


def test_modifier_un_lot_ajoute_et_retire(client, actions, departement):
    lot = factories.LotActionsFactory(departement=departement)
    Action.objects.filter(pk=actions[0].pk).update(lot=lot)
    saisie = {"intitule": "COPIL", "date_copil": "2022-12-15", "actions": [actions[1].pk]}
    client.post(reverse("engagements:lotactions_update", args=[lot.pk]), saisie)
    assert list(lot.actions.all()) == [actions[1]]


# --- En masse -------------------------------------------------------------------------------------


def envoyer(client, actions, **saisie):
    return client.post(MASSE, {"actions": [a.pk for a in actions], **saisie})


def test_l_apercu_montre_avant_et_apres_sans_rien_changer(client, actions, voisin):
    reponse = envoyer(client, actions, acte="commencer", service=voisin.pk)
    lue = reponse.content.decode()
    assert "<del>à faire</del>" in lue and "<ins>en cours</ins>" in lue
    assert "ne peut pas devenir en cours" in lue  # la proposée
    assert "1 action sur 3" in lue
    assert etats() == ["a_faire", "proposee", "realisee"]
    assert not Action.history.filter(etat="en_cours").exists()


def test_la_confirmation_fait_ce_que_l_apercu_annonce(client, actions, voisin):
    saisie = {"acte": "commencer", "service": voisin.pk}
    apercu = envoyer(client, actions, **saisie)
    envoyer(client, actions, **saisie, confirmer=apercu.context["empreinte"])
    assert etats() == ["en_cours", "proposee", "realisee"]
    assert [a.service for a in Action.objects.order_by("numero")][0] == voisin
    assert Action.objects.get(numero=2).service != voisin  # refusée : rien n'y change


def test_revenir_au_choix_garde_la_saisie(client, actions):
    saisie = {"acte": "abandonner", "motif": "Travaux annulés", "revoir": "1"}
    reponse = envoyer(client, actions[:1], **saisie)
    lue = reponse.content.decode()
    assert "Travaux annulés" in lue and "Voir l’aperçu" in lue
    assert reponse.context["choisies"] == {str(actions[0].pk)}


def test_si_le_plan_a_change_on_revoit_l_apercu(client, actions):
    apercu = envoyer(client, actions, acte="commencer")
    Action.objects.filter(numero=1).update(etat="reportee")
    reponse = envoyer(client, actions, acte="commencer", confirmer=apercu.context["empreinte"])
    assert "relisez-le" in reponse.content.decode()
    assert etats()[0] == "reportee"


def test_une_echeance_passee_demande_un_motif_en_masse_aussi(client, actions):
    reponse = envoyer(client, actions[:1], date_echeance="2023-03-31")
    assert "L&#x27;échéance est passée" in reponse.content.decode()
    saisie = {"date_echeance": "2023-03-31", "motif": "Agent absent"}
    apercu = envoyer(client, actions[:1], **saisie)
    envoyer(client, actions[:1], **saisie, confirmer=apercu.context["empreinte"])
    assert actions[0].reports.get().motif == "Agent absent"


@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        ({}, "tous les champs sont vides"),
        ({"acte": "abandonner"}, "Dites pourquoi"),
        ({"acte": "casser"}, "choix"),
        ({"date_echeance": "31/02/2022"}, "date"),
    ],
)
def test_une_saisie_en_masse_fautive_se_dit_et_garde_le_choix(client, actions, saisie, dit):
    reponse = envoyer(client, actions[:1], **saisie)
    lue = reponse.content.decode()
    assert dit in lue
    assert reponse.context["choisies"] == {str(actions[0].pk)}


def test_on_ne_change_pas_les_actions_d_un_autre_departement(client, autre_service):
    ailleurs = factories.ActionFactory(
        departement=autre_service.site.departement, service=autre_service
    )
    envoyer(client, [ailleurs], acte="commencer")
    assert etats() == ["a_faire"]


def test_la_selection_suit_les_filtres_de_la_liste(client, actions):
    lues = client.get(MASSE, {"retard": "true"}).context["actions"]
    assert lues == [actions[0]]


# --- Autres vues ----------------------------------------------------------------------------------


def test_le_plan_par_service(client, actions, departement):
    factories.ActionFactory(departement=departement, numero=4)
    services = client.get(reverse("engagements:action_services")).context["services"]
    assert [s["service__nom"] for s in services] == ["Accueil général", None]
    assert (services[0]["en_retard"], services[0]["taux"].pct) == (1, 50)


def test_le_calendrier_range_les_echeances_par_mois(client, actions):
    adresse = reverse("engagements:action_calendrier")
    mois = client.get(adresse).context["mois"]
    assert [len(siennes) for _, siennes in mois] == [0] * 5 + [1] + [0] * 6
    assert (
        "Refaire la signalétique" not in page(client, adresse, an="2023").split("Sans échéance")[0]
    )
    assert client.get(adresse, {"an": "9" * 30}).status_code == 200


def test_la_frise_dit_retard_report_et_realisation(client, actions, referent):
    actions[0].deplacer(date(2022, 9, 30), "Agent absent", par=referent)
    Action.objects.filter(numero=3).update(date_realisation=date(2022, 5, 3))
    lue = page(client, reverse("engagements:action_frise"))
    assert "Échéance 30/09/2022, en retard, déplacée, 30/06/2022 avant" in lue
    assert "Sans échéance, réalisée ou soldée, réalisée le 03/05/2022" in lue


# --- À faire --------------------------------------------------------------------------------------


def test_ce_que_le_referent_et_le_correspondant_ont_a_faire(
    client, client_de, correspondant, actions
):
    du_referent = page(client, "/")
    assert "action en retard" in du_referent and "action proposée" in du_referent
    assert "sans échéance ou sans responsable" in du_referent
    assert "action de vos services en retard" in page(client_de(correspondant), "/")


def test_une_action_d_audit_realisee_attend_sa_verification(client, actions):
    Action.objects.filter(numero=3).update(origine="audit_externe")
    assert "leur efficacité est à vérifier" in page(client, "/")
    adresse = reverse("engagements:action_list")
    lues = client.get(adresse, {"etat": "a_verifier"}).context["table"].data
    assert [action.numero for action in lues] == [3]
    Action.objects.filter(numero=3).update(efficacite="efficace")
    assert "leur efficacité est à vérifier" not in page(client, "/")
