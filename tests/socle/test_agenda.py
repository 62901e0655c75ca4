"""Le calendrier des échéances : le mois, ce que dit chaque jour, et le fichier iCalendar."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.agenda import sources_pour
from qualepref.socle.models import Journal
from qualepref.socle.mois import Ligne, Mois
from qualepref.socle.sorties.icalendrier import Evenement, echapper, ecrire, plier
from tests import factories

AGENDA, ICS = reverse("socle:agenda"), reverse("socle:agenda_ics")
MERCREDI = date(2022, 3, 16)


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = MERCREDI


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def demande(service, echeance, **champs):
    champs = {"date_arrivee": date(2022, 3, 1), "date_echeance": echeance} | champs
    return factories.DemandeFactory(service=service, departement=service.site.departement, **champs)


# --- Le mois --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("2022-12", (2022, 12)),
        ("2022-1", (2022, 1)),
        ("2022-13", (2022, 3)),
        ("2022-00", (2022, 3)),
        ("", (2022, 3)),
        ("hier", (2022, 3)),
        ("99999-01", (2022, 3)),
        ("0001-01", (2022, 3)),
        ("2022-12-01", (2022, 3)),
        ("²022-12", (2022, 3)),
    ],
)
def test_un_mois_illisible_est_celui_d_aujourd_hui(ecrit, lu):
    assert Mois.lire(ecrit, MERCREDI) == lu


def test_decembre_mene_a_janvier():
    decembre = Mois(2022, 12)
    assert (decembre.suivant, decembre.suivant.precedent) == (Mois(2023, 1), decembre)
    assert (decembre.titre, decembre.cle) == ("décembre 2022", "2022-12")
    assert decembre.bornes == (date(2022, 11, 28), date(2023, 1, 1))


@given(st.integers(1992, 2098), st.integers(1, 12))
def test_un_mois_est_fait_de_semaines_entieres(annee, rang):
    mois = Mois(annee, rang)
    semaines = mois.semaines(MERCREDI, {}, {})
    jours = [jour for semaine in semaines for jour in semaine.jours]
    assert all(len(semaine.jours) == 7 for semaine in semaines)
    assert [jours[0].jour.weekday(), jours[-1].jour.weekday()] == [0, 6]
    du_mois = [jour.jour.day for jour in jours if jour.du_mois]
    assert du_mois == list(range(1, len(du_mois) + 1)) and len(du_mois) >= 28


def test_une_semaine_se_dit_en_francais_et_tait_les_jours_sans_rien():
    ligne = Ligne("1 réponse due", "/", False)
    semaines = Mois(2022, 3).semaines(MERCREDI, {}, {MERCREDI: [ligne]})
    assert semaines[0].titre == "du 28 février au 6 mars"
    assert semaines[1].titre == "du 7 au 13 mars"
    assert [jour.jour for jour in semaines[2].a_dire] == [MERCREDI]
    assert [jour.jour for jour in semaines[2].jours if jour.est_ferme] == [
        date(2022, 3, 19),
        date(2022, 3, 20),
    ]


# --- La page --------------------------------------------------------------------------------------


def cases(client, **filtres):
    page = client.get(AGENDA, filtres)
    return {j.jour: j for s in page.context["semaines"] for j in s.jours}


def test_chaque_jour_dit_combien_et_mene_a_ses_lignes(client_de, referent, service):
    for jour in (15, 17, 17):
        demande(service, date(2022, 3, jour))
    demande(service, date(2022, 3, 17), reponse_non_due="anonyme")
    demande(service, date(2022, 3, 17), date_reponse=date(2022, 3, 8))
    factories.ActionFactory(departement=referent.departement, date_echeance=date(2022, 3, 17))
    client = client_de(referent)
    jours = cases(client)
    assert [ligne.texte for ligne in jours[date(2022, 3, 17)].lignes] == [
        "1 action à échéance",
        "2 réponses dues",
    ]
    assert jours[date(2022, 3, 15)].lignes[0].est_passee
    assert not jours[date(2022, 3, 17)].lignes[0].est_passee
    for ligne, nombre in zip(jours[date(2022, 3, 17)].lignes, (1, 2), strict=True):
        assert client.get(ligne.adresse).context["table"].paginator.count == nombre
    seules = cases(client, quoi="demandes")[date(2022, 3, 17)].lignes
    assert [ligne.texte for ligne in seules] == ["2 réponses dues"]


def test_fetes_fermetures_et_suspensions_se_disent(client_de, correspondant, site, departement):
    autre = factories.SiteFactory(departement=departement, nom="Sous-préfecture")
    factories.FermetureFactory(site=site, jour=date(2022, 11, 10), motif="travaux")
    factories.FermetureFactory(site=autre, jour=date(2022, 11, 10), motif="pont")
    factories.PeriodeSuspendueFactory(
        departement=departement,
        date_debut=date(2022, 11, 28),
        date_fin=date(2023, 2, 1),
        motif="crise",
    )
    jours = cases(client_de(correspondant), mois="2022-11")
    assert jours[date(2022, 11, 11)].marques == ("Armistice de 1918, férié",)
    assert jours[date(2022, 11, 10)].marques == (
        "Préfecture : fermé, travaux",
        "Sous-préfecture : fermé, pont",
    )
    assert jours[date(2022, 11, 27)].marques == ()
    assert jours[date(2022, 11, 28)].marques == ("période suspendue, crise",)


def test_la_fermeture_d_un_autre_departement_ne_se_voit_pas(client_de, referent, autre_service):
    factories.FermetureFactory(site=autre_service.site, jour=date(2022, 3, 10))
    assert cases(client_de(referent))[date(2022, 3, 10)].marques == ()


def test_un_correspondant_ne_compte_que_les_siennes(client_de, correspondant, service, voisin):
    demande(service, date(2022, 3, 17))
    demande(voisin, date(2022, 3, 17))
    jours = cases(client_de(correspondant), quoi="demandes")
    assert [ligne.texte for ligne in jours[date(2022, 3, 17)].lignes] == ["1 réponse due"]


def test_qui_n_a_rien_a_tenir_lit_tout_de_meme_les_jours_fermes(client_de, agent):
    page = texte(client_de(agent).get(AGENDA, {"mois": "2022-11"}))
    assert "Armistice de 1918, férié" in page and "Aucune échéance ne vous est ouverte" in page


def test_autant_de_requetes_pour_un_mois_plein(
    client_de, referent, service, site, django_assert_max_num_queries
):
    for jour in range(1, 29):
        demande(service, date(2022, 3, jour))
        factories.FermetureFactory(site=site, jour=date(2022, 3, jour))
    client = client_de(referent)
    client.get(AGENDA)
    with django_assert_max_num_queries(6 + len(sources_pour(referent))):  # une par source
        client.get(AGENDA)


# --- iCalendar ------------------------------------------------------------------------------------


@given(st.text())
def test_une_ligne_pliee_se_deplie_sans_rien_perdre(ligne):
    pliees = plier(ligne)
    assert all(len(pliee.encode()) <= 75 for pliee in pliees)
    assert pliees[0] + "".join(pliee[1:] for pliee in pliees[1:]) == ligne


def test_un_titre_ne_peut_pas_ecrire_une_autre_propriete():
    assert echapper("a;b,c\\d") == "a\\;b\\,c\\\\d"
    assert echapper("titre\r\nATTENDEE:x") == "titre\\nATTENDEE:x"


def test_le_fichier_est_un_calendrier_de_jours_entiers():
    instant = datetime(2022, 3, 16, 9, tzinfo=UTC)
    octets = ecrire("Échéances", [Evenement("demandes-4", date(2022, 3, 31), "Une")], instant)
    lignes = octets.decode().split("\r\n")
    assert lignes[0] == "BEGIN:VCALENDAR" and lignes[-2:] == ["END:VCALENDAR", ""]
    assert "UID:demandes-4@qualepref" in lignes
    assert "DTSTART;VALUE=DATE:20220331" in lignes and "DTEND;VALUE=DATE:20220401" in lignes
    assert "DTSTAMP:20220316T090000Z" in lignes


def test_l_export_dit_les_siennes_sans_objet_ni_usager(client_de, correspondant, service, voisin):
    sienne = demande(service, date(2022, 3, 17), numero="12", objet="Secret")
    factories.IdentiteFactory(demande=sienne, nom="Usager 4242")
    demande(voisin, date(2022, 3, 17), numero="13")
    demande(service, date(2020, 3, 17), numero="14")
    reponse = client_de(correspondant).get(ICS)
    dit = reponse.content.decode()
    assert reponse["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Demande n° 12 du 01/03/2022 (Accueil général)" in dit
    assert f"http://localhost:8000/demandes/{sienne.pk}/" in dit.replace("\r\n ", "")
    assert "Secret" not in dit and "4242" not in dit
    assert "n° 13" not in dit and "n° 14" not in dit
    assert Journal.objects.get(genre=Journal.Genre.EXPORT).details == {
        "liste": "agenda",
        "lignes": 1,
    }


def test_qui_lit_sans_agir_n_en_a_aucune_a_soi(client_de, auditeur, service):
    demande(service, date(2022, 3, 17))
    assert b"VEVENT" not in client_de(auditeur).get(ICS).content


# --- Par service ----------------------------------------------------------------------------------


def test_le_calendrier_se_borne_a_un_service_et_mene_a_ses_lignes(
    client_de, referent, service, voisin
):
    jeudi = date(2022, 3, 17)
    demande(service, jeudi)
    demande(voisin, jeudi)
    client = client_de(referent)
    assert cases(client, quoi="demandes")[jeudi].lignes[0].texte == "2 réponses dues"
    (ligne,) = cases(client, quoi="demandes", service=service.pk)[jeudi].lignes
    assert ligne.texte == "1 réponse due"
    assert client.get(ligne.adresse).context["table"].paginator.count == 1


@pytest.mark.parametrize("illisible", ["0", "abc", "99999", "²", ""])
def test_un_service_illisible_vaut_tous(client_de, referent, service, illisible):
    demande(service, date(2022, 3, 17))
    lignes = cases(client_de(referent), quoi="demandes", service=illisible)[
        date(2022, 3, 17)
    ].lignes
    assert [ligne.texte for ligne in lignes] == ["1 réponse due"]


def test_chacun_ne_choisit_que_les_services_qu_il_lit(
    client_de, correspondant, referent, service, voisin, autre_service
):
    def proposes(agent):
        return set(
            client_de(agent).get(AGENDA).context["choix"]["service"].fields["service"].queryset
        )

    assert {service, voisin} <= proposes(referent) and autre_service not in proposes(referent)
    page = client_de(correspondant).get(AGENDA, {"service": autre_service.pk})
    assert page.context["choix"]["service"].choisi is None


def test_le_service_choisi_suit_d_un_mois_a_l_autre(client_de, referent, service, voisin):
    page = client_de(referent).get(AGENDA, {"service": service.pk, "quoi": "demandes"})
    lue = unescape(page.content.decode())
    assert re.search(rf'rel="next" href="[^"]*service={service.pk}[^"]*mois=2022-04', lue)
    assert f'<option value="{service.pk}" selected>' in lue
