"""Import d'un classeur libre d'auto-évaluation : Oui, Non, Partiel, NA ou « en cours ».

Les réponses portent sur des engagements entiers : elles vont dans les avis d'une campagne, celle
qu'on choisit, à défaut l'ouverte qui convient, à défaut une que l'import ouvre (avis_ranges.py).
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import Any

from engagements.cotation import NON_APPLICABLE
from engagements.lecture import avis_lus
from engagements.lecture.avis_lus import AvisLu, EngagementLu, ReponseLue
from engagements.lecture.avis_ranges import ranger_les_avis
from engagements.lecture.blocs_avis import blocs
from engagements.lecture.cible import Cible, engagements_par_referentiel, viser
from engagements.lecture.dispositions import (
    CHAMPS,
    Lecteur,
    service_en_titre,
    titres_de_classeur,
)
from engagements.lecture.lignes_avis import Tri
from engagements.lecture.places_avis import (
    LigneDAvis,
    Place,
    Placeur,
    apercu_de,
    apercu_sans_avis,
)
from engagements.lecture.reperage import Reperage
from engagements.models import Campagne, Engagement
from qualepref.socle.importation import Faute, Importeur, ImportRefuse, Ligne, LigneRefusee
from qualepref.socle.lecture.annuaire import LieuInconnu
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.correspondance import traductions
from qualepref.socle.lecture.reconnaissance import Reconnaissance
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, lire_texte, normaliser
from qualepref.socle.models import Departement, Service


def campagnes_ouvertes(departement: Departement) -> list[tuple[str, str]]:
    ouvertes = Campagne.objects.filter(departement=departement).ouvertes()
    return [(campagne.code, campagne.intitule) for campagne in ouvertes]


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
        "colonnes ou l'inverse, une feuille par service ou par engagement. Ce qu'une personne a "
        "saisi à l'écran reste."
    )

    def __init__(self, cadre, *args, **kwargs):
        services = Service.objects.filter(site__departement=cadre.departement)
        self.codes = {**self.codes, "service": list(services.values_list("code", flat=True))}
        super().__init__(cadre, *args, **kwargs)
        self.avis_dits = traductions(cadre.correspondance, "avis")
        self.services_dits = traductions(cadre.correspondance, "service")
        self.lecteur = Lecteur(self.situer, cadre.correspondance, self.est_avis)
        self.placeur = Placeur(self.lecteur, self._connait())
        self.feuille_courante = ""  # un nom de feuille peut être celui d'un site
        self.cible: Cible | None = None
        self.reperage: Reperage | None = None
        self.par_feuille: set[Service] = set()  # services qui ont leur feuille
        self.dejas: dict[tuple[int, int], str] = {}

    def _connait(self) -> Callable[[str], Any]:
        """Reconnaît un intitulé d'engagement, de quelque référentiel qu'il soit."""
        engagements = engagements_par_referentiel(self.cadre.departement).values()
        return cache(Reperage(chain.from_iterable(engagements)).connu)

    def est_avis(self, valeur) -> bool:
        return avis_lus.est_un_avis(valeur, self.avis_dits)

    def situer(self, nom: str, groupe: str = "") -> tuple[Service, bool]:
        """Le service de ce nom, et s'il a fallu rapprocher ; lève LieuInconnu."""
        nom = self.services_dits.get(normaliser(nom), nom)
        site = self.annuaire.site(groupe) or self.annuaire.site(self.feuille_courante)
        return self.annuaire.service(nom, site or self.cadre.site)

    def lignes(self, classeur) -> Iterator[Ligne]:
        voulues = self.feuilles_voulues(classeur)
        places = [place for feuille in voulues for place in self._places(feuille)]
        textes = [classeur.nom, *titres_de_classeur(classeur.feuilles)]
        le = avis_lus.date_d_evaluation(textes)
        self.cible = viser(self.cadre, le, self._intitules(places))
        self.reperage = Reperage(self.cible.engagements)
        for place in places:
            yield from self._lignes_de(place, classeur.date1904)

    def _places(self, feuille: Feuille) -> list[Place]:
        """Une place, ou une par tableau de la feuille."""
        place = self._place(feuille)
        if place is None or place.redressee:
            return [place] if place else []
        parties = blocs(feuille, place.disposition, self.est_avis)
        if len(parties) == 1:
            return [place]
        return [place for partie in parties if (place := self._place(partie))]

    def _place(self, feuille: Feuille) -> Place | None:
        self.feuille_courante = feuille.nom
        try:
            place = self.placeur.placer(feuille)
        except ValeurRefusee as refus:
            place = None
            faute = Faute(feuille.nom, 1, "", "", str(refus), refus.code)
            self.rapport.erreurs.append(faute)
        else:
            if place is None and any(map(any, feuille.lignes)):
                self.signaler(feuille, Reconnaissance(feuille.nom, self.champs))
        if place is None:
            self.rapport.feuilles.append(apercu_sans_avis(feuille, self.champs))
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
        self.feuille_courante = place.source.nom
        tri = Tri(feuille, disposition, self.reperage.connait, self.est_avis)
        utiles, ignorees = tri.trier()
        self.rapport.feuilles.append(apercu_de(place, self, utiles, ignorees))
        valeurs = [tri.valeur(rang, j) for rang in utiles for j in tri.avis]
        self.rapport.avertissements.extend(place.colonnes_laissees())
        place.courte = avis_lus.est_echelle_courte(valeurs)
        if not self._dire_les_services(place):
            return
        for rang in utiles:
            lues = {j: tri.valeur(rang, j) for j in disposition.roles}
            yield LigneDAvis(self, place, rang, lues, date1904)

    def _dire_les_services(self, place: Place) -> bool:
        """Refuse les colonnes, ou la feuille, d'un service inconnu ; faux si rien ne s'y lit."""
        disposition = place.disposition
        for j, raison in disposition.inconnues.items():
            self._refuser(place, place.titres[j], raison, j)
        self._refuser_les_repetes(place)
        if disposition.par_service or disposition.colonnes("service"):
            return True
        try:
            place.service = self._service_de_la_feuille(place)
        except LieuInconnu as inconnu:
            self._refuser(place, "", str(inconnu))
            return False
        self.par_feuille.add(place.service)
        return True

    def _refuser(self, place, colonne, raison, j=None, code="service_inconnu"):
        rang = place.disposition.lignes_entete[-1]
        faute = Faute(place.source.nom, rang + 1, colonne, colonne, raison, code)
        self.rapport.erreurs.append(place.situer(faute, rang, j))

    def _refuser_les_repetes(self, place):
        """Deux colonnes d'avis pour un service : rien ne dit laquelle vaut."""
        for service in place.disposition.services:
            for j in place.disposition.colonnes("avis", service)[1:]:
                raison = f"« {service} » a déjà ses avis : gardez les uns ou les autres"
                self._refuser(place, place.titres[j], raison, j, "service_repete")

    def _service_de_la_feuille(self, place: Place) -> Service:
        """Celui qu'un titre nomme (« Service : … »), celui demandé, sinon le nom de la feuille."""
        if ecrit := service_en_titre(place.feuille, place.disposition.lignes_entete[0]):
            return self.situer(ecrit)[0]
        if self.cadre.service:
            return self.cadre.service
        return self.situer(place.source.nom)[0]

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
        if dit := ligne.place.engagement:
            numero, intitules = dit.numero, [dit.suite]
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
