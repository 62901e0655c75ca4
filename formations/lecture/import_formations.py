"""Import d'un tableau de suivi des formations : ses agents, puis ses conventions de tutorat."""

import re
from collections.abc import Iterator

from formations.lecture import ecarts
from formations.lecture.colonnes import AGENTS, CHAMPS, TUTORATS
from formations.lecture.formations_rangees import ranger_les_formations
from formations.lecture.lues import ABSENT, EXCUSE, INSCRIT, PRESENT, AgentLu, TutoratLu, Venue
from formations.models import AgentAFormer, RegleTutorat, ThemeFormation
from qualepref.socle.importation import Importeur, Ligne, LigneRefusee
from qualepref.socle.lecture.apercu import apercu, est_lisible
from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.correspondance import traductions
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.entetes import reconnaitre
from qualepref.socle.lecture.lignes import lignes_utiles
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_oui_non, lire_texte, normaliser

CONTRATS = (
    (re.compile(r"titulaires?|fonctionnaires?|statutaires?|stagiaires?"), "titulaire"),
    (re.compile(r"cdd|cdi|contractuel(le)?s?|vacataires?|non titulaires?"), "contractuel"),
    (re.compile(r"(volontaire )?(en )?service civique|vsc|volontaire"), "service_civique"),
)
EXCUSES = re.compile(r"\bexcuse")
VENU = re.compile(r"(presente?|faite?|suivie?|realisee?|effectuee?)s?")
PAS_VENU = re.compile(r"(absente?|excusee?)s?( .*)?")


