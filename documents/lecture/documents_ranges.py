"""Rapprocher les lignes d'un tableau des enregistrements des documents connus, et les ranger.

Une cellule vide n'efface jamais ce que la base sait. Un import n'écrit pas d'historique ligne à
ligne, sauf pour un document que quelqu'un a modifié dans l'application.
"""

from django.utils import timezone
from simple_history.utils import get_history_manager_for_model

from documents import circuit
from documents.lecture.lue import Lue
from documents.lecture.suites import ranger_les_suites
from documents.models import Document, PreuveDocument, Prolongation
from documents.references import debut_de_reference, prochaine_reference
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Departement
from qualepref.socle.typographie import insecables

TRANCHE = 1000
REPRIS = "Date changée dans le classeur importé"
TENUS = ("type_lu", "type")  # changés dans l'application, un même classeur n'y revient pas


class Rangement:
    """Le rangement d'un lot de lignes lues dans la base documentaire d'un département."""

    def __init__(self, importeur):
        self.rapport, self.le = importeur.rapport, importeur.cadre.le
        self.canaux = importeur.canaux
        self.departement = Departement.objects.select_for_update(of=("self",)).get(
            pk=importeur.cadre.departement.pk
        )
        self.connus = list(self._lire_les_connus())
        self.par_cle = {self._cle_sans_reference(document): document for document in self.connus}
        self.par_cle |= {normaliser(document.reference): document for document in self.connus}

    def _lire_les_connus(self):
        documents = Document.objects.filter(departement=self.departement).order_by("pk")
        documents = documents.select_related("type", "service")
        return documents.prefetch_related("engagements", "diffusions__canal", "versions")

    def _cle_sans_reference(self, document) -> str:
        return Lue("", document.service, {"intitule": document.intitule}).cle

    def ranger(self, lignes) -> None:
        uniques = self._sans_doublon(lignes)
        paires = [(ligne, self.par_cle.get(ligne.objet.cle)) for ligne in uniques]
        neuves = self._creer([ligne for ligne, document in paires if document is None])
        changees = self._completer([(ligne, document) for ligne, document in paires if document])
        suivis = ranger_les_suites([*neuves, *changees], self.canaux, self.le)
        PreuveDocument.objects.suivre(Document.objects.filter(departement=self.departement))
        for _, document in changees:
            touche = document.pk in self.touches or document.pk in suivis
            self.rapport.mises_a_jour += touche
            self.rapport.inchangees += not touche

    def _sans_doublon(self, lignes) -> list:
        """La plus récente des lignes d'un même document ; les autres se signalent."""
        gardees: dict[str, object] = {}
        for ligne in lignes:
            autre = gardees.setdefault(ligne.objet.cle, ligne)
            if autre is ligne:
                continue
            garde, laisse = (ligne, autre) if ligne.objet.age > autre.objet.age else (autre, ligne)
            gardees[ligne.objet.cle] = garde
            dit = f"même document que la ligne {garde.numero}, plus récente ou identique"
            laisse.avertir("reference", f"{dit} : pas repris", "doublon")
            self.rapport.inchangees += 1
        return list(gardees.values())

    # --- Créer ------------------------------------------------------------------------------------

    def _creer(self, lignes) -> list[tuple]:
        self._nommer(lignes)
        documents = [self._document(ligne.objet) for ligne in lignes]
        Document.objects.bulk_create(documents, batch_size=TRANCHE)
        self.rapport.creees += len(documents)
        return list(zip(lignes, documents, strict=True))

    def _document(self, lue: Lue) -> Document:
        document = Document(
            departement=self.departement,
            reference=lue.reference,
            etat=circuit.EN_VIGUEUR,
            public=self._public(lue),
            **{"service": lue.service} | lue.dits,
        )
        document.dater()
        return document

    def _public(self, lue) -> str:
        """À qui s'adresse un document d'après les endroits où on le trouve."""
        publics = {self.canaux[cle].public for cle in lue.canaux or ()}
        if "usagers" not in publics:
            return Document.Public.AGENTS
        return Document.Public.USAGERS if publics == {"usagers"} else Document.Public.TOUS

    def _nommer(self, lignes) -> None:
        """Les références non dites, à la suite de toutes celles qui ont été données."""
        anonymes = [ligne.objet for ligne in lignes if not ligne.objet.reference]
        if not anonymes:
            return
        passees = Document.history.filter(departement=self.departement.pk)
        prises = set(passees.values_list("reference", flat=True).distinct())
        prises |= {document.reference for document in self.connus}
        prises |= {ligne.objet.reference for ligne in lignes}
        for lue in anonymes:
            type_ = lue.dits.get("type")
            debut = debut_de_reference(type_.prefixe if type_ else "", lue.service.code)
            lue.reference = prochaine_reference(debut, prises)
            prises.add(lue.reference)

    # --- Compléter --------------------------------------------------------------------------------

    def _completer(self, paires) -> list[tuple]:
        gardees, champs, prolongations = [], set(), []
        self.touches: set[int] = set()
        for ligne, document in paires:
            if document.etat == circuit.ARCHIVE:
                ligne.avertir("reference", "archivé dans l'application : il le reste", "archive")
                self.rapport.inchangees += 1
                continue
            gardees.append((ligne, document))
            avant = document.date_caducite
            if changes := completer(document, ligne):
                champs |= changes
                self.touches.add(document.pk)
            if "date_caducite" in changes and avant and document.date_caducite > avant:
                prolongations.append(
                    Prolongation(
                        document=document,
                        ancienne=avant,
                        nouvelle=document.date_caducite,
                        motif=REPRIS,
                    )
                )
        touches = [document for _, document in gardees if document.pk in self.touches]
        if touches:
            for document in touches:  # l'index des textes s'y fie, et bulk_update ne la tient pas
                document.date_modification = timezone.now()
            ecrits = sorted(champs | {"date_preavis", "date_revue", "date_modification"})
            Document.objects.bulk_update(touches, ecrits, batch_size=TRANCHE)
            garder_l_histoire(touches)
        Prolongation.objects.bulk_create(prolongations, batch_size=TRANCHE)
        return gardees


def completer(document: Document, ligne) -> set[str]:
    """Reprend de la ligne ce qu'elle dit de neuf ; rend les champs changés."""
    dits = ligne.objet.dits
    changes = {champ for champ, v in dits.items() if v != getattr(document, champ)}
    if normaliser(dits.get("type_lu", "")) == normaliser(document.type_lu):
        changes -= set(TENUS)
    for champ in sorted(changes & {"intitule", "date_caducite"}):
        avant = getattr(document, champ)
        nom = Document._meta.get_field(champ).verbose_name
        if avant:
            dit = f"« {avant} »" if champ == "intitule" else f"{avant:%d/%m/%Y}"
            ligne.avertir(champ, insecables(f"{nom} : {dit} avant"), "valeur_changee")
    for champ in changes:
        setattr(document, champ, dits[champ])
    document.dater()
    return changes


def garder_l_histoire(documents) -> None:
    histoire = get_history_manager_for_model(Document)
    pks = [document.pk for document in documents]
    suivis = set(histoire.filter(id__in=pks).values_list("id", flat=True))
    modifies = [document for document in documents if document.pk in suivis]
    histoire.bulk_history_create(modifies, update=True, default_change_reason="import")


def ranger_les_documents(lignes, importeur) -> None:
    Rangement(importeur).ranger(lignes)
