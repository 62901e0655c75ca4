"""Ranger un tableau de formations : agents, obligations, sessions et présences, puis conventions.

Une cellule vide n'efface jamais ce que la base sait. Un import n'écrit pas d'historique.
"""

from formations.lecture.lues import INSCRIT, AgentLu, TutoratLu
from formations.lecture.tutorats_ranges import ranger_les_tutorats
from formations.models import (
    AgentAFormer,
    Formation,
    ObligationFormation,
    Participation,
    SessionFormation,
)
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Departement
from qualepref.socle.typographie import insecables

TRANCHE = 1000
ORIGINE = "repris d'un classeur"


def ranger_les_formations(lignes, importeur) -> None:
    departement = Departement.objects.select_for_update(of=("self",)).get(
        pk=importeur.cadre.departement.pk
    )
    agents = Agents(departement)
    siennes = [ligne for ligne in lignes if isinstance(ligne.objet, AgentLu)]
    Rangement(departement, agents, importeur).ranger(siennes)
    conventions = [ligne for ligne in lignes if isinstance(ligne.objet, TutoratLu)]
    ranger_les_tutorats(conventions, agents, importeur)


class Agents:
    """Les agents connus d'un département : un nom et un service, sinon le seul de ce nom."""

    def __init__(self, departement):
        connus = AgentAFormer.objects.filter(service__site__departement=departement)
        self.par_cle, self.par_nom = {}, {}
        for agent in connus.order_by("pk"):
            self._noter(agent)

    def _noter(self, agent):
        nom = normaliser(agent.nom)
        self.par_cle.setdefault((nom, agent.service_id), agent)
        self.par_nom.setdefault(nom, []).append(agent)

    def trouver(self, nom, service, le=None):
        """`le` : un agent parti avant ce jour n'est pas celui d'un autre service."""
        cle = normaliser(nom)
        homonymes = self.par_nom.get(cle, [])
        seul = homonymes[0] if len(homonymes) == 1 else None
        if le is not None and seul and not seul.est_en_fonction(le):
            seul = None
        return self.par_cle.get((cle, service.pk)) or seul

    def ajouter(self, lus) -> None:
        """`lus` : (nom, service, champs), sans doublon."""
        neufs = [AgentAFormer(nom=nom, service=service, **dits) for nom, service, dits in lus]
        AgentAFormer.objects.bulk_create(neufs, batch_size=TRANCHE)
        for agent in neufs:
            self._noter(agent)


