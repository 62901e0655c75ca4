"""Colonnes, canaux, natures et dates des classeurs de demandes : vrais classeurs et pièges."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from qualepref.socle.lecture.cellules import ErreurExcel
from qualepref.socle.lecture.classeurs import Feuille, lire
from qualepref.socle.lecture.entetes import reconnaitre
from qualepref.socle.lecture.lignes import lignes_utiles
from qualepref.socle.lecture.titres import CERTAINE, Lexique
from qualepref.socle.lecture.valeurs import (
    ValeurRefusee,
    est_absence,
    lire_oui_non,
    lire_texte,
    normaliser,
)
from suivi.lecture.colonnes import CHAMPS
from suivi.lecture.dates_demande import DatesDemande, lire_dates
from suivi.lecture.modalites import CANAUX, NATURES, NON_RENSEIGNEE, lire_canal, lire_nature
from tests import tableurs
from tests.attendus import ARRETE, CLASSEURS, COURRIERS, RECLAMATIONS, attendus_de, lignes_de
from tests.attendus import lire_date as date_iso
from tests.tableurs import xlsx

DELAIS = yaml.safe_load(
    (Path(__file__).parents[2] / "suivi/referentiels/delais.yaml").read_text(encoding="utf-8")
)
LEXIQUE = Lexique(CHAMPS)
TROIS_JANVIER = date(2022, 1, 3)


def lignes_du_classeur(nom):
    """(feuille, numéro de ligne, valeurs brutes) de toutes les lignes utiles."""
    for feuille in lire(CLASSEURS / f"{nom}.xlsx").feuilles:
        for numero, valeurs in lignes_utiles(feuille, reconnaitre(feuille, CHAMPS)):
            yield feuille.nom, numero, valeurs


def trier(nom):
    """Lignes reprises (avec leurs dates) et refus, comme un import les verra."""
    reprises, refus = [], []
    for feuille, numero, valeurs in lignes_du_classeur(nom):
        try:
            reprises.append((feuille, numero, valeurs, lire_dates(valeurs, ARRETE)))
        except ValeurRefusee as refusee:
            refus.append((feuille, numero, refusee.champ, refusee.code))
    return reprises, refus


def champ_lu(titre, *contenu):
    """Le champ d'une colonne ainsi intitulée, et s'il est sûr."""
    feuille = Feuille(
        "F", [["N°", "Objet", titre, "Observations"], *([None, "x", v] for v in contenu)]
    )
    colonnes = reconnaitre(feuille, CHAMPS).colonnes
    lus = {cle: colonne for cle, colonne in colonnes.items() if 2 in (colonne.indice,)}
    return next(((cle, not c.incertaine) for cle, c in lus.items()), (None, True))


# --- Classeurs réels ------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", [COURRIERS, RECLAMATIONS])
def test_l_en_tete_et_les_colonnes_d_un_classeur_reel(nom):
    attendus = attendus_de(nom)
    for feuille in lire(CLASSEURS / f"{nom}.xlsx").feuilles:
        reconnue = reconnaitre(feuille, CHAMPS)
        assert reconnue.ligne_entete == attendus["feuilles"][feuille.nom]["ligne_entete"]
        assert reconnue.premiere_ligne == attendus["feuilles"][feuille.nom]["premiere_ligne"]
        assert reconnue.messages == []
        titres = {cle: normaliser(c.titre) for cle, c in reconnue.colonnes.items()}
        assert titres == {
            cle: normaliser(titre.split(" (")[0]) for cle, titre in attendus["colonnes"].items()
        }


@pytest.mark.parametrize("nom", [COURRIERS, RECLAMATIONS])
def test_les_lignes_lues_et_laissees_d_un_classeur_reel(nom):
    for feuille in lire(CLASSEURS / f"{nom}.xlsx").feuilles:
        attendue = attendus_de(nom)["feuilles"][feuille.nom]
        utiles = lignes_utiles(feuille, reconnaitre(feuille, CHAMPS))
        assert len(utiles) == attendue["lignes_renseignees"]
        assert {c: n for c, n in utiles.ignorees.items() if n} == attendue["ignorees"]
        assert utiles.lignes[-1][0] == attendue["derniere_ligne"]


@pytest.mark.parametrize("nom", [COURRIERS, RECLAMATIONS])
def test_les_refus_d_un_classeur_reel(nom):
    _, refus = trier(nom)
    assert refus == [
        (rejet["feuille"], rejet["ligne"], rejet["champ"], rejet["code"])
        for rejet in attendus_de(nom)["rejets"]
    ]


@pytest.mark.parametrize("nom", [COURRIERS, RECLAMATIONS])
def test_chaque_ligne_reprise_a_le_canal_la_nature_et_les_dates_attendus(nom):
    reprises, _ = trier(nom)
    lues = [
        (
            f,
            n,
            lire_canal(v["canal"])[0],
            lire_nature(v["nature"])[0],
            d.arrivee,
            d.accuse,
            d.reponse,
        )
        for f, n, v, d in reprises
    ]
    assert lues == [
        (
            *(ligne["feuille"], int(ligne["ligne"]), ligne["canal"], ligne["nature"]),
            *(date_iso(ligne[d]) for d in ("recu_le", "ar_le", "repondu_le")),
        )
        for ligne in lignes_de(nom)
    ]


def test_les_comptes_du_suivi_des_courriers():
    reprises, _ = trier(COURRIERS)
    comptes = attendus_de(COURRIERS)["comptes"]
    natures = Counter(lire_nature(valeurs["nature"])[0] for *_, valeurs, _ in reprises)
    assert natures == comptes["par_nature"]
    canaux = Counter(lire_canal(valeurs["canal"])[0] for *_, valeurs, _ in reprises)
    assert canaux == comptes["par_canal"]
    anonymes = [
        v
        for *_, v, _ in reprises
        if normaliser(lire_texte(v["usager"])) in {"", "anonyme"} and est_absence(v["coordonnees"])
    ]
    assert len(anonymes) == comptes["anonymes_sans_adresse"]
    muettes = [dates for *_, dates in reprises if dates.reponse is None]
    assert len(muettes) == comptes["sans_reponse"]


def test_les_natures_vides_du_suivi_des_courriers_se_signalent():
    signalees = [
        (feuille, numero)
        for feuille, numero, valeurs, _ in trier(COURRIERS)[0]
        if lire_nature(valeurs["nature"])[1] or lire_canal(valeurs["canal"])[1]
    ]
    attendues = attendus_de(COURRIERS)["avertissements"]
    assert signalees == [(a["feuille"], a["ligne"]) for a in attendues]


def test_les_comptes_des_reclamations():
    reprises, _ = trier(RECLAMATIONS)
    comptes = attendus_de(RECLAMATIONS)["comptes"]
    assert Counter(lire_canal(v["canal"])[0] for *_, v, _ in reprises) == comptes["par_canal"]
    accueil = [v for *_, v, _ in reprises if lire_oui_non(v["qualite_accueil"])]
    assert len(accueil) == comptes["qualite_accueil"]
    assert Counter(lire_texte(v["service"]) for *_, v, _ in reprises) == comptes["par_service"]


# --- Titres des services --------------------------------------------------------------------------

TITRES = {
    "numero": "N°|n°|Numéro|N° d'ordre|Réf.|Réf dossier|N° chrono|#|ID|N° d'enregistrement|Nº",
    "date_arrivee": "Reçu le|REÇUE LE|Date réception|Date de récept.|Arrivée|Arrivé le|Date arrivee"
    "|Date d’arrivée|Dt arrivée|Date d'entrée|Date de réception (jj/mm/aaaa)|Réception le"
    "|Date de réception du courriel|Date d'arrivée en préfecture|Date et heure de réception"
    "|Date arr.|Date recep|Demande reçue le|Mail reçu le|Date d'arrivée du message",
    "date_reponse": "Répondu le|Envoyé le|Date réponse|Date de la réponse|Rép. le|Réponse le"
    "|Date de la réponse sur le fond|Date d'envoi de la réponse|Réponse envoyée le"
    "|Date de réponse définitive|Date de réponse à l'usager|Réponse date",
    "date_ar": "AR le|Date AR|Date A.R.|Date de l'accusé de réception|Accusé réception le"
    "|Date d'envoi de l'AR|AR envoyé le|Accusé de réception (date)",
    "canal": "Canal|Mode|Mode de réception|Voie d'arrivée|Moyen|Support|Courrier/courriel"
    "|Mail ou courrier|Vecteur|Mode de saisine|Mode d'arrivée|Canal de contact",
    "nature": "Nature|Nature de la demande|Type de demande|Catégorie|Typologie|Qualification",
    "objet": "Sujet|Objet de la demande|OBJET DU COURRIEL|Libellé|Résumé|Intitulé|Question posée",
    "usager": "Usager|Expéditeur|Demandeur|Nom|NOM et Prénom|Nom de l'usager|Réclamant|Émetteur"
    "|Requérant|Identité",
    "coordonnees": "Coordonnées|Adresse|Adresse mail|Adresse électronique|Tél.|Téléphone usager"
    "|Mail de l'usager|Courriel du demandeur",
    "qualite_accueil": "Qualité de l'accueil ?|Relève de la qualité de l'accueil|Qualité accueil",
    "theme": "Thème|Thématique|Domaine",
    "service": "Service|Bureau|Pôle|Service concerné|Bureau destinataire|Direction|Service saisi"
    "|Service traitant|Entité",
    "site": "Site|Sous-préfecture|Lieu|Préfecture / sous-préfecture",
    "observations": "Observations|Obs.|Remarques|Commentaire|Suites données",
}
LEURRES = (
    "Date limite de réponse|DATE LIMITE|Échéance|Date d'échéance|Délai de réponse (jours)|Délai"
    "|Nb de jours|Nombre de jours ouvrés|Dans les délais ?|Respect du délai (O/N)|Retard"
    "|Date prévue de réponse|Réponse prévue le|Date réponse attendue|Réponse d'attente le"
    "|Date de réponse d'attente|Relance le|Transmis le|Date de transmission au service|Suivi par"
    "|Agent traitant|Rédacteur|Mode de réponse|Statut|État|Mois|Semaine|Heure d'arrivée"
    "|AR (oui/non)|Réponse (oui/non)|Délai moyen|Date de signature|Priorité|Sous-thème"
    "|N° de la réponse"
)


@pytest.mark.parametrize(
    ("champ", "titre"), [(cle, titre) for cle, t in TITRES.items() for titre in t.split("|")]
)
def test_un_titre_de_service_est_reconnu_sans_doute(champ, titre):
    meilleur = max(LEXIQUE.rapprocher(titre, prudent=False), key=lambda r: r.note)
    assert (meilleur.champ.cle, meilleur.faible) == (champ, False)
    assert meilleur.note >= CERTAINE


@pytest.mark.parametrize("titre", LEURRES.split("|"))
def test_un_titre_trompeur_n_est_pas_pris(titre):
    assert champ_lu(titre, TROIS_JANVIER, 5, "oui")[0] is None
    assert champ_lu(titre, TROIS_JANVIER)[0] is None


@pytest.mark.parametrize(
    ("titre", "contenu", "champ"),
    [
        ("AR", TROIS_JANVIER, "date_ar"),
        ("AR", "oui", None),
        ("Accusé de réception", "04/01/2022", "date_ar"),
        ("Accusé de réception", "Oui", None),
        ("Réponse", "04/01/2022", "date_reponse"),
        ("Réponse", "courriel type n° 3", None),
        ("Traité le", TROIS_JANVIER, "date_reponse"),
        ("Date d'envoi", TROIS_JANVIER, "date_reponse"),
        ("Date d'enregistrement", TROIS_JANVIER, "date_arrivee"),
        ("Date du courrier", TROIS_JANVIER, "date_arrivee"),
        ("Date", TROIS_JANVIER, "date_arrivee"),
        ("Type", "Courriel", "canal"),
        ("Type", "Lettre", "canal"),
        ("Type", "Info générale", "nature"),
        ("Type", "Réclamation", "nature"),
        ("Motif", "Réclamation", "nature"),
        ("Origine", "mél", "canal"),
        ("Origine", "Grenoble", None),
        ("Mail", "usager0001@example.org", "coordonnees"),
        ("Mail", "oui", None),
        ("Nature du courrier", "Lettre", "canal"),
        ("Nature du courrier", "Réclamation", "nature"),
        ("Reçu par", "mél", "canal"),
        ("Reçu par", "Agent 12", None),
        ("Par quelle porte ?", "mél", "canal"),
        ("Réclamation / Suggestion", "Suggestion", "nature"),
        ("Contact", "Usager 0012", "usager"),
        ("Contact", "12 rue Fictive, Blois", "coordonnees"),
    ],
)
def test_un_titre_ambigu_se_lit_d_apres_le_contenu(titre, contenu, champ):
    assert champ_lu(titre, *[contenu] * 3)[0] == champ


@pytest.mark.parametrize(
    ("titre", "champ"),
    [
        ("Date d'arivée", "date_arrivee"),
        ("Date de réception du courrier par le secrétariat", "date_arrivee"),
        ("Date de réponce", "date_reponse"),
        ("Date d'envoi de la réponse à l'usager", "date_reponse"),
        ("Bureau en charge", "service"),
    ],
)
def test_un_titre_approchant_est_lu_et_signale(titre, champ):
    assert champ_lu(titre, TROIS_JANVIER) == (champ, False)


def test_la_date_du_courrier_n_est_pas_la_date_d_arrivee_s_il_y_en_a_une():
    feuille = Feuille("F", [["N°", "Date du courrier", "Objet", "Arrivé le", "Répondu le"]])
    reconnue = reconnaitre(feuille, CHAMPS)
    assert reconnue.colonnes["date_arrivee"].lettre == "D"
    assert [c.lettre for c in reconnue.concurrentes["date_arrivee"]] == ["B"]


@pytest.mark.parametrize(
    "lignes",
    [
        [["Reçus", "Répondus", "AR"], [12, 10, 9], [14, 14, 2]],
        [["Service", "Reçus", "Répondus", "Taux"], ["Accueil", 12, 10, 0.8]],
        [["Mois", "Reçus", "Répondus", "Délai moyen"], ["janvier", 12, 10, 3.2]],
        [["Colonne", "Contenu"], ["Date d'arrivée", "Reçu le"], ["Canal", "Mode"]],
    ],
)
def test_une_synthese_n_est_pas_un_registre(lignes):
    assert not reconnaitre(Feuille("Synthèse", lignes), CHAMPS).reconnue


def test_les_titres_surs_ne_designent_qu_un_champ():
    """Un même titre sûr dans deux champs serait lu au hasard de leur ordre."""
    for champ in CHAMPS:
        for titre in (champ.libelle, *champ.synonymes):
            meilleurs = [r for r in LEXIQUE.rapprocher(titre) if not r.faible and r.note > 0.955]
            cles = {r.champ.cle for r in meilleurs if not r.champ.leurre}
            assert cles <= {champ.cle}, titre
            assert champ.leurre or not {r.champ.cle for r in meilleurs if r.champ.leurre}, titre


# --- Canaux et natures ----------------------------------------------------------------------------


def test_les_codes_sont_ceux_de_delais_yaml():
    assert set(CANAUX.values()) == set(DELAIS["canaux"]) - {"tous"}
    regroupees = {"toutes", "suggestion_reclamation", NON_RENSEIGNEE}
    assert set(NATURES.values()) == set(DELAIS["natures"]) - regroupees


@pytest.mark.parametrize(
    ("ecriture", "code"),
    [
        *(("Courriel ", "courriel"), ("MAIL", "courriel"), ("e-mail", "courriel")),
        *(("mél", "courriel"), ("BAL", "courriel"), ("Mél.", "courriel"), ("BALF", "courriel")),
        *(("Courrier", "courrier"), ("Lettre", "courrier"), ("courrier postal", "courrier")),
        *(("LRAR", "courrier"), ("Formulaire de contact", "formulaire_internet")),
        *(("Tél.", "telephone"), ("Appel téléphonique", "telephone"), ("Guichet", "guichet")),
        *(
            ("Facebook", "reseau_social"),
            ("SP+", "services_publics_plus"),
            ("urne", "fiche_accueil"),
        ),
        *(("courriel", "courriel"), ("reseau_social", "reseau_social")),
    ],
)
def test_un_canal_s_ecrit_de_plusieurs_facons(ecriture, code):
    assert lire_canal(ecriture) == (code, "")


@pytest.mark.parametrize(
    ("ecriture", "code"),
    [
        *(("INFO GENERALE", "information_generale"), ("DIG", "information_generale")),
        *(("Demande d'information générale ", "information_generale"),),
        *(("demande d'information", "information_generale"), ("SUIVI DE DOSSIER", "suivi_dossier")),
        *(("Avancement de dossier", "suivi_dossier"), ("RDV", "rendez_vous")),
        *(("Prise de rendez-vous", "rendez_vous"), ("RECLAMATION", "reclamation")),
        *(("suggestion ", "suggestion"), ("Divers", "autre"), ("Autre", "autre")),
        *(("Élu", "demande_collectivite"), ("information_generale", "information_generale")),
    ],
)
def test_une_nature_s_ecrit_de_plusieurs_facons(ecriture, code):
    assert lire_nature(ecriture) == (code, "")


@pytest.mark.parametrize("vide", [None, "", "  ", "-", "nc"])
def test_une_nature_vide_est_non_renseignee_et_un_canal_vide_n_est_rien(vide):
    code, avertissement = lire_nature(vide)
    assert code == NON_RENSEIGNEE and avertissement
    code, avertissement = lire_canal(vide)
    assert code is None and avertissement


@pytest.mark.parametrize("lecture", [lire_canal, lire_nature])
@pytest.mark.parametrize("valeur", ["Pigeon voyageur", 12, ErreurExcel("#N/A"), TROIS_JANVIER])
def test_une_modalite_hors_liste_se_signale_sans_etre_devinee(lecture, valeur):
    code, avertissement = lecture(valeur)
    assert code is None
    assert lire_texte(valeur) in avertissement and "hors liste" in avertissement


def test_une_faute_de_frappe_est_lue_et_signalee():
    code, avertissement = lire_nature("Réclamtion")
    assert code == "reclamation" and "à vérifier" in avertissement
    code, avertissement = lire_canal("Couriel")
    assert code == "courriel" and "à vérifier" in avertissement


def test_la_correspondance_de_l_utilisateur_l_emporte():
    assert lire_canal("Pli ", {"pli": "fiche_accueil"}) == ("fiche_accueil", "")
    assert lire_nature("Divers", {"divers": "suivi_dossier"}) == ("suivi_dossier", "")


# --- Dates d'une ligne ----------------------------------------------------------------------------


def test_les_trois_dates_d_une_ligne():
    ligne = {"date_arrivee": "03/01/2022", "date_ar": datetime(2022, 1, 4, 9), "date_reponse": "-"}
    assert lire_dates(ligne, ARRETE) == DatesDemande(
        arrivee=TROIS_JANVIER, reponse=None, accuse=date(2022, 1, 4)
    )


@pytest.mark.parametrize(
    ("arrivee", "reponse", "accuse", "champ", "code"),
    [
        (None, "x", "x", "date_arrivee", "date_absente"),
        ("en cours", None, None, "date_arrivee", "date_absente"),
        ("?? mars 2022", "31/04/2022", "x", "date_arrivee", "date_illisible"),
        ("31/04/2022", "x", "x", "date_arrivee", "date_impossible"),
        ("01/01/2023", "x", "x", "date_arrivee", "date_future"),
        ("03/01/2022", "x", "y", "date_reponse", "date_illisible"),
        ("03/01/2022", ErreurExcel("#REF!"), "y", "date_reponse", "date_illisible"),
        ("03/01/2022", "02/01/2022", "y", "date_reponse", "reponse_avant_reception"),
        ("03/01/2022", "05/01/2022", "y", "date_ar", "date_illisible"),
        ("03/01/2022", "05/01/2023", "y", "date_reponse", "date_future"),
    ],
)
def test_une_ligne_n_a_qu_un_refus_le_premier(arrivee, reponse, accuse, champ, code):
    ligne = {"date_arrivee": arrivee, "date_reponse": reponse, "date_ar": accuse}
    with pytest.raises(ValeurRefusee) as refus:
        lire_dates(ligne, ARRETE)
    assert (refus.value.champ, refus.value.code) == (champ, code)
    assert str(refus.value)


def test_un_accuse_avant_l_arrivee_est_repris_et_signale():
    lues = lire_dates({"date_arrivee": "03/01/2022", "date_ar": "02/01/2022"}, ARRETE)
    assert lues.accuse == date(2022, 1, 2)
    assert "antérieur à l'arrivée" in lues.avertissement


# --- Classeurs pièges d'autres départements -------------------------------------------------------


def demandes(octets, nom="piege.xlsx"):
    """Numéro de ligne → (arrivée, réponse, canal, nature) de chaque feuille lue."""
    classeur = lire(octets, nom)
    lues = {}
    for feuille in classeur.feuilles:
        for numero, valeurs in lignes_utiles(feuille, reconnaitre(feuille, CHAMPS)):
            try:
                dates = lire_dates(valeurs, ARRETE, classeur.date1904)
            except ValeurRefusee as refus:
                lues[feuille.nom, numero] = refus.code
                continue
            canal = lire_canal(valeurs.get("canal"))[0]
            nature = lire_nature(valeurs.get("nature"))[0]
            lues[feuille.nom, numero] = (dates.arrivee, dates.reponse, canal, nature)
    return lues


REPRISE = (TROIS_JANVIER, date(2022, 1, 5), "courriel", "reclamation")


def registre_de_sous_prefecture():
    classeur = Workbook()
    f = classeur.active
    f.title = "SP Arles"
    demande = [TROIS_JANVIER, "mél", "Usager 1", "Réclamation", "Total refus", None]
    suite = [date(2022, 1, 5), date(2022, 1, 10), 2]
    for ligne in (
        ["Registre des courriers et courriels 2022"],
        ["JANVIER À MARS"],
        ["N°", "ARRIVÉE", None, "DEMANDE", None, None, "RÉPONSE"],
        [
            None,
            "Date",
            "Mode",
            "Expéditeur",
            "Catégorie",
            "Objet",
            "AR le",
            "Date",
            "Limite",
            "Délai",
        ],
        ["JANVIER"],
        [1, *demande, *suite],
        [2, None, *demande[1:], *suite],
        ["Sous-total janvier", None, 2],
        ["FÉVRIER"],
        [3, *demande, *suite],
        ["S/total février", None, 1],
        ["TOTAL GÉNÉRAL", None, 3],
    ):
        f.append(ligne)
    for plage in ("A3:A4", "B3:C3", "D3:F3", "G3:J3", "A1:J1", "A5:J5", "A9:J9"):
        f.merge_cells(plage)
    return classeur


def test_un_classeur_a_deux_lignes_d_en_tete_sections_et_sous_totaux():
    classeur = registre_de_sous_prefecture()
    notice = classeur.create_sheet("Notice")
    notice.append(["Mode d'emploi"])
    notice.append(["Canal : courriel ou courrier", "Nature : voir liste"])
    classeur.create_sheet("Vide")
    listes = classeur.create_sheet("Listes")
    for valeurs in (["Canaux", "Natures"], ["Courriel", "Réclamation"], ["Lettre", "Suggestion"]):
        listes.append(valeurs)
    assert demandes(tableurs.octets(classeur)) == {
        ("SP Arles", 6): REPRISE,
        ("SP Arles", 7): "date_absente",
        ("SP Arles", 10): REPRISE,
    }


def test_un_classeur_de_1904_aux_colonnes_dans_un_autre_ordre():
    classeur = Workbook()
    classeur.epoch = CALENDAR_MAC_1904
    f = classeur.active
    f.append(
        ["Date limite de réponse", "Répondu le", "Nature", "Voie d'arrivée", "Reçu le", "Objet"]
    )
    f.append([date(2022, 1, 10), date(2022, 1, 5), "Réclamation", "Mail", TROIS_JANVIER, "a"])
    f.append([43109, 43104, "Réclamation", "Mail", 43102, "b"])
    f.append([43109, "05/01/2022", "Réclamation", "Mail", "03/01/2022", "c"])
    assert set(demandes(tableurs.octets(classeur)).values()) == {REPRISE}
    assert len(demandes(tableurs.octets(classeur))) == 3


def test_des_erreurs_de_formule_sont_refusees_la_ou_elles_comptent():
    def poser(f):
        for adresse, code in (("A3", "#N/A"), ("B4", "#REF!"), ("D5", "#N/A")):
            f[adresse] = code
            f[adresse].data_type = "e"

    octets = xlsx(
        ["Date d'arrivée", "Date de réponse", "Nature", "Canal"],
        *([TROIS_JANVIER, date(2022, 1, 5), "Réclamation", "Courriel"] for _ in range(4)),
        nom="F",
        retouche=poser,
    )
    assert demandes(octets) == {
        **{("F", 2): REPRISE, ("F", 3): "date_illisible", ("F", 4): "date_illisible"},
        ("F", 5): (*REPRISE[:2], None, "reclamation"),
    }


@pytest.mark.parametrize(
    ("encodage", "separateur"), [("cp1252", ";"), ("utf-8", ","), ("utf-8-sig", ";")]
)
def test_un_csv_de_service(encodage, separateur):
    texte = "\r\n".join(
        [
            "Réclamations reçues;;;;",
            "",
            "N°;Date de réception;Type de demande;Reçu par;Réponse le",
            "1;03/01/2022;Réclamation;mél;05/01/2022",
            "2;;Réclamation;mél;05/01/2022",
            "Total;2;;;",
        ]
    )
    octets = texte.replace(";", separateur).encode(encodage)
    lues = demandes(octets, "SP Vienne.csv")
    assert lues == {
        ("SP Vienne", 4): REPRISE,
        ("SP Vienne", 5): "date_absente",
    }


def test_un_ancien_xls_de_1904():
    lues = demandes((CLASSEURS / "ancien-format-1904.xls").read_bytes(), "a.xls")
    assert lues == {
        ("Accueil général", 4): (*REPRISE[:3], NON_RENSEIGNEE),
        ("Accueil général", 5): (date(2022, 1, 4), None, "courrier", NON_RENSEIGNEE),
        ("Accueil général", 6): "date_illisible",
        ("Accueil général", 7): "date_illisible",
    }
