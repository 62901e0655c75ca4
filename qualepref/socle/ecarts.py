"""Ce qu'un chargement fait apparaître, change ou fait disparaître, en français et dans l'ordre."""

from dataclasses import dataclass, field
from typing import Any

VERBES = ("apparaît", "change", "disparaît")
TUS = {"ordre", "retire"}  # un rang qui glisse n'apprend rien à personne
LONGUEUR = 120
REMIS = "retiré auparavant, remis en vigueur"


@dataclass
class Ecart:
    """Un élément ; `champs` : (nom, avant, après) quand il change."""

    verbe: str
    quoi: str
    texte: str
    champs: list[tuple[str, str, str]] = field(default_factory=list)
    note: str = ""
    rang: int = 0

    def __str__(self):
        phrases = [f"{self.quoi} : {self.texte}" if self.texte else self.quoi]
        phrases += [f"{nom} {avant} → {apres}" for nom, avant, apres in self.champs]
        note = f" ({self.note})" if self.note else ""
        return f"{' ; '.join(phrases)}{note}"


@dataclass
class Ecarts:
    """Les écarts d'un chargement, un par élément.

    `fil` : les modèles que leur `ordre` range d'un seul fil, après les autres.
    """

    par_element: dict[tuple[type, Any], Ecart] = field(default_factory=dict)
    fil: tuple[type, ...] = ()

    def par_verbe(self) -> dict[str, list[Ecart]]:
        """Par verbe, puis dans l'ordre du fichier ; sans ceux qui n'ont rien à dire."""
        ranges = sorted(self.par_element.items(), key=self._place)
        groupes = {
            verbe: [ecart for _, ecart in ranges if ecart.verbe == verbe and ecart.quoi]
            for verbe in VERBES
        }
        return {verbe: ecarts for verbe, ecarts in groupes.items() if ecarts}

    def _place(self, element):
        (modele, _), ecart = element
        return (1, ecart.rang) if modele in self.fil else (0, 0)

    def connait(self, objet) -> bool:
        return _cle(objet) in self.par_element

    def apparait(self, objet) -> None:
        qui = nommer(objet), texte_de(objet)
        self.par_element[_cle(objet)] = Ecart("apparaît", *qui, rang=rang_de(objet))

    def disparait(self, objet, note: str = "") -> None:
        qui = nommer(objet), texte_de(objet)
        self.par_element[_cle(objet)] = Ecart("disparaît", *qui, note=note, rang=rang_de(objet))

    def change(self, objet, valeurs: dict) -> None:
        """Ajoute aux changements déjà dits du même élément ; ce qui revient apparaît."""
        if valeurs.get("retire") is False and not self.connait(objet):
            self.apparait(objet)
            self.par_element[_cle(objet)].note = REMIS
        ecart = self.par_element.setdefault(_cle(objet), Ecart("change", "", ""))
        ecart.rang = valeurs.get("ordre", rang_de(objet))
        if ecart.verbe != "change":
            return
        for nom, valeur in valeurs.items():
            if nom not in TUS:
                champ = objet._meta.get_field(nom)
                libelle = str(champ.verbose_name)
                ecart.champs.append((libelle, dire(getattr(objet, nom)), dire(valeur)))
                ecart.quoi, ecart.texte = ecart.quoi or nommer(objet), texte_de(objet)


def _cle(objet):
    return type(objet), objet.pk


def rang_de(objet) -> int:
    return getattr(objet, "ordre", 0)


def nommer(objet) -> str:
    """« engagement 5 », « exigence 1.2 », « thème accueil_physique »."""
    nom = str(objet._meta.verbose_name)
    for champ in ("numero", "code", "cle"):
        if hasattr(objet, champ):
            return f"{nom} {getattr(objet, champ)}"
    return f"{nom} « {objet} »"


def texte_de(objet) -> str:
    for champ in ("intitule", "libelle", "question"):
        if texte := getattr(objet, champ, ""):
            return _couper(texte)
    return ""


def dire(valeur) -> str:
    """Une valeur en mots, entre guillemets si c'est un texte."""
    if valeur is None or valeur == "" or valeur == []:
        return "(vide)"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, dict):
        return "(détail)"
    if isinstance(valeur, list | tuple):
        return _couper(", ".join(map(str, valeur)))
    if isinstance(valeur, int | float):
        return str(valeur)
    return f"« {_couper(str(valeur))} »"


def _couper(texte):
    return texte if len(texte) <= LONGUEUR else f"{texte[: LONGUEUR - 1]}…"