class ImporteurDeFormations(Importeur):
    type = "formations"
    libelle = "Formations (agents à former, tutorats)"
    permission_required = "socle.importer_production"
    champs = CHAMPS
    codes = {"theme": (), "statut": tuple(AgentAFormer.Contrat.values)}
    aide = (
        "Une ligne par agent et par thème, avec sa date de prise de poste ; une autre feuille peut "
        "donner les conventions de tutorat. Les échéances se calculent."
    )

    def __init__(self, cadre, *args, **kwargs):
        themes = list(ThemeFormation.objects.filter(retire=False))
        self.codes = self.codes | {"theme": tuple(theme.cle for theme in themes)}
        super().__init__(cadre, *args, **kwargs)
        self.themes = {
            normaliser(nom): theme
            for theme in themes
            for nom in (theme.cle, theme.libelle, *theme.alias)
        }
        self.regle = RegleTutorat.objects.first()
        self.traductions = {c: traductions(cadre.correspondance, c) for c in self.codes}

    def lignes(self, classeur) -> Iterator[Ligne]:
        """Chaque feuille est un suivi d'agents ou une liste de conventions, d'après ses titres."""
        for feuille in self.feuilles_voulues(classeur):
            essais = [
                reconnaitre(feuille, champs, self.cadre.correspondance)
                for champs in (AGENTS, TUTORATS)
            ]
            reconnue = max(essais, key=lambda une: (est_lisible(une), len(une.colonnes)))
            utiles = lignes_utiles(feuille, reconnue)
            self.rapport.feuilles.append(apercu(feuille, reconnue, utiles))
            if not est_lisible(reconnue):
                if any(map(any, feuille.lignes)):
                    self.signaler(feuille, reconnue)
                continue
            titres = {cle: col.titre or col.lettre for cle, col in reconnue.colonnes.items()}
            for numero, valeurs in utiles:
                yield Ligne(self, feuille.nom, numero, valeurs, titres, classeur.date1904)

    def lire_ligne(self, ligne: Ligne) -> AgentLu | TutoratLu:
        return self._tutorat(ligne) if "tutore" in ligne.titres else self._agent(ligne)

    # --- Un agent, un thème -----------------------------------------------------------------------

    def _agent(self, ligne) -> AgentLu:
        nom, service = self._nom(ligne, "agent"), ligne.service()
        prise = self._date(ligne, "date_prise_poste", requise=True)
        lu = AgentLu(nom, service, self._theme(ligne), prise)
        depart = self._date(ligne, "date_depart")
        if depart and depart < prise:
            dit = f"parti avant sa prise de poste ({prise:%d/%m/%Y})"
            raise LigneRefusee("date_depart", ligne["date_depart"], dit, "depart_avant_arrivee")
        lu.dits_agent = _dits(
            contrat=self._contrat(ligne), fonctions=ligne.texte("fonctions"), date_depart=depart
        )
        lu.dits_obligation = _dits(
            formee_avant=self._date(ligne, "date_derniere_formation", passee=True),
            date_depart=depart,
            observations=ligne.texte("observations"),
        )
        self._lire_la_venue(ligne, lu)
        self._comparer_l_echeance(ligne, lu)
        return lu

    def _comparer_l_echeance(self, ligne, lu) -> None:
        try:
            ecrite = lire_date(ligne["date_prochaine"], date1904=ligne.date1904)
        except ValeurRefusee:
            return  # « à planifier » n'est pas une date
        derniere, venue = lu.dits_obligation.get("formee_avant"), lu.venue
        suivie = venue.jour if venue and venue.etat == PRESENT else None
        dit = ecarts.d_echeance(ecrite, lu.theme.regle, lu.prise_de_poste, derniere, suivie)
        if dit:
            ligne.avertir("date_prochaine", dit, "echeance_differente")

    def _nom(self, ligne, champ) -> str:
        nom = ligne.texte(champ)
        if not nom.strip("-–. "):
            raise LigneRefusee(champ, ligne[champ], "le nom manque", "nom_absent")
        return nom[:200]

    def _date(self, ligne, champ, *, requise=False, passee=False):
        plus_tard = {"au_plus_tard": self.cadre.le} if passee else {}
        return ligne.lire(champ, lire_date, date1904=ligne.date1904, requise=requise, **plus_tard)

    def _theme(self, ligne) -> ThemeFormation:
        ecrit = ligne.texte("theme")
        cle = self.traductions["theme"].get(normaliser(ecrit), ecrit)
        theme = self.themes.get(normaliser(cle))
        if theme is None:
            connus = ", ".join(dict.fromkeys(str(theme) for theme in self.themes.values()))
            dit = f"thème inconnu (thèmes connus : {connus})" if ecrit else "le thème manque"
            raise LigneRefusee("theme", ligne["theme"], dit, "theme_inconnu")
        return theme

    def _contrat(self, ligne) -> str:
        ecrit = normaliser(ligne.texte("statut"))
        if ecrit in self.traductions["statut"]:
            return self.traductions["statut"][ecrit]
        trouves = [code for motif, code in CONTRATS if motif.fullmatch(ecrit)]
        if ecrit and not trouves:
            ligne.avertir("statut", "statut non compris : « autre »", "statut_a_verifier")
        return trouves[0] if trouves else "autre" * bool(ecrit)

    def _lire_la_venue(self, ligne, lu) -> None:
        intitule = ligne.texte("formation")[:200]
        if not intitule:
            return
        jour = self._date(ligne, "date_session")
        if jour is None:
            if self._suivie(ligne):
                dit = "formation suivie, mais à quelle date ? elle n'est pas reprise"
                ligne.avertir("date_session", dit, "session_sans_date")
            dite = lu.dits_obligation.get("observations") or "inscription sans session"
            lu.dits_obligation["observations"] = f"{intitule} : {dite}"
            return
        lu.venue = Venue(intitule, jour, self._etat(ligne, jour))

    def _suivie(self, ligne) -> bool | None:
        return ligne.lire("suivie", lire_suivie)

    def _etat(self, ligne, jour) -> str:
        suivie = self._suivie(ligne)
        if jour > self.cadre.le:
            if suivie:
                ligne.avertir("suivie", "session à venir : inscrit seulement", "session_a_venir")
            return INSCRIT
        if suivie is None:
            ligne.avertir("suivie", "présence non dite : absent", "presence_non_dite")
        if suivie:
            return PRESENT
        dits = normaliser(f"{lire_texte(ligne['suivie'])} {ligne.texte('observations')}")
        return EXCUSE if EXCUSES.search(dits) else ABSENT

    # --- Une convention ---------------------------------------------------------------------------

    def _tutorat(self, ligne) -> TutoratLu:
        signature = self._date(ligne, "date_signature", requise=True)
        renouvellement = self._date(ligne, "date_renouvellement")
        if renouvellement and renouvellement <= signature:
            dit = f"renouvelée avant sa signature ({signature:%d/%m/%Y})"
            valeur = ligne["date_renouvellement"]
            raise LigneRefusee("date_renouvellement", valeur, dit, "renouvellement_avant")
        dit = self.regle and ecarts.de_duree(signature, renouvellement, self.regle.duree_mois)
        if dit:
            ligne.avertir("date_renouvellement", dit, "renouvellement_tardif")
        return TutoratLu(
            self._nom(ligne, "tutore"),
            ligne.service(),
            ligne.texte("service")[:150],
            signature,
            renouvellement,
            _dits(
                tuteur=self._nom(ligne, "tuteur"),
                chef_de_bureau=self._nom(ligne, "chef_de_bureau"),
                observations=ligne.texte("observations"),
            ),
        )

    def ranger(self, lignes):
        ranger_les_formations(lignes, self)


def lire_suivie(valeur: Valeur) -> bool | None:
    """Oui, non, ou rien ; « présent », « absent » et « excusé » le disent aussi."""
    mot = normaliser(lire_texte(valeur))
    if VENU.fullmatch(mot):
        return True
    return False if PAS_VENU.fullmatch(mot) else lire_oui_non(valeur)


def _dits(**valeurs) -> dict:
    return {champ: valeur for champ, valeur in valeurs.items() if valeur not in (None, "")}
