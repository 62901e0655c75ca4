"""Le type d'un document, tel qu'un service l'écrit : « FICHE DE PROCÉDURE », « modop », « GT »."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.typographie import insecables

TYPES = (
    ("fiche_procedure", r"fiches? (de )?proc(edures?|\.)?|procedures?|fp"),
    ("mode_operatoire", r"modes? operatoires?|mod(e )?op\.?|mo"),
    ("courrier_type", r"(modeles? de )?(courriers?|lettres?)( types?)?|ct"),
    ("courriel_type", r"(modeles? de )?(courriels?|mails?|mels?|e-?mails?)( types?)?|cm"),
    ("guide_accueil", r"guides?( d'accueil| de l'accueil)?|livrets? d'accueil|ga"),
    (
        "guide_nouvel_arrivant",
        r"(guides?|livrets?) (du|de|des) (nouve(l|aux) (arrivants?|agents?))",
    ),
    (
        "releve_grille",
        r"grilles?( (de|d') ?(verification|controle|auto-?controle|releve|audit)s?)?",
    ),
    ("memo", r"memos?( .*)?|aide-memoire"),
    ("fiche_poste", r"fiches? de postes?"),
    ("plan_actions", r"plans? d'actions?"),
    ("bilan_annuel", r"bilans?( (annuel|qualite)s?)*"),
    ("politique_qualite", r"politiques? qualite"),
    ("lettre_mission", r"lettres? de mission"),
    ("plan_formation", r"plans? de formation"),
    ("plan_communication", r"plans? de communication"),
    ("tableau_bord", r"tableaux? de bord"),
    ("tableau_enregistrements", r"tableaux? des enregistrements?"),
    ("charte_usager", r"chartes? (de l'|des )?(usagers?|d'accueil|accueil)"),
    ("questionnaire_enquete", r"questionnaires?( d'enquete| de satisfaction)?"),
    ("resultats_enquete", r"resultats? d'enquetes?"),
    ("convention_tutorat", r"conventions? de tutorat"),
    ("feuille_emargement", r"feuilles? d'emargement|feuilles? de presence"),
    ("photographie", r"photo(graphie)?s?"),
    ("capture_ecran", r"captures? d'ecran"),
    ("compte_rendu_copil", r"comptes?[ -]rendus? (de |du )?copil"),
    ("compte_rendu_clu", r"comptes?[ -]rendus? (de |du )?clu"),
)
# Un type qui en réunit plusieurs : l'intitulé dit lequel, à vérifier.
GENERIQUES = {
    r"comptes?[ -]rendus?|cr|releves? de (decisions?|conclusions?)|proces[ -]verb(al|aux)|pv": (
        ("compte_rendu_copil", r"\bcopil\b|comites? de pilotage"),
        ("compte_rendu_clu", r"\bclu\b|comites? local"),
        ("compte_rendu_groupe_travail", r"\bgt\b|groupes? de travail"),
    ),
    r"affiches?|affichages?|posters?": (
        ("affiche_resultats_enquete", r"enquete|satisfaction"),
        ("affiche_transparence", r"transparence"),
        ("affiche_teleservices", r"\bqr\b|teleservice|demarches en ligne|34 ?00"),
        ("affiche_horaires", r"horaires?|affluence|coordonnees"),
        ("affiche_engagements", r"engagements?"),
    ),
    r"autres?|divers|documents?|enregistrements?|": (
        ("politique_qualite", r"^politique (de )?(la )?qualite"),
        ("lettre_mission", r"^lettres? de mission"),
        ("registre_accessibilite", r"registre (public )?d'accessibilite"),
        ("plan_communication", r"^plan de communication"),
        ("plan_formation", r"^plan de formation"),
        ("bilan_annuel", r"^bilan (annuel|(de la )?(demarche )?qualite)"),
        ("dossier_candidature", r"^dossier de candidature"),
        ("memo", r"^memo\b"),
        ("charte_usager", r"^charte (de l'|des )usagers?"),
        ("plan_signaletique", r"^plan de (la )?signaletique"),
    ),
}


class TypeLu(NamedTuple):
    """Clé du type, ou None ; `avertissement` dit ce qui est à vérifier."""

    cle: str | None
    avertissement: str = ""


def lire_type(
    ecrit: str,
    intitule: str,
    libelles: Mapping[str, str],
    correspondance: Mapping[str, str] | None = None,
) -> TypeLu:
    """`libelles` : libellé normalisé → clé, pour les types en vigueur.

    Un type que le vocabulaire n'a pas se garde tel qu'il est écrit, sans être deviné.
    """
    texte, cles = normaliser(ecrit).strip(" .:;"), set(libelles.values())
    certain = (correspondance or {}).get(texte) or libelles.get(texte) or _premier(TYPES, texte)
    if certain in cles:
        return TypeLu(certain)
    for generique, motifs in GENERIQUES.items():
        if re.fullmatch(generique, texte):
            cle = _cherche(motifs, normaliser(intitule))
            noms = {cle: nom for nom, cle in libelles.items()}
            if cle in cles:
                dit = f"« {ecrit or 'type vide'} » : « {noms[cle]} » d'après l'intitulé, à vérifier"
                return TypeLu(cle, insecables(dit))
    quoi = f"type « {ecrit} » sans équivalent : gardé tel quel" if ecrit else "type non renseigné"
    return TypeLu(None, insecables(quoi))


def est_un_type(texte: str, libelles: Mapping[str, str]) -> bool:
    """Un intertitre ou un nom de feuille : « Modes opératoires », « Affiches »."""
    simple = normaliser(texte).strip(" .:;")
    generique = any(re.fullmatch(motif, simple) for motif in GENERIQUES if "document" not in motif)
    return generique or simple in libelles or _premier(TYPES, simple) is not None


def _premier(motifs, texte: str) -> str | None:
    return next((cle for cle, motif in motifs if re.fullmatch(motif, texte)), None)


def _cherche(motifs, texte: str) -> str | None:
    return next((cle for cle, motif in motifs if re.search(motif, texte)), None)


def ecriture_commune(ecritures: Iterable[str]) -> str:
    """La façon d'écrire un même type : la plus fréquente, ni en capitales ni sans majuscule."""
    comptes = Counter(ecritures)
    soignees = [e for e in comptes if e[:1].isupper() and not e.isupper()]
    if soignees:
        return max(sorted(soignees), key=comptes.get)
    premiere = min(comptes)
    return premiere.capitalize() if premiere.isupper() else premiere[:1].upper() + premiere[1:]


def compter_par_type(ecritures: Iterable[str]) -> dict[str, int]:
    """Type → nombre, casse, accents de capitales et espaces indifférents."""
    groupes: dict[str, list[str]] = {}
    for ecriture in ecritures:
        groupes.setdefault(normaliser(ecriture), []).append(" ".join(ecriture.split()))
    comptes = {ecriture_commune(groupe): len(groupe) for groupe in groupes.values()}
    return dict(sorted(comptes.items()))
