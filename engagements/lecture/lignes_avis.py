"""Les lignes d'un classeur libre d'auto-évaluation : un engagement, ou un titre, un total…"""

from collections.abc import Iterator, Mapping

from engagements.lecture.avis_lus import lire_numero
from engagements.lecture.dispositions import AVIS, Disposition
from qualepref.socle.lecture.cellules import Valeur, est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.lignes import CATEGORIES
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser

CONTEXTE = ("numero", "engagement", "module", "service")
_TOTAUX = ("total", "sous-total", "sous total", "s/total", "s/t", "cumul", "moyenne", "somme")
_TOTAUX += ("taux", "nombre ", "nb ", "%", "pourcentage", "synthese", "recapitulatif", "legende")


class Tri:
    """Trie les lignes d'une feuille reconnue : celles d'un engagement, et les autres."""

    def __init__(self, feuille: Feuille, disposition: Disposition, connait, est_avis):
        self.feuille, self.disposition = feuille, disposition
        self.connait, self.est_avis = connait, est_avis
        self.entete = disposition.lignes_entete
        self.tete = disposition.colonnes("numero") + disposition.colonnes("engagement")
        self.avis = [j for j, r in disposition.roles.items() if r.champ in AVIS]
        self.reponses = [j for j, r in disposition.roles.items() if r.champ not in CONTEXTE]
        self.reports = dict(self._reports())

    def _reports(self) -> Iterator[tuple[tuple[int, int], Valeur]]:
        """Une cellule fusionnée vaut vers le bas, et vers la droite pour d'autres avis."""
        for fusion in self.feuille.fusions or ():
            if fusion.haut <= self.entete[-1]:
                continue
            valeur = self.feuille.valeur(fusion.haut, fusion.gauche)
            for j in self._couvertes(fusion):
                for rang in range(fusion.haut, fusion.bas + 1):
                    yield (rang, j), valeur

    def _couvertes(self, fusion) -> list[int]:
        couvertes = range(fusion.gauche, fusion.droite + 1)
        if fusion.gauche in self.avis:
            return [j for j in couvertes if j in self.avis]
        return [fusion.gauche] if fusion.gauche == fusion.droite else []

    def valeur(self, rang: int, j: int) -> Valeur:
        propre = self.feuille.valeur(rang, j)
        return self.reports.get((rang, j)) if est_vide(propre) else propre

    def trier(self) -> tuple[list[int], dict[str, list[int]]]:
        """Les indices des lignes à lire, et les numéros de celles qu'on laisse, par catégorie."""
        ignorees = {categorie: [] for categorie in CATEGORIES}
        utiles = []
        for rang in range(len(self.feuille.lignes)):
            categorie = self.categorie(rang)
            if categorie:
                ignorees[categorie].append(rang + 1)
            else:
                utiles.append(rang)
        return utiles, ignorees

    def categorie(self, rang: int) -> str | None:
        """None : la ligne est à lire."""
        remplies = {j: v for j, v in enumerate(self.feuille.lignes[rang]) if not est_vide(v)}
        if not remplies:
            return "vides"
        if rang <= self.entete[-1]:
            return "entete" if rang >= self.entete[0] else "titre"
        if self._repete_l_entete(remplies):
            return "entete"
        if any(est_total(remplies.get(j)) for j in (*self.tete, min(remplies))):
            return "total"
        return self._sans_engagement(rang)

    def _sans_engagement(self, rang: int) -> str | None:
        """Un titre de module, ou une ligne qui ne répond de rien."""
        if not self.tete:
            return None if any(self._repond(rang, j) for j in self.reponses) else "section"
        if any(self.est_avis(self.valeur(rang, j)) for j in self.avis) or self._est_numerotee(rang):
            return None
        intitules = (lire_texte(self.valeur(rang, j)) for j in self.tete)
        return None if any(map(self.connait, filter(None, intitules))) else "section"

    def _repond(self, rang: int, j: int) -> bool:
        return not est_vide(self.valeur(rang, j))

    def _est_numerotee(self, rang: int) -> bool:
        for j in self.tete:
            try:
                if lire_numero(self.valeur(rang, j))[0] is not None:
                    return True
            except ValeurRefusee as refus:
                if refus.code != "engagement_illisible":
                    return True
        return False

    def _repete_l_entete(self, remplies: Mapping[int, Valeur]) -> bool:
        titres = self.disposition.titres
        repetes = sum(
            titres[j].est(lire_texte(v))
            for j, v in remplies.items()
            if j in titres and isinstance(v, str) and v.strip()
        )
        return repetes >= 2 and repetes * 2 >= len(remplies)


def est_total(valeur: Valeur) -> bool:
    return isinstance(valeur, str) and normaliser(valeur).startswith(_TOTAUX)
