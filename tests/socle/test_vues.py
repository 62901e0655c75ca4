"""Les vues d'une liste : toutes faites ou gardées, jamais plus que ce que l'agent peut voir."""

import re
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from qualepref.socle.models import VueEnregistree
from qualepref.socle.vues import PLAFOND, Onglet, Vue, compter, normaliser
from suivi.models import Demande
from tests import factories

LISTE = "suivi:demande_list"


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def dits(reponse):
    return [str(message) for message in get_messages(reponse.wsgi_request)]


def garder(agent, **champs):
    champs = {"liste": LISTE, "parametres": "situation=en_retard", "partagee": False} | champs
    return factories.VueEnregistreeFactory(agent=agent, departement=agent.departement, **champs)


@pytest.mark.parametrize(
    ("parametres", "attendus"),
    [
        ("", ""),
        ("page=2&sort=-objet&per_page=10&export=xlsx", ""),
        ("q=&situation=en_retard", "situation=en_retard"),
        ("service=3&q=borne", "q=borne&service=3"),
        ("q=%C3%A9t%C3%A9&q=%C3%A9t%C3%A9", "q=%C3%A9t%C3%A9"),
        ("%FF", ""),
    ],
)
def test_les_memes_filtres_s_ecrivent_pareil(parametres, attendus):
    assert normaliser(parametres) == attendus


def test_le_tri_se_garde_si_on_le_demande():
    assert normaliser("sort=-objet&page=3&q=a", garder={"sort"}) == "q=a&sort=-objet"


def test_un_nombre_au_dela_du_plafond_se_dit_sans_se_compter():
    assert Onglet(Vue("Toutes").intitule, "?", False, PLAFOND).nombre_en_mots == "999"
    assert Onglet("Toutes", "?", False, PLAFOND + 1).nombre_en_mots == "999+"


def test_toutes_les_vues_se_comptent_en_une_requete(referent, service, django_assert_num_queries):
    factories.DemandeFactory.create_batch(3, service=service, departement=referent.departement)
    tout, une = Demande.objects.all(), Demande.objects.first()
    ensembles = [tout, tout.none(), tout.filter(pk=une.pk)]
    with django_assert_num_queries(1):
        assert compter(referent, LISTE, lambda: ensembles) == [3, 0, 1]


def test_la_question_se_garde_mais_pas_la_reponse(client_de, referent, service):
    client, liste = client_de(referent), reverse(LISTE)
    client.get(liste)
    une = factories.DemandeFactory(service=service, departement=referent.departement)
    comptees = client.get(liste).context["vues_de_la_page"].declarees
    assert [(o.intitule, o.nombre) for o in comptees if o.nombre] == [
        ("À traiter", 1),
        ("Toutes", 1),
    ]
    une.retirer()
    comptees = client.get(liste).context["vues_de_la_page"].declarees
    assert [o.intitule for o in comptees if o.nombre] == ["Toutes"]


def test_les_filtres_de_la_page_ne_changent_pas_le_compte_des_vues(client_de, referent, service):
    factories.DemandeFactory(service=service, departement=referent.departement)
    page = client_de(referent).get(reverse(LISTE), {"canal": "courrier", "arrete": "2020-01-01"})
    assert page.context["table"].paginator.count == 0
    assert page.context["vues_de_la_page"].declarees[-1].nombre == 1
    assert page.context["filter"].form.cleaned_data["canal"] == "courrier"


# --- Enregistrer ----------------------------------------------------------------------------------


def test_une_liste_filtree_propose_de_garder_sa_vue(client_de, correspondant):
    client, liste = client_de(correspondant), reverse(LISTE)
    assert "Enregistrer cette vue" not in texte(client.get(liste))
    assert "Enregistrer cette vue" not in texte(client.get(liste, {"situation": "en_retard"}))
    page = client.get(liste, {"canal": "courrier", "page": "1"})
    assert "Enregistrer cette vue" in texte(page)
    adresse = page.context["vues_de_la_page"].garder
    assert client.get(adresse).status_code == 200


def test_la_vue_gardee_parait_au_dessus_de_la_liste_et_s_y_reconnait(client_de, correspondant):
    client = client_de(correspondant)
    saisie = {"liste": LISTE, "parametres": "page=2&canal=courrier", "intitule": "Les lettres"}
    assert client.post(reverse("socle:vue_create"), saisie).status_code == 302
    vue = VueEnregistree.objects.get()
    assert (vue.agent, vue.departement) == (correspondant, correspondant.departement)
    assert (vue.parametres, vue.partagee) == ("canal=courrier", False)
    ouverte = client.get(vue.get_absolute_url(), follow=True)
    assert ouverte.redirect_chain == [(f"{reverse(LISTE)}?canal=courrier", 302)]
    (onglet,) = ouverte.context["vues_de_la_page"].gardees
    assert onglet.active and onglet.intitule == "Les lettres"
    assert "Enregistrer cette vue" not in texte(ouverte)


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("parametres", "page=2", "Cette vue n'a aucun filtre"),
        ("parametres", "", "Cette vue n'a aucun filtre"),
        ("liste", "socle:journal_list", "Cette liste n'existe pas."),  # pas de droit
        ("liste", "nimporte", "Cette liste n'existe pas."),
        ("intitule", "", "obligatoire"),
    ],
)
def test_une_vue_fautive_se_refuse_en_francais(client_de, correspondant, champ, valeur, phrase):
    saisie = {"liste": LISTE, "parametres": "canal=courrier", "intitule": "Les lettres"}
    page = client_de(correspondant).post(reverse("socle:vue_create"), saisie | {champ: valeur})
    assert phrase in texte(page)
    assert not VueEnregistree.objects.exists()


