"""Règle applicable, échéance, explication et délai constaté."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.calendrier import TERRITOIRES, Calendrier, DateHorsCalendrier, JourExclu
from suivi.echeances import (
    CleDeRegleInvalide,
    Echeance,
    Portee,
    Regle,
    Unite,
    calculer,
    calculer_accuse,
    choisir_regle,
    date_echeance,
    delai,
    regle_de_cle,
)
from tests.attendus import COURRIERS, RECLAMATIONS, attendus_de, lignes_de, lire_date

DELAIS = yaml.safe_load(
    (Path(__file__).parents[2] / "suivi/referentiels/delais.yaml").read_text(encoding="utf-8")
)
REGROUPEMENTS = DELAIS["regroupements"]
METROPOLE = Calendrier()
PONT = Calendrier(fermetures={date(2022, 5, 27): "pont de l'Ascension"})
UNITES = {"ouvrés": "ouvres", "calendaires": "calendaires", None: None}

jours = st.dates(min_value=date(1995, 1, 1), max_value=date(2090, 12, 31))
calendriers = st.builds(Calendrier, st.sampled_from(sorted(TERRITOIRES)))
durees = st.integers(1, 90)


def regle_du_yaml(valeurs: dict, portee: Portee) -> Regle:
    return Regle(
        cle=valeurs["cle"],
        canal=valeurs["canal"],
        nature=valeurs["nature"],
        jours=valeurs["jours"],
        unite=UNITES[valeurs["unite"]],
        accuse_jours=valeurs["accuse_reception_jours"],
        accuse_unite=UNITES[valeurs["accuse_unite"]],
        depuis=date.fromisoformat(valeurs["depuis"]),
        portee=portee,
    )


def regles_du_profil(profil: str) -> list[Regle]:
    """Les règles d'un profil de delais.yaml, et celles du profil d'origine dessous."""
    portees = {"defaut": Portee.PROFIL_DEFAUT} | {profil: Portee.PROFIL}
    return [
        regle_du_yaml(valeurs, portees[p["cle"]])
        for p in DELAIS["profils"]
        if p["cle"] in portees
        for valeurs in p["regles"]
    ]


def regle(cle: str, **champs) -> Regle:
    return Regle(**{"cle": cle, "jours": 5, "unite": Unite.OUVRES} | champs)


def choisie(regles, canal="courriel", nature="reclamation", le=date(2022, 3, 1)) -> str | None:
    trouvee = choisir_regle(regles, canal=canal, nature=nature, le=le, regroupements=REGROUPEMENTS)
    return trouvee and trouvee.cle


# --- Choix de la règle -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("canal", "nature", "attendue"),
    [
        ("courriel", "information_generale", "def-courriel"),
        ("formulaire_internet", "information_generale", "def-formulaire"),
        ("courrier", "information_generale", "def-courrier"),
        ("courriel", "suivi_dossier", "def-courriel-repli"),
        ("courrier", "rendez_vous", "def-courrier-repli"),
        ("guichet", "information_generale", "def-repli"),
        ("telephone", "autre", "def-repli"),
        ("courriel", "reclamation", "def-suggestion-reclamation"),
        ("courrier", "suggestion", "def-suggestion-reclamation"),
        ("fiche_accueil", "suggestion_reclamation", "def-suggestion-reclamation"),
        ("reseau_social", "information_generale", "def-reseau-social"),
        ("reseau_social", "autre", "def-repli"),
        ("courriel", "demande_collectivite", "def-collectivite"),
        ("courriel", "non_renseignee", "def-courriel-repli"),
        ("tous", "toutes", "def-repli"),
    ],
)
def test_le_profil_d_origine_couvre_tous_les_cas(canal, nature, attendue):
    assert choisie(regles_du_profil("defaut"), canal, nature) == attendue


@pytest.mark.parametrize(
    ("profil", "canal", "nature", "attendue"),
    [
        ("isere-2022", "courriel", "reclamation", "isere-reclamation"),
        ("isere-2022", "courrier", "reclamation", "def-suggestion-reclamation"),
        ("isere-2022", "courriel", "information_generale", "def-courriel"),
        ("bouches-du-rhone-2021", "courrier", "information_generale", "bdr-courrier"),
        ("bouches-du-rhone-2021", "courrier", "suggestion", "bdr-suggestion-reclamation"),
        ("bouches-du-rhone-2021", "courriel", "autre", "def-courriel-repli"),
        ("marianne-2008", "courrier", "information_generale", "mar08-courrier"),
        ("services-publics-plus-2023", "courriel", "information_generale", "def-courriel"),
    ],
)
def test_un_profil_passe_avant_celui_d_origine_qui_le_complete(profil, canal, nature, attendue):
    assert choisie(regles_du_profil(profil), canal, nature) == attendue


def test_une_regle_pas_encore_entree_en_vigueur_ne_s_applique_pas():
    regles = regles_du_profil("services-publics-plus-2023")
    cas = {"canal": "courriel", "nature": "information_generale"}
    assert choisie(regles, **cas, le=date(2023, 5, 31)) == "def-courriel"
    assert choisie(regles, **cas, le=date(2023, 6, 1)) == "spp-courriel"
    assert choisie(regles, **cas, le=date(2019, 2, 3)) is None


PAR_PRECISION = [
    regle("repli"),
    regle("canal", canal="courriel"),
    regle("groupe", nature="suggestion_reclamation"),
    regle("nature", nature="reclamation"),
    regle("groupe-canal", nature="suggestion_reclamation", canal="courriel"),
    regle("nature-canal", nature="reclamation", canal="courriel"),
    regle("repli du site", portee=Portee.SITE),
    regle("canal du site", portee=Portee.SITE, canal="courriel"),
    regle("repli du service", portee=Portee.SERVICE),
]


@pytest.mark.parametrize("rang", range(len(PAR_PRECISION)))
def test_la_regle_la_plus_precise_l_emporte(rang):
    autres = [regle("autre canal", canal="courrier", portee=Portee.SERVICE)]
    autres += [regle("autre nature", nature="autre", portee=Portee.SERVICE)]
    assert choisie(PAR_PRECISION[: rang + 1] + autres) == PAR_PRECISION[rang].cle


def test_a_egalite_la_derniere_entree_en_vigueur_l_emporte():
    ancienne = regle("ancienne", depuis=date(2019, 1, 1))
    nouvelle = regle("nouvelle", depuis=date(2022, 1, 1))
    assert choisie([nouvelle, ancienne]) == choisie([ancienne, nouvelle]) == "nouvelle"
    assert choisie([nouvelle, ancienne], le=date(2021, 12, 31)) == "ancienne"


def test_une_regle_vaut_jusqu_a_son_dernier_jour_compris():
    bornee = [regle("bornee", depuis=date(2022, 3, 1), jusqua=date(2022, 3, 31))]
    assert choisie(bornee, le=date(2022, 3, 31)) == choisie(bornee, le=date(2022, 3, 1)) == "bornee"
    assert choisie(bornee, le=date(2022, 4, 1)) is choisie(bornee, le=date(2022, 2, 28)) is None


def test_une_regle_recente_de_moindre_portee_ne_passe_pas_devant():
    du_service = regle("service", portee=Portee.SERVICE, depuis=date(2015, 1, 1))
    du_profil = regle("profil", nature="reclamation", canal="courriel", depuis=date(2022, 1, 1))
    assert choisie([du_profil, du_service]) == "service"


regles_au_hasard = st.lists(
    st.builds(
        Regle,
        cle=st.uuids().map(str),
        canal=st.sampled_from(["tous", "courriel", "courrier"]),
        nature=st.sampled_from(["toutes", "suggestion_reclamation", "reclamation", "autre"]),
        jours=st.just(5),
        unite=st.just(Unite.OUVRES),
        depuis=st.dates(date(2021, 1, 1), date(2022, 6, 1)),
        jusqua=st.none() | st.dates(date(2022, 1, 1), date(2023, 1, 1)),
        portee=st.sampled_from(Portee),
    ),
    max_size=12,
)


def choix_enonce(regles: list[Regle]) -> set[str]:
    """Le texte de delais.yaml, palier par palier, pour une réclamation par courriel."""
    natures = ("reclamation", "suggestion_reclamation")
    paliers = [(n, c) for c in ("courriel", "tous") for n in natures]
    paliers += [("toutes", "courriel"), ("toutes", "tous")]
    for portee in sorted(Portee, reverse=True):
        for palier in paliers:
            retenues = [r for r in regles if (r.nature, r.canal) == palier and r.portee == portee]
            if retenues:
                derniere = max(r.depuis for r in retenues)
                return {r.cle for r in retenues if r.depuis == derniere}
    return {None}


@given(regles_au_hasard, st.randoms())
def test_le_choix_suit_les_paliers_et_non_l_ordre_de_la_liste(regles, hasard):
    le = date(2022, 3, 1)
    trouvee = choisie(regles, le=le)
    assert trouvee in choix_enonce([r for r in regles if r.en_vigueur(le)])
    hasard.shuffle(regles)
    assert choisie(regles, le=le) == trouvee


# --- Règle -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cle", "nombre", "unite", "report"),
    [
        ("5j_calendaires", 5, Unite.CALENDAIRES, False),
        ("5j_calendaires_report", 5, Unite.CALENDAIRES, True),
        ("10j_ouvres", 10, Unite.OUVRES, False),
        ("365j_calendaires", 365, Unite.CALENDAIRES, False),
    ],
)
def test_une_cle_de_decompte_se_lit(cle, nombre, unite, report):
    lue = regle_de_cle(cle)
    assert (lue.cle, lue.jours, lue.unite, lue.report) == (cle, nombre, unite, report)


@pytest.mark.parametrize(
    "cle",
    ["", "5j", "j_ouvres", "0j_ouvres", "05j_ouvres", "-5j_ouvres", "5j_ouvrés", "5j_ouvres_report"]
    + ["5 j_ouvres", "5j_ouvres ", "5j_ouvres\n", "1000j_ouvres", "1٥j_ouvres"],
)
def test_une_cle_illisible_est_refusee_avec_un_exemple(cle):
    with pytest.raises(CleDeRegleInvalide, match="illisible : écrire .* comme 5j_ouvres"):
        regle_de_cle(cle)


@pytest.mark.parametrize("champs", [{"jours": 0}, {"jours": -1}, {"accuse_jours": 0}])
def test_un_delai_nul_ou_negatif_est_refuse(champs):
    with pytest.raises(ValueError, match="« nulle » : un délai vaut au moins un jour"):
        regle("nulle", **champs)


def test_une_unite_inconnue_est_refusee():
    with pytest.raises(ValueError):
        regle("unite", unite="ouvrés")


# --- Échéances du jeu d'essai ----------------------------------------------------------------

COLONNES = {
    f"ech_{n}_{court}": f"{n}j_{long}"
    for n in (5, 10, 15)
    for court, long in [
        ("cal", "calendaires"),
        ("cal_report", "calendaires_report"),
        ("ouv", "ouvres"),
    ]
}


@pytest.mark.parametrize("colonne", COLONNES)
@pytest.mark.parametrize(("classeur", "nombre"), [(COURRIERS, 595), (RECLAMATIONS, 82)])
def test_chaque_ligne_du_jeu_d_essai_a_son_echeance(classeur, nombre, colonne):
    lignes = lignes_de(classeur)
    assert len(lignes) == nombre
    for ligne in lignes:
        echeance = calculer(lire_date(ligne["recu_le"]), regle_de_cle(COLONNES[colonne]), METROPOLE)
        assert echeance.date == lire_date(ligne[colonne]), ligne


@pytest.mark.parametrize("classeur", [COURRIERS, RECLAMATIONS])
def test_chaque_ligne_du_jeu_d_essai_a_ses_delais(classeur):
    for ligne in lignes_de(classeur):
        if reponse := lire_date(ligne["repondu_le"]):
            arrivee = lire_date(ligne["recu_le"])
            ouvres = delai(arrivee, reponse, Unite.OUVRES, METROPOLE)
            calendaires = delai(arrivee, reponse, Unite.CALENDAIRES, METROPOLE)
            assert str(ouvres) == ligne["delai_ouvre"], ligne
            assert str(calendaires) == ligne["delai_calendaire"], ligne


CAS_LIMITES = attendus_de(COURRIERS)["cas_limites"]


@pytest.mark.parametrize("cas", CAS_LIMITES, ids=lambda cas: cas["eprouve"])
def test_cas_limite(cas):
    arrivee, reponse = lire_date(cas["recu"]), lire_date(cas["repondu"])
    colonnes = [nom for nom in cas if nom.startswith("echeance_")]
    assert len(colonnes) >= 3
    for colonne in colonnes:
        cle = COLONNES[colonne.replace("echeance", "ech")]
        assert calculer(arrivee, regle_de_cle(cle), METROPOLE).date == lire_date(cas[colonne])
    if reponse:
        assert delai(arrivee, reponse, Unite.OUVRES, METROPOLE) == cas["delai_ouvre"]
        assert delai(arrivee, reponse, Unite.CALENDAIRES, METROPOLE) == cas["delai_calendaire"]


def test_les_cas_limites_sont_tous_la():
    assert len(CAS_LIMITES) == 18


# --- Échéance et délai -----------------------------------------------------------------------


def test_une_regle_sans_delai_ne_donne_pas_d_echeance():
    echeance = calculer(date(2022, 3, 1), regle("sans", jours=None), METROPOLE)
    assert echeance.date is None
    assert echeance.jours_exclus == echeance.report == ()


def test_l_accuse_de_reception_a_sa_propre_duree():
    du_courriel = regle("courriel", accuse_jours=7, accuse_unite=Unite.CALENDAIRES)
    assert calculer(date(2022, 4, 13), du_courriel, METROPOLE).date == date(2022, 4, 21)
    assert calculer_accuse(date(2022, 4, 13), du_courriel, METROPOLE).date == date(2022, 4, 20)


def test_l_accuse_suit_le_report_et_peut_manquer():
    reportee = regle("r", report=True, accuse_jours=5, accuse_unite=Unite.CALENDAIRES)
    accuse = calculer_accuse(date(2022, 3, 7), reportee, METROPOLE)
    assert accuse.date == date(2022, 3, 14)
    assert [exclu.motif for exclu in accuse.report] == ["samedi", "dimanche"]
    assert calculer_accuse(date(2022, 3, 7), regle("sans accusé"), METROPOLE).date is None


@pytest.mark.parametrize(
    ("territoire", "attendue"),
    [("metropole", date(2022, 4, 21)), ("alsace-moselle", date(2022, 4, 22))],
)
def test_le_vendredi_saint_ne_compte_qu_en_alsace_moselle(territoire, attendue):
    calendrier = Calendrier(territoire)
    assert calculer(date(2022, 4, 13), regle_de_cle("5j_ouvres"), calendrier).date == attendue


def test_une_fermeture_ajoutee_apres_coup_deplace_le_calcul_et_non_le_passe():
    """Piège U10 : le calcul refait bouge, l'échéance déjà rangée reste ce qu'elle était."""
    arrivee, cinq_jours = date(2022, 5, 20), regle_de_cle("5j_ouvres")
    rangee = calculer(arrivee, cinq_jours, METROPOLE).en_json()
    assert calculer(arrivee, cinq_jours, PONT).date == date(2022, 5, 31)
    assert Echeance.depuis_json(rangee).date == date(2022, 5, 30)


def test_les_jours_restants_se_comptent_en_jours_ouvres():
    """Piège U20 : avant le pont, il reste deux jours de travail et non six."""
    echeance = calculer(date(2022, 5, 20), regle_de_cle("5j_ouvres"), PONT)
    assert PONT.compter_jours_ouvres(date(2022, 5, 25), echeance.date) == 2


@pytest.mark.parametrize("unite", Unite)
def test_une_reponse_avant_l_arrivee_est_refusee(unite):
    with pytest.raises(ValueError, match="Réponse du 28/02/2022 avant l'arrivée du 01/03/2022"):
        delai(date(2022, 3, 1), date(2022, 2, 28), unite, METROPOLE)


def test_une_arrivee_hors_du_calendrier_est_refusee():
    with pytest.raises(DateHorsCalendrier):
        calculer(date(1904, 1, 1), regle_de_cle("5j_ouvres"), METROPOLE)


@given(calendriers, jours, durees)
def test_l_echeance_ouvree_est_un_jour_ouvre_et_ses_jours_exclus_font_le_compte(c, arrivee, n):
    echeance = calculer(arrivee, regle_de_cle(f"{n}j_ouvres"), c)
    assert c.est_ouvre(echeance.date)
    assert (echeance.date - arrivee).days == n + len(echeance.jours_exclus)
    assert delai(arrivee, echeance.date, Unite.OUVRES, c) == n


@given(calendriers, jours, durees)
def test_le_report_ne_saute_que_des_jours_fermes(c, arrivee, n):
    echeance = calculer(arrivee, regle_de_cle(f"{n}j_calendaires_report"), c)
    assert c.est_ouvre(echeance.date)
    assert (echeance.date - arrivee).days == n + len(echeance.report)
    assert all(not c.est_ouvre(exclu.jour) for exclu in echeance.report)


@given(calendriers, jours, durees)
def test_sans_report_tous_les_jours_comptent(c, arrivee, n):
    echeance = calculer(arrivee, regle_de_cle(f"{n}j_calendaires"), c)
    assert (echeance.date - arrivee).days == n
    assert echeance.report == echeance.jours_exclus == ()


@given(calendriers, jours, durees, st.integers(0, 120))
def test_une_reponse_un_jour_ouvre_est_a_l_heure_si_son_delai_tient(c, arrivee, n, apres):
    reponse = c.prochain_jour_ouvre(arrivee + timedelta(days=apres))
    for unite in Unite:
        due = date_echeance(arrivee, regle_de_cle(f"{n}j_{unite}"), c)
        assert (reponse <= due) == (delai(arrivee, reponse, unite, c) <= n)


@given(calendriers, jours, durees, st.sampled_from(["ouvres", "calendaires", "calendaires_report"]))
def test_arriver_plus_tard_n_avance_jamais_l_echeance(c, arrivee, n, unite):
    mesure = regle_de_cle(f"{n}j_{unite}")
    lendemain = arrivee + timedelta(days=1)
    assert date_echeance(arrivee, mesure, c) <= date_echeance(lendemain, mesure, c)


# --- Explication -----------------------------------------------------------------------------

FIN_D_ANNEE = Calendrier(
    fermetures={date(2022, 12, j): "fêtes de fin d'année" for j in range(26, 31)}
    | {date(2023, 1, 2): "fêtes de fin d'année"}
    | {date(2022, 12, j): "inventaire" for j in (21, 22)}
)


@pytest.mark.parametrize(
    ("arrivee", "cle", "calendrier", "phrases"),
    [
        pytest.param(
            date(2022, 3, 4),
            "10j_ouvres",
            METROPOLE,
            [
                "Arrivée le vendredi 4 mars 2022 : ce jour ne compte pas.",
                "Délai : 10 jours ouvrés (règle « 10j_ouvres »).",
                "Jours non comptés : 2 week-ends (5 et 6 mars, 12 et 13 mars).",
                "Échéance : vendredi 18 mars 2022, fin de journée.",
            ],
            id="des week-ends",
        ),
        pytest.param(
            date(2022, 5, 20),
            "5j_ouvres",
            PONT,
            [
                "Arrivée le vendredi 20 mai 2022 : ce jour ne compte pas.",
                "Délai : 5 jours ouvrés (règle « 5j_ouvres »).",
                "Jours non comptés : 2 week-ends (21 et 22 mai, 28 et 29 mai) ; "
                "le 26 mai, Ascension (jour férié) ; "
                "le 27 mai, fermeture du site : pont de l'Ascension.",
                "Échéance : mardi 31 mai 2022, fin de journée.",
            ],
            id="un férié et un pont",
        ),
        pytest.param(
            date(2022, 12, 20),
            "3j_ouvres",
            FIN_D_ANNEE,
            [
                "Arrivée le mardi 20 décembre 2022 : ce jour ne compte pas.",
                "Délai : 3 jours ouvrés (règle « 3j_ouvres »).",
                "Jours non comptés : les 21 et 22 décembre, fermeture du site : inventaire ; "
                "2 samedis (24 décembre, 31 décembre) ; le 25 décembre, Noël (jour férié) ; "
                "du 26 au 30 décembre et le 2 janvier, fermeture du site : fêtes de fin d'année ; "
                "le 1er janvier, Jour de l'An (jour férié).",
                "Échéance : mercredi 4 janvier 2023, fin de journée.",
            ],
            id="une longue fermeture",
        ),
        pytest.param(
            date(2022, 3, 5),
            "1j_ouvres",
            METROPOLE,
            [
                "Arrivée le samedi 5 mars 2022 : ce jour ne compte pas.",
                "Délai : 1 jour ouvré (règle « 1j_ouvres »).",
                "Jours non comptés : 1 dimanche (6 mars).",
                "Échéance : lundi 7 mars 2022, fin de journée.",
            ],
            id="reçue un samedi",
        ),
        pytest.param(
            date(2022, 3, 7),
            "1j_ouvres",
            METROPOLE,
            [
                "Arrivée le lundi 7 mars 2022 : ce jour ne compte pas.",
                "Délai : 1 jour ouvré (règle « 1j_ouvres »).",
                "Échéance : mardi 8 mars 2022, fin de journée.",
            ],
            id="aucun jour exclu",
        ),
        pytest.param(
            date(2022, 7, 29),
            "15j_calendaires_report",
            METROPOLE,
            [
                "Arrivée le vendredi 29 juillet 2022 : ce jour ne compte pas.",
                "Délai : 15 jours calendaires (règle « 15j_calendaires_report »).",
                "Le délai finit le samedi 13 août 2022, jour non ouvré : "
                "report au jour ouvré suivant.",
                "Jours sautés : 1 week-end (13 et 14 août) ; le 15 août, Assomption (jour férié).",
                "Échéance : mardi 16 août 2022, fin de journée.",
            ],
            id="un report",
        ),
        pytest.param(
            date(2022, 3, 5),
            "5j_calendaires",
            METROPOLE,
            [
                "Arrivée le samedi 5 mars 2022 : ce jour ne compte pas.",
                "Délai : 5 jours calendaires (règle « 5j_calendaires »).",
                "Tous les jours comptent, week-ends et jours fériés compris.",
                "Échéance : jeudi 10 mars 2022, fin de journée.",
            ],
            id="calendaires",
        ),
    ],
)
def test_l_explication_raconte_le_calcul(arrivee, cle, calendrier, phrases):
    """Piège U9 : on voit comment l'échéance est calculée et quels jours n'ont pas compté."""
    explication = calculer(arrivee, regle_de_cle(cle), calendrier).explication()
    assert [phrase.replace("\u00a0", " ") for phrase in explication] == phrases


def test_une_regle_sans_delai_s_explique_aussi():
    explication = calculer(date(2022, 3, 1), regle("reseau", jours=None), METROPOLE).explication()
    assert explication[-1] == (
        "La règle «\u00a0reseau\u00a0» ne fixe aucun délai\u00a0: pas d'échéance."
    )


def test_la_ponctuation_double_est_precedee_d_une_espace_insecable():
    texte = " ".join(calculer(date(2022, 4, 13), regle_de_cle("5j_ouvres"), PONT).explication())
    assert "\u00a0:" in texte and "\u00a0;" in texte
    assert " :" not in texte and " ;" not in texte and "« " not in texte


# --- Rangement -------------------------------------------------------------------------------


@given(calendriers, jours, durees, st.sampled_from(["ouvres", "calendaires", "calendaires_report"]))
def test_une_echeance_rangee_se_relit_et_s_explique_pareil(c, arrivee, n, unite):
    echeance = calculer(arrivee, regle_de_cle(f"{n}j_{unite}"), c)
    relue = Echeance.depuis_json(json.loads(json.dumps(echeance.en_json())))
    assert relue == echeance
    assert relue.explication() == echeance.explication()


@pytest.mark.parametrize("profil", [profil["cle"] for profil in DELAIS["profils"]])
def test_toutes_les_regles_de_delais_yaml_se_calculent_et_se_rangent(profil):
    for livree in regles_du_profil(profil):
        for calcul in (calculer, calculer_accuse):
            echeance = calcul(date(2024, 2, 28), livree, METROPOLE)
            rangee = json.loads(json.dumps(echeance.en_json()))
            assert Echeance.depuis_json(rangee) == echeance
            assert (echeance.date is None) == (echeance.regle.jours is None)


def test_la_forme_rangee_est_lisible_sans_le_programme():
    rangee = calculer(date(2022, 3, 5), regle_de_cle("5j_ouvres"), METROPOLE).en_json()
    assert rangee["date"] == "2022-03-11"
    assert rangee["arrivee"] == "2022-03-05"
    assert rangee["regle"]["jours"] == 5 and rangee["regle"]["unite"] == "ouvres"
    assert rangee["jours_exclus"] == [{"jour": "2022-03-06", "motif": "dimanche"}]
    assert Echeance.depuis_json(rangee).jours_exclus == (JourExclu(date(2022, 3, 6), "dimanche"),)
