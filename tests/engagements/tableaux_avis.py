"""Une même auto-évaluation, dans les dispositions que lui donnent les préfectures.

Chaque fonction rend (nom du fichier, octets) ; toutes disent AVIS. COMMENTEES disent aussi le
commentaire de l'accueil général sur l'engagement 1.
"""

from openpyxl import Workbook

from tests.ancien_tableur import xls
from tests.tableurs import ligne_ods, octets, ods, texte_ods, xlsx

SERVICES = ("Accueil général", "Droit au séjour", "Standard")
INTITULES = {
    1: "Nous vous informons sur les conditions de fonctionnement de nos services",
    2: "Un accueil attentif et courtois dans le respect mutuel",
    3: "A votre écoute pour progresser",
    12: "Nous facilitons votre navigation et l'accès aux informations",
}
AVIS = {
    1: ("conforme", "non_conforme", "partiel"),
    2: ("partiel", "en_cours", "conforme"),
    3: ("conforme", "conforme", "non_applicable"),
    12: ("non_conforme", "partiel", "conforme"),
}
COMMENTAIRE = "Affiché dans le hall"
MOTS = {"conforme": "Oui", "non_conforme": "Non", "partiel": "Partiel"} | {
    "en_cours": "En cours",
    "non_applicable": "NA",
}
TABLEAUX, COMMENTEES = [], []


def tableau(fonction):
    TABLEAUX.append(fonction)
    return fonction


def commente(fonction):
    COMMENTEES.append(fonction)
    return tableau(fonction)


def mot(numero, rang, mots=MOTS):
    return mots[AVIS[numero][rang]]


def reponses_du(rang, mots=MOTS):
    return [mot(numero, rang, mots) for numero in AVIS]


def reponses_sur(numero, mots=MOTS):
    return [mot(numero, rang, mots) for rang in range(len(SERVICES))]


def dit(numero, rang):
    return COMMENTAIRE if (numero, rang) == (1, 0) else None


def fusionner(*plages):
    return lambda feuille: [feuille.merge_cells(plage) for plage in plages]


# --- Engagements en colonnes, services en lignes -------------------------------------------------


@tableau
def transpose_numeros_nus():
    lignes = [[nom, *reponses_du(rang)] for rang, nom in enumerate(SERVICES)]
    return "a.xlsx", xlsx(["Services", *AVIS], *lignes)


@tableau
def transpose_e_espace():
    lignes = [[nom, *reponses_du(rang)] for rang, nom in enumerate(SERVICES)]
    return "a.xlsx", xlsx(["Tableau 2022"], [], ["", *(f"E {n}" for n in AVIS)], *lignes)


@tableau
def transpose_eng_numero():
    lignes = [[rang, nom, *reponses_du(rang), "3/4"] for rang, nom in enumerate(SERVICES)]
    entete = ["N°", "Service", *(f"Eng. n°{n}" for n in AVIS), "Total"]
    return "a.xlsx", xlsx(entete, *lignes, ["", "Taux de conformité", 0.5, 0.3, 1, 0.7])


@tableau
def transpose_numero_et_intitule_en_une_cellule():
    lignes = [[nom, *reponses_du(rang)] for rang, nom in enumerate(SERVICES)]
    return "a.xlsx", xlsx(["Service", *(f"{n} - {t}" for n, t in INTITULES.items())], *lignes)


@tableau
def transpose_intitules_seuls():
    lignes = [[nom, *reponses_du(rang)] for rang, nom in enumerate(SERVICES)]
    return "a.xlsx", xlsx(["Services / engagements", *INTITULES.values()], *lignes)


@tableau
def transpose_module_numero_intitule():
    return "a.xlsx", xlsx(
        ["Auto-évaluation de la préfecture"],
        [None, "Module 1", None, None, None],
        ["N°", *AVIS],
        ["Engagement", *INTITULES.values()],
        *([nom, *reponses_du(rang)] for rang, nom in enumerate(SERVICES)),
        ["Synthèse", "Oui", "Oui", "Oui", "Non"],
        retouche=fusionner("B2:E2"),
    )


@tableau
def transpose_intitule_au_dessus_du_numero():
    return "a.xlsx", xlsx(
        [None, *INTITULES.values()],
        ["Bureau", *(f"Engagement {n}" for n in AVIS)],
        *([nom, *reponses_du(rang)] for rang, nom in enumerate(SERVICES)),
    )


@tableau
def transpose_coin_engagement():
    lignes = [[nom, *reponses_du(rang)] for rang, nom in enumerate(SERVICES)]
    return "a.xlsx", xlsx(["Engagement", *AVIS], *lignes)


