"""Reconnaissance des en-têtes et tri des lignes."""

from datetime import date

import pytest
from openpyxl import Workbook

from qualepref.socle.lecture.cellules import ErreurExcel, Fusion
from qualepref.socle.lecture.classeurs import Feuille, lire
from qualepref.socle.lecture.dates import lire_mois
from qualepref.socle.lecture.entetes import colonnes_demandees, reconnaitre
from qualepref.socle.lecture.lignes import CATEGORIES, lignes_utiles
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import lire_nombre
from tests import tableurs
from tests.attendus import CLASSEURS, attendus_de

INDICATEURS = "indicateurs-mensuels-2022"
CHAMPS = (
    Champ("numero", "N°", accessoire=True),
    Champ("date", "Date d'arrivée", ("Reçu le",), ("Date",), requis=True, est_date=True),
    Champ("canal", "Canal", ("Mode",)),
    Champ("objet", "Objet", libre=True),
    Champ("usager", "Usager", ("Nom", "Prénom"), reunit=" ", libre=True),
    Champ("reponse", "Date de réponse", ("Répondu le",), est_date=True),
    Champ("_limite", "Date limite", leurre=True, motif=".*limite.*"),
)
ENTETE = ["N°", "Date d'arrivée", "Canal", "Objet", "Usager", "Date de réponse"]
LIGNE = [1, date(2022, 1, 3), "Courriel", "Horaires", "Usager 1", date(2022, 1, 5)]


def feuille(*lignes, fusions=()):
    return Feuille("Accueil", [list(ligne) for ligne in lignes], fusions)


def reconnaissance(*lignes, correspondance=None, fusions=()):
    return reconnaitre(feuille(*lignes, fusions=fusions), CHAMPS, correspondance)


def lettres(reconnue):
    return {cle: colonne.lettre for cle, colonne in reconnue.colonnes.items()}


def tri(*lignes, fusions=()):
    """Numéros des lignes lues, et lignes laissées par catégorie (sans celles qui n'ont rien)."""
    f = feuille(*lignes, fusions=fusions)
    utiles = lignes_utiles(f, reconnaitre(f, CHAMPS))
    return [n for n, _ in utiles], {c: n for c, n in utiles.ignorees.items() if n}


def sans_insecables(textes):
    return [texte.replace("\u00a0", " ") for texte in textes]


# --- Choix de l'en-tête ---------------------------------------------------------------------------


def test_l_en_tete_est_trouve_sous_les_titres():
    reconnue = reconnaissance(["SUIVI DES COURRIELS 2022"], ["Mis à jour le"], [], ENTETE, LIGNE)
    assert (reconnue.ligne_entete, reconnue.premiere_ligne) == (4, 5)
    assert list(lettres(reconnue).items()) == [
        *(("numero", "A"), ("date", "B"), ("canal", "C"), ("objet", "D")),
        *(("usager", "E"), ("reponse", "F")),
    ]
    assert reconnue.messages == [] and reconnue.manquants == ()


def test_l_ordre_des_colonnes_ne_compte_pas():
    reconnue = reconnaissance(ENTETE[::-1], LIGNE[::-1])
    assert lettres(reconnue)["date"] == "E"
    assert lettres(reconnue)["numero"] == "F"


def test_casse_accents_espaces_et_retours_a_la_ligne_ne_comptent_pas():
    reconnue = reconnaissance([" n° ", "DATE\nD’ARRIVEE *", "CANAL\u00a0", "objets"], LIGNE)
    assert set(reconnue.colonnes) == {"numero", "date", "canal", "objet"}


def test_deux_lignes_d_en_tete_fusionnees_se_joignent():
    reconnue = reconnaissance(
        ["N°", "Arrivée", None, "Demande", None, "Réponse", None],
        [None, "Date", "Canal", "Objet", "Usager", "Date", "Date limite"],
        [1, date(2022, 1, 3), "Courriel", "Horaires", "Usager 1", None, None],
        fusions=(Fusion(0, 0, 1, 0), Fusion(0, 1, 0, 2), Fusion(0, 3, 0, 4), Fusion(0, 5, 0, 6)),
    )
    assert reconnue.lignes_entete == (1, 2) and reconnue.premiere_ligne == 3
    cles = ("numero", "date", "canal", "objet", "usager", "reponse")
    assert lettres(reconnue) == dict(zip(cles, "ABCDEF", strict=True))
    assert reconnue.colonnes["reponse"].titre == "Réponse Date"
    assert [colonne.lettre for colonne in reconnue.colonnes_ignorees] == ["G"]


