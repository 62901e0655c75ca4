"""L'affiche du trimestre : trois chiffres rendus publics, une adresse qui ne change pas."""

import io
import subprocess
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pypdf import PdfReader

from pilotage.models import AfficheTransparence
from pilotage.transparence import BLOCS, affiche_pdf, bloc, chiffres_publics, en_clair
from tests import factories


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = date(2022, 12, 31)
    settings.ADRESSE = "https://qualite.exemple.fr"


@pytest.fixture
def publie(tableau, referent):
    tableau.publier(referent)
    return tableau


def rendre_public(tableau):
    chiffres = chiffres_publics(tableau.donnees)
    return AfficheTransparence.objects.publier(tableau, chiffres, None)


def lire(client, *arguments):
    nom = "pilotage:transparence_trimestre" if len(arguments) > 1 else "pilotage:transparence"
    reponse = client.get(reverse(nom, args=arguments))
    return reponse.status_code, reponse.content.decode()


def test_sans_compte_on_lit_le_dernier_trimestre_et_lui_seul_est_public(
    client, publie, envoyer, departement
):
    assert (
        lire(client, "38")[0] == 200
        and "Aucun chiffre n’est encore publié" in lire(client, "38")[1]
    )
    assert lire(client, "99")[0] == lire(client, "38", "2022-T4")[0] == 404
    envoyer("pilotage:transparence_publier", publie.pk)
    statut, page = lire(client, "38")
    assert statut == 200 and "85,0\u00a0%" in page and "des appels décrochés" in page
    assert page.count("Chiffres attendus") == 2  # ni titres, ni satisfaction : cela se dit
    assert "<nav" not in page.split("<main")[-1] and "/connexion/" not in page
    page = envoyer("pilotage:transparence_publier", publie.pk).content.decode()
    assert "déjà publics" in page and AfficheTransparence.objects.count() == 1
    suivant = factories.TableauDeBordFactory(
        departement=departement, trimestre="2023-T1", etat="publie"
    )
    chiffres = publie.affiche.chiffres | {"periode_dite": "1er trimestre 2023"}
    AfficheTransparence.objects.publier(suivant, chiffres, None)
    assert "1er trimestre 2023" in lire(client, "38")[1]
    ancienne = lire(client, "38", "2022-T4")[1]
    assert "4e trimestre 2022" in ancienne and "Il y a plus récent" in ancienne


@pytest.mark.parametrize(("format_", "largeur"), [("a4", 595), ("a3", 842)])
def test_l_affiche_tient_sur_une_page_et_son_qr_code_se_lit(publie, tmp_path, format_, largeur):
    """Comme un téléphone devant l'affiche : l'image de la page, sans rien savoir du code."""
    papier = tmp_path / "affiche.pdf"
    papier.write_bytes(affiche_pdf(rendre_public(publie), format_))
    pages = PdfReader(io.BytesIO(papier.read_bytes())).pages
    assert len(pages) == 1 and round(float(pages[0].mediabox.width)) == largeur
    texte = pages[0].extract_text()
    assert "85,0" in texte and texte.count("Chiffres attendus") == 2
    subprocess.run(["pdftoppm", "-r", "72", "-png", papier, tmp_path / "page"], check=True)
    (image,) = tmp_path.glob("page*.png")
    lu = subprocess.run(["zbarimg", "-q", "--raw", image], capture_output=True, text=True)
    assert lu.stdout.split() == ["https://qualite.exemple.fr/transparence/38/"]


def test_une_edition_corrigee_remplace_les_chiffres_publics(client, publie):
    premiere = rendre_public(publie)
    seconde = factories.TableauDeBordFactory(
        departement=publie.departement,
        trimestre="2022-T4",
        edition=2,
        motif="Corrigé.",
        etat="publie",
        publie_le=publie.publie_le,
        donnees=publie.donnees,
    )
    with pytest.raises(ValidationError, match="remplacée"):
        rendre_public(publie.__class__.objects.get(pk=publie.pk))
    rendre_public(seconde)
    assert premiere.remplacante.edition == 2
    texte = PdfReader(io.BytesIO(affiche_pdf(premiere, "a4"))).pages[0].extract_text()
    assert "ne plus afficher" in texte
    assert "chiffres corrigés" in lire(client, "38")[1]


def test_ce_qui_empeche_de_rendre_public(tableau, referent):
    with pytest.raises(ValidationError, match="n'est pas publié"):
        rendre_public(tableau)
    for famille in tableau.donnees["familles"]:
        famille["indicateurs"] = [li for li in famille["indicateurs"] if li["code"] not in BLOCS]
    tableau.publier(referent)
    with pytest.raises(ValidationError, match="rien à rendre public"):
        rendre_public(tableau)


VIDE = {"valeur": None, "numerateur": None, "denominateur": None, "etat": "non_mesure"}


def ligne(situation, chiffre=VIDE, detail=(), ensemble=True):
    return {
        "situation": situation,
        "chiffre": chiffre,
        "detail": list(detail),
        "a_un_ensemble": ensemble,
        "unite": "%",
        "periode_dite": "2022",
    }


@pytest.mark.parametrize(
    ("une", "absence", "valeurs"),
    [
        (None, "sans donnée", []),
        (ligne("non_mesure"), "sans donnée", []),
        (ligne("suspendu"), "mesure suspendue", []),
        (ligne("en_attente"), "chiffres attendus", []),
        (ligne("sans_effectif"), "aucun cas à mesurer", []),
        (ligne("sans_cible", VIDE | {"valeur": 0.5}), "", [("", "50,0\u00a0%", "")]),
        (
            ligne(
                "sans_cible",
                detail=[
                    {"nom": "Permis", "chiffre": VIDE},
                    {
                        "nom": "Passeport",
                        "chiffre": {"valeur": 0.9, "numerateur": 90, "denominateur": 100},
                    },
                ],
                ensemble=False,
            ),
            "",
            [("Passeport", "90,0\u00a0%", "90 sur 100")],
        ),
        (ligne("non_mesure", ensemble=False), "sans donnée", []),
    ],
)
def test_un_bloc_dit_ses_valeurs_ou_pourquoi_il_n_en_a_pas(une, absence, valeurs):
    dit = bloc("TEL-DECROCHE", une)
    assert dit["absence"] == absence
    assert [(v["nom"], v["dite"], v["sur"]) for v in dit["valeurs"]] == valeurs


@pytest.mark.parametrize(
    ("valeur", "unite", "dit"),
    [
        (0.866, "%", "86,6 %"),
        (12, "jours", "12 jours"),
        (1.5, "jours", "1,5 jour"),
        (0, "jours", "0 jour"),
        (1200, "jours", "1 200 jours"),
    ],
)
def test_un_passant_lit_des_jours_en_toutes_lettres(valeur, unite, dit):
    assert en_clair(valeur, unite).replace("\u00a0", " ") == dit
