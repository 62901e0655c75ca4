"""Rapprocher les lignes d'un classeur des actions du plan, et ranger le lot.

Identité d'une ligne : l'année du plan et le numéro, sinon l'intitulé. Une cellule vide n'efface
jamais ce que la base sait. Un import n'écrit pas d'historique ligne à ligne, sauf pour une action
que quelqu'un a modifiée dans l'application : ce qu'il avait écrit se retrouve.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from simple_history.utils import get_history_manager_for_model

from engagements.lecture.actions_lues import etat_deduit
from engagements.models import Action, Engagement, Report
from engagements.plan import FAITES, REALISEE, SOLDEE
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Departement
from qualepref.socle.typographie import insecables

TRANCHE = 1000


@dataclass
class Lue:
    """Ce qu'une ligne dit d'une action ; un champ absent de `dits` n'y est pas renseigné."""

    annee: int
    numero: int | None
    dits: dict[str, Any] = field(default_factory=dict)
    deduits: dict[str, Any] = field(default_factory=dict)  # pour une action nouvelle
    engagements: list[Engagement] | None = None

    def dire(self, **valeurs) -> None:
        self.dits |= {champ: v for champ, v in valeurs.items() if v is not None and v != ""}

    def deduire_l_etat(self) -> None:
        """L'état d'après l'avancement s'il n'est pas dit ; réalisée, une action l'est à 100 %."""
        avancement = self.dits.get("avancement")
        etat = self.dits.get("etat") or etat_deduit(avancement, self.dits.get("date_realisation"))
        self.deduits = {"etat": etat}
        if avancement is None:
            self.deduits["avancement"] = 100 if etat in FAITES else 0

    @property
    def cle(self) -> tuple[int, str]:
        return self.annee, normaliser(self.dits["intitule"])


class Rangement:
    """Le rangement d'un lot de lignes lues dans le plan d'un département."""

    def __init__(self, departement: Departement, rapport):
        self.departement, self.rapport = departement, rapport
        annees = departement.actions.prefetch_related("engagements").select_related("service")
        self.connues = list(annees)
        self.par_numero = {(a.annee, a.numero): a for a in self.connues}
        self.par_intitule: dict[tuple, list[Action]] = {}
        for action in self.connues:
            cle = action.annee, normaliser(action.intitule)
            self.par_intitule.setdefault(cle, []).append(action)
        self.prises: set[int] = set()  # clés des actions déjà rapprochées d'une ligne

    def ranger(self, lignes) -> None:
        uniques = self._sans_doublon(lignes)
        paires = self._rapprocher(uniques)
        self._creer([ligne for ligne, action in paires if action is None])
        self._mettre_a_jour([(ligne, action) for ligne, action in paires if action])

    def _sans_doublon(self, lignes) -> list:
        """Même numéro et même intitulé, ou même intitulé sans numéro : la seconde ne crée rien."""
        vues, uniques = {}, []
        for ligne in lignes:
            cle = (ligne.objet.numero, *ligne.objet.cle)
            if cle in vues:
                premiere = f"{vues[cle].feuille}, ligne {vues[cle].numero}"
                ligne.avertir("action", f"même action que {premiere} : pas reprise", "doublon")
                self.rapport.inchangees += 1
            else:
                vues[cle] = ligne
                uniques.append(ligne)
        return uniques

    def _rapprocher(self, lignes) -> list[tuple]:
        """Chaque ligne et son action, ou None ; le plus sûr d'abord, une action par ligne."""
        trouvees: dict[int, Action] = {}
        for essai in (self._meme_tout, self._meme_intitule, self._meme_numero):
            for rang, ligne in enumerate(lignes):
                action = None if rang in trouvees else essai(ligne)
                if action and action.pk not in self.prises:
                    self.prises.add(action.pk)
                    trouvees[rang] = action
        return [(ligne, trouvees.get(rang)) for rang, ligne in enumerate(lignes)]

    def _meme_tout(self, ligne) -> Action | None:
        action = self._meme_numero(ligne)
        return action if action in self.par_intitule.get(ligne.objet.cle, ()) else None

    def _meme_intitule(self, ligne) -> Action | None:
        libres = [a for a in self.par_intitule.get(ligne.objet.cle, ()) if a.pk not in self.prises]
        return libres[0] if libres else None

    def _meme_numero(self, ligne) -> Action | None:
        return self.par_numero.get((ligne.objet.annee, ligne.objet.numero))

    def _creer(self, lignes) -> None:
        self._numeroter(lignes)
        actions = [self._action(ligne.objet) for ligne in lignes]
        Action.objects.bulk_create(actions, batch_size=TRANCHE)
        self._lier([(a, ligne.objet.engagements) for a, ligne in zip(actions, lignes, strict=True)])
        self.rapport.creees += len(actions)

    def _numeroter(self, lignes) -> None:
        """Le numéro écrit s'il est libre ; sinon le suivant du plan de l'année."""
        pris, dernier = set(self.par_numero), Counter()
        for ligne in lignes:
            cle = ligne.objet.annee, ligne.objet.numero
            if cle in pris:
                ligne.avertir("numero", "numéro déjà pris : un autre est donné", "numero_repete")
                ligne.objet.numero = None
            elif ligne.objet.numero:
                pris.add(cle)
        for annee, numero in pris:
            dernier[annee] = max(dernier[annee], numero)
        for lue in (ligne.objet for ligne in lignes if ligne.objet.numero is None):
            dernier[lue.annee] += 1
            lue.numero = dernier[lue.annee]

    def _action(self, lue: Lue) -> Action:
        champs = lue.deduits | lue.dits
        return Action(departement=self.departement, annee=lue.annee, numero=lue.numero, **champs)

    def _mettre_a_jour(self, paires) -> None:
        touchees, liens, champs, reports = [], [], set(), []
        for ligne, action in paires:
            ancienne = action.date_echeance
            changes = completer(action, ligne)
            if ancienne and "date_echeance" in changes:
                reports.append(report_d_import(action, ancienne, ligne.objet.dits))
            lie = ligne.objet.engagements is not None and set(ligne.objet.engagements) != set(
                action.engagements.all()
            )
            if changes:
                touchees.append(action)
                champs |= changes
            if lie:
                liens.append((action, ligne.objet.engagements))
            self.rapport.mises_a_jour += bool(changes or lie)
            self.rapport.inchangees += not (changes or lie)
        if touchees:
            Action.objects.bulk_update(touchees, sorted(champs), batch_size=TRANCHE)
            self._garder_l_histoire(touchees)
        Report.objects.bulk_create(reports, batch_size=TRANCHE)
        liens_de = Action.engagements.through.objects
        liens_de.filter(action__in=[action for action, _ in liens]).delete()
        self._lier(liens)

    def _lier(self, paires) -> None:
        lien = Action.engagements.through
        lien.objects.bulk_create(
            [
                lien(action=action, engagement=engagement)
                for action, engagements in paires
                for engagement in engagements or ()
            ],
            batch_size=TRANCHE,
        )

    def _garder_l_histoire(self, actions) -> None:
        histoire = get_history_manager_for_model(Action)
        pks = [action.pk for action in actions]
        suivies = set(histoire.filter(id__in=pks).values_list("id", flat=True))
        modifiees = [action for action in actions if action.pk in suivies]
        histoire.bulk_history_create(modifiees, update=True, default_change_reason="import")