def test_deux_lignes_se_joignent_meme_sans_fusion_dite():
    """Un .csv ne dit pas les fusions : le titre de groupe vaut jusqu'au suivant."""
    f = Feuille(
        "csv",
        [["N°", "Arrivée", None, "Réponse", None], [None, "Date", "Canal", "Mode", "Date"]],
    )
    reconnue = reconnaitre(f, CHAMPS)
    assert lettres(reconnue)["date"] == "B" and lettres(reconnue)["reponse"] == "E"


def test_une_seule_ligne_suffit_sous_un_titre_fusionne():
    reconnue = reconnaissance(
        ["REGISTRE 2022"] + [None] * 5, ENTETE, LIGNE, fusions=(Fusion(0, 0, 0, 5),)
    )
    assert reconnue.lignes_entete == (2,)


@pytest.mark.parametrize(
    "lignes",
    [
        [["Notice"], ["Remplissez une ligne par demande."]],
        [["Courriel"], ["Courrier"], ["Téléphone"]],
        [["a", "b", "c"], [1, 2, 3]],
        [["Colonne", "Sens"], ["Date d'arrivée", "Date"], ["Canal", "Mode"], ["Objet", "Objet"]],
        [["Canal", "Objet"], ["Courriel", "Permis"], ["Courrier", "Séjour"]],
        [[None, None]],
        [],
    ],
)
def test_une_feuille_sans_en_tete_est_signalee_pas_devinee(lignes):
    reconnue = reconnaissance(*lignes)
    assert not reconnue.reconnue and reconnue.ligne_entete is None
    assert sans_insecables(reconnue.messages) == [
        "Feuille « Accueil » : aucune ligne d'en-tête reconnue, la feuille n'est pas lue."
    ]
    assert len(lignes_utiles(feuille(*lignes), reconnue)) == 0


def test_une_colonne_requise_absente_se_dit():
    reconnue = reconnaissance(["N°", "Canal", "Objet", "Usager"], LIGNE)
    assert [champ.cle for champ in reconnue.manquants] == ["date"]
    assert "aucune colonne « Date d'arrivée »" in sans_insecables(reconnue.messages)[0]


def test_un_en_tete_repete_plus_bas_ne_cache_pas_les_lignes_du_dessus():
    """Fusionné la première fois, il est un peu mieux noté là où il est répété sans fusion."""
    haut = ["Enregistrement", None, "Demande", None, None, "Réponse"]
    bas = ["N°", "Reçu le", "Canal", "Objet", "Usager", "Date"]
    fusions = (Fusion(0, 0, 0, 1), Fusion(0, 2, 0, 4))
    reconnue = reconnaissance(haut, bas, LIGNE, ["Mai"], haut, bas, LIGNE, fusions=fusions)
    assert reconnue.lignes_entete == (1, 2)
    assert len(reconnue.colonnes) == 6


def test_un_contenu_qui_ne_trompe_pas_suffit_a_reconnaitre_une_colonne():
    canal = Champ("canal", "Canal", devinable=True, contient={"mail", "lettre"}.__contains__)
    champs = (*(champ for champ in CHAMPS if champ.cle != "canal"), canal)
    entete = ["N°", "Date d'arrivée", "Par", "Objet", "Usager", "Date de réponse"]
    for ecrit, lettre in (("mail", "C"), ("pigeon", None)):
        lignes = [entete, *([1, date(2022, 1, 3), ecrit, "x", "y", None] for _ in range(5))]
        colonne = reconnaitre(feuille(*lignes), champs).colonnes.get("canal")
        assert (colonne and colonne.lettre) == lettre
        assert colonne is None or colonne.incertaine


# --- Colonnes candidates --------------------------------------------------------------------------


def test_une_faute_de_frappe_est_lue_et_signalee():
    reconnue = reconnaissance(["N°", "Date d'arivée", "Canal", "Objet"], LIGNE)
    assert reconnue.colonnes["date"].incertaine
    assert "« Date d'arivée » (B) est lue comme" in sans_insecables(reconnue.messages)[0]