@commente
def transpose_avis_et_commentaire():
    sous = ["Avis", "Observations"] * len(AVIS)
    return "a.xlsx", xlsx(
        ["Service", *(v for n in AVIS for v in (f"Engagement {n}", None))],
        [None, *sous],
        *(
            [nom, *(v for n in AVIS for v in (mot(n, rang), dit(n, rang)))]
            for rang, nom in enumerate(SERVICES)
        ),
        retouche=fusionner("B1:C1", "D1:E1", "F1:G1", "H1:I1"),
    )


@commente
def transpose_commentaire_a_cote():
    return "a.xlsx", xlsx(
        ["Service", *(v for n in AVIS for v in (f"E{n}", "Commentaire")), "Note générale"],
        *(
            [nom, *(v for n in AVIS for v in (mot(n, rang), dit(n, rang))), "RAS"]
            for rang, nom in enumerate(SERVICES)
        ),
    )


@commente
def transpose_questionnaire():
    entete = ["Horodateur", "Service", *(v for n in AVIS for v in (f"E{n}", f"E{n} - Commentaire"))]
    lignes = [
        ["03/10/2022", nom, *(v for n in AVIS for v in (mot(n, rang), dit(n, rang)))]
        for rang, nom in enumerate(SERVICES)
    ]
    texte = "\r\n".join(";".join(v or "" for v in ligne) for ligne in [entete, *lignes])
    return "a.csv", texte.encode("cp1252")


@commente
def transpose_une_ligne_pour_chaque_saisie():
    lignes = []
    for rang, nom in enumerate(SERVICES):
        lignes.append([nom, "Avis", *reponses_du(rang)])
        lignes.append([None, "Commentaire", *(dit(n, rang) for n in AVIS)])
    return "a.xlsx", xlsx(
        ["Service", "", *(f"Eng. {n}" for n in AVIS)],
        *lignes,
        retouche=fusionner("A2:A3", "A4:A5", "A6:A7"),
    )


@tableau
def transpose_croix():
    colonnes = ("conforme", "partiel", "non_conforme", "en_cours", "non_applicable")
    titres = [v for n in AVIS for v in (f"Engagement {n}", *[None] * 4)]
    return "a.xlsx", xlsx(
        ["Service", *titres],
        [None, *(("Oui", "Partiel", "Non", "En cours", "N/A") * len(AVIS))],
        *(
            [nom, *("X" if AVIS[n][rang] == avis else None for n in AVIS for avis in colonnes)]
            for rang, nom in enumerate(SERVICES)
        ),
        retouche=fusionner("B1:F1", "G1:K1", "L1:P1", "Q1:U1"),
    )


@tableau
def transpose_avec_le_site():
    return "a.xlsx", xlsx(
        ["Site", "Service", *(f"N° {n}" for n in AVIS)],
        *(
            ["Préfecture" if not rang else None, nom, *reponses_du(rang)]
            for rang, nom in enumerate(SERVICES)
        ),
        retouche=fusionner("A2:A4"),
    )


@tableau
def transpose_ods():
    def ligne(valeurs):
        return ligne_ods(*(texte_ods(str(v)) for v in valeurs))

    lignes = [[nom, *reponses_du(rang)] for rang, nom in enumerate(SERVICES)]
    entete = ["Service", *(f"{n} – {t}" for n, t in INTITULES.items())]
    return "a.ods", ods("".join(map(ligne, [entete, *lignes])))


@tableau
def transpose_xls():
    lignes = [[nom, *reponses_du(rang)] for rang, nom in enumerate(SERVICES)]
    return "a.xls", xls({"Feuil1": [["", *(f"Engagement n° {n}" for n in AVIS)], *lignes]})


# --- Une feuille par engagement, une feuille par service -----------------------------------------


def classeur_de(feuilles):
    livre = Workbook()
    livre.remove(livre.active)
    for nom, lignes in feuilles.items():
        feuille = livre.create_sheet(nom)
        for ligne in lignes:
            feuille.append(ligne)
    return "a.xlsx", octets(livre)


@commente
def feuille_par_engagement():
    entete = ["Service", "Avis", "Commentaire"]
    return classeur_de(
        {"Notice": [["Une feuille par engagement"]]}
        | {
            f"E {n}": [entete, *([s, mot(n, i), dit(n, i)] for i, s in enumerate(SERVICES))]
            for n in AVIS
        }
    )


@commente
def feuille_par_engagement_titree():
    return classeur_de(
        {
            f"Feuil{n}": [
                [f"Engagement {n} : {INTITULES[n]}"],
                [],
                ["Bureau", "Réponse", "Observations"],
                *([s, mot(n, i), dit(n, i)] for i, s in enumerate(SERVICES)),
            ]
            for n in AVIS
        }
    )


@tableau
def feuille_par_engagement_services_en_colonnes():
    return classeur_de(
        {
            f"{n}": [
                ["Engagement n°", n, INTITULES[n]],
                [None, *SERVICES],
                ["Avis", *reponses_sur(n)],
            ]
            for n in AVIS
        }
    )


