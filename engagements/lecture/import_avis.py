"""Import d'un classeur libre d'auto-évaluation : Oui, Non, Partiel, NA ou « en cours ».

Les réponses portent sur des engagements entiers : elles vont dans les avis d'une campagne, celle
qu'on choisit, à défaut l'ouverte qui convient, à défaut une que l'import ouvre (avis_ranges.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engagements.cotation import NON_APPLICABLE
from engagements.lecture import avis_lus
from engagements.lecture.avis_lus import AvisLu, EngagementLu, ReponseLue
from engagements.lecture.avis_ranges import ranger_les_avis
from engagements.lecture.cible import Cible, viser
from engagements.lecture.dispositions import (
    CHAMPS,
    Disposition,
    Lecteur,
    service_en_titre,
    titres_de_classeur,
)
from engagements.lecture.lignes_avis import Tri
from engagements.lecture.reperage import Reperage
from engagements.models import Campagne, Engagement
from qualepref.socle.importation import (
    Faute,
    Importeur,
    ImportRefuse,
    Ligne,
    LigneRefusee,
    apercu,
)
from qualepref.socle.lecture.annuaire import LieuInconnu
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.correspondance import traductions
from qualepref.socle.lecture.entetes import Entete
from qualepref.socle.lecture.lignes import LignesUtiles
from qualepref.socle.lecture.reconnaissance import Colonne, Reconnaissance
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, lire_texte, normaliser
from qualepref.socle.models import Departement, Service


def campagnes_ouvertes(departement: Departement) -> list[tuple[str, str]]:
    ouvertes = Campagne.objects.filter(departement=departement).ouvertes()
    return [(campagne.code, campagne.intitule) for campagne in ouvertes]


@dataclass
class Place:
    """Ce qu'une feuille dit pour toutes ses lignes."""

    feuille: Feuille
    disposition: Disposition
    service: Service | None = None
    courte: bool = False  # l'échelle C, PC, NC
    titres: dict[Any, str] = field(default_factory=dict)


