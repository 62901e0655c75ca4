"""La météo d'un trimestre : proposée d'après la cible, dite par la référente, puis publiée."""

from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from pilotage.grandeurs import Chiffre, Definition, Etat
from pilotage.lignes import ligne
from pilotage.meteo import proposer
from pilotage.models import Indicateur, Meteo
from pilotage.tableaux import series_pour
from qualepref.socle.periodes import Periode
from qualepref.socle.taches import lignes_pour
from tests import factories

FIN_2022 = date(2022, 12, 31)
T4 = Periode.lire("2022-T4")


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = FIN_2022


@pytest.fixture
def decroche(indicateurs, site):
    """76 % pour une cible de 85 % : la pluie."""
    indicateur = Indicateur.objects.get(code="TEL-DECROCHE")
    factories.MesureFactory(
        indicateur=indicateur,
        departement=site.departement,
        site=site,
        mois="2022-10",
        numerateur=76,
    )
    return indicateur


@pytest.mark.parametrize(
    ("sens", "cible", "valeur", "temps"),
    [
        ("hausse", "0.80", "0.80", "soleil"),
        ("hausse", "0.80", "0.76", "nuage"),  # 95 % de la cible
        ("hausse", "0.80", "0.759", "pluie"),
        ("hausse", "0.80", "0.68", "pluie"),  # 85 %
        ("hausse", "0.80", "0.67", "orage"),
        ("hausse", "0.80", "0", "orage"),
        ("hausse", "0", "0", "soleil"),
        ("baisse", "5", "5", "soleil"),
        ("baisse", "5", "0", "soleil"),
        ("baisse", "5", "5.2", "nuage"),
        ("baisse", "5", "10", "orage"),
        ("baisse", "0", "1", "orage"),
        ("neutre", "5", "5", None),
        ("hausse", None, "0.8", None),
        ("hausse", "0.8", None, None),
    ],
)
def test_le_temps_suit_la_part_de_la_cible_atteinte(sens, cible, valeur, temps):
    lus = [None if nombre is None else Fraction(nombre) for nombre in (cible, valeur)]
    definition = Definition(code="T", unite="jours", sens=sens, cible=lus[0])
    chiffre = Chiffre(etat=Etat.MESURE if valeur else Etat.SUSPENDU, valeur=lus[1])
    assert proposer(chiffre, definition) == temps


def saisir(client, indicateur, **saisie):
    adresse = reverse("pilotage:meteo_update", args=[indicateur.pk, "2022-T4"])
    formulaire = client.get(adresse).context["form"]
    if "empreinte" in formulaire.fields:
        saisie["empreinte"] = formulaire["empreinte"].value()
    return client.post(adresse, saisie, follow=True)


def lue(departement, indicateur):
    series = series_pour(departement, T4, FIN_2022, [indicateur])
    return ligne(series, indicateur, T4)["meteo"]


def test_la_referente_dit_la_meteo_et_seule_la_publiee_se_lit(
    client_de, referent, correspondant, decroche, departement
):
    client, lecteur = client_de(referent), client_de(correspondant)
    adresse = reverse("pilotage:meteo_update", args=[decroche.pk, "2022-T4"])
    assert client.get(adresse).context["form"]["temps"].value() == "pluie"
    refus = saisir(client, decroche, temps="nuage", commentaire="Ça remonte.").content.decode()
    assert "Le chiffre propose « pluie » : dites pourquoi." in refus
    assert "Ça remonte." in refus

    saisir(client, decroche, temps="nuage", motif="Grève", commentaire="Ça remonte.")
    meteo = Meteo.objects.get()
    assert (meteo.etat, meteo.temps_propose) == ("brouillon", "pluie")
    assert lue(departement, decroche) is None
    assert lecteur.get(meteo.get_absolute_url()).status_code == 404
    assert "météo d'indicateurs à publier" in [li.libelle for li in lignes_pour(referent)]

    client.post(reverse("pilotage:meteo_publier", args=[meteo.pk]))
    assert lue(departement, decroche) == {"temps": "nuage", "commentaire": "Ça remonte."}
    assert "Nuages" in lecteur.get(meteo.get_absolute_url()).content.decode()
    encore = client.post(reverse("pilotage:meteo_publier", args=[meteo.pk]), follow=True)
    assert "déjà publiée" in encore.content.decode()

    saisir(client, decroche, temps="pluie", commentaire="Rechute.")
    meteo.refresh_from_db()
    assert (meteo.etat, meteo.temps) == ("brouillon", "pluie")
    assert lue(departement, decroche) is None


def test_deux_personnes_disent_la_meteo_en_meme_temps(client_de, referent, decroche):
    client = client_de(referent)
    saisir(client, decroche, temps="pluie", commentaire="Le mien.")
    adresse = reverse("pilotage:meteo_update", args=[decroche.pk, "2022-T4"])
    empreinte = client.get(adresse).context["form"]["empreinte"].value()
    saisir(client, decroche, temps="pluie", commentaire="Le sien.")
    saisie = {"temps": "pluie", "commentaire": "Encore moi.", "empreinte": empreinte}
    page = client.post(adresse, saisie).content.decode()
    assert "Le sien." in page and "Encore moi." in page
    assert Meteo.objects.get().commentaire == "Le sien."


@pytest.mark.parametrize("trimestre", ["2022", "2022-10", "2022-T9", "x"])
def test_une_meteo_ne_se_dit_que_pour_un_trimestre(client_de, referent, decroche, trimestre):
    adresse = f"/indicateurs/{decroche.pk}/meteo/{trimestre}/"
    assert client_de(referent).get(adresse).status_code == 404