def test_deux_vues_du_meme_nom_sur_une_liste_se_refusent(client_de, correspondant):
    garder(correspondant, intitule="Les lettres")
    saisie = {"liste": LISTE, "parametres": "canal=courrier", "intitule": "Les lettres"}
    page = client_de(correspondant).post(reverse("socle:vue_create"), saisie)
    assert "déjà une vue de ce nom" in texte(page)


def test_les_signalements_et_les_actions_ont_aussi_leurs_vues(client_de, referent):
    for liste, attendus in (
        ("suivi:signalement_list", ["À trier", "Sans réponse", "Pas encore terminés", "Tous"]),
        (
            "engagements:action_list",
            ["À mener", "En retard", "À compléter", "À vérifier", "Toutes"],
        ),
    ):
        vues = client_de(referent).get(reverse(liste)).context["vues_de_la_page"]
        assert [onglet.intitule for onglet in vues.declarees] == attendus
        assert {onglet.nombre for onglet in vues.declarees} == {0}


# --- Partager -------------------------------------------------------------------------------------


def test_seul_le_referent_partage(client_de, correspondant, referent):
    saisie = {
        "liste": LISTE,
        "parametres": "canal=courrier",
        "intitule": "Les lettres",
        "partagee": "on",
    }
    for agent in (correspondant, referent):
        client_de(agent).post(reverse("socle:vue_create"), saisie)
    partagees = VueEnregistree.objects.filter(partagee=True)
    assert [vue.agent for vue in partagees] == [referent]


def test_une_vue_partagee_ne_montre_que_ce_que_chacun_peut_voir(
    client_de, correspondant, referent, service, voisin
):
    for lieu, objet in ((service, "Chez elle"), (voisin, "Chez le voisin")):
        factories.DemandeFactory(
            service=lieu, departement=referent.departement, objet=objet, canal="courrier"
        )
    vue = garder(referent, parametres="canal=courrier", partagee=True)
    page = texte(client_de(correspondant).get(vue.get_absolute_url(), follow=True))
    assert "Chez elle" in page and "Chez le voisin" not in page


def test_un_filtre_qui_ne_vaut_plus_est_ignore_et_dit(client_de, correspondant, referent, voisin):
    """Le voisin n'est pas de ses services ; « couleur » n'est plus un filtre."""
    vue = garder(
        referent,
        intitule="Du voisin",
        parametres=f"canal=courrier&couleur=bleu&service={voisin.pk}",
        partagee=True,
    )
    reponse = client_de(correspondant).get(vue.get_absolute_url())
    assert reponse.url == f"{reverse(LISTE)}?canal=courrier"
    assert dits(reponse) == [
        "« Du voisin » : les filtres « couleur », « Service » ne valent plus pour vous ; "
        "ils sont ignorés."
    ]


def test_la_vue_d_une_liste_disparue_le_dit(client_de, referent):
    vue = garder(referent, liste="suivi:anciennes_list", intitule="D'avant")
    reponse = client_de(referent).get(vue.get_absolute_url())
    assert reponse.url == reverse("socle:vue_list")
    assert dits(reponse) == ["« D'avant » : la liste de cette vue n'existe plus."]
    assert "liste disparue" in texte(client_de(referent).get(reponse.url))


def test_on_renomme_la_sienne_pas_celle_qu_on_partage_avec_vous(client_de, correspondant, referent):
    partagee, sienne = garder(referent, partagee=True), garder(correspondant)
    client = client_de(correspondant)
    adresse = reverse("socle:vue_update", args=[sienne.pk])
    assert client.post(adresse, {"intitule": "Urgent", "ordre": ""}).status_code == 302
    sienne.refresh_from_db()
    assert sienne.intitule == "Urgent"
    assert client.get(reverse("socle:vue_update", args=[partagee.pk])).status_code == 404
    page = client.get(reverse("socle:vue_list"))
    assert texte(page).count("Modifier") == 1
    assert client.post(reverse("socle:vue_delete", args=[sienne.pk])).status_code == 302
    assert list(VueEnregistree.objects.all()) == [partagee]


def test_la_vue_privee_d_un_autre_est_introuvable(client_de, correspondant, referent):
    vue = garder(correspondant)
    assert client_de(referent).get(vue.get_absolute_url()).status_code == 404