class ImporteurDAutoEvaluations(Importeur):
    type = "autoevaluations"
    libelle = "Auto-évaluation par engagement"
    permission_required = "engagements.change_campagne"
    entete_a_dire = False
    champs = CHAMPS
    codes = {"avis": avis_lus.CODES}
    choix = {"campagne": ("Campagne", campagnes_ouvertes)}
    aide = (
        "Oui, Non, Partiel, NA ou « en cours » : les engagements en lignes et les services en "
        "colonnes, ou une feuille par service. Ce qu'une personne a saisi à l'écran reste."
    )

    def __init__(self, cadre, *args, **kwargs):
        services = Service.objects.filter(site__departement=cadre.departement)
        self.codes = {**self.codes, "service": list(services.values_list("code", flat=True))}
        super().__init__(cadre, *args, **kwargs)
        self.avis_dits = traductions(cadre.correspondance, "avis")
        self.services_dits = traductions(cadre.correspondance, "service")
        self.lecteur = Lecteur(self.situer, cadre.correspondance, self.est_avis)
        self.feuille_courante = ""  # un nom de feuille peut être celui d'un site
        self.cible: Cible | None = None
        self.reperage: Reperage | None = None
        self.par_feuille: set[Service] = set()  # services qui ont leur feuille
        self.dejas: dict[tuple[int, int], str] = {}

    def est_avis(self, valeur) -> bool:
        return avis_lus.est_un_avis(valeur, self.avis_dits)

    def situer(self, nom: str, groupe: str = "") -> tuple[Service, bool]:
        """Le service de ce nom, et s'il a fallu rapprocher ; lève LieuInconnu."""
        nom = self.services_dits.get(normaliser(nom), nom)
        site = self.annuaire.site(groupe) or self.annuaire.site(self.feuille_courante)
        return self.annuaire.service(nom, site or self.cadre.site)

    def lignes(self, classeur) -> Iterator[Ligne]:
        places = [place for f in self.feuilles_voulues(classeur) if (place := self._place(f))]
        textes = [classeur.nom, *titres_de_classeur(classeur.feuilles)]
        le = avis_lus.date_d_evaluation(textes)
        self.cible = viser(self.cadre, le, self._intitules(places))
        self.reperage = Reperage(self.cible.engagements)
        for place in places:
            yield from self._lignes_de(place, classeur.date1904)

    def _place(self, feuille: Feuille) -> Place | None:
        self.feuille_courante = feuille.nom
        disposition = self.lecteur.reconnaitre(feuille)
        if disposition is None:
            vide = Reconnaissance(feuille.nom, self.champs)
            if any(map(any, feuille.lignes)):
                self.signaler(feuille, vide)
            self.rapport.feuilles.append(apercu(feuille, vide, LignesUtiles()))
            return None
        place = Place(feuille, disposition)
        place.titres = {j: str(titre) for j, titre in disposition.titres.items()}
        return place

    def _intitules(self, places) -> list[str]:
        """Ce que disent les colonnes d'intitulés : de quoi reconnaître le référentiel."""
        return [
            lire_texte(place.feuille.valeur(rang, j))
            for place in places
            for j in place.disposition.colonnes("engagement")
            for rang in range(place.disposition.lignes_entete[-1] + 1, len(place.feuille.lignes))
        ]

    def _lignes_de(self, place: Place, date1904: bool) -> Iterator[Ligne]:
        feuille, disposition = place.feuille, place.disposition
        self.feuille_courante = feuille.nom
        tri = Tri(feuille, disposition, self.reperage.connait, self.est_avis)
        utiles, ignorees = tri.trier()
        self.rapport.feuilles.append(self._apercu(place, utiles, ignorees))
        valeurs = [tri.valeur(rang, j) for rang in utiles for j in tri.avis]
        place.courte = avis_lus.est_echelle_courte(valeurs)
        if not self._dire_les_services(place):
            return
        for rang in utiles:
            lues = {j: tri.valeur(rang, j) for j in disposition.roles}
            ligne = Ligne(self, feuille.nom, rang + 1, lues, place.titres, date1904)
            ligne.place = place
            yield ligne

    def _dire_les_services(self, place: Place) -> bool:
        """Refuse les colonnes, ou la feuille, d'un service inconnu ; faux si rien ne s'y lit."""
        disposition = place.disposition
        for j, raison in disposition.inconnues.items():
            self._refuser(place, place.titres[j], raison)
        if disposition.par_service or disposition.colonnes("service"):
            return True
        try:
            place.service = self._service_de_la_feuille(place)
        except LieuInconnu as inconnu:
            self._refuser(place, "", str(inconnu))
            return False
        self.par_feuille.add(place.service)
        return True

    def _refuser(self, place, colonne, raison):
        ligne = place.disposition.lignes_entete[-1] + 1
        faute = Faute(place.feuille.nom, ligne, colonne, colonne, raison, "service_inconnu")
        self.rapport.erreurs.append(faute)

    def _service_de_la_feuille(self, place: Place) -> Service:
        """Celui qu'un titre nomme (« Service : … »), celui demandé, sinon le nom de la feuille."""
        if ecrit := service_en_titre(place.feuille, place.disposition.lignes_entete[0]):
            return self.situer(ecrit)[0]
        if self.cadre.service:
            return self.cadre.service
        return self.situer(place.feuille.nom)[0]

    def lire_ligne(self, ligne: Ligne) -> EngagementLu:
        disposition = ligne.place.disposition
        engagement = self._engagement(ligne)
        if disposition.par_service:
            reponses = [self._reponse(ligne, service, service) for service in disposition.services]
            commun = self._texte(ligne, "commentaire", None)
            preuves = tuple(avis_lus.lire_preuves(self._brut(ligne, "preuves", None)))
        else:
            service = ligne.place.service or self._service_de_la_ligne(ligne)
            reponses, commun, preuves = [self._reponse(ligne, service, None)], "", ()
        self._verifier_les_doublons(ligne, engagement, reponses)
        return EngagementLu(engagement, reponses, commun, preuves)

    def _engagement(self, ligne: Ligne) -> Engagement:
        intitules, numero, champ = [], None, None
        for nom in ("numero", "engagement"):
            for j in ligne.place.disposition.colonnes(nom):
                champ = j if champ is None else champ
                lu, suite = self._numero(ligne, j, nom)
                numero = lu if numero is None else numero
                intitules += [suite] if suite else []
        module = next(
            (lire_texte(ligne[j]) for j in ligne.place.disposition.colonnes("module")), ""
        )
        trouve = self.reperage.trouver(numero, " ".join(intitules), module)
        if isinstance(trouve, str):
            raise LigneRefusee(champ, ligne[champ], trouve, "engagement_inconnu")
        if self.reperage.dit_autre_chose(trouve, " ".join(intitules)):
            ligne.avertir(champ, f"lu comme l'engagement {trouve}", "intitule_different")
        return trouve

    def _numero(self, ligne, j, nom) -> tuple[int | None, str]:
        """Le numéro et l'intitulé que dit une colonne ; un intitulé n'a pas toujours de numéro."""
        try:
            return avis_lus.lire_numero(ligne[j])
        except ValeurRefusee as refus:
            if nom == "engagement" and refus.code == "engagement_illisible":
                return None, lire_texte(ligne[j])
            raise LigneRefusee(j, ligne[j], str(refus), refus.code) from None

    def _service_de_la_ligne(self, ligne: Ligne) -> Service:
        (j,) = ligne.place.disposition.colonnes("service")[:1]
        if est_absence(ligne[j]):
            raise LigneRefusee(j, ligne[j], "le service manque", "service_inconnu")
        try:
            return self.situer(lire_texte(ligne[j]))[0]
        except LieuInconnu as inconnu:
            raise LigneRefusee(j, ligne[j], str(inconnu), "service_inconnu") from None

    def _reponse(self, ligne: Ligne, service: Service, cle: Service | None) -> ReponseLue:
        lu = self._avis(ligne, cle)
        motif, commentaire = (self._texte(ligne, nom, cle) for nom in ("motif", "commentaire"))
        if lu.avis == NON_APPLICABLE:
            motif = motif or lu.precision
        elif lu.precision:
            commentaire = ". ".join(filter(None, (lu.precision, commentaire)))
        preuves = avis_lus.lire_preuves(self._brut(ligne, "preuves", cle))
        return ReponseLue(service, lu.avis, motif, commentaire, tuple(preuves))

    def _avis(self, ligne: Ligne, cle: Service | None) -> AvisLu:
        """Ce qui est écrit dans la colonne, ou coché dans l'une de celles qui se cochent."""
        disposition = ligne.place.disposition
        if colonnes := disposition.colonnes("avis", cle):
            options = {"dites": self.avis_dits, "courte": ligne.place.courte}
            return ligne.lire(colonnes[0], avis_lus.lire_avis, **options)
        croix = disposition.croix(cle)
        try:
            return AvisLu(avis_lus.lire_croix({avis: ligne[j] for avis, j in croix.items()}))
        except ValeurRefusee as refus:
            j = next(j for j in croix.values() if ligne[j])
            raise LigneRefusee(j, ligne[j], str(refus), refus.code) from None

    def _brut(self, ligne, champ, cle) -> str:
        """Le texte d'une ou plusieurs colonnes, retours à la ligne compris."""
        valeurs = (ligne[j] for j in ligne.place.disposition.colonnes(champ, cle))
        textes = (v if isinstance(v, str) else lire_texte(v) for v in valeurs)
        return "\n".join(texte.strip() for texte in textes if texte and texte.strip())

    def _texte(self, ligne, champ, cle) -> str:
        return "\n".join(" ".join(t.split()) for t in self._brut(ligne, champ, cle).splitlines())

    def _verifier_les_doublons(self, ligne, engagement, reponses):
        """La seconde ligne du même engagement, pour le même service, ne crée rien."""
        ou = f"{ligne.feuille}, ligne {ligne.numero}"
        cles = [(engagement.pk, reponse.service.pk) for reponse in reponses]
        nouvelles = [r for r, cle in zip(reponses, cles, strict=True) if cle not in self.dejas]
        if len(nouvelles) < len(reponses):
            deja = next(self.dejas[cle] for cle in cles if cle in self.dejas)
            champ = next(iter(ligne.valeurs), "")
            ligne.avertir(
                champ, f"engagement déjà lu ({deja}) : la répétition est laissée", "doublon"
            )
            reponses[:] = nouvelles
        self.dejas |= {cle: ou for cle in cles if cle not in self.dejas}

    def ranger(self, lignes):
        if not lignes:
            raise ImportRefuse("Aucune ligne d'engagement n'a été lue.", self.rapport)
        ranger_les_avis(self, lignes)

    def _apercu(self, place: Place, utiles, ignorees) -> dict:
        disposition, titres = place.disposition, place.titres
        colonnes = {}
        for j, role in disposition.roles.items():
            cle = f"avis : {role.service}" if role.service else role.champ
            colonnes.setdefault(cle, Colonne(j, titres[j]))
        reconnaissance = Reconnaissance(
            place.feuille.nom,
            self.champs,
            lignes_entete=tuple(rang + 1 for rang in disposition.lignes_entete),
            colonnes=colonnes,
            colonnes_ignorees=tuple(Colonne(j, titre) for j, titre in titres.items()),
            introuvables=self._introuvables(place),
        )
        lues = LignesUtiles([(rang + 1, {}) for rang in utiles], ignorees)
        return apercu(place.feuille, reconnaissance, lues)

    def _introuvables(self, place: Place) -> dict[str, str]:
        """Les colonnes demandées que la feuille n'a pas : une faute de frappe, à dire."""
        entete = Entete(place.disposition.lignes_entete, place.disposition.titres)
        demandes = self.lecteur.demandes(place.feuille)
        return {cle: titre for cle, titre in demandes.items() if entete.chercher(titre) is None}
