"""Les actes sur plusieurs demandes : à blanc, puis une transaction chacune."""

import re
from datetime import date
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from qualepref.socle import actes
from qualepref.socle.models import Production
from suivi.actes_groupes import DEMANDES
from suivi.affectation import est_a_affecter
from suivi.delais.bareme import calculer_echeances
from suivi.models import Demande
from tests import factories

LUNDI, MARDI_SUIVANT = date(2022, 3, 7), date(2022, 3, 15)
LISTE = "suivi:demande_list"


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = MARDI_SUIVANT


def demande(service, **champs):
    champs = {"date_arrivee": LUNDI, "nature": "information_generale"} | champs
    nouvelle = factories.DemandeFactory.build(departement=None, service=service, **champs)
    calculer_echeances([nouvelle])
    nouvelle.save()
    return nouvelle


@pytest.fixture
def trois(delais, service):
    """Deux ouvertes et une close."""
    return [demande(service), demande(service), demande(service, date_reponse=LUNDI)]


def envoi(acte, demandes, **champs):
    return {"acte": acte, "choix": [d.pk for d in demandes], "portee": "cochees"} | champs


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def dits(reponse):
    return [str(message) for message in get_messages(reponse.wsgi_request)]


def confirmer(client, donnees):
    """L'aperçu, puis l'accord donné à ce qu'il montre."""
    apercu = client.post(reverse("suivi:demandes_actes"), donnees)
    accord = donnees | {"confirmer": apercu.context["apercu"]["empreinte"]}
    return apercu, client.post(reverse("suivi:demandes_actes"), accord)


# --- L'aperçu -------------------------------------------------------------------------------------


def test_l_apercu_dit_ce_qui_sera_fait_et_refuse_sans_rien_faire(client_de, referent, trois):
    page = client_de(referent).post(reverse("suivi:demandes_actes"), envoi("accuser", trois))
    assert "3 lignes choisies" in texte(page)
    assert "2 seront faites , 1 refusée" in texte(page)
    assert "Cette demande est déjà répondue" in texte(page)
    assert page.context["apercu"]["sorts"][0].refus, "les refus d'abord"
    assert not Demande.objects.exclude(date_accuse=None).exists()
    assert not Demande.history.filter(history_type="~").exists()


def test_confirmer_fait_les_unes_et_dit_pourquoi_pas_les_autres(client_de, referent, trois):
    saisie = {"saisie-le": "2022-03-14", "filtres": "canal=courriel"}
    _, fait = confirmer(client_de(referent), envoi("accuser", trois, **saisie))
    assert fait.url == f"{reverse(LISTE)}?canal=courriel"
    assert [d.date_accuse for d in Demande.objects.order_by("pk")] == [date(2022, 3, 14)] * 2 + [
        None
    ]
    assert dits(fait) == [
        "2 accusées.",
        "1 refusée : Demande du 07/03/2022 : Cette demande est déjà répondue : "
        "il n'y a plus rien à faire.",
    ]
    assert trois[0].history.first().history_user == referent


def test_ce_qui_change_apres_l_apercu_se_relit_avant_de_se_faire(client_de, referent, trois):
    client, donnees = client_de(referent), envoi("retirer", trois)
    apercu = client.post(reverse("suivi:demandes_actes"), donnees)
    Demande.objects.filter(pk=trois[0].pk).update(date_reponse=LUNDI)
    accord = donnees | {"confirmer": apercu.context["apercu"]["empreinte"]}
    page = client.post(reverse("suivi:demandes_actes"), accord)
    assert "relisez l'aperçu" in texte(page)
    assert not Demande.objects.exclude(date_retrait=None).exists()


def test_une_saisie_fautive_se_dit_et_garde_le_choix(client_de, referent, trois):
    donnees = envoi("accuser", trois, **{"saisie-le": "demain", "confirmer": "x"})
    page = client_de(referent).post(reverse("suivi:demandes_actes"), donnees)
    assert page.status_code == 200
    assert page.context["apercu"]["cles"] == sorted(d.pk for d in trois)
    assert "sorts" not in page.context["apercu"]
    assert "fr-message--error" in page.content.decode() or "fr-error-text" in page.content.decode()


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        ({"acte": "accuser"}, "Cochez au moins une ligne"),
        ({"acte": "accuser", "choix": ["abc", "-1", "9" * 40]}, "Cochez au moins une ligne"),
        ({"acte": "detruire", "choix": ["1"]}, "Choisissez ce qu'il faut faire."),
        ({"acte": "accuser", "portee": "filtrees", "filtres": "du=hier"}, "Cochez au moins"),
    ],
)
def test_un_envoi_vide_ou_trafique_revient_a_la_liste(client_de, referent, trois, donnees, phrase):
    reponse = client_de(referent).post(reverse("suivi:demandes_actes"), donnees)
    assert reponse.status_code == 302 and phrase in dits(reponse)[0]