def test_un_en_tete_tout_en_fautes_se_lit_encore():
    reconnue = reconnaissance(["Date d'arivée", "Objet précis", "Usagger", "Date de reponce"], [])
    assert set(reconnue.colonnes) == {"date", "objet", "usager", "reponse"}
    assert all(colonne.incertaine for colonne in reconnue.colonnes.values())


def test_de_deux_colonnes_la_meilleure_l_autre_signalee():
    reconnue = reconnaissance(
        ["N°", "Date", "Date d'arrivée", "Objet"], [1, *[date(2022, 1, 3)] * 2]
    )
    assert lettres(reconnue)["date"] == "C"
    assert [colonne.lettre for colonne in reconnue.concurrentes["date"]] == ["B"]
    assert (
        "est lu dans « Date d'arrivée » (C) et non dans « Date » (B)"
        in (sans_insecables(reconnue.messages)[0])
    )


def test_a_egalite_la_plus_a_gauche():
    reconnue = reconnaissance(["Objet", "Date d'arrivée", "Canal", "Objet"], LIGNE)
    assert lettres(reconnue)["objet"] == "A"


def test_un_leurre_est_laisse_de_cote():
    reconnue = reconnaissance(["N°", "Date d'arrivée", "Date limite de réponse", "Objet"], LIGNE)
    assert "reponse" not in reconnue.colonnes and "_limite" not in reconnue.colonnes
    assert [colonne.titre for colonne in reconnue.colonnes_ignorees] == ["Date limite de réponse"]


def test_plusieurs_colonnes_peuvent_faire_une_valeur():
    f = feuille(
        ["N°", "Nom", "Prénom", "Date d'arrivée"],
        [1, "Usager", "0001", date(2022, 1, 3)],
        [2, None, "0002", date(2022, 1, 3)],
        [3, "Usager", "Usager", date(2022, 1, 3)],
        [4, None, None, date(2022, 1, 3)],
    )
    usagers = [ligne["usager"] for _, ligne in lignes_utiles(f, reconnaitre(f, CHAMPS))]
    assert usagers == ["Usager 0001", "0002", "Usager", None]


def test_un_titre_faible_ne_vaut_que_si_le_contenu_convient():
    champs = (*CHAMPS[:-1], Champ("ar", "Date AR", (), ("AR",), contient=lambda v: v != "oui"))
    for contenu, attendu in (("oui", False), (date(2022, 1, 3), True), (None, True)):
        f = feuille([*ENTETE, "AR"], *([[*LIGNE, contenu]] * 3))
        assert ("ar" in reconnaitre(f, champs).colonnes) is attendu


# --- Correspondance de l'utilisateur --------------------------------------------------------------


def test_la_correspondance_designe_une_colonne_par_son_titre_ou_sa_lettre():
    lignes = (["N°", "Truc", "Machin", "Objet"], [1, date(2022, 1, 3), "x", "Horaires"])
    for demande in ("truc ", "B", "b"):
        reconnue = reconnaissance(*lignes, correspondance={"colonnes": {"date": demande}})
        assert lettres(reconnue)["date"] == "B"
        assert not reconnue.colonnes["date"].incertaine


def test_la_correspondance_l_emporte_sur_les_synonymes():
    reconnue = reconnaissance(
        ["N°", "Date d'arrivée", "Tamponné le", "Objet"],
        LIGNE,
        correspondance={"colonnes": {"date": "Tamponné le"}},
    )
    assert lettres(reconnue)["date"] == "C"


def test_la_correspondance_d_une_feuille_l_emporte():
    correspondance = {
        "colonnes": {"date": "Reçu", "canal": "Voie"},
        "feuilles": {"accueil ": {"date": "Arrivé"}, "Autre": {"canal": "X"}},
    }
    assert colonnes_demandees(correspondance, "Accueil") == {"date": "Arrivé", "canal": "Voie"}
    assert colonnes_demandees(correspondance, "Autre") == {"date": "Reçu", "canal": "X"}
    assert colonnes_demandees(None, "Autre") == {}
    assert colonnes_demandees({"colonnes": None, "feuilles": None}, "Autre") == {}


def test_un_titre_vide_dit_que_le_champ_n_y_est_pas():
    reconnue = reconnaissance(ENTETE, LIGNE, correspondance={"colonnes": {"reponse": ""}})
    assert "reponse" not in reconnue.colonnes
    assert "F" in [colonne.lettre for colonne in reconnue.colonnes_ignorees]


