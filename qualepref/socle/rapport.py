"""La machine à rapports : page, PDF, classeur, JSON et texte tirés des mêmes données.

Une app déclare une sous-classe de Rapport dans son module `rapports.py` et un gabarit pour le
corps ; l'index, l'adresse, le droit, les formes et le travail en tâche de fond viennent d'ici.
"""

import json
from collections.abc import Callable
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from qualepref.socle import catalogue
from qualepref.socle.fabriques import Fichier, ProductionRefusee, fabrique
from qualepref.socle.forms import Formulaire
from qualepref.socle.models import Agent, Production
from qualepref.socle.sorties.blocs import Bloc, Nombre, Tableau
from qualepref.socle.sorties.exports import classeur_de_feuilles
from qualepref.socle.sorties.odt import ecrire_odt
from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf, feuille_de_style_seule
from qualepref.socle.tasks import produire

Avancer = Callable[[int, str], None]
SANS_DEMANDEUR = "l'application"


class Rapport:
    """Un rapport ; `donnees()` rend des valeurs simples, d'où sortent toutes ses formes.

    `form_class` demande les paramètres, et borne leurs choix à ce que voit l'agent.
    """

    slug: ClassVar[str] = ""
    titre: ClassVar[str] = ""
    description: ClassVar[str] = ""
    permission_required: ClassVar[str] = ""
    template_name: ClassVar[str] = ""
    imprime_template_name: ClassVar[str] = "socle/rapports/imprime.html"
    feuilles_de_style: ClassVar[tuple[str, ...]] = ("socle/rapport.css",)
    form_class: ClassVar[type[Formulaire]] = Formulaire
    vide: ClassVar[str] = "Il n'y a encore rien à montrer dans ce rapport."

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        catalogue.inscrire(cls)

    def preparer(self, avancer: Avancer, **parametres) -> None:
        """Le travail long qui précède les données, dans la seule tâche de fond."""

    def donnees(self, agent, **parametres) -> dict:
        """Les valeurs simples du rapport ; « titre » y est l'intitulé de cette édition."""
        raise NotImplementedError

    def achever(self, fichier: Fichier, **parametres) -> None:
        """Ce qui suit la mise en page, dans la seule tâche de fond ; rejouable sans double."""

    def page(self, saisie: dict) -> str:
        """L'adresse où cette édition se lit à l'écran ; vide si le rapport n'a que ses fichiers."""
        return ""

    def contexte(self, donnees: dict, agent=None) -> dict:
        """Ce que lit le gabarit : les données, ce qui s'en dessine, et pour un agent des liens."""
        return {"donnees": donnees}

    def blocs(self, donnees: dict) -> list[Bloc]:
        """Le rapport en titres, paragraphes et tableaux, pour le classeur et le texte."""
        raise NotImplementedError

    def lire(self, saisie: dict, agent) -> dict:
        """Les paramètres d'une saisie. Lève ProductionRefusee s'ils ne valent pas pour l'agent."""
        formulaire = self.form_class(saisie, agent=agent)
        if not formulaire.is_valid():
            fautes = [faute for liste in formulaire.errors.values() for faute in liste]
            raise ProductionRefusee(" ".join(map(str, fautes)))
        return formulaire.cleaned_data


def rendre(rapport: Rapport, donnees: dict, forme: str) -> Fichier:
    """Le fichier du rapport dans une forme : html, pdf, xlsx, json ou odt."""
    if forme not in FORMES:
        raise ProductionRefusee(
            f"La forme « {forme} » n'existe pas : choisir {', '.join(sorted(FORMES))}."
        )
    nom = slugify(donnees.get("nom_de_fichier") or donnees["titre"])
    return Fichier(f"{nom}.{forme}", FORMES[forme](rapport, donnees))


def _html(rapport: Rapport, donnees: dict) -> bytes:
    """Une page qui se lit seule, hors de l'application : son style est dedans."""
    feuilles = [feuille_de_style_seule(nom) for nom in rapport.feuilles_de_style]
    return _imprime(rapport, donnees, style=mark_safe("\n".join(feuilles))).encode()


def _pdf(rapport: Rapport, donnees: dict) -> bytes:
    return ecrire_pdf(_imprime(rapport, donnees))


def _imprime(rapport: Rapport, donnees: dict, style: str = "") -> str:
    cadre = {"rapport": rapport, "imprime": True, "style": style}
    cadre["feuilles"] = [adresse_statique(nom) for nom in rapport.feuilles_de_style]
    return render_to_string(rapport.imprime_template_name, rapport.contexte(donnees) | cadre)


def _json(rapport: Rapport, donnees: dict) -> bytes:
    texte = json.dumps(donnees, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return f"{texte}\n".encode()


def _xlsx(rapport: Rapport, donnees: dict) -> bytes:
    tableaux = [bloc for bloc in rapport.blocs(donnees) if isinstance(bloc, Tableau)]
    feuilles = [(t.legende, [t.entetes, *map(_en_nombres, t.lignes)]) for t in tableaux]
    return classeur_de_feuilles(feuilles)


def _en_nombres(ligne) -> list:
    return [case.valeur if isinstance(case, Nombre) else case for case in ligne]


def _odt(rapport: Rapport, donnees: dict) -> bytes:
    return ecrire_odt(donnees["titre"], rapport.blocs(donnees))


FORMES: dict[str, Callable[[Rapport, dict], bytes]] = {
    "html": _html,
    "pdf": _pdf,
    "xlsx": _xlsx,
    "json": _json,
    "odt": _odt,
}


def inscrire(
    rapport: Rapport, forme: str, saisie: dict, *, agent=None, departement, objet: str
) -> Production:
    """Inscrit la production d'un rapport, sans l'envoyer."""
    return Production.objects.create(
        departement=departement,
        demandeur=agent,
        genre="rapport",
        objet=f"{rapport.slug}:{forme}"[:100],
        titre=f"{objet} ({forme.upper()})"[:200],
        parametres={"rapport": rapport.slug, "forme": forme, "saisie": saisie},
    )


def demander(rapport: Rapport, forme: str, saisie: dict, **cadre) -> Production:
    """Inscrit la production d'un rapport et l'envoie en tâche de fond."""
    production = inscrire(rapport, forme, saisie, **cadre)
    produire.delay_on_commit(production.pk)
    return production


@fabrique("rapport")
def fabriquer(production: Production) -> Fichier:
    """Prépare, lit et met en page ; rejouée, elle refait le même fichier."""
    rapport = catalogue.trouver(production.parametres["rapport"])
    agent = production.demandeur or Agent(username=SANS_DEMANDEUR, is_superuser=True)
    parametres = rapport.lire(production.parametres["saisie"], agent)
    production.avancer(5, "Calcul des chiffres")
    rapport.preparer(production.avancer, **parametres)
    production.avancer(70, "Mise en page")
    donnees = rapport.donnees(agent, **parametres)
    fichier = rendre(rapport, donnees, production.parametres["forme"])
    rapport.achever(fichier, **parametres)
    return fichier
