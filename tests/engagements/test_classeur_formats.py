"""Le classeur d'un service, passé par d'autres tableurs et d'autres mains."""

from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

import pytest
from openpyxl import load_workbook

from engagements.classeurs.presentation import ONGLET, RANGS, REPERES
from engagements.models import AutoEvaluation
from tests.ancien_tableur import xls
from tests.engagements.test_classeur_service import (
    appliquer,
    deposer,
    octets,
    rapport,
    remplir,
    telecharger,
    texte,
)
from tests.tableurs import ligne_ods, ods

COMMENTAIRE = "Affiché  dans le hall\nà « l'accueil » – œuvre\tcommune"


@pytest.fixture
def feuille(campagne, service):
    return campagne.feuilles.get(service=service)


@pytest.fixture
def client(client_de, correspondant):
    return client_de(correspondant)


@pytest.fixture
def commentee(cellule):
    """Une réponse déjà à l'écran, avec un texte que chaque tableur récrit à sa façon."""
    AutoEvaluation.objects.filter(pk=cellule.pk).update(
        avis="partiel", avancement="fait", commentaire=COMMENTAIRE, version=1
    )
    return cellule


def valeurs(onglet):
    return [[case.value for case in ligne] for ligne in onglet.iter_rows()]


def en_xls(livre):
    fusions = {
        onglet.title: [
            (p.min_row - 1, p.min_col - 1, p.max_row - 1, p.max_col - 1)
            for p in onglet.merged_cells.ranges
        ]
        for onglet in livre
    }
    return xls({onglet.title: valeurs(onglet) for onglet in livre}, fusions)


def case_ods(valeur):
    """Un paragraphe par ligne, les espaces répétées comptées : ainsi écrit LibreOffice."""
    if valeur is None:
        return "<table:table-cell/>"
    if isinstance(valeur, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{valeur}"/>'
    lignes = [
        escape(ligne).replace("  ", ' <text:s text:c="1"/>').replace("\t", "<text:tab/>")
        for ligne in valeur.split("\n")
    ]
    paragraphes = "".join(f"<text:p>{ligne}</text:p>" for ligne in lignes)
    return f'<table:table-cell office:value-type="string">{paragraphes}</table:table-cell>'


def en_ods(livre):
    contenu = ods(
        *("".join(ligne_ods(*map(case_ods, ligne)) for ligne in valeurs(o)) for o in livre),
        noms=[quoteattr(onglet.title) for onglet in livre],
    )
    return contenu


def en_xlsx(livre):
    """Réenregistré : ce qu'un second tableur a relu du premier."""
    return octets(load_workbook(BytesIO(octets(livre))))


FORMATS = {"xls": en_xls, "ods": en_ods, "xlsx": en_xlsx}


@pytest.mark.parametrize("format", FORMATS)
def test_un_classeur_intact_ne_change_rien_d_ou_qu_il_revienne(client, feuille, commentee, format):
    contenu = FORMATS[format](telecharger(client, feuille))
    page = texte(deposer(client, feuille, contenu, nom=f"auto.{format}"))
    assert "Ce classeur ne change rien" in page
    assert rapport()["inchangees"] == 4 and not rapport()["refus"]


@pytest.mark.parametrize("format", FORMATS)
def test_un_classeur_rempli_s_enregistre_d_ou_qu_il_revienne(client, feuille, commentee, format):
    livre = remplir(telecharger(client, feuille), "1.1", avis="Conforme")
    remplir(livre, "1.2", avis="Non applicable", motif="Pas de public", commentaire="Vu\nlundi")
    deposer(client, feuille, FORMATS[format](livre), nom=f"auto.{format}")
    assert "2 réponses enregistrées." in texte(appliquer(client))
    commentee.refresh_from_db()
    assert (commentee.avis, commentee.commentaire) == ("conforme", COMMENTAIRE)
    autre = AutoEvaluation.objects.get(exigence__code="1.2", service=commentee.service)
    assert (autre.avis, autre.motif) == ("non_applicable", "Pas de public")
    assert autre.commentaire.split() == ["Vu", "lundi"]


def deplacer_les_colonnes(livre):
    """Les colonnes dans l'autre sens, en-tête compris."""
    onglet = livre[ONGLET]
    for ligne in onglet.iter_rows(min_row=3):
        for case, valeur in zip(ligne, [c.value for c in ligne][::-1], strict=True):
            case.value = valeur


def trier_les_lignes(livre):
    onglet = livre[ONGLET]
    lignes = [[c.value for c in ligne] for ligne in onglet.iter_rows(min_row=4)]
    for ligne, triee in zip(onglet.iter_rows(min_row=4), lignes[::-1], strict=True):
        for case, valeur in zip(ligne, triee, strict=True):
            case.value = valeur


def renommer(livre):
    livre[ONGLET].title = "Accueil (v2)"


def inserer_des_lignes(livre):
    livre[ONGLET].insert_rows(1, 3)
    livre[ONGLET].insert_rows(9, 2)


@pytest.mark.parametrize(
    "geste", [deplacer_les_colonnes, trier_les_lignes, renommer, inserer_des_lignes]
)
def test_ce_qu_on_fait_au_tableau_ne_perd_rien(client, feuille, cellule, geste):
    livre = remplir(telecharger(client, feuille), "1.1", avis="Conforme", commentaire="Vu")
    remplir(livre, "1.3", avis="Non")
    geste(livre)
    deposer(client, feuille, livre)
    assert "2 réponses enregistrées." in texte(appliquer(client))
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.commentaire) == ("conforme", "Vu")


