"""Les mots des classeurs d'indicateurs : grandeurs relevées, réseaux, mois, étiquettes.

Une grandeur du classeur n'est pas toujours un indicateur : « appels présentés » n'en fait qu'une
partie. `ROLES` dit de quel indicateur elle est et ce qu'elle y fait.
"""

import re
from collections.abc import Iterable

from qualepref.socle.lecture.titres import CERTAINE, Champ, Lexique, sans_parentheses
from qualepref.socle.lecture.valeurs import normaliser

# brut − retire = dénominateur, quand celui-ci n'est pas donné ; valeur : un taux sans effectifs.
ROLES = {
    "appels_decroches": ("TEL-DECROCHE", "numerateur"),
    "appels_a_traiter": ("TEL-DECROCHE", "denominateur"),
    "appels_presentes": ("TEL-DECROCHE", "brut"),
    "appels_svi": ("TEL-DECROCHE", "retire"),
    "taux_decroche": ("TEL-DECROCHE", "valeur"),
    "visites": ("WEB-VISITES", "numerateur"),
    "publications": ("RS-PUBLICATIONS", "numerateur"),
    "interactions": ("RS-ENGAGEMENT", "numerateur"),
    "portee": ("RS-ENGAGEMENT", "denominateur"),
    "taux_engagement": ("RS-ENGAGEMENT", "valeur"),
}
TAUX = {cle for cle, (_, role) in ROLES.items() if role == "valeur"}
GRANDEURS = (
    Champ(
        "appels_presentes",
        "Appels présentés",
        (
            *("Nombre d'appels présentés", "Appels reçus", "Nombre d'appels reçus"),
            *("Appels entrants", "Nombre d'appels entrants", "Total des appels"),
            *("Nombre d'appels", "Appels", "Appels arrivés", "Appels totaux", "Volume d'appels"),
            *("Présentés", "Entrants", "Appels offerts", "Appels entrants présentés"),
        ),
    ),
    Champ(
        "appels_svi",
        "Appels terminés dans le SVI",
        (
            *("Appels SVI", "Terminés dans le SVI", "Appels finis dans le SVI", "Finis SVI"),
            *("Appels achevés dans le serveur vocal", "Appels traités par le SVI"),
            *("Appels terminés SVI", "Appels aboutis dans le SVI", "Raccrochés dans le SVI"),
            *("Appels traités par le serveur vocal", "Appels sortis au SVI", "dont SVI", "SVI"),
            *("Appels terminés dans le serveur vocal interactif", "Traités SVI"),
        ),
    ),
    Champ(
        "appels_decroches",
        "Appels décrochés",
        (
            *("Nombre d'appels décrochés", "Appels pris", "Appels pris par un agent"),
            *("Appels répondus", "Appels traités", "Appels traités par un agent", "Décrochés"),
            *("Appels aboutis", "Appels servis", "Nombre d'appels traités", "Réponses"),
            *("Nombre d'appels pris", "Nombre d'appels répondus", "Communications établies"),
            *("Aboutis", "Répondus"),
        ),
    ),
    Champ(
        "appels_a_traiter",
        "Appels à traiter par un agent",
        (
            *("Appels présentés à un agent", "Appels demandant un agent", "Appels hors SVI"),
            *("Appels présentés aux agents", "Appels à prendre", "Appels à traiter"),
            *("Appels transférés aux agents", "Appels vers un agent", "Appels présentés hors SVI"),
            *("Appels reçus hors SVI", "Appels hors serveur vocal", "Appels entrants hors SVI"),
        ),
    ),
    Champ(
        "taux_decroche",
        "Taux de décroché",
        (
            *("Taux de décrochage", "Taux d'appels décrochés", "Taux de décrochés"),
            *("Taux de réponse", "Taux d'appels aboutis", "Taux de réponse téléphonique"),
            *("Taux de prise d'appels", "Taux de décroché téléphonique", "Taux d'appels pris"),
        ),
    ),
    Champ(
        "visites",
        "Nombre de visites",
        (
            *("Visites", "Connexions", "Nombre de connexions", "Sessions", "Fréquentation"),
            *("Connexions au site internet", "Visites du site", "Visites du site internet"),
            *("Nombre de sessions", "Consultations du site", "Visites sur le site internet"),
        ),
    ),
    Champ(
        "publications",
        "Publications",
        (
            *("Nombre de publications", "Posts", "Nombre de posts", "Tweets", "Messages publiés"),
            *("Publications du mois", "Nb de tweets", "Publications sur les réseaux sociaux"),
        ),
    ),
    Champ(
        "taux_engagement",
        "Taux d'engagement",
        ("Engagement", "Taux d'engagement moyen", "Engagement moyen"),
    ),
    Champ(
        "interactions",
        "Interactions",
        ("Nombre d'interactions", "Réactions", "Engagements", "Interactions totales"),
    ),
    Champ(
        "portee",
        "Portée",
        ("Portée des publications", "Impressions", "Personnes atteintes", "Couverture", "Vues"),
    ),
)
# Ce que les services relèvent aussi et dont aucun indicateur ne se sert : lu, puis laissé.
LAISSEES = (
    Champ("attente", "Durée moyenne d'attente", ("Temps d'attente", "Attente moyenne", "DMA")),
    Champ("duree", "Durée moyenne de communication", ("DMC", "Durée moyenne d'appel")),
    Champ("perdus", "Appels perdus", ("Appels abandonnés", "Abandons", "Appels non décrochés")),
    Champ("pages_vues", "Pages vues", ("Nombre de pages vues", "Pages consultées")),
    Champ("pages", "Pages d'information vérifiées", ("Pages vérifiées", "Pages contrôlées")),
    Champ("visiteurs", "Visiteurs uniques", ("Visiteurs",)),
    Champ("abonnes", "Abonnés", ("Nombre d'abonnés", "Followers", "Fans", "Mentions j'aime")),
)
ETIQUETTES = (
    Champ(
        "site",
        "Site",
        (
            "Lieu",
            "Implantation",
            "Préfecture ou sous-préfecture",
            "Standard",
            "Structure",
            "Service",
        ),
    ),
    Champ("indicateur", "Indicateur", ("Mesure", "Libellé", "Donnée", "Nature", "Statistique")),
    Champ(
        "compte", "Réseau", ("Compte", "Réseau social", "Réseaux sociaux", "Plateforme", "Média")
    ),
    Champ("periode", "Mois", ("Période", "Date", "Mois et année", "Mois de mesure", "Jour")),
    Champ("annee", "Année", ("Exercice", "An")),
    Champ("valeur", "Valeur", ("Nombre", "Résultat", "Chiffre", "Quantité", "Effectif")),
)
CHAMPS = (*ETIQUETTES, *GRANDEURS)

