"""Les genres de preuve : le registre, et la preuve qui est une adresse."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from engagements import genres
from engagements.models import Preuve

HTMX = {"headers": {"HX-Request": "true"}}
SAISIE = {
    "adresse": "https://www.isere.gouv.fr/horaires",
    "intitule": "Horaires en ligne",
    "date_effet": "2022-03-01",
}


@pytest.fixture
def client(client_de, correspondant):
    return client_de(correspondant)


def adresse(cellule):
    return reverse("engagements:autoevaluation_citer", args=[cellule.pk, "lien"])


def test_une_adresse_se_cite_et_s_ouvre(client, cellule):
    page = client.post(adresse(cellule), SAISIE, **HTMX).content.decode()
    preuve = cellule.preuves.get()
    assert "Horaires en ligne" in page and preuve.genre == "lien"
    assert f'href="{SAISIE["adresse"]}"' in client.get(preuve.get_absolute_url()).content.decode()


def test_la_meme_adresse_n_est_decrite_qu_une_fois(client, campagne, service):
    for cellule in campagne.autoevaluations.filter(service=service):
        client.post(adresse(cellule), SAISIE, **HTMX)
    assert Preuve.objects.get().autoevaluations.count() == 3


def test_une_adresse_deja_citee_ne_change_pas_et_cela_se_dit(client, campagne, service):
    premiere, seconde, _ = campagne.autoevaluations.filter(service=service)
    limite = SAISIE | {"valable_jusqu_au": "2022-12-31"}
    client.post(adresse(premiere), limite, **HTMX)
    reprise = SAISIE | {"intitule": "Autre titre", "date_effet": "2022-05-01"}
    page = client.post(adresse(seconde), reprise, **HTMX).content.decode()
    preuve = Preuve.objects.get()
    assert list(preuve.autoevaluations.all()) == [premiere, seconde]
    assert (preuve.intitule, str(preuve.date_effet)) == ("Horaires en ligne", "2022-03-01")
    assert str(preuve.valable_jusqu_au) == "2022-12-31"
    note = f"Adresse déjà connue, {preuve.validite()} ; modifiez-la sur sa fiche."
    assert f'role="status">{escape(note)}</p>' in page
    sans_htmx = client.post(adresse(premiere), reprise, follow=True).content.decode()
    assert escape(note) in sans_htmx


def test_une_adresse_deja_en_double_cite_la_plus_ancienne(client, cellule):
    lieu = {"departement": cellule.service.site.departement, "service": cellule.service}
    deux = [
        Preuve.objects.create(**lieu, genre="lien", emplacement=SAISIE["adresse"], intitule=titre)
        for titre in ("Première", "Seconde")
    ]
    client.post(adresse(cellule), SAISIE, **HTMX)
    assert cellule.preuves.get() == deux[0]
    assert Preuve.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"adresse": "javascript:alert(1)"}, "Écrivez une adresse complète"),
        ({"adresse": "dossier partagé"}, "Écrivez une adresse complète"),
        ({"adresse": ""}, "obligatoire"),
        ({"valable_jusqu_au": "2021-01-01"}, "cesserait de valoir avant"),
        ({"date_effet": "31/02/2022"}, "n&#x27;a que 28"),
    ],
)
def test_une_saisie_fautive_se_dit_et_reste(client, cellule, change, dit):
    page = client.post(adresse(cellule), SAISIE | change, **HTMX).content.decode()
    assert dit in page and 'value="Horaires en ligne"' in page
    assert not Preuve.objects.exists()


@pytest.mark.parametrize("corrige", ["javascript:alert(1)", "dossier partagé", ""])
def test_seule_une_adresse_du_web_devient_un_lien(client, cellule, corrige):
    client.post(adresse(cellule), SAISIE, **HTMX)
    Preuve.objects.update(emplacement=corrige)
    page = client.get(cellule.preuves.get().get_absolute_url()).content.decode()
    assert (
        "Ouvrir l" not in page and "javascript:alert(1)" not in page.split("Où elle se trouve")[0]
    )


def test_un_genre_ne_s_inscrit_pas_deux_fois():
    with pytest.raises(ValueError, match="lien"):
        genres.inscrire(genres.trouver("lien"))


def test_une_preuve_decrite_a_la_main_ne_designe_rien(referent):
    assert genres.fiche_de(Preuve(), referent) is None
    assert genres.champs_suivis(Preuve()) == ()


@pytest.mark.parametrize("voulu", ["lien", "document", "a-la-main"])
def test_la_liste_des_preuves_se_filtre_par_genre(voulu, client, departement, service):
    lieu = {"departement": departement, "service": service}
    for genre in ("lien", "document", ""):
        Preuve.objects.create(**lieu, genre=genre, intitule=f"Preuve {genre or 'a-la-main'}")
    lue = client.get(reverse("engagements:preuve_list"), {"genre": voulu})
    assert [str(preuve) for preuve in lue.context["table"].data] == [f"Preuve {voulu}"]
