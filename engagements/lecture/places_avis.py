"""Une feuille reconnue d'un classeur libre d'auto-évaluation, et les lignes qu'on y lit.

La feuille lue peut être celle du classeur redressée : une faute se dit toujours à la place que
l'utilisateur a sous les yeux.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from engagements.lecture.avis_lus import est_mot_d_engagement, lire_numero
from engagements.lecture.dispositions import AVIS, Disposition, Lecteur, champ_de
from engagements.lecture.redressement import Redressee, redresser
from engagements.lecture.titres_transposes import Designation, Vocabulaire
from qualepref.socle.importation import Faute, Importeur, Ligne, apercu
from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.lignes import LignesUtiles
from qualepref.socle.lecture.rangs_de_titres import Entete
from qualepref.socle.lecture.reconnaissance import Colonne, Reconnaissance
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser
from qualepref.socle.models import Service
from qualepref.socle.typographie import insecables


@dataclass
class Place:
    """Ce qu'une feuille dit pour toutes ses lignes.

    `engagement` : celui que disent son titre ou son nom, quand chacun a sa feuille.
    """

    source: Feuille
    disposition: Disposition
    redressee: Redressee | None = None
    engagement: Designation | None = None
    service: Service | None = None
    courte: bool = False  # l'échelle C, PC, NC

    @property
    def feuille(self) -> Feuille:
        return self.redressee.feuille if self.redressee else self.source

    @property
    def titres(self) -> dict[int, str]:
        return {j: str(titre) for j, titre in self.disposition.titres.items()}

    @property
    def lignes_entete(self) -> tuple[int, ...]:
        entete = self.redressee or self.disposition
        return tuple(rang + 1 for rang in entete.lignes_entete)

    def colonnes_laissees(self) -> list[Faute]:
        """Celles d'une feuille transposée dont on ne sait pas l'engagement."""
        titres = self.redressee.laissees if self.redressee else ()
        raison = "colonne laissée : elle ne dit pas de quel engagement elle parle"
        ou = self.source.nom, self.lignes_entete[0]
        return [Faute(*ou, titre, "", raison, "colonne_laissee") for titre in titres]

    def situer(self, faute: Faute, rang: int, j: int) -> Faute:
        """La faute, à sa place dans le classeur ; `rang` et `j` sont ceux de la feuille lue."""
        if self.redressee is None:
            return faute
        ligne, colonne = self.redressee.origines.get((rang, j), (rang, j))
        return replace(faute, ligne=ligne + 1, colonne=self.redressee.titres.get(colonne, ""))


class LigneDAvis(Ligne):
    """Une ligne d'engagement : ses valeurs par colonne de la feuille lue."""

    def __init__(self, importeur: Importeur, place: Place, rang: int, valeurs, date1904: bool):
        self.place, self.rang = place, rang
        numero = place.lignes_entete[0] if place.redressee else rang + 1
        super().__init__(importeur, place.source.nom, numero, valeurs, place.titres, date1904)

    def faute(self, champ, valeur, message, code) -> Faute:
        return self.place.situer(super().faute(champ, valeur, message, code), self.rang, champ)

    def faute_de(self, service: Service, message: str, code: str) -> Faute:
        """À propos de la réponse d'un service."""
        roles = self.place.disposition.roles.items()
        j = next((j for j, r in roles if r.champ in AVIS and r.service in (service, None)), None)
        faute = Faute(self.feuille, self.numero, str(service), "", message, code)
        return self.place.situer(faute, self.rang, j)


