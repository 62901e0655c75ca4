"""Une valeur proposée par un site : elle ne compte qu'une fois validée."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from pilotage.lignes import ligne
from pilotage.models import Indicateur, Mesure, PropositionDeMesure
from pilotage.tableaux import series_pour
from qualepref.socle.periodes import Periode
from qualepref.socle.taches import lignes_pour
from tests import factories

OCTOBRE = Periode.lire("2022-10")


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def decroche(indicateurs):
    return Indicateur.objects.get(code="TEL-DECROCHE")


@pytest.fixture
def proposee(decroche, service, correspondant):
    return factories.PropositionDeMesureFactory(
        indicateur=decroche,
        departement=correspondant.departement,
        site=service.site,
        service=service,
        auteur=correspondant,
        mois="2022-10",
    )


def lu(decroche, departement):
    """Le chiffre du mois, dans la série officielle."""
    series = series_pour(departement, OCTOBRE, date(2022, 12, 31), [decroche])
    return ligne(series, decroche, OCTOBRE)["chiffre"]


def version(proposition):
    return proposition.history.values_list("pk", flat=True).first()


def poster(client, nom, proposition, **donnees):
    return client.post(
        reverse(f"pilotage:propositiondemesure_{nom}", args=[proposition.pk]), donnees, follow=True
    )


def test_un_correspondant_propose_la_referente_valide_et_la_valeur_compte(
    client_de, correspondant, referent, decroche, service, departement
):
    client = client_de(correspondant)
    saisie = {"indicateur": decroche.pk, "periode": "2022-10", "numerateur": 90}
    client.post(
        reverse("pilotage:propositiondemesure_create"),
        saisie | {"denominateur": 100, "service": service.pk},
    )
    proposee = PropositionDeMesure.objects.get()
    assert (proposee.etat, proposee.auteur, proposee.site) == (
        "proposee",
        correspondant,
        service.site,
    )
    assert lu(decroche, departement)["etat"] == "non_mesure"
    assert "valeur proposée à valider" in [li.libelle for li in lignes_pour(referent)]

    page = poster(
        client_de(referent),
        "valider",
        proposee,
        numerateur=91,
        denominateur=100,
        version=version(proposee),
    )
    assert "La valeur est validée" in page.content.decode()
    mesure = Mesure.objects.get()
    assert (mesure.numerateur, mesure.auteur, mesure.source) == (91, correspondant, "saisi")
    assert lu(decroche, departement)["valeur"] == 0.91
    fiche = client_de(referent).get(mesure.get_absolute_url()).content.decode()
    assert f"Proposée par {correspondant}" in fiche


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"periode": "2022-T9"}, "illisible"),
        ({"service": ""}, "Dites de quel site"),
        ({"denominateur": ""}, "Donnez le dénominateur"),
        ({"numerateur": "-3"}, "positif ou nul"),
        ({"indicateur": "COUR-EL-DELAI"}, "Sélectionnez un choix valide"),
    ],
)
def test_une_proposition_fautive_se_dit_sans_rien_perdre(
    client_de, correspondant, decroche, service, champs, dit
):
    saisie = {
        "indicateur": decroche.pk,
        "periode": "2022-10",
        "numerateur": 90,
        "denominateur": 100,
        "service": service.pk,
        "commentaire": "relevé du standard",
    } | champs
    if saisie["indicateur"] == "COUR-EL-DELAI":
        saisie["indicateur"] = Indicateur.objects.get(code="COUR-EL-DELAI").pk
    page = client_de(correspondant).post(reverse("pilotage:propositiondemesure_create"), saisie)
    texte = page.content.decode().replace("&#x27;", "’").replace("'", "’")
    assert dit in texte
    assert "relevé du standard" in texte
    assert not PropositionDeMesure.objects.exists()


def test_refusee_avec_son_motif_elle_se_reprend(client_de, correspondant, referent, proposee):
    refusee = poster(
        client_de(referent), "refuser", proposee, motif="Sans le SVI ?", version=version(proposee)
    )
    assert "Sans le SVI ?" in refusee.content.decode()
    faites = [li.libelle for li in lignes_pour(correspondant)]
    assert "valeur refusée, à reprendre ou retirer" in faites
    client = client_de(correspondant)
    adresse = reverse("pilotage:propositiondemesure_reprendre", args=[proposee.pk])
    empreinte = client.get(adresse).context["form"]["empreinte"].value()
    client.post(adresse, {"numerateur": 80, "denominateur": 90, "empreinte": empreinte})
    proposee.refresh_from_db()
    assert (proposee.etat, proposee.numerateur, proposee.motif) == ("proposee", 80, "")


@pytest.mark.parametrize(
    ("modalite", "rangee"),
    [("", None), ("  facebook ", "Facebook"), ("Mastodon", "Mastodon")],
)
def test_un_indicateur_sans_total_se_donne_par_detail(
    client_de, correspondant, indicateurs, service, modalite, rangee
):
    engagement = Indicateur.objects.get(code="RS-ENGAGEMENT")
    factories.MesureFactory(
        indicateur=engagement, departement=correspondant.departement, modalite="Facebook"
    )
    saisie = {"indicateur": engagement.pk, "periode": "2022-10", "service": service.pk}
    page = client_de(correspondant).post(
        reverse("pilotage:propositiondemesure_create"),
        saisie | {"numerateur": 5, "denominateur": 90, "modalite": modalite},
    )
    proposees = [une.modalite for une in PropositionDeMesure.objects.all()]
    assert proposees == ([rangee] if rangee else [])
    assert rangee or "Dites le détail (compte ou type de titre)" in page.content.decode()


def test_les_chiffres_se_montrent_tels_que_saisis(client_de, correspondant, referent, proposee):
    for qui, nom in ((referent, "valider"), (correspondant, "reprendre")):
        adresse = reverse(f"pilotage:propositiondemesure_{nom}", args=[proposee.pk])
        formulaire = client_de(qui).get(adresse).context["form"]
        assert [formulaire[nom].value() for nom in ("numerateur", "denominateur")] == ["90", "100"]


def test_ce_que_l_autre_a_change_se_relit_avant_de_decider(client_de, referent, proposee):
    lue = version(proposee)
    proposee.numerateur = 10
    proposee.proposer()
    page = poster(
        client_de(referent), "valider", proposee, numerateur=90, denominateur=100, version=lue
    )
    assert "a changé pendant que vous la lisiez" in page.content.decode()
    assert not Mesure.objects.exists()


def test_une_valeur_decidee_ne_se_decide_plus(referent, proposee):
    proposee.valider(referent)
    for acte in (
        lambda: proposee.valider(referent),
        lambda: proposee.refuser(referent, "non"),
        proposee.retirer,
        proposee.proposer,
    ):
        with pytest.raises(ValidationError, match="déjà validée"):
            acte()


def test_valider_remplace_la_mesure_connue_sauf_si_elle_est_suspendue(referent, proposee):
    connue = factories.MesureFactory(**proposee.place | {"mois": "2022-10"}, numerateur=1)
    proposee.valider(referent)
    connue.refresh_from_db()
    assert connue.numerateur == 90
    autre = factories.PropositionDeMesureFactory(**proposee.place | {"mois": "2022-10"})
    vide = dict.fromkeys(("numerateur", "denominateur", "valeur"))
    Mesure.objects.filter(pk=connue.pk).update(etat="suspendu", motif="travaux", **vide)
    with pytest.raises(ValidationError, match="travaux"):
        autre.valider(referent)
    autre.refresh_from_db()
    assert autre.etat == "proposee"


def test_les_valeurs_cochees_se_valident_d_un_coup(client_de, referent, proposee):
    autre = factories.PropositionDeMesureFactory(
        **proposee.place | {"mois": "2022-11", "date_debut": date(2022, 11, 1)}
    )
    client, adresse = client_de(referent), reverse("pilotage:propositions_actes")
    coches = {"acte": "valider", "choix": [proposee.pk, autre.pk]}
    apercu = client.post(adresse, coches)
    client.post(adresse, coches | {"confirmer": apercu.context["apercu"]["empreinte"]})
    assert Mesure.objects.count() == 2
    assert not PropositionDeMesure.objects.a_valider().exists()


def test_le_correspondant_voit_les_siennes_et_celles_de_ses_services(
    client_de, correspondant, proposee, voisin
):
    ailleurs = factories.PropositionDeMesureFactory(
        **proposee.place | {"service": voisin, "site": voisin.site, "mois": "2022-10"}
    )
    page = client_de(correspondant).get(reverse("pilotage:propositiondemesure_list"))
    assert [ligne.pk for ligne in page.context["object_list"]] == [proposee.pk]
    assert client_de(correspondant).get(ailleurs.get_absolute_url()).status_code == 404
