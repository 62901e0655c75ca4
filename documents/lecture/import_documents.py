"""Import d'un tableau des enregistrements : une ligne du classeur est un document de la base."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from documents.lecture.canaux_lus import lire_canaux
from documents.lecture.colonnes import CHAMPS
from documents.lecture.dates_lues import lire_caducite
from documents.lecture.documents_ranges import ranger_les_documents
from documents.lecture.import_fichiers import ImporteurDeFichiers
from documents.lecture.lue import Lue
from documents.lecture.services_lus import Proprietaires
from documents.lecture.types_lus import est_un_type, lire_type
from documents.lecture.versions_lues import lire_version
from documents.models import CanalDiffusion, TypeDocument
from engagements.lecture.actions_lues import lire_engagements
from engagements.models import Engagement, Referentiel
from qualepref.socle.importation import Importeur, Ligne, LigneRefusee
from qualepref.socle.lecture.correspondance import traductions
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.valeurs import lire_texte, normaliser


class ImporteurDeDocuments(Importeur):
    type = "documents"
    libelle = "Documents (tableau des enregistrements)"
    permission_required = "socle.importer_production"
    champs = CHAMPS
    aide = (
        "Une ligne par document, avec son intitulé. La référence reconnaît le document d'un import "
        "à l'autre ; l'accessibilité s'écrit en mots : « Intranet, affichage hall »."
    )
    archives = ImporteurDeFichiers
    aide_archives = (
        "Un .zip verse des fichiers : chacun va au document dont son nom porte la référence "
        "(« FP-ACC-004 v2.pdf »)."
    )

    def __init__(self, cadre, *args, **kwargs):
        genres = TypeDocument.objects.filter(retire=False)
        self.types = {genre.cle: genre for genre in genres}
        self.canaux = {canal.cle: canal for canal in CanalDiffusion.objects.filter(retire=False)}
        self.codes = {"type": tuple(self.types), "accessibilite": tuple(self.canaux)}
        super().__init__(cadre, *args, **kwargs)
        self.libelles = {normaliser(genre.libelle): cle for cle, genre in self.types.items()}
        self.traductions = {c: traductions(cadre.correspondance, c) for c in self.codes}
        referentiel = Referentiel.objects.suivi_par(cadre.departement)
        connus = Engagement.objects.du_referentiel(referentiel, cadre.departement)
        self.engagements = {engagement.numero: engagement for engagement in reversed(list(connus))}
        self.proprietaires = Proprietaires(self)
        self.references: dict[str, Ligne] = {}

    def lignes(self, classeur) -> Iterator[Ligne]:
        """Un intertitre qui nomme un type vaut pour les lignes qui le suivent."""
        par_nom = {feuille.nom: feuille for feuille in classeur.feuilles}
        for nom, groupe in groupby(super().lignes(classeur), key=lambda ligne: ligne.feuille):
            apercu = next(f for f in self.rapport.feuilles if f["nom"] == nom)
            sections = self._sections(par_nom[nom], apercu["ignorees"]["section"])
            for ligne in groupe:
                if self._est_un_intertitre(ligne):
                    sections[ligne.numero] = ligne.texte("intitule").rstrip(" :")
                    apercu["ignorees"]["section"].append(ligne.numero)
                    continue
                passees = [numero for numero in sections if numero < ligne.numero]
                ligne.section = sections[max(passees)] if passees else nom
                yield ligne

    def _est_un_intertitre(self, ligne) -> bool:
        """« Modes opératoires », seul sur sa ligne : un type, au pluriel."""
        intitule = ligne.texte("intitule")
        seul = not any(v for champ, v in ligne.valeurs.items() if champ != "intitule")
        pluriel = bool(intitule) and intitule.split()[0].rstrip(" :").endswith(("s", "x"))
        return seul and pluriel and est_un_type(intitule, self.libelles)

    def _sections(self, feuille, numeros):
        textes = {
            numero: next((lire_texte(v) for v in feuille.lignes[numero - 1] if v is not None), "")
            for numero in numeros
        }
        return {numero: texte.rstrip(" :") for numero, texte in textes.items()}

    def lire_ligne(self, ligne: Ligne) -> Lue:
        effet = ligne.lire("date", lire_date, date1904=ligne.date1904)
        caducite = ligne.lire("date_caducite", lire_caducite, effet=effet, date1904=ligne.date1904)
        intitule = self._intitule(ligne)
        lue = Lue(self._reference(ligne), self.proprietaires.de(ligne))
        lue.dire(service=ligne.texte("service") and lue.service)
        lue.dire(intitule=intitule, observations=ligne.texte("observations"))
        lue.dire(date_effet=effet, date_caducite=caducite, **self._type(ligne, intitule))
        lue.dire(date_relecture=ligne.lire("date_relecture", lire_date, date1904=ligne.date1904))
        self._verifier_les_dates(ligne, effet, caducite)
        lue.engagements = self._engagements(ligne)
        self._lire_la_version(ligne, lue)
        self._lire_les_canaux(ligne, lue)
        self._refuser_l_homonyme(ligne, lue)
        return lue

    def _intitule(self, ligne) -> str:
        intitule = lire_texte(ligne["intitule"])
        if not intitule.strip("-–. "):
            raise LigneRefusee(
                "intitule", ligne["intitule"], "le document n'a pas d'intitulé", "libelle_absent"
            )
        return intitule[:300]

    def _reference(self, ligne) -> str:
        reference = ligne.texte("reference").strip("-–. ")
        if not reference and "reference" in ligne.titres:
            ligne.avertir("reference", "pas de référence : une est proposée", "reference_absente")
        return reference[:60]

    def _refuser_l_homonyme(self, ligne, lue) -> None:
        """Une référence ne peut désigner deux documents : on ne devine pas laquelle est fausse."""
        premiere = self.references.setdefault(lue.cle, ligne)
        if premiere is not ligne and premiere.intitule != lue.intitule:
            raise LigneRefusee(
                "reference",
                ligne["reference"],
                f"référence déjà employée ligne {premiere.numero} pour un autre document",
                "reference_repetee",
            )
        ligne.intitule = lue.intitule

    def _type(self, ligne, intitule) -> dict:
        """Ce que dit la colonne ; à défaut l'intertitre, puis la feuille, s'ils nomment un type."""
        ecrit = ligne.texte("type")
        if not ecrit and est_un_type(ligne.section, self.libelles):
            ecrit = ligne.section
        lu = lire_type(ecrit, intitule, self.libelles, self.traductions["type"])
        if lu.avertissement:
            ligne.avertir("type", lu.avertissement, "type_a_verifier")
        return {"type_lu": ecrit[:100], "type": self.types.get(lu.cle)}

    def _verifier_les_dates(self, ligne, effet: date | None, caducite: date | None) -> None:
        if effet and caducite and caducite < effet:
            dit = f"caduc avant sa date d'effet ({effet:%d/%m/%Y})"
            raise LigneRefusee("date_caducite", ligne["date_caducite"], dit, "caducite_avant_effet")
        if effet and effet > self.cadre.le:
            ligne.avertir("date", f"date d'effet à venir ({effet:%d/%m/%Y})", "date_a_venir")

    def _lire_la_version(self, ligne, lue) -> None:
        lue.version, lue.version_lue = lire_version(ligne["version"]), ligne.texte("version")[:30]
        if lue.version is None and lue.version_lue:
            ligne.avertir("version", "version non comprise : gardée en mots", "version_a_verifier")

    def _lire_les_canaux(self, ligne, lue) -> None:
        lus = lire_canaux(ligne["accessibilite"], self.traductions["accessibilite"])
        if lus.avertissement:
            ligne.avertir("accessibilite", lus.avertissement, "acces_a_verifier")
        lue.canaux, lue.endroits = [c for c in lus.cles if c in self.canaux] or None, lus.endroits
        lue.dire(emplacement=lus.endroits.get("dossier_partage", "")[:500])

    def _engagements(self, ligne) -> list[Engagement] | None:
        lus = lire_engagements(ligne["engagements"], self.engagements)
        if lus.avertissement:
            ligne.avertir("engagements", lus.avertissement, "engagement_ambigu")
        return [self.engagements[n] for n in lus.numeros if n in self.engagements] or None

    def ranger(self, lignes):
        ranger_les_documents(lignes, self)