@pytest.mark.parametrize("demande", ["Mode d'envoi", "AR", "ZZ"])
def test_une_colonne_demandee_introuvable_se_dit(demande):
    reconnue = reconnaissance(ENTETE, LIGNE, correspondance={"colonnes": {"canal": demande}})
    message = f"colonne « {demande} », demandée pour « Canal »"
    assert message in sans_insecables(reconnue.messages)[0]
    assert lettres(reconnue)["canal"] == "C"


def test_une_colonne_sans_titre_se_designe_par_sa_lettre():
    reconnue = reconnaissance(
        ["N°", "Date d'arrivée", None, "Objet"], LIGNE, correspondance={"colonnes": {"canal": "C"}}
    )
    assert lettres(reconnue)["canal"] == "C"


def test_la_correspondance_suffit_a_reconnaitre_un_en_tete():
    correspondance = {"colonnes": {"date": "Tampon", "objet": "Quoi"}}
    reconnue = reconnaissance(["x", "y"], ["Tampon", "Quoi"], LIGNE, correspondance=correspondance)
    assert reconnue.ligne_entete == 2
    assert lettres(reconnue) == {"date": "A", "objet": "B"}


# --- Tri des lignes -------------------------------------------------------------------------------


def test_les_lignes_sont_triees_et_comptees():
    lues, ignorees = tri(
        ["Suivi 2022"],
        [],
        ENTETE,
        LIGNE,
        [None, "  ", None, "\u00a0"],
        ["Janvier"],
        LIGNE,
        ENTETE,
        LIGNE,
        ["Sous-total janvier", None, 3],
        ["TOTAL", None, 3],
        [None] * 6,
    )
    assert lues == [4, 7, 9]
    assert ignorees == {
        **{"titre": [1], "vides": [2, 5, 12], "entete": [3, 8]},
        **{"section": [6], "total": [10, 11]},
    }
    assert set(ignorees) < set(CATEGORIES)


@pytest.mark.parametrize(
    "total",
    [
        *(["TOTAL", None, 3], ["Total :", 3], ["Totaux", 3, 4], ["S/total", None, 3], ["TOTAL"]),
        *(["Sous-total janvier", 3], ["SOUS TOTAL", 3], ["Ss-total :", 3], ["S/T", 3], ["Tot.", 3]),
        *(["TOTAL GÉNÉRAL", 3], ["Total 2022", 3], ["Total courriels", 3], ["T O T A L", 3]),
        *([None, "Total", 3], [None, None, "TOTAL", 3], [None, None, None, "Total :", 12]),
        *(["Janvier", "Total", 3], ["TOTAL", "60 actions"], ["TOTAL", 3, "demandes"]),
        *(["Total Accueil général", 3], ["TOTAL appels présentés", 12, 14], ["Cumul", 3]),
        *(["Moyenne", None, 4.5], ["Nombre de courriels :", 131], ["Taux de réponse", "93,2 %"]),
        *(["Janvier", None, 24], [None, "Mars 2022", 24], ["1er trimestre 2022", 71]),
        *([None, None, 24, None, 3], ["TOTAL", date(1900, 9, 16)], ["Total", 3, None, "93,2 %"]),
        *(["TOTAL", ErreurExcel("#REF!")], [None, "dont sans réponse", 3]),
    ],
)
def test_sous_totaux_et_totaux_sont_laisses(total):
    lues, ignorees = tri(ENTETE, LIGNE, total, LIGNE)
    assert lues == [2, 4]
    assert ignorees == {"entete": [1], "total": [3]}


@pytest.mark.parametrize(
    "section",
    [
        *(["Janvier"], ["JANVIER 2022"], ["Bureau des étrangers"], ["Semaine 12"], ["T1 2022"]),
        *([None, "Février"], [None, "Bureau du séjour"], [date(2022, 1, 1)], ["1er trimestre"]),
        *(["Service :", "Accueil général"], ["* AR : accusé de réception"], ["2022"]),
        *(["Mis à jour le", date(2022, 12, 31)], [None, None, None, "Mars 2022"]),
    ],
)
def test_les_intitules_de_section_sont_laisses(section):
    lues, ignorees = tri(ENTETE, LIGNE, section, LIGNE)
    assert lues == [2, 4]
    assert ignorees == {"entete": [1], "section": [3]}


