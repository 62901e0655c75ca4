"""Une règle dont les dates laissent un trou : la demande qui y arrive attend, sans se perdre."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from suivi.delais.bareme import calculer_echeances
from suivi.models import Demande, RegleDelai
from tests import factories

DEPLACEMENTS = reverse("suivi:deplacements")
AVANT, DANS, APRES = date(2022, 2, 14), date(2022, 3, 7), date(2022, 4, 11)


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 4, 12)


@pytest.fixture
def regles(departement):
    """Cinq jours jusqu'à la fin de février, trois depuis avril : mars n'a pas de règle."""
    lieu = {"locale": True, "departement": departement, "canal": "courriel"}
    hiver = factories.RegleDelaiFactory(
        **lieu, cle="hiver", jours=5, depuis=date(2022, 1, 1), jusqua=date(2022, 2, 28)
    )
    factories.RegleDelaiFactory(**lieu, cle="printemps", jours=3, depuis=date(2022, 4, 1))
    return hiver


@pytest.fixture
def inscrire(regles, service):
    def inscrire(arrivee, **champs):
        demande = factories.DemandeFactory.build(
            departement=service.site.departement,
            service=service,
            canal="courriel",
            date_arrivee=arrivee,
            cle_doublon=f"{arrivee}{champs}",
            **champs,
        )
        calculer_echeances([demande])
        demande.save()
        return demande

    return inscrire


def test_dans_le_trou_elle_s_inscrit_sans_echeance_et_reste_a_traiter(
    inscrire, client_de, correspondant
):
    assert [inscrire(jour).regle for jour in (AVANT, DANS, APRES)] == ["hiver", "", "printemps"]
    demande = Demande.objects.get(date_arrivee=DANS)
    assert (demande.date_echeance, demande.etat) == (None, "recue")
    client = client_de(correspondant)
    liste = client.get(reverse("suivi:demande_list"), {"situation": "ouvertes"})
    assert demande.get_absolute_url() in liste.content.decode()
    assert client.get(demande.get_absolute_url()).status_code == 200
    demande.repondre(le=date(2022, 3, 9))
    assert Demande.objects.get(pk=demande.pk).etat == "repondue"


def test_le_trou_comble_elle_recoit_son_echeance_et_la_close_ne_bouge_pas(
    inscrire, regles, client_de, referent
):
    ouverte, close = inscrire(DANS), inscrire(DANS, date_reponse=date(2022, 3, 8))
    RegleDelai.objects.filter(pk=regles.pk).update(jusqua=date(2022, 3, 31))
    client = client_de(referent)
    vues = client.get(DEPLACEMENTS).context["vues"]
    client.post(DEPLACEMENTS, {"vues": vues})
    ouverte.refresh_from_db(), close.refresh_from_db()
    assert (ouverte.regle, ouverte.date_echeance) == ("hiver", date(2022, 3, 14))
    assert (close.regle, close.date_echeance) == ("", None)


def test_dans_le_trou_elle_se_compte_en_volume_et_jamais_en_retard(inscrire, departement, capsys):
    inscrire(DANS)
    periode = ["--debut=2022-03-01", "--fin=2022-03-31", "--arrete=2022-04-12", "--format=json"]
    call_command("delais", *periode, "--natures=toutes_natures", "--regle=echeance_enregistree")
    assert '"recus": 1' in capsys.readouterr().out
    demandes = Demande.objects.avec_situation(date(2022, 4, 12))
    assert [un.situation for un in demandes] == ["sans_delai"]
    assert not Demande.objects.en_retard().exists()