# --- Chaque acte ----------------------------------------------------------------------------------


def test_les_lignes_filtrees_sans_les_cocher(client_de, referent, trois, service):
    demande(service, canal="courrier")
    donnees = {"acte": "retirer", "portee": "filtrees", "filtres": "canal=courriel&page=2"}
    _, fait = confirmer(client_de(referent), donnees)
    assert dits(fait)[0] == "2 retirées."
    assert Demande.objects.get(canal="courrier").date_retrait is None


def test_transferer_plusieurs_a_un_service(client_de, referent, trois, voisin):
    client = client_de(referent)
    demandee = client.post(reverse("suivi:demandes_actes"), envoi("transferer", trois[:2]))
    assert "sorts" not in demandee.context["apercu"], "il manque le service"
    saisie = {"saisie-vers": voisin.pk, "saisie-le": "2022-03-14", "saisie-motif": ""}
    _, fait = confirmer(client, envoi("transferer", trois[:2], **saisie))
    assert dits(fait) == ["2 transférées."]
    assert {d.service for d in Demande.objects.filter(pk__in=[t.pk for t in trois[:2]])} == {voisin}


def test_affecter_celles_du_service_racine(client_de, referent, trois, site, service):
    a_affecter = demande(site.services.get(parent=None))
    assert list(Demande.objects.a_affecter()) == [a_affecter]
    assert est_a_affecter(a_affecter) and not est_a_affecter(trois[0])
    dites, refusees = dits(
        confirmer(
            client_de(referent),
            envoi("affecter", [a_affecter, trois[0]], **{"saisie-vers": service.pk}),
        )[1]
    )
    assert dites == "1 affectée." and "transférez-la plutôt" in refusees
    assert not Demande.objects.a_affecter().exists()


def test_une_autre_nature_suit_sa_regle(client_de, referent, trois):
    avant = trois[0].regle
    _, fait = confirmer(
        client_de(referent), envoi("nature", trois[:1], **{"saisie-nature": "reclamation"})
    )
    assert dits(fait) == ["1 changée."]
    apres = Demande.objects.get(pk=trois[0].pk)
    assert apres.nature == "reclamation" and apres.regle != avant
    _, refuse = confirmer(
        client_de(referent), envoi("nature", [apres], **{"saisie-nature": "reclamation"})
    )
    assert "Sa nature est déjà « réclamation »" in dits(refuse)[0]


def test_une_reponse_non_due_sort_des_retards(client_de, referent, trois):
    assert Demande.objects.en_retard().count() == 2
    confirmer(client_de(referent), envoi("non-due", trois, **{"saisie-raison": "anonyme"}))
    assert Demande.objects.en_retard().count() == 0


# --- Droits ---------------------------------------------------------------------------------------


def test_on_ne_change_que_ce_qu_on_peut_changer(client_de, correspondant, trois, voisin):
    """Transmise au voisin, la demande se lit encore, sans plus rien y faire."""
    trois[0].transferer(voisin)
    ailleurs = demande(voisin)
    apercu, fait = confirmer(
        client_de(correspondant), envoi("retirer", [trois[0], trois[1], ailleurs])
    )
    assert apercu.context["apercu"]["cles"] == sorted([trois[0].pk, trois[1].pk])
    assert dits(fait)[0] == "1 retirée."
    assert "vous pouvez la lire, pas la changer" in dits(fait)[1]
    assert Demande.objects.exclude(date_retrait=None).get() == trois[1]


def test_qui_ne_fait_que_lire_n_a_ni_cases_ni_actes(client_de, auditeur, referent, trois):
    lue = client_de(auditeur).get(reverse(LISTE)).content.decode()
    tenue = client_de(referent).get(reverse(LISTE)).content.decode()
    assert 'name="choix"' not in lue and "Pour plusieurs lignes" not in lue
    assert tenue.count('name="choix"') == 3
    assert '<th scope="row" class="qp-objet">' in tenue, "la case ne nomme pas la ligne"