def test_un_intitule_fusionne_est_laisse_ou_qu_il_soit():
    lues, _ = tri(
        ENTETE,
        [None, None, None, "Pôle titres et usagers"],
        LIGNE,
        fusions=(Fusion(1, 3, 1, 5),),
    )
    assert lues == [3]


@pytest.mark.parametrize(
    "ligne",
    [
        [154, None, "Courriel", "Permis", "Usager 152", date(2022, 6, 29)],  # sans date
        [154, None, "Courriel", "Permis"],
        [None, None, "Courriel", "Permis", "Usager 152"],
        [154, "?? mars 2022", "Courriel", "Permis", "Usager 152"],
        [154, ErreurExcel("#N/A"), "Courriel", "Permis", "Usager 152"],
        [154, None, "Courriel", "Total désaccord", "Usager 152"],
        [154, None, "Courriel", "TOTAL"],
        [154, None, None, "Total"],
        [None, None, "Courriel", "Total désaccord avec la réponse", "Usager 152"],
        [None, None, None, "Total désaccord avec la réponse", "Usager 152"],
        [None, None, None, "Total désaccord avec la réponse"],
        [12, date(2022, 1, 3), "Courriel", "Total"],
        [12, "mars 2022"],
        [12, "Total"],
        [12, date(2022, 1, 3), None, "Sous-total de ma facture"],
        [None, date(2022, 1, 3), "Courriel", "Janvier", "Mars"],
        [None, date(2022, 1, 3)],
        [None, None, None, "Une demande dont il ne reste que l'objet"],
        [None, "31/04/2022"],
        ["2022-017", date(2022, 1, 3), "Courriel"],
        [None, date(2022, 1, 3), "Mode"],
        [None, date(2022, 1, 3), "Canal", "Objet", "x", "y"],
    ],
)
def test_une_vraie_ligne_n_est_jamais_sautee(ligne):
    lues, ignorees = tri(ENTETE, LIGNE, ligne, LIGNE)
    assert lues == [2, 3, 4], ignorees


def test_une_ligne_numerotee_d_avance_se_compte_a_part():
    lues, ignorees = tri(ENTETE, LIGNE, [2], [3, None, "  "], [None, None, ErreurExcel("#N/A")])
    assert lues == [2]
    assert ignorees == {"entete": [1], "numero_seul": [3, 4], "vides": [5]}


def test_ce_qui_est_hors_des_colonnes_lues_ne_fait_pas_une_ligne():
    lues, ignorees = tri([*ENTETE, "Âge"], [*LIGNE, 0], [None] * 6 + [0], [None] * 6 + ["a b", "c"])
    assert lues == [2]
    assert ignorees == {"entete": [1], "total": [3], "vides": [4]}


def test_une_ligne_d_aide_sous_l_en_tete_est_laissee():
    lues, ignorees = tri(ENTETE, ["(auto)", "jj/mm/aaaa", "liste", "texte", "nom", None], LIGNE)
    assert lues == [3]
    assert ignorees == {"entete": [1, 2]}


def test_les_deux_lignes_d_un_en_tete_repete_sont_laissees():
    haut = ["N°", "Arrivée", None, "Demande", "Réponse"]
    bas = [None, "Date", "Canal", "Objet", "Date"]
    ligne = [1, date(2022, 1, 3), "Courriel", "Horaires", None]
    lues, ignorees = tri(haut, bas, ligne, haut, bas, ligne)
    assert lues == [3, 6]
    assert ignorees == {"entete": [1, 2, 4, 5]}


def test_une_cellule_fusionnee_sur_plusieurs_lignes_vaut_pour_chacune():
    f = feuille(
        ENTETE,
        [1, date(2022, 1, 3), "Courriel", "a"],
        [2, None, None, "b"],
        [None] * 6,
        [3, date(2022, 1, 4), None, "c"],
        fusions=(Fusion(1, 1, 3, 1), Fusion(1, 2, 4, 2)),
    )
    utiles = lignes_utiles(f, reconnaitre(f, CHAMPS))
    assert [(n, ligne["date"], ligne["canal"]) for n, ligne in utiles] == [
        (2, date(2022, 1, 3), "Courriel"),
        (3, date(2022, 1, 3), "Courriel"),
        (5, date(2022, 1, 4), "Courriel"),
    ]
    assert utiles.ignorees["vides"] == [4]