@tableau
def feuille_par_engagement_a_croix():
    titres = {"conforme": "Oui", "partiel": "Partiel", "non_conforme": "Non"} | {
        "en_cours": "En cours",
        "non_applicable": "NA",
    }
    return classeur_de(
        {
            f"{n} - {INTITULES[n]}"[:31]: [
                ["Service", *titres.values()],
                *(
                    [s, *("x" if AVIS[n][i] == a else None for a in titres)]
                    for i, s in enumerate(SERVICES)
                ),
            ]
            for n in AVIS
        }
    )


@commente
def feuille_par_service_numeros_varies():
    def numeros(rang):
        return [("E 1", "Eng. n°2", "3", "12 - Navigation"), ("E1", "N°2", "E.3", "Eng 12")][
            rang > 0
        ]

    return classeur_de(
        {
            nom: [
                ["N°", "Intitulé", "Oui / Non / Partiel", "Observations"],
                *(
                    [ecrit, INTITULES[n], mot(n, rang), dit(n, rang)]
                    for ecrit, n in zip(numeros(rang), AVIS, strict=True)
                ),
            ]
            for rang, nom in enumerate(SERVICES)
        }
    )


@tableau
def feuille_par_service_croix_sous_un_groupe():
    titres = {"conforme": "O", "non_conforme": "N", "partiel": "P"} | {
        "en_cours": "EC",
        "non_applicable": "NA",
    }
    return classeur_de(
        {
            nom: [
                ["Engagement", "Réponse", None, None, None, None],
                [None, *titres.values()],
                *(
                    [f"{n}. {t}", *("X" if AVIS[n][rang] == a else None for a in titres)]
                    for n, t in INTITULES.items()
                ),
            ]
            for rang, nom in enumerate(SERVICES)
        }
    )


@tableau
def feuille_par_service_transposee():
    return classeur_de(
        {
            nom: [[None, *(f"Engagement {n}" for n in AVIS)], [nom, *reponses_du(rang)]]
            for rang, nom in enumerate(SERVICES)
        }
    )


@tableau
def feuilles_par_service_xls():
    feuilles = {
        nom: [["Engagement", "Conformité"], *([f"E{n}", mot(n, rang)] for n in AVIS)]
        for rang, nom in enumerate(SERVICES)
    }
    return "a.xls", xls(feuilles)


# --- Engagements en lignes -----------------------------------------------------------------------


@tableau
def lignes_csv():
    entete = ["Réf", "Engagement", *SERVICES]
    lignes = [[str(n), t, *reponses_sur(n)] for n, t in INTITULES.items()]
    texte = "\r\n".join(";".join(ligne) for ligne in [entete, *lignes])
    return "a.csv", texte.encode("cp1252")


@commente
def lignes_deux_entetes_fusionnes():
    return "a.xlsx", xlsx(
        ["Engagements", None, *(v for s in SERVICES for v in (s, None))],
        ["N°", "Intitulé", *["Évaluation", "Commentaires"] * 3],
        *(
            [n, t, *(v for i in range(3) for v in (mot(n, i), dit(n, i)))]
            for n, t in INTITULES.items()
        ),
        retouche=fusionner("A1:B1", "C1:D1", "E1:F1", "G1:H1"),
    )


@tableau
def lignes_module_fusionne_et_totaux():
    return "a.xlsx", xlsx(
        ["Module", "Engagement", *SERVICES, "Total OUI"],
        *([1 if n == 1 else None, f"{n}) {t}", *reponses_sur(n), 2] for n, t in INTITULES.items()),
        ["TOTAL", None, 2, 1, 2, 5],
        retouche=fusionner("A2:A5"),
    )


@tableau
def lignes_xls_fusionne():
    entete = [["", "", "Services", "", ""], ["Eng.", "Libellé", *SERVICES]]
    lignes = [[n, t, *reponses_sur(n)] for n, t in INTITULES.items()]
    return "a.xls", xls({"Feuil1": [*entete, *lignes]}, {"Feuil1": [(0, 2, 0, 4)]})


@tableau
def lignes_courtes():
    mots = {"conforme": "C", "non_conforme": "NC", "partiel": "PC", "en_cours": "EC"}
    mots["non_applicable"] = "SO"
    return "a.xlsx", xlsx(["N°", *SERVICES], *([f"E{n}", *reponses_sur(n, mots)] for n in AVIS))


@tableau
def lignes_un_avis_par_ligne_trie_par_service():
    return "a.xlsx", xlsx(
        ["Direction", "Engagement n°", "Intitulé", "État"],
        *(
            [nom, n, t, mot(n, rang)]
            for rang, nom in enumerate(SERVICES)
            for n, t in INTITULES.items()
        ),
    )