RESEAUX = {
    **{nom.lower(): nom for nom in "Facebook Twitter Instagram LinkedIn YouTube TikTok".split()},
    **{nom.lower(): nom for nom in "Threads Bluesky Mastodon WhatsApp Snapchat".split()},
    **{"fb": "Facebook", "insta": "Instagram", "x": "X", "x (ex-twitter)": "X"},
}
_GENERIQUES = set("page compte reseau ex officiel officielle le la de du l anciennement".split())
_RESEAU = re.compile(rf"\b({'|'.join(re.escape(nom) for nom in RESEAUX if len(nom) > 2)})\b")
_ABREGES = "janv|jan fevr|fev mars|mar avr mai juin juil|juill aout sept|sep oct nov dec".split()
_ENTIERS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
)
_MOIS = {
    nom: rang
    for rang, (entier, abreges) in enumerate(zip(_ENTIERS, _ABREGES, strict=True), 1)
    for nom in (entier, *abreges.split("|"))
}
_NOM_DU_MOIS = "|".join(sorted(_MOIS, key=len, reverse=True))
_TITRE_DE_MOIS = re.compile(
    rf"(?:(?P<avant>20\d\d) )?(?:mois d[e'] ?)?(?P<nom>{_NOM_DU_MOIS})\.?"
    r"(?:[ \-/.']*(?P<an>20\d\d|\d\d))?(?: (?P<apres>20\d\d))?"
)
_MOIS_CHIFFRES = re.compile(
    r"(?P<an>20\d\d)(?:[-/._](?P<m>0?[1-9]|1[0-2])|(?P<colle>0[1-9]|1[0-2]))"
)
_CHIFFRES_MOIS = re.compile(r"(?P<m>0?[1-9]|1[0-2])[-/.](?P<an>20\d\d)")
_ANNEE = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_EXERCICE = re.compile(r"(?<!\d)(20\d\d) ?[-/] ?(20\d\d|\d\d)(?!\d)")
_DATE = re.compile(
    r"(?<!\d)\d{1,2}(?:er)?(?:[ /.\-]\d{1,2}[/.\- ]|"
    rf" (?:{'|'.join(_ENTIERS)}) )20\d\d(?!\d)"
)