def test_l_export_n_a_pas_de_colonne_de_cases(client_de, referent, trois):
    page = client_de(referent).get(reverse(LISTE), {"export": "xlsx"})
    assert page.status_code == 200 and page["Content-Type"].endswith("sheet")


# --- En tâche de fond -----------------------------------------------------------------------------


@pytest.fixture
def peu(monkeypatch):
    """Deux lignes suffisent pour partir en tâche de fond."""
    monkeypatch.setattr("qualepref.socle.pages_actes.TOUT_DE_SUITE", 1)


def test_beaucoup_de_lignes_partent_en_tache_de_fond(client_de, referent, trois, peu):
    apercu, envoye = confirmer(
        client_de(referent), envoi("accuser", trois, **{"saisie-le": "2022-03-14"})
    )
    assert "2 autres se jugeront une à une" in texte(apercu)
    production = Production.objects.get(genre=actes.GENRE)
    assert envoye.url == production.get_absolute_url()
    assert production.titre == "Accuser réception : 3 lignes"
    production.produire()
    production.refresh_from_db()
    assert production.etat == Production.Etat.TERMINEE
    assert [production.rapport[nom] for nom in ("rang", "faites", "refusees")] == [3, 2, 1]
    page = texte(client_de(referent).get(production.get_absolute_url()))
    assert "2 lignes faites, 1 refusée." in page
    assert "Cette demande est déjà répondue" in page
    assert Demande.objects.exclude(date_accuse=None).count() == 2
    assert trois[0].history.first().history_user == referent


def test_reprise_apres_une_mort_rien_n_est_fait_deux_fois(referent, trois, monkeypatch):
    acte = DEMANDES.trouver("accuser", referent)
    production = actes.confier(
        DEMANDES, acte, [d.pk for d in trois], referent, {"saisie-le": "2022-03-14"}
    )
    vrai, faits = actes.executer_un, []

    def meurt_a_la_deuxieme(groupe, acte, cle, agent, saisie):
        sort = vrai(groupe, acte, cle, agent, saisie)
        if len(faits) == 1:
            raise MemoryError
        faits.append(cle)
        return sort

    monkeypatch.setattr(actes, "executer_un", meurt_a_la_deuxieme)
    production.produire()
    production.refresh_from_db()
    assert production.etat == Production.Etat.ECHOUEE and production.rapport["rang"] == 1
    assert Demande.objects.exclude(date_accuse=None).count() == 1, "la deuxième est défaite"
    monkeypatch.setattr(actes, "executer_un", vrai)
    production.relancer()
    production.produire()
    production.refresh_from_db()
    assert [production.rapport[nom] for nom in ("rang", "faites", "refusees")] == [3, 2, 1]


def test_un_travail_repris_par_un_autre_defait_sa_ligne(referent, trois):
    acte = DEMANDES.trouver("accuser", referent)
    production = actes.confier(DEMANDES, acte, [trois[0].pk], referent, {"saisie-le": "2022-03-14"})
    with pytest.raises(actes.ProductionRefusee):
        actes.fabriquer(production)  # sans l'avoir prise
    assert not Demande.objects.exclude(date_accuse=None).exists()


def test_qui_a_perdu_le_droit_entre_temps_ne_fait_plus_rien(correspondant, trois):
    acte = DEMANDES.trouver("accuser", correspondant)
    production = actes.confier(
        DEMANDES, acte, [trois[0].pk], correspondant, {"saisie-le": "2022-03-14"}
    )
    correspondant.designations.update(date_fin=date(2021, 1, 1))
    production = Production.objects.get(pk=production.pk)
    production.produire()
    production.refresh_from_db()
    assert production.etat == Production.Etat.ECHOUEE
    assert "n'est plus permis" in production.erreur


def test_au_dela_de_la_borne_on_demande_de_filtrer(client_de, referent, trois, monkeypatch):
    monkeypatch.setattr("qualepref.socle.pages_actes.AU_PLUS", 2)
    reponse = client_de(referent).post(
        reverse("suivi:demandes_actes"), {"acte": "retirer", "portee": "filtrees"}
    )
    assert "2 lignes au plus à la fois" in dits(reponse)[0]