def completer(action: Action, ligne) -> set[str]:
    """Reprend de la ligne ce qu'elle dit de neuf ; rend les champs changés."""
    lue = ligne.objet
    changes = {champ for champ, v in lue.dits.items() if v != getattr(action, champ)}
    changes -= redites(action, lue.dits)
    if action.etat == SOLDEE and lue.dits.get("etat") == REALISEE:
        changes.discard("etat")  # soldée dans l'application depuis : plus avancée que le classeur
    for champ in sorted(changes & {"intitule", "date_echeance"}):
        avant = getattr(action, champ)
        nom = Action._meta.get_field(champ).verbose_name
        if avant:
            ligne.avertir(
                "action" if champ == "intitule" else "echeance",
                insecables(f"{nom} changé : « {ecrire(avant)} » avant"),
                "valeur_changee",
            )
    for champ in changes:
        setattr(action, champ, lue.dits[champ])
    if "etat" in changes and action.etat in FAITES and "avancement" not in lue.dits:
        action.avancement = 100
        changes.add("avancement")
    return changes


def report_d_import(action: Action, ancienne: date, dits: dict[str, Any]) -> Report:
    """L'échéance que le classeur déplace : l'ancienne se garde, comme à l'écran."""
    motif = dits.get("motif") or "Changée dans le classeur importé"
    return Report(action=action, ancienne=ancienne, nouvelle=action.date_echeance, motif=motif)


def redites(action: Action, dits: dict[str, Any]) -> set[str]:
    """Ce qui est dit autrement sans rien changer, comme dans l'export de la liste."""
    vus = set()
    if dits.get("responsable_lu") == action.responsable_en_mots:
        vus |= {"responsable_lu", "fonction"}
    origine = normaliser(dits.get("origine_lue", ""))
    if origine in (normaliser(action.origine_lue), normaliser(action.get_origine_display())):
        vus.add("origine_lue")
    if dits.get("etat") == action.etat:
        vus.add("motif")
    return vus


def ecrire(valeur) -> str:
    return valeur if isinstance(valeur, str) else f"{valeur:%d/%m/%Y}"


def ranger_les_actions(lignes, departement: Departement, rapport) -> None:
    Rangement(departement, rapport).ranger(lignes)