_lexique = Lexique((*GRANDEURS, *LAISSEES))
_etiquettes = Lexique(ETIQUETTES)
_LAISSEES = {champ.cle for champ in LAISSEES}
# Mot pour mot d'abord : « Engagements » se compte, « Engagement » est un taux.
_EXACTES = {
    normaliser(titre): champ.cle
    for champ in (*GRANDEURS, *LAISSEES)
    for titre in (champ.libelle, *champ.synonymes)
}
# « % décrochés » n'est pas « décrochés » ; « Taux (%) » en dit l'unité.
_POURCENT = re.compile(r"(?<!\()%(?!\))")


def lire_titre_de_mois(titre: str) -> tuple[int, int | None] | None:
    """« janv. » → (1, None) ; « janv-22 », « 01/2022 », « 2022 janvier » → (1, 2022)."""
    texte = normaliser(titre)
    for forme in (_MOIS_CHIFFRES, _CHIFFRES_MOIS):
        if trouve := forme.fullmatch(texte):
            dits = trouve.groupdict()
            return int(dits["m"] or dits["colle"]), int(dits["an"])
    trouve = _TITRE_DE_MOIS.fullmatch(texte)
    if not trouve:
        return None
    annee = trouve["an"] or trouve["avant"] or trouve["apres"]
    return _MOIS[trouve["nom"]], int(annee) + (2000 if len(annee) == 2 else 0) if annee else None


def annees_de(texte: str) -> tuple[int, ...]:
    """Les années nommées hors des dates : (2022,), ou (2021, 2022) pour « 2021-2022 »."""
    simple = normaliser(texte)
    sans_dates = _DATE.sub(" ", simple)
    if exercice := _EXERCICE.search(sans_dates):
        debut = int(exercice[1])
        if int(exercice[2][-2:]) == (debut + 1) % 100:
            return debut, debut + 1
    annees = {int(annee) for annee in _ANNEE.findall(sans_dates)}
    if not annees and len(bornes := _DATE.findall(simple)) == 2:  # du 01/01/2022 au 31/12/2022
        annees = {int(borne[-4:]) for borne in bornes}
    return tuple(sorted(annees))


def annees_dites(textes: Iterable[str]) -> tuple[int, ...]:
    """L'année, ou les deux d'un exercice, que nomme le premier texte sans ambiguïté."""
    for texte in textes:
        annees = annees_de(texte)
        if len(annees) == 1 or (len(annees) == 2 and annees[1] == annees[0] + 1):
            return annees
    return ()


def reseau_nomme(texte: str) -> str:
    """« Page Facebook », « X (ex-Twitter) » : le réseau, si rien d'autre n'est dit ; sinon « »."""
    mots = [m for m in re.findall(r"[a-z]+", normaliser(texte)) if m not in _GENERIQUES]
    if mots and set(mots) <= {"x", "twitter"}:
        return "X" if "x" in mots else "Twitter"
    return RESEAUX.get(mots[0], "") if len(mots) == 1 else ""


def reseau_de(texte: str) -> str:
    """Le réseau social nommé, sous son écriture usuelle ; à défaut le texte lui-même."""
    return RESEAUX.get(normaliser(texte)) or reseau_nomme(texte) or texte


def grandeur_de(libelle: str, sure: bool = False) -> tuple[str | None, str]:
    """La grandeur d'un libellé et le réseau qu'il nomme ; None si elle n'est pas connue.

    `sure` : mot pour mot seulement, comme il le faut d'un titre de colonne.
    """
    texte = _POURCENT.sub(" taux ", normaliser(libelle))
    reseau = trouve[1] if (trouve := _RESEAU.search(texte)) else ""
    sans_reseau = " ".join(_RESEAU.sub(" ", texte).split())
    if exacte := _EXACTES.get(sans_reseau):
        return exacte, RESEAUX.get(reseau, "")
    candidats = _lexique.rapprocher(sans_reseau, sure)
    candidats = candidats or _lexique.rapprocher(sans_parentheses(sans_reseau), sure)
    meilleur = max(candidats, key=lambda r: r.note, default=None)
    return (meilleur.champ.cle if meilleur else None), RESEAUX.get(reseau, "")


def etiquette_de(titre: str) -> str | None:
    """Le rôle d'une colonne d'étiquettes : site, indicateur, compte, période."""
    candidats = [r for r in _etiquettes.rapprocher(titre) if r.note >= CERTAINE]
    return max(candidats, key=lambda r: r.note).champ.cle if candidats else None


def est_laissee(cle: str) -> bool:
    return cle in _LAISSEES