def test_un_tableau_decale_masque_et_fusionne_se_lit_d_un_vrai_fichier():
    classeur = Workbook()
    f = classeur.active
    f["B2"] = "Suivi"
    f.merge_cells("B2:G2")
    for j, (haut, bas) in enumerate(
        [("N°", None), ("Arrivée", "Date"), (None, "Canal"), ("Réponse", "Date"), (None, "Mode")], 2
    ):
        f.cell(5, j, haut)
        f.cell(6, j, bas)
    f.merge_cells("B5:B6")
    f.merge_cells("C5:D5")
    f.merge_cells("E5:F5")
    for j, valeur in enumerate([1, date(2022, 1, 3), "Courriel", date(2022, 1, 5), "Courrier"], 2):
        f.cell(7, j, valeur)
    f.cell(9, 3, "Total")
    f.cell(9, 4, 1)
    f.column_dimensions["C"].hidden = True
    f.row_dimensions[7].hidden = True
    (lue,) = lire(tableurs.octets(classeur), "decale.xlsx").feuilles
    reconnue = reconnaitre(lue, CHAMPS)
    assert reconnue.lignes_entete == (5, 6)
    assert lettres(reconnue) == {"numero": "B", "date": "C", "canal": "D", "reponse": "E"}
    utiles = lignes_utiles(lue, reconnue)
    assert utiles.lignes == [
        (
            7,
            {
                **{"numero": 1, "date": date(2022, 1, 3), "canal": "Courriel"},
                "reponse": date(2022, 1, 5),
            },
        )
    ]
    assert utiles.ignorees["titre"] == [2] and utiles.ignorees["total"] == [9]


# --- Indicateurs mensuels -------------------------------------------------------------------------

MOIS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.")
CHAMPS_PAR_MOIS = (
    Champ("site", "Site", requis=True),
    Champ("indicateur", "Indicateur", requis=True),
    *(Champ(f"mois_{rang}", titre) for rang, titre in enumerate((*MOIS, "nov.", "déc."), 1)),
)
CHAMPS_PAR_LIGNE = (
    Champ("mois", "Mois", requis=True),
    Champ("reseau", "Réseau", requis=True),
    Champ("publications", "Publications"),
    Champ("engagement", "Taux d'engagement"),
)


@pytest.mark.parametrize("rang", [0, 1, 2])
def test_les_indicateurs_mensuels_se_reconnaissent(rang):
    f = lire(CLASSEURS / f"{INDICATEURS}.xlsx").feuilles[rang]
    attendue = attendus_de(INDICATEURS)["feuilles"][f.nom]
    reconnue = reconnaitre(f, CHAMPS_PAR_LIGNE if rang == 2 else CHAMPS_PAR_MOIS)
    utiles = lignes_utiles(f, reconnue)
    assert reconnue.ligne_entete == attendue["ligne_entete"]
    assert {c: n for c, n in utiles.ignorees.items() if n} == attendue["ignorees"]
    lignes = attendue["lignes"]
    attendues = len(lignes) if isinstance(lignes, dict) else lignes
    assert len(utiles) == attendues


def test_une_colonne_de_mois_en_vraies_dates_se_reconnait():
    titres = [date(2022, mois, 1) for mois in range(1, 13)]
    champs = (
        Champ("site", "Site", requis=True),
        *(
            Champ(f"m{t.month}", f"mois {t.month}", motif=rf"{n}( \d{{4}})?")
            for t, n in zip(titres, ("janvier", "fevrier", "mars"), strict=False)
        ),
    )
    reconnue = reconnaitre(feuille(["Site", *titres], ["Préfecture", *range(12)]), champs)
    assert lettres(reconnue) == {"site": "A", "m1": "B", "m2": "C", "m3": "D"}


def test_les_mesures_mensuelles_se_lisent():
    f = lire(CLASSEURS / f"{INDICATEURS}.xlsx").feuilles[2]
    lues = lignes_utiles(f, reconnaitre(f, CHAMPS_PAR_LIGNE))
    attendus = attendus_de(INDICATEURS)["reseaux_sociaux"]["Facebook"]
    mesures = [
        (lire_mois(ligne["mois"]), lire_nombre(ligne["publications"]), ligne["engagement"])
        for _, ligne in lues
        if ligne["reseau"] == "Facebook"
    ]
    assert [mois for mois, _, _ in mesures] == [(2022, rang) for rang in range(1, 13)]
    publications = [n for _, n, _ in mesures if n is not None]
    assert (len(publications), sum(publications)) == (
        attendus["mois_mesures"],
        attendus["publications"],
    )
    taux = [t for _, _, brut in mesures if (t := lire_nombre(brut)) is not None]
    assert round(100 * sum(taux) / len(taux), 2) == attendus["engagement_moyen_pct"]