class Placeur:
    """Reconnaît comment se lit une feuille : telle quelle, redressée, ou d'un seul engagement."""

    def __init__(self, lecteur: Lecteur, connait: Callable[[str], Any]):
        self.lecteur, self.connait = lecteur, connait
        self.vocabulaire = Vocabulaire(self.designer, champ_de, lecteur.est_avis)

    def placer(self, feuille: Feuille) -> Place | None:
        """Lève ValeurRefusee si la feuille dit deux engagements, ou porte deux tableaux."""
        disposition = self.lecteur.reconnaitre(feuille)
        if disposition and self._suffit(feuille, disposition):
            return Place(feuille, disposition)
        autre = None if self.lecteur.demandes(feuille) else self._autrement(feuille)
        return autre or (disposition and Place(feuille, disposition))

    def _suffit(self, feuille: Feuille, disposition: Disposition) -> bool:
        """Une ligne au moins dit son engagement, et tout n'est pas d'un service inconnu."""
        if disposition.inconnues and not disposition.services:
            return False
        tete = disposition.colonnes("numero") + disposition.colonnes("engagement")
        rangs = range(disposition.lignes_entete[-1] + 1, len(feuille.lignes))
        return any(self.designer(feuille.valeur(rang, j)) for rang in rangs for j in tete)

    def _autrement(self, feuille: Feuille) -> Place | None:
        if redressee := redresser(feuille, self.vocabulaire):
            disposition = self.lecteur.reconnaitre(redressee.feuille)
            if disposition and disposition.par_service:
                return Place(feuille, disposition, redressee)
        disposition = self.lecteur.reconnaitre(feuille, sans_engagement=True)
        if disposition and (dit := self._engagement_de(feuille, disposition.lignes_entete[0])):
            self._refuser_les_lignes_de_textes(feuille, disposition)
            return Place(feuille, disposition, engagement=dit)
        return None

    def _refuser_les_lignes_de_textes(self, feuille: Feuille, disposition: Disposition) -> None:
        """« Commentaire » au début d'une ligne, sous des services : on le perdrait en silence."""
        for ligne in feuille.lignes[disposition.lignes_entete[-1] + 1 :]:
            textes = [t for v in ligne if (t := lire_texte(v))]
            if len(textes) > 1 and champ_de(textes[0]) in ("commentaire", "preuves", "motif"):
                raise ValeurRefusee(
                    "textes_en_ligne",
                    f"la ligne « {textes[0]} » ne se lit pas ainsi : mettez un service par ligne, "
                    "ses avis et ses commentaires en colonnes.",
                )

    def designer(self, valeur: Valeur) -> Designation | None:
        """L'engagement, ou l'exigence, que nomme une cellule."""
        texte = lire_texte(valeur)
        try:
            numero, suite = lire_numero(valeur)
        except ValeurRefusee as refus:
            if refus.code == "exigence":
                return Designation(texte, texte, "")
            connu = refus.code == "engagement_illisible" and self.connait(texte)
            return Designation(connu, None, texte) if connu else None
        return Designation(numero, numero, suite) if numero else None

    def _engagement_de(self, feuille: Feuille, entete: int) -> Designation | None:
        """Celui que disent les titres de la feuille, ou son nom ; tous deux s'accordent."""
        en_titre = next(self._dans_les_titres(feuille, entete), None)
        en_nom = self.designer(feuille.nom)
        if en_titre is None or en_nom is None:
            return en_titre or en_nom
        if None not in (en_titre.numero, en_nom.numero) and en_titre.numero != en_nom.numero:
            raise ValeurRefusee(
                "deux_engagements",
                f"son titre dit l'engagement {en_titre.numero}, son nom l'engagement "
                f"{en_nom.numero} : corrigez l'un ou l'autre.",
            )
        suite = en_titre.suite or en_nom.suite
        return Designation(en_titre.cle, en_titre.numero or en_nom.numero, suite)

    def _dans_les_titres(self, feuille: Feuille, entete: int):
        """« Engagement 3 : … », « Engagement n° » puis 3 dans la cellule voisine, un intitulé."""
        for rang in range(entete):
            textes = [t for v in feuille.lignes[rang] if (t := lire_texte(v))]
            for texte, suivant in zip(textes, [*textes[1:], ""], strict=False):
                if est_mot_d_engagement(texte):
                    trouve = self.designer(suivant)
                else:
                    nomme = normaliser(texte).startswith("eng") or not texte[0].isdigit()
                    trouve = self.designer(texte) if nomme else None
                if trouve:
                    yield trouve


def apercu_sans_avis(feuille: Feuille, champs) -> dict:
    return apercu(feuille, Reconnaissance(feuille.nom, champs), LignesUtiles())


def apercu_de(place: Place, importeur, utiles: list[int], ignorees) -> dict:
    """Ce que la page montre : les colonnes du classeur, redressé ou non."""
    if place.redressee:
        return _apercu_redresse(place, place.redressee, importeur.champs)
    colonnes = {}
    for j, role in place.disposition.roles.items():
        cle = f"avis : {role.service}" if role.service else role.champ
        colonnes.setdefault(cle, Colonne(j, place.titres[j]))
    reconnaissance = Reconnaissance(
        place.source.nom,
        importeur.champs,
        lignes_entete=place.lignes_entete,
        colonnes=colonnes,
        colonnes_ignorees=tuple(Colonne(j, titre) for j, titre in place.titres.items()),
        introuvables=_introuvables(place, importeur.lecteur),
    )
    lues = LignesUtiles([(rang + 1, {}) for rang in utiles], ignorees)
    return apercu(place.source, reconnaissance, lues)


def _apercu_redresse(place: Place, redressee: Redressee, champs) -> dict:
    """Les services en lignes, tels qu'ils sont dans le classeur."""
    reconnaissance = Reconnaissance(
        place.source.nom,
        champs,
        lignes_entete=place.lignes_entete,
        colonnes_ignorees=tuple(Colonne(j, titre) for j, titre in redressee.titres.items()),
    )
    lues = LignesUtiles([(rang + 1, {}) for rang in redressee.lignes])
    phrase = f"Feuille « {place.source.nom} » : lue par colonnes, un engagement dans chacune."
    return apercu(place.source, reconnaissance, lues) | {"messages": [insecables(phrase)]}


def _introuvables(place: Place, lecteur: Lecteur) -> dict[str, str]:
    """Les colonnes demandées que la feuille n'a pas : une faute de frappe, à dire."""
    entete = Entete(place.disposition.lignes_entete, place.disposition.titres)
    demandes = lecteur.demandes(place.source)
    return {cle: titre for cle, titre in demandes.items() if entete.chercher(titre) is None}