def test_des_lignes_effacees_se_comptent_et_les_autres_passent(client, feuille):
    livre = remplir(telecharger(client, feuille), "1.3", avis="Conforme")
    livre[ONGLET].delete_rows(5, 2)
    page = texte(deposer(client, feuille, livre)).replace("’", "'")
    assert "Ce qui change (1)" in page
    assert "2 points de la feuille ne sont pas dans ce classeur" in page


def test_une_reponse_fusionnee_vaut_pour_chaque_ligne(client, feuille):
    livre = remplir(telecharger(client, feuille), "1.1", avis="Conforme")
    lettre = livre[ONGLET].cell(1, RANGS["Avis"]).column_letter
    livre[ONGLET].merge_cells(f"{lettre}5:{lettre}7")
    assert "Ce qui change (3)" in texte(deposer(client, feuille, livre))


def test_un_tri_qui_laisse_les_colonnes_cachees_est_refuse(client, feuille):
    livre = remplir(telecharger(client, feuille), "1.1", avis="Conforme")
    onglet = livre[ONGLET]
    lignes = [[c.value for c in ligne] for ligne in onglet.iter_rows(min_row=4, min_col=4)]
    for ligne, triee in zip(
        onglet.iter_rows(min_row=4, min_col=4), lignes[1:] + lignes[:1], strict=True
    ):
        for case, valeur in zip(ligne, triee, strict=True):
            case.value = valeur
    page = texte(deposer(client, feuille, livre))
    assert "un tri a séparé les colonnes" in page and "Enregistrer" not in page


def dupliquer(livre):
    livre.copy_worksheet(livre[ONGLET]).title = "Copie"


def doubler_une_colonne(livre):
    livre[ONGLET].cell(3, 13).value = "Avis"


REFUSES = [
    (dupliquer, "Plusieurs onglets portent des réponses (« Auto-évaluation » et « Copie »)"),
    (doubler_une_colonne, "Des colonnes sont en double : « Avis »"),
]


@pytest.mark.parametrize(("geste", "phrase"), REFUSES)
def test_ce_qui_est_double_se_refuse(client, feuille, geste, phrase):
    livre = telecharger(client, feuille)
    geste(livre)
    assert phrase in texte(deposer(client, feuille, livre))


def test_un_csv_dit_qu_il_lui_manque_un_onglet(client, feuille):
    lignes = valeurs(telecharger(client, feuille)[ONGLET])
    contenu = "\r\n".join(";".join(str(v or "").replace("\n", " ") for v in li) for li in lignes)
    page = texte(deposer(client, feuille, contenu.encode("cp1252", "replace"), nom="auto.csv"))
    assert "un fichier .csv n'a qu'un onglet" in page


def test_un_classeur_d_ailleurs_n_est_pas_pris_pour_le_notre(client, feuille):
    livre = telecharger(client, feuille)
    livre[REPERES]["B1"] = "autre"
    assert "n'est pas un classeur de service" in texte(deposer(client, feuille, livre))
