"""Deux personnes sur la même action : rien ne s'écrase, la seconde voit et tranche."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from engagements.models import Action
from tests import factories

LE = date(2022, 12, 31)


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = LE


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def seconde(client_de, creer_agent, departement):
    """Une autre référente du même département."""
    agent = creer_agent("referent_qualite", departement, first_name="Agent", last_name="Second")
    return client_de(agent)


@pytest.fixture
def action(departement, service):
    return factories.ActionFactory(
        departement=departement,
        service=service,
        intitule="Refaire la signalétique",
        description="Avant",
        date_echeance=date(2022, 6, 30),
    )


def adresse(verbe, action):
    return reverse(f"engagements:action_{verbe}", args=[action.pk])


def ouvrir(client, verbe, action):
    """Les champs que la page montre, tels que son formulaire les rendrait."""
    form = client.get(adresse(verbe, action)).context["form"]
    return {champ.html_name: champ.value() for champ in form if champ.value() is not None}


def envoyer(client, verbe, action, page, **saisie):
    return client.post(adresse(verbe, action), page | saisie)


def dite(reponse):
    return unescape(reponse.content.decode())


def relire(action):
    return Action.objects.get(pk=action.pk)


# --- La fiche -------------------------------------------------------------------------------------


def test_deux_champs_differents_se_gardent_tous_les_deux(client, seconde, action):
    mienne, sienne = ouvrir(client, "update", action), ouvrir(seconde, "update", action)
    envoyer(seconde, "update", action, sienne, moyens="Deux agents")
    retour = client.post(adresse("update", action), mienne | {"description": "Après"}, follow=True)
    assert "Changé par quelqu'un d'autre et gardé : moyens." in dite(retour)
    lue = relire(action)
    assert (lue.description, lue.moyens) == ("Après", "Deux agents")


def test_le_meme_champ_ne_s_ecrase_pas_et_les_deux_textes_se_voient(client, seconde, action):
    mienne, sienne = ouvrir(client, "update", action), ouvrir(seconde, "update", action)
    envoyer(seconde, "update", action, sienne, description="Son texte", moyens="Deux agents")
    reponse = envoyer(client, "update", action, mienne, description="Mon texte", commentaire="Vu")
    lue = dite(reponse)
    assert "Rien n’est encore enregistré" in lue and "Agent Second" in lue
    assert lue.count("Son texte") == 1 and "Mon texte" in lue and "Deux agents" in lue
    assert relire(action).description == "Son texte" and relire(action).commentaire == ""
    assert [conflit.nom for conflit in reponse.context["form"].conflits] == ["description"]


def reenvoyer(client, action, reponse, **choix):
    """Ce que le formulaire en conflit enverrait, avec les choix donnés."""
    form = reponse.context["form"]
    page = {champ.html_name: champ.value() for champ in form if champ.value() is not None}
    conflits = [conflit.nom for conflit in form.conflits]
    return client.post(adresse("update", action), page | {"conflit": conflits} | choix)


@pytest.mark.parametrize(
    ("choix", "gardee"), [("sien", "Son texte"), ("mien", "Mon texte"), ("", "Son texte")]
)
def test_la_seconde_tranche(client, seconde, action, choix, gardee):
    mienne, sienne = ouvrir(client, "update", action), ouvrir(seconde, "update", action)
    envoyer(seconde, "update", action, sienne, description="Son texte")
    reponse = envoyer(client, "update", action, mienne, description="Mon texte", commentaire="Vu")
    retour = reenvoyer(client, action, reponse, **{"garder-description": choix})
    assert (retour.status_code == 302) == bool(choix)
    assert relire(action).description == gardee
    assert relire(action).commentaire == ("Vu" if choix else "")
    if not choix:  # rien de choisi : le conflit attend, mon texte aussi
        assert "Mon texte" in dite(retour)


def test_un_troisieme_changement_se_tranche_de_nouveau(client, seconde, action):
    mienne, sienne = ouvrir(client, "update", action), ouvrir(seconde, "update", action)
    envoyer(seconde, "update", action, sienne, description="Son texte")
    reponse = envoyer(client, "update", action, mienne, description="Mon texte")
    page = ouvrir(seconde, "update", action)
    envoyer(seconde, "update", action, page, description="Encore un")
    retour = reenvoyer(client, action, reponse, **{"garder-description": "mien"})
    assert "Encore un" in dite(retour)
    assert relire(action).description == "Encore un"


def test_les_engagements_et_les_choix_se_tranchent_en_mots(client, seconde, action):
    module = factories.ModuleFactory()
    for numero in (2, 5, 7):
        factories.EngagementFactory(module=module, numero=numero)
    mienne, sienne = ouvrir(client, "update", action), ouvrir(seconde, "update", action)
    envoyer(seconde, "update", action, sienne, numeros="2, 5", priorite=1)
    reponse = envoyer(client, "update", action, mienne, numeros="7", priorite=3)
    conflits = {c.nom: (c.mien, c.sien) for c in reponse.context["form"].conflits}
    assert conflits == {"numeros": ("7", "2, 5"), "priorite": ("basse", "haute")}
    reenvoyer(client, action, reponse, **{"garder-numeros": "sien", "garder-priorite": "mien"})
    lue = relire(action)
    assert (lue.numeros_engagements, lue.priorite) == ("2, 5", 3)


def test_ce_qu_un_import_change_ne_se_perd_pas_non_plus(client, action):
    page = ouvrir(client, "update", action)
    Action.history.all().delete()
    Action.objects.filter(pk=action.pk).update(description="Importée", moyens="Importés")
    reponse = envoyer(client, "update", action, page, description="Mon texte")
    assert "Un import" in dite(reponse)
    reenvoyer(client, action, reponse, **{"garder-description": "mien"})
    assert (relire(action).description, relire(action).moyens) == ("Mon texte", "Importés")


def test_une_faute_de_saisie_ne_fait_pas_perdre_ce_que_l_autre_a_ecrit(client, seconde, action):
    mienne, sienne = ouvrir(client, "update", action), ouvrir(seconde, "update", action)
    envoyer(seconde, "update", action, sienne, moyens="Deux agents")
    reponse = envoyer(client, "update", action, mienne, avancement="140")
    page = {c.html_name: c.value() for c in reponse.context["form"] if c.value() is not None}
    assert page["moyens"] == "Deux agents"
    envoyer(client, "update", action, page, avancement="40")
    assert (relire(action).moyens, relire(action).avancement) == ("Deux agents", 40)


def test_une_page_sans_empreinte_est_refusee(client, action):
    reponse = client.post(adresse("update", action), {"intitule": "Autre", "empreinte": "{"})
    assert "rouvrez la fiche" in dite(reponse)
    assert relire(action).intitule == "Refaire la signalétique"


# --- Les actes ------------------------------------------------------------------------------------


def test_un_acte_sur_une_action_changee_dit_qui_et_quand(client, seconde, action):
    page = ouvrir(client, "abandonner", action)
    envoyer(seconde, "realiser", action, ouvrir(seconde, "realiser", action))
    reponse = envoyer(client, "abandonner", action, page, motif="Travaux annulés")
    lue = dite(reponse)
    assert "Agent Second a changé cette action pendant que vous la lisiez, le " in lue
    assert "elle est réalisée" in lue and "Travaux annulés" in lue
    assert relire(action).etat == "realisee"


def test_un_acte_d_un_clic_aussi(client, seconde, action):
    Action.objects.update(etat="soldee", bilan="Fait")
    empreinte = relire(action).empreinte()
    seconde.post(adresse("rouvrir", action), {"empreinte": empreinte})
    retour = client.post(adresse("rouvrir", action), {"empreinte": empreinte}, follow=True)
    assert "Agent Second a changé cette action" in dite(retour)
    assert relire(action).etat == "realisee"  # et non en cours : un seul pas en arrière


def test_une_echeance_deja_deplacee_se_relit_avant_de_la_deplacer(client, seconde, action):
    page = ouvrir(client, "deplacer", action)
    envoyer(seconde, "deplacer", action, page, date_echeance="2023-02-28", motif="Budget")
    reponse = envoyer(client, "deplacer", action, page, date_echeance="2023-03-31", motif="Absence")
    assert "son échéance est le 28/02/2023" in dite(reponse)
    assert relire(action).date_echeance == date(2023, 2, 28)
    relue = {"empreinte": reponse.context["form"]["empreinte"].value()}
    envoyer(client, "deplacer", action, relue, date_echeance="2023-03-31", motif="Absence")
    assert relire(action).date_echeance == date(2023, 3, 31)
    assert relire(action).reports.count() == 2


def test_un_autre_champ_change_n_empeche_pas_l_acte(client, seconde, action):
    page = ouvrir(client, "realiser", action)
    envoyer(seconde, "update", action, ouvrir(seconde, "update", action), moyens="Deux agents")
    assert envoyer(client, "realiser", action, page).status_code == 302
    assert relire(action).etat == "realisee" and relire(action).moyens == "Deux agents"


def test_un_acte_sans_empreinte_est_refuse(client, action):
    retour = client.post(adresse("commencer", action), follow=True)
    assert "rouvrez la fiche" in dite(retour)
    assert relire(action).etat == "a_faire"


def test_dire_ou_elle_en_est_a_deux(client, seconde, action):
    mienne, sienne = ouvrir(client, "avancer", action), ouvrir(seconde, "avancer", action)
    envoyer(seconde, "avancer", action, sienne, avancement=30, commentaire="Devis reçu")
    reponse = envoyer(client, "avancer", action, mienne, avancement=50)
    assert [conflit.nom for conflit in reponse.context["form"].conflits] == ["avancement"]
    assert relire(action).avancement == 30 and "Devis reçu" in dite(reponse)