def test_un_titre_de_groupe_repete_est_laisse_meme_s_il_ne_sert_a_rien():
    groupes = ["Suivi", None, None, "Demande"]
    lues, ignorees = tri(groupes, ENTETE, LIGNE, groupes, ENTETE, LIGNE)
    assert lues == [3, 6]
    assert ignorees == {"titre": [1], "entete": [2, 4, 5]}


# --- Une ligne de données n'est jamais un rang de titres ------------------------------------------

INCONNU = ["Bureau", "Tampon", "Pli", "Objet", "Expédié", "Qui"]
CONNU = ["N°", "Date d'arrivée", "Canal", "Objet", "Date de réponse", "Usager"]
DONNEES = (
    [["A", "03/10/2022", "courriel", "Sujet 0", "05/10/2022", "Mme 0"]],
    [["A", date(2022, 10, 1), "courriel", "Sujet 0", date(2022, 11, 1), "Mme 0"]],
    [["A", "31/02/2022", "courriel", "Sujet 0", None, "Mme 0"]],
    [["A", "3 oct. 2022", "courriel", "Sujet 0", None, "Mme 0"]],
    [[17, None, "courriel", "Sujet 0", None, "Mme 0"]],
    [["A", None, "courriel", f"Sujet {i}", None, f"Mme {i}"] for i in range(3)],
    [["A", "hier", "courriel", "Date de réponse", "demain", "Usager"]],
)


@pytest.mark.parametrize("donnees", DONNEES)
@pytest.mark.parametrize("entete", [INCONNU, CONNU])
def test_la_premiere_ligne_de_donnees_n_est_jamais_fondue_dans_l_en_tete(entete, donnees):
    colonnes = {"numero": entete[0], "date": entete[1], "objet": "Objet"}
    reconnue = reconnaissance(
        *(["Registre"], [], entete, *donnees), correspondance={"colonnes": colonnes}
    )
    assert reconnue.lignes_entete == (3,)
    assert reconnue.colonnes["date"].titre == entete[1]


@pytest.mark.parametrize("donnees", DONNEES)
def test_un_en_tete_inconnu_propose_ses_titres_sans_rien_lire(donnees):
    reconnue = reconnaissance(["Registre"], [], INCONNU, *donnees)
    assert not reconnue.reconnue and reconnue.ligne_probable == 3
    assert [colonne.titre for colonne in reconnue.colonnes_ignorees] == INCONNU


def test_deux_rangs_de_titres_sans_fusion_se_joignent_encore():
    reconnue = reconnaissance(
        ["N°", "Date", "Canal", "Objet", "Date"],
        ["d'ordre", "d'arrivée", None, None, "de réponse"],
        [1, date(2022, 1, 3), "Courriel", "Horaires", date(2022, 1, 5)],
    )
    assert reconnue.lignes_entete == (1, 2)
    assert reconnue.colonnes["reponse"].titre == "Date de réponse"


def test_la_ligne_d_en_tete_peut_se_dire():
    lignes = (ENTETE, LIGNE, ["Rang", "Tampon", "Pli"], [1, "03/10/2022", "courriel"])
    dite = reconnaissance(*lignes, correspondance={"entetes": {"accueil": 3}})
    assert dite.lignes_entete == (3,) and not dite.colonnes
    assert [colonne.titre for colonne in dite.colonnes_ignorees] == ["Rang", "Tampon", "Pli"]
    correspondance = {"entetes": {"Accueil": 3}, "colonnes": {"date": "Tampon"}}
    assert reconnaissance(*lignes, correspondance=correspondance).colonnes["date"].lettre == "B"


@pytest.mark.parametrize("numero", [4, 99])
def test_une_ligne_dite_qui_n_a_pas_de_titres_se_refuse(numero):
    reconnue = reconnaissance(
        ENTETE, LIGNE, [], LIGNE, correspondance={"entetes": {"Accueil": numero}}
    )
    assert not reconnue.reconnue
    assert f"la ligne {numero}, dite d'en-tête" in sans_insecables(reconnue.messages)[0]