class Rangement:
    """Le rangement d'un lot de lignes d'agents."""

    def __init__(self, departement, agents, importeur):
        self.departement, self.agents = departement, agents
        self.rapport, self.le = importeur.rapport, importeur.cadre.le
        self.touchees: set[int] = set()  # numéros de lignes (id) dont quelque chose a changé
        self.a_redater: set[int] = set()

    def ranger(self, lignes) -> None:
        uniques = self._sans_doublon(lignes)
        self._ajouter_les_agents(uniques)
        neuves = self._ouvrir(uniques)
        self._completer([ligne for ligne in uniques if id(ligne) not in neuves])
        self._ranger_les_venues([ligne for ligne in uniques if ligne.objet.venue])
        siennes = ObligationFormation.objects.filter(pk__in=self.a_redater)
        siennes.recalculer()
        for ligne in uniques:
            self.rapport.creees += id(ligne) in neuves
            change = id(ligne) in self.touchees and id(ligne) not in neuves
            self.rapport.mises_a_jour += change
            self.rapport.inchangees += not change and id(ligne) not in neuves

    def _sans_doublon(self, lignes):
        vues, uniques = {}, []
        for ligne in lignes:
            premiere = vues.setdefault(ligne.objet.cle, ligne)
            if premiere is ligne:
                uniques.append(ligne)
                continue
            dit = f"même agent et même thème que la ligne {premiere.numero} : pas repris"
            ligne.avertir("agent", dit, "doublon")
            self.rapport.inchangees += 1
        return uniques

    def _ajouter_les_agents(self, lignes) -> None:
        neufs = {}
        for ligne in lignes:
            lu = ligne.objet
            ligne.agent = self.agents.trouver(lu.nom, lu.service, lu.prise_de_poste)
            if ligne.agent is None:
                cle = normaliser(lu.nom), lu.service.pk
                neufs.setdefault(cle, (lu.nom, lu.service, lu.dits_agent))
        self.agents.ajouter(neufs.values())
        for ligne in lignes:
            if ligne.agent is None:
                ligne.agent = self.agents.trouver(ligne.objet.nom, ligne.objet.service)

    # --- Les obligations --------------------------------------------------------------------------

    def _ouvrir(self, lignes) -> set[int]:
        """Crée ce qui manque ; rend les lignes (id) qui ont créé."""
        agents = {ligne.agent.pk for ligne in lignes}
        connues = ObligationFormation.objects.filter(agent__in=agents).order_by("pk")
        par_cle: dict = {}
        for obligation in connues:
            cle = obligation.agent_id, obligation.theme_id
            par_cle.setdefault((*cle, obligation.date_prise_de_poste), obligation)
            if obligation.date_depart is None:
                par_cle[cle] = obligation
        neuves = set()
        for ligne in lignes:
            cle = ligne.agent.pk, ligne.objet.theme.pk
            meme = par_cle.get((*cle, ligne.objet.prise_de_poste))
            ligne.obligation = meme or par_cle.get(cle)
            if ligne.obligation is None:
                ligne.obligation = self._obligation(ligne)
                neuves.add(id(ligne))
        creees = [ligne.obligation for ligne in lignes if id(ligne) in neuves]
        ObligationFormation.objects.bulk_create(creees, batch_size=TRANCHE)
        self.a_redater |= {obligation.pk for obligation in creees}
        return neuves

    def _obligation(self, ligne):
        lu = ligne.objet
        return ObligationFormation(
            agent=ligne.agent,
            theme=lu.theme,
            date_prise_de_poste=lu.prise_de_poste,
            delai_initial_mois=lu.theme.delai_initial_mois,
            renouvellement_mois=lu.theme.renouvellement_mois,
            **lu.dits_obligation,
        )

    def _completer(self, lignes) -> None:
        """Reprend de chaque ligne ce qu'elle dit de neuf, d'un agent puis d'une obligation."""
        self._changer(
            AgentAFormer, lignes, "agent", lambda lu: {"service": lu.service, **lu.dits_agent}
        )
        self._changer(
            ObligationFormation,
            lignes,
            "obligation",
            lambda lu: {"date_prise_de_poste": lu.prise_de_poste, **lu.dits_obligation},
        )

    def _changer(self, modele, lignes, nom, dits_de) -> None:
        changes, champs = [], set()
        for ligne in lignes:
            objet = getattr(ligne, nom)
            neufs = {c: v for c, v in dits_de(ligne.objet).items() if getattr(objet, c) != v}
            if not neufs:
                continue
            self._signaler(ligne, objet, neufs)
            for champ, valeur in neufs.items():
                setattr(objet, champ, valeur)
            changes.append(objet)
            champs |= set(neufs)
            self.touchees.add(id(ligne))
            self.a_redater.add(ligne.obligation.pk)
        if changes:
            modele.objects.bulk_update(changes, sorted(champs), batch_size=TRANCHE)

    def _signaler(self, ligne, objet, neufs) -> None:
        for champ, colonne in (("date_prise_de_poste", "date_prise_poste"), ("service", "service")):
            if champ in neufs:
                avant = getattr(objet, champ)
                dit = avant if champ == "service" else f"{avant:%d/%m/%Y}"
                verbeux = objet._meta.get_field(champ).verbose_name
                ligne.avertir(colonne, insecables(f"{verbeux} : « {dit} » avant"), "valeur_changee")

    # --- Les sessions et les présences ------------------------------------------------------------

    def _ranger_les_venues(self, lignes) -> None:
        sessions = self._sessions(lignes)
        connues = Participation.objects.filter(session__in=sessions.values())
        par_cle = {(p.session_id, p.agent_id): p for p in connues}
        neuves, changees = {}, []
        for ligne in lignes:
            venue, session = ligne.objet.venue, sessions[self._cle(ligne)]
            connue = par_cle.get((session.pk, ligne.agent.pk))
            if connue is None:
                neuf = Participation(session=session, agent=ligne.agent, etat=venue.etat)
                neuves.setdefault((session.pk, ligne.agent.pk), neuf)
            elif connue.etat != venue.etat:
                connue.etat = venue.etat
                changees.append(connue)
            else:
                continue
            self.touchees.add(id(ligne))
            self.a_redater.add(ligne.obligation.pk)
        Participation.objects.bulk_create(neuves.values(), batch_size=TRANCHE)
        Participation.objects.bulk_update(changees, ["etat"], batch_size=TRANCHE)

    def _cle(self, ligne):
        return self.formations[self._nom(ligne.objet.venue.intitule)].pk, ligne.objet.venue.jour

    def _nom(self, intitule) -> str:
        """« CERT 38 » est le CERT du catalogue : un classeur y écrit son département."""
        mots = normaliser(intitule).replace("(", "( ").replace(")", " )").split()
        return " ".join(mot for mot in mots if mot != self.departement.code.lower())

    def _sessions(self, lignes) -> dict:
        """(formation, jour) → session ; le thème de la ligne fait foi : elle le valide."""
        self._trouver_les_formations(lignes)
        siennes = SessionFormation.objects.filter(departement=self.departement)
        siennes = siennes.exclude(etat=SessionFormation.Etat.ANNULEE).prefetch_related("themes")
        sessions = {(s.formation_id, s.date_debut): s for s in siennes}
        for ligne in lignes:
            cle = self._cle(ligne)
            if cle not in sessions:
                sessions[cle] = self._session(*cle)
            session, theme = sessions[cle], ligne.objet.theme
            if theme not in session.themes.all():
                session.themes.add(theme)
            if session.est_prevue and ligne.objet.venue.etat != INSCRIT:
                session.etat = SessionFormation.Etat.VALIDEE
                session.save(update_fields=["etat"])
        return sessions

    def _session(self, formation, jour):
        session = SessionFormation.objects.create(
            departement=self.departement,
            formation_id=formation,
            date_debut=jour,
            date_fin=jour,
        )
        session.themes.set(session.formation.themes.all())
        return session

    def _trouver_les_formations(self, lignes) -> None:
        """Celles du catalogue ; une autre s'ajoute à celui du département, et se signale."""
        connues = Formation.objects.proposees(self.departement)
        self.formations = {self._nom(formation.intitule): formation for formation in connues}
        for ligne in lignes:
            intitule = ligne.objet.venue.intitule
            if self._nom(intitule) in self.formations:
                continue
            neuve = Formation.objects.create(
                departement=self.departement, intitule=intitule, origine=ORIGINE
            )
            neuve.themes.add(ligne.objet.theme)
            self.formations[self._nom(intitule)] = neuve
            dit = "formation absente du catalogue : ajoutée pour le thème de la ligne"
            ligne.avertir("formation", dit, "formation_ajoutee")
